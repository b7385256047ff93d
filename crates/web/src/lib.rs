//! Pages for people, rendered by the server. The program hands `/`, `/app…` and `/assets/…` over to what is exported here.
//! No SQL, no vendor's word: a page asks the verbs and questions that every other door asks.

pub mod assets;
pub mod charts;
pub mod dialog;
pub mod form;
pub mod format;
pub mod guard;
pub mod icon;
pub mod keys;
pub mod language;
pub mod layout;
pub mod pack;
pub mod pages;
pub mod places;
pub mod refusal;
pub mod render;
pub mod routes;
pub mod say;
pub mod stage;
pub mod toast;
pub mod visit;
pub mod words;

#[cfg(test)]
mod contrast;
