//! Create an integration: one system that talks to leadhub in one dialect.
//! Called by the command line and the demo; the dialect's key is not checked here, since the core knows none.

use super::create_lead::IDS;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::organisations;
use leadhub_model::organisation::{Integration, Scopes, Sight};
use leadhub_model::{AgentId, Field, IntegrationId, LeadError, Why};
use serde_json::{Map, Value};

#[derive(Debug, Clone)]
pub struct NewIntegration {
    pub dialect: String,
    pub name: String,
    pub agent: Option<AgentId>,
    pub settings: Map<String, Value>,
    pub scopes: Scopes,
    pub sight: Sight,
}

/// Only an agent has leads of its own.
pub(super) fn check_sight(sight: Sight, agent: Option<AgentId>) -> Result<(), LeadError> {
    match agent {
        None if sight.own => {
            Err(LeadError::refused(Field::Agent, Why::Unfit("who sees only an agent's leads needs an agent")))
        }
        _ => Ok(()),
    }
}

/// `None` when the organisation has an integration of that name already.
pub fn create_integration(tx: &mut Tx, house: &Actor, new: &NewIntegration) -> Result<Option<Integration>, LeadError> {
    check_sight(new.sight, new.agent)?;
    let integration = Integration {
        id: IntegrationId(tx.next_numbers(house.organisation_id(), IDS, 1)?),
        dialect: new.dialect.clone(),
        name: new.name.clone(),
        agent: new.agent,
        settings: new.settings.clone(),
        scopes: new.scopes.clone(),
        sight: new.sight,
    };
    let inserted = organisations::insert_integration(tx, house.organisation_id(), &integration)?;
    Ok(inserted.then_some(integration))
}
