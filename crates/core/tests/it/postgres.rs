//! What only the server engine promises: transactions run again when the database asks, lost connections that are never
//! lied about, several hubs on one store, and a mode without prepared statements.

mod connections;
mod cut_line;
mod locks;
mod many_hubs;
mod races;
mod statistics;
mod totals;

use leadhub_testkit::{Engine, TestStore};

fn store() -> TestStore {
    TestStore::migrated(Engine::Postgres, crate::migrate)
}
