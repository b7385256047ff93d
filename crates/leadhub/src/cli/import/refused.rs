//! The rows that were not taken, as a CSV file that can be mended and imported. What its lines are is the importer's to say.
//! Called by `import` and `imports`; it judges no row.

use super::target::ImportTarget;
use crate::cli::whole_file::WholeFile;
use leadhub_core::import::{refused_head, refused_line};
use leadhub_core::store::upload_rows;
use leadhub_model::UploadId;
use leadhub_model::upload::RejectedRow;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// Rows asked for at once.
const PAGE: i64 = 500;

pub type Rows<'r> = dyn Iterator<Item = Result<RejectedRow, String>> + 'r;

/// The refused rows of an upload in the file's order, fetched page by page.
pub fn of_upload(target: &ImportTarget, upload: UploadId) -> impl Iterator<Item = Result<RejectedRow, String>> {
    let mut after = Some(0);
    let pages = std::iter::from_fn(move || {
        let behind = after?;
        let page = target.patiently(|hub| {
            let actor = Arc::clone(&target.actor);
            hub.read_blocking(move |db| Ok(upload_rows::list_rejected_after(db, &actor, upload, behind, PAGE)?))
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
    let named = |error: io::Error| format!("{}: {error}", path.display());
    let mut file = BufWriter::new(WholeFile::create(path)?);
    file.write_all(&refused_head(columns)).map_err(named)?;
    for row in rows {
        file.write_all(&refused_line(columns, &row?)).map_err(named)?;
    }
    file.into_inner().map_err(|error| error.to_string())?.finish()
}
