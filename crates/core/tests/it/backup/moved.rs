//! Moves between the engines and on one: every row arrives, both sides have the same hashes, and what is refused or breaks off leaves
//! both stores as they were.

use super::filled::{assert_same, contents, house};
use super::{beside_file, nothing};
use crate::bed::{House, open_hub, person};
use crate::raw::{self, beside};
use leadhub_core::{Copied, HubOptions, actions, migrate};
use leadhub_testkit::{Engine, TestStore, block_on, both_engines};

fn move_store(from: &TestStore, to: &TestStore) -> Result<Copied, String> {
    beside(|| leadhub_core::move_store(from.url(), to.url(), |_| None))
}

/// The store of a house that nobody works in any more.
fn left(house: House) -> TestStore {
    let House { hub, store, .. } = house;
    beside(|| hub.close());
    store
}

fn other(engine: Engine) -> Engine {
    match engine {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    }
}

/// A store with data of every kind.
async fn filled(engine: Engine) -> TestStore {
    left(house(TestStore::migrated(engine, crate::migrate)).await)
}

both_engines! {
    migrate = crate::migrate;

    async fn a_store_goes_to_the_other_engine_and_comes_back(store: TestStore) {
        let house = house(store).await;
        let actor = house.actor.clone();
        let store = left(house);
        let before = contents(&store);
        let (away, back) = (nothing(other(store.engine())), nothing(store.engine()));
        let (there, again) = (move_store(&store, &away).unwrap(), move_store(&away, &back).unwrap());
        assert_same(&store, &away);
        assert_same(&store, &back);
        let rows: Vec<(String, u64)> = before.iter().map(|(table, rows)| (table.clone(), rows.len() as u64)).collect();
        assert_eq!((&there.tables, &again.tables), (&rows, &rows));
        assert_eq!(there.hashes.len(), rows.len());
        assert_eq!(there.hashes, again.hashes);
        assert_eq!(contents(&store), before, "the old store is left alone");
        let hub = open_hub(back.url(), HubOptions::default()).unwrap();
        hub.write(move |tx| actions::create_lead(tx, &actor, person("Phạm Thị Mới", "0349719333"))).await.unwrap();
    }

    async fn a_store_goes_to_another_place_on_its_engine(store: TestStore) {
        let (store, to) = (filled(store.engine()).await, nothing(store.engine()));
        let told = move_store(&store, &to).unwrap();
        assert_same(&store, &to);
        assert!(!told.hashes.is_empty() && told.bytes > 0, "{told:?}");
        if to.engine() == Engine::Sqlite {
            assert_eq!(beside_file(&to), ["leadhub.db"]);
        }
    }

    async fn a_store_with_an_organisation_is_not_moved_into(store: TestStore) {
        let (from, to) = (filled(other(store.engine())).await, left(House::open(store).await));
        let before = contents(&to);
        let say = move_store(&from, &to).unwrap_err();
        assert!(say.contains("not empty") && say.contains("new file or an empty database"), "{say}");
        assert_eq!(contents(&to), before);
        let say = move_store(&to, &to).unwrap_err();
        assert!(say.contains("both are the same store"), "{say}");
        assert_eq!(contents(&to), before);
    }

    /// What is written meanwhile would be lost.
    async fn a_store_that_is_served_is_not_moved(store: TestStore) {
        let (house, to) = (House::open(store).await, nothing(Engine::Sqlite));
        house.hub.lock_for_serving().unwrap();
        let say = move_store(&house.store, &to).unwrap_err();
        assert!(say.contains("is already served by another process: stop that one first"), "{say}");
        assert!(beside_file(&to).is_empty());
        let store = left(house);
        move_store(&store, &to).unwrap();
        assert_same(&store, &to);
    }

    async fn a_store_of_another_schema_is_not_moved(store: TestStore) {
        let (from, to) = (filled(store.engine()).await, nothing(Engine::Sqlite));
        let newest = "(SELECT MAX(version) FROM refinery_schema_history)";
        raw::execute(&from, &format!("DELETE FROM refinery_schema_history WHERE version = {newest}"));
        let say = move_store(&from, &to).unwrap_err();
        assert!(say.contains("run 'leadhub migrate'"), "{say}");
        raw::execute(&from, "UPDATE refinery_schema_history SET version = version + 1000");
        let say = move_store(&from, &to).unwrap_err();
        assert!(say.contains("run a newer leadhub"), "{say}");
        let say = move_store(&nothing(store.engine()), &to).unwrap_err();
        assert!(say.contains("no store") || say.contains("the store is empty"), "{say}");
        assert!(beside_file(&to).is_empty());
    }
}

/// Whatever fails after the first rows takes them with it, and a row that arrives as another is found although their number is right.
#[test]
fn a_move_that_breaks_off_leaves_a_server_empty() {
    let (from, to) = (block_on(filled(Engine::Sqlite)), nothing(Engine::Postgres));
    beside(|| migrate(to.url(), |_| None)).unwrap();
    let before = contents(&to);
    raw::execute(
        &to,
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the disk is full''; END';
         CREATE TRIGGER spoil BEFORE INSERT ON lead FOR EACH ROW EXECUTE FUNCTION spoil()",
    );
    let say = move_store(&from, &to).unwrap_err();
    assert!(say.contains("'lead'") && say.contains("the disk is full"), "{say}");
    assert_eq!(contents(&to), before);
    raw::execute(
        &to,
        "CREATE OR REPLACE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name = ''Nobody''; RETURN NEW; END'",
    );
    let say = move_store(&from, &to).unwrap_err();
    assert!(say.contains("the rows of 'lead' are not the same in the copy"), "{say}");
    assert_eq!(contents(&to), before);
    raw::execute(&to, "DROP FUNCTION spoil CASCADE");
    move_store(&from, &to).unwrap();
    assert_same(&from, &to);
}
