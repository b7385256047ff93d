//! A lead out of a row: the one rule for every door that takes files or many rows at once. Whatever is wrong refuses the row, saying
//! what to mend; nothing that stood in it is lost. Ids are not looked up here.

use crate::columns::{Column, Link};
use crate::contacts;
use crate::headings::{IDENTITY, is_export};
use crate::{Row, unguard};
use leadhub_model::moment::wall_clock;
use leadhub_model::*;
use serde_json::{Map, Value};

/// As the routes of this wire take them.
const LONGEST_TEXT: usize = 5000;
const MOST_DAYS: i64 = 36_500;

/// A lead from a row. Cells of an export are taken to the letter, those of other files without the spaces around them.
pub fn read(row: &Row) -> Result<NewLead, String> {
    row.check()?;
    let exported = is_export(&row.header);
    let mut new = NewLead::default();
    let mut name = [None; 3];
    for (at, cell) in row.cells.iter().enumerate() {
        let text = unguard(if exported { cell } else { cell.trim() });
        let heading = row.header.get(at).map(String::as_str).unwrap_or_default();
        if text.is_empty() {
            continue;
        }
        if heading.is_empty() {
            return Err(format!("cell {} stands under no column: quote cells that hold a separator", at + 1));
        }
        match row.column(at) {
            Column::Own if exported => {}
            Column::FamilyName => name[0] = Some(text),
            Column::MiddleName => name[1] = Some(text),
            Column::GivenName => name[2] = Some(text),
            Column::Link(_) if is_foreign(text) => drop(new.extras.insert(heading.to_owned(), Value::from(text))),
            Column::Own | Column::Aside => drop(new.extras.insert(heading.to_owned(), Value::from(text))),
            column => put(&mut new, column, text, exported).map_err(|say| format!("{heading} {say}"))?,
        }
    }
    put_name(&mut new, name);
    if !exported {
        contacts::tidy(&mut new, &row.header);
    }
    if IDENTITY.iter().all(|fact| new.facts.get(*fact).is_none()) {
        return Err("phone, email and name are all empty: give one of them".to_owned());
    }
    Ok(new)
}

/// A name that came in parts, in the order in which a Vietnamese name is written; what is there whole already comes last.
fn put_name(new: &mut NewLead, parts: [Option<&str>; 3]) {
    if parts.iter().all(Option::is_none) {
        return;
    }
    let whole = new.facts.get(Fact::Name);
    let name = parts.into_iter().chain([whole]).flatten().collect::<Vec<_>>().join(" ");
    new.facts.set(Fact::Name, Some(name));
}

/// `c:12021`, or more digits than an id of ours has: a number of another system, which is nothing to look up here.
pub fn is_foreign(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let prefixed = text.split_once(':').is_some_and(|(prefix, number)| {
        (1..=4).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_number(number)
    });
    prefixed || (is_number(text) && text.len() > 12)
}

/// The error reads on from the column's name.
fn put(new: &mut NewLead, column: Column, text: &str, exported: bool) -> Result<(), String> {
    match column {
        Column::Fact(fact) => new.facts.set(fact, Some(fact_of(fact, text, exported)?)),
        Column::Link(link) => point(new, link, number(text)?),
        Column::Labels => new.labels = labels(text)?,
        Column::Custom(_) | Column::Comment if text.chars().count() > LONGEST_TEXT => {
            return Err(format!("is longer than {LONGEST_TEXT} characters"));
        }
        Column::Custom(field) => new.custom_values.push(CustomValue { field, value: Some(text.to_owned()) }),
        Column::Comment => {
            new.comment = Some(NewComment { body: text.to_owned(), is_public: false, author: None });
        }
        Column::AfterDay => {
            let days = text.trim().parse().ok().filter(|days| (0..=MOST_DAYS).contains(days));
            new.after_day = days.ok_or_else(|| format!("is no number of days: {text}"))?;
        }
        Column::Source => new.source = SourceRef::word(text),
        Column::Score => {
            new.score = Some(text.trim().parse().map_err(|_| format!("is no whole number: {text}"))?);
        }
        Column::MeetingAt => {
            // Without an offset it is the hour of where the house is used.
            let at = Moment::read(text, &Zone::named("Asia/Ho_Chi_Minh").unwrap_or_else(Zone::utc));
            new.meeting_at = Some(at.ok_or_else(|| format!("'{text}' is no time: write YYYY-MM-DD HH:MM:SS"))?);
        }
        Column::Extras => {
            let extras: Map<String, Value> = serde_json::from_str(text).map_err(|_| "is no JSON object".to_owned())?;
            new.extras.extend(extras);
        }
        Column::FamilyName | Column::MiddleName | Column::GivenName | Column::Own | Column::Refusal | Column::Aside => {
        }
    }
    Ok(())
}

fn fact_of(fact: Fact, text: &str, exported: bool) -> Result<String, String> {
    match fact {
        Fact::Phone | Fact::Phone2 | Fact::Phone3 | Fact::HomePhone if phone::is_cut_short(text) => Err(format!(
            "'{text}' was cut short by a spreadsheet: format the column as text and save the file again from its source"
        )),
        Fact::EstimatedClose if !exported => {
            wall_clock(text).ok_or_else(|| format!("'{text}' is no time: write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS"))
        }
        _ => Ok(text.to_owned()),
    }
}

fn point(new: &mut NewLead, link: Link, id: i64) {
    match link {
        Link::Stage => new.stage = Some(StageId(id)),
        Link::Reason => new.reason = Some(ReasonId(id)),
        Link::Agent => new.agent = Some(AgentId(id)),
        Link::Group => new.group = Some(GroupId(id)),
        Link::Service => new.service = Some(ServiceId(id)),
        Link::Campaign => new.campaign = Some(CampaignId(id)),
        Link::Source => new.source = Some(SourceRef::Id(SourceId(id))),
    }
}

fn labels(text: &str) -> Result<Vec<LabelId>, String> {
    let labels = text.split([',', ';']).filter(|label| !label.trim().is_empty());
    labels.map(|label| number(label).map(LabelId)).collect()
}

fn number(text: &str) -> Result<i64, String> {
    text.trim().parse().map_err(|_| format!("needs numbers, not '{text}': 'leadhub org reference export' shows them"))
}
