//! The wires: one folder a dialect, each complete in itself. They see the model and the core's verbs and questions, never SQL,
//! and never each other. What several wires need to read a request or write an answer stands beside them.

pub mod answer;
pub mod body;
pub mod caresoft;
pub mod desk;
pub mod dialect;
pub mod dialer;
pub mod erp;
pub mod json;
pub mod lead_platform;
pub mod native;
pub mod query;
pub mod routes;
mod written;

pub use dialect::{Call, Desk, Dialect, Limits, Rate, Trouble};

/// Every dialect that is served, in the order in which paths are offered to them.
pub const DIALECTS: &[Dialect] =
    &[erp::DIALECT, caresoft::DIALECT, dialer::DIALECT, lead_platform::DIALECT, native::DIALECT];

/// The requests and replies that the documents print and that we read into them: `<dialect>/NN_name.http`.
pub static GOLDENS: include_dir::Dir<'static> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/golden");
