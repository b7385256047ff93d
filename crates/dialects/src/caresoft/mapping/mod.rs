//! Between the wire and the model, in both directions. Called by the routes. Pure: it asks no store and no clock; ids are checked
//! by the core, everything else about a value here.

mod answer;
mod extras;
mod fields;
mod filter;
mod look;
mod request;

pub use answer::{Surroundings, agent, custom_field, detail, group, label, row, saved, service, status};
pub use filter::{Window, filter, list_window, reference_window};
pub use look::Look;
pub use request::{Change, Routing, change, new_lead};
