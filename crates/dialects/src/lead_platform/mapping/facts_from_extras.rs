//! What older programs kept under this dialect's key and the core has a name for since. Called once in a store's life, by its migration.
//! It writes nothing: the verb that brings leads over does.

use super::KEY;
use super::objects::{MEETING, OBJECTS, SCORE};
use super::value_type::moment;
use leadhub_model::{Fact, Lead, LeadChange, Moment, SourceRef, Zone};
use serde_json::{Map, Value};

/// What every partner's header says, and so where a lead comes from of which nothing else is said.
const PARTNER: &str = "TCB";

const PROJECTS: [(&str, Fact); 5] = [
    ("projectCode", Fact::ProjectCode),
    ("projectName", Fact::ProjectName),
    ("project_code", Fact::ProjectCode),
    ("project_name", Fact::ProjectName),
    ("project", Fact::ProjectName),
];

pub fn facts_from_extras(lead: &Lead) -> LeadChange {
    let none = Map::new();
    let own = lead.extras.get(KEY).and_then(Value::as_object).unwrap_or(&none);
    let text = |key: &str| own.get(key).and_then(Value::as_str);
    let projects = PROJECTS.iter().filter_map(|(key, fact)| Some((*fact, Some(text(key)?.to_owned()))));
    let mut facts: Vec<(Fact, Option<String>)> = projects.collect();
    if let Some(number) = home_phone(lead) {
        facts.extend([(Fact::HomePhone, Some(number.to_owned())), (Fact::Phone2, None)]);
    }
    let (score, meeting_at) = (own.get(SCORE).and_then(Value::as_i64), text(MEETING).and_then(meeting));
    let mut gone: Vec<&str> = PROJECTS.iter().map(|(key, _)| *key).filter(|key| text(key).is_some()).collect();
    gone.extend(score.map(|_| SCORE));
    gone.extend(meeting_at.map(|_| MEETING));
    let word = OBJECTS.iter().find_map(|object| text(object.source));
    let word = word.or_else(|| (lead.origin == KEY).then_some(PARTNER));
    LeadChange {
        facts,
        source: word.and_then(SourceRef::word),
        score,
        meeting_at,
        extras: gone.into_iter().map(|key| (key.to_owned(), Value::Null)).collect(),
        ..LeadChange::default()
    }
}

/// The second number of a lead that came by this wire was the home phone, unless another wire kept that it wrote it.
fn home_phone(lead: &Lead) -> Option<&str> {
    let second = lead.facts.get(Fact::Phone2).filter(|_| lead.origin == KEY)?;
    let others = lead.extras.iter().filter(|(wire, _)| *wire != KEY).filter_map(|(_, kept)| kept.as_object());
    let is_written = others.flat_map(Map::values).any(|value| value.as_str() == Some(second));
    (!is_written).then_some(second)
}

/// Which zone the organisation was in does not stand with the lead: digits without an offset are Vietnam's, where this wire is used.
fn meeting(text: &str) -> Option<Moment> {
    moment(text, &Zone::named("Asia/Ho_Chi_Minh").unwrap_or_else(Zone::utc))
}
