//! What only the embedded engine promises: groups of writes on a really full disk, one server a file, and company from the
//! command line. The disk is a small one of its own; how a test gets it is `sqlite/small_disk.rs`.

mod full_disk;
mod full_disk_import;
pub mod small_disk;

use crate::bed::{ALL, House, open_hub, person};
use crate::gate::{Gate, line_up, start, until};
use crate::raw;
use leadhub_core::actions::{delete_lead, update_lead};
use leadhub_core::store::lead_recount;
use leadhub_core::{HubOptions, Tx};
use leadhub_model::{GroupId, LeadChange, LeadError, LeadFilter, LeadOrder, Link, NewLead, Resource, ServiceId};
use leadhub_testkit::{Engine, TestStore, block_on};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

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
    block_on(async {
        let house = House::open(store()).await;
        let mut beside = rusqlite::Connection::open(house.store.url()).unwrap();
        let long = beside.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
        long.execute("INSERT INTO person (organisation_id, id, created_at) VALUES (7, 1, 0)", []).unwrap();
        let hub = house.hub.clone();
        let actor = house.actor.clone();
        let new = person("Lan", "0349719999");
        let waits = tokio::spawn(async move {
            hub.write(move |tx| leadhub_core::actions::create_lead(tx, &actor, new.clone())).await
        });
        thread::sleep(Duration::from_millis(200));
        assert!(!waits.is_finished());
        // Readers do not wait.
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 0);
        long.commit().unwrap();
        waits.await.unwrap().unwrap();
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 2);
    });
}

/// Background work that goes on until it should yield, or for five seconds; whether it yielded.
fn greedy(tx: &Tx) -> bool {
    let began = Instant::now();
    while !tx.should_yield() && began.elapsed() < Duration::from_secs(5) {
        thread::yield_now();
    }
    began.elapsed() < Duration::from_secs(5)
}

/// Those who share a commit with background work wait for it as those in the queue do.
#[test]
fn background_work_yields_to_the_others_of_its_group() {
    block_on(async {
        let house = House::open(store()).await;
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let waits = line_up(&house.hub, |_| Ok(()));
        let (hub, before) = (house.hub.clone(), house.hub.waiting());
        let behind = tokio::spawn(async move { hub.write_behind(|tx| Ok(greedy(tx))).await });
        until("both wait", || house.hub.waiting() > before);
        gate.open();
        assert_eq!(behind.await.unwrap(), Ok(true));
        waits.await.unwrap().unwrap();
    });
}

/// A refusal undoes the group that it is in only where it had written.
#[test]
fn who_refuses_before_it_writes_makes_nobody_run_again() {
    block_on(async {
        let house = House::open(store()).await;
        for (writes, expected) in [(false, 1), (true, 2)] {
            let gate = Gate::shut();
            gate.hold_writers(&house.hub);
            let runs = Arc::<AtomicUsize>::default();
            let counted = Arc::clone(&runs);
            let kept = line_up(&house.hub, move |tx| {
                counted.fetch_add(1, Ordering::SeqCst);
                tx.execute(ONE_MORE, &[]).map(drop).map_err(LeadError::from)
            });
            let refuses = line_up(&house.hub, move |tx| {
                if writes {
                    tx.execute(ONE_MORE, &[])?;
                }
                Err::<(), _>(LeadError::NotFound(Resource::Lead))
            });
            let before = house.count(PERSONS).await;
            gate.open();
            assert_eq!(refuses.await.unwrap(), Err(LeadError::NotFound(Resource::Lead)));
            kept.await.unwrap().unwrap();
            assert_eq!(runs.load(Ordering::SeqCst), expected, "{writes}");
            assert_eq!(house.count(PERSONS).await, before + 1);
        }
    });
}

const PERSONS: &str = "SELECT COUNT(*) FROM person";
const ONE_MORE: &str = "INSERT INTO person (organisation_id, id, created_at)
    SELECT 7, COALESCE(MAX(id), 0) + 1, 0 FROM person WHERE organisation_id = 7";

/// Rows that jobs of a group have in common are written at its end; where one cannot be, whoever changes it fails alone.
#[test]
fn who_cannot_write_a_row_that_all_change_takes_nobody_along() {
    block_on(async {
        let house = House::open(store()).await;
        let mut leads = Vec::new();
        for _ in 0..6 {
            leads.push(house.create(NewLead { service: Some(ServiceId(91)), ..person("Lan", "") }).await.id);
        }
        raw::execute(&house.store, "UPDATE lead_set SET members = X'' WHERE kind = 'service'");
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let jobs: Vec<_> = leads
            .iter()
            .enumerate()
            .map(|(at, lead)| {
                let (lead, actor) = (*lead, house.actor.clone());
                let unlinked = if at == 3 { vec![Link::Service] } else { Vec::new() };
                let change = LeadChange { group: Some(GroupId(70)), unlinked, ..LeadChange::default() };
                line_up(&house.hub, move |tx| update_lead(tx, &actor, lead, &change))
            })
            .collect();
        gate.open();
        for (at, job) in jobs.into_iter().enumerate() {
            let updated = job.await.unwrap();
            assert_eq!(updated.is_ok(), at != 3, "{at}: {updated:?}");
        }
        let of_group = LeadFilter { group: Some(GroupId(70)), ..LeadFilter::default() };
        assert_eq!(house.list(of_group, LeadOrder::NewestId, ALL).await.total, 5);
    });
}

/// A store that was moved from where many write may have brought parts along.
#[test]
fn parts_are_summed_up_by_the_next_write() {
    block_on(async {
        let house = House::open(store()).await;
        let (one, other) = (house.create(person("Lan", "")).await.id, house.create(person("Hoa", "")).await.id);
        raw::execute(
            &house.store,
            "INSERT INTO lead_set_part SELECT organisation_id, kind, key, block, 5, leads, created_from, created_until, CAST(X'02' || substr(members, 2) AS BLOB)
             FROM lead_set; DELETE FROM lead_set",
        );
        let wrong = async || house.ask(|db, actor| Ok(lead_recount::list_wrong(db, actor.organisation_id())?)).await;
        assert_eq!(wrong().await, Vec::<&str>::new());
        house.act(move |tx, actor| delete_lead(tx, actor, one)).await.unwrap();
        assert_eq!(house.leads().await.iter().map(|lead| lead.id).collect::<Vec<_>>(), [other]);
        assert_eq!(wrong().await, Vec::<&str>::new());
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_set_part").await, 0);
    });
}

/// However much background work there is, an interactive write waits for two pieces of it at most: the one that runs when it
/// comes, and the one in its own group.
#[test]
fn an_interactive_write_waits_for_two_background_pieces_at_most() {
    block_on(async {
        let house = House::open(store()).await;
        let (pieces, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let behind: Vec<_> = (0..12)
            .map(|_| {
                let (hub, pieces, over) = (house.hub.clone(), Arc::clone(&pieces), Arc::clone(&over));
                tokio::spawn(async move {
                    while !over.load(Ordering::SeqCst) {
                        let counted = Arc::clone(&pieces);
                        let piece = hub.write_behind(move |tx| {
                            counted.fetch_add(1, Ordering::SeqCst);
                            Ok(greedy(tx))
                        });
                        piece.await.unwrap();
                    }
                })
            })
            .collect();
        until("background work runs", || pieces.load(Ordering::SeqCst) > 0);
        for _ in 0..30 {
            let before = pieces.load(Ordering::SeqCst);
            start(&house.hub, |_| Ok(())).await.unwrap().unwrap();
            // One more may begin before the answer is read here.
            let waited_for = pieces.load(Ordering::SeqCst) - before;
            assert!(waited_for <= 3, "{waited_for}");
        }
        over.store(true, Ordering::SeqCst);
        // The last piece yields to whoever comes.
        while behind.iter().any(|task| !task.is_finished()) {
            house.hub.write(|_| Ok(())).await.unwrap();
        }
    });
}

/// Whoever copies the file of a stopped server has everything: a connection that may only read must not be the last to go.
#[test]
fn a_stop_leaves_one_whole_file() {
    let house = block_on(async {
        let house = House::open(store()).await;
        house.create(person("Lan", "0349719999")).await;
        house
    });
    let log = format!("{}-wal", house.store.url());
    assert!(std::path::Path::new(&log).exists(), "while it serves, the log lies beside it");
    house.hub.close();
    assert!(!std::path::Path::new(&log).exists());
}
