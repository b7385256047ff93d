//! `/app/leads`: the list that agents work in, what is done to many leads at once, and the search. An address is a state: whose leads,
//! which filters, which order, the open preview all stand in it.

mod change;
pub mod columns;
mod create;
mod export;
mod filters;
mod list;
mod many;
mod matching;
mod palette;
pub mod query;
pub mod row;
mod stage;
pub mod words;

#[cfg(test)]
mod tests;

pub use change::{ask_assign, ask_label, assign, label, undo};
pub use create::{ask_new, create};
pub use export::{ask_export, export_csv, export_jsonl, export_xlsx};
pub use filters::filters;
pub use list::{MOST_IDS, VIEWS, ids, list, rows};
pub use palette::palette;
pub use stage::{ask_stage, stage};
