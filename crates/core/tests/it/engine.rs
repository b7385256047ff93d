//! What a hub promises of any engine: a request's fault stays its own, nothing half-done is kept, queues are bounded, lanes
//! are fair, reads see one snapshot, and a store that does not fit says what to do. On both engines.

use crate::bed::{self, House, open_hub, person};
use crate::gate::{Gate, line_up, start, until};
use crate::raw;
use leadhub_core::actions::create_lead;
use leadhub_core::store::leads;
use leadhub_core::{HubOptions, Tx};
use leadhub_model::*;
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Writes a person's row with that number.
fn note(tx: &mut Tx, number: usize) -> Result<(), LeadError> {
    tx.execute(&format!("INSERT INTO person (organisation_id, id, created_at) VALUES (7, {number}, 0)"), &[])?;
    Ok(())
}

const NOTED: &str = "SELECT COUNT(*) FROM person WHERE organisation_id = 7";

async fn noted(house: &House) -> Vec<i64> {
    let text = "SELECT id FROM person WHERE organisation_id = 7 ORDER BY id";
    house.ask(move |db, _| Ok(db.all(text, &[], |row| row.take::<i64>())?)).await
}

fn is_internal<T>(outcome: &Result<T, LeadError>) -> bool {
    matches!(outcome, Err(LeadError::Internal(_)))
}

both_engines! {
    migrate = crate::migrate;

    async fn a_panic_is_that_requests_fault_only(store: TestStore) {
        let house = House::open(store).await;
        for turn in 0..40 {
            let panicked = house.hub.write(move |tx| -> Result<(), LeadError> {
                note(tx, turn)?;
                panic!("on purpose")
            }).await;
            assert!(is_internal(&panicked), "{panicked:?}");
        }
        let panicked = house.hub.read(|_| -> Result<(), LeadError> { panic!("on purpose") }).await;
        assert!(is_internal(&panicked), "{panicked:?}");
        for _ in 0..40 {
            let panicked = house.hub.read_shown(|_| Ok(()), |()| panic!("on purpose")).await;
            assert!(is_internal::<()>(&panicked), "{panicked:?}");
        }
        assert_eq!(noted(&house).await, Vec::<i64>::new());
        house.hub.write(|tx| note(tx, 1)).await.unwrap();
        assert_eq!(noted(&house).await, [1]);
    }

    async fn what_a_closure_refuses_is_not_kept(store: TestStore) {
        let house = House::open(store).await;
        let refused = house.hub.write(|tx| {
            note(tx, 1)?;
            Err::<(), _>(LeadError::NotFound(Resource::Lead))
        }).await;
        assert_eq!(refused, Err(LeadError::NotFound(Resource::Lead)));
        assert_eq!(noted(&house).await, Vec::<i64>::new());
    }

    /// A closure that swallows a failed statement and says that all is well is not believed.
    async fn a_swallowed_failure_is_neither_kept_nor_answered_ok(store: TestStore) {
        let house = House::open(store).await;
        house.hub.write(|tx| note(tx, 1)).await.unwrap();
        let swallowed = house.hub.write(|tx| {
            note(tx, 2)?;
            drop(note(tx, 1));
            Ok("all is well")
        }).await;
        assert!(is_internal(&swallowed), "{swallowed:?}");
        assert_eq!(noted(&house).await, [1]);
    }

    /// Locks name the organisation, so that a store can be spread by it.
    async fn a_lock_without_its_organisation_is_refused(store: TestStore) {
        let house = House::open(store).await;
        let locked = house.hub.write(|tx| Ok(tx.lock_row("SELECT id FROM person WHERE id = 1", &[])?)).await;
        assert!(is_internal(&locked), "{locked:?}");
    }

    /// One group or many connections: each write stands or falls alone.
    async fn a_failing_write_leaves_its_neighbours(store: TestStore) {
        let house = House::open(store).await;
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let jobs: Vec<_> = (0..60).map(|number| line_up(&house.hub, move |tx| {
            note(tx, number)?;
            match number % 4 {
                0 => Ok(()),
                1 => Err(LeadError::NotFound(Resource::Person)),
                2 => note(tx, number),
                _ => panic!("on purpose"),
            }
        })).collect();
        gate.open();
        for (number, job) in jobs.into_iter().enumerate() {
            let outcome = job.await.unwrap();
            let as_expected = match number % 4 {
                0 => outcome == Ok(()),
                1 => outcome == Err(LeadError::NotFound(Resource::Person)),
                _ => is_internal(&outcome),
            };
            assert!(as_expected, "{number}: {outcome:?}");
        }
        assert_eq!(noted(&house).await, (0..60).step_by(4).collect::<Vec<i64>>());
    }

    async fn a_full_queue_is_busy_and_drains(store: TestStore) {
        let house = House::open_with(store, 8).await;
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let waiting: Vec<_> = (house.hub.waiting()..8).map(|number| line_up(&house.hub, move |tx| note(tx, number))).collect();
        for number in 100..103 {
            assert_eq!(house.hub.write(move |tx| note(tx, number)).await, Err(LeadError::Busy));
        }
        // Background work waits in a line of its own.
        let behind = tokio::spawn({
            let hub = house.hub.clone();
            async move { hub.write_behind(|tx| note(tx, 50)).await }
        });
        gate.open();
        let count = waiting.len();
        for job in waiting {
            job.await.unwrap().unwrap();
        }
        behind.await.unwrap().unwrap();
        house.hub.write(|tx| note(tx, 60)).await.unwrap();
        assert_eq!(noted(&house).await.len(), count + 2);
    }

    async fn a_request_that_went_away_is_skipped_before_it_starts(store: TestStore) {
        let house = House::open(store).await;
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let gone = line_up(&house.hub, |tx| note(tx, 1));
        let stays = line_up(&house.hub, |tx| note(tx, 2));
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        gate.open();
        stays.await.unwrap().unwrap();
        assert_eq!(noted(&house).await, [2]);
    }

    async fn a_request_that_went_away_after_it_started_is_done(store: TestStore) {
        let house = House::open(store).await;
        let gate = Gate::shut();
        let closed = Arc::clone(&gate);
        let gone = start(&house.hub, move |tx| {
            note(tx, 1)?;
            closed.pass();
            Ok(())
        });
        gate.wait_for(1);
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        gate.open();
        house.hub.write(|tx| note(tx, 2)).await.unwrap();
        until("the started write is there", || raw::rows(&house.store, NOTED)[0][0] == "2");
    }

    async fn background_work_yields_once_somebody_waits_and_not_before(store: TestStore) {
        let house = House::open(store).await;
        let hub = house.hub.clone();
        let alone = hub.write_behind(|tx| {
            let deadline = Instant::now() + Duration::from_millis(60);
            while Instant::now() < deadline {
                if tx.should_yield() {
                    return Ok(true);
                }
            }
            Ok(false)
        }).await;
        assert_eq!(alone, Ok(false), "nobody waited");

        let began = Gate::shut();
        began.open();
        let marked = Arc::clone(&began);
        let behind = tokio::spawn(async move {
            hub.write_behind(move |tx| {
                marked.pass();
                let deadline = Instant::now() + Duration::from_secs(20);
                while !tx.should_yield() && Instant::now() < deadline {
                    std::thread::yield_now();
                }
                Ok(tx.should_yield())
            }).await
        });
        began.wait_for(1);
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        assert_eq!(behind.await.unwrap(), Ok(true));
        gate.open();
    }

    /// Neither lane starves the other: background work gets a turn while interactive work never ceases to wait.
    async fn background_work_gets_its_turn_in_a_crowd(store: TestStore) {
        let house = House::open(store).await;
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let done = Arc::new(AtomicUsize::new(0));
        let hub = house.hub.clone();
        let (counted, before) = (Arc::clone(&done), house.hub.waiting());
        let behind = tokio::spawn(async move { hub.write_behind(move |_| Ok(counted.load(Ordering::SeqCst))).await });
        until("the background work waits", || house.hub.waiting() > before);
        let crowd: Vec<_> = (0..600).map(|_| {
            let done = Arc::clone(&done);
            start(&house.hub, move |_| {
                done.fetch_add(1, Ordering::SeqCst);
                Ok(())
            })
        }).collect();
        until("the crowd waits", || house.hub.waiting() > 600);
        gate.open();
        let turn = behind.await.unwrap().unwrap();
        for job in crowd {
            job.await.unwrap().unwrap();
        }
        assert!(turn < 300, "it came after {turn} of 600");
    }

    /// Several statements of one read see one moment, whatever is committed between them.
    async fn a_read_sees_one_snapshot(store: TestStore) {
        let house = House::open(store).await;
        house.hub.write(|tx| note(tx, 1)).await.unwrap();
        let gate = Gate::shut();
        let (hub, closed) = (house.hub.clone(), Arc::clone(&gate));
        let reading = tokio::spawn(async move {
            hub.read(move |db| {
                let before = db.value::<i64>(NOTED, &[])?;
                closed.pass();
                let after = db.value::<i64>(NOTED, &[])?;
                let total = db.value::<i64>("SELECT COUNT(*) FROM person", &[])?;
                Ok((before, after, total))
            }).await
        });
        gate.wait_for(1);
        house.hub.write(|tx| note(tx, 2)).await.unwrap();
        gate.open();
        assert_eq!(reading.await.unwrap(), Ok((Some(1), Some(1), Some(1))));
        assert_eq!(house.count(NOTED).await, 2);
    }

    /// What the health check asks: a real write, as often as it likes.
    async fn a_probe_writes(store: TestStore) {
        let house = House::open(store).await;
        let mut seen = Vec::new();
        for _ in 0..3 {
            house.hub.write(leadhub_core::actions::probe).await.unwrap();
            let row = raw::rows(&house.store, "SELECT * FROM probe");
            assert!(row.len() == 1 && !seen.contains(&row), "written anew with every look");
            seen.push(row);
        }
        assert_eq!(house.count("SELECT CAST(LENGTH(ballast) AS BIGINT) FROM probe").await, 65_536, "less than a lead costs");
    }

    /// A write reads what it wrote.
    async fn a_write_sees_its_own_rows(store: TestStore) {
        let house = House::open(store).await;
        let seen = house.act(|tx, actor| {
            let lead = create_lead(tx, actor, person("Lan", "0349719999"))?;
            Ok(leads::find_lead(tx, actor, lead.id)?.map(|lead| lead.facts.text(Fact::Name).to_owned()))
        }).await;
        assert_eq!(seen, Ok(Some("Lan".to_owned())));
    }

    /// A long read holds up others' work, so it is cut off after five seconds, and the reader goes on.
    async fn a_read_that_takes_too_long_is_cut_off(store: TestStore) {
        let house = House::open(store).await;
        let endless = match house.store.engine() {
            Engine::Sqlite => "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
            Engine::Postgres => "SELECT COUNT(*) FROM pg_sleep(60)",
        };
        let began = Instant::now();
        let cut = house.hub.read(move |db| Ok(db.value::<i64>(endless, &[])?)).await;
        assert_eq!(cut, Err(LeadError::Unavailable));
        assert!((4..20).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
        assert_eq!(house.count(NOTED).await, 0);
    }

    async fn closing_finishes_what_waits(store: TestStore) {
        let house = House::open(store).await;
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let waiting: Vec<_> = (0..20).map(|number| line_up(&house.hub, move |tx| note(tx, number))).collect();
        let hub = house.hub.clone();
        let closing = tokio::task::spawn_blocking(move || hub.close());
        until("the hub takes no more", || raw::beside(|| house.hub.read_blocking(|_| Ok(()))) == Err(LeadError::Busy));
        assert!(!closing.is_finished());
        gate.open();
        for job in waiting {
            job.await.unwrap().unwrap();
        }
        closing.await.unwrap();
        assert_eq!(house.hub.write(|_| Ok(())).await, Err(LeadError::Busy));
        let again = open_hub(house.store.url(), HubOptions::default()).unwrap();
        let kept = again.read(|db| Ok(db.value::<i64>(NOTED, &[])?)).await;
        assert_eq!(kept, Ok(Some(20)));
    }

    /// The threads and connections of a hub nobody holds any more end by themselves, with what waited done.
    async fn a_dropped_hub_ends(store: TestStore) {
        let House { hub, store, .. } = House::open(store).await;
        let alive = Arc::new(());
        let held = Arc::clone(&alive);
        let gate = Gate::shut();
        gate.hold_writers(&hub);
        let last = line_up(&hub, move |tx| {
            let _held = &held;
            note(tx, 1)
        });
        last.abort();
        drop((last.await, hub));
        gate.open();
        until("the last job is gone", || Arc::strong_count(&alive) == 1);
        match store.engine() {
            Engine::Sqlite => until("its file is closed", || {
                let mut open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
                !open.any(|file| std::fs::read_link(file.path()).is_ok_and(|path| path.starts_with(store.url())))
            }),
            Engine::Postgres => {
                let open = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'leadhub'";
                until("its connections are closed", || raw::rows(&store, open).is_empty());
            }
        }
    }

    async fn everything_asked_outside_of_the_runtime_answers_too(store: TestStore) {
        let house = House::open(store).await;
        let (written, behind, read) = raw::beside(|| {
            let hub = &house.hub;
            (
                hub.write_blocking(|tx| note(tx, 1)),
                hub.write_behind_blocking(|tx| note(tx, 2)),
                hub.read_blocking(|db| Ok(db.value::<i64>(NOTED, &[])?)),
            )
        });
        assert_eq!((written, behind, read), (Ok(()), Ok(()), Ok(Some(2))));
    }

    /// Two moments of one transaction are one moment; what is random is not repeated.
    async fn a_transaction_has_one_moment_and_fresh_ids(store: TestStore) {
        let house = House::open(store).await;
        let clock = Arc::clone(&house.clock);
        let (first, second, ids) = house.hub.write(move |tx| {
            let first = tx.now();
            clock.fetch_add(bed::SECOND, Ordering::SeqCst);
            Ok((first, tx.now(), [tx.new_uuid(), tx.new_uuid()]))
        }).await.unwrap();
        assert_eq!(first, second);
        assert_ne!(ids[0], ids[1]);
        let (seconds, _) = ids[0].get_timestamp().unwrap().to_unix();
        assert_eq!(i64::try_from(seconds).unwrap() * bed::SECOND, first.micros());
    }

    /// Background work and interactive work that never stop both finish.
    async fn both_lanes_go_on_together(store: TestStore) {
        let house = House::open(store).await;
        let order = Arc::new(Mutex::new(Vec::new()));
        let behind = {
            let (hub, order) = (house.hub.clone(), Arc::clone(&order));
            tokio::spawn(async move {
                for number in 1000..1030 {
                    hub.write_behind(move |tx| note(tx, number)).await?;
                    order.lock().unwrap().push(number);
                }
                Ok::<(), LeadError>(())
            })
        };
        for number in 0..100 {
            house.hub.write(move |tx| note(tx, number)).await.unwrap();
            order.lock().unwrap().push(number);
        }
        behind.await.unwrap().unwrap();
        assert_eq!(noted(&house).await.len(), 130);
        assert_eq!(order.lock().unwrap().len(), 130);
    }
}
