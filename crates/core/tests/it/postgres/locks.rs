//! Locks that two transactions want: a deadlock or a serialisation failure is run again, a short wait is waited, a long one is
//! given up with nothing written.

use super::store;
use crate::bed::{House, person};
use crate::gate::{Gate, start};
use crate::once::{create_once, key};
use crate::raw::{self, beside, client};
use leadhub_core::Tx;
use leadhub_core::actions::sum_up_totals;
use leadhub_core::store::lead_recount;
use leadhub_model::LeadError;
use leadhub_testkit::block_on;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

fn note(tx: &mut Tx, id: i64) -> Result<(), LeadError> {
    tx.execute(&format!("INSERT INTO person (organisation_id, id, created_at) VALUES (7, {id}, 0)"), &[])?;
    Ok(())
}

fn touch(tx: &mut Tx, id: i64) -> Result<(), LeadError> {
    tx.execute(&format!("UPDATE person SET created_at = created_at + 1 WHERE organisation_id = 7 AND id = {id}"), &[])?;
    Ok(())
}

const TOUCHES: &str = "SELECT CAST(SUM(created_at) AS BIGINT) FROM person WHERE organisation_id = 7";

#[test]
fn a_deadlock_is_run_again() {
    block_on(async {
        let house = House::open(store()).await;
        house.hub.write(|tx| note(tx, 1).and(note(tx, 2))).await.unwrap();
        let runs = Arc::new(AtomicUsize::new(0));
        let gate = Gate::shut();
        let job = |first: i64, second: i64| {
            let (runs, gate) = (Arc::clone(&runs), Arc::clone(&gate));
            start(&house.hub, move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                touch(tx, first)?;
                gate.pass();
                touch(tx, second)
            })
        };
        let jobs = [job(1, 2), job(2, 1)];
        gate.wait_for(2);
        gate.open();
        for job in jobs {
            job.await.unwrap().unwrap();
        }
        assert!(runs.load(Ordering::SeqCst) > 2, "one of the two was the victim");
        assert_eq!(house.count(TOUCHES).await, 4);
    });
}

#[test]
fn a_serialisation_failure_is_run_again() {
    block_on(async {
        let house = House::open(store()).await;
        house.hub.write(|tx| note(tx, 1)).await.unwrap();
        let runs = Arc::new(AtomicUsize::new(0));
        let (counted, url) = (Arc::clone(&runs), house.store.url().to_owned());
        let outcome = house.hub.write(move |tx| {
            let run = counted.fetch_add(1, Ordering::SeqCst);
            tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", &[])?;
            tx.value::<i64>(TOUCHES, &[])?;
            if run == 0 {
                let sql = "UPDATE person SET created_at = 10 WHERE organisation_id = 7";
                beside(|| client(&url).execute(sql, &[]).unwrap());
            }
            touch(tx, 1)
        });
        outcome.await.unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        assert_eq!(house.count(TOUCHES).await, 11);
    });
}

/// A transaction beside the hub that holds a lock, for as long as `held` takes.
fn hold(url: &str, sql: &str, held: impl FnOnce()) {
    let mut other = client(url);
    other.batch_execute(&format!("BEGIN; {sql}")).unwrap();
    held();
    other.batch_execute("COMMIT").unwrap();
}

#[test]
fn a_lock_held_for_a_moment_is_waited_for() {
    block_on(async {
        let house = House::open(store()).await;
        house.hub.write(|tx| note(tx, 1)).await.unwrap();
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let job = beside(|| {
            let mut job = None;
            hold(house.store.url(), "UPDATE person SET created_at = 10 WHERE organisation_id = 7", || {
                let hub = house.hub.clone();
                job = Some(thread::spawn(move || {
                    hub.write_blocking(move |tx| {
                        counted.fetch_add(1, Ordering::SeqCst);
                        touch(tx, 1)
                    })
                }));
                thread::sleep(Duration::from_millis(300));
            });
            job.unwrap().join().unwrap()
        });
        assert_eq!(job, Ok(()));
        assert_eq!((house.count(TOUCHES).await, runs.load(Ordering::SeqCst)), (11, 1));
    });
}

/// Two who sum up parts of the same sets: who finds no row yet waits for the other's, and adds to that.
#[test]
fn a_set_that_another_makes_meanwhile_is_added_to() {
    block_on(async {
        let house = House::open(store()).await;
        house.create(person("Lan", "")).await;
        raw::execute(&house.store, "CREATE TABLE taken AS SELECT * FROM lead_set_part; DELETE FROM lead_set_part");
        house.create(person("Hoa", "")).await;
        let made = "INSERT INTO lead_set SELECT organisation_id, kind, key, block, leads, created_from, created_until, '\\x00' || substr(members, 2) FROM taken";
        beside(|| {
            let mut job = None;
            hold(house.store.url(), made, || {
                let hub = house.hub.clone();
                job = Some(thread::spawn(move || sum_up_totals(&hub)));
                thread::sleep(Duration::from_millis(300));
            });
            job.unwrap().join().unwrap().unwrap();
        });
        let wrong = house.ask(|db, actor| Ok(lead_recount::list_wrong(db, actor.organisation_id())?)).await;
        assert_eq!(wrong, Vec::<&str>::new());
    });
}

/// Waited for once and not ten times: whoever asked has an answer while they still care, and nothing is written.
#[test]
fn a_lock_held_too_long_is_given_up() {
    block_on(async {
        let house = House::open(store()).await;
        house.hub.write(|tx| note(tx, 1)).await.unwrap();
        let (waited, outcome) = beside(|| {
            let (mut waited, mut outcome) = (Duration::ZERO, Ok(()));
            hold(house.store.url(), "UPDATE person SET created_at = 10 WHERE organisation_id = 7", || {
                let began = Instant::now();
                outcome = house.hub.write_blocking(|tx| note(tx, 2).and(touch(tx, 1)));
                waited = began.elapsed();
            });
            (waited, outcome)
        });
        assert_eq!(outcome, Err(LeadError::Busy));
        assert!((4..9).contains(&waited.as_secs()), "{waited:?}");
        assert_eq!(house.count("SELECT COUNT(*) FROM person WHERE organisation_id = 7").await, 1);
    });
}

/// X7: a twin of a request that is still at work is told so.
#[test]
fn a_twin_of_work_under_way_is_in_flight() {
    block_on(async {
        let house = House::open(store()).await;
        let gate = Gate::shut();
        let (closed, actor) = (Arc::clone(&gate), house.actor.clone());
        let first = start(&house.hub, move |tx| {
            let answer = create_once(tx, &actor, &key("k", "r"), &person("Lan", "0349719999"))?;
            closed.pass();
            Ok(answer)
        });
        gate.wait_for(1);
        let began = Instant::now();
        let post = || house.act(|tx, actor| create_once(tx, actor, &key("k", "r"), &person("Lan", "0349719999")));
        assert_eq!(post().await, Err(LeadError::InFlight));
        assert!((4..9).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
        gate.open();
        let (answer, _) = first.await.unwrap().unwrap();
        assert_eq!(post().await, Ok((answer, true)));
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 1);
    });
}
