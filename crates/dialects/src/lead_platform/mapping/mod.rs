//! Between the wire and the model, pure and lossless: what the core has no name for stays typed in the lead's extras under this
//! dialect's key. Called by the routes. Knows no HTTP and asks no store.

mod facts_from_extras;
mod objects;
mod request;
mod value_type;

use super::{KEY, wire};
use leadhub_model::{Lead, LeadChange, SourceRef};
use objects::OBJECTS;
use serde_json::Value;

pub use facts_from_extras::facts_from_extras;
#[cfg(test)]
pub use objects::{AGENT_FORM, Object, PARTNER, WEB_FORM};
pub use request::{Change, Create, change, create, repeated};
#[cfg(test)]
pub use value_type::{ValueType, matches_mobile};

/// The caller's own key of a lead.
const SOURCE_ID: &str = "lead_source_id";
const STATUS: &str = "status";

/// What is answered about a lead. The key is the one it was created under: the lead's code may have been changed by another wire.
pub fn created(lead: &Lead) -> wire::Created {
    let own = lead.extras.get(KEY).and_then(Value::as_object);
    let source_id = own.and_then(|own| own.get(SOURCE_ID)).and_then(Value::as_str);
    wire::Created { id: lead.id.0, lead_uuid: lead.uuid, lead_source_id: source_id.map(str::to_owned) }
}

/// The change as it concerns this lead: a note that the lead shows already says nothing new, since partners send again what was
/// not answered in time (decision L13).
pub fn for_lead(change: &LeadChange, lead: &Lead) -> LeadChange {
    let mut change = change.clone();
    // The word that the lead keeps already: where it comes from may have been corrected since.
    let says = |text: &str| {
        lead.extras.get(KEY).and_then(Value::as_object).is_some_and(|own| {
            OBJECTS.iter().any(|object| own.get(object.source).and_then(Value::as_str) == Some(text))
        })
    };
    change.source = change.source.filter(|source| !matches!(source, SourceRef::Word(word) if says(word)));
    change.comment = change.comment.filter(|comment| lead.last_comment.as_ref() != Some(&comment.body));
    change
}
