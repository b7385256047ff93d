//! Delete a lead: no wire finds it again, its timeline stays (decision T21: hard from the API's view), its
//! booking is cancelled.
//! Called by the wires that can delete.

use super::create_lead::IDS;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::{bookings, events, leads};
use leadhub_model::event::EventKind;
use leadhub_model::{EventId, LeadError, LeadId, Noun};

pub fn delete_lead(tx: &mut Tx, actor: &Actor, id: LeadId) -> Result<(), LeadError> {
    if !leads::mark_deleted(tx, actor, id)? {
        return Err(LeadError::NotFound(Noun::Lead));
    }
    bookings::cancel_of_lead(tx, actor, id)?;
    let event = EventId(tx.next_numbers(actor.organisation_id(), IDS, 1)?);
    Ok(events::append(tx, actor, id, event, EventKind::Deleted, &serde_json::json!({}))?)
}
