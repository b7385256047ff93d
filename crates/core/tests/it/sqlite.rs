//! What only the embedded engine promises: groups of writes on a really full disk, one server a file, and company from the
//! command line. The disk is a small one of its own; how a test gets it is `sqlite/small_disk.rs`.

mod full_disk;
mod small_disk;

use crate::bed::{House, open_hub, person};
use crate::raw;
use leadhub_core::HubOptions;
use leadhub_testkit::{Engine, TestStore};
use std::thread;
use std::time::Duration;

fn store() -> TestStore {
    TestStore::migrated(Engine::Sqlite, crate::migrate)
}

#[test]
fn one_process_serves_a_file() {
    let store = store();
    let first = open_hub(store.url(), HubOptions::default()).unwrap();
    let second = open_hub(store.url(), HubOptions::default()).unwrap();
    first.lock_for_serving().unwrap();
    let say = second.lock_for_serving().unwrap_err();
    assert!(say.contains(store.url()) && say.contains("stop"), "{say}");
    drop(first);
    second.lock_for_serving().unwrap();
}

/// The command line writes in short transactions beside the server: each waits for the other.
#[test]
fn another_process_may_write_beside_the_server() {
    leadhub_testkit::block_on(async {
        let house = House::open(store()).await;
        let mut beside = rusqlite::Connection::open(house.store.url()).unwrap();
        let long = beside.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
        long.execute("INSERT INTO person (organisation_id, id, created_at) VALUES (7, 1, 0)", []).unwrap();
        let hub = house.hub.clone();
        let actor = house.actor.clone();
        let new = person("Lan", "0349719999");
        let waits =
            tokio::spawn(
                async move { hub.write(move |tx| leadhub_core::actions::create_lead(tx, &actor, &new)).await },
            );
        thread::sleep(Duration::from_millis(200));
        assert!(!waits.is_finished());
        // Readers do not wait.
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 0);
        long.commit().unwrap();
        waits.await.unwrap().unwrap();
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 2);
    });
}

/// What was answered is on the disk: every commit is flushed, whatever else a connection was told.
#[test]
fn commits_are_durable_and_the_log_is_ahead() {
    let store = store();
    assert_eq!(raw::rows(&store, "PRAGMA journal_mode"), [["wal"]]);
}
