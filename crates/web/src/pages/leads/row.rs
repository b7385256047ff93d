//! A lead as one line of a list or one card of the board: what it shows of itself, masked where the visitor is shown masks.
//! Filled here for every page that lists leads.

use super::columns::Column;
use super::query::LeadsQuery;
use super::words;
use crate::format;
use crate::language::{Language, Word};
use crate::pages::names::{Names, dialect_name};
use leadhub_core::store::reference::labels;
use leadhub_core::{Actor, Db};
use leadhub_model::phone::{Phone, PhoneQuality};
use leadhub_model::{Conversion, Fact, LabelId, Lead, LeadError, LeadId, Moment, mask};

/// The facts that a row looks at.
pub const FACTS: &[Fact] = &[Fact::Name, Fact::Phone, Fact::Email, Fact::Subject];

/// An open lead that nobody touched for so long is late.
const LATE_MICROS: i64 = 3 * 86_400_000_000;

#[derive(Clone, Debug)]
pub struct Row {
    pub id: i64,
    pub version: i64,
    pub name: String,
    pub phone: String,
    /// What is wrong with it, if anything is.
    pub phone_mark: Option<Word>,
    pub email: String,
    pub subject: String,
    pub group: String,
    pub first_touch: String,
    pub changed: String,
    pub stage: String,
    pub stage_id: i64,
    pub class: &'static str,
    pub source: String,
    pub owner: String,
    /// Those that it carries; told by `list_carried`, which not every page asks.
    pub labels: String,
    /// The newest.
    pub note: String,
    /// How long ago it came.
    pub age: String,
    /// The moment whole, for who points at it.
    pub came: String,
    pub is_late: bool,
}

impl Row {
    pub fn of(lead: &Lead, names: &Names, actor: &Actor, now: Moment, language: Language) -> Row {
        let (stage, class) = names.stage(lead.stage);
        let is_open = lead.conversion.as_ref().map(|Conversion { converted, .. }| *converted).is_none();
        Row {
            id: lead.id.0,
            version: lead.version,
            name: name(lead, actor, language),
            phone: phone(lead.facts.text(Fact::Phone), actor),
            phone_mark: phone_mark(lead.facts.text(Fact::Phone)),
            email: email(lead.facts.text(Fact::Email), actor),
            group: names.group(lead.group),
            first_touch: lead
                .first_touch_at
                .map_or_else(|| "–".to_owned(), |at| format::relative(at, now, &actor.zone, language)),
            changed: format::relative(lead.updated_at, now, &actor.zone, language),
            subject: lead.facts.text(Fact::Subject).to_owned(),
            stage,
            stage_id: lead.stage.0,
            class,
            source: source(lead, names),
            labels: String::new(),
            note: lead.last_comment.clone().unwrap_or_default(),
            owner: Some(names.agent(lead.agent)).filter(|name| !name.is_empty()).unwrap_or_else(|| "–".to_owned()),
            age: format::relative(lead.created_at, now, &actor.zone, language),
            came: format::date_time(lead.created_at, &actor.zone),
            is_late: is_open && now.micros() - lead.updated_at.micros() > LATE_MICROS,
        }
    }
}

impl Row {
    /// What stands in a column that is text alone.
    pub fn cell(&self, column: &Column) -> &str {
        let text = match column {
            Column::Phone => &self.phone,
            Column::Email => &self.email,
            Column::Subject => &self.subject,
            Column::Stage => &self.stage,
            Column::Source => &self.source,
            Column::Assignee => &self.owner,
            Column::Group => &self.group,
            Column::Labels => &self.labels,
            Column::Note => &self.note,
            Column::FirstTouch => &self.first_touch,
            Column::Changed => &self.changed,
            Column::Came => &self.age,
        };
        // What can be pressed has something to press.
        if text.is_empty() && column.edits().is_some() { "–" } else { text }
    }
}

/// The labels of leads where the list shows them.
pub fn list_carried(
    db: &mut Db,
    actor: &Actor,
    query: &LeadsQuery,
    leads: &[Lead],
) -> Result<Vec<(LeadId, LabelId)>, LeadError> {
    let is_shown = query.columns().iter().any(|(column, _)| *column == Column::Labels);
    let ids: Vec<LeadId> = leads.iter().map(|lead| lead.id).filter(|_| is_shown).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { Ok(labels::list_labels_of(db, actor, &ids)?) }
}

/// The rows of leads as a list shows them, with the labels that `list_carried` told.
pub fn rows(
    leads: &[Lead],
    carried: &[(LeadId, LabelId)],
    names: &Names,
    actor: &Actor,
    now: Moment,
    language: Language,
) -> Vec<Row> {
    let labels = |lead: &Lead| {
        let own = carried.iter().filter(|(id, _)| *id == lead.id).map(|(_, label)| names.label(*label));
        own.collect::<Vec<_>>().join(", ")
    };
    leads.iter().map(|lead| Row { labels: labels(lead), ..Row::of(lead, names, actor, now, language) }).collect()
}

/// Where a lead comes from; of one that nobody said it of the wire that it came by.
pub fn source(lead: &Lead, names: &Names) -> String {
    Some(names.source(lead.source)).filter(|name| !name.is_empty()).unwrap_or_else(|| dialect_name(&lead.origin))
}

/// What a lead is called: its name, else the contact that it has.
pub fn name(lead: &Lead, actor: &Actor, language: Language) -> String {
    let own = lead.facts.get(Fact::Name).map(str::to_owned);
    let by_phone = || lead.facts.get(Fact::Phone).map(|text| phone(text, actor));
    let by_email = || lead.facts.get(Fact::Email).map(|text| email(text, actor));
    own.or_else(by_phone).or_else(by_email).unwrap_or_else(|| words::NO_NAME.say(language).to_owned())
}

pub fn phone(text: &str, actor: &Actor) -> String {
    if actor.masked { mask::phone(text) } else { format::phone(text) }
}

/// What is said of a phone that nobody can be called by, or that is not one person's; of none nothing is said.
pub fn phone_mark(text: &str) -> Option<Word> {
    match Phone::read_first(text).quality() {
        PhoneQuality::Invalid => Some(words::UNREAD_PHONE),
        PhoneQuality::NotIdentifying => Some(words::NOBODYS_PHONE),
        _ => None,
    }
}

pub fn email(text: &str, actor: &Actor) -> String {
    if actor.masked { mask::email(text) } else { text.to_owned() }
}
