//! A lead as a row of a file, column by column as `columns.rs` has them. Called by the core for the exports of every door, since it knows
//! what the numbers of a lead are called. Cells are printed to the letter: guarding them against spreadsheets is the writer's.

use crate::columns::{COLUMNS, CUSTOM, Column, Known, Link, NAMED, NameOf};
use crate::formula::guard;
use leadhub_model::*;
use serde_json::{Map, Value};

/// Under which a lead keeps the extras of our own API: the column of that name has them.
const KEY: &str = "native";

/// The heading of each column, those of the custom fields last.
pub fn header(fields: &[CustomFieldId]) -> Vec<String> {
    let custom = fields.iter().map(|field| format!("{CUSTOM}{field}"));
    printed().map(|known| known.name.to_owned()).chain(custom).collect()
}

/// What a lead is printed with besides itself.
pub struct Printed<'p> {
    pub labels: &'p [LabelId],
    pub values: &'p [CustomValue],
    /// Where it comes from.
    pub source: &'p str,
    /// What that is called to which it points, nothing where it points to none.
    pub named: &'p dyn Fn(NameOf) -> String,
}

/// The cells of a lead, as many as `header` gives for the same fields.
pub fn cells(lead: &Lead, with: &Printed<'_>, fields: &[CustomFieldId]) -> Vec<String> {
    let Printed { labels, values, source, named } = with;
    let value = |field: &CustomFieldId| values.iter().find(|value| value.field == *field);
    let custom = fields.iter().map(|field| value(field).and_then(|value| value.value.clone()).unwrap_or_default());
    let cell = |known: &Known| match known.column {
        Column::Fact(fact) => lead.facts.text(fact).to_owned(),
        Column::Link(link) => id_of(lead, link).map(|id| id.to_string()).unwrap_or_default(),
        Column::Labels => labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        Column::Comment => lead.last_comment.clone().unwrap_or_default(),
        Column::AfterDay => number(lead.after_day),
        Column::Score => lead.score.map(|score| score.to_string()).unwrap_or_default(),
        Column::MeetingAt => lead.meeting_at.map(time).unwrap_or_default(),
        Column::Extras => object(lead.extras.get(KEY).and_then(Value::as_object)),
        Column::Own => own(lead, known.name),
        Column::Source => (*source).to_owned(),
        Column::Named(of) => named(of),
        Column::FamilyName | Column::MiddleName | Column::GivenName => String::new(),
        Column::Custom(_) | Column::Refusal | Column::Aside => String::new(),
    };
    printed().map(cell).chain(custom).collect()
}

/// The parts of a name are read only: a lead has one name. So is a source's number, which is each store's own: its name stands for it.
fn printed() -> impl Iterator<Item = &'static Known> {
    let is_part = |column| {
        matches!(column, Column::FamilyName | Column::MiddleName | Column::GivenName | Column::Link(Link::Source))
    };
    let columns = COLUMNS.iter().filter(move |known| !is_part(known.column));
    columns.flat_map(|known| std::iter::once(known).chain(names_beside(known.name)))
}

/// The column that says in words what this one says in numbers.
fn names_beside(numbers: &str) -> Option<&'static Known> {
    NAMED.iter().find(|known| matches!(known.column, Column::Named(of) if of.numbers() == numbers))
}

/// The number of what a lead points to.
pub fn id_of(lead: &Lead, link: Link) -> Option<i64> {
    match link {
        Link::Stage => Some(lead.stage.0),
        Link::Reason => lead.reason.map(|id| id.0),
        Link::Agent => lead.agent.map(|id| id.0),
        Link::Group => lead.group.map(|id| id.0),
        Link::Service => lead.service.map(|id| id.0),
        Link::Campaign => lead.campaign.map(|id| id.0),
        Link::Source => lead.source.map(|id| id.0),
    }
}

fn own(lead: &Lead, name: &str) -> String {
    let conversion = lead.conversion.as_ref();
    match name {
        "id" => lead.id.to_string(),
        "uuid" => lead.uuid.to_string(),
        "number" => lead.number.to_string(),
        "version" => lead.version.to_string(),
        "person_id" => lead.person.to_string(),
        "created_at" => time(lead.created_at),
        "updated_at" => time(lead.updated_at),
        "origin" => lead.origin.clone(),
        "list_id" => lead.list.map(|id| id.to_string()).unwrap_or_default(),
        "previous_stage_id" => lead.previous_stage.map(|id| id.to_string()).unwrap_or_default(),
        "converted" => conversion.map(|conversion| conversion.converted.to_string()).unwrap_or_default(),
        "converted_at" => conversion.map(|conversion| time(conversion.at)).unwrap_or_default(),
        "converted_by_agent_id" => conversion.and_then(|by| by.by).map(|id| id.to_string()).unwrap_or_default(),
        "called_count" => number(lead.called_count),
        "last_call_at" => lead.last_call_at.map(time).unwrap_or_default(),
        "other_extras" => object(Some(&others(lead))),
        _ => String::new(),
    }
}

/// What the other wires brought.
fn others(lead: &Lead) -> Map<String, Value> {
    lead.extras.iter().filter(|(dialect, _)| *dialect != KEY).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// An empty object is an empty cell.
fn object(object: Option<&Map<String, Value>>) -> String {
    object
        .filter(|object| !object.is_empty())
        .map(|object| Value::Object(object.clone()).to_string())
        .unwrap_or_default()
}

/// Nothing is an empty cell.
fn number(number: i64) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// As our own API writes a moment.
fn time(at: Moment) -> String {
    at.digits(&Zone::utc(), TimeStyle::MicrosZ).as_str().to_owned()
}

/// The cells as a line of CSV, guarded.
pub fn csv_line(cells: &[String]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(cells.iter().map(|cell| guard(cell).into_owned()));
    // Writing to memory cannot fail.
    written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default()
}
