//! Leads that are taken out of their list and out of the sight of whoever works lists, but stay. Written by `actions::withdraw_lead`
//! and `actions::lists`. Which lead may go instead is told here too: one that nobody else has to do with.

use super::engine::{Db, Failure, Tx, values};
use super::lead_totals;
use crate::actor::Actor;
use leadhub_model::event::EventKind;
use leadhub_model::{EventId, LeadId, ListId};

/// Whether another wire than the actor's made or changed a lead, or a booking hangs on it; `$3` is the actor's wire.
const IS_SHARED: &str = "(lead.origin <> $3
    OR EXISTS (SELECT 1 FROM booking
        WHERE booking.organisation_id = lead.organisation_id AND booking.lead_id = lead.id)
    OR EXISTS (SELECT 1 FROM lead_event WHERE lead_event.organisation_id = lead.organisation_id
        AND lead_event.lead_id = lead.id AND lead_event.kind <> 'created' AND lead_event.dialect <> $3))";

pub fn is_shared(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<bool, Failure> {
    let sql =
        format!("SELECT CAST(1 AS BIGINT) FROM lead WHERE lead.organisation_id = $1 AND lead.id = $2 AND {IS_SHARED}");
    Ok(db.value::<i64>(&sql, values![actor.organisation_id(), lead, &actor.dialect])?.is_some())
}

/// Withdraws the shared leads of a list, and tells each of them. Their events have one number: an event's is its own within its lead.
pub fn withdraw_shared(tx: &mut Tx, actor: &Actor, list: ListId, event: EventId) -> Result<(), Failure> {
    let now = tx.now();
    let of_list =
        format!("lead.organisation_id = $1 AND lead.list_id = $2 AND lead.deleted_at IS NULL AND {IS_SHARED}");
    let change = format!("{{\"list\":[{list},null]}}");
    let told = format!(
        "INSERT INTO lead_event
         (organisation_id, lead_id, id, happened_at, kind, dialect, integration_id, agent_id, change)
         SELECT organisation_id, id, CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($3 AS TEXT),
             CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS TEXT)
         FROM lead WHERE {of_list}"
    );
    let (house, kind) = (actor.organisation_id(), EventKind::Withdrawn.code());
    tx.execute(&told, values![house, list, &actor.dialect, event, now, kind, actor.integration, actor.agent, change])?;
    let sql = format!(
        "UPDATE lead SET list_id = NULL, withdrawn_at = $4, updated_at = $4, version = version + 1 WHERE {of_list}"
    );
    let leads = tx.execute(&sql, values![house, list, &actor.dialect, now])?;
    lead_totals::withdraw_from(tx, actor, list, i64::try_from(leads).unwrap_or(i64::MAX));
    Ok(())
}
