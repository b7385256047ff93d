//! Bookings as they are shown, asked for and changed. Called by the routes.
//! Whether one is in effect already is the core's to find out.

use super::change::{check_somebody, new_lead};
use super::filter::{BY_ID, Window};
use crate::wire::booking as wire;
use crate::wire::problem::Wrong;
use crate::wire::value::{At, Optional};
use leadhub_core::actions::BookingChange;
use leadhub_model::*;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// Stands before the number in a booking's code.
const PREFIX: &str = "B-";

static NO_DETAILS: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// Masked, what single wires keep of it is not shown: contacts stand there too.
pub fn booking(booking: &Booking, now: Moment, masked: bool) -> wire::Booking<'_> {
    wire::Booking {
        id: booking.id.0,
        code: &booking.code,
        version: booking.version,
        lead_id: booking.lead.0,
        person_id: booking.person.0,
        brand_id: booking.brand.0,
        company_id: booking.company.0,
        booked_at: At(booking.booked_at),
        ends_at: At(booking.ends_at),
        state: state(booking.state),
        in_effect: booking.is_in_effect(now),
        origin: &booking.dialect,
        details: if masked { &NO_DETAILS } else { &booking.details },
        created_at: At(booking.created_at),
        updated_at: At(booking.updated_at),
    }
}

pub const fn state(state: BookingState) -> wire::State {
    match state {
        BookingState::Open => wire::State::Open,
        BookingState::Done => wire::State::Done,
        BookingState::Cancelled => wire::State::Cancelled,
    }
}

pub const fn stored_state(state: wire::State) -> BookingState {
    match state {
        wire::State::Open => BookingState::Open,
        wire::State::Done => BookingState::Done,
        wire::State::Cancelled => BookingState::Cancelled,
    }
}

/// Which bookings, and the page.
pub fn query(query: &wire::BookingQuery) -> Result<(BookingFilter, Window), Vec<Wrong>> {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let filter = BookingFilter {
        lead: query.lead_id.0.map(|id| LeadId(id.0)),
        person: query.person_id.0.map(|id| PersonId(id.0)),
        brand: query.brand_id.0.map(|id| BrandId(id.0)),
        state: query.state.0.map(stored_state),
        booked: (query.booked_since.0.map(|at| at.0), query.booked_to.0.map(|at| at.0)),
        ..BookingFilter::default()
    };
    Ok((filter, window))
}

/// A booking to make: of a lead that is there, or of one that comes with it, never both.
pub fn new_booking(request: wire::NewBooking, zone: &Zone) -> Result<NewBooking, Vec<Wrong>> {
    let lead = match (&request.lead_id.0, request.lead.0) {
        (Some(_), None) => NewLead::default(),
        (None, Some(lead)) => {
            let lead = new_lead(lead);
            check_somebody(&lead).map_err(|wrong| under("lead", wrong))?;
            lead
        }
        (Some(_), Some(_)) => return Err(vec![Wrong::new("lead", "unfit", "stands beside lead_id: send one of them")]),
        (None, None) => return Err(vec![Wrong::new("lead", "missing", "is missing: send it, or lead_id")]),
    };
    let (booked_at, ends_at) = day(request.booked_at, zone);
    Ok(NewBooking {
        brand: BrandId(request.brand_id.0),
        company: CompanyId(request.company_id.0),
        booked_at,
        ends_at,
        code_prefix: PREFIX.to_owned(),
        code_digits: 0,
        person: lead.person,
        code: None,
        kept: None,
        booked_lead: request.lead_id.0.map(|id| LeadId(id.0)),
        lead,
        change: LeadChange::default(),
        details: request.details.unwrap_or_default(),
    })
}

/// What is wrong with an object inside of a body.
fn under(place: &str, wrong: Vec<Wrong>) -> Vec<Wrong> {
    wrong.into_iter().map(|wrong| Wrong { field: format!("{place}.{}", wrong.field), ..wrong }).collect()
}

pub fn booking_change(request: wire::BookingChange, expected_version: Option<i64>, zone: &Zone) -> BookingChange {
    let Optional(state) = request.state;
    BookingChange {
        company: request.company_id.0.map(|id| CompanyId(id.0)),
        booked: request.booked_at.0.map(|at| day(at, zone)),
        state: state.map(|end| match end {
            wire::End::Done => BookingState::Done,
            wire::End::Cancelled => BookingState::Cancelled,
        }),
        details: request.details.0.unwrap_or_default(),
        expected_version,
        lead: LeadChange::default(),
    }
}

/// The moment, and the end of its day.
fn day(At(at): At, zone: &Zone) -> (Moment, Moment) {
    (at, at.end_of_day(zone))
}
