//! Backups that are refused or break off: nothing is overwritten, and no half file is left under the asked name or beside it.
//! Run with the others of `backup.rs`; a disk that is really full is the small one of the embedded engine's tests.

use super::filled::fill;
use super::{backup, beside_file, names, nothing};
use crate::raw::{self, beside};
use crate::sqlite::small_disk::on_a_small_disk;
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::path::Path;

fn complaint(url: &str, file: &str, force: bool) -> String {
    beside(|| leadhub_core::backup(url, Path::new(file), force)).unwrap_err()
}

both_engines! {
    migrate = crate::migrate;

    fn what_is_there_is_replaced_only_when_asked(store: TestStore) {
        let file = TestStore::sqlite();
        std::fs::write(file.url(), "yesterday's").unwrap();
        let say = complaint(store.url(), file.url(), false);
        assert!(say.contains(file.url()) && say.contains("--force"), "{say}");
        assert_eq!(std::fs::read_to_string(file.url()).unwrap(), "yesterday's");
        // Nor is it lost where the new one cannot be made.
        let nowhere = nothing(store.engine());
        complaint(nowhere.url(), file.url(), true);
        assert_eq!(std::fs::read_to_string(file.url()).unwrap(), "yesterday's");
        beside(|| leadhub_core::backup(store.url(), Path::new(file.url()), true)).unwrap();
        assert_eq!(raw::rows(&file, "PRAGMA integrity_check"), [["ok"]]);
        assert_eq!(beside_file(&file), ["leadhub.db"]);
    }

    fn a_place_that_is_none_is_refused(store: TestStore) {
        let file = TestStore::sqlite();
        let folder = Path::new(file.url()).parent().unwrap().display().to_string();
        let say = complaint(store.url(), &folder, true);
        assert!(say.contains(&folder) && say.contains("folder"), "{say}");
        let say = complaint(store.url(), &format!("{folder}/missing/leadhub.db"), false);
        assert!(say.contains("missing") && say.contains("No such file"), "{say}");
        let say = complaint(store.url(), "postgres://leadhub:secret@db/leads", false);
        assert!(say.contains("file") && !say.contains("secret"), "{say}");
        assert!(beside_file(&file).is_empty());
    }

    /// Played into the backup at its first opening, it would be its end.
    fn a_log_of_another_store_is_not_inherited(store: TestStore) {
        let file = TestStore::sqlite();
        for ending in ["-wal", "-journal"] {
            let log = format!("{}{ending}", file.url());
            std::fs::write(&log, "pages").unwrap();
            let say = complaint(store.url(), file.url(), false);
            assert!(say.contains(&log) && say.contains("another name"), "{say}");
            std::fs::remove_file(log).unwrap();
        }
        backup(&store, &file).unwrap();
    }

    fn a_store_that_is_none_is_no_backup(store: TestStore) {
        let file = TestStore::sqlite();
        let empty = nothing(store.engine());
        let say = complaint(empty.url(), file.url(), false);
        assert!(say.contains("no store") || say.contains("the store is empty"), "{say}");
        raw::execute(&store, "UPDATE refinery_schema_history SET version = version + 1000");
        let say = complaint(store.url(), file.url(), false);
        assert!(say.contains("newer leadhub"), "{say}");
        assert!(beside_file(&file).is_empty());
    }

    fn a_full_disk_leaves_no_file(store: TestStore) {
        let test = format!("backup::refused_backup::a_full_disk_leaves_no_file::on_{:?}", store.engine()).to_lowercase();
        on_a_small_disk(&test, |disk| {
            let file = disk.path("leadhub.db");
            let folder = Path::new(&file).parent().unwrap().to_owned();
            disk.fill(200_000);
            let before = names(&folder);
            complaint(store.url(), &file, false);
            assert_eq!(names(&folder), before);
            disk.make_room();
            beside(|| leadhub_core::backup(store.url(), Path::new(&file), false)).unwrap();
        });
    }
}

#[test]
fn a_store_is_not_its_own_backup() {
    let store = TestStore::migrated(Engine::Sqlite, crate::migrate);
    let link = format!("{}.link", store.url());
    std::os::unix::fs::symlink(store.url(), &link).unwrap();
    for name in [store.url(), &link] {
        let say = complaint(store.url(), name, true);
        assert!(say.contains("the store itself"), "{say}");
    }
}

/// The nightly backup is how an operator learns of it.
#[test]
fn damage_in_the_store_is_told_and_not_copied() {
    let (store, file) = (TestStore::migrated(Engine::Sqlite, crate::migrate), TestStore::sqlite());
    raw::execute(&store, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
    let mut bytes = std::fs::read(store.url()).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(store.url(), bytes).unwrap();
    let say = complaint(store.url(), file.url(), false);
    assert!(say.contains("malformed"), "{say}");
    assert!(beside_file(&file).is_empty());
}

/// What can be copied without a look at it is looked at in the copy.
#[test]
fn an_index_that_misses_rows_is_told() {
    let (store, file) = (TestStore::migrated(Engine::Sqlite, crate::migrate), TestStore::sqlite());
    fill(&store);
    let torn = "UPDATE sqlite_schema SET sql = replace(sql, 'IS NULL', 'IS NOT NULL') WHERE name = 'lead_created'";
    raw::execute(&store, &format!("PRAGMA writable_schema = ON; {torn}"));
    let say = complaint(store.url(), file.url(), false);
    assert!(say.contains("damaged") && say.contains("lead_created"), "{say}");
    assert!(beside_file(&file).is_empty());
}
