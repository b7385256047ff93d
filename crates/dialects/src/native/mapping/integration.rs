//! Integrations, tokens and the organisation: what was sent as the core is asked it, what the core has as it is shown. Called by
//! the routes. No rule stands here.

use crate::native::wire::integration as wire;
use crate::native::wire::value::{At, Change};
use leadhub_core::actions::NewIntegration;
use leadhub_model::AgentId;
use leadhub_model::organisation::{Integration, Organisation, Scope, Scopes, TokenInfo};

pub fn integration(known: &Integration) -> wire::Integration<'_> {
    let word = |scope| match scope {
        Scope::Read => wire::Scope::Read,
        Scope::Write => wire::Scope::Write,
        Scope::Admin => wire::Scope::Admin,
    };
    wire::Integration {
        id: known.id.0,
        dialect: &known.dialect,
        name: &known.name,
        agent_id: known.agent.map(|id| id.0),
        settings: &known.settings,
        scopes: known.scopes.iter().map(word).collect(),
    }
}

pub fn token(token: &TokenInfo) -> wire::Token<'_> {
    wire::Token {
        id: &token.id,
        created_at: At(token.created_at),
        expires_at: token.expires_at.map(At),
        revoked_at: token.revoked_at.map(At),
    }
}

pub fn organisation(known: &Organisation) -> wire::Organisation<'_> {
    wire::Organisation {
        slug: &known.slug,
        name: &known.name,
        zone: &known.zone,
        default_dialect: &known.default_dialect,
        uuid: known.uuid,
        account: known.account,
    }
}

fn scopes(sent: &[wire::Scope]) -> Scopes {
    Scopes::of(sent.iter().map(|scope| match scope {
        wire::Scope::Read => Scope::Read,
        wire::Scope::Write => Scope::Write,
        wire::Scope::Admin => Scope::Admin,
    }))
}

pub fn new_integration(sent: wire::NewIntegration) -> NewIntegration {
    NewIntegration {
        dialect: sent.dialect.0.to_owned(),
        name: sent.name.0,
        agent: sent.agent_id.map(|id| AgentId(id.0)),
        settings: sent.settings.0.unwrap_or_default(),
        scopes: sent.scopes.0.map_or_else(Scopes::default, |sent| scopes(&sent.0)),
    }
}

/// The integration as it shall be.
pub fn changed(known: Integration, change: wire::IntegrationChange) -> Integration {
    Integration {
        name: change.name.0.map_or(known.name, |name| name.0),
        agent: match change.agent_id {
            Change::Stays => known.agent,
            Change::Cleared => None,
            Change::To(id) => Some(AgentId(id.0)),
        },
        settings: change.settings.0.unwrap_or(known.settings),
        scopes: change.scopes.0.map_or(known.scopes, |sent| scopes(&sent.0)),
        ..known
    }
}

/// The organisation as it shall be.
pub fn changed_organisation(known: Organisation, change: wire::OrganisationChange) -> Organisation {
    Organisation {
        name: change.name.0.map_or(known.name, |name| name.0),
        zone: change.zone.0.map_or(known.zone, |zone| zone.0),
        default_dialect: change.default_dialect.0.map_or(known.default_dialect, |key| key.0.to_owned()),
        ..known
    }
}
