//! Leads on this wire: as they are shown, asked for, created and changed. Filled and read by `mapping::lead`; facts stand in
//! `fact.rs`. No rule stands here.

use super::fact::FactTexts;
use super::from_json::{FromJson, body, query};
use super::page::{Limit, Page, Position};
use super::person::PersonName;
use super::problem::Wrong;
use super::shape::{Parts, Shape, answer, component, string};
use super::sparse::{FieldMask, Picked, Sparse, sparse};
use super::value::{At, Change, Id, Many, Nullable, Optional, Text, Whole, words};
use leadhub_model::{Facts, LeadExtras};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::LazyLock;
use utoipa::openapi::schema::AllOfBuilder;
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use uuid::Uuid;

sparse! {
    /// A lead without its facts.
    pub struct Body<'l> {
        /// Its number in this API.
        id: i64,
        /// Its public id.
        uuid: Uuid,
        /// Counts within the organisation; there are gaps.
        number: i64,
        /// Grows by one with every change; the ETag is the same number.
        version: i64,
        /// The person whose lead it is.
        person_id: i64,
        /// The phone in canonical form, such as +84349719999; null where the text names no number.
        phone_e164: Option<String>,
        /// How the phone reads: valid, respelled, converted_2018, lost_zero, foreign, new_prefix; empty, not_identifying and invalid
        /// ones name nobody.
        phone_quality: &'l str,
        /// The stage it stands in.
        stage_id: i64,
        previous_stage_id: Option<i64>,
        /// Why it was not qualified.
        reason_id: Option<i64>,
        /// How it left the pipeline.
        conversion: Option<Conversion>,
        /// Who works on it.
        agent_id: Option<i64>,
        group_id: Option<i64>,
        service_id: Option<i64>,
        list_id: Option<i64>,
        campaign_id: Option<i64>,
        /// Where it comes from; a name stands in /hub/v1/sources.
        source_id: Option<i64>,
        score: Option<i64>,
        /// When one meets.
        meeting_at: Option<At>,
        /// The newest comment's text.
        last_comment: Option<&'l str>,
        /// Days after creation before it may be dialled.
        after_day: i64,
        called_count: i64,
        last_call_at: Option<At>,
        /// When an agent, a system that acts for one, or another wire than its own first did something about it.
        first_touch_at: Option<At>,
        /// Key of the wire it came by.
        origin: &'l str,
        /// What single wires keep with it, each under its key.
        extras: &'l LeadExtras,
        created_at: At,
        updated_at: At,
    }
}

sparse! {
    /// What a single lead shows besides.
    pub struct LeadCard<'l> {
        /// Only with a single lead.
        labels: Vec<Label<'l>>,
        /// Only with a single lead: the values it has in the organisation's own fields.
        custom_values: Vec<KnownValue<'l>>,
        /// Only with a single lead: how many comments it has.
        comment_count: i64,
        /// Only with a single lead: the person whose lead it is.
        person: Option<PersonName<'l>>,
    }
}

answer! {
    /// How and when a lead left the pipeline.
    pub struct Conversion {
        /// True for a converted lead, false for an unqualified one.
        converted: bool,
        at: At,
        by_agent_id: Option<i64>,
    }
}

answer! {
    /// A label that a lead carries.
    pub struct Label<'l> {
        id: i64,
        label: &'l str,
    }
}

answer! {
    /// The value of a lead in one of the organisation's own fields.
    pub struct KnownValue<'l> {
        field_id: i64,
        /// Of a choice field the option's id.
        value: Option<&'l str>,
    }
}

/// A lead as it is shown: alone with its card, in a list without.
#[derive(Debug)]
pub struct Lead<'l> {
    pub shown: &'l FieldMask,
    pub body: Body<'l>,
    pub facts: Cow<'l, Facts>,
    pub card: Option<LeadCard<'l>>,
}

pub type LeadPage = Page<Vec<Lead<'static>>>;

impl Serialize for Lead<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut picked = Picked { object: serializer.serialize_struct("Lead", NAMES.len())?, shown: self.shown };
        self.body.pick(&mut picked)?;
        (&*self.facts).pick(&mut picked)?;
        if let Some(card) = &self.card {
            card.pick(&mut picked)?;
        }
        picked.object.end()
    }
}

impl Shape for Lead<'_> {
    fn shape() -> RefOr<Schema> {
        Ref::from_schema_name("Lead").into()
    }

    fn parts(parts: &mut Parts) {
        let about =
            "A lead. Every field that is not known is null; with `fields` only the chosen ones and the id are there.";
        let object = Body::describe(ObjectBuilder::new().description(Some(about))).required("id");
        let object = LeadCard::describe(<&Facts>::describe(object));
        parts.push(("Lead".to_owned(), object.into()));
        Body::parts(parts);
        LeadCard::parts(parts);
    }
}

component!(Lead<'l>);

/// A lead of which every field is there.
#[derive(Debug)]
pub struct WholeLead;

impl Shape for WholeLead {
    fn shape() -> RefOr<Schema> {
        Ref::from_schema_name("WholeLead").into()
    }

    fn parts(parts: &mut Parts) {
        let all = NAMES.iter().fold(ObjectBuilder::new(), |object, name| object.required(*name));
        let whole = AllOfBuilder::new().description(Some("A lead with every field.")).item(Lead::shape()).item(all);
        parts.push(("WholeLead".to_owned(), Schema::AllOf(whole.build()).into()));
        Lead::parts(parts);
    }
}

component!(WholeLead);

/// Every field that a lead can show.
static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| [Body::names(), <&Facts>::names(), LeadCard::names()].concat());

/// The name of a field of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadField(pub &'static str);

impl Shape for LeadField {
    fn shape() -> RefOr<Schema> {
        string().enum_values(Some(NAMES.iter().copied())).into()
    }
}

impl FromJson for LeadField {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let known = NAMES.iter().find(|name| value.as_str() == Some(**name));
        if known.is_none() {
            wrong.push(Wrong::new(place, "not_one_of", format!("must be one of: {}", NAMES.join(" "))));
        }
        known.map(|name| LeadField(name))
    }
}

words! {
    /// How a phone reads.
    pub enum PhoneReading {
        Valid = "valid",
        Respelled = "respelled",
        Converted2018 = "converted_2018",
        LostZero = "lost_zero",
        Foreign = "foreign",
        NewPrefix = "new_prefix",
        Empty = "empty",
        NotIdentifying = "not_identifying",
        Invalid = "invalid",
    }
}

words! {
    /// The order of a list of leads.
    pub enum LeadSort {
        NewestId = "-id",
        NewestCreated = "-created_at",
        OldestCreated = "created_at",
        OldestUpdated = "updated_at",
    }
}

pub type Score = Whole<{ i32::MIN as i64 }, { i32::MAX as i64 }>;

/// Fields to show.
pub type Chosen = Optional<Many<LeadField, 1, 100>>;

query! {
    /// One lead.
    pub struct OneLead {
        /// The fields to show, with commas between; without it all of them.
        fields: Chosen,
    }
}

body! {
    /// The value of a lead in one of the organisation's own fields.
    pub struct NewValue {
        field_id: Id,
        /// Of a choice field the option's id, several with commas between; null clears.
        value: Nullable<Text<0, 5000>>,
    }
}

body! {
    /// A comment to write.
    pub struct NewComment {
        body: Text<1, 5000>,
        /// Whether the customer may see it; false without it.
        is_public: Optional<bool>,
        /// Without it the integration's own agent.
        author_id: Option<Id>,
    }
}

body! {
    /// A lead to create. It says who it is about: phone, email or person_id.
    pub struct NewLead {
        /// The person whose lead it is, where the caller knows; wins over phone and e-mail.
        person_id: Option<Id>,
        /// Without it the pipeline's first stage.
        stage_id: Option<Id>,
        /// Kept only in a stage of unqualified leads.
        reason_id: Option<Id>,
        agent_id: Option<Id>,
        group_id: Option<Id>,
        service_id: Option<Id>,
        list_id: Option<Id>,
        campaign_id: Option<Id>,
        /// Where it comes from; comes before `source`.
        source_id: Option<Id>,
        /// Where it comes from, by name; a name that is not known makes a source that waits to be looked at. Without both what the utm_source
        /// of ref_url says.
        source: Option<Text<1, 250>>,
        score: Option<Score>,
        /// When one meets.
        meeting_at: Option<At>,
        label_ids: Option<Many<Id, 0, 100>>,
        custom_values: Option<Many<NewValue, 0, 100>>,
        comment: Option<NewComment>,
        /// Days after creation before it may be dialled.
        after_day: Option<Whole<0, 36500>>,
        /// Anything else worth keeping; shown under the key native of the lead's extras.
        extras: Option<Map<String, Value>>,
        ..facts: FactTexts,
    }
}

body! {
    /// What changes in a lead: absent fields stay, null clears.
    pub struct LeadChange {
        stage_id: Optional<Id>,
        reason_id: Optional<Id>,
        agent_id: Change<Id>,
        group_id: Change<Id>,
        service_id: Change<Id>,
        list_id: Change<Id>,
        campaign_id: Change<Id>,
        source_id: Change<Id>,
        /// Its source by name; source_id comes before it.
        source: Optional<Text<1, 250>>,
        score: Change<Score>,
        meeting_at: Change<At>,
        /// Replaces all labels.
        label_ids: Optional<Many<Id, 0, 100>>,
        /// Fields that are not named keep their values.
        custom_values: Optional<Many<NewValue, 0, 100>>,
        /// Is added.
        comment: Optional<NewComment>,
        /// Merged key by key into the key native of the lead's extras; null removes a key.
        extras: Optional<Map<String, Value>>,
        ..facts: FactTexts,
    }
}

answer! {
    /// A comment.
    pub struct Comment<'l> {
        id: i64,
        body: &'l str,
        is_public: bool,
        author_id: Option<i64>,
        created_at: At,
    }
}

pub type CommentPage = Page<Vec<Comment<'static>>>;

query! {
    /// A page of what hangs on a lead.
    pub struct Paged {
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}
