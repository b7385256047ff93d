//! Leads out of rows: of files, for the importer, and of `multi`. A row is kept whole as the lead's `additional` (decision
//! T12). Pure; a refused row says what to mend.

use super::check::whole;
use super::{ADDITIONAL, NETWORK, PHONE, meant, number, put, row_texts};
use leadhub_intake::columns::Column;
use leadhub_intake::headings::{self, columns_of};
use leadhub_intake::{ReadRow, Reason, Row};
use leadhub_model::phone::Phone;
use leadhub_model::{Fact, NewLead, SourceRef};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const AFTER_DAY: &str = "after_day";
/// Always there in `additional`, whatever columns the file had; `after_day` as a number.
const KNOWN: [&str; 4] = [PHONE, "lead_name", "lead_code", "contract_number"];

/// Refuses a file without phones, and one in which two columns are the same.
pub fn check_header(columns: &[String]) -> Result<(), String> {
    if !columns_of(columns)?.contains(&Column::Fact(Fact::Phone)) {
        return Err(format!("the header row has no column {PHONE}: it names {}", columns.join(", ")));
    }
    headings::check_header(columns)
}

/// A lead from a row of a file. A cell under no column refuses the row: it was cut in the wrong place.
pub fn read(row: &Row) -> Result<ReadRow, Reason> {
    row.check()?;
    let mut cells = BTreeMap::new();
    for (at, cell) in row.cells.iter().enumerate() {
        match row.header.get(at).filter(|name| !name.is_empty()) {
            Some(name) => drop(cells.entry(name.clone()).or_insert_with(|| Value::from(cell.trim()))),
            None if cell.trim().is_empty() => {}
            None => {
                return Err(Reason::of_row(
                    format!("cell {} stands under no column: quote cells that hold a separator", at + 1),
                    format!("ô {} không thuộc cột nào: đặt ô có dấu phân cách trong ngoặc kép", at + 1),
                ));
            }
        }
    }
    lead(cells).map(ReadRow::from)
}

/// A lead from a row of `multi`.
pub fn from_object(row: &Map<String, Value>) -> Result<NewLead, Reason> {
    lead(row.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn lead(mut row: BTreeMap<String, Value>) -> Result<NewLead, Reason> {
    for field in KNOWN {
        let text = text_of(&row, field)?;
        row.insert(field.to_owned(), Value::from(text));
    }
    let mut new = facts(&row)?;
    new.source = Some(SourceRef::List);
    new.after_day = match text_of(&row, AFTER_DAY)?.as_str() {
        "" => 0,
        text => whole(text).filter(|days| (0..=u32::MAX.into()).contains(days)).ok_or_else(|| {
            let (en, vi) = (
                format!("{AFTER_DAY} is no number of days: {text}"),
                format!("{AFTER_DAY} không phải số ngày: {text}"),
            );
            Reason::new(AFTER_DAY, en, vi)
        })?,
    };
    row.insert(AFTER_DAY.to_owned(), Value::from(new.after_day));
    for (field, _) in row_texts().filter(|(_, fact)| fact.is_none()) {
        put(&mut new, field, None, &text_of(&row, field)?);
    }
    let phone = new.facts.text(Fact::Phone).to_owned();
    if phone.is_empty() {
        return Err(no_phone());
    }
    if !number::is_dialable(&phone) && Phone::read(&phone).national().is_none() {
        let (en, vi) =
            (format!("{PHONE} needs 8 to 11 digits: {phone}"), format!("{PHONE} cần 8 đến 11 chữ số: {phone}"));
        return Err(Reason::new(PHONE, en, vi));
    }
    for (field, fact) in row_texts().filter(|(field, _)| KNOWN.contains(field)) {
        let cell = row.entry(field.to_owned()).or_default();
        if let (Some(fact), Some("")) = (fact, cell.as_str()) {
            *cell = Value::from(new.facts.text(fact));
        }
    }
    let whole_row =
        serde_json::to_string(&row).map_err(|error| Reason::of_row(error.to_string(), error.to_string()))?;
    new.extras.insert(ADDITIONAL.to_owned(), Value::from(whole_row));
    new.extras.insert(NETWORK.to_owned(), Value::from(number::network(&phone)));
    Ok(new)
}

/// What the columns say of a lead by the rules of every file; where the wire has a name of its own for it, that one counts. Ids of a
/// file say nothing here: they stay in the row.
fn facts(row: &BTreeMap<String, Value>) -> Result<NewLead, Reason> {
    let is_own = |heading: &str| row_texts().any(|(field, _)| field == heading);
    let (mut header, mut cells) = (Vec::new(), Vec::new());
    for own in [false, true] {
        for heading in row.keys().filter(|heading| is_own(heading) == own) {
            let is_said = matches!(
                headings::column_of(&heading.to_lowercase()).map_err(|say| Reason::new(heading, say.clone(), say))?,
                Column::Fact(_) | Column::Comment | Column::FamilyName | Column::MiddleName | Column::GivenName
            );
            if is_said {
                let text = text_of(row, heading)?;
                // A blank of the wire's own, as stands in every row, takes no other column's place.
                if own && text.is_empty() {
                    continue;
                }
                header.push(heading.to_lowercase());
                cells.push(meant(heading, &text).unwrap_or_default().to_owned());
            }
        }
    }
    let mut new = match cells.iter().all(String::is_empty) {
        true => return Err(no_phone()),
        false => leadhub_intake::read(&Row::of(header, cells).map_err(|say| Reason::of_row(say.clone(), say))?)?,
    };
    new.extras.clear();
    Ok(new)
}

fn no_phone() -> Reason {
    Reason::new(PHONE, format!("{PHONE} is empty"), format!("{PHONE} đang trống"))
}

/// The trimmed text of a cell; `""` where there is none. A number is read as its digits.
fn text_of(row: &BTreeMap<String, Value>, field: &str) -> Result<String, Reason> {
    match row.get(field) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.trim().to_owned()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(_) => Err(Reason::new(field, format!("{field} is no text"), format!("{field} không phải văn bản"))),
    }
}
