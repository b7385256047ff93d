//! The questions: reads that are put together of several nouns, one question a file, asked by more than one door. What is asked of
//! one noun alone is asked of the book by that noun (`store::leads::find_lead`). Each takes an `Actor` and sees only what the actor
//! sees, but for `authenticate`, which finds the actor. Nothing is changed here.

mod authenticate;
mod get_reference;
mod list_administrators;
mod list_sessions;
mod list_wrong_days;
mod overview;
mod requests;
mod search_leads;

pub use authenticate::{actor_of, authenticate, token_hash};
pub use get_reference::{StoredRow, get_reference};
pub use list_administrators::list_administrators;
pub use list_sessions::list_sessions;
pub use list_wrong_days::list_wrong_days;
pub use overview::overview;
pub use requests::{count_requests, get_request, list_requests};
pub use search_leads::{BUDGET, Found, search_leads};
