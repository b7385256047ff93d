//! The timeline: who did what to a lead, when, through which dialect, and what it was before and after. Written by every
//! verb in the same transaction as the change; never altered afterwards.

use crate::ids::{AgentId, EventId, IntegrationId, LeadId};
use crate::moment::Moment;
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    Created,
    Updated,
    Commented,
    /// The lead moved to another person because its phone changed (decision X9).
    PersonChanged,
    Deleted,
    /// Taken out of its list and out of the sight of whoever works lists; the lead itself stays.
    Withdrawn,
    /// A booking was made, changed or ended for it.
    Booked,
}

impl EventKind {
    pub const fn code(self) -> &'static str {
        match self {
            EventKind::Created => "created",
            EventKind::Updated => "updated",
            EventKind::Commented => "commented",
            EventKind::PersonChanged => "person_changed",
            EventKind::Deleted => "deleted",
            EventKind::Withdrawn => "withdrawn",
            EventKind::Booked => "booked",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Event {
    pub id: EventId,
    pub lead: LeadId,
    pub at: Moment,
    pub kind: String,
    /// Key of the dialect it came through; opaque to the core.
    pub dialect: String,
    pub integration: Option<IntegrationId>,
    pub agent: Option<AgentId>,
    /// Field name → `[before, after]`.
    pub change: Value,
}
