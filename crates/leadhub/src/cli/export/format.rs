//! How an export prints a lead: as a row of CSV or of a workbook, or as a line of JSON. Used by `export`; which columns and keys there are
//! is the native dialect's to say.

use crate::cli::opened::Opened;
use clap::ValueEnum;
use leadhub_core::questions::{ExportColumns, ExportedLead, export_columns};
use leadhub_core::store::reference::labels;
use leadhub_intake::{Book, guard};
use leadhub_model::reference::Label;
use leadhub_native::lines;
use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Xlsx,
    Jsonl,
}

impl Format {
    /// What a file of this name is, where nobody says it: a spreadsheet opens nothing else under the name of a workbook.
    pub fn of(file: &Path) -> Format {
        let is_book = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        if is_book { Format::Xlsx } else { Format::Csv }
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub enum Printer<W: Write> {
    Csv { to: Box<csv::Writer<W>>, columns: ExportColumns },
    Xlsx { book: Box<Book<W>>, columns: ExportColumns },
    Jsonl { to: W, labels: Arc<Vec<Label>> },
}

/// What was printed to, with nothing held back.
pub struct Printed<W> {
    pub to: W,
    /// Of a workbook.
    pub sheets: Option<usize>,
}

impl<W: Write> Printer<W> {
    /// Prints what stands before the first lead.
    pub fn begin(
        format: Format,
        (for_excel, wanted): (bool, &[String]),
        opened: &Opened,
        mut to: W,
    ) -> Result<Printer<W>, String> {
        match format {
            Format::Jsonl => {
                let labels = opened.read(|db, house| Ok(labels::list_labels(db, house)?))?;
                Ok(Printer::Jsonl { to, labels })
            }
            Format::Xlsx => {
                let columns = columns(opened, wanted)?;
                Ok(Printer::Xlsx { book: Box::new(Book::begin(to, columns.header().to_vec())?), columns })
            }
            Format::Csv => {
                let columns = columns(opened, wanted)?;
                let mut builder = csv::WriterBuilder::new();
                if for_excel {
                    to.write_all(BYTE_ORDER_MARK).map_err(message)?;
                    builder.delimiter(b';').terminator(csv::Terminator::CRLF);
                }
                let mut to = Box::new(builder.from_writer(to));
                to.write_record(columns.header()).map_err(message)?;
                Ok(Printer::Csv { to, columns })
            }
        }
    }

    pub fn print(&mut self, exported: &ExportedLead) -> Result<(), String> {
        match self {
            Printer::Csv { to, columns } => to
                .write_record(columns.cells(exported, false).iter().map(|cell| guard(cell).into_owned()))
                .map_err(message),
            Printer::Xlsx { book, columns } => {
                book.put(&columns.cells(exported, false)).map_err(|say| format!("lead {}: {say}", exported.lead.id))
            }
            Printer::Jsonl { to, labels } => {
                let mut line = Vec::new();
                lines::write(exported, labels, false, &mut line).map_err(message)?;
                to.write_all(&line).map_err(message)
            }
        }
    }

    pub fn end(self) -> Result<Printed<W>, String> {
        let (mut to, sheets) = match self {
            Printer::Csv { to, .. } => (to.into_inner().map_err(|error| message(error.error()))?, None),
            Printer::Xlsx { book, .. } => {
                let sheets = book.sheets();
                (book.end()?, Some(sheets))
            }
            Printer::Jsonl { to, .. } => (to, None),
        };
        to.flush().map_err(message)?;
        Ok(Printed { to, sheets })
    }
}

/// Those that were asked for, all where nobody asked.
fn columns(opened: &Opened, wanted: &[String]) -> Result<ExportColumns, String> {
    let all = opened.read(export_columns)?;
    if wanted.is_empty() { Ok(all) } else { all.chosen(wanted) }
}

fn message(error: impl Display) -> String {
    format!("the leads cannot be written: {error}")
}
