//! `kill -9` while the background sums up the parts in which many writers leave the sets of leads: the parts are taken and the sets are not
//! written yet. Only the server engine has many writers; an import's parts in a file are killed in `csv/interrupted.rs`.

use super::kill::{post_until_gone, stored};
use super::program::{Program, Store, init};
use leadhub_testkit::{Engine, TestStore, block_on};
use postgres::{Client, NoTls};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Leads that are there when the program is killed.
const LEADS: usize = 30;
/// Whoever would write into the sets waits here, and whoever reads them or leaves a part does not.
const HOLD: &str = "BEGIN; LOCK TABLE lead_set IN SHARE MODE";
/// In this database: those of other tests have the same numbers for the same tables.
const WAITING: &str = "SELECT COUNT(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
     WHERE NOT granted AND datname = current_database() AND relation = CAST('lead_set' AS regclass)";
const PARTS: &str = "SELECT COUNT(*) FROM lead_set_part";

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(40), "never: {what}");
        sleep(Duration::from_millis(5));
    }
}

fn count(client: &mut Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).unwrap().get(0)
}

/// Posts until the program is killed while it waits in the middle of summing up; gives what it answered.
fn kill_in_the_middle(store: &Store, client: &mut Client) -> Vec<(String, i64)> {
    let program = Program::serve(store);
    let done = Arc::new(AtomicUsize::new(0));
    let posts = post_until_gone(program.base_url.clone(), store.caresoft.clone(), "sum".to_owned(), Arc::clone(&done));
    let posts = std::thread::spawn(move || block_on(posts));
    until("enough leads are answered", || done.load(Ordering::SeqCst) >= LEADS);
    until("the background waits in the middle of summing up", || count(client, WAITING) > 0);
    program.kill();
    let posted = posts.join().unwrap();
    posted.into_iter().filter_map(|(subject, id)| Some((subject, id?))).collect()
}

#[test]
fn a_kill_in_the_middle_of_summing_up_loses_no_part_and_counts_none_twice() {
    let test_store = TestStore::migrated(Engine::Postgres, crate::migrate);
    let store = init(test_store.url());
    let [mut holder, mut looker] = [(); 2].map(|()| Client::connect(&store.url, NoTls).unwrap());
    holder.batch_execute(HOLD).unwrap();
    let answered = kill_in_the_middle(&store, &mut looker);
    assert!(count(&mut looker, PARTS) > 0, "what was not committed is still there");
    store.assert_agreement();
    holder.batch_execute("COMMIT").unwrap();

    let program = Program::serve(&store);
    until("the parts are summed up", || count(&mut looker, PARTS) == 0);
    store.assert_agreement();
    let found = block_on(stored(&program.base_url, &store.caresoft));
    assert!(answered.len() >= LEADS, "{} were answered", answered.len());
    for (subject, id) in answered {
        assert_eq!(found.get(&subject), Some(&vec![id]), "{subject} was answered");
    }
    assert!(program.terminate());
}
