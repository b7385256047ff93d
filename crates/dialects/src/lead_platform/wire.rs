//! The answers of this wire. The document prints none; these are decision L4's and L18's, in the spelling of the partner's
//! object. Filled by the routes and `errors.rs`. No rule stands here.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// 201 of a create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Created {
    /// The lead's number; `changeStatus` takes it as `lead_source_id` too.
    pub id: i64,
    pub lead_uuid: Uuid,
    /// The caller's own key, `null` for a lead that came without one.
    pub lead_source_id: Option<String>,
}

/// 200 of a change of status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusChanged {
    #[serde(flatten)]
    pub lead: Created,
    /// The word as it was sent.
    pub status: String,
}

/// Everything that is not an answer to the question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    /// The status in words.
    pub error: &'static str,
    pub message: String,
    /// With 400 only: field to what is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Map<String, Value>>,
}
