//! Connections that are lost: between requests nobody notices, inside a transaction nothing is written and that is said,
//! during COMMIT it is said that nobody can know. A server that comes back is found again.

use super::cut_line::{Cut, Line};
use super::store;
use crate::bed::{House, open_hub, organisation, person};
use crate::gate::{Gate, start, until};
use crate::raw::{self, beside};
use leadhub_core::actions::create_lead;
use leadhub_core::{Hub, HubOptions, Tx};
use leadhub_model::LeadError;
use leadhub_testkit::{Cluster, ClusterOptions, TestStore, block_on};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn note(tx: &mut Tx, id: usize) -> Result<(), LeadError> {
    tx.execute(&format!("INSERT INTO person (organisation_id, id, created_at) VALUES (7, {id}, 0)"), &[])?;
    Ok(())
}

const NOTED: &str = "SELECT COUNT(*) FROM person WHERE organisation_id = 7";

/// Ends every connection of the hub, as an operator or a restart of the server would.
fn kill_all(store: &TestStore) {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'leadhub'";
    raw::rows(store, sql);
    let left = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'leadhub'";
    until("the connections are gone", || raw::rows(store, left).is_empty());
}

/// Every kind of connection is used, so that each can be lost: readers, writers, and the one for blocks of numbers.
async fn use_all(house: &House) {
    house.create(person("Lan", "0349719999")).await;
    let gate = Gate::shut();
    gate.hold_writers(&house.hub);
    gate.open();
    for _ in 0..40 {
        house.count(NOTED).await;
    }
}

#[test]
fn connections_killed_between_requests_are_not_noticed() {
    block_on(async {
        let house = House::open(store()).await;
        use_all(&house).await;
        kill_all(&house.store);
        for number in 0..40 {
            house.hub.write(move |tx| note(tx, number)).await.unwrap();
            assert_eq!(house.count(NOTED).await, i64::try_from(number).unwrap() + 1);
        }
        kill_all(&house.store);
        // A new organisation needs a block of numbers at once.
        let other = organisation(&house.hub, "beta", 2).await;
        house.act_as(&other, |tx, actor| create_lead(tx, actor, person("Lan", "0349719999"))).await.unwrap();
    });
}

#[test]
fn a_connection_killed_inside_a_transaction_leaves_nothing_and_says_so() {
    block_on(async {
        let house = House::open(store()).await;
        let (runs, gate) = (Arc::new(AtomicUsize::new(0)), Gate::shut());
        let (counted, closed) = (Arc::clone(&runs), Arc::clone(&gate));
        let job = start(&house.hub, move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            note(tx, 1)?;
            closed.pass();
            note(tx, 2)
        });
        gate.wait_for(1);
        kill_all(&house.store);
        gate.open();
        assert_eq!(job.await.unwrap(), Err(LeadError::Unavailable));
        assert_eq!((house.count(NOTED).await, runs.load(Ordering::SeqCst)), (0, 1));
        house.hub.write(|tx| note(tx, 1)).await.unwrap();
    });
}

/// Killed after the last statement, so that only COMMIT meets the dead connection.
#[test]
fn a_connection_killed_before_commit_is_not_answered_ok() {
    block_on(async {
        let house = House::open(store()).await;
        let gate = Gate::shut();
        let closed = Arc::clone(&gate);
        let job = start(&house.hub, move |tx| {
            note(tx, 1)?;
            closed.pass();
            Ok(())
        });
        gate.wait_for(1);
        kill_all(&house.store);
        gate.open();
        assert_eq!(job.await.unwrap(), Err(LeadError::OutcomeUnknown));
        assert_eq!(house.count(NOTED).await, 0);
    });
}

/// A line that is cut when COMMIT passes: whether it was done differs, what can be said does not. Never run again.
async fn cut(when: Cut) -> (Result<(), LeadError>, i64, usize) {
    let store = store();
    let line = Line::to(store.url());
    let hub = open_hub(line.url(), HubOptions::default()).unwrap();
    hub.write(|tx| note(tx, 1)).await.unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    line.cut(when);
    let outcome = hub
        .write(move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            note(tx, 2)
        })
        .await;
    // The line holds again: the next request works.
    let kept = hub.read(|db| Ok(db.value::<i64>(NOTED, &[])?)).await.unwrap().unwrap();
    hub.write(|tx| note(tx, 3)).await.unwrap();
    (outcome, kept, runs.load(Ordering::SeqCst))
}

#[test]
fn a_line_cut_before_commit_arrives_is_outcome_unknown() {
    assert_eq!(block_on(cut(Cut::BeforeCommit)), (Err(LeadError::OutcomeUnknown), 1, 1));
}

#[test]
fn a_line_cut_before_commit_is_answered_is_outcome_unknown() {
    assert_eq!(block_on(cut(Cut::AfterCommit)), (Err(LeadError::OutcomeUnknown), 2, 1));
}

async fn write(hub: &Hub, id: usize) -> Result<(), LeadError> {
    hub.write(move |tx| note(tx, id)).await
}

async fn read(hub: &Hub) -> Result<Option<i64>, LeadError> {
    hub.read(|db| Ok(db.value::<i64>(NOTED, &[])?)).await
}

#[test]
fn a_server_that_goes_and_comes_back_is_found_again() {
    let mut cluster = Cluster::start(ClusterOptions { fsync: true });
    let url = cluster.url("postgres");
    beside(|| crate::migrate(&url));
    let hub = open_hub(&url, HubOptions::default()).unwrap();
    block_on(async {
        let actor = organisation(&hub, "alpha", 1).await;
        for id in 0..20 {
            write(&hub, id).await.unwrap();
        }
        assert_eq!(read(&hub).await, Ok(Some(20)));
        cluster.stop_immediate();
        for id in 100..103 {
            assert_eq!(write(&hub, id).await, Err(LeadError::Unavailable));
            assert_eq!(read(&hub).await, Err(LeadError::Unavailable));
        }
        cluster.start_again();
        assert_eq!(read(&hub).await, Ok(Some(20)), "what was answered is there, and nothing else");
        for id in 20..40 {
            write(&hub, id).await.unwrap();
        }
        let create = move |tx: &mut Tx| create_lead(tx, &actor, person("Lan", "0349719999"));
        hub.write(create).await.unwrap();
        assert_eq!(read(&hub).await, Ok(Some(40)));
    });
    hub.close();
}
