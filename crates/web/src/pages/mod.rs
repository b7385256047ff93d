//! The pages, a folder each: `page.rs` (the struct of its template), one file an action, `words.rs`, `tests.rs`.
//! A page fills its template and decides nothing: rules stand in the verbs, masks and sight in the questions.

pub mod error;
pub mod sign_in;
