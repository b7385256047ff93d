//! Which leads are asked for, in which order, and how many at once. Filled by the dialects from their query strings and
//! read by `core/store`. Only filters that a wire can express stand here.

use crate::booking::BookingState;
use crate::ids::*;
use crate::moment::Moment;
use crate::phone::PhoneQuality;

/// Half-open sets are not used: every bound is inclusive, as the documents' `_since` and `_to` are.
#[derive(Debug, Clone, Default)]
pub struct LeadFilter {
    pub person: Option<PersonId>,
    /// Any of these agents; an empty list matches nothing, `None` everything.
    pub agents: Option<Vec<AgentId>>,
    /// Those that no agent works on; beside `agents`, these too.
    pub unassigned: bool,
    pub service: Option<ServiceId>,
    pub group: Option<GroupId>,
    /// Any of these stages; an empty list matches nothing, `None` everything.
    pub stages: Option<Vec<StageId>>,
    pub list: Option<ListId>,
    pub campaign: Option<CampaignId>,
    /// The key of a whole number: leads that bear it, as their first or another one.
    pub phone_key: Option<String>,
    /// Keys of whole numbers: the leads of whoever is known by one of them, and those that bear one. An empty list matches nothing.
    pub customers: Option<Vec<String>>,
    pub ids: Option<Vec<LeadId>>,
    /// The key of an e-mail that they bear.
    pub email_key: Option<String>,
    /// The whole subject, to the letter.
    pub subject: Option<String>,
    /// How the first number reads: any of these.
    pub phone_quality: Option<Vec<PhoneQuality>>,
    /// A part of any of their numbers, for what is too short to be one (decision T20).
    pub phone_part: Option<String>,
    /// Without those that were withdrawn from the lists.
    pub without_withdrawn: bool,
    /// Those that carry it.
    pub label: Option<LabelId>,
    /// Any of these sources; an empty list matches nothing, `None` everything.
    pub sources: Option<Vec<SourceId>>,
    /// Those of which nobody said the source; beside `sources`, these too.
    pub without_source: bool,
    /// The code of the project that they are about, to the letter.
    pub project_code: Option<String>,
    /// Any of these codes or names of projects, to the letter.
    pub projects: Option<Vec<String>>,
    /// At least this score.
    pub least_score: Option<i64>,
    /// When one meets.
    pub meeting: (Option<Moment>, Option<Moment>),
    /// Key of the wire that they came by.
    pub origin: Option<String>,
    /// Whether a booking of theirs is in effect at this moment.
    pub booked: Option<(bool, Moment)>,
    /// Those that have a booking that was not cancelled, whenever it is or was.
    pub was_booked: bool,
    /// Whether somebody did something about them.
    pub touched: Option<bool>,
    /// True: converted, false: unqualified.
    pub converted: Option<bool>,
    pub created: (Option<Moment>, Option<Moment>),
    pub updated: (Option<Moment>, Option<Moment>),
    pub conversion: (Option<Moment>, Option<Moment>),
    pub kept: Option<KeptOrNone>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadOrder {
    NewestId,
    /// A lead keeps its place however it changes, for those who take everything with them.
    OldestId,
    NewestCreated,
    OldestCreated,
    /// The longest unchanged first, for those who follow what changes.
    OldestUpdated,
}

/// The last row of a page: the next one begins behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The moment that the order goes by, in microseconds; 0 where it goes by the id alone.
    pub at: i64,
    pub id: i64,
}

impl Cursor {
    /// Before the first row of an ascending order.
    pub const START: Cursor = Cursor { at: i64::MIN, id: i64::MIN };
    /// Before the first row of a descending one.
    pub const END: Cursor = Cursor { at: i64::MAX, id: i64::MAX };
}

/// A lead that changed, and when it last did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    pub lead: LeadId,
    pub at: Moment,
}

impl Changed {
    /// Where those that changed later begin.
    pub const fn cursor(self) -> Cursor {
        Cursor { at: self.at.micros(), id: self.lead.0 }
    }
}

/// How many rows match, counted as far as somebody wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub rows: i64,
    /// There are more than these.
    pub more: bool,
}

/// Every bound is inclusive, as those of leads are.
#[derive(Debug, Clone, Default)]
pub struct BookingFilter {
    pub lead: Option<LeadId>,
    pub person: Option<PersonId>,
    pub brand: Option<BrandId>,
    /// A branch of a brand.
    pub company: Option<CompanyId>,
    /// Who works on the lead: any of these agents; an empty list matches nothing.
    pub agents: Option<Vec<AgentId>>,
    pub state: Option<BookingState>,
    /// Keys of whole numbers: the bookings of whoever is known by one of them. An empty list matches nothing.
    pub customers: Option<Vec<String>>,
    pub booked: (Option<Moment>, Option<Moment>),
    /// What is kept with the lead.
    pub kept: Option<KeptOrNone>,
}

/// A number that a dialect keeps with leads under a key of its own: those with another one are left out, those with none are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptOrNone {
    pub dialect: &'static str,
    pub key: &'static str,
    pub number: i64,
}

/// Rows to skip and rows to give; offsets exist only where a vendor's API has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    pub offset: i64,
    pub limit: i64,
}

/// A page of rows and the true number of all that match.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub total: i64,
}
