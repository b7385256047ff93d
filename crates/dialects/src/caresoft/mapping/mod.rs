//! Between the wire and the model, in both directions. Called by the routes. Pure: it asks no store and no clock; ids are checked
//! by the core, everything else about a value here.

mod answer;
mod extras;
mod fields;
mod filter;
pub mod reference;
mod request;
mod style;

pub use answer::{ROW_FACTS, Surroundings, detail, row, saved};
pub use filter::{KNOWN, filter, list_window, reference_window};
pub use request::{Routing, change, new_lead};
pub use style::AnswerStyle;
