//! Files to rows: reads what people upload, one row at a time, so that memory stays flat however long the file is. Used by
//! the importer; what a column means is decided by whoever reads the rows. No SQL, no wire.

mod csv_rows;
mod formula;
mod kind;

pub use csv_rows::CsvRows;
pub use formula::{guard, unguard};
pub use kind::check_kind;

use std::sync::Arc;

/// One data row with the header it stands under.
#[derive(Debug, Clone)]
pub struct Row {
    /// 1 = the first row below the header.
    pub number: i64,
    /// Column names, trimmed and in lower case.
    pub header: Arc<Vec<String>>,
    /// May be shorter or longer than the header.
    pub cells: Vec<String>,
    /// False when bytes had to be replaced to make text of it.
    pub is_utf8: bool,
}

impl Row {
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
        let mut writer = csv::Writer::from_writer(Vec::new());
        let written = writer.write_record(&self.cells).ok().and_then(|()| writer.into_inner().ok());
        // U+0000 is a character that no store keeps.
        String::from_utf8_lossy(&written.unwrap_or_default()).trim_end().replace('\0', "\u{fffd}")
    }
}
