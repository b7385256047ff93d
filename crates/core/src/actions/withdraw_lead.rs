//! Take a lead out of its list and out of the sight of whoever works lists (decision T21). The lead itself goes only if the actor's
//! wire made it and nothing of another wire or a booking hangs on it. Called by the wires that know lists.

use super::delete_lead::delete_lead;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::{events, leads, withdrawn};
use leadhub_model::event::EventKind;
use leadhub_model::{LeadError, LeadId, Resource};
use serde_json::json;

pub fn withdraw_lead(tx: &mut Tx, actor: &Actor, id: LeadId) -> Result<(), LeadError> {
    let before = leads::lock_lead(tx, actor, id)?.filter(|lead| lead.withdrawn_at.is_none());
    let before = before.ok_or(LeadError::NotFound(Resource::Lead))?;
    if !withdrawn::is_shared(tx, actor, id)? {
        return delete_lead(tx, actor, id);
    }
    let mut lead = before.clone();
    lead.list = None;
    lead.withdrawn_at = Some(tx.now());
    lead.updated_at = tx.now();
    lead.version += 1;
    leads::rewrite(tx, actor, &before, &lead)?;
    let change = json!({ "list": [before.list, null] });
    events::tell(tx, actor, id, EventKind::Withdrawn, &change)?;
    Ok(())
}
