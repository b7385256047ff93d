//! Leads that are taken out of their list and out of the sight of whoever works lists, but stay. Written by `actions::withdraw_lead`
//! and `actions::lists`. Which lead may go instead is told here too: one that nobody else has to do with.

use super::engine::{Db, Failure, Tx, values};
use super::{events, lead_sets};
use crate::actor::Actor;
use leadhub_model::event::EventKind;
use leadhub_model::{LeadId, ListId};
use serde_json::json;

/// Whether another wire than the actor's made or changed a lead, or a booking hangs on it; `$3` is the actor's wire.
const IS_SHARED: &str = "(lead.origin <> $3
    OR EXISTS (SELECT 1 FROM booking
        WHERE booking.organisation_id = lead.organisation_id AND booking.lead_id = lead.id)
    OR EXISTS (SELECT 1 FROM lead_event WHERE lead_event.organisation_id = lead.organisation_id
        AND lead_event.lead_id = lead.id AND lead_event.kind NOT IN ('created', 'revealed') AND lead_event.dialect <> $3))";

pub(crate) fn is_shared(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<bool, Failure> {
    let sql =
        format!("SELECT CAST(1 AS BIGINT) FROM lead WHERE lead.organisation_id = $1 AND lead.id = $2 AND {IS_SHARED}");
    Ok(db.value::<i64>(&sql, values![actor.organisation_id(), lead, &actor.dialect])?.is_some())
}

/// Withdraws the shared leads of a list, and tells each of them.
pub(crate) fn withdraw_shared(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let now = tx.now();
    let of_list = format!("lead.list_id = $2 AND lead.deleted_at IS NULL AND {IS_SHARED}");
    let house = actor.organisation_id();
    let told = json!({ "list": [list, null] });
    events::tell_each(tx, actor, (&of_list, values![house, list, &actor.dialect]), EventKind::Withdrawn, &told)?;
    let sql = format!(
        "UPDATE lead SET list_id = NULL, withdrawn_at = $4, updated_at = $4, version = version + 1
         WHERE organisation_id = $1 AND {of_list} RETURNING id"
    );
    let withdrawn: Vec<LeadId> = tx.all(&sql, values![house, list, &actor.dialect, now], |row| row.take())?;
    lead_sets::withdraw(tx, actor, list, &withdrawn)
}
