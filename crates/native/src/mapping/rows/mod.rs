//! Leads as rows of files, by the table of columns of `intake`, where the rules of reading a row and of printing one stand for every door.
//! Pure; ids are not looked up here.

#[cfg(test)]
mod tests;

pub use leadhub_intake::headings::{check_header, kept_aside};
pub use leadhub_intake::read;
use leadhub_intake::read_row;

use leadhub_core::import::RowReader;

/// How the importer reads the files that came by this wire.
pub const READER: RowReader = RowReader { check_header, read: read_row };
