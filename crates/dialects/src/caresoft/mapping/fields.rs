//! Takes the fields of the `lead` object one by one, liberal in types and strict in limits. Called by `request.rs`. What nobody
//! took is left for the lead's extras, so that nothing a caller sent is lost.

use crate::caresoft::errors::ApiError;
use leadhub_wire::json::{self, Unreadable};
use serde_json::{Map, Value};

/// The `lead` object of a body, growing smaller.
#[derive(Debug)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// The `lead` object, without which there is no request (decision B22).
    pub fn of(body: &[u8]) -> Result<Fields, ApiError> {
        let body = json::object(body).map_err(|unreadable| {
            let what = match unreadable {
                Unreadable::NotJson => "is not JSON",
                Unreadable::NotObject => "is JSON, but not an object",
                Unreadable::NullCharacter => "holds the character U+0000 in its JSON",
            };
            ApiError::field("body", what)
        })?;
        let mut body = Fields(body);
        match body.take("lead") {
            Some(Value::Object(lead)) => Ok(Fields(lead)),
            Some(_) => Err(ApiError::field("lead", "must be an object")),
            None => Err(ApiError::field("lead", "is missing")),
        }
    }

    /// What is left: keys that have no name in the model.
    pub fn rest(self) -> Map<String, Value> {
        self.0
    }

    /// The value of a key; `null` says nothing.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key).filter(|value| !value.is_null())
    }

    /// Renames an alias, unless the canonical key is given too (decisions B1, B2).
    pub fn canonical(&mut self, key: &str, alias: &str) {
        let other = self.take(alias);
        if self.0.get(key).is_none_or(Value::is_null)
            && let Some(value) = other
        {
            self.0.insert(key.to_owned(), value);
        }
    }

    /// A text of at most `max` characters; perhaps empty.
    pub fn text(&mut self, key: &str, max: usize) -> Result<Option<String>, ApiError> {
        self.take(key).map(|value| text(key, value, max)).transpose()
    }

    /// A whole number, also in a text; an empty text says nothing.
    pub fn id(&mut self, key: &str) -> Result<Option<i64>, ApiError> {
        match self.take(key) {
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            value => value.map(|value| whole(key, &value)).transpose(),
        }
    }

    pub fn ids(&mut self, key: &str) -> Result<Option<Vec<i64>>, ApiError> {
        let Some(values) = self.list(key)? else { return Ok(None) };
        values.iter().map(|value| whole(key, value)).collect::<Result<_, _>>().map(Some)
    }

    pub fn list(&mut self, key: &str) -> Result<Option<Vec<Value>>, ApiError> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Array(values)) => Ok(Some(values)),
            Some(_) => Err(ApiError::field(key, "must be an array")),
        }
    }
}

pub fn text(key: &str, value: Value, max: usize) -> Result<String, ApiError> {
    let Value::String(text) = value else { return Err(ApiError::field(key, "must be a text")) };
    // Characters, not bytes: most names here have more of the latter (decision B28).
    if text.chars().count() > max {
        return Err(ApiError::field(key, format!("is longer than {max} characters")));
    }
    Ok(text)
}

pub fn whole(key: &str, value: &Value) -> Result<i64, ApiError> {
    whole_number(value).ok_or_else(|| ApiError::field(key, "must be a whole number"))
}

/// The whole number in a JSON number or a text of digits.
pub fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
