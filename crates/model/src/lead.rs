//! A lead as asked for (`NewLead`), as stored (`Lead`) and as changed (`LeadChange`). Built by the dialects, judged and
//! kept by the core. One fact stands once: text facts in `Facts`, the rest as ids into the organisation's reference data.

use crate::extras::LeadExtras;
use crate::fact::{Fact, Facts};
use crate::ids::*;
use crate::moment::Moment;
use crate::phone::Phone;
use crate::source::SourceRef;
use serde_json::{Map, Value};
use uuid::Uuid;

/// What a dialect received and the core has no name for, kept under the dialect's key so that nothing is lost.
pub type Extras = Map<String, Value>;

/// A lead that somebody asks to create. Ids may be unknown: the desk checks them.
#[derive(Debug, Clone, Default)]
pub struct NewLead {
    pub facts: Facts,
    /// The caller already knows the person.
    pub person: Option<PersonId>,
    /// Whose e-mail is known is that person even where the phone is new (decision X11).
    pub believes_email: bool,
    /// Absent: the pipeline's first stage (decision B31).
    pub stage: Option<StageId>,
    /// Kept only in a stage of kind unqualified (decision B18).
    pub reason: Option<ReasonId>,
    pub agent: Option<AgentId>,
    pub group: Option<GroupId>,
    pub service: Option<ServiceId>,
    pub list: Option<ListId>,
    pub campaign: Option<CampaignId>,
    /// Where it comes from. Absent: what the address of its page says, if that says it.
    pub source: Option<SourceRef>,
    pub score: Option<i64>,
    /// When one meets.
    pub meeting_at: Option<Moment>,
    pub labels: Vec<LabelId>,
    pub custom_values: Vec<CustomValue>,
    pub comment: Option<NewComment>,
    /// Days after creation before it may be dialled.
    pub after_day: i64,
    /// Calls that were made elsewhere.
    pub called_count: i64,
    pub extras: Extras,
}

/// One value of an organisation's custom field; for choice fields the option's id as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomValue {
    pub field: CustomFieldId,
    /// `None` clears it.
    pub value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    pub body: String,
    pub is_public: bool,
    /// Absent: the integration's own agent (decision B34).
    pub author: Option<AgentId>,
}

/// How and when a lead left the pipeline (decision B16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// True for a converted lead, false for an unqualified one.
    pub converted: bool,
    pub at: Moment,
    pub by: Option<AgentId>,
}

#[derive(Debug, Clone)]
pub struct Lead {
    pub id: LeadId,
    pub uuid: Uuid,
    /// Counts within the organisation; gaps are allowed (decision B25).
    pub number: i64,
    pub person: PersonId,
    pub facts: Facts,
    pub stage: StageId,
    pub previous_stage: Option<StageId>,
    pub reason: Option<ReasonId>,
    pub conversion: Option<Conversion>,
    pub agent: Option<AgentId>,
    pub group: Option<GroupId>,
    pub service: Option<ServiceId>,
    pub list: Option<ListId>,
    pub campaign: Option<CampaignId>,
    /// One that is folded into no other.
    pub source: Option<SourceId>,
    pub score: Option<i64>,
    /// When one meets.
    pub meeting_at: Option<Moment>,
    /// The newest comment's text.
    pub last_comment: Option<String>,
    pub after_day: i64,
    pub called_count: i64,
    pub last_call_at: Option<Moment>,
    /// When an agent, a system that acts for one, or another wire than its own first did something about it.
    pub first_touch_at: Option<Moment>,
    /// Since when whoever works lists no longer sees it; a lead in a list is seen.
    pub withdrawn_at: Option<Moment>,
    /// Key of the dialect it entered by; opaque to the core.
    pub origin: String,
    pub extras: LeadExtras,
    /// Grows by one with every write.
    pub version: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

impl Lead {
    /// The phone as the dialects print it: the national form where the text was another spelling of a valid number, of several
    /// numbers the first, else the raw text (decisions X9, X11); `""` where there is none.
    pub fn phone(&self) -> String {
        self.read_phone().display()
    }

    /// How the phone reads: what it is shown, found and counted as.
    pub fn read_phone(&self) -> Phone {
        Phone::read_first(self.facts.text(Fact::Phone))
    }
}

/// What to change in a lead. Whatever is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct LeadChange {
    /// `None` as text clears the fact.
    pub facts: Vec<(Fact, Option<String>)>,
    /// As for a new lead, where this brings its first phone.
    pub believes_email: bool,
    pub stage: Option<StageId>,
    pub reason: Option<ReasonId>,
    pub agent: Option<AgentId>,
    pub group: Option<GroupId>,
    pub service: Option<ServiceId>,
    pub campaign: Option<CampaignId>,
    pub source: Option<SourceRef>,
    pub score: Option<i64>,
    pub meeting_at: Option<Moment>,
    /// Replaces all labels.
    pub labels: Option<Vec<LabelId>>,
    pub custom_values: Vec<CustomValue>,
    pub comment: Option<NewComment>,
    pub list: Option<ListId>,
    pub after_day: Option<i64>,
    pub called_count: Option<i64>,
    /// What the lead shall point to or have no longer.
    pub unlinked: Vec<Link>,
    /// The version that the caller changes; another one is `LeadError::Stale`.
    pub expected_version: Option<i64>,
    /// Merged into the dialect's extras key by key; `null` removes a key.
    pub extras: Extras,
}

/// Something a lead may point to or have, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    Agent,
    Group,
    Service,
    List,
    Campaign,
    Reason,
    Source,
    Score,
    Meeting,
}

/// A stored comment on a lead.
#[derive(Debug, Clone)]
pub struct Comment {
    pub id: CommentId,
    pub body: String,
    pub is_public: bool,
    pub author: Option<AgentId>,
    pub created_at: Moment,
}
