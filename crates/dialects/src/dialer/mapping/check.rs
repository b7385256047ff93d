//! Reads the fields of a body and collects every rule that failed, in the order of the questions, as the vendor's validator
//! does (decisions T4, T5, T24). Used by `mapping` and the routes. It knows the forms of values, not their meaning.

use serde_json::{Map, Value};

/// One failed rule: the field, or `(root)` for one that is missing, and the vendor's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub field: &'static str,
    pub text: String,
}

impl Failed {
    pub fn new(field: &'static str, text: impl Into<String>) -> Failed {
        Failed { field, text: text.into() }
    }

    /// A value of another JSON type; `given` is the type's name.
    pub fn of_type(field: &'static str, expected: &str, given: &str) -> Failed {
        Failed::new(field, format!("Invalid type. Expected: {expected}, given: {given}"))
    }

    pub fn under(field: &'static str, least: i64) -> Failed {
        Failed::new(field, format!("Must be greater than or equal to {least}"))
    }

    pub fn over(field: &'static str, most: i64) -> Failed {
        Failed::new(field, format!("Must be less than or equal to {most}"))
    }
}

/// A body under examination.
pub struct Check<'b> {
    body: &'b Map<String, Value>,
    failed: Vec<Failed>,
}

impl<'b> Check<'b> {
    pub fn new(body: &'b Map<String, Value>) -> Self {
        Check { body, failed: Vec::new() }
    }

    pub fn fail(&mut self, failed: Failed) {
        self.failed.push(failed);
    }

    /// A text that must be there and have at least `least` characters. It is given back also when it is too short, so that
    /// further rules on it can fail beside the length.
    pub fn required(&mut self, field: &'static str, least: usize) -> Option<&'b str> {
        let Some(value) = self.body.get(field) else {
            self.fail(Failed::new("(root)", format!("{field} is required")));
            return None;
        };
        let Some(text) = value.as_str() else {
            self.fail(Failed::of_type(field, "string", type_of(value)));
            return None;
        };
        if text.chars().count() < least {
            self.fail(Failed::new(field, format!("String length must be greater than or equal to {least}")));
        }
        Some(text)
    }

    /// As `required`, with at least one and at most `most` characters, and not blank: nobody could tell it apart.
    pub fn name(&mut self, field: &'static str, most: usize) -> Option<&'b str> {
        let text = self.required(field, 1)?;
        if !text.is_empty() && text.trim().is_empty() {
            self.fail(Failed::new(field, "Must not be blank"));
        }
        if text.chars().count() > most {
            self.fail(Failed::new(field, format!("String length must be less than or equal to {most}")));
        }
        Some(text)
    }

    /// A text that may be missing or null.
    pub fn text(&mut self, field: &'static str) -> Option<&'b str> {
        match self.body.get(field)? {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => {
                self.fail(Failed::of_type(field, "string", type_of(other)));
                None
            }
        }
    }

    /// A whole number from 0 to 4294967295, also as digits in a text, that may be missing, null or empty.
    pub fn count(&mut self, field: &'static str) -> Option<i64> {
        let value = self.body.get(field)?;
        let number = match value {
            Value::Null => return None,
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => whole(text.trim()),
            Value::Number(number) => number.as_i64().or_else(|| without_fraction(number.as_f64()?)),
            _ => None,
        };
        match number {
            Some(number) if number < 0 => self.fail(Failed::under(field, 0)),
            Some(number) if number > u32::MAX.into() => self.fail(Failed::over(field, u32::MAX.into())),
            Some(number) => return Some(number),
            None => self.fail(Failed::of_type(field, "integer", type_of(value))),
        }
        None
    }

    /// `what` if no rule failed.
    pub fn done<T>(self, what: Option<T>) -> Result<T, Vec<Failed>> {
        match what {
            Some(what) if self.failed.is_empty() => Ok(what),
            _ => Err(self.failed),
        }
    }
}

/// A whole number written in decimal digits; one beyond 64 bits is read as the nearest that fits.
pub fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let beyond = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    Some(text.parse().unwrap_or(beyond))
}

/// `5.0` is a whole number too; one beyond 64 bits is the nearest that fits.
fn without_fraction(number: f64) -> Option<i64> {
    (number.fract() == 0.0).then_some(number as i64)
}

/// The name JSON schema gives a value's type.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() != 0.0) => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
