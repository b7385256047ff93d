//! The program's integration tests, in one binary: the real front door over a real socket, on both engines. Run by
//! `cargo xtask test`, which starts the PostgreSQL cluster they share.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

#[path = "../../../core/tests/it/agreement.rs"]
mod agreement;
mod bodies;
mod booking;
mod browser;
mod client;
mod clinic;
mod conformance;
mod csv;
mod faults;
mod front_door;
mod goldens;
mod house;
mod identity;
mod idle;
mod isolation;
mod keep_alive;
mod limits;
mod logs;
mod matrix;
mod metrics;
mod native;
mod native_admin;
mod native_export;
mod packaging;
mod pages;
mod pages_board;
mod pages_bookings;
mod pages_integrations;
mod pages_leads;
mod pages_lists;
mod pages_overview;
mod pages_settings;
mod pages_sources;
mod pages_views;
mod phone_calls;
mod race;
mod requests;
mod samples;
mod sight;
mod strangers;
mod surface;
mod upgrade;

/// What `both_engines!` prepares every store with.
pub fn migrate(url: &str) {
    leadhub_core::migrate(url, leadhub::doors::facts_from_extras_of).expect("the store can be migrated");
}
