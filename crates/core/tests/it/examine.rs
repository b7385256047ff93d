//! What `examine` says of a store: a sound one is good throughout, each fault that is planted is found under its name, and nothing
//! is changed by looking. On both engines where both can have the fault.

use crate::bed::open_hub;
use crate::raw;
use leadhub_core::{Finding, HubOptions, State, examine};
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::fs::{File, OpenOptions, Permissions, set_permissions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;

fn look(store: &TestStore) -> Vec<Finding> {
    raw::beside(|| examine(store.url()))
}

/// What is not good, but for what the machine that runs the tests has a part in: its disk, and a cluster that may forget.
fn amiss(store: &TestStore) -> Vec<(&'static str, State)> {
    let found = look(store).into_iter().filter(|finding| finding.state != State::Good);
    let found: Vec<Finding> = found.filter(|finding| !["disk", "durability"].contains(&finding.what)).collect();
    assert!(found.iter().all(|finding| !finding.mend.is_empty()), "nobody says how to mend it: {found:?}");
    found.iter().map(|finding| (finding.what, finding.state)).collect()
}

fn say(store: &TestStore, what: &str) -> String {
    look(store).into_iter().find(|finding| finding.what == what).unwrap().say
}

/// A store of the engine's that nobody but its owner may open.
fn closed(store: TestStore) -> TestStore {
    if store.engine() == Engine::Sqlite {
        set_permissions(store.url(), Permissions::from_mode(0o600)).unwrap();
    }
    store
}

both_engines! {
    migrate = crate::migrate;

    fn a_sound_store_is_good_and_stays_as_it_is(store: TestStore) {
        let store = closed(store);
        let before = raw::everything(&store);
        assert_eq!(amiss(&store), []);
        assert_eq!(raw::everything(&store), before);
        assert!(say(&store, "schema").ends_with(", nothing to migrate"));
    }

    fn an_older_a_newer_and_an_empty_store_are_told(store: TestStore) {
        let store = closed(store);
        raw::execute(&store, "UPDATE refinery_schema_history SET version = version + 1000");
        assert_eq!(amiss(&store), [("schema", State::Wrong)]);
        assert!(say(&store, "schema").contains("newer than this program's"));
        raw::execute(&store, "UPDATE refinery_schema_history SET version = version - 1001");
        assert_eq!(amiss(&store), [("schema", State::Wrong)]);
        assert!(say(&store, "schema").contains("this program needs"));
        raw::execute(&store, "DROP TABLE refinery_schema_history");
        assert_eq!(amiss(&store), [("schema", State::Wrong)]);
        assert_eq!(say(&store, "schema"), "the store is empty");
    }
}

#[test]
fn a_server_whose_promises_are_off_is_told() {
    let store = TestStore::migrated(Engine::Postgres, crate::migrate);
    let name = store.url().rsplit('/').next().unwrap();
    let set =
        |value: &str| raw::execute(&store, &format!("ALTER DATABASE \"{name}\" SET synchronous_commit = {value}"));
    set("off");
    let found = look(&store).into_iter().find(|finding| finding.what == "durability").unwrap();
    assert!(found.state == State::Wrong && found.say.contains("synchronous_commit"), "{found:?}");
    set("on");
    let found = look(&store).into_iter().find(|finding| finding.what == "durability").unwrap();
    assert!(!found.say.contains("synchronous_commit"), "{found:?}");
}

#[test]
fn a_file_that_others_may_open_is_told() {
    let store = TestStore::migrated(Engine::Sqlite, crate::migrate);
    set_permissions(store.url(), Permissions::from_mode(0o644)).unwrap();
    assert_eq!(amiss(&store), [("permissions", State::Warning)]);
}

#[test]
fn a_damaged_file_and_one_that_is_no_store_are_told() {
    let store = closed(TestStore::migrated(Engine::Sqlite, crate::migrate));
    let size = std::fs::metadata(store.url()).unwrap().len();
    let mut file = OpenOptions::new().write(true).open(store.url()).unwrap();
    // All but the first page, which says what the file is.
    file.seek(SeekFrom::Start(4096)).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(size).unwrap() - 4096]).unwrap();
    assert_eq!(amiss(&store), [("integrity", State::Wrong)]);
    std::fs::write(store.url(), "an ordinary text that is long enough to be no header of a store").unwrap();
    assert_eq!(amiss(&store), [("integrity", State::Wrong)]);
}

#[test]
fn a_log_that_is_not_copied_back_is_told() {
    let store = closed(TestStore::migrated(Engine::Sqlite, crate::migrate));
    let log = format!("{}-wal", store.url());
    File::create(&log).unwrap().set_len(256 << 20).unwrap();
    assert!(!amiss(&store).iter().any(|(what, _)| *what == "write-ahead log"));
    File::create(&log).unwrap().set_len((256 << 20) + 1).unwrap();
    assert!(amiss(&store).contains(&("write-ahead log", State::Warning)));
}

#[test]
fn who_serves_it_is_told_and_not_disturbed() {
    let store = closed(TestStore::migrated(Engine::Sqlite, crate::migrate));
    assert_eq!(say(&store, "served"), "by nobody, now");
    let hub = open_hub(store.url(), HubOptions::default()).unwrap();
    hub.lock_for_serving().unwrap();
    assert_eq!(say(&store, "served"), "by a process, now");
    let other = open_hub(store.url(), HubOptions::default()).unwrap();
    assert!(other.lock_for_serving().is_err(), "looking took the lock away");
    other.close();
    hub.close();
}
