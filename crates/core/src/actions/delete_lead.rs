//! Delete a lead: no wire finds it again, its timeline stays (decision T21: hard from the API's view), its
//! booking is cancelled.
//! Called by the wires that can delete.

use super::check::expect_version;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::{bookings, events, leads};
use leadhub_model::event::EventKind;
use leadhub_model::{LeadError, LeadId, Resource};

pub fn delete_lead(tx: &mut Tx, actor: &Actor, id: LeadId) -> Result<(), LeadError> {
    delete_lead_at(tx, actor, id, None)
}

/// As `delete_lead`, if the lead is still at the version that the caller knows.
pub fn delete_lead_at(tx: &mut Tx, actor: &Actor, id: LeadId, expected: Option<i64>) -> Result<(), LeadError> {
    let lead = leads::lock_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
    expect_version(lead.version, expected)?;
    leads::mark_deleted(tx, actor, &lead)?;
    bookings::cancel_of_lead(tx, actor, id)?;
    events::tell(tx, actor, id, EventKind::Deleted, &serde_json::json!({}))?;
    Ok(())
}
