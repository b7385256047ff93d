//! What a change repeats of the answer that shows the lead says nothing: an answer that is sent back changes nothing, whichever way its
//! values came into the book. Called by the routes before a change is read.

use super::literal;
use leadhub_model::LeadError;
use serde::Serialize;
use serde_json::{Map, Value, to_value};

/// The fields that differ from what is printed.
pub fn without_printed(
    mut fields: Map<String, Value>,
    printed: &impl Serialize,
) -> Result<Map<String, Value>, LeadError> {
    let printed = to_value(printed).map_err(|error| LeadError::Internal(error.to_string()))?;
    fields.retain(|key, given| printed.get(key).is_none_or(|printed| !is_same(given, printed)));
    Ok(fields)
}

/// Also where a client wrote whole numbers without their fraction, or everything as a text.
fn is_same(given: &Value, printed: &Value) -> bool {
    match (given, printed) {
        (Value::Number(given), Value::Number(printed)) => given.as_f64() == printed.as_f64(),
        (Value::Array(given), Value::Array(printed)) => {
            given.len() == printed.len() && given.iter().zip(printed).all(|(given, printed)| is_same(given, printed))
        }
        (Value::Object(given), Value::Object(printed)) => {
            let is_there = |(key, given)| printed.get(key).is_some_and(|printed| is_same(given, printed));
            given.len() == printed.len() && given.iter().all(is_there)
        }
        (Value::String(given), Value::String(printed)) => given == printed,
        (Value::String(text), printed) => literal::read(text).is_some_and(|given| is_same(&given, printed)),
        (given, printed) => given == printed,
    }
}
