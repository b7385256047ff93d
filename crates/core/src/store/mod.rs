//! The book: one noun a file, every SQL text of leadhub, run on both engines through `engine`. Private to the core; each
//! function takes the organisation from the `Actor`, so no row of another one can be read or written.

pub mod bookings;
pub mod campaigns;
pub mod comments;
pub mod engine;
pub mod events;
pub mod idempotency;
pub mod lead_columns;
pub mod lead_filter;
pub mod lead_keys;
pub mod leads;
pub mod lists;
pub mod organisations;
pub mod persons;
pub mod reference;
pub mod tokens;
pub mod uploads;

use engine::Failure;

/// JSON that the store itself wrote and cannot read back is a fault of ours.
fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Bug(format!("stored JSON is unreadable: {error}")))
}
