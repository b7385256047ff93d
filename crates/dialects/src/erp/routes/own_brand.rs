//! The leads and bookings that an integration sees: those of the brand it speaks for, and leads of no brand, which came by other
//! wires. Every route finds its leads and bookings here, so that none shows another brand's.

use super::rows::{brand_of, owner_of};
use crate::erp::mapping::{self, Enquiry, Operation, Rows};
use crate::erp::settings::Settings;
use leadhub_core::store::{bookings, lead_filter, leads};
use leadhub_core::{Actor, Db};
use leadhub_model::*;

fn is_own(lead: &Lead, brand: Option<BrandId>) -> bool {
    let other = mapping::kept_id(lead, "brand_id");
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

/// A booking with its lead; one whose lead was deleted is gone with it.
pub fn with_lead(db: &mut Db, actor: &Actor, booking: Option<Booking>) -> Result<Option<(Booking, Lead)>, LeadError> {
    let brand = own(db, actor)?;
    let booking = booking.filter(|booking| brand.is_none_or(|brand| booking.brand == brand));
    let Some(booking) = booking else { return Ok(None) };
    Ok(leads::find_lead(db, actor, booking.lead)?.map(|lead| (booking, lead)))
}

/// The leads of a window: those of the customers who are known by the phones, and those that bear one of them, newest first.
pub fn list_own_leads(db: &mut Db, actor: &Actor, phones: Vec<String>, window: Paging) -> Result<Vec<Lead>, LeadError> {
    let brand = own(db, actor)?;
    let filter = LeadFilter { customers: Some(phones), ..LeadFilter::default() };
    let (order, wanted) = (LeadOrder::NewestId, window.offset + window.limit);
    let (mut leads, mut after, mut is_more) = (Vec::new(), None, true);
    // Once, but where leads of other brands stand between.
    while is_more && super::size(wanted) > leads.len() {
        let page = lead_filter::list_leads_after(db, actor, &filter, order, after, wanted, mapping::ROW_FACTS)?;
        is_more = page.len() == super::size(wanted);
        after = page.last().map(|lead| lead_filter::cursor(order, lead));
        leads.extend(page.into_iter().filter(|lead| is_own(lead, brand)));
    }
    Ok(super::accounts::cut(leads, window).collect())
}

/// The bookings of a window with their leads: those of the customers who are known by the phones, newest first.
pub fn list_own_bookings(
    db: &mut Db,
    actor: &Actor,
    phones: Vec<String>,
    window: Paging,
) -> Result<Vec<(Booking, Lead)>, LeadError> {
    let filter = BookingFilter { brand: own(db, actor)?, customers: Some(phones), ..BookingFilter::default() };
    let bookings = bookings::list_bookings_after(db, actor, &filter, None, window.offset + window.limit)?;
    let bookings: Vec<Booking> = super::accounts::cut(bookings, window).collect();
    let ids = bookings.iter().map(|booking| booking.lead).collect();
    let theirs = LeadFilter { ids: Some(ids), ..LeadFilter::default() };
    let leads =
        lead_filter::list_leads_after(db, actor, &theirs, LeadOrder::NewestId, None, window.limit, mapping::ROW_FACTS)?;
    let with_lead = |booking: Booking| {
        let lead = leads.iter().find(|lead| lead.id == booking.lead).cloned();
        lead.map(|lead| (booking, lead))
    };
    Ok(bookings.into_iter().filter_map(with_lead).collect())
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
