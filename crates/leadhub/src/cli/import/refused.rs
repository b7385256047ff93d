//! The rows that were not taken, as a CSV file that can be mended and imported: their number and reason, then the cells as they were.
//! Guarded against spreadsheets, which importing undoes.

use super::desk::Desk;
use crate::cli::whole_file::WholeFile;
use leadhub_core::queries;
use leadhub_intake::{guard, unguard};
use leadhub_model::UploadId;
use leadhub_model::upload::RejectedRow;
use leadhub_native::rows::{REFUSED_BECAUSE, REFUSED_ROW};
use std::path::Path;
use std::sync::Arc;

/// Rows asked for at once.
const PAGE: i64 = 500;

pub type Rows<'r> = dyn Iterator<Item = Result<RejectedRow, String>> + 'r;

/// The refused rows of an upload in the file's order, fetched page by page.
pub fn of_upload(desk: &Desk, upload: UploadId) -> impl Iterator<Item = Result<RejectedRow, String>> {
    let mut after = Some(0);
    let pages = std::iter::from_fn(move || {
        let behind = after?;
        let page = desk.patiently(|hub| {
            let actor = Arc::clone(&desk.actor);
            hub.read_blocking(move |db| Ok(queries::list_rejected_after(db, &actor, upload, behind, PAGE)?))
        });
        after = page.as_ref().ok().and_then(|rows| rows.last()).map(|row| row.row);
        Some(page)
    });
    pages.flat_map(|page| match page {
        Ok(rows) => rows.into_iter().map(Ok).collect::<Vec<_>>(),
        Err(error) => vec![Err(error)],
    })
}

/// Writes the file, with nothing but its header where no row was refused.
pub fn write(path: &Path, columns: &[String], rows: &mut Rows) -> Result<(), String> {
    let said = |error: csv::Error| format!("{}: {error}", path.display());
    // The rows of a rejects file that is imported bring these columns again.
    let is_old: Vec<bool> =
        columns.iter().map(|name| [REFUSED_ROW, REFUSED_BECAUSE].contains(&name.as_str())).collect();
    let keep = |(at, _): &(usize, &str)| !is_old.get(*at).copied().unwrap_or_default();
    let mut file = csv::WriterBuilder::new().flexible(true).from_writer(WholeFile::create(path)?);
    let header = columns.iter().map(String::as_str).enumerate().filter(keep).map(|(_, name)| guard(name).into_owned());
    let own = [REFUSED_ROW, REFUSED_BECAUSE].map(str::to_owned);
    file.write_record(own.into_iter().chain(header)).map_err(said)?;
    for row in rows {
        let RejectedRow { row, text, reason } = row?;
        let mut read = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let record = read.records().next().transpose().map_err(said)?.unwrap_or_default();
        let cells = record.iter().enumerate().filter(keep).map(|(_, cell)| guard(unguard(cell)).into_owned());
        file.write_record([row.to_string(), guard(&reason).into_owned()].into_iter().chain(cells)).map_err(said)?;
    }
    file.into_inner().map_err(|error| error.to_string())?.finish()
}
