//! The book: one noun a file, every SQL text of leadhub, run on both engines through `engine`. Doors may call what is
//! `pub`: the reads of one noun. What writes, locks or looks past the sight of an actor is `pub(crate)`. What is read or written for a
//! caller takes the organisation from the `Actor`, so no row of another one can be; the directory and what works behind everybody
//! take its id (ARCHITECTURE.md). Nothing here knows of the verbs, questions and jobs above.

pub mod bookings;
pub mod campaigns;
pub mod comments;
pub(crate) mod conditions;
pub(crate) mod duplicates;
pub(crate) mod engine;
pub mod events;
pub(crate) mod first_touch;
pub(crate) mod id_set;
pub(crate) mod idempotency;
pub(crate) mod ids;
pub mod joined_persons;
pub mod lead_changes;
pub(crate) mod lead_columns;
pub(crate) mod lead_contacts;
pub(crate) mod lead_day_marks;
pub(crate) mod lead_day_sums;
pub(crate) mod lead_days;
pub(crate) mod lead_facets;
pub mod lead_filter;
pub mod lead_keys;
pub mod lead_projects;
pub mod lead_recount;
pub mod lead_reindex;
pub(crate) mod lead_search;
pub(crate) mod lead_seen;
pub(crate) mod lead_sets;
pub(crate) mod lead_sift;
pub(crate) mod lead_terms;
pub(crate) mod lead_walk;
pub mod leads;
pub mod list_progress;
pub mod lists;
pub mod logins;
pub mod organisations;
pub(crate) mod period;
pub(crate) mod person_batch;
pub mod persons;
pub mod phone_calls;
pub mod possible_duplicates;
pub(crate) mod probe;
pub mod reference;
pub(crate) mod request_log;
pub(crate) mod sessions;
pub mod tokens;
pub mod upload_rows;
pub mod upload_work;
pub mod uploads;
pub mod views;
pub(crate) mod withdrawn;

use crate::actor::Actor;
use engine::{Failure, Value};

/// The table that all others lie beside where the store is spread over machines.
pub(crate) const ANCHOR: &str = "lead";

/// The tables of what sets and terms tell of leads, and those that tell it.
pub(crate) const TOLD: [&str; 7] =
    ["lead", "lead_label", "lead_key", "lead_list", "lead_set", "lead_set_part", "lead_term"];

/// Counts the organisations of which a migration marked the sets or the terms, and nobody filled them since.
pub(crate) const UNFILLED: &str =
    "SELECT COUNT(*) FROM (SELECT id FROM organisation WHERE EXISTS (SELECT 1 FROM lead_set
     WHERE lead_set.organisation_id = organisation.id AND lead_set.kind = 'unfilled')
     UNION ALL SELECT id FROM organisation WHERE EXISTS (SELECT 1 FROM lead_term
     WHERE lead_term.organisation_id = organisation.id AND lead_term.block = -1 AND term = 'unfilled')) marked";

/// What stands between the brackets of `organisation_id = $1 AND … IN (…)`, and the values that it binds. The last id is repeated, so
/// that there are few different texts and the engines keep them prepared.
fn among<T: Copy + Into<Value<'static>>>(actor: &Actor, ids: &[T]) -> (String, Vec<Value<'static>>) {
    let mut bound: Vec<Value> = vec![actor.organisation_id().into()];
    let Some(last) = ids.last() else { return ("NULL".to_owned(), bound) };
    bound.extend(ids.iter().map(|id| -> Value<'static> { (*id).into() }));
    bound.resize(1 + ids.len().next_power_of_two(), (*last).into());
    let places: Vec<String> = (2..=bound.len()).map(|place| format!("${place}")).collect();
    (places.join(", "), bound)
}

/// JSON that the store itself wrote and cannot read back is a fault of ours.
fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Bug(format!("stored JSON is unreadable: {error}")))
}
