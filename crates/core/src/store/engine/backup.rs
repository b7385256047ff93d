//! Backup: a complete, consistent copy of a store that may be at work meanwhile, as one file of the embedded engine, whichever
//! engine the store is on. Called by the command line. It writes nothing to the store, and no half file under the asked name.

use super::copy_out;
use super::migrate::{known, message, version_of_file};
use super::room::{Room, nothing_left_over};
use super::row_sums::Proof;
use super::seal::seal;
use super::{Place, sqlite, tables};
use std::path::Path;

/// What a backup, a restore or a move copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The rows of each table, by name.
    pub tables: Vec<(String, u64)>,
    /// The hash of each table's rows, where both sides were compared by it; else of none.
    pub hashes: Vec<String>,
    /// Size of the file that was made or read.
    pub bytes: u64,
}

/// Copies the store at `url` into `file`, which must not be there unless `force` says that it may be replaced. The copy is of
/// one moment, checked for damage, sealed with a checksum, and on disk when this returns; after an error there is no file, or the old one.
pub fn backup(url: &str, file: &Path, force: bool) -> Result<Copied, String> {
    refuse_target(url, file, force)?;
    let room = Room::beside(file)?;
    match Place::of(url) {
        Place::File(store) => copy_file(&store, &room.store())?,
        Place::Server(url) => drop(copy_out::from_server(&url, &room.store(), Proof::Counts)?),
    }
    let tables = checked(&room.store())?;
    seal(&room.store()).map_err(|error| message(file, &error))?;
    Ok(Copied { tables, hashes: Vec::new(), bytes: room.settle(file, force)? })
}

fn refuse_target(url: &str, file: &Path, force: bool) -> Result<(), String> {
    only_a_file(file)?;
    let shown = file.display();
    if let (Place::File(store), Ok(file)) = (Place::of(url), file.canonicalize())
        && store.canonicalize().is_ok_and(|store| store == file)
    {
        return Err(format!("{shown} is the store itself: give the backup a name of its own"));
    }
    if file.is_dir() {
        return Err(format!("{shown} is a folder: give the name of a file in it"));
    }
    if file.exists() && !force {
        return Err(format!("{shown} is there already: give another name, or --force to replace it"));
    }
    nothing_left_over(file)
}

/// Fails, without repeating it, where the address of a server stands for a file: it may hold a password.
pub fn only_a_file(file: &Path) -> Result<(), String> {
    match file.to_str().map(Place::of) {
        Some(Place::Server(_)) => Err("a backup is a file, not the address of a server: give a path".to_owned()),
        _ => Ok(()),
    }
}

fn copy_file(store: &Path, to: &Path) -> Result<(), String> {
    let say = |error: rusqlite::Error| message(store, &error);
    if !store.exists() {
        return Err(format!("there is no store at {}", store.display()));
    }
    let mut from = sqlite::connect(store, false, false).map_err(say)?;
    known(version_of_file(&mut from).map_err(say)?)?;
    whole(&from, to)
}

/// A copy of one moment, which is tidier than the original and has no log beside it.
pub fn whole(from: &rusqlite::Connection, to: &Path) -> Result<(), String> {
    let path = to.to_str().ok_or_else(|| message(to, &"the path is no UTF-8"))?;
    // The disk of the one or a page of the other: the error itself does not say which file it met.
    let copied = from.execute("VACUUM INTO ?1", [path]);
    copied.map(drop).map_err(|error| format!("copying {} to {path}: {error}", from.path().unwrap_or_default()))
}

/// The rows of each table of a file that was just made, once it is proven sound.
fn checked(file: &Path) -> Result<Vec<(String, u64)>, String> {
    let mut connection = sqlite::connect(file, false, false).map_err(|error| message(file, &error))?;
    check_sound(&connection).map_err(|say| format!("the store is damaged, or the copy of it: {say}"))?;
    let counted = tables::of_file(&connection).and_then(|tables| tables::count(&mut connection, &tables));
    counted.map_err(|failure| message(file, &failure))
}

/// Fails where a page, an index or a column's type is not as it should be.
pub fn check_sound(file: &rusqlite::Connection) -> Result<(), String> {
    // What is missing of the last page would be read as zeros.
    let page: u32 = file.query_row("PRAGMA page_size", [], |row| row.get(0)).map_err(|error| error.to_string())?;
    let length = std::fs::metadata(file.path().unwrap_or_default()).map_err(|error| error.to_string())?.len();
    if !length.is_multiple_of(u64::from(page)) {
        return Err(format!("its last page is cut, at {length} bytes"));
    }
    let look = || -> rusqlite::Result<Vec<String>> {
        file.prepare("PRAGMA integrity_check(3)")?.query_map([], |row| row.get(0))?.collect()
    };
    match look() {
        Ok(found) if found == ["ok"] => Ok(()),
        Ok(found) => Err(found.join("; ")),
        Err(error) => Err(error.to_string()),
    }
}
