//! Files to leads: reads what people upload, one row at a time, so that memory stays flat however long the file is, and says what a row
//! is to a lead; and leads to files (`print.rs`, `book.rs`). Used by the importer, the exports and by every door that takes rows; the rules
//! stand here once. No SQL, no wire.

mod book;
pub mod columns;
mod contacts;
mod csv_rows;
mod encoding;
mod formula;
#[cfg(test)]
mod fuzz_tests;
pub mod headings;
mod kind;
mod layout;
mod lines;
pub mod note;
mod options;
pub mod print;
mod read;
mod reason;
mod records;
mod table;
mod workbook;

pub use book::Book;
pub use columns::{REFUSED_BECAUSE, REFUSED_ROW};
pub use contacts::is_without_phone;
pub use csv_rows::CsvRows;
pub use encoding::Encoding;
pub use formula::{guard, guard_typed, unguard};
pub use options::FileOptions;
pub use read::{Named, ReadRow, read, read_row};
pub use reason::Reason;
pub use table::Table;

use columns::Column;
use records::Broken;
use std::sync::Arc;

/// One data row with the header it stands under.
#[derive(Debug, Clone)]
pub struct Row {
    /// 1 = the first row below the header.
    pub number: i64,
    /// The number of its first line in the file, from 1; 0 where it came by itself.
    pub line: i64,
    /// Column names: trimmed, on one line, in lower case.
    pub header: Arc<Vec<String>>,
    /// May be shorter or longer than the header.
    pub cells: Vec<String>,
    /// What each column is to a lead.
    pub columns: Arc<Vec<Column>>,
    /// False when bytes had to be replaced to make text of it.
    pub is_utf8: bool,
    /// The lines as they came, where no cells could be made of them.
    pub broken: Option<Broken>,
}

impl Row {
    /// A row that came by itself. Refuses a heading that can have no column.
    pub fn of(header: Vec<String>, cells: Vec<String>) -> Result<Row, String> {
        let columns = Arc::new(headings::columns_of(&header)?);
        Ok(Row { number: 1, line: 0, header: Arc::new(header), columns, cells, is_utf8: true, broken: None })
    }

    /// Why no lead can be made of it, whatever its cells mean.
    pub fn check(&self) -> Result<(), Reason> {
        if let Some(broken) = &self.broken {
            return Err(broken.reason.clone());
        }
        if !self.is_utf8 {
            return Err(Reason::of_row("the row is not UTF-8 text", "dòng này không phải chữ UTF-8"));
        }
        if let Some(at) = self.cells.iter().position(|cell| cell.contains('\0')) {
            let heading = self.header.get(at).map(String::as_str).unwrap_or_default();
            let en = "a cell holds the character U+0000, which cannot be kept";
            return Err(Reason::new(heading, en, "có ô chứa ký tự U+0000, không lưu được"));
        }
        Ok(())
    }

    pub fn column(&self, at: usize) -> Column {
        self.columns.get(at).copied().unwrap_or(Column::Aside)
    }

    /// The trimmed cell of a column, or `""`.
    pub fn cell(&self, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).map(|cell| cell.trim()).unwrap_or_default()
    }

    /// A cell with something in it that stands under no column.
    pub fn has_surplus(&self) -> bool {
        self.cells.iter().skip(self.header.len()).any(|cell| !cell.trim().is_empty())
    }

    /// The row as one line of CSV, for people to read and correct.
    pub fn text(&self) -> String {
        if let Some(broken) = &self.broken {
            return broken.text.replace('\0', "\u{fffd}");
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        let written = writer.write_record(&self.cells).ok().and_then(|()| writer.into_inner().ok());
        // U+0000 is a character that no store keeps.
        String::from_utf8_lossy(&written.unwrap_or_default()).trim_end().replace('\0', "\u{fffd}")
    }
}
