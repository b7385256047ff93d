//! Leads as rows of CSV files: how a row is read (`read.rs`) and printed (`print.rs`), by one table of columns (`columns.rs`).
//! Read by the importer, printed by the export of the command line. Pure; ids are not looked up here.

mod columns;
mod print;
mod read;
#[cfg(test)]
mod tests;

pub use columns::{REFUSED_BECAUSE, REFUSED_ROW};
pub use print::{cells, header};
pub use read::{check_header, kept_aside, read};

use leadhub_core::actions::import::RowReader;

/// How the importer reads the files that came by this wire.
pub const READER: RowReader = RowReader { check_header, read };
