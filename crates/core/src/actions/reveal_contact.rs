//! What somebody for whom contacts are masked may still see, one lead at a time: its contacts whole. That she did stands on the timeline.
//! Called by the pages and the house's own API; the lead itself stays as it is.

use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::{events, leads};
use leadhub_model::event::EventKind;
use leadhub_model::{Fact, Facts, LeadError, LeadId, Resource};
use serde_json::json;

/// The contacts that the lead bears, unmasked.
pub fn reveal_contact(tx: &mut Tx, actor: &Actor, id: LeadId) -> Result<Facts, LeadError> {
    let lead = leads::find_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
    let mut contacts = Facts::default();
    for fact in Fact::PHONES.iter().copied().chain([Fact::Email, Fact::Facebook]) {
        contacts.set(fact, lead.facts.get(fact).map(str::to_owned));
    }
    // Which, not what: the timeline is read by those for whom contacts are masked.
    let shown: Vec<&str> = contacts.iter().map(|(fact, _)| fact.column()).collect();
    events::tell(tx, actor, id, EventKind::Revealed, &json!({ "contacts": [null, shown] }))?;
    Ok(contacts)
}
