//! The types of this wire: what a caller sends (`body!`, `query!`) and what is answered (`answer!`), one noun a file, each the one
//! place that says how it is read, written and documented. No rule on leads stands here.

pub mod booking;
pub mod campaign;
pub mod event;
pub mod fact;
pub mod follow;
pub mod from_json;
pub mod import;
pub mod integration;
pub mod kind;
pub mod lead;
pub mod lead_query;
pub mod list;
pub mod log;
pub mod many;
pub mod overview;
pub mod page;
pub mod person;
pub mod place;
pub mod problem;
pub mod reference;
pub mod repeated;
pub mod shape;
pub mod sparse;
pub mod value;
pub mod view;
