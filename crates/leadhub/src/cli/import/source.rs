//! The file that is imported: opened, and looked at as far as its header goes. Refuses what is no file of leads before anything is
//! written. Used by `import` for both the dry run and the real one.

use leadhub_intake::headings::suggestion;
use leadhub_intake::{CsvRows, FileOptions};
use leadhub_native::rows;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// The first bytes, which hold the header.
const HEAD: u64 = 256 * 1024;
/// A workbook says what it holds only as a whole; a larger one is refused by its reader.
const WORKBOOK: u64 = 65 << 20;
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

pub struct Source {
    /// Without its folder; `-` for standard input.
    pub name: String,
    /// The header's names, trimmed and in lower case.
    pub columns: Vec<String>,
    pub options: FileOptions,
    /// What was found out about the file.
    pub notes: Vec<String>,
    head: Vec<u8>,
    rest: Box<dyn Read>,
}

impl Source {
    pub fn open(path: &Path, options: FileOptions) -> Result<Source, String> {
        let shown = path.display();
        let say = |error: io::Error| format!("{shown}: {error}");
        let mut rest: Box<dyn Read> =
            if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path).map_err(say)?) };
        let mut head = Vec::new();
        rest.by_ref().take(HEAD).read_to_end(&mut head).map_err(say)?;
        let named = |wrong: String| format!("{shown}: {}", by_flag(&wrong));
        if WORKBOOKS.iter().any(|magic| head.starts_with(magic)) {
            rest.by_ref().take(WORKBOOK).read_to_end(&mut head).map_err(say)?;
        }
        let rows = CsvRows::open_as(head.as_slice(), &options).map_err(named)?;
        let (columns, notes) = (rows.header().to_vec(), rows.notes().to_vec());
        drop(rows);
        rows::check_header(&columns).map_err(named)?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Source { name, columns, options, notes, head, rest })
    }

    /// What columns that are kept with the lead may well be, for somebody to say yes to.
    pub fn suggestions(&self) -> Vec<(String, &'static str)> {
        // One that was said to be kept so has another heading by now.
        let unsaid =
            rows::kept_aside(&self.columns).into_iter().filter(|kept| self.columns.iter().any(|one| one == kept));
        unsaid.filter_map(|heading| Some((heading.to_owned(), suggestion(heading)?))).collect()
    }

    /// The same file, with something else said of it.
    pub fn read_as(self, options: FileOptions) -> Result<Source, String> {
        let named = |wrong: String| format!("{}: {}", self.name, by_flag(&wrong));
        let rows = CsvRows::open_as(self.head.as_slice(), &options).map_err(named)?;
        let (columns, notes) = (rows.header().to_vec(), rows.notes().to_vec());
        drop(rows);
        rows::check_header(&columns).map_err(named)?;
        Ok(Source { columns, notes, options, ..self })
    }

    /// The whole file from its first byte.
    pub fn bytes(self) -> impl Read {
        Cursor::new(self.head).chain(self.rest)
    }
}

/// What a file may be told, in the words of the command line.
fn by_flag(wrong: &str) -> String {
    wrong.replace("or map it: '", "or say --map '")
}
