//! The planner's statistics of a server that is filled faster than it looks by itself: with those of an empty store each batch of an import
//! reads whole tables.

use super::store;
use crate::bed::House;
use crate::raw;
use crate::uploads::{SOUND, rows, take, work};

const ROWS: usize = 5_000;

#[tokio::test]
async fn an_import_has_the_planner_look_at_what_it_fills() {
    let house = House::open(store()).await;
    // The server's own look would hide that ours is missing.
    raw::execute(&house.store, "ALTER TABLE lead_contact SET (autovacuum_enabled = false)");
    take(&house, rows(ROWS, "name").as_bytes(), 1 << 16).await;
    assert!(work(&house, SOUND).await.unwrap());
    let known = "SELECT attname FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'lead_contact' ORDER BY attname";
    assert_eq!(raw::rows(&house.store, known).concat(), ["kind", "lead_id", "organisation_id", "value"]);
}
