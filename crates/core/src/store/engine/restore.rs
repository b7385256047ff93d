//! Restore: a backup brought back into an empty store on either engine, so also the way from one engine to the other. Called by
//! the command line through `hub.rs`. It never changes the backup, and never a store that holds anybody's data.

use super::backup::{Copied, check_sound, only_a_file, whole};
use super::migrate::{NEWEST, Setup, known, message, migrate, version_of_file};
use super::room::{Room, nothing_left_over};
use super::row_sums::{Compared, Proof, Side};
use super::seal::is_whole;
use super::{Place, copy_in, sqlite, tables};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Brings `file` back into the store at `url`: a place where there is none, or one without organisations. A damaged file, one of
/// a newer program and a store in use are refused before anything is written; after an error the store is as empty as before.
pub fn restore(file: &Path, url: &str, setup: Setup) -> Result<Copied, String> {
    let say = |error: &dyn std::fmt::Display| message(file, error);
    only_a_file(file)?;
    if !file.is_file() {
        return Err(say(&"there is no backup of that name"));
    }
    let damaged = |damage: String| say(&format!("the backup is damaged, take another one: {damage}"));
    let mut source = sqlite::connect(file, false, false).map_err(|error| damaged(error.to_string()))?;
    check_sound(&source).map_err(damaged)?;
    let version = version_of_file(&mut source).map_err(|error| say(&error))?;
    if version.is_none() {
        return Err(say(&"this is no backup of a leadhub store"));
    }
    let version = known(version).map_err(|newer| say(&newer))?;
    if !is_whole(file).map_err(|error| say(&error))? {
        return Err(damaged("its bytes are not those of its checksum".to_owned()));
    }
    let Compared { rows: tables, .. } = match Place::of(url) {
        Place::File(store) => into_file(&mut source, &store, setup, Proof::Counts)?,
        Place::Server(url) if version == NEWEST => copy_in::into_server(&mut source, &url, setup, Proof::Counts)?,
        Place::Server(url) => {
            copy_in::refuse_occupied_server(&url)?;
            let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
            let newer = folder.path().join("store.db");
            copy(&mut source, &newer, setup, Proof::Counts)?;
            let mut newer = sqlite::connect(&newer, false, false).map_err(|error| say(&error))?;
            copy_in::into_server(&mut newer, &url, setup, Proof::Counts)?
        }
    };
    let bytes = file.metadata().map_err(|error| say(&error))?.len();
    Ok(Copied { tables, hashes: Vec::new(), bytes })
}

/// Copies everything into an embedded store at this program's schema.
pub fn into_file(source: &mut Connection, store: &Path, setup: Setup, proof: Proof) -> Result<Compared, String> {
    let held = hold_empty(store)?;
    let room = Room::beside(store)?;
    let compared = copy(source, &room.store(), setup, proof)?;
    room.settle(store, held.is_some())?;
    Ok(compared)
}

/// A copy at this program's schema; the rows of each table as they were before that.
fn copy(source: &mut Connection, to: &Path, setup: Setup, proof: Proof) -> Result<Compared, String> {
    let say = |error: &dyn std::fmt::Display| message(to, error);
    whole(source, to)?;
    let mut copied = sqlite::connect(to, false, false).map_err(|error| say(&error))?;
    let tables = tables::of_file(&copied).map_err(|failure| say(&failure))?;
    let rows = tables::count(&mut copied, &tables).map_err(|failure| say(&failure))?;
    tables::same(&tables::count(source, &tables).map_err(|failure| say(&failure))?, &rows)?;
    let sums = proof.compare(&tables, Side::File(source), Side::File(&copied))?;
    drop(copied);
    let path = to.to_str().ok_or_else(|| say(&"the path is no UTF-8"))?;
    migrate(path, setup)?;
    Ok(Compared { rows, sums })
}

/// Makes sure that the restored store may take this place. An empty store that stands there is held for as long as the
/// connection lives, so that nobody begins to use it meanwhile.
pub fn hold_empty(store: &Path) -> Result<Option<Connection>, String> {
    if !store.exists() {
        return nothing_left_over(store).map(|()| None);
    }
    let say = |error: rusqlite::Error| message(store, &error);
    // Opened as it is: it may be no store of ours.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut held = Connection::open_with_flags(store, flags).map_err(say)?;
    held.busy_timeout(Duration::from_secs(1)).map_err(say)?;
    refuse_occupied_file(&mut held, store)?;
    // Without a log beside it that could be played into the restored one. Possible only when nobody else has it open.
    let alone = held.pragma_update(None, "journal_mode", "DELETE").and_then(|()| held.execute_batch("BEGIN EXCLUSIVE"));
    alone.map_err(|error| message(store, &format!("{error}: stop whatever uses this store first")))?;
    refuse_occupied_file(&mut held, store)?;
    Ok(Some(held))
}

fn refuse_occupied_file(held: &mut Connection, store: &Path) -> Result<(), String> {
    let say = |error: &dyn std::fmt::Display| message(store, error);
    let is_store = version_of_file(held).map_err(|error| say(&error))?.is_some();
    let is_occupied = match is_store {
        true => tables::has_organisations(held).map_err(|failure| say(&failure))?,
        false => !tables::of_file(held).is_ok_and(|tables| tables.is_empty()),
    };
    if is_occupied { Err(copy_in::occupied(&store.display())) } else { Ok(()) }
}
