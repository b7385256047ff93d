//! Record a phone call: it is kept whole, and told on the timeline of the lead that it hangs on. What was told of one can be changed.
//! Whose call it is the door says; called by the wires that tell of calls.

use super::check::expect_version;
use super::update_lead::keep;
use crate::actor::Actor;
use crate::store::engine::{Failure, Tx};
use crate::store::ids::next_ids;
use crate::store::{events, leads, phone_calls};
use leadhub_model::event::EventKind;
use leadhub_model::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
pub struct NewCall {
    /// Whose timeline tells of it; without one it is found by its number.
    pub lead: Option<LeadId>,
    pub brand: BrandId,
    pub facts: CallFacts,
}

pub fn record_call(tx: &mut Tx, actor: &Actor, new: NewCall) -> Result<PhoneCall, LeadError> {
    let lead = match new.lead {
        Some(id) => Some(leads::lock_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?),
        None => None,
    };
    let now = tx.now();
    let call = PhoneCall {
        id: CallId(next_ids(tx, actor, 1)?),
        lead: new.lead,
        brand: new.brand,
        facts: new.facts,
        dialect: actor.dialect.clone(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    phone_calls::insert(tx, actor, &call)?;
    if let Some(lead) = lead {
        tell(tx, actor, &lead, None, &call)?;
    }
    Ok(call)
}

/// A call as it is to be.
#[derive(Debug, Clone)]
pub struct CallChange {
    pub lead: Option<LeadId>,
    pub facts: CallFacts,
    /// The version that the caller changes; another one is `LeadError::Stale`.
    pub expected_version: i64,
}

pub fn update_call(tx: &mut Tx, actor: &Actor, id: CallId, change: CallChange) -> Result<PhoneCall, LeadError> {
    let gone = LeadError::NotFound(Resource::PhoneCall);
    let seen = phone_calls::find_call(tx, actor, id)?.ok_or(gone.clone())?;
    // Leads are locked before what hangs on them, here as everywhere.
    let mut told_on = Vec::new();
    for lead in BTreeSet::from_iter([seen.lead, change.lead].into_iter().flatten()) {
        match leads::lock_lead(tx, actor, lead)? {
            Some(lead) => told_on.push(lead),
            // The call outlives its lead.
            None if seen.lead == Some(lead) => {}
            None => return Err(LeadError::NotFound(Resource::Lead)),
        }
    }
    let before = phone_calls::lock_call(tx, actor, id)?.ok_or(gone)?;
    expect_version(before.version, Some(change.expected_version))?;
    let mut call = PhoneCall { lead: change.lead, facts: change.facts, ..before.clone() };
    if before.lead == call.lead && difference(Some(&before), &call).is_empty() {
        // Nothing changed, so nothing is told.
        return Ok(before);
    }
    call.version += 1;
    call.updated_at = tx.now();
    phone_calls::rewrite(tx, actor, &call)?;
    for lead in &told_on {
        tell(tx, actor, lead, Some(&before), &call)?;
    }
    Ok(call)
}

/// Tells a lead of its call. Who sees only one of the two leads of a call that moves learns nothing of the other: the lead that it comes
/// to is told the call as a new one, the lead that it leaves no more than that it did.
fn tell(tx: &mut Tx, actor: &Actor, lead: &Lead, before: Option<&PhoneCall>, after: &PhoneCall) -> Result<(), Failure> {
    let was_here = before.filter(|call| call.lead == Some(lead.id));
    let is_here = Some(after).filter(|call| call.lead == Some(lead.id));
    let mut told = is_here.map_or_else(Map::new, |call| difference(was_here, call));
    told.insert("call".to_owned(), json!([was_here.map(|call| call.id), is_here.map(|call| call.id)]));
    keep(tx, actor, lead, &mut lead.clone())?;
    events::tell(tx, actor, lead.id, EventKind::NameMatch, &told).map(drop)
}

/// Field name → `[before, after]`. What a wire keeps with a call is told where it changes.
fn difference(before: Option<&PhoneCall>, after: &PhoneCall) -> Map<String, Value> {
    let values = |call: &PhoneCall| {
        let facts = &call.facts;
        [
            ("direction", json!(facts.direction.code())),
            ("purpose", json!(facts.purpose)),
            ("called_at", json!(facts.called_at)),
            ("phone", json!(facts.phone)),
            ("name", json!(facts.name)),
            ("note", json!(facts.note)),
        ]
    };
    let nothing = || values(after).map(|(name, _)| (name, Value::Null));
    let old = before.map_or_else(nothing, values);
    let each = old.into_iter().zip(values(after)).filter(|((_, old), (_, new))| old != new);
    let mut told: Map<String, Value> =
        each.map(|((name, old), (_, new))| (name.to_owned(), json!([old, new]))).collect();
    if let Some(before) = before {
        let (old, new) = (&before.facts.details, &after.facts.details);
        let keys: BTreeSet<&String> =
            old.keys().chain(new.keys()).filter(|key| old.get(*key) != new.get(*key)).collect();
        // Under the wire's key, as what it keeps with a lead is told.
        told.extend(
            keys.into_iter().map(|key| (format!("{}.{key}", after.dialect), json!([old.get(key), new.get(key)]))),
        );
    }
    told
}
