//! Refused rows as lines of a CSV file that can be mended and imported again: where each stood and why, then the cells as they were. Guarded
//! against spreadsheets, which importing undoes. Written by the native API, the command line and the pages.

use leadhub_intake::columns::REFUSALS;
use leadhub_intake::{guard, unguard};
use leadhub_model::upload::RejectedRow;

/// The first line, for a file of these columns.
pub fn refused_head(header: &[String]) -> Vec<u8> {
    let own = REFUSALS.iter().map(|name| (*name).to_owned());
    line(own.chain(without_refusals(header, header.iter().map(String::as_str))))
}

pub fn refused_line(header: &[String], row: &RejectedRow) -> Vec<u8> {
    let mut read = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(row.text.as_bytes());
    let record = read.records().next().and_then(Result::ok).unwrap_or_default();
    let number = if row.line > 0 { row.line.to_string() } else { String::new() };
    let own = [row.row.to_string(), row.reason.clone(), row.reason_vi.clone(), row.field.clone(), number];
    let own = own.map(|text| guard(&text).into_owned());
    line(own.into_iter().chain(without_refusals(header, record.iter())))
}

/// The rows of such a file that is imported bring the first columns again.
fn without_refusals<'c>(header: &[String], cells: impl Iterator<Item = &'c str>) -> impl Iterator<Item = String> {
    let is_old = |at: usize| header.get(at).is_some_and(|name| REFUSALS.contains(&name.as_str()));
    cells.enumerate().filter(move |(at, _)| !is_old(*at)).map(|(_, cell)| guard(unguard(cell)).into_owned())
}

fn line(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // Writing to memory cannot fail.
    drop(writer.write_record(cells));
    writer.into_inner().unwrap_or_default()
}
