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
    /// A phone call with the person was told, or what was told of one was changed.
    NameMatch,
    /// What an event changed was put back as it was before; the event is named.
    Undone,
    /// Somebody for whom contacts are masked saw them whole.
    Revealed,
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
            EventKind::NameMatch => "called",
            EventKind::Undone => "undone",
            EventKind::Revealed => "revealed",
        }
    }
}

/// Which part of a timeline is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EventsOf {
    #[default]
    Everything,
    Kind(EventKind),
    /// What systems did, whatever it was.
    Integrations,
}

/// Who acted. The door is told beside it, by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventActor {
    /// The house itself: the command line, work in the background.
    House,
    /// A system, for the agent that signs what it does.
    Integration(IntegrationId, Option<AgentId>),
    /// A person who signed in.
    Agent(AgentId),
}

impl EventActor {
    /// As it is stored: a system's agent is whom it acts for, an agent alone acts for herself.
    pub fn of(integration: Option<IntegrationId>, agent: Option<AgentId>) -> EventActor {
        match (integration, agent) {
            (Some(integration), agent) => EventActor::Integration(integration, agent),
            (None, Some(agent)) => EventActor::Agent(agent),
            (None, None) => EventActor::House,
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

impl Event {
    pub fn who(&self) -> EventActor {
        EventActor::of(self.integration, self.agent)
    }
}
