//! Takes the fields of a body's object one by one, liberal in types and strict in limits, and collects what is wrong with them, so
//! that a caller reads of everything at once. Called by `request.rs` and `contact.rs`. What nobody took is left for the extras, so
//! that nothing a caller sent is lost.

use crate::caresoft::errors::{ApiError, Fault};
use leadhub_wire::json;
use serde_json::{Map, Value};

/// The object of a body, growing smaller, and its faults so far.
#[derive(Debug)]
pub struct Fields {
    left: Map<String, Value>,
    faults: Vec<Fault>,
}

impl Fields {
    /// The object of this name, without which there is no request (decision B22).
    pub fn of(body: &[u8], name: &str) -> Result<Fields, ApiError> {
        match json::object(body)?.shift_remove(name) {
            Some(Value::Object(left)) => Ok(Fields { left, faults: Vec::new() }),
            None | Some(Value::Null) => Err(ApiError::field(name, "is missing")),
            Some(_) => Err(ApiError::field(name, "must be an object")),
        }
    }

    /// What is left: keys that have no name in the model. Fails with everything that was wrong.
    pub fn rest(self) -> Result<Map<String, Value>, ApiError> {
        if self.faults.is_empty() { Ok(self.left) } else { Err(ApiError::Fields(self.faults)) }
    }

    /// Writes down what is wrong with a field, unless something is known of it already.
    pub fn fault(&mut self, field: &str, what: impl Into<String>) {
        if !self.faults.iter().any(|(known, _)| known == field) {
            self.faults.push((field.to_owned(), what.into()));
        }
    }

    /// What was read, or its fault written down.
    pub fn keep<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|(field, what)| self.fault(&field, what)).ok()
    }

    /// The value of a key; `null` says nothing.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.left.shift_remove(key).filter(|value| !value.is_null())
    }

    /// The value of a key where it is a text; another one is left where it is.
    pub fn take_text(&mut self, key: &str) -> Option<String> {
        let text = self.left.get(key)?.as_str()?.to_owned();
        self.left.shift_remove(key);
        Some(text)
    }

    /// Renames an alias, unless the canonical key is given too (decisions B1, B2).
    pub fn canonical(&mut self, key: &str, alias: &str) {
        let other = self.take(alias);
        if self.left.get(key).is_none_or(Value::is_null)
            && let Some(value) = other
        {
            self.left.insert(key.to_owned(), value);
        }
    }

    /// A text of at most `max` characters; perhaps empty.
    pub fn text(&mut self, key: &str, max: usize) -> Option<String> {
        let read = text(key, self.take(key)?, max);
        self.keep(read)
    }

    /// A whole number, also in a text; an empty text says nothing.
    pub fn id(&mut self, key: &str) -> Option<i64> {
        match self.take(key)? {
            Value::String(text) if text.trim().is_empty() => None,
            value => self.keep(whole(key, &value)),
        }
    }

    pub fn ids(&mut self, key: &str) -> Option<Vec<i64>> {
        let values = self.list(key)?;
        self.keep(values.iter().map(|value| whole(key, value)).collect())
    }

    pub fn list(&mut self, key: &str) -> Option<Vec<Value>> {
        match self.take(key)? {
            Value::Array(values) => Some(values),
            _ => self.keep(Err((key.to_owned(), "must be an array".to_owned()))),
        }
    }
}

fn fault<T>(field: &str, what: impl Into<String>) -> Result<T, Fault> {
    Err((field.to_owned(), what.into()))
}

pub fn text(key: &str, value: Value, max: usize) -> Result<String, Fault> {
    let Value::String(text) = value else { return fault(key, "must be a text") };
    // Characters, not bytes: most names here have more of the latter (decision B28).
    if text.chars().count() > max {
        return fault(key, format!("is longer than {max} characters"));
    }
    Ok(text)
}

pub fn whole(key: &str, value: &Value) -> Result<i64, Fault> {
    whole_number(value).map_or_else(|| fault(key, "must be a whole number"), Ok)
}

/// The whole number in a JSON number or a text of digits.
pub fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
