//! The forms a value of this wire can have, each with its rule and the words for breaking it. WriteRequest by `request.rs` for every
//! field of `objects.rs`. It knows no field by name.

use leadhub_model::moment::wall_clock;
use leadhub_model::{Moment, TimeStyle, Zone};
use serde_json::Value;

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// At most so many characters.
    Text(usize),
    /// One of these, to the letter.
    Word(&'static [&'static str]),
    /// The one documented pattern (decision P4).
    Mobile,
    /// `YYYY-MM-DD`
    Day,
    /// A day with a time; a day alone is tolerated (decision L8).
    Time,
    /// A whole number of 64 bits.
    Int64,
    /// A whole number of 32 bits.
    Int32,
    /// An array of these, none twice (decision L12).
    Words(&'static [&'static str]),
    /// A text or an object, kept as sent (decision L17).
    TextOrObject,
}

impl ValueType {
    /// The value as it is kept: whole numbers as numbers also when they came as digits, and a number where a text is meant as its text,
    /// as the vendor's framework reads it; or why it is refused.
    pub fn read(self, value: Value) -> Result<Value, String> {
        let value = match (self, value) {
            (ValueType::Text(_) | ValueType::Mobile | ValueType::TextOrObject, Value::Number(number)) => {
                Value::from(number.to_string())
            }
            (_, value) => value,
        };
        match (self, &value) {
            (ValueType::Int64, _) => whole(&value, i64::MIN, i64::MAX).map(Value::from),
            (ValueType::Int32, _) => whole(&value, i32::MIN.into(), i32::MAX.into()).map(Value::from),
            (ValueType::Words(words), Value::Array(given)) => each_once(given, words).map(|()| value),
            (ValueType::Words(_), _) => Err("must be an array of texts".to_owned()),
            (ValueType::TextOrObject, Value::Object(_)) => Ok(value),
            (_, Value::String(text)) => self.check(text).map(|()| value),
            (ValueType::TextOrObject, _) => Err("must be a text or an object".to_owned()),
            _ => Err("must be a text".to_owned()),
        }
    }

    fn check(self, text: &str) -> Result<(), String> {
        let message = match self {
            ValueType::Text(most) if text.chars().count() > most => format!("is longer than {most} characters"),
            ValueType::Word(words) if !words.contains(&text) => format!("must be one of {}", words.join(", ")),
            ValueType::Mobile if !matches_mobile(text) => {
                "must match (03|07|08|09|01[2|6|8|9])+([0-9]{8}) as a whole".to_owned()
            }
            ValueType::Day if day(text).is_none() => "must be a day, YYYY-MM-DD".to_owned(),
            ValueType::Time if Moment::read(text, &Zone::utc()).is_none() => {
                "must be a time, YYYY-MM-DDThh:mm:ssZ, or a day, YYYY-MM-DD".to_owned()
            }
            _ => return Ok(()),
        };
        Err(message)
    }

    /// What the core keeps of a text: of days and times the day, `YYYY-MM-DD`, in the organisation's zone (decision L17).
    pub fn fact(self, text: &str, zone: &Zone) -> String {
        let day = match self {
            ValueType::Day => day(text),
            ValueType::Time => day_in(text, zone),
            ValueType::Word(_) => return text.to_lowercase(),
            _ => None,
        };
        day.unwrap_or_else(|| text.to_owned())
    }
}

fn day(text: &str) -> Option<String> {
    let has_no_time = text.trim().len() == "YYYY-MM-DD".len();
    wall_clock(text).filter(|_| has_no_time).and_then(|digits| digits.get(..10).map(str::to_owned))
}

/// Digits without an offset are the organisation's own; with one, or before `Z`, they name an instant.
fn day_in(text: &str, zone: &Zone) -> Option<String> {
    let is_utc = text.trim_end().ends_with(['Z', 'z']);
    let digits = match wall_clock(text) {
        Some(digits) if !is_utc => digits,
        _ => Moment::read(text, &Zone::utc())?.format(zone, TimeStyle::Spaced),
    };
    digits.get(..10).map(str::to_owned)
}

/// The moment that a time names: digits without an offset are the organisation's own, as those of a day are.
pub fn moment(text: &str, zone: &Zone) -> Option<Moment> {
    let is_utc = text.trim_end().ends_with(['Z', 'z']);
    match wall_clock(text) {
        Some(_) if !is_utc => Moment::read(text, zone),
        _ => Moment::read(text, &Zone::utc()),
    }
}

/// Whether the whole text is `(03|07|08|09|01[2|6|8|9])+([0-9]{8})`, whose class takes `|` as well (decision P4).
pub fn matches_mobile(text: &str) -> bool {
    let Some((mut prefix, rest)) = text.len().checked_sub(8).and_then(|at| text.as_bytes().split_at_checked(at)) else {
        return false;
    };
    let mut repeated = 0;
    loop {
        prefix = match prefix {
            [] => return repeated > 0 && rest.iter().all(u8::is_ascii_digit),
            [b'0', b'3' | b'7' | b'8' | b'9', more @ ..] => more,
            [b'0', b'1', b'2' | b'|' | b'6' | b'8' | b'9', more @ ..] => more,
            _ => return false,
        };
        repeated += 1;
    }
}

/// A whole number, also as digits in a text; never through a fraction, so that 64 bits stay exact (decision L14).
fn whole(value: &Value, least: i64, most: i64) -> Result<i64, String> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => String::new(),
    };
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("must be a whole number from {least} to {most}"))
}

fn each_once(given: &[Value], words: &[&str]) -> Result<(), String> {
    let is_one = |value: &Value| value.as_str().is_some_and(|text| words.contains(&text));
    if !given.iter().all(is_one) {
        return Err(format!("each must be one of {}", words.join(", ")));
    }
    let is_new = |(at, value): (usize, &Value)| !given.iter().take(at).any(|earlier| earlier == value);
    if given.iter().enumerate().all(is_new) { Ok(()) } else { Err("none may stand there twice".to_owned()) }
}
