//! The timeline of a lead on this wire: what happened, when, who acted, and what was before and after. Filled by `mapping::lead`.
//! No rule stands here.

use super::page::Page;
use super::shape::answer;
use super::value::{At, words};
use serde_json::Value;

answer! {
    /// Something that happened to a lead.
    pub struct Event<'l> {
        id: i64,
        at: At,
        /// created, updated, commented, person_changed, booked, called, withdrawn, undone, revealed, deleted.
        kind: &'l str,
        by: By,
        /// Key of the wire it came by.
        dialect: &'l str,
        integration_id: Option<i64>,
        /// The user who acted, or whom the integration acted for.
        agent_id: Option<i64>,
        /// Each field that changed, with what it was before and after.
        change: &'l Value,
    }
}

words! {
    /// Who acted: the server itself, an integration, or a user who signed in.
    pub enum By {
        House = "house",
        Integration = "integration",
        User = "user",
    }
}

pub type EventPage = Page<Vec<Event<'static>>>;
