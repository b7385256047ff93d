//! Who acts, what it may, which leads it sees and whether contacts are masked for it: every verb and question takes an `Actor`, and the
//! store reads and writes only its organisation's rows, of leads only those that it sees. Made at the front door from a token, for an
//! agent who signed in, or by the command line for the house itself.

use crate::stored_settings::StoredSettings;
use leadhub_model::event::EventActor;
use leadhub_model::organisation::{Integration, Organisation, Scope, Scopes};
use leadhub_model::reference::Agent;
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, GroupId, IntegrationId, LeadError, OrganisationId, UploadId, Zone};

/// The word that stands on the timeline where the house itself acted.
pub const HOUSE: &str = "house";

#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    pub organisation: Organisation,
    /// The organisation's time zone.
    pub zone: Zone,
    pub integration: Option<IntegrationId>,
    /// Key of the dialect it speaks; opaque to the core.
    pub dialect: String,
    /// The agent its comments and conversions are signed with.
    pub agent: Option<AgentId>,
    /// The integration's settings, read by its dialect.
    pub settings: StoredSettings,
    pub scopes: Scopes,
    pub sees: Sees,
    /// Phones and e-mails are not shown whole; the doors that mask see to it.
    pub masked: bool,
    /// The file of which it works the rows: the timeline names it.
    pub import: Option<UploadId>,
}

/// Which leads an actor sees. One that is not seen is not found, and neither is what hangs on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sees {
    #[default]
    All,
    /// Those of the agent, and those of the groups, whoever works them.
    Own { agent: AgentId, groups: Vec<GroupId> },
}

impl Sees {
    pub fn is_all(&self) -> bool {
        *self == Sees::All
    }

    /// What an agent sees who does not see all.
    pub fn of(agent: &Agent) -> Sees {
        Sees::Own { agent: agent.id, groups: agent.groups().into_iter().collect() }
    }
}

impl Actor {
    /// Of the groups of its agent nothing is known here: `questions::actor_of` finds them.
    pub fn integration(organisation: Organisation, integration: Integration) -> Actor {
        let house = Actor::house(organisation);
        let sees = match integration.sight.own {
            false => Sees::All,
            // Nobody is the agent 0.
            true => Sees::Own { agent: integration.agent.unwrap_or(AgentId(0)), groups: Vec::new() },
        };
        Actor {
            sees,
            masked: integration.sight.masked,
            integration: Some(integration.id),
            dialect: integration.dialect,
            agent: integration.agent,
            settings: integration.settings.into(),
            scopes: integration.scopes,
            ..house
        }
    }

    /// An agent who signed in at the door of this key, with what her role gives her.
    pub fn signed_in(organisation: Organisation, door: &str, role: Role, agent: &Agent) -> Actor {
        Actor {
            dialect: door.to_owned(),
            agent: Some(agent.id),
            sees: if role.sees_all() { Sees::All } else { Sees::of(agent) },
            masked: role.is_masked(),
            scopes: role.scopes(),
            ..Actor::house(organisation)
        }
    }

    /// The house itself, acting for an organisation.
    pub fn house(organisation: Organisation) -> Actor {
        let zone = Zone::named(&organisation.zone).unwrap_or_else(Zone::utc);
        Actor {
            organisation,
            zone,
            integration: None,
            dialect: HOUSE.to_owned(),
            agent: None,
            settings: StoredSettings::default(),
            scopes: Scopes::all(),
            sees: Sees::All,
            masked: false,
            import: None,
        }
    }

    /// Who it is, as the timeline tells it.
    pub fn who(&self) -> EventActor {
        EventActor::of(self.integration, self.agent)
    }

    pub fn organisation_id(&self) -> OrganisationId {
        self.organisation.id
    }

    /// Refuses what the integration has no scope for.
    pub fn need(&self, scope: Scope) -> Result<(), LeadError> {
        if self.scopes.has(scope) { Ok(()) } else { Err(LeadError::Forbidden(scope)) }
    }
}
