//! The files of an embedded store as they were when they were opened: whether they still lie at their path. A file that is removed,
//! renamed or replaced goes on taking writes that nobody finds again. Asked by the writer around every commit, and by the listener
//! every second. It only asks for names: to close a file that is open as a database would drop the database's locks.

use super::Failure;
use std::fs::metadata;
use std::io::ErrorKind::NotFound;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Device and number of a file.
type Id = (u64, u64);

pub struct StoreFiles {
    /// The store, its log and the index of its log.
    paths: [PathBuf; 3],
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// What lay at each path when something first did.
    ids: [Option<Id>; 3],
    /// Whether the log was told that something is amiss.
    is_reported: bool,
}

impl StoreFiles {
    pub fn of(path: &Path) -> Self {
        let beside = |end: &str| PathBuf::from(format!("{}{end}", path.display()));
        StoreFiles { paths: [path.to_owned(), beside("-wal"), beside("-shm")], seen: Mutex::default() }
    }

    /// Fails, and tells the log once, where a file is not the one any more that is open.
    pub fn check(&self) -> Result<(), Failure> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let amiss = self.paths.iter().zip(&mut seen.ids).find_map(|(path, known)| amiss(path, known));
        let before = std::mem::replace(&mut seen.is_reported, amiss.is_some());
        match amiss {
            None => {
                if before {
                    tracing::warn!("the store's files are back in their place: writes are taken again");
                }
                Ok(())
            }
            Some(what) => {
                if !before {
                    tracing::error!(
                        what,
                        "nothing is written any more: put the file back, or stop, restore a backup and start again"
                    );
                }
                Err(Failure::Away(what))
            }
        }
    }
}

/// What is wrong with the file at a path.
fn amiss(path: &Path, known: &mut Option<Id>) -> Option<String> {
    let found = metadata(path).map(|found| (found.dev(), found.ino()));
    match (found, *known) {
        (Ok(id), None) => {
            *known = Some(id);
            None
        }
        (Ok(id), Some(known)) if id == known => None,
        (Ok(_), Some(_)) => Some(format!("{} is another file than the one that is open", path.display())),
        (Err(error), None) if error.kind() == NotFound => None,
        (Err(error), _) => Some(format!("{}: {error}, and it was open", path.display())),
    }
}
