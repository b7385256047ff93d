//! Between the wire and the model, in both directions. Called by the routes. Pure: it asks no store and no clock; ids are checked
//! by the core, everything else about a value here.

mod answer;
mod contact;
mod custom_values;
mod extras;
mod fields;
mod filter;
mod printed;
pub mod reference;
mod request;
mod style;

pub use answer::{LeadDetails, ROW_FACTS, detail, row, saved, saved_ticket};
pub use contact::{
    PersonWithExtras, contact, contact_change, contact_field, contact_row, contact_without_printed, names_facebook,
    new_contact,
};
pub use extras::facts_from_extras;
pub use filter::{
    CONTACT_FILTERS, LEAD_FILTERS, PAGING, TICKET_FILTERS, contact_filter, filter, list_window, passed_over,
    passed_over_by_none, reference_window,
};
pub use printed::{may_be_printed, without_printed};
pub use request::{Change, Routing, change, new_lead, ticket_change};
pub use style::AnswerStyle;
