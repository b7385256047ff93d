//! The pages, a folder each: `page.rs` (the struct of its template), one file an action, `words.rs`, `tests.rs`.
//! A page fills its template and decides nothing: rules stand in the verbs, masks and sight in the questions. What handlers of several pages
//! share to read a request stands here.

pub mod board;
pub mod bookings;
pub mod changed;
pub mod error;
pub mod help;
pub mod imports;
pub mod integrations;
pub mod lead;
pub mod leads;
pub mod lists;
pub mod live;
pub mod names;
pub mod overview;
pub mod password;
pub mod preferences;
pub mod settings;
pub mod sign_in;
pub mod views;

use crate::refusal::Refusal;
use axum::extract::Path;
use leadhub_model::{LeadError, Resource};
use std::str::FromStr;

/// The id in a path; what is none names nothing that is there.
fn path_id<T: FromStr>(id: Option<Path<String>>, noun: Resource) -> Result<T, Refusal> {
    let id = id.and_then(|Path(text)| text.parse().ok());
    id.ok_or(Refusal::Core(LeadError::NotFound(noun)))
}

/// Moves what stands at a place of an order one place up or down; false where it stands at that end, or is not there.
fn move_by_one<T>(order: &mut [T], at: Option<usize>, is_up: bool) -> bool {
    let to = at.and_then(|at| if is_up { at.checked_sub(1) } else { Some(at + 1) });
    match (at, to.filter(|to| *to < order.len())) {
        (Some(at), Some(to)) => order.swap(at, to),
        _ => return false,
    }
    true
}
