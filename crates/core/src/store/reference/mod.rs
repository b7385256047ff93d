//! Reference data: the rows that leads point to. One noun a file; put as a set by `actions::put_reference`, read by
//! the verbs to check ids and by the dialects to print names.

pub mod agents;
pub mod catalogue;
pub mod custom_fields;
pub mod external_names;
pub mod geography;
pub(crate) mod known;
pub mod labels;
mod many;
pub mod places;
pub mod sources;
pub mod stages;
