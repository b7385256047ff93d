//! What the wire carries and the model has no name for: kept under this dialect's key, and printed from there (decision B29,
//! X9). Used by the request's and the answer's mapping.

use super::fields::whole_number;
use crate::caresoft::DIALECT;
use leadhub_model::Lead;
use serde_json::{Map, Value};

/// Keys that answers print from the book itself. A caller that sends a whole answer back does not make them extras.
pub const ANSWERED: &[&str] = &[
    "account_id",
    "assignee",
    "campaign",
    "campaign_id",
    "comments",
    "convert_at",
    "convert_by",
    "convert_type",
    "created_at",
    "id",
    "labels",
    "last_lead_status_id",
    "lead_no",
    "requester",
    "ticket_source",
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

/// The extras of one lead under this dialect.
#[derive(Clone, Copy)]
pub struct Extras<'l>(Option<&'l Map<String, Value>>);

impl<'l> Extras<'l> {
    pub fn of(lead: &'l Lead) -> Extras<'l> {
        Extras(lead.extras.get(DIALECT.key).and_then(Value::as_object))
    }

    /// Whatever stands there, or `null`.
    pub fn any(self, key: &str) -> Value {
        self.get(key).cloned().unwrap_or_default()
    }

    pub fn number(self, key: &str) -> Option<i64> {
        self.get(key).and_then(whole_number)
    }

    pub fn text(self, key: &str) -> Option<&'l str> {
        self.get(key).and_then(Value::as_str)
    }

    /// The elements that stand there, or none.
    pub fn list(self, key: &str) -> &'l [Value] {
        self.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn get(self, key: &str) -> Option<&'l Value> {
        self.0?.get(key)
    }
}
