//! The timeline of a lead, and the one place where it is written: every verb tells it here, in its own transaction; nothing alters it.
//! Read by the doors. What a change means is told by the verb that made it, not here.

use super::conditions::{Rows, seen};
use super::engine::{Db, Failure, Insert, OnConflict, Row, Tx, Value, values};
use super::ids::next_ids;
use super::read_json;
use crate::actor::Actor;
use leadhub_model::event::{Event, EventKind, EventsOf};
use leadhub_model::{Cursor, EventId, LeadId, ListId, UploadId};
use serde::Serialize;
use serde_json::json;

/// Under this name an event names the file whose rows made it.
pub(crate) const NAMED_IMPORT: &str = "import";

/// Of which file it is the work.
pub(crate) fn import_of(event: &Event) -> Option<UploadId> {
    event.change.get(NAMED_IMPORT)?.get(1)?.as_i64().map(UploadId)
}

static EVENTS: Insert = Insert::new(
    "lead_event",
    &["lead_id", "id", "happened_at", "kind", "dialect", "integration_id", "agent_id", "change"],
    OnConflict::RunAgain,
);

/// Tells what a verb did to a lead; `change` maps a field's name to `[before, after]`. Gives the event's number.
pub(crate) fn tell(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    kind: EventKind,
    change: &impl Serialize,
) -> Result<EventId, Failure> {
    let mut change = serde_json::to_string(change).map_err(|error| Failure::Bug(error.to_string()))?;
    if let Some(import) = actor.import {
        let rest = change.strip_prefix('{').unwrap_or("}");
        let comma = if rest == "}" { "" } else { "," };
        change = format!("{{\"{NAMED_IMPORT}\":[null,{import}]{comma}{rest}");
    }
    let (id, now) = (EventId(next_ids(tx, actor, 1)?), tx.now());
    let (kind, dialect) = (kind.code(), actor.dialect.clone());
    let row = values![lead, id, now, kind, dialect, actor.integration, actor.agent, change];
    tx.gather(&EVENTS, actor.organisation_id(), row.iter().cloned());
    tx.touch(actor.organisation_id());
    tx.tell(lead);
    Ok(id)
}

/// Tells the same of every lead of the organisation, `$1`, that a condition holds for. One number serves all: an event's is its own
/// within its lead.
pub(crate) fn tell_each(
    tx: &mut Tx,
    actor: &Actor,
    (condition, values): (&str, &[Value]),
    kind: EventKind,
    change: &impl Serialize,
) -> Result<(), Failure> {
    let change = serde_json::to_string(change).map_err(|error| Failure::Bug(error.to_string()))?;
    let (id, now) = (EventId(next_ids(tx, actor, 1)?), tx.now());
    let mut bound = values.to_vec();
    let own = values![id, now, kind.code(), &actor.dialect, actor.integration, actor.agent, change];
    let types = ["BIGINT", "BIGINT", "TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT"];
    let places: Vec<String> =
        types.iter().enumerate().map(|(at, kind)| format!("CAST(${} AS {kind})", bound.len() + at + 1)).collect();
    bound.extend(own.iter().cloned());
    let sql = format!(
        "INSERT INTO lead_event
         (organisation_id, lead_id, id, happened_at, kind, dialect, integration_id, agent_id, change)
         SELECT lead.organisation_id, lead.id, {} FROM lead WHERE lead.organisation_id = $1 AND {condition}",
        places.join(", ")
    );
    tx.execute(&sql, &bound)?;
    tx.touch(actor.organisation_id());
    Ok(())
}

/// Tells every lead of a list that is about to be deleted with it.
pub(crate) fn tell_deleted_of_list(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let of_list = "lead.list_id = $2 AND lead.deleted_at IS NULL";
    tell_each(tx, actor, (of_list, values![actor.organisation_id(), list]), EventKind::Deleted, &json!({}))
}

const OF_LEAD: Rows = Rows::OfLead("lead_event.lead_id");
const COLUMNS: &str = "id, lead_id, happened_at, kind, dialect, integration_id, agent_id, change";

/// Oldest first. The timeline of a deleted lead stays readable.
pub fn list_events(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<Event>, Failure> {
    let mut bound = values![actor.organisation_id(), lead].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT {COLUMNS} FROM lead_event WHERE organisation_id = $1 AND lead_id = $2{seen} ORDER BY happened_at, id"
    );
    db.all(&sql, &bound, read)
}

/// The newest `limit` of them, or of those that are older than `before`, newest first.
pub fn list_newest_events(
    db: &mut Db,
    actor: &Actor,
    lead: LeadId,
    of: EventsOf,
    before: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Event>, Failure> {
    let Cursor { at, id } = before.unwrap_or(Cursor::END);
    let mut bound = values![actor.organisation_id(), lead, at, id, limit].to_vec();
    let of = match of {
        EventsOf::Everything => String::new(),
        EventsOf::Integrations => " AND integration_id IS NOT NULL".to_owned(),
        EventsOf::Kind(kind) => {
            bound.extend(values![kind.code()].iter().cloned());
            format!(" AND kind = ${}", bound.len())
        }
    };
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT {COLUMNS} FROM lead_event
         WHERE organisation_id = $1 AND lead_id = $2 AND (happened_at, id) < ($3, $4){of}{seen}
         ORDER BY happened_at DESC, id DESC LIMIT $5"
    );
    db.all(&sql, &bound, read)
}

/// As `list_events`, those behind `after`, `limit` at most.
pub fn list_events_after(
    db: &mut Db,
    actor: &Actor,
    lead: LeadId,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Event>, Failure> {
    let Cursor { at, id } = after.unwrap_or(Cursor::START);
    let mut bound = values![actor.organisation_id(), lead, at, id, limit].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT {COLUMNS} FROM lead_event
         WHERE organisation_id = $1 AND lead_id = $2 AND (happened_at, id) > ($3, $4){seen}
         ORDER BY happened_at, id LIMIT $5"
    );
    db.all(&sql, &bound, read)
}

fn read(row: &mut Row) -> Result<Event, Failure> {
    Ok(Event {
        id: row.take()?,
        lead: row.take()?,
        at: row.take()?,
        kind: row.take()?,
        dialect: row.take()?,
        integration: row.take()?,
        agent: row.take()?,
        change: read_json(&row.take::<String>()?)?,
    })
}
