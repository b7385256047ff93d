//! What those ask who follow what happens: which leads changed, and the bookings of some days with their leads. Filled by
//! `routes::changes` and `routes::calendar`. No rule stands here.

use super::booking::State;
use super::from_json::query;
use super::page::{Limit, Page, Position};
use super::shape::answer;
use super::value::{At, Id, Many, Optional};

query! {
    /// Which changes.
    pub struct ChangeQuery {
        /// From this moment on. Ask again with the last `updated_at` that came, less five seconds, and leave out what comes twice: a change
        /// may be told a moment after a later one.
        since: Optional<At>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}

answer! {
    /// A lead that changed, or came. One that was deleted is not told: to ask for it gives 404.
    pub struct ChangedLead {
        lead_id: i64,
        updated_at: At,
    }
}

pub type ChangePage = Page<Vec<ChangedLead>>;

query! {
    /// The bookings of some days.
    pub struct CalendarQuery {
        since: At,
        to: At,
        /// Whose leads: any of these users.
        agent_id: Optional<Many<Id, 1, 50>>,
        brand_id: Optional<Id>,
        company_id: Optional<Id>,
        state: Optional<State>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}

answer! {
    /// A booking with what a calendar shows of its lead.
    pub struct BookedLead<'b> {
        booking_id: i64,
        code: &'b str,
        brand_id: i64,
        company_id: i64,
        booked_at: At,
        state: State,
        /// Open, and its day is not over.
        in_effect: bool,
        lead_id: i64,
        name: Option<&'b str>,
        phone: Option<String>,
        agent_id: Option<i64>,
        group_id: Option<i64>,
    }
}

pub type CalendarPage = Page<Vec<BookedLead<'static>>>;
