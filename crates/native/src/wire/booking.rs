//! Bookings on this wire: as they are shown, asked for, made and changed. Filled and read by `mapping::booking`.
//! No rule stands here.

use super::from_json::{body, query};
use super::lead::NewLead;
use super::page::{Limit, Page, Position};
use super::shape::answer;
use super::value::{At, Id, Optional, words};
use serde_json::{Map, Value};

words! {
    /// How a booking stands.
    pub enum State {
        Open = "open",
        Done = "done",
        Cancelled = "cancelled",
    }
}

words! {
    /// How a booking ends; it does not open again.
    pub enum End {
        Done = "done",
        Cancelled = "cancelled",
    }
}

answer! {
    /// A person's appointment with a brand.
    pub struct Booking<'b> {
        id: i64,
        /// How people name it.
        code: &'b str,
        /// Grows by one with every change; the ETag is the same number.
        version: i64,
        lead_id: i64,
        person_id: i64,
        brand_id: i64,
        company_id: i64,
        booked_at: At,
        /// The end of its day in the organisation's time zone.
        ends_at: At,
        state: State,
        /// Open, and its day is not over: it bars another one of the person with the brand.
        in_effect: bool,
        /// Key of the wire it came by.
        origin: &'b str,
        /// What that wire keeps with it.
        details: &'b Map<String, Value>,
        created_at: At,
        updated_at: At,
    }
}

pub type BookingPage = Page<Vec<Booking<'static>>>;

query! {
    /// Which bookings.
    pub struct BookingQuery {
        lead_id: Optional<Id>,
        person_id: Optional<Id>,
        brand_id: Optional<Id>,
        state: Optional<State>,
        booked_since: Optional<At>,
        booked_to: Optional<At>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}

body! {
    /// A booking to make, of a lead that is there (lead_id) or of one that comes with it (lead). The lead is converted.
    pub struct NewBooking {
        brand_id: Id,
        /// A branch of the brand.
        company_id: Id,
        booked_at: At,
        /// The lead that is booked.
        lead_id: Optional<Id>,
        /// The lead to create for it; its stage is the converted one, whatever it says.
        lead: Optional<NewLead>,
        /// Anything worth keeping with the booking.
        details: Option<Map<String, Value>>,
    }
}

body! {
    /// What changes in a booking; absent fields stay.
    pub struct BookingChange {
        company_id: Optional<Id>,
        booked_at: Optional<At>,
        /// Ends it.
        state: Optional<End>,
        /// Merged key by key; null removes a key.
        details: Optional<Map<String, Value>>,
    }
}
