//! Leads out of the house as a file, page by page: `walk.rs` says which come next, `file.rs` writes them down. Used by every door that carries
//! leads away and by the command line, so that all of them give the same leads in the same form. Knows no HTTP; nothing is changed here.

mod file;
mod walk;

pub use file::{ExportFile, Format, LineWriter};
pub use walk::{Walk, Which};
