//! Several hubs on one store, as several processes are: numbers never collide. And a hub that prepares no statement by name,
//! as a pooler in transaction mode needs it.

use super::store;
use crate::bed::{House, open_hub, person};
use crate::gate::start;
use crate::raw::{self, beside, client};
use leadhub_core::HubOptions;
use leadhub_core::actions::create_lead;
use leadhub_core::clock::Clock;
use leadhub_testkit::block_on;
use std::collections::HashSet;
use std::sync::Arc;

/// Past the end of one block of numbers in each hub.
const LEADS: usize = 300;

#[test]
fn numbers_of_two_hubs_never_collide() {
    block_on(async {
        let house = House::open(store()).await;
        let second = open_hub(house.store.url(), HubOptions::default()).unwrap();
        let actor = Arc::new(house.actor.clone());
        let jobs: Vec<_> = (0..2 * LEADS)
            .map(|turn| {
                let (hub, actor) = ([&house.hub, &second][turn % 2], Arc::clone(&actor));
                start(hub, move |tx| create_lead(tx, &actor, person("Lan", "")))
            })
            .collect();
        let (mut ids, mut numbers) = (HashSet::new(), HashSet::new());
        for job in jobs {
            let lead = job.await.unwrap().unwrap();
            assert!(ids.insert(lead.id.0) && ids.insert(lead.person.0), "{lead:?}");
            assert!(numbers.insert(lead.number), "{lead:?}");
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 600);
    });
}

#[test]
fn the_whole_story_without_prepared_statements() {
    block_on(async {
        let mut house = House::open(store()).await;
        let url = format!("{}?prepared_statements=false", house.store.url());
        let clock = Clock::Set(Arc::clone(&house.clock));
        house.hub = open_hub(&url, HubOptions { clock, ..HubOptions::default() }).unwrap();
        crate::story::tell(&house).await;
        // What a pooler cannot carry from one transaction to the next: statements by name, settings of the session.
        let kept = house.hub.read(|db| Ok(db.value::<i64>("SELECT COUNT(*) FROM pg_prepared_statements", &[])?)).await;
        assert_eq!(kept, Ok(Some(0)));
        let text = "SELECT COUNT(*) FROM pg_settings WHERE source IN ('client', 'session')
             AND name NOT IN ('application_name', 'client_encoding', 'statement_timeout', 'transaction_isolation',
                'transaction_read_only')";
        let settings = house.hub.read(move |db| Ok(db.value::<i64>(text, &[])?)).await;
        assert_eq!(settings, Ok(Some(0)));
    });
}

/// The switch is ours alone: everything else in the address goes to the server.
#[test]
fn other_options_of_the_address_are_kept() {
    let store = store();
    let url = format!("{}?prepared_statements=false&options=-c%20work_mem%3D7MB", store.url());
    let hub = open_hub(&url, HubOptions::default()).unwrap();
    let text = "SELECT CAST(setting AS BIGINT) FROM pg_settings WHERE name = 'work_mem'";
    let read = beside(|| hub.read_blocking(move |db| Ok(db.value::<i64>(text, &[])?)));
    assert_eq!(read, Ok(Some(7 * 1024)));
    let names =
        raw::rows(&store, "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()");
    assert!(names.concat().contains(&"leadhub".to_owned()), "{names:?}");
    drop(beside(|| client(store.url())));
}
