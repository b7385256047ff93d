//! Between the wire and the model, pure: what was read becomes what the core is asked, what the core has becomes what is shown.
//! Called by the routes. Knows no HTTP and asks no store.

pub mod booking;
pub mod change;
pub mod filter;
pub mod import;
pub mod integration;
pub mod lead;
pub mod lines;
pub mod list;
pub mod many;
pub mod person;
pub mod place;
pub mod reference;
pub mod rows;
