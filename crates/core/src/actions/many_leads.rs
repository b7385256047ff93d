//! One change to many leads in one transaction, each by the rules of `update_lead` and with an outcome of its own: a lead that refuses it
//! stays as it is and leaves the others theirs. Used by `assign_leads`, `move_leads`, `label_leads` and `undo`.

use crate::store::engine::Tx;
use leadhub_model::event::Event;
use leadhub_model::{EventId, Field, LeadError, LeadId, RefusalReason};
use std::collections::BTreeSet;

/// Leads of one transaction: more would make whoever writes meanwhile wait.
pub const MOST_LEADS: usize = 500;

const TOO_MANY: RefusalReason = RefusalReason::Unfit("names more than 500 leads: change them in parts of 500 at most");

/// What became of one lead.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The event tells what; `undo` takes it back.
    Changed(EventId),
    /// It was so already.
    Unchanged,
    /// Only of an undo: somebody else changed the lead in between, as this event tells.
    Overtaken(Box<Event>),
    Refused(LeadError),
}

/// The outcome of each lead, once and in the order of their ids.
pub type Outcomes = Vec<(LeadId, Outcome)>;

/// What `undo` takes to put everything back.
pub fn changed(outcomes: &[(LeadId, Outcome)]) -> Vec<(LeadId, EventId)> {
    let event = |(lead, outcome): &(LeadId, Outcome)| match outcome {
        Outcome::Changed(event) => Some((*lead, *event)),
        _ => None,
    };
    outcomes.iter().filter_map(event).collect()
}

pub(super) fn refuse_too_many(leads: usize) -> Result<(), LeadError> {
    if leads > MOST_LEADS { Err(LeadError::refused(Field::Leads, TOO_MANY)) } else { Ok(()) }
}

/// Changes each lead once, in the order of their ids, so that two such changes at once do not wait for each other in a ring.
pub(super) fn each(
    tx: &mut Tx,
    leads: &[LeadId],
    mut change: impl FnMut(&mut Tx, LeadId) -> Result<Option<EventId>, LeadError>,
) -> Result<Outcomes, LeadError> {
    let leads: BTreeSet<LeadId> = leads.iter().copied().collect();
    refuse_too_many(leads.len())?;
    leads.into_iter().map(|lead| Ok((lead, outcome(change(tx, lead))?))).collect()
}

/// What a verb found wrong before it wrote anything is the lead's own matter; anything else takes the whole transaction back.
pub(super) fn outcome(changed: Result<Option<EventId>, LeadError>) -> Result<Outcome, LeadError> {
    match changed {
        Ok(Some(event)) => Ok(Outcome::Changed(event)),
        Ok(None) => Ok(Outcome::Unchanged),
        Err(error @ (LeadError::Refused(_) | LeadError::NotFound(_) | LeadError::Stale(_))) => {
            Ok(Outcome::Refused(error))
        }
        Err(error) => Err(error),
    }
}
