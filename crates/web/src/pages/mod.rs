//! The pages, a folder each: `page.rs` (the struct of its template), one file an action, `words.rs`, `tests.rs`.
//! A page fills its template and decides nothing: rules stand in the verbs, masks and sight in the questions.

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
