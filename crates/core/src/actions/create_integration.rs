//! Create an integration: one system that talks to leadhub in one dialect.
//! Called by the command line and the demo; the dialect's key is not checked here, since the core knows none.

use super::create_lead::IDS;
use crate::actor::Actor;
use crate::store::engine::{Db, Tx};
use crate::store::organisations;
use crate::store::reference::agents;
use leadhub_model::organisation::{Integration, Scopes, Sight};
use leadhub_model::{AgentId, Field, IntegrationId, LeadError, RefusalReason};
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

/// The agent is there; only an agent has leads of its own.
pub(super) fn check_agent(db: &mut Db, actor: &Actor, agent: Option<AgentId>, sight: Sight) -> Result<(), LeadError> {
    let why = match agent {
        None if sight.own => RefusalReason::Unfit("who sees only an agent's leads needs an agent"),
        Some(agent) if agents::find_agent(db, actor, agent)?.is_none() => RefusalReason::Unknown,
        _ => return Ok(()),
    };
    Err(LeadError::refused(Field::Agent, why))
}

/// `None` when the organisation has an integration of that name already.
pub fn create_integration(tx: &mut Tx, house: &Actor, new: &NewIntegration) -> Result<Option<Integration>, LeadError> {
    check_agent(tx, house, new.agent, new.sight)?;
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
