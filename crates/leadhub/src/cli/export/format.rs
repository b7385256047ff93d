//! How an export prints a lead: as a row of CSV or as a line of JSON. Used by `export`; which columns and keys there are is the
//! native dialect's to say.

use super::pages::Entry;
use crate::cli::opened::Opened;
use clap::ValueEnum;
use leadhub_core::queries;
use leadhub_intake::guard;
use leadhub_model::catalogue::Source;
use leadhub_model::reference::Label;
use leadhub_model::{CustomFieldId, Lead};
use leadhub_native::{lines, rows};
use std::fmt::Display;
use std::io::Write;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Jsonl,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub enum Printer<W: Write> {
    Csv { to: Box<csv::Writer<W>>, fields: Vec<CustomFieldId>, sources: Arc<Vec<Source>> },
    Jsonl { to: W, labels: Vec<Label> },
}

impl<W: Write> Printer<W> {
    /// Prints what stands before the first lead.
    pub fn begin(format: Format, for_excel: bool, opened: &Opened, mut to: W) -> Result<Printer<W>, String> {
        if format == Format::Jsonl {
            let labels = opened.read(|db, house| Ok(queries::list_labels(db, house)?.to_vec()))?;
            return Ok(Printer::Jsonl { to, labels });
        }
        let fields = opened.read(|db, house| Ok(queries::list_custom_fields(db, house)?))?;
        let fields: Vec<CustomFieldId> = fields.iter().map(|field| field.id).collect();
        let sources = opened.read(|db, house| Ok(queries::list_sources(db, house)?))?;
        let mut builder = csv::WriterBuilder::new();
        if for_excel {
            to.write_all(BYTE_ORDER_MARK).map_err(said)?;
            builder.delimiter(b';').terminator(csv::Terminator::CRLF);
        }
        let mut to = Box::new(builder.from_writer(to));
        to.write_record(rows::header(&fields)).map_err(said)?;
        Ok(Printer::Csv { to, fields, sources })
    }

    pub fn print(&mut self, entry: &Entry) -> Result<(), String> {
        let Entry { lead, labels, values, comments } = entry;
        match self {
            Printer::Csv { to, fields, sources } => {
                let cells = rows::cells(lead, labels, values, source_of(lead, sources), fields);
                to.write_record(cells.iter().map(|cell| guard(cell).into_owned())).map_err(said)
            }
            Printer::Jsonl { to, labels: known } => {
                let carried: Vec<&Label> = known.iter().filter(|label| labels.contains(&label.id)).collect();
                serde_json::to_writer(&mut *to, &lines::line(lead, &carried, values, comments)).map_err(said)?;
                to.write_all(b"\n").map_err(said)
            }
        }
    }

    /// Gives back where it was printed, with nothing held back.
    pub fn end(self) -> Result<W, String> {
        let mut to = match self {
            Printer::Csv { to, .. } => to.into_inner().map_err(|error| said(error.error()))?,
            Printer::Jsonl { to, .. } => to,
        };
        to.flush().map_err(said)?;
        Ok(to)
    }
}

fn said(error: impl Display) -> String {
    format!("the leads cannot be written: {error}")
}

/// The name of where a lead comes from.
fn source_of<'s>(lead: &Lead, sources: &'s [Source]) -> &'s str {
    sources.iter().find(|source| Some(source.id) == lead.source).map_or("", |source| source.name.as_str())
}
