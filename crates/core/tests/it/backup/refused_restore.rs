//! Restores that are refused or break off: a store with anybody's data is never touched, a backup that is none is refused before
//! anything is written, and a restore that fails half-way leaves the store empty.

use super::filled::{assert_same, contents, house};
use super::{backup, beside_file, nothing, restore};
use crate::bed::{House, open_hub, person};
use crate::raw::{self, beside};
use leadhub_core::{HubOptions, migrate};
use leadhub_testkit::{Engine, TestStore, block_on, both_engines};
use std::path::Path;

/// A backup with data of every kind.
fn good() -> TestStore {
    let file = TestStore::sqlite();
    let house = block_on(house(TestStore::migrated(Engine::Sqlite, crate::migrate)));
    backup(&house.store, &file).unwrap();
    file
}

fn complaint(file: &TestStore, store: &TestStore) -> String {
    restore(file, store).unwrap_err()
}

/// Nothing is there: no file, nothing beside it, no table.
fn assert_nothing(store: &TestStore) {
    match store.engine() {
        Engine::Sqlite => assert!(beside_file(store).is_empty(), "{:?}", beside_file(store)),
        Engine::Postgres => {
            let tables = raw::rows(store, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
            assert_eq!(tables, Vec::<Vec<String>>::new());
        }
    }
}

/// Makes a fresh file of a good one.
fn changed(good: &TestStore, change: impl Fn(&mut Vec<u8>)) -> TestStore {
    let file = TestStore::sqlite();
    let mut bytes = std::fs::read(good.url()).unwrap();
    change(&mut bytes);
    std::fs::write(file.url(), bytes).unwrap();
    file
}

both_engines! {
    migrate = crate::migrate;

    async fn a_store_with_an_organisation_is_left_alone(store: TestStore) {
        let house = House::open(store).await;
        house.create(person("Lan", "0349719999")).await;
        let before = contents(&house.store);
        let file = TestStore::sqlite();
        backup(&house.store, &file).unwrap();
        house.create(person("Minh", "")).await;
        let now = contents(&house.store);
        assert_ne!(before, now);
        let say = complaint(&file, &house.store);
        assert!(say.contains("not empty") && say.contains("new file or an empty database"), "{say}");
        assert_eq!(contents(&house.store), now);
    }

    fn a_backup_that_is_damaged_or_none_is_refused_before_anything_is_written(store: TestStore) {
        let (good, target) = (good(), nothing(store.engine()));
        let pages = std::fs::metadata(good.url()).unwrap().len() as usize / 4096;
        let refused = |file: &TestStore, word: &str| {
            let as_it_was = std::fs::read(file.url()).unwrap_or_default();
            let say = complaint(file, &target);
            assert!(say.contains(file.url()) && say.contains(word), "{say}");
            assert_eq!(std::fs::read(file.url()).unwrap_or_default(), as_it_was);
            assert_nothing(&target);
        };
        refused(&changed(&good, |bytes| bytes.truncate(pages / 2 * 4096)), "damaged");
        refused(&changed(&good, |bytes| bytes.truncate(pages * 4096 - 1)), "damaged");
        refused(&changed(&good, |bytes| bytes[pages / 2 * 4096..][..4096].fill(0x5a)), "damaged");
        refused(&changed(&good, |bytes| *bytes = b"no store at all\n".repeat(1000)), "not a database");
        refused(&changed(&good, Vec::clear), "no backup of a leadhub store");
        let other = TestStore::sqlite();
        raw::execute(&other, "CREATE TABLE song (title TEXT)");
        refused(&other, "no backup of a leadhub store");
        refused(&TestStore::sqlite(), "no backup of that name");
        let newer = changed(&good, |_| ());
        raw::execute(&newer, "UPDATE refinery_schema_history SET version = version + 1000");
        refused(&newer, "newer leadhub");
        // A row under an index that does not know it.
        let torn = changed(&good, |_| ());
        raw::execute(&torn, "PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'lead_updated') WHERE name = 'lead_created'");
        refused(&torn, "damaged");
        restore(&good, &target).unwrap();
    }

    /// Whatever bit a disk turns, in a name where no structure shows it or anywhere else.
    fn a_backup_of_which_one_bit_turned_is_refused(store: TestStore) {
        let (good, target) = (good(), nothing(store.engine()));
        let bytes = std::fs::read(good.url()).unwrap();
        let name = "Trần Văn Đức".as_bytes();
        let of_a_name = bytes.windows(name.len()).position(|window| window == name).unwrap();
        let somewhere = (1..=8).map(|step| bytes.len() / 9 * step);
        for at in [of_a_name, bytes.len() - 1, 68, 71].into_iter().chain(somewhere) {
            let turned = changed(&good, |bytes| bytes[at] ^= 0x10);
            let say = complaint(&turned, &target);
            assert!(say.contains(turned.url()), "{at}: {say}");
            assert_nothing(&target);
            if at == of_a_name {
                assert!(say.contains("damaged") && say.contains("checksum"), "{say}");
            }
        }
        restore(&good, &target).unwrap();
    }

    /// It is a store then, and no backup; the copy that came out of it is one again.
    fn a_backup_that_was_served_can_be_restored(store: TestStore) {
        let (served, file, target) = (good(), TestStore::sqlite(), nothing(store.engine()));
        let hub = open_hub(served.url(), HubOptions::default()).unwrap();
        hub.write_blocking(leadhub_core::actions::probe).unwrap();
        hub.close();
        backup(&served, &file).unwrap();
        restore(&served, &target).unwrap();
        assert_same(&served, &target);
        restore(&file, &nothing(store.engine())).unwrap();
        let turned = changed(&file, |bytes| bytes[4096] ^= 1);
        complaint(&turned, &nothing(store.engine()));
    }

    fn the_address_of_a_server_is_no_backup(store: TestStore) {
        let say = beside(|| leadhub_core::restore(Path::new("postgres://leadhub:secret@db/leads"), store.url(), |_| None)).unwrap_err();
        assert!(say.contains("file") && !say.contains("secret"), "{say}");
    }
}

/// Whatever fails after the first rows takes them with it.
#[test]
fn a_restore_that_breaks_off_leaves_a_server_empty() {
    let (good, target) = (good(), nothing(Engine::Postgres));
    beside(|| migrate(target.url(), |_| None)).unwrap();
    let before = contents(&target);
    raw::execute(
        &target,
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the disk is full''; END';
         CREATE TRIGGER fail BEFORE INSERT ON upload_chunk FOR EACH ROW EXECUTE FUNCTION fail()",
    );
    let say = complaint(&good, &target);
    assert!(say.contains("upload_chunk") && say.contains("the disk is full"), "{say}");
    assert_eq!(contents(&target), before);
    // Rows that do not arrive, although nothing complains.
    raw::execute(
        &target,
        "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    );
    let say = complaint(&good, &target);
    assert!(say.contains("'upload_chunk'") && say.contains("rows"), "{say}");
    assert_eq!(contents(&target), before);
    raw::execute(&target, "DROP FUNCTION fail CASCADE");
    restore(&good, &target).unwrap();
    assert_same(&good, &target);
}

/// Its connections would go on with the old file, and its log would be played into the new one.
#[test]
fn a_file_in_use_is_not_replaced() {
    let (good, target) = (good(), TestStore::migrated(Engine::Sqlite, crate::migrate));
    let before = contents(&target);
    let hub = open_hub(target.url(), HubOptions::default()).unwrap();
    let say = complaint(&good, &target);
    assert!(say.contains(target.url()) && say.contains("stop"), "{say}");
    assert_eq!(contents(&target), before);
    hub.close();
    restore(&good, &target).unwrap();
    assert_same(&good, &target);
}

#[test]
fn a_file_of_something_else_is_not_replaced() {
    let (good, target) = (good(), TestStore::sqlite());
    raw::execute(&target, "CREATE TABLE song (title TEXT); INSERT INTO song VALUES ('Diễm xưa')");
    let before = std::fs::read(target.url()).unwrap();
    let say = complaint(&good, &target);
    assert!(say.contains("not empty"), "{say}");
    assert_eq!(std::fs::read(target.url()).unwrap(), before);
    std::fs::write(target.url(), "no database at all\n".repeat(100)).unwrap();
    let say = complaint(&good, &target);
    assert!(say.contains("not a database"), "{say}");
    // An empty file is nothing, as one that a packager made.
    std::fs::write(target.url(), "").unwrap();
    restore(&good, &target).unwrap();
    assert_same(&good, &target);
}

#[test]
fn a_log_that_was_left_behind_is_not_played_into_the_restored_store() {
    let (good, target) = (good(), TestStore::sqlite());
    let log = format!("{}-wal", target.url());
    std::fs::write(&log, "pages").unwrap();
    let say = complaint(&good, &target);
    assert!(say.contains(&log) && say.contains("move both away"), "{say}");
    assert!(!Path::new(target.url()).exists());
}
