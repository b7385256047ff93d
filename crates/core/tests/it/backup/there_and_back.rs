//! The four ways: from either engine into a file, and from the file into either engine, compared row by row. What is told is
//! what is there, and life goes on in the restored store.

use super::filled::{assert_same, contents, house};
use super::{backup, beside_file, names, nothing, restore};
use crate::bed::{House, open_hub, person};
use crate::raw;
use leadhub_core::HubOptions;
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Every number that was given to anything of the organisation's.
fn numbers(house: &House) -> BTreeSet<i64> {
    let organisation = house.actor.organisation_id();
    let of = |table: &str| format!("SELECT id FROM {table} WHERE organisation_id = {organisation}");
    let all =
        ["lead", "person", "lead_comment", "lead_event", "booking", "phone_call", "upload"].map(of).join(" UNION ");
    raw::rows(&house.store, &all).concat().iter().map(|number| number.parse().unwrap()).collect()
}

/// There and back again; the rows told are those that are there.
async fn travel(store: TestStore, engine: Engine) {
    let house = house(store).await;
    let before = contents(&house.store);
    let empty: Vec<&String> = before.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    assert!(empty.is_empty(), "nothing is proven for {empty:?}");

    let file = TestStore::sqlite();
    let told = backup(&house.store, &file).unwrap();
    assert_eq!(beside_file(&file), ["leadhub.db"]);
    let there: Vec<(String, u64)> = before.iter().map(|(table, rows)| (table.clone(), rows.len() as u64)).collect();
    assert_eq!(told.tables, there);
    assert_eq!(told.bytes, std::fs::metadata(file.url()).unwrap().len());
    assert_same(&house.store, &file);
    let as_made = std::fs::read(file.url()).unwrap();

    let restored = nothing(engine);
    assert_eq!(restore(&file, &restored).unwrap(), told);
    assert_same(&house.store, &restored);
    assert_eq!(std::fs::read(file.url()).unwrap(), as_made, "the backup itself is left alone");
    assert_eq!(beside_file(&file), ["leadhub.db"]);
    go_on(&house, restored).await;
}

/// Leads are created in the restored store as if nothing had been, under numbers that were never given.
async fn go_on(house: &House, restored: TestStore) {
    let given = numbers(house);
    let hub = open_hub(restored.url(), HubOptions::default()).unwrap();
    let (actor, clock) = (house.actor.clone(), house.clock.clone());
    let again = House { hub, actor, clock, store: restored };
    for _ in 0..3 {
        let lead = again.create(person("Phạm Thị Mới", "0349719333")).await;
        assert!(!given.contains(&lead.id.0), "{} was given before", lead.id);
    }
    assert_eq!(numbers(&again).difference(&given).count(), 7, "three leads, three events, one person");
}

both_engines! {
    migrate = crate::migrate;

    async fn every_row_comes_back_in_a_file(store: TestStore) {
        travel(store, Engine::Sqlite).await;
    }

    async fn every_row_comes_back_on_a_server(store: TestStore) {
        travel(store, Engine::Postgres).await;
    }

    /// The copy is a store, ready to be served, and nobody else's to read.
    async fn a_backup_is_a_store(store: TestStore) {
        let house = house(store).await;
        let file = TestStore::sqlite();
        backup(&house.store, &file).unwrap();
        assert_eq!(std::fs::metadata(file.url()).unwrap().permissions().mode() & 0o777, 0o600);
        let indexes = |store: &TestStore| raw::rows(store, "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name");
        let fresh = TestStore::migrated(Engine::Sqlite, crate::migrate);
        assert_eq!(indexes(&file), indexes(&fresh));
        go_on(&house, file).await;
    }

    /// A store that was only migrated holds nothing but the house's own rows, which come with the backup.
    async fn an_empty_store_is_restored_into(store: TestStore) {
        let source = house(TestStore::migrated(Engine::Sqlite, crate::migrate)).await;
        let file = TestStore::sqlite();
        backup(&source.store, &file).unwrap();
        restore(&file, &store).unwrap();
        assert_same(&file, &store);
        go_on(&source, store).await;
    }

    /// Both engines hold the same columns: a copy names each.
    fn the_engines_have_the_same_columns(store: TestStore) {
        let file = TestStore::migrated(Engine::Sqlite, crate::migrate);
        for table in raw::tables() {
            let sql = match store.engine() {
                Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY 1"),
                Engine::Postgres => format!("SELECT column_name COLLATE \"C\" FROM information_schema.columns WHERE table_name = '{table}' ORDER BY 1"),
            };
            let known = raw::rows(&file, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY 1"));
            assert_eq!(raw::rows(&store, &sql), known, "{table}");
        }
    }

    /// Only what nobody works on any more: another backup may be under way in the same folder.
    fn what_a_killed_backup_left_is_cleared_away(store: TestStore) {
        let file = TestStore::sqlite();
        let folder = Path::new(file.url()).parent().unwrap();
        for room in ["dead", "young", "living"] {
            std::fs::create_dir(folder.join(format!(".leadhub-copy-{room}"))).unwrap();
        }
        std::fs::write(folder.join(".leadhub-copy-dead/alive"), "").unwrap();
        std::fs::write(folder.join(".leadhub-copy-dead/store.db"), "half").unwrap();
        let owner = std::fs::File::create(folder.join(".leadhub-copy-living/alive")).unwrap();
        owner.lock().unwrap();
        backup(&store, &file).unwrap();
        assert_eq!(names(folder), [".leadhub-copy-living", "leadhub.db"]);
        drop(owner);
    }
}
