//! Backup, restore and move: every row comes back on either engine, a store at work is copied at one moment, and whatever goes wrong
//! leaves no half copy. The stores are compared from beside the hub, by what the migrations say is in them.

mod filled;
mod moment;
mod moved;
mod older;
mod refused_backup;
mod refused_restore;
mod there_and_back;

use crate::raw::beside;
use leadhub_core::Copied;
use leadhub_testkit::{Engine, TestStore};
use std::path::Path;

fn backup(store: &TestStore, file: &TestStore) -> Result<Copied, String> {
    beside(|| leadhub_core::backup(store.url(), Path::new(file.url()), false))
}

fn restore(file: &TestStore, store: &TestStore) -> Result<Copied, String> {
    beside(|| leadhub_core::restore(Path::new(file.url()), store.url(), |_| None))
}

/// A place where nothing is yet.
fn nothing(engine: Engine) -> TestStore {
    TestStore::migrated(engine, |_| ())
}

/// The names in the folder of a file.
fn beside_file(file: &TestStore) -> Vec<String> {
    names(Path::new(file.url()).parent().unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
