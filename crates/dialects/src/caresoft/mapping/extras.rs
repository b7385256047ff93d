//! What the wire carries and the model has no name for: kept under this dialect's key, and printed from there (decision
//! X9). Used by the request's and the answer's mapping.

use super::fields::whole_number;
use crate::caresoft::{DIALECT, wire};
use leadhub_model::{Fact, Lead, LeadChange, SourceRef, utm};
use serde::Deserialize;
use serde_json::Value;

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

/// What answers print of a lead's extras under this dialect; `None` where nothing is kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PrintedExtras {
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

impl PrintedExtras {
    pub fn of(lead: &Lead) -> PrintedExtras {
        lead.extras.of(DIALECT.key)
    }

    /// One value under two keys (decision B15).
    pub fn source_detail(&self) -> Option<i64> {
        number(&self.ticket_source_detail_id).or_else(|| number(&self.source_detail_id))
    }
}

/// What older programs kept here and the core has a name for since: the parameters of the page's address, and where the lead comes from.
pub fn facts_from_extras(lead: &Lead) -> LeadChange {
    let Some(own) = lead.extras.get(DIALECT.key).and_then(Value::as_object) else { return LeadChange::default() };
    let kept = utm::PARAMETERS.into_iter().filter_map(|fact| Some((fact, own.get(fact.column())?.as_str()?)));
    let facts: Vec<(Fact, Option<String>)> = kept.map(|(fact, text)| (fact, Some(text.to_owned()))).collect();
    let extras = facts.iter().map(|(fact, _)| (fact.column().to_owned(), Value::Null)).collect();
    let utm = facts.iter().find(|(fact, _)| *fact == Fact::UtmSource).and_then(|(_, text)| text.clone());
    let word = utm.or_else(|| Some(own.get(SOURCE)?.as_str()?.to_owned()));
    LeadChange { facts, source: word.and_then(SourceRef::word), extras, ..LeadChange::default() }
}

/// Where a lead comes from, as a caller says it besides the page's address.
pub const SOURCE: &str = "ticket_source";

/// The whole number that is kept.
pub fn number(value: &wire::KeptValue) -> Option<i64> {
    value.as_deref().and_then(whole_number)
}

/// The elements of a list that is kept.
pub fn elements(value: wire::KeptValue) -> Vec<Value> {
    match value.map(|value| *value) {
        Some(Value::Array(elements)) => elements,
        _ => Vec::new(),
    }
}
