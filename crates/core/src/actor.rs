//! Who acts: every verb and question takes an `Actor`, and the store reads and writes only its organisation's rows. Made at
//! the front door from a token, or by the command line for the house itself.

use leadhub_model::organisation::{Integration, Organisation, Scope, Scopes};
use leadhub_model::{AgentId, IntegrationId, LeadError, OrganisationId, Zone};
use serde_json::{Map, Value};

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
    pub settings: Map<String, Value>,
    pub scopes: Scopes,
}

impl Actor {
    pub fn integration(organisation: Organisation, integration: Integration) -> Actor {
        let house = Actor::house(organisation);
        Actor {
            integration: Some(integration.id),
            dialect: integration.dialect,
            agent: integration.agent,
            settings: integration.settings,
            scopes: integration.scopes,
            ..house
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
            settings: Map::new(),
            scopes: Scopes::all(),
        }
    }

    pub fn organisation_id(&self) -> OrganisationId {
        self.organisation.id
    }

    /// Refuses what the integration has no scope for.
    pub fn need(&self, scope: Scope) -> Result<(), LeadError> {
        if self.scopes.has(scope) { Ok(()) } else { Err(LeadError::Forbidden(scope)) }
    }
}
