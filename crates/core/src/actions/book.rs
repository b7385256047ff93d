//! Book: an appointment of a person with a brand, at most one in effect for each. It converts the person's open lead of the same
//! enquiry, or makes one and converts that (decision K10). All in one transaction, checked before anything is kept (K3).

use super::check::expect_version;
use super::create_lead::{create_numbered, reserve};
use super::identify::{Contacts, identify};
use super::update_lead::update_lead;
use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Tx};
use crate::store::ids::next_ids;
use crate::store::reference::{catalogue, stages};
use crate::store::{bookings, events, first_touch, lead_day_marks, lead_keys, leads, persons};
use leadhub_model::event::EventKind;
use leadhub_model::*;
use serde_json::{Map, Value, json};

pub fn book(tx: &mut Tx, actor: &Actor, new: &NewBooking) -> Result<(Booking, Lead), LeadError> {
    let brands = catalogue::list_brands(tx, actor)?;
    let brand = brands.iter().find(|brand| brand.id == new.brand);
    let brand = brand.ok_or(LeadError::refused(Field::Brand, RefusalReason::Unknown))?;
    if let Some(person) = new.person {
        persons::find_person(tx, actor, person)?.ok_or(LeadError::refused(Field::Person, RefusalReason::Unknown))?;
    }
    // Booking, person.
    let first = next_ids(tx, actor, 2)?;
    let facts = &new.lead.facts;
    let contacts = Contacts::of(facts);
    let person = identify(tx, actor, &contacts, new.person, PersonId(first + 1), facts.get(Fact::Name))?;
    persons::lock_person(tx, actor, person)?;
    // Leads are locked before bookings, here as everywhere; a refusal below takes the lead back with it.
    let mut lead = converted_lead(tx, actor, new, person)?;
    bookings::end_past(tx, actor, person, new.brand)?;
    let now = tx.now();
    let booking = Booking {
        id: BookingId(first),
        code: format!("{}{first:0digits$}", new.code_prefix, digits = new.code_digits),
        lead: lead.id,
        person,
        brand: new.brand,
        company: new.company,
        booked_at: new.booked_at,
        ends_at: new.ends_at,
        state: BookingState::Open,
        dialect: actor.dialect.clone(),
        details: new.details.clone(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    if !bookings::insert(tx, actor, &booking)? {
        let codes = bookings::list_seen_in_effect(tx, actor, person, new.brand)?;
        let codes = codes.into_iter().map(|booking| booking.code).collect::<Vec<_>>().join(",");
        return Err(LeadError::BookingInEffect { codes, brand: brand.name.clone() });
    }
    let made = json!({ "booking": [null, booking.code] });
    first_touch::write(tx, actor, &mut lead)?;
    lead_day_marks::mark(tx, actor, lead.created_at)?;
    // After the lead's own events, which stand before it on the timeline.
    events::tell(tx, actor, lead.id, EventKind::Booked, &made)?;
    Ok((booking, lead))
}

/// The open lead of the same enquiry, or a new one, in the converted stage.
fn converted_lead(tx: &mut Tx, actor: &Actor, new: &NewBooking, person: PersonId) -> Result<Lead, LeadError> {
    let stage = stages::list_stages(tx, actor)?.iter().find(|stage| stage.kind == StageKind::Converted).cloned();
    let stage = stage.ok_or_else(|| Failure::Bug("the pipeline has no converted stage".to_owned()))?;
    if let Some(id) = new.booked_lead {
        let lead = leads::find_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
        // One that is converted already stays in its stage.
        let is_converted = lead.conversion.is_some_and(|conversion| conversion.converted);
        let stage = Some(stage.id).filter(|_| !is_converted);
        return update_lead(tx, actor, id, &LeadChange { stage, ..new.change.clone() });
    }
    let open = match &new.code {
        Some(code) => lead_keys::find_open_lead(tx, actor, person, code, new.kept)?,
        None => None,
    };
    match open {
        Some(id) => update_lead(tx, actor, id, &LeadChange { stage: Some(stage.id), ..new.change.clone() }),
        None => {
            // Whose it is was found out above, also where the actor saw nothing of the person before.
            let (id, person) = (reserve(tx, actor)?, Some(person));
            create_numbered(tx, actor, NewLead { stage: Some(stage.id), person, ..new.lead.clone() }, id)
        }
    }
}

/// What may change in a booking; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct BookingChange {
    pub company: Option<CompanyId>,
    /// When it is, and when its day ends.
    pub booked: Option<(Moment, Moment)>,
    /// Done and cancelled take it out of effect; neither is taken back.
    pub state: Option<BookingState>,
    /// Merged key by key; `null` removes a key.
    pub details: serde_json::Map<String, serde_json::Value>,
    /// The version that the caller changes; another one is `LeadError::Stale`.
    pub expected_version: Option<i64>,
    /// Changes its lead with it.
    pub lead: LeadChange,
}

pub fn update_booking(
    tx: &mut Tx,
    actor: &Actor,
    id: BookingId,
    change: &BookingChange,
) -> Result<(Booking, Lead), LeadError> {
    let gone = LeadError::NotFound(Resource::Booking);
    let seen = bookings::find_booking(tx, actor, id)?.ok_or(gone.clone())?;
    persons::lock_person(tx, actor, seen.person)?;
    // Leads are locked before bookings, here as everywhere.
    let mut lead = match leads::find_lead(tx, actor, seen.lead)? {
        Some(_) => update_lead(tx, actor, seen.lead, &change.lead)?,
        None => return Err(gone),
    };
    let before = bookings::lock_booking(tx, actor, id)?.ok_or(gone)?;
    expect_version(before.version, change.expected_version)?;
    let mut booking = before.clone();
    booking.company = change.company.unwrap_or(booking.company);
    if let Some((booked_at, ends_at)) = change.booked {
        (booking.booked_at, booking.ends_at) = (booked_at, ends_at);
    }
    if booking.state == BookingState::Open {
        booking.state = change.state.unwrap_or(booking.state);
    }
    for (key, value) in &change.details {
        match value {
            serde_json::Value::Null => booking.details.remove(key),
            value => booking.details.insert(key.clone(), value.clone()),
        };
    }
    booking.version += 1;
    booking.updated_at = tx.now();
    if booking.is_in_effect(tx.now()) {
        // Its day may have been over, and another one made since.
        refuse_second(tx, actor, booking.person, booking.brand, booking.id)?;
    }
    bookings::rewrite(tx, actor, &booking)?;
    let mut changed = Map::new();
    let mut compare = |name: &str, before: Value, after: Value| {
        if before != after {
            changed.insert(name.to_owned(), json!([before, after]));
        }
    };
    compare("booked_at", json!(before.booked_at), json!(booking.booked_at));
    compare("company", json!(before.company), json!(booking.company));
    compare("state", json!(before.state.code()), json!(booking.state.code()));
    compare("details", json!(before.details), json!(booking.details));
    if !changed.is_empty() {
        first_touch::write(tx, actor, &mut lead)?;
        lead_day_marks::mark(tx, actor, lead.created_at)?;
        changed.insert("booking".to_owned(), json!([before.code, booking.code]));
        events::tell(tx, actor, lead.id, EventKind::Booked, &Value::Object(changed))?;
    }
    Ok((booking, lead))
}

/// Refuses a branch of another brand, and one that takes no bookings; for doors whose callers name the branch by its id.
pub fn check_branch(db: &mut Db, actor: &Actor, brand: BrandId, company: CompanyId) -> Result<(), LeadError> {
    let companies = catalogue::list_companies(db, actor)?;
    match companies.iter().find(|known| known.id == company) {
        None => Err(LeadError::refused(Field::Company, RefusalReason::Unknown)),
        Some(known) if known.brand != brand => Err(LeadError::refused(
            Field::Company,
            RefusalReason::Unfit("is a branch of another brand: take one of this brand"),
        )),
        Some(known) if !known.bookable => Err(LeadError::refused(
            Field::Company,
            RefusalReason::Unfit("takes no bookings: take another branch of the brand"),
        )),
        Some(_) => Ok(()),
    }
}

/// Refuses a booking of the person with the brand beside another one that is in effect.
pub(super) fn refuse_second(
    tx: &mut Tx,
    actor: &Actor,
    person: PersonId,
    brand: BrandId,
    own: BookingId,
) -> Result<(), LeadError> {
    bookings::end_past(tx, actor, person, brand)?;
    let others = bookings::list_in_effect(tx, actor, person, brand)?;
    if others.iter().all(|other| other.id == own) {
        return Ok(());
    }
    let seen = bookings::list_seen_in_effect(tx, actor, person, brand)?;
    let codes: Vec<String> = seen.into_iter().filter(|other| other.id != own).map(|other| other.code).collect();
    let brands = catalogue::list_brands(tx, actor)?;
    let brand = brands.iter().find(|known| known.id == brand).map(|brand| brand.name.clone());
    Err(LeadError::BookingInEffect { codes: codes.join(","), brand: brand.unwrap_or_default() })
}
