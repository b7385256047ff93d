//! A file that appears whole or not at all, readable by its owner only: it is written under another name beside its place and
//! renamed at the end. Used by the commands that write personal data.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

pub struct WholeFile {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// `path` may be there already: it is replaced when the new one is whole.
    pub fn create(path: &Path) -> Result<WholeFile, String> {
        let say = |error: io::Error| format!("{}: {error}", path.display());
        if path.exists() && !path.is_file() {
            return Err(format!("{} is no file that could be replaced: name another, or '-'", path.display()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".leadhub-").tempfile_in(folder).map_err(say)?;
        Ok(WholeFile { path: path.to_owned(), file: BufWriter::new(file) })
    }

    /// Puts the file into its place, safely on the disk.
    pub fn finish(self) -> Result<(), String> {
        let say = |error: io::Error| format!("{}: {error}", self.path.display());
        let file = self.file.into_inner().map_err(|error| say(error.into_error()))?;
        file.as_file().sync_all().map_err(say)?;
        let placed: File = file.persist(&self.path).map_err(|error| say(error.error))?;
        placed.sync_all().map_err(say)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
