//! Bodies to what the core is asked: a new lead, or a change of one and the word for its stage. Called by the routes. Every
//! field that is wrong is collected, never thrown at the first (decision L18).

use super::objects::{HOUSE_NUMBER, MEETING, OBJECTS, Object, PARTNER, SCORE, STREET, TO_CHANGE};
use super::value_type::{ValueType, moment};
use super::{KEY, SOURCE_ID, STATUS, for_lead};
use crate::lead_platform::errors::ApiError;
use crate::lead_platform::settings::Settings;
use leadhub_core::Actor;
use leadhub_model::lead::Extras;
use leadhub_model::*;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A lead to create. Its stage is the routes' to find.
#[derive(Debug, Clone)]
pub struct Create {
    pub lead: NewLead,
    /// The caller's key: the same key again is the same lead (decision L15).
    pub source_id: Option<String>,
    pub status: Option<String>,
    /// All that was sent, in an order of its own, so that a repetition is known.
    pub content: String,
    /// Fields that the object does not have: kept, and told (decision L20).
    pub unknown: Vec<String>,
    /// Where it comes from is said by the body, not by the header alone.
    pub says_source: bool,
}

/// A lead to change, by the caller's key or the lead's number.
#[derive(Debug)]
pub struct Change {
    pub lead: LeadChange,
    pub source_id: String,
    pub status: String,
    pub unknown: Vec<String>,
}

/// Reads the body of a create. `source` is the header's word; in the settings `list_id` names the list such leads go to (L19).
pub fn create(body: Map<String, Value>, source: &str, actor: &Actor) -> Result<Create, ApiError> {
    let object = object_kind(&body)?;
    let content = body.iter().collect::<BTreeMap<_, _>>();
    let content = content.into_iter().map(|(key, value)| format!("{key}:{value}\n")).collect();
    let given = read(body, object, object.required, &actor.zone)?;
    let mut facts = Facts::default();
    for (fact, text) in given.facts {
        facts.set(fact, Some(text));
    }
    if facts.get(Fact::Subject).is_none() {
        facts.set(Fact::Subject, Some(format!("Lead {source}")));
    }
    let own = |key: &str| given.extras.get(key).and_then(Value::as_str).map(str::to_owned);
    let is_partners = *object == PARTNER;
    Ok(Create {
        source_id: own(SOURCE_ID).filter(|_| is_partners),
        status: own(STATUS).filter(|_| is_partners),
        content,
        unknown: given.unknown,
        says_source: given.source.is_some(),
        lead: NewLead {
            facts,
            list: Settings::of(actor).list_id.map(ListId),
            // Who says nothing else comes from the partner itself (decision X13).
            source: given.source.or_else(|| SourceRef::word(source)),
            score: given.score,
            meeting_at: given.meeting_at,
            comment: given.comment,
            extras: given.extras,
            ..NewLead::default()
        },
    })
}

/// A create whose key has a lead already, with other data than before, as a change of that lead (decision L15). The status moves it
/// only where the word is another one than the last.
pub fn repeated(create: &Create, seen: &Lead) -> (LeadChange, Option<String>) {
    let new = &create.lead;
    let keeps = |fact: &Fact| !matches!(fact, Fact::Code | Fact::Subject);
    let facts = new.facts.iter().filter(|(fact, _)| keeps(fact)).map(|(fact, text)| (fact, Some(text.to_owned())));
    let change = LeadChange {
        facts: facts.collect(),
        source: Some(new).filter(|_| create.says_source).and_then(|new| new.source.clone()),
        score: new.score,
        meeting_at: new.meeting_at,
        comment: new.comment.clone(),
        extras: new.extras.clone(),
        ..LeadChange::default()
    };
    let last = seen.extras.get(KEY).and_then(|own| own.as_object()?.get(STATUS)?.as_str().map(str::to_owned));
    let status = create.status.clone().filter(|status| last.as_ref() != Some(status));
    (for_lead(&change, seen), status)
}

/// Reads the body of a change of status: the second object alone. What is absent stays as it is.
pub fn change(body: Map<String, Value>, actor: &Actor) -> Result<Change, ApiError> {
    for object in OBJECTS.into_iter().filter(|object| **object != PARTNER) {
        let others = object.identified_by.iter().filter(|key| is_given(&body, key));
        let failed: Vec<_> =
            others.map(|key| ((*key).to_owned(), "is not of the object taken here".to_owned())).collect();
        if !failed.is_empty() {
            return Err(ApiError::Fields(failed));
        }
    }
    let mut given = read(body, &PARTNER, TO_CHANGE, &actor.zone)?;
    // It may be the lead's number (L4), so it says nothing about the lead.
    given.facts.retain(|(fact, _)| *fact != Fact::Code);
    let source_id = given.extras.remove(SOURCE_ID).unwrap_or_default();
    let status = given.extras.get(STATUS).and_then(Value::as_str).unwrap_or_default().to_owned();
    let facts = given.facts.into_iter().map(|(fact, text)| (fact, Some(text))).collect();
    let ReadBody { source, score, meeting_at, comment, extras, .. } = given;
    let lead = LeadChange { facts, source, score, meeting_at, comment, extras, ..LeadChange::default() };
    let source_id = source_id.as_str().unwrap_or_default().to_owned();
    Ok(Change { lead, source_id, status, unknown: given.unknown })
}

/// Which object a body is: the one whose keys it has, and no other's (decisions L1, L3).
fn object_kind(body: &Map<String, Value>) -> Result<&'static Object, ApiError> {
    let keys_of = |object: &'static Object| object.identified_by.iter().filter(|key| is_given(body, key));
    let found: Vec<&Object> = OBJECTS.into_iter().filter(|object| keys_of(object).next().is_some()).collect();
    let (keys, why) = match found.as_slice() {
        [object] => return Ok(object),
        [] => {
            let keys = OBJECTS.iter().filter_map(|object| object.identified_by.first()).collect::<Vec<_>>();
            (keys, "is missing: one of these three says which object it is")
        }
        several => {
            let keys = several.iter().flat_map(|object| keys_of(object)).collect();
            (keys, "these are of different objects: send one")
        }
    };
    Err(ApiError::Fields(keys.into_iter().map(|key| ((*key).to_owned(), why.to_owned())).collect()))
}

fn is_given(body: &Map<String, Value>, key: &str) -> bool {
    body.get(key).is_some_and(says_something)
}

/// What a body says, in the core's terms.
#[derive(Default)]
struct ReadBody {
    facts: Vec<(Fact, String)>,
    /// Everything the core has no name for, also fields that are not the object's.
    extras: Extras,
    source: Option<SourceRef>,
    score: Option<i64>,
    meeting_at: Option<Moment>,
    comment: Option<NewComment>,
    /// The names of those that are not the object's.
    unknown: Vec<String>,
}

fn read(mut body: Map<String, Value>, object: &Object, required: &[&str], zone: &Zone) -> Result<ReadBody, ApiError> {
    let mut given = ReadBody::default();
    let mut failed = Vec::new();
    for field in object.fields {
        let Some(value) = body.shift_remove(field.key).filter(says_something) else {
            if required.contains(&field.key) {
                failed.push((field.key.to_owned(), "is missing".to_owned()));
            }
            continue;
        };
        match (field.value_type.read(value), field.fact) {
            (Err(why), _) => failed.push((field.key.to_owned(), why)),
            (Ok(Value::String(text)), None) if object.remark == Some(field.key) => {
                given.comment = Some(NewComment { body: text, is_public: false, author: None });
            }
            (Ok(Value::String(text)), Some(fact)) => {
                let kept = field.value_type.fact(&text, zone);
                // The time of day beside a birth date has no place in the core; the key answers what the code may no longer;
                // a code of a place gives way to its name.
                let is_code = field.key == SOURCE_ID || matches!(fact, Fact::Province | Fact::District | Fact::Ward);
                if (field.value_type == ValueType::Time && kept != text) || is_code {
                    given.extras.insert(field.key.to_owned(), Value::from(text));
                }
                given.facts.push((fact, kept));
            }
            (Ok(Value::String(text)), None) if field.key == MEETING => given.meeting_at = moment(&text, zone),
            (Ok(Value::Number(score)), None) if field.key == SCORE => given.score = score.as_i64(),
            (Ok(value), _) => drop(given.extras.insert(field.key.to_owned(), value)),
        }
    }
    if !failed.is_empty() {
        return Err(ApiError::Fields(failed));
    }
    body.retain(|_, value| says_something(value));
    given.unknown = body.keys().cloned().collect();
    given.extras.extend(body);
    given.source = given.extras.get(object.source).and_then(Value::as_str).and_then(SourceRef::word);
    given.facts.extend(address(object, &given.extras).map(|text| (Fact::Address, text)));
    Ok(given)
}

/// A blank text is no value (decision L17): a form's empty field must not wipe out what somebody else entered.
fn says_something(value: &Value) -> bool {
    !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty())
}

/// House number and street, which stay apart in the extras, as the one address that other wires read.
fn address(object: &Object, extras: &Extras) -> Option<String> {
    if !object.fields.iter().any(|field| field.key == STREET) {
        return None;
    }
    let parts = [HOUSE_NUMBER, STREET].into_iter().filter_map(|key| extras.get(key)?.as_str());
    let address = parts.map(str::trim).collect::<Vec<_>>().join(" ");
    (!address.is_empty()).then_some(address)
}
