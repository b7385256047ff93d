//! What many leads are changed by at once on this wire, what became of each, and what puts a change back or shows a contact whole. Filled
//! and read by `mapping::many`. No rule stands here.

use super::from_json::body;
use super::place::All;
use super::shape::answer;
use super::value::{Change, Id, Many, Optional, words};

/// The leads of one request.
pub type LeadIds = Many<Id, 1, 500>;

body! {
    /// Gives leads to a user or a group: what is absent stays, null takes it away.
    pub struct Assigning {
        /// Each is changed once.
        lead_ids: LeadIds,
        agent_id: Change<Id>,
        group_id: Change<Id>,
    }
}

body! {
    /// Moves leads to a stage.
    pub struct Moving {
        /// Each is changed once.
        lead_ids: LeadIds,
        stage_id: Id,
        /// A stage of unqualified leads wants one, where there are any.
        reason_id: Optional<Id>,
    }
}

body! {
    /// Puts labels on leads and takes others off; the other labels stay.
    pub struct Labelling {
        /// Each is changed once.
        lead_ids: LeadIds,
        add_label_ids: Optional<Many<Id, 0, 100>>,
        remove_label_ids: Optional<Many<Id, 0, 100>>,
    }
}

words! {
    /// What became of a lead.
    pub enum Became {
        Changed = "changed",
        Unchanged = "unchanged",
        Refused = "refused",
    }
}

answer! {
    /// What became of one lead.
    pub struct LeadOutcome {
        lead_id: i64,
        outcome: Became,
        /// The event that tells what changed: undo takes it.
        event_id: Option<i64>,
        /// Why it was refused.
        reason: Option<String>,
    }
}

pub type LeadOutcomes = All<LeadOutcome>;

body! {
    /// Puts back what an event changed.
    pub struct Undoing {
        /// An event of the lead's timeline: updated, or undone itself.
        event_id: Id,
    }
}

answer! {
    /// The contacts of a lead, whole also for who is shown masks elsewhere.
    pub struct Contacts {
        lead_id: i64,
        phone: Option<String>,
        phone2: Option<String>,
        phone3: Option<String>,
        home_phone: Option<String>,
        zalo: Option<String>,
        facebook: Option<String>,
        email: Option<String>,
    }
}
