//! A first look at a file, before anything is done with it: its columns, what each is taken for or might be, and what stands in the first
//! rows. Asked by the native API and the pages; the command line, which reads the file before it is taken in, makes the same suggestions.
//! Nothing is written.

use super::chunks::{Chunks, ReadError};
use crate::actor::Actor;
use crate::hub::Hub;
use leadhub_intake::columns::{ASIDE, COLUMNS, CUSTOM, Column, IGNORED, NAMED};
use leadhub_intake::headings::{columns_of, suggestion};
use leadhub_intake::{CsvRows, FileOptions};
use leadhub_model::text::fold;
use leadhub_model::upload::Upload;
use leadhub_model::{LeadError, UploadId};
use std::io::Read;

/// The first bytes of a file, which hold its heading.
const HEAD: u64 = 256 * 1024;
/// A workbook says what it holds only as a whole; a larger one is refused by its reader.
const WORKBOOK: u64 = 65 << 20;
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
/// Rows that are shown.
const SAMPLES: usize = 5;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub columns: Vec<PreviewColumn>,
    /// What was found out about the file.
    pub notes: Vec<String>,
    /// Why the file cannot be worked as it is.
    pub fault: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewColumn {
    pub heading: String,
    /// What it is taken for; `None`: kept with the lead under its heading.
    pub field: Option<String>,
    /// What it may well be, for somebody to say yes to.
    pub suggestion: Option<&'static str>,
    /// The cells of the first rows.
    pub samples: Vec<String>,
}

/// Of the file that lies in the store, with what is said of it now.
pub fn preview_upload(hub: &Hub, actor: &Actor, upload: &Upload) -> Result<Preview, LeadError> {
    let read_error = ReadError::default();
    let id: UploadId = upload.id;
    let chunks = Chunks::new(hub.clone(), actor.organisation_id(), id, read_error.clone());
    let found = preview(chunks, &FileOptions::of_text(&upload.options));
    read_error.check()?;
    Ok(found)
}

pub fn preview(mut file: impl Read, options: &FileOptions) -> Preview {
    let mut head = Vec::new();
    let mut read = file.by_ref().take(HEAD).read_to_end(&mut head);
    if read.is_ok() && WORKBOOKS.iter().any(|magic| head.starts_with(magic)) {
        read = file.take(WORKBOOK).read_to_end(&mut head);
    }
    let failed = |fault: String| Preview { columns: Vec::new(), notes: Vec::new(), fault: Some(fault) };
    if let Err(error) = read {
        return failed(format!("the file cannot be read: {error}"));
    }
    let unmapped = FileOptions { map: Vec::new(), ..options.clone() };
    let rows = match CsvRows::preview(head.as_slice(), &unmapped) {
        Ok(rows) => rows,
        Err(fault) => return failed(fault),
    };
    let header = rows.header().to_vec();
    let rows: Vec<Vec<String>> = rows.map_while(Result::ok).take(SAMPLES).map(|row| row.cells).collect();
    let known = columns_of(&header).unwrap_or_default();
    let column = |(at, heading): (usize, &String)| {
        let chosen = options.map.iter().find(|(chosen, _)| fold(chosen) == fold(heading)).map(|(_, field)| field);
        let field = match chosen {
            Some(field) if field == ASIDE => None,
            Some(field) => Some(field.to_lowercase()),
            None => known.get(at).and_then(|column| name_of(*column)),
        };
        let suggestion = if field.is_none() && chosen.is_none() { suggestion(heading) } else { None };
        let samples = rows.iter().map(|cells| cells.get(at).cloned().unwrap_or_default().replace('\0', "\u{fffd}"));
        PreviewColumn { heading: heading.clone(), field, suggestion, samples: samples.collect() }
    };
    let columns = header.iter().enumerate().map(column).collect();
    let (notes, fault) = match CsvRows::open_as(head.as_slice(), options) {
        Ok(rows) => (rows.notes().to_vec(), None),
        Err(fault) => (Vec::new(), Some(fault)),
    };
    Preview { columns, notes, fault }
}

fn name_of(column: Column) -> Option<String> {
    match column {
        Column::Aside | Column::Own => None,
        Column::Refusal => Some(IGNORED.to_owned()),
        Column::Custom(field) => Some(format!("{CUSTOM}{field}")),
        column => COLUMNS.iter().chain(NAMED).find(|known| known.column == column).map(|known| known.name.to_owned()),
    }
}
