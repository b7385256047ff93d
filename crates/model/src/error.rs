//! Everything that can go wrong, said in the core's own words: which field, why, what to do. Knows no HTTP; each dialect
//! turns a `LeadError` into its vendor's field names, envelope and status. Internal causes go to the log, not in here.

use crate::fact::Fact;
use crate::ids::CustomFieldId;
use crate::organisation::Scope;
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
    CustomField(CustomFieldId),
    /// The value of this field.
    CustomValue(CustomFieldId),
    Agent,
    Author,
    Group,
    Service,
    Person,
    List,
    Campaign,
    Source,
    CommentBody,
    Brand,
    Company,
    BookedAt,
    /// The name of an organisation or integration.
    Name,
    Zone,
    Language,
    /// A new password.
    Password,
    /// The password that a new one takes the place of.
    OldPassword,
    /// What a user may do once she signed in.
    Role,
    /// The ids of the leads that are changed together.
    Leads,
    /// The event that is put back.
    Event,
    /// Something that is said of an import, as it is written there.
    Import(&'static str),
    /// A column of a saved view, as a view is written.
    View(&'static str),
    /// A row of reference data: the set it stands in, its id, and its column, all as `ReferenceData` is written.
    Row {
        set: &'static str,
        id: i64,
        column: &'static str,
    },
}

/// Why a value was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalReason {
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

impl RefusalReason {
    /// A word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            RefusalReason::Missing => "missing",
            RefusalReason::Unknown => "unknown",
            RefusalReason::TooLong { .. } => "too_long",
            RefusalReason::Taken => "taken",
            RefusalReason::StillActive => "still_active",
            RefusalReason::Unfit(_) => "unfit",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub field: Field,
    pub why: RefusalReason,
    /// What else is wrong with the same request, for the wires that tell of everything at once.
    pub others: Vec<(Field, RefusalReason)>,
}

impl Refusal {
    /// Everything that is wrong, the first first.
    pub fn all(&self) -> impl Iterator<Item = (Field, &RefusalReason)> {
        std::iter::once((self.field, &self.why)).chain(self.others.iter().map(|(field, why)| (*field, why)))
    }
}

/// A noun that was addressed by its id and is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    Lead,
    List,
    Campaign,
    Person,
    Booking,
    PhoneCall,
    Integration,
    Token,
    User,
    Session,
    Event,
    View,
    /// A file of leads that lies in the store.
    Import,
    Request,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeadError {
    /// The request itself is at fault; nothing was written.
    #[error("{0}")]
    Refused(Refusal),
    #[error("no such {0:?}")]
    NotFound(Resource),
    /// The person has a booking in effect with this brand; `codes` are theirs, joined by commas.
    #[error("a booking is still in effect: {codes}")]
    BookingInEffect { codes: String, brand: String },
    /// It has changed since the caller read it; nothing was written.
    #[error("it was changed meanwhile and is at version {0} now: read it again, then change that")]
    Stale(i64),
    /// The integration may not do this.
    #[error("this integration does not have the scope '{0}': give it that scope, or take another token")]
    Forbidden(Scope),
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
    pub fn refused(field: Field, why: RefusalReason) -> Self {
        LeadError::Refused(Refusal { field, why, others: Vec::new() })
    }

    /// `Ok` when nothing is wrong, otherwise one refusal that tells of everything.
    pub fn refuse_all(mut wrong: Vec<(Field, RefusalReason)>) -> Result<(), LeadError> {
        if wrong.is_empty() {
            return Ok(());
        }
        let (field, why) = wrong.remove(0);
        Err(LeadError::Refused(Refusal { field, why, others: wrong }))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Fact(fact) => f.write_str(fact.column()),
            Field::OldPassword => f.write_str("old_password"),
            Field::View(column) | Field::Import(column) => f.write_str(column),
            Field::Row { set, id, column } => write!(f, "{set} {id}, {column}"),
            other => f.write_str(&format!("{other:?}").to_lowercase()),
        }
    }
}

impl fmt::Display for RefusalReason {
    /// Reads on from the field's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RefusalReason::Missing => f.write_str(" is missing"),
            RefusalReason::Unknown => f.write_str(" is not known here"),
            RefusalReason::TooLong { max } => write!(f, " is longer than {max} characters"),
            RefusalReason::Taken => f.write_str(" is taken"),
            RefusalReason::StillActive => f.write_str(" is active: switch it off first"),
            RefusalReason::Unfit(text) => write!(f, ": {text}"),
        }
    }
}

/// The first thing that is wrong.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.field, self.why)
    }
}
