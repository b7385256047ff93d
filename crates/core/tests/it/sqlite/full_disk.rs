//! A really full disk under the embedded store. What was answered Ok is there after reopening, everything else was refused
//! as unavailable and left nothing, and room makes it well again by itself.

use super::small_disk::{Disk, on_a_small_disk};
use crate::bed::open_hub;
use crate::gate::{Gate, line_up, start};
use leadhub_core::import;
use leadhub_core::{Actor, Hub, HubOptions, Tx};
use leadhub_model::LeadError;
use leadhub_testkit::block_on;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const KIB: usize = 1024;

/// Writes a row with that number and some weight.
fn note(tx: &mut Tx, number: usize) -> Result<(), LeadError> {
    let name = "x".repeat(KIB);
    tx.execute(
        &format!("INSERT INTO person (organisation_id, id, name, created_at) VALUES (7, {number}, '{name}', 0)"),
        &[],
    )?;
    Ok(())
}

async fn noted(hub: &Hub) -> BTreeSet<i64> {
    let text = "SELECT id FROM person WHERE organisation_id = 7";
    hub.read(move |db| Ok(db.all(text, &[], |row| row.take::<i64>())?)).await.unwrap().into_iter().collect()
}

async fn open(disk: &Disk) -> (Hub, Actor) {
    let url = disk.path("leadhub.db");
    crate::migrate(&url);
    let hub = open_hub(&url, HubOptions::default()).unwrap();
    let actor = crate::bed::organisation(&hub, "alpha", 1).await;
    (hub, actor)
}

/// Many writes at once; the numbers that were answered Ok. Whatever else is answered is that the store is away, or, where a
/// commit met another fault than a full disk, that nobody knows.
async fn burst(hub: &Hub, numbers: std::ops::Range<usize>) -> BTreeSet<i64> {
    let jobs: Vec<_> = numbers.map(|number| (number, start(hub, move |tx| note(tx, number)))).collect();
    let mut kept = BTreeSet::new();
    for (number, job) in jobs {
        match job.await.unwrap() {
            Ok(()) => drop(kept.insert(i64::try_from(number).unwrap())),
            Err(error) => assert!(matches!(error, LeadError::Unavailable | LeadError::OutcomeUnknown), "{error:?}"),
        }
    }
    kept
}

#[test]
fn what_was_answered_on_a_full_disk_is_there_and_nothing_else() {
    on_a_small_disk("sqlite::full_disk::what_was_answered_on_a_full_disk_is_there_and_nothing_else", |disk| {
        block_on(async {
            let (hub, _) = open(&disk).await;
            let mut kept = burst(&hub, 0..100).await;
            assert_eq!(kept.len(), 100);
            for turn in 1..4 {
                disk.fill(192 * KIB);
                let took = burst(&hub, turn * 1000..turn * 1000 + 500).await;
                assert!(took.len() < 500, "the disk was not full");
                kept.extend(took);
                // Room that a lost group left in the log is used up by smaller ones.
                let mut single = turn * 1000 + 500;
                while let Ok(()) = hub.write(move |tx| note(tx, single)).await {
                    kept.insert(i64::try_from(single).unwrap());
                    single += 1;
                    assert!(single < turn * 1000 + 990, "the disk was not full");
                }
                assert_eq!(noted(&hub).await, kept, "readers go on");
                disk.make_room();
                hub.write(move |tx| note(tx, turn * 1000 + 999)).await.unwrap();
                kept.insert(i64::try_from(turn * 1000 + 999).unwrap());
            }
            assert!(kept.len() > 103, "some were taken before the disk was full");
            assert_eq!(noted(&hub).await, kept);
            hub.close();
            let again = open_hub(&disk.path("leadhub.db"), HubOptions::default()).unwrap();
            assert_eq!(noted(&again).await, kept);
        });
    });
}

/// A write too large for the disk takes its whole group down; the others of the group are run again and kept.
#[test]
fn the_innocent_of_a_lost_group_are_run_again() {
    on_a_small_disk("sqlite::full_disk::the_innocent_of_a_lost_group_are_run_again", |disk| {
        block_on(async {
            let (hub, actor) = open(&disk).await;
            let upload = {
                let actor = actor.clone();
                hub.write(move |tx| import::begin_upload(tx, &actor, "large.csv")).await.unwrap()
            };
            let gate = Gate::shut();
            gate.hold_writers(&hub);
            let runs: Vec<Arc<AtomicUsize>> = (0..20).map(|_| Arc::default()).collect();
            let innocent = |number: usize| {
                let runs = Arc::clone(&runs[number]);
                line_up(&hub, move |tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    note(tx, number)
                })
            };
            let mut jobs: Vec<_> = (0..10).map(innocent).collect();
            let refused = line_up(&hub, |tx| {
                note(tx, 500)?;
                Err::<(), _>(LeadError::Busy)
            });
            // More than the pages a connection keeps in memory, so that it meets the disk before the commit.
            let culprit = line_up(&hub, move |tx| {
                note(tx, 501)?;
                import::append_chunk(tx, &actor, upload, 0, &vec![7; 48 * KIB * KIB])
            });
            jobs.extend((10..20).map(innocent));
            gate.open();
            assert_eq!(culprit.await.unwrap(), Err(LeadError::Unavailable));
            assert_eq!(refused.await.unwrap(), Err(LeadError::Busy));
            for job in jobs {
                job.await.unwrap().unwrap();
            }
            let ran: Vec<usize> = runs.iter().map(|runs| runs.load(Ordering::SeqCst)).collect();
            let again = "once with who refused what it had written, once with the culprit, once alone";
            assert_eq!(ran, [vec![3; 10], vec![1; 10]].concat(), "{again}");
            assert_eq!(noted(&hub).await, (0..20).collect());
            hub.write(|tx| note(tx, 600)).await.unwrap();
        });
    });
}
