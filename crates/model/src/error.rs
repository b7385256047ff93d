//! Everything that can go wrong, said in the core's own words: which field, why, what to do. Knows no HTTP; each dialect
//! turns a `LeadError` into its vendor's field names, envelope and status. Internal causes go to the log, not in here.

use crate::fact::Fact;
use std::fmt;

/// What a refusal is about, by the core's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Fact(Fact),
    /// Phone, e-mail or person id: whatever says who the lead is.
    Identity,
    /// Service, group or agent: whatever says where the lead goes.
    Routing,
    Stage,
    Reason,
    Label,
    CustomField,
    CustomValue,
    Agent,
    Author,
    Group,
    Service,
    Person,
    List,
    Campaign,
    CommentBody,
    Brand,
    Company,
    BookedAt,
}

/// Why a value was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    Missing,
    /// The id or word stands for nothing in this organisation.
    Unknown,
    /// More characters than `max`.
    TooLong {
        max: usize,
    },
    /// Another row already has it.
    Taken,
    /// Must be switched off first.
    StillActive,
    /// Anything else, in a sentence that says what to do.
    Unfit(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub field: Field,
    pub why: Why,
}

/// A noun that was addressed by its id and is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    Lead,
    List,
    Campaign,
    Person,
    Booking,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeadError {
    /// The request itself is at fault; nothing was written.
    #[error("{0}")]
    Refused(Refusal),
    #[error("no such {0:?}")]
    NotFound(Noun),
    /// The person has a booking in effect with this brand; `codes` are theirs, joined by commas.
    #[error("a booking is still in effect: {codes}")]
    BookingInEffect { codes: String, brand: String },
    /// The key was used for another request before; nothing was written.
    #[error("this idempotency key was used for another request: take a new one")]
    KeyReused,
    /// The same request is being worked on.
    #[error("the same request is under way: wait for its answer")]
    InFlight,
    /// The queue of writes is full: nothing was written, try again shortly.
    #[error("too busy, try again in a second")]
    Busy,
    /// The store cannot be reached or cannot write; nothing was written.
    #[error("the store is not available, nothing was written")]
    Unavailable,
    /// The connection was lost while committing: it may or may not have been written.
    #[error("the store was lost while it was writing: read back before you send again")]
    OutcomeUnknown,
    /// A fault of ours. The id is in the log beside its cause.
    #[error("internal fault {0}")]
    Internal(String),
}

impl LeadError {
    pub fn refused(field: Field, why: Why) -> Self {
        LeadError::Refused(Refusal { field, why })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = match self.field {
            Field::Fact(fact) => fact.column().to_owned(),
            other => format!("{other:?}").to_lowercase(),
        };
        match &self.why {
            Why::Missing => write!(f, "{field} is missing"),
            Why::Unknown => write!(f, "{field} is not known here"),
            Why::TooLong { max } => write!(f, "{field} is longer than {max} characters"),
            Why::Taken => write!(f, "{field} is taken"),
            Why::StillActive => write!(f, "{field} is active: switch it off first"),
            Why::Unfit(text) => write!(f, "{field}: {text}"),
        }
    }
}
