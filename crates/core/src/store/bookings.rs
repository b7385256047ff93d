//! Bookings. The partial unique index, not a look before the write, keeps one in effect for each person and brand. Written by
//! `actions::book`, read by the doors.

use super::conditions::{Conditions, Rows, seen};
use super::engine::{Db, Failure, Row, Tx, values};
use super::{lead_columns, read_json};
use crate::actor::Actor;
use leadhub_model::person::ContactKind;
use leadhub_model::*;

const OF_LEAD: Rows = Rows::OfLead("booking.lead_id");
const COLUMNS: &str = "id, code, lead_id, person_id, brand_id, company_id, booked_at, ends_at, state, dialect, details,
     version, created_at, updated_at";

/// False when the person has a booking in effect with the brand.
pub(crate) fn insert(tx: &mut Tx, actor: &Actor, booking: &Booking) -> Result<bool, Failure> {
    let now = tx.now();
    let inserted = tx.execute(
        "INSERT INTO booking (organisation_id, id, code, lead_id, person_id, brand_id, company_id, booked_at, ends_at,
         state, in_effect, dialect, details, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (organisation_id, person_id, brand_id) WHERE in_effect = 1 DO NOTHING",
        values![
            actor.organisation_id(),
            booking.id,
            &booking.code,
            booking.lead,
            booking.person,
            booking.brand,
            booking.company,
            booking.booked_at,
            booking.ends_at,
            booking.state.code(),
            booking.is_in_effect(now),
            &booking.dialect,
            serde_json::Value::Object(booking.details.clone()).to_string(),
            booking.version,
            booking.created_at,
            booking.updated_at
        ],
    )?;
    Ok(inserted > 0)
}

/// Writes what may change; the rest of a booking never does.
pub(crate) fn rewrite(tx: &mut Tx, actor: &Actor, booking: &Booking) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE booking SET lead_id = $3, company_id = $4, booked_at = $5, ends_at = $6, state = $7, in_effect = $8,
         details = $9, version = $10, updated_at = $11 WHERE organisation_id = $1 AND id = $2",
        values![
            actor.organisation_id(),
            booking.id,
            booking.lead,
            booking.company,
            booking.booked_at,
            booking.ends_at,
            booking.state.code(),
            booking.is_in_effect(now),
            serde_json::Value::Object(booking.details.clone()).to_string(),
            booking.version,
            booking.updated_at
        ],
    )?;
    Ok(())
}

/// Takes those out of effect whose day is over.
pub(crate) fn end_past(tx: &mut Tx, actor: &Actor, person: PersonId, brand: BrandId) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE booking SET in_effect = 0
         WHERE organisation_id = $1 AND person_id = $2 AND brand_id = $3 AND in_effect = 1 AND ends_at <= $4",
        values![actor.organisation_id(), person, brand, now],
    )?;
    Ok(())
}

/// Cancels those of a lead that is deleted, so that they bar nobody from a new one.
pub(crate) fn cancel_of_lead(tx: &mut Tx, actor: &Actor, lead: LeadId) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE booking SET state = $3, in_effect = 0, version = version + 1, updated_at = $4
         WHERE organisation_id = $1 AND lead_id = $2 AND in_effect = 1 AND ends_at > $4",
        values![actor.organisation_id(), lead, BookingState::Cancelled.code(), now],
    )?;
    Ok(())
}

/// As `cancel_of_lead`, for every lead of a list.
pub(crate) fn cancel_of_list(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE booking SET state = $3, in_effect = 0, version = version + 1, updated_at = $4
         WHERE organisation_id = $1 AND in_effect = 1 AND ends_at > $4 AND lead_id IN
             (SELECT id FROM lead WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL)",
        values![actor.organisation_id(), list, BookingState::Cancelled.code(), now],
    )?;
    Ok(())
}

/// Those of a lead that the caller has in hand.
pub(crate) fn list_of_lead(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<Booking>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM booking WHERE organisation_id = $1 AND lead_id = $2 ORDER BY id");
    db.all(&sql, values![actor.organisation_id(), lead], read)
}

/// Those of a lead follow it to another person.
pub(crate) fn move_to_person(tx: &mut Tx, actor: &Actor, lead: LeadId, person: PersonId) -> Result<(), Failure> {
    tx.execute(
        "UPDATE booking SET person_id = $3 WHERE organisation_id = $1 AND lead_id = $2",
        values![actor.organisation_id(), lead, person],
    )?;
    Ok(())
}

/// Those of the person that are in effect with the brand, whoever sees them: they bar another one.
pub(crate) fn list_in_effect(
    db: &mut Db,
    actor: &Actor,
    person: PersonId,
    brand: BrandId,
) -> Result<Vec<Booking>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM booking
         WHERE organisation_id = $1 AND person_id = $2 AND brand_id = $3 AND in_effect = 1 ORDER BY id"
    );
    db.all(&sql, values![actor.organisation_id(), person, brand], read)
}

/// As `list_in_effect`, those that the actor sees.
pub fn list_seen_in_effect(
    db: &mut Db,
    actor: &Actor,
    person: PersonId,
    brand: BrandId,
) -> Result<Vec<Booking>, Failure> {
    let mut bound = values![actor.organisation_id(), person, brand].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT {COLUMNS} FROM booking
         WHERE organisation_id = $1 AND person_id = $2 AND brand_id = $3 AND in_effect = 1{seen} ORDER BY id"
    );
    db.all(&sql, &bound, read)
}

pub fn find_booking(db: &mut Db, actor: &Actor, id: BookingId) -> Result<Option<Booking>, Failure> {
    let mut bound = values![actor.organisation_id(), id].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!("SELECT {COLUMNS} FROM booking WHERE organisation_id = $1 AND id = $2{seen}");
    db.first(&sql, &bound, read)
}

/// A booking that `find_booking` found, held until the transaction ends.
pub(crate) fn lock_booking(tx: &mut Tx, actor: &Actor, id: BookingId) -> Result<Option<Booking>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM booking WHERE organisation_id = $1 AND id = $2 FOR UPDATE");
    tx.first(&sql, values![actor.organisation_id(), id], read)
}

pub fn find_booking_by_code(db: &mut Db, actor: &Actor, code: &str) -> Result<Option<Booking>, Failure> {
    let mut bound = values![actor.organisation_id(), code].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!("SELECT {COLUMNS} FROM booking WHERE organisation_id = $1 AND code = $2{seen}");
    db.first(&sql, &bound, read)
}

/// The bookings that match. One whose lead was deleted is gone with it.
fn matching<'f>(actor: &Actor, filter: &'f BookingFilter) -> Conditions<'f> {
    let live = "EXISTS (SELECT 1 FROM lead
         WHERE lead.organisation_id = $1 AND lead.id = booking.lead_id AND lead.deleted_at IS NULL)";
    let mut all = Conditions::of(actor, OF_LEAD, live);
    all.compare("lead_id", "=", filter.lead);
    all.compare("person_id", "=", filter.person);
    all.compare("brand_id", "=", filter.brand);
    all.compare("company_id", "=", filter.company);
    if let Some(keys) = &filter.customers {
        let (kind, keys) = (all.bind(ContactKind::Phone.code()), all.bind_each(keys));
        all.sql.push_str(&format!(
            " AND person_id IN
             (SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = {kind} AND value IN ({keys}))"
        ));
    }
    if let Some(agents) = &filter.agents {
        let agents = all.bind_each(agents.iter().copied());
        all.sql.push_str(&format!(
            " AND lead_id IN (SELECT id FROM lead WHERE organisation_id = $1 AND agent_id IN ({agents}))"
        ));
    }
    if let Some(kept) = filter.kept {
        let kept = all.kept_or_none(kept);
        all.sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM lead
             WHERE lead.organisation_id = $1 AND lead.id = booking.lead_id AND {kept})"
        ));
    }
    all.compare("state", "=", filter.state.map(BookingState::code));
    all.within("booked_at", filter.booked);
    all
}

/// The bookings that match, newest first, those behind `after`, `limit` at most.
pub fn list_bookings_after(
    db: &mut Db,
    actor: &Actor,
    filter: &BookingFilter,
    after: Option<BookingId>,
    limit: i64,
) -> Result<Vec<Booking>, Failure> {
    let mut all = matching(actor, filter);
    all.compare("id", "<", after);
    let limit = all.bind(limit);
    let sql = format!("SELECT {COLUMNS} FROM booking WHERE {} ORDER BY id DESC LIMIT {limit}", all.sql);
    db.all(&sql, &all.values, read)
}

/// The bookings of some days in the order of their moments, both bounds among them, those behind `after`, `limit` at most; each with its
/// lead, of which only the name and the first phone are looked at.
pub fn bookings_between(
    db: &mut Db,
    actor: &Actor,
    (since, to): (Moment, Moment),
    filter: &BookingFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<(Booking, Lead)>, Failure> {
    let mut all = matching(actor, filter);
    all.within("booked_at", (Some(since), Some(to)));
    if let Some(Cursor { at, id }) = after {
        let behind = format!(" AND (booked_at, id) > ({}, {})", all.bind(at), all.bind(id));
        all.sql.push_str(&behind);
    }
    list_with_leads(db, all, "booking.booked_at, booking.id", Paging { offset: 0, limit }, &[Fact::Name, Fact::Phone])
}

/// A page of the bookings that match, newest first, each with its lead, of which the caller looks at these facts.
pub fn list_bookings_with_leads(
    db: &mut Db,
    actor: &Actor,
    filter: &BookingFilter,
    paging: Paging,
    facts: &[Fact],
) -> Result<Vec<(Booking, Lead)>, Failure> {
    list_with_leads(db, matching(actor, filter), "booking.id DESC", paging, facts)
}

/// In one statement: the leads of a page are fetched when its bookings are found.
fn list_with_leads(
    db: &mut Db,
    mut all: Conditions,
    order: &str,
    paging: Paging,
    facts: &[Fact],
) -> Result<Vec<(Booking, Lead)>, Failure> {
    let (limit, offset) = (all.bind(paging.limit), all.bind(paging.offset));
    let sql = format!(
        "SELECT booking.*, {} FROM
         (SELECT {COLUMNS} FROM booking WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}) AS booking
         JOIN lead ON lead.organisation_id = $1 AND lead.id = booking.lead_id ORDER BY {order}",
        lead_columns::select(facts),
        all.sql
    );
    db.all(&sql, &all.values, |row| Ok((read(row)?, lead_columns::read_with(facts, row)?)))
}

fn read(row: &mut Row) -> Result<Booking, Failure> {
    Ok(Booking {
        id: row.take()?,
        code: row.take()?,
        lead: row.take()?,
        person: row.take()?,
        brand: row.take()?,
        company: row.take()?,
        booked_at: row.take()?,
        ends_at: row.take()?,
        state: {
            let code = row.take()?;
            BookingState::from_code(code)
                .ok_or_else(|| Failure::Bug(format!("no booking state has the code {code}")))?
        },
        dialect: row.take()?,
        details: read_json(&row.take::<String>()?)?,
        version: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
    })
}
