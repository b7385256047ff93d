//! A booking: a person's appointment with a brand, made from a lead. At most one is in effect for each person and brand; it stays
//! in effect until it is cancelled, done, or its day is over (decision K4). Made by `core/actions/book.rs`.

use crate::ids::*;
use crate::lead::{LeadChange, NewLead};
use crate::moment::Moment;
use crate::page::KeptOrNone;
use serde_json::{Map, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingState {
    Open,
    Done,
    Cancelled,
}

impl BookingState {
    pub const fn code(self) -> i64 {
        match self {
            BookingState::Open => 0,
            BookingState::Done => 1,
            BookingState::Cancelled => 2,
        }
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(BookingState::Open),
            1 => Some(BookingState::Done),
            2 => Some(BookingState::Cancelled),
            _ => None,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Booking {
    pub id: BookingId,
    /// How people name it; unique in the organisation.
    pub code: String,
    pub lead: LeadId,
    pub person: PersonId,
    pub brand: BrandId,
    pub company: CompanyId,
    pub booked_at: Moment,
    /// The end of its day in the organisation's zone.
    pub ends_at: Moment,
    pub state: BookingState,
    /// Key of the dialect it came by; opaque to the core.
    pub dialect: String,
    /// What that dialect keeps with it.
    pub details: Map<String, Value>,
    pub version: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

impl Booking {
    /// Open, and its day is not over.
    pub fn is_in_effect(&self, now: Moment) -> bool {
        self.state == BookingState::Open && self.ends_at > now
    }
}

/// A booking that somebody asks for.
#[derive(Debug, Clone)]
pub struct NewBooking {
    pub brand: BrandId,
    pub company: CompanyId,
    pub booked_at: Moment,
    pub ends_at: Moment,
    /// Written before the booking's number; the two make its code.
    pub code_prefix: String,
    /// The number is written with at least so many digits; 0 leaves it as it is.
    pub code_digits: usize,
    /// The caller names the person; wins over every contact.
    pub person: Option<PersonId>,
    /// The caller's key of the enquiry: the person's open lead with this code is converted.
    pub code: Option<String>,
    /// Among which leads the code is looked for, where not among all.
    pub kept: Option<KeptOrNone>,
    /// The caller names the lead that is converted; wins over the code.
    pub booked_lead: Option<LeadId>,
    /// The lead that is made where there is none to convert; its facts name the person.
    pub lead: NewLead,
    /// What changes in a lead that is there.
    pub change: LeadChange,
    pub details: Map<String, Value>,
}
