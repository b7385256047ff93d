//! Phone calls. One hangs on a lead, or on nothing but its number, and outlives the lead. Written by `actions::record_call`, read by
//! the doors; whose a call is they say.

use super::conditions::{Conditions, Rows, seen};
use super::engine::{Db, Failure, Row, Tx, Value, values};
use super::read_json;
use crate::actor::Actor;
use leadhub_model::person::ContactKind;
use leadhub_model::*;

const OF_LEAD: Rows = Rows::OfLead("phone_call.lead_id");
const COLUMNS: &str =
    "id, lead_id, brand_id, phone, direction, purpose, name, note, called_at, dialect, details, version,
     created_at, updated_at";

pub(crate) fn insert(tx: &mut Tx, actor: &Actor, call: &PhoneCall) -> Result<(), Failure> {
    let facts = &call.facts;
    tx.execute(
        "INSERT INTO phone_call (organisation_id, id, lead_id, brand_id, integration_id, phone, phone_key, direction,
         purpose, name, note, called_at, dialect, details, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        values![
            actor.organisation_id(),
            call.id,
            call.lead,
            call.brand,
            actor.integration,
            &facts.phone,
            facts.key(),
            facts.direction.code(),
            &facts.purpose,
            &facts.name,
            facts.note.as_deref(),
            facts.called_at,
            &call.dialect,
            serde_json::Value::Object(facts.details.clone()).to_string(),
            call.version,
            call.created_at,
            call.updated_at
        ],
    )?;
    Ok(())
}

/// Writes what may change; the rest of a call never does.
pub(crate) fn rewrite(tx: &mut Tx, actor: &Actor, call: &PhoneCall) -> Result<(), Failure> {
    let facts = &call.facts;
    tx.execute(
        "UPDATE phone_call SET lead_id = $3, phone = $4, phone_key = $5, direction = $6, purpose = $7, name = $8,
         note = $9, called_at = $10, details = $11, version = $12, updated_at = $13
         WHERE organisation_id = $1 AND id = $2",
        values![
            actor.organisation_id(),
            call.id,
            call.lead,
            &facts.phone,
            facts.key(),
            facts.direction.code(),
            &facts.purpose,
            &facts.name,
            facts.note.as_deref(),
            facts.called_at,
            serde_json::Value::Object(facts.details.clone()).to_string(),
            call.version,
            call.updated_at
        ],
    )?;
    Ok(())
}

/// What a statement adds for an actor who does not see all: a call on no lead is whose system told it.
fn seen_or_told(actor: &Actor, bound: &mut Vec<Value>) -> String {
    if actor.sees.is_all() {
        return String::new();
    }
    let seen = seen(actor, OF_LEAD, bound);
    bound.push(actor.integration.into());
    let own = format!("phone_call.lead_id IS NULL AND phone_call.integration_id = ${}", bound.len());
    format!(" AND ({own} OR 1 = 1{seen})")
}

pub fn find_call(db: &mut Db, actor: &Actor, id: CallId) -> Result<Option<PhoneCall>, Failure> {
    let mut bound = values![actor.organisation_id(), id].to_vec();
    let seen = seen_or_told(actor, &mut bound);
    let sql = format!("SELECT {COLUMNS} FROM phone_call WHERE organisation_id = $1 AND id = $2{seen}");
    db.first(&sql, &bound, read)
}

/// A call that `find_call` found, held until the transaction ends.
pub(crate) fn lock_call(tx: &mut Tx, actor: &Actor, id: CallId) -> Result<Option<PhoneCall>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM phone_call WHERE organisation_id = $1 AND id = $2 FOR UPDATE");
    tx.first(&sql, values![actor.organisation_id(), id], read)
}

/// A page of the calls that match, newest first.
pub fn list_calls(db: &mut Db, actor: &Actor, filter: &CallFilter, paging: Paging) -> Result<Vec<PhoneCall>, Failure> {
    let mut values = vec![actor.organisation_id().into()];
    let seen = seen_or_told(actor, &mut values);
    let mut all = Conditions { sql: format!("organisation_id = $1{seen}"), values };
    all.compare("brand_id", "=", filter.brand);
    let (kind, numbers) = (all.bind(ContactKind::Phone.code()), all.bind_each(&filter.numbers));
    // Two looks, each by its own index.
    all.sql.push_str(&format!(
        " AND id IN (SELECT id FROM phone_call WHERE organisation_id = $1 AND phone_key IN ({numbers})
         UNION SELECT id FROM phone_call WHERE organisation_id = $1 AND lead_id IN
         (SELECT id FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL AND person_id IN
         (SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = {kind} AND value IN ({numbers}))))"
    ));
    let (limit, offset) = (all.bind(paging.limit), all.bind(paging.offset));
    let sql =
        format!("SELECT {COLUMNS} FROM phone_call WHERE {} ORDER BY id DESC LIMIT {limit} OFFSET {offset}", all.sql);
    db.all(&sql, &all.values, read)
}

fn read(row: &mut Row) -> Result<PhoneCall, Failure> {
    let (id, lead, brand) = (row.take()?, row.take()?, row.take()?);
    let phone = row.take()?;
    let direction: String = row.take()?;
    let direction = Direction::from_code(&direction)
        .ok_or_else(|| Failure::Bug(format!("no direction of a call has the code {direction}")))?;
    let (purpose, name, note, called_at) = (row.take()?, row.take()?, row.take()?, row.take()?);
    let dialect = row.take()?;
    let details = read_json(&row.take::<String>()?)?;
    Ok(PhoneCall {
        id,
        lead,
        brand,
        facts: CallFacts { phone, direction, purpose, name, note, called_at, details },
        dialect,
        version: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
    })
}
