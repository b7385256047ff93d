//! Create an integration: one system that talks to leadhub in one dialect.
//! Called by the command line and the demo; the dialect's key is not checked here, since the core knows none.

use super::create_lead::IDS;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::organisations;
use leadhub_model::organisation::{Integration, Scopes};
use leadhub_model::{AgentId, IntegrationId, LeadError};
use serde_json::{Map, Value};

#[derive(Debug, Clone)]
pub struct NewIntegration {
    pub dialect: String,
    pub name: String,
    pub agent: Option<AgentId>,
    pub settings: Map<String, Value>,
    pub scopes: Scopes,
}

/// `None` when the organisation has an integration of that name already.
pub fn create_integration(tx: &mut Tx, house: &Actor, new: &NewIntegration) -> Result<Option<Integration>, LeadError> {
    let integration = Integration {
        id: IntegrationId(tx.next_numbers(house.organisation_id(), IDS, 1)?),
        dialect: new.dialect.clone(),
        name: new.name.clone(),
        agent: new.agent,
        settings: new.settings.clone(),
        scopes: new.scopes.clone(),
    };
    let inserted = organisations::insert_integration(tx, house.organisation_id(), &integration)?;
    Ok(inserted.then_some(integration))
}
