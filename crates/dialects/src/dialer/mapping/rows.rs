//! Leads out of rows: of files, for the importer, and of `multi`. A row is kept whole as the lead's `additional` (decision
//! T12). Pure; a refused row says what to mend.

use super::check::whole;
use super::{ADDITIONAL, NETWORK, PHONE, number, put, row_texts};
use leadhub_intake::Row;
use leadhub_model::NewLead;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const AFTER_DAY: &str = "after_day";
/// Always there in `additional`, whatever columns the file had; `after_day` as a number.
const KNOWN: [&str; 4] = [PHONE, "lead_name", "lead_code", "contract_number"];

pub fn check_header(columns: &[String]) -> Result<(), String> {
    if columns.iter().any(|column| column == PHONE) {
        return Ok(());
    }
    Err(format!("the header row has no column {PHONE}: it names {}", columns.join(", ")))
}

/// A lead from a row of a file. A cell under no column refuses the row: it was cut in the wrong place.
pub fn read(row: &Row) -> Result<NewLead, String> {
    if row.cells.iter().any(|cell| cell.contains('\0')) {
        return Err("a cell holds the character U+0000, which cannot be kept".to_owned());
    }
    let mut cells = BTreeMap::new();
    for (at, cell) in row.cells.iter().enumerate() {
        match row.header.get(at).filter(|name| !name.is_empty()) {
            Some(name) => drop(cells.entry(name.clone()).or_insert_with(|| Value::from(cell.trim()))),
            None if cell.trim().is_empty() => {}
            None => return Err(format!("cell {} stands under no column: quote cells that hold a separator", at + 1)),
        }
    }
    lead(cells)
}

/// A lead from a row of `multi`.
pub fn from_object(row: &Map<String, Value>) -> Result<NewLead, String> {
    lead(row.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn lead(mut row: BTreeMap<String, Value>) -> Result<NewLead, String> {
    let mut new = NewLead::default();
    for field in KNOWN {
        let text = text_of(&row, field)?;
        row.insert(field.to_owned(), Value::from(text));
    }
    new.after_day = match text_of(&row, AFTER_DAY)?.as_str() {
        "" => 0,
        text => whole(text)
            .filter(|days| (0..=u32::MAX.into()).contains(days))
            .ok_or_else(|| format!("{AFTER_DAY} is no number of days: {text}"))?,
    };
    row.insert(AFTER_DAY.to_owned(), Value::from(new.after_day));
    for (field, fact) in row_texts() {
        put(&mut new, field, fact, &text_of(&row, field)?);
    }
    let phone = text_of(&row, PHONE)?;
    if phone.is_empty() {
        return Err(format!("{PHONE} is empty"));
    }
    if !number::is_dialable(&phone) {
        return Err(format!("{PHONE} needs 8 to 11 digits: {phone}"));
    }
    let whole_row = serde_json::to_string(&row).map_err(|error| error.to_string())?;
    new.extras.insert(ADDITIONAL.to_owned(), Value::from(whole_row));
    new.extras.insert(NETWORK.to_owned(), Value::from(number::network(&phone)));
    Ok(new)
}

/// The trimmed text of a cell; `""` where there is none. A number is read as its digits.
fn text_of(row: &BTreeMap<String, Value>, field: &str) -> Result<String, String> {
    match row.get(field) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.trim().to_owned()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(_) => Err(format!("{field} is no text")),
    }
}
