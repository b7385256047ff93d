//! Takes the fields of a body one by one, liberal in types: a form has texts only, JSON everything. `null` says nothing; `false`,
//! as answers print it, is the same as an empty text: it clears. What nobody took is left for the lead's extras.

use super::literal;
use crate::erp::errors::ApiError;
use serde_json::{Map, Value};

/// The fields of a body, growing fewer.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    rest: Map<String, Value>,
    cleared: Vec<&'static str>,
}

impl Fields {
    pub fn new(fields: Map<String, Value>) -> Fields {
        Fields { rest: fields, cleared: Vec::new() }
    }

    /// Those that nobody took, and the keys of ids and literals that were there and blank.
    pub fn rest(self) -> (Map<String, Value>, Vec<&'static str>) {
        (self.rest, self.cleared)
    }

    /// Whether something stands there; blank is nothing, and so is an empty list.
    pub fn has(&self, key: &str) -> bool {
        match self.rest.get(key) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::String(text)) => !matches!(text.trim(), "" | "[]" | "()" | "{}" | "False" | "None"),
            Some(Value::Array(values)) => !values.is_empty(),
            Some(_) => true,
        }
    }

    /// Whether it is there, blank or not.
    pub fn is_given(&self, key: &str) -> bool {
        self.rest.get(key).is_some_and(|value| !value.is_null())
    }

    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.rest.shift_remove(key).filter(|value| !value.is_null())
    }

    /// Renames an alias, unless the canonical key is given too.
    pub fn canonical(&mut self, key: &str, alias: &str) {
        if let Some(other) = self.take(alias)
            && !self.has(key)
        {
            self.rest.insert(key.to_owned(), other);
        }
    }

    /// A text; `""` where it was cleared.
    pub fn text(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        Ok(match self.take(key) {
            None => None,
            Some(Value::Bool(false)) => Some(String::new()),
            Some(Value::String(text)) if text.trim().is_empty() => Some(String::new()),
            Some(Value::String(text)) => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => return Err(ApiError::params(key, "must be a text")),
        })
    }

    /// A text that says something.
    pub fn word(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        Ok(self.text(key)?.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
    }

    /// As `word`, of what a blank text clears.
    pub fn word_or_blank(&mut self, key: &'static str) -> Result<Option<String>, ApiError> {
        let is_given = self.is_given(key);
        let word = self.word(key)?;
        if is_given && word.is_none() {
            self.cleared.push(key);
        }
        Ok(word)
    }

    /// A whole number, also as a text of digits.
    pub fn whole(&mut self, key: &'static str) -> Result<Option<i64>, ApiError> {
        self.number(key, || ApiError::params(key, "must be a whole number"))
    }

    /// An id that a lookup shall find; what is no number cannot be found (`kind` is the refusal's `type`).
    pub fn id(&mut self, key: &'static str, kind: &'static str) -> Result<Option<i64>, ApiError> {
        let shown = self.rest.get(key).map(shown).unwrap_or_default();
        self.number(key, || ApiError::offending(kind, shown))
    }

    fn number(&mut self, key: &'static str, refuse: impl FnOnce() -> ApiError) -> Result<Option<i64>, ApiError> {
        match self.take(key) {
            None => Ok(None),
            Some(value) if is_blank(&value) => Ok(self.clear(key)),
            Some(value) => whole_number(&value).map(Some).ok_or_else(refuse),
        }
    }

    fn clear<T>(&mut self, key: &'static str) -> Option<T> {
        self.cleared.push(key);
        None
    }

    /// A list or an object: itself, or the literal in a text.
    pub fn literal(&mut self, key: &'static str) -> Result<Option<Value>, ApiError> {
        match self.take(key) {
            None => Ok(None),
            Some(value) if is_blank(&value) => Ok(self.clear(key)),
            Some(Value::String(text)) => match literal::read(&text) {
                Some(Value::Null | Value::Bool(false)) => Ok(self.clear(key)),
                Some(value) => Ok(Some(value)),
                None => Err(ApiError::params(key, "is no list and no object")),
            },
            Some(value) => Ok(Some(value)),
        }
    }
}

/// What clears an id; clients in Python write their words for it into forms.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Bool(false) => true,
        Value::String(text) => matches!(text.trim(), "" | "False" | "None"),
        _ => false,
    }
}

/// A value as a message shows it, cut short.
pub fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars().take(100).collect()
}

/// The whole number in a JSON number or a text of digits.
pub fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
