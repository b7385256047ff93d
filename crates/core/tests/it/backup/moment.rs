//! A store at work: the copy is of one moment. One writer writes one lead after the other, each in a transaction with what
//! belongs to it, so that every consistent copy holds the first so many of them, whole.

use super::{backup, restore};
use crate::bed::{House, open_hub, person};
use crate::raw;
use leadhub_core::HubOptions;
use leadhub_core::actions::create_lead;
use leadhub_testkit::{TestStore, both_engines};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;

const ORPHANS: [&str; 3] = [
    "SELECT id FROM lead l WHERE NOT EXISTS (SELECT 1 FROM lead_event e WHERE e.organisation_id = l.organisation_id AND e.lead_id = l.id)",
    "SELECT id FROM lead_event e WHERE NOT EXISTS (SELECT 1 FROM lead l WHERE e.organisation_id = l.organisation_id AND e.lead_id = l.id)",
    "SELECT id FROM person p WHERE NOT EXISTS (SELECT 1 FROM lead l WHERE p.organisation_id = l.organisation_id AND l.person_id = p.id)",
];

both_engines! {
    migrate = crate::migrate;

    async fn a_copy_is_of_one_moment(store: TestStore) {
        let house = House::open(store).await;
        let (begun, done, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let writer = {
            let (hub, actor) = (house.hub.clone(), house.actor.clone());
            let (begun, done, over) = (Arc::clone(&begun), Arc::clone(&done), Arc::clone(&over));
            thread::spawn(move || while !over.load(SeqCst) {
                let number = begun.fetch_add(1, SeqCst) + 1;
                let (actor, new) = (actor.clone(), person(&number.to_string(), ""));
                hub.write_blocking(move |tx| create_lead(tx, &actor, new.clone())).unwrap();
                done.store(number, SeqCst);
            })
        };
        let mut meanwhile = 0;
        for _ in 0..5 {
            let file = TestStore::sqlite();
            let before = done.load(SeqCst);
            backup(&house.store, &file).unwrap();
            let after = begun.load(SeqCst);
            meanwhile += after - before;
            let mut names: Vec<usize> = raw::rows(&file, "SELECT name FROM lead").concat().iter().map(|name| name.parse().unwrap()).collect();
            names.sort_unstable();
            assert_eq!(names, (1..=names.len()).collect::<Vec<_>>(), "one is missing");
            assert!((before..=after).contains(&names.len()), "{} of {before} to {after}", names.len());
            for orphans in ORPHANS {
                assert_eq!(raw::rows(&file, orphans), Vec::<Vec<String>>::new(), "{orphans}");
            }
            // The counter is not behind the rows: what is written next has a number of its own.
            let restored = TestStore::sqlite();
            restore(&file, &restored).unwrap();
            let hub = open_hub(restored.url(), HubOptions::default()).unwrap();
            let actor = house.actor.clone();
            hub.write(move |tx| create_lead(tx, &actor, person("after", ""))).await.unwrap();
        }
        over.store(true, SeqCst);
        writer.join().unwrap();
        assert!(meanwhile > 10, "nothing was written meanwhile: {meanwhile}");
    }
}
