//! Search as people type: under which terms a lead is found, and what a typed text asks of them. Pure: the store keeps the terms and
//! walks through them, `Query` alone decides what matches and how well. It knows no SQL.

mod phones;
mod query;
mod span;
mod telex;
mod terms;
mod word;

pub use query::{Match, Query, Token};
pub use span::Span;
pub use terms::{Searched, Terms, code_terms};
