//! The core's tests, through its public face, on both engines. Run by the workspace's test command, which starts the
//! cluster that `LEADHUB_TEST_POSTGRES` names. A test is named for the rule that it would miss.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod agreement;
mod bed;
mod following;
mod gate;
mod raw;
mod reference_set;

mod backup;
mod bookings;
mod brute_force;
mod catalogue;
mod changes_of_many;
mod create_lead;
mod create_lead_once;
mod delete_lead;
mod directory;
mod engine;
mod examine;
mod facts;
mod first_touch;
mod geography;
mod identity;
mod imports;
mod isolation;
mod jobs;
mod keyset;
mod lead_card;
mod list_leads;
mod lists;
mod many_leads;
mod once;
mod opening;
mod overview;
mod postgres;
mod put_person;
mod put_reference;
mod reference;
mod rename_race;
mod request_log;
mod schema;
mod search;
mod sight;
mod sign_in;
mod sources;
mod spread;
mod sqlite;
mod story;
mod tokens;
mod totals;
mod undo;
mod update_lead;
mod uploads;
mod views;
mod withdraw;

/// What every fresh store of these tests has run on it.
fn migrate(url: &str) {
    leadhub_core::migrate(url, |_| None).unwrap();
}
