//! A lead out of a row of a CSV file. What the importer calls for each row, and the command line for the header before it takes the
//! file in. Whatever is wrong refuses the row, saying what to mend; nothing that stood in it is lost.

use super::columns::{Column, Link, is_export, recognise};
use leadhub_intake::{Row, unguard};
use leadhub_model::moment::wall_clock;
use leadhub_model::*;
use serde_json::{Map, Value};

/// Any of these says who the lead is.
const IDENTITY: [Fact; 3] = [Fact::Name, Fact::Phone, Fact::Email];

/// As the routes of this wire take them.
const LONGEST_TEXT: usize = 5000;
const MOST_DAYS: i64 = 36_500;

/// Refuses a header without a name, phone or e-mail, and one in which two columns are the same.
pub fn check_header(header: &[String]) -> Result<(), String> {
    let columns: Vec<Column> = header.iter().map(|heading| recognise(heading)).collect::<Result<_, _>>()?;
    if !columns.iter().any(|column| IDENTITY.iter().any(|fact| *column == Column::Fact(*fact))) {
        let names = header.join(", ");
        return Err(format!("the header has no column phone, email or name, which say who a lead is: it has {names}"));
    }
    for (at, column) in columns.iter().enumerate() {
        let name = |at: usize| header.get(at).map(String::as_str).unwrap_or_default();
        let is_same = |before: &usize| match column {
            Column::Own | Column::Refusal | Column::Aside => name(*before) == name(at) && !name(at).is_empty(),
            column => columns.get(*before) == Some(column),
        };
        if let Some(before) = (0..at).find(is_same) {
            return Err(format!(
                "the columns '{}' and '{}' are the same to a lead: rename or remove one",
                name(before),
                name(at)
            ));
        }
    }
    Ok(())
}

/// The headings that nobody knows here, whose cells are kept with the lead under those names.
pub fn kept_aside(header: &[String]) -> Vec<&str> {
    let exported = is_export(header);
    let is_aside = |heading: &&String| match recognise(heading) {
        Ok(Column::Own) => !exported,
        column => column == Ok(Column::Aside),
    };
    header.iter().filter(is_aside).map(String::as_str).filter(|heading| !heading.is_empty()).collect()
}

/// A lead from a row. Cells of an export are taken to the letter, those of other files without the spaces around them.
pub fn read(row: &Row) -> Result<NewLead, String> {
    if row.cells.iter().any(|cell| cell.contains('\0')) {
        return Err("a cell holds the character U+0000, which cannot be kept".to_owned());
    }
    let exported = is_export(&row.header);
    let mut new = NewLead::default();
    for (at, cell) in row.cells.iter().enumerate() {
        let text = unguard(if exported { cell } else { cell.trim() });
        let heading = row.header.get(at).map(String::as_str).unwrap_or_default();
        if text.is_empty() {
            continue;
        }
        if heading.is_empty() {
            return Err(format!("cell {} stands under no column: quote cells that hold a separator", at + 1));
        }
        match recognise(heading)? {
            Column::Own if exported => {}
            Column::Own | Column::Aside => drop(new.extras.insert(heading.to_owned(), Value::from(text))),
            column => put(&mut new, column, text, exported).map_err(|say| format!("{heading} {say}"))?,
        }
    }
    if IDENTITY.iter().all(|fact| new.facts.get(*fact).is_none()) {
        return Err("phone, email and name are all empty: give one of them".to_owned());
    }
    Ok(new)
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
            let days = number(text)?;
            let fits = (0..=MOST_DAYS).contains(&days);
            new.after_day = fits.then_some(days).ok_or_else(|| format!("is no number of days: {text}"))?;
        }
        Column::Extras => {
            let extras: Map<String, Value> = serde_json::from_str(text).map_err(|_| "is no JSON object".to_owned())?;
            new.extras.extend(extras);
        }
        Column::Own | Column::Refusal | Column::Aside => {}
    }
    Ok(())
}

fn fact_of(fact: Fact, text: &str, exported: bool) -> Result<String, String> {
    match fact {
        Fact::Phone | Fact::Phone2 | Fact::Phone3 if is_cut_short(text) => Err(format!(
            "'{text}' was cut short by a spreadsheet: format the column as text and save the file again from its source"
        )),
        Fact::EstimatedClose if !exported => {
            wall_clock(text).ok_or_else(|| format!("'{text}' is no time: write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS"))
        }
        _ => Ok(text.to_owned()),
    }
}

/// `8.4349E+10`: a long number as a spreadsheet shows and saves it when its column is narrow.
fn is_cut_short(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return false };
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) && !text.is_empty();
    is_number(digits) && power.strip_prefix('+').is_some_and(is_number)
}

fn point(new: &mut NewLead, link: Link, id: i64) {
    match link {
        Link::Stage => new.stage = Some(StageId(id)),
        Link::Reason => new.reason = Some(ReasonId(id)),
        Link::Agent => new.agent = Some(AgentId(id)),
        Link::Group => new.group = Some(GroupId(id)),
        Link::Service => new.service = Some(ServiceId(id)),
        Link::Campaign => new.campaign = Some(CampaignId(id)),
    }
}

fn labels(text: &str) -> Result<Vec<LabelId>, String> {
    let labels = text.split([',', ';']).filter(|label| !label.trim().is_empty());
    labels.map(|label| number(label).map(LabelId)).collect()
}

fn number(text: &str) -> Result<i64, String> {
    text.trim().parse().map_err(|_| format!("needs numbers, not '{text}': 'leadhub org reference export' shows them"))
}
