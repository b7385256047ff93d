//! The leads, bookings and phone calls that an integration sees: those of the brand it speaks for, and leads of no brand, which came by
//! other wires. Every route finds its leads, bookings and calls here, so that none shows another brand's.

use super::rows::{brand_of, owner_of};
use crate::erp::mapping::{self, Enquiry, Operation, Party, Rows};
use crate::erp::settings::Settings;
use leadhub_core::store::{bookings, lead_filter, leads, persons, phone_calls};
use leadhub_core::{Actor, Db};
use leadhub_model::*;

fn is_own(lead: &Lead, brand: Option<BrandId>) -> bool {
    let other = mapping::kept_id(lead, mapping::BRAND);
    other.is_none_or(|id| brand.is_none_or(|brand| brand.0 == id))
}

/// The brand whose leads are its own. A setting that names a brand that is not there names nobody's leads, not everybody's.
fn own(db: &mut Db, actor: &Actor) -> Result<Option<BrandId>, LeadError> {
    match Settings::of(actor).brand_id {
        Some(wanted) => Ok(Some(BrandId(wanted))),
        None => Ok(brand_of(db, actor)?.map(|brand| brand.id)),
    }
}

pub fn find_own_lead(db: &mut Db, actor: &Actor, id: LeadId) -> Result<Option<Lead>, LeadError> {
    let brand = own(db, actor)?;
    Ok(leads::find_lead(db, actor, id)?.filter(|lead| is_own(lead, brand)))
}

/// A booking with its lead; one whose lead was deleted, or is another brand's, is gone with it.
pub fn with_lead(db: &mut Db, actor: &Actor, booking: Option<Booking>) -> Result<Option<(Booking, Lead)>, LeadError> {
    let brand = own(db, actor)?;
    let booking = booking.filter(|booking| brand.is_none_or(|brand| booking.brand == brand));
    let Some(booking) = booking else { return Ok(None) };
    let lead = leads::find_lead(db, actor, booking.lead)?.filter(|lead| is_own(lead, brand));
    Ok(lead.map(|lead| (booking, lead)))
}

/// The leads of a window: those of the customers who are known by the phones, and those that bear one of them, newest first.
pub fn list_own_leads(db: &mut Db, actor: &Actor, phones: Vec<String>, window: Paging) -> Result<Vec<Lead>, LeadError> {
    list_own(db, actor, LeadFilter { customers: Some(phones), ..LeadFilter::default() }, window)
}

fn list_own(db: &mut Db, actor: &Actor, filter: LeadFilter, window: Paging) -> Result<Vec<Lead>, LeadError> {
    let own = LeadFilter { kept: own(db, actor)?.map(mapping::of_brand), ..filter };
    Ok(lead_filter::list_leads_from(db, actor, &own, LeadOrder::NewestId, window, mapping::ROW_FACTS)?)
}

/// The bookings of a window with their leads: those of the customers who are known by the phones, newest first.
pub fn list_own_bookings(
    db: &mut Db,
    actor: &Actor,
    phones: Vec<String>,
    window: Paging,
) -> Result<Vec<(Booking, Lead)>, LeadError> {
    let brand = own(db, actor)?;
    let (customers, kept) = (Some(phones), brand.map(mapping::of_brand));
    let own = BookingFilter { brand, customers, kept, ..BookingFilter::default() };
    Ok(bookings::list_bookings_with_leads(db, actor, &own, window, mapping::ROW_FACTS)?)
}

/// The lead that the ticket of a new enquiry names: its number is a lead's where that lead is the same customer's (decision K14).
pub fn find_lead_of_ticket(
    db: &mut Db,
    actor: &Actor,
    request: &Enquiry,
    rows: &Rows,
    operation: Operation,
) -> Result<Option<Lead>, LeadError> {
    let Some(ticket) = request.fact(Fact::Code).and_then(|text| text.parse().ok()) else { return Ok(None) };
    let Some(lead) = find_own_lead(db, actor, LeadId(ticket))? else { return Ok(None) };
    let person = match (mapping::account_of(rows, operation, actor), request.phone()) {
        (Some(person), _) => Some(person),
        (None, Some(phone)) => owner_of(db, actor, phone)?,
        (None, None) => None,
    };
    Ok(Some(lead).filter(|lead| Some(lead.person) == person))
}

/// The lead whose timeline tells of a call: of the one person whom the account names, else the number (decision X12), the lead that the
/// ticket names, else the newest (K19). Nobody's where the number is known of nobody, or of several.
pub fn find_lead_of_call(db: &mut Db, actor: &Actor, party: &Party) -> Result<Option<LeadId>, LeadError> {
    let account = match party.account {
        Some(id) => persons::find_person(db, actor, id)?.map(|person| person.id),
        None => None,
    };
    let person = match account {
        Some(person) => Some(person),
        None => persons::find_person_of_phone(db, actor, &party.number)?,
    };
    let Some(person) = person else { return Ok(None) };
    if let Some(ticket) = party.ticket {
        let lead = find_own_lead(db, actor, ticket)?.filter(|lead| lead.person == person);
        if lead.is_some() {
            return Ok(lead.map(|lead| lead.id));
        }
    }
    let theirs = LeadFilter { person: Some(person), ..LeadFilter::default() };
    let newest = list_own(db, actor, theirs, Paging { offset: 0, limit: 1 })?;
    Ok(newest.first().map(|lead| lead.id))
}

pub fn find_own_call(db: &mut Db, actor: &Actor, id: CallId) -> Result<Option<PhoneCall>, LeadError> {
    let brand = own(db, actor)?;
    let call = phone_calls::find_call(db, actor, id)?;
    Ok(call.filter(|call| brand.is_none_or(|brand| call.brand == brand)))
}

/// The calls of a window, newest first.
pub fn list_own_calls(
    db: &mut Db,
    actor: &Actor,
    numbers: Vec<String>,
    window: Paging,
) -> Result<Vec<PhoneCall>, LeadError> {
    let filter = CallFilter { brand: own(db, actor)?, numbers };
    Ok(phone_calls::list_calls(db, actor, &filter, window)?)
}
