//! The customer's portrait: read from an object or its literal, kept typed among the lead's extras, printed key by key
//! (decisions K5, K6, K8, K9, K13). Called by the request's and the answer's mapping.

use super::fields::whole_number;
use super::literal;
use crate::erp::errors::ApiError;
use crate::erp::wire;
use leadhub_model::catalogue::Hobby;
use serde_json::{Map, Number, Value};

const TEXTS: [&str; 4] = ["revenue_source", "term_goals", "social_influence", "behavior_on_the_internet"];
const HOURS: [&str; 4] = ["work_start_time", "work_end_time", "break_start_time", "break_end_time"];
const LISTS: [&str; 2] = ["pain_point", "desires"];
const HOBBY: &str = "hobby";
const CHOICES: [(&str, &[&str]); 2] = [
    ("affected_by", &["family", "friend", "co_worker", "community", "electronic_media", "other"]),
    ("transport", &["bicycle", "scooter", "bus", "car", "other"]),
];

/// The portrait as it is kept: what says nothing is left out, hobbies are still as they were sent.
pub fn read(given: Value) -> Result<Map<String, Value>, ApiError> {
    let Value::Object(mut given) = given else {
        return Err(ApiError::params("customer_portrait", "must be an object"));
    };
    given.retain(|_, value| !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some(""));
    for (key, value) in &mut given {
        let key = key.as_str();
        if HOURS.contains(&key) {
            *value = hour(key, value)?;
        } else if LISTS.contains(&key) || key == HOBBY {
            *value = Value::Array(list(key, value)?);
        } else if let Some((_, choices)) = CHOICES.iter().find(|(known, _)| *known == key) {
            *value = choice(key, value, choices)?;
        } else if TEXTS.contains(&key) {
            *value = text(key, value)?;
        }
    }
    Ok(given)
}

/// Also the digits of a number.
fn text(key: &str, value: &Value) -> Result<Value, ApiError> {
    match value {
        Value::String(_) => Ok(value.clone()),
        Value::Number(number) => Ok(Value::from(number.to_string())),
        _ => Err(ApiError::params(key, "must be a text")),
    }
}

/// `2.5` is half past two (decision K9).
fn hour(key: &str, value: &Value) -> Result<Value, ApiError> {
    let hour = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let hour = hour.filter(|hour: &f64| (0.0..24.0).contains(hour)).and_then(Number::from_f64);
    hour.map(Value::Number).ok_or_else(|| ApiError::params(key, "must be an hour from 0 to less than 24, 2.5 = 02:30"))
}

/// One of the codes, or a pair of a code and its label (decision K13).
fn choice(key: &str, value: &Value, choices: &[&str]) -> Result<Value, ApiError> {
    let pair = match value {
        Value::String(text) if text.trim_start().starts_with(['(', '[']) => literal::read(text),
        other => Some(other.clone()),
    };
    let first = match pair {
        Some(Value::Array(pair)) => pair.into_iter().next(),
        other => other,
    };
    let code = first.as_ref().and_then(Value::as_str).map(|code| code.trim().to_lowercase());
    let known = choices.iter().find(|known| code.as_deref() == Some(known));
    known
        .map(|code| Value::from(*code))
        .ok_or_else(|| ApiError::params(key, &format!("is one of {}", choices.join(", "))))
}

/// Texts, each once whatever its case (decision K8); one text alone is a list of one, unless it is the literal of a list.
fn list(key: &str, value: &Value) -> Result<Vec<Value>, ApiError> {
    let given = match value {
        Value::Array(values) => values.clone(),
        Value::String(text) => match literal::read(text) {
            Some(Value::Array(values)) => values,
            _ => vec![value.clone()],
        },
        other => vec![other.clone()],
    };
    let is_text = |one: &Value| one.as_str().is_some_and(|text| !text.trim().is_empty());
    match given.iter().all(|one| is_text(one) || (key == HOBBY && one.is_i64())) {
        true => Ok(once_each(given)),
        false => Err(ApiError::params(key, "must be a list of texts")),
    }
}

/// Of texts that differ in case only the first is kept.
fn once_each(mut values: Vec<Value>) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    values.retain(|one| seen.insert(one.as_str().map_or_else(|| one.to_string(), str::to_lowercase)));
    values
}

/// Puts the names of hobbies for their ids; a name that is not on the list is kept as it was typed (decision K5).
pub fn name_hobbies(portrait: &mut Map<String, Value>, known: &[Hobby]) -> Result<(), ApiError> {
    let Some(Value::Array(hobbies)) = portrait.get_mut(HOBBY) else { return Ok(()) };
    for hobby in hobbies.iter_mut() {
        let text = hobby.as_str().unwrap_or_default();
        let found = match whole_number(hobby) {
            Some(id) => {
                let found = known.iter().find(|known| known.id.0 == id);
                Some(found.ok_or_else(|| ApiError::offending("ID Hobby not found", id))?)
            }
            None => known.iter().find(|known| known.name.to_lowercase() == text.trim().to_lowercase()),
        };
        if let Some(found) = found {
            *hobby = Value::from(found.name.as_str());
        }
    }
    *hobbies = once_each(std::mem::take(hobbies));
    Ok(())
}

/// The portrait as answers print it: `null` for a scalar that is not known, no key for an empty list (decision K6).
pub fn print(kept: Option<&Map<String, Value>>) -> wire::Portrait {
    let text = |key: &str| Some(kept?.get(key)?.as_str()?.to_owned());
    let hour = |key: &str| kept?.get(key)?.as_f64();
    let list = |key: &str| {
        let values = kept.and_then(|kept| kept.get(key)?.as_array());
        let texts = values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        texts.collect::<Vec<_>>()
    };
    wire::Portrait {
        revenue_source: text("revenue_source"),
        term_goals: text("term_goals"),
        social_influence: text("social_influence"),
        behavior_on_the_internet: text("behavior_on_the_internet"),
        affected_by: text("affected_by"),
        work_start_time: hour("work_start_time"),
        work_end_time: hour("work_end_time"),
        break_start_time: hour("break_start_time"),
        break_end_time: hour("break_end_time"),
        transport: text("transport"),
        pain_point: list("pain_point"),
        desires: list("desires"),
        hobby: list(HOBBY),
    }
}
