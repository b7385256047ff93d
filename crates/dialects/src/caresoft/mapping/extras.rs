//! What the wire carries and the model has no name for: kept under this dialect's key, and printed from there (decision B29,
//! X9). Used by the request's and the answer's mapping.

use super::fields::whole_number;
use crate::caresoft::{DIALECT, wire};
use leadhub_model::Lead;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Keys that answers print from the book itself. A caller that sends a whole answer back does not make them extras.
pub const ANSWERED: &[&str] = &[
    "account_id",
    "assignee",
    "campaign",
    "comments",
    "convert_at",
    "convert_by",
    "convert_type",
    "created_at",
    "id",
    "labels",
    "last_lead_status_id",
    "lead_no",
    "ticket_no",
    "requester",
    "unqualified_reasons",
    "updated_at",
];

const UTM: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

/// Writes the utm parameters of the page's address into the extras; those it lacks are cleared (decision B29). A parameter
/// that the caller wrote out itself stays.
pub fn utm(url: &str, extras: &mut Map<String, Value>) {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    for key in UTM {
        let value = form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == key);
        // No store keeps U+0000.
        let value = value.map_or(Value::Null, |(_, value)| Value::from(value.replace('\0', "\u{fffd}")));
        extras.entry(key).or_insert(value);
    }
}

/// What answers print of a lead's extras under this dialect; `None` where nothing is kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Kept {
    pub automessage_id: wire::KeptValue,
    pub campaign_action: wire::KeptValue,
    pub campaign_action_id: wire::KeptValue,
    pub campaign_status: wire::KeptValue,
    pub ccs: wire::KeptValue,
    pub clone_from: wire::KeptValue,
    pub current_agent: wire::KeptValue,
    pub duedate: wire::KeptValue,
    pub follows: wire::KeptValue,
    pub incident_id: wire::KeptValue,
    pub is_overdue: wire::KeptValue,
    pub manualmessage_id: wire::KeptValue,
    pub merge_status: wire::KeptValue,
    pub merge_to: wire::KeptValue,
    pub qa_agent: wire::KeptValue,
    pub qa_script_id: wire::KeptValue,
    pub satisfaction: wire::KeptValue,
    pub satisfaction_at: wire::KeptValue,
    pub satisfaction_content: wire::KeptValue,
    pub satisfaction_send: wire::KeptValue,
    source_detail_id: wire::KeptValue,
    pub tags: wire::KeptValue,
    pub ticket_priority: wire::KeptValue,
    pub ticket_source: wire::KeptValue,
    ticket_source_detail_id: wire::KeptValue,
    pub ticket_source_end_status: wire::KeptValue,
}

impl Kept {
    pub fn of(lead: &Lead) -> Kept {
        lead.extras.of(DIALECT.key)
    }

    /// One value under two keys (decision B15).
    pub fn source_detail(&self) -> Option<i64> {
        number(&self.ticket_source_detail_id).or_else(|| number(&self.source_detail_id))
    }
}

/// The whole number that is kept.
pub fn number(kept: &wire::KeptValue) -> Option<i64> {
    kept.as_deref().and_then(whole_number)
}

/// The elements of a list that is kept.
pub fn elements(kept: wire::KeptValue) -> Vec<Value> {
    match kept.map(|kept| *kept) {
        Some(Value::Array(elements)) => elements,
        _ => Vec::new(),
    }
}
