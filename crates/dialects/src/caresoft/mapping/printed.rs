//! Takes out of a change what the caller sends back as an answer printed it: a value that was derived is neither a fact nor an extra
//! only because it came back (decision B40). Called by the routes with the lead as it stands.

use super::answer::{source, subject};
use super::extras::{PrintedExtras, SOURCE, number};
use super::request::Change;
use leadhub_model::reference::ExternalName;
use leadhub_model::{CampaignId, Fact, Lead, LeadChange};
use serde_json::{Value, json};

/// Whether anything in the change could be what an answer printed, so that the lead must be looked at.
pub fn may_be_printed(Change { lead, requester }: &Change) -> bool {
    let names_subject = lead.facts.iter().any(|(fact, _)| *fact == Fact::Subject);
    requester.is_some() || names_subject || lead.campaign.is_some() || !lead.extras.is_empty()
}

/// What is left of the change. `campaign` is the one that is printed: the lead's own or its list's.
pub fn without_printed(
    change: &LeadChange,
    lead: &Lead,
    campaign: Option<CampaignId>,
    sources: &[ExternalName],
) -> LeadChange {
    let mut change = change.clone();
    if lead.facts.get(Fact::Subject).is_none() {
        let derived = subject(lead);
        change.facts.retain(|(fact, text)| *fact != Fact::Subject || text.as_deref() != Some(&*derived));
    }
    change.campaign = change.campaign.filter(|sent| Some(*sent) != campaign);
    let extras = PrintedExtras::of(lead);
    let in_campaign = |value: Option<i64>, otherwise: i64| campaign.map(|_| json!(value.unwrap_or(otherwise)));
    let derived = |key: &str| match key {
        "campaign_action_id" => in_campaign(number(&extras.campaign_action_id), -1),
        "campaign_status" => in_campaign(number(&extras.campaign_status), 0),
        "ccs" if extras.ccs.is_none() => Some(json!([])),
        "follows" if extras.follows.is_none() => Some(json!([])),
        "tags" if extras.tags.is_none() => Some(json!([])),
        "ticket_priority" if extras.ticket_priority.is_none() => Some(json!("Normal")),
        SOURCE => Some(Value::from(source(lead, &extras.ticket_source, sources))),
        _ => None,
    };
    change.extras.retain(|key, value| derived(key).as_ref() != Some(value));
    change.source = change.source.filter(|_| change.extras.contains_key(SOURCE));
    change
}
