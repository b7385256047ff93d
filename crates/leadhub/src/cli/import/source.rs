//! The file that is imported: opened, and looked at as far as its header goes. Refuses what is no CSV of leads before anything is
//! written. Used by `import` for both the dry run and the real one.

use leadhub_intake::{CsvRows, check_kind};
use leadhub_native::rows;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// The first bytes, which hold the header.
const HEAD: u64 = 64 * 1024;

pub struct Source {
    /// Without its folder; `-` for standard input.
    pub name: String,
    /// The header's names, trimmed and in lower case.
    pub columns: Vec<String>,
    head: Vec<u8>,
    rest: Box<dyn Read>,
}

impl Source {
    pub fn open(path: &Path) -> Result<Source, String> {
        let shown = path.display();
        let say = |error: io::Error| format!("{shown}: {error}");
        let mut rest: Box<dyn Read> =
            if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path).map_err(say)?) };
        let mut head = Vec::new();
        rest.by_ref().take(HEAD).read_to_end(&mut head).map_err(say)?;
        let said = |wrong: String| format!("{shown}: {wrong}");
        check_kind(&head).map_err(said)?;
        let columns = CsvRows::open(head.as_slice()).map_err(said)?.header().to_vec();
        rows::check_header(&columns).map_err(said)?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Source { name, columns, head, rest })
    }

    /// The whole file from its first byte.
    pub fn bytes(self) -> impl Read {
        Cursor::new(self.head).chain(self.rest)
    }
}
