//! The values of this wire: texts and numbers within bounds, moments, ids, lists, and whether a field may be left out. What is
//! read and what the document says come from the same type. Used in the declarations of bodies and query strings.

use super::from_json::FromJson;
use super::problem::Wrong;
use super::shape::{Parts, Shape, integer, string};
use leadhub_model::moment::wall_clock;
use leadhub_model::{Moment, TimeStyle, Zone};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{Array, KnownFormat};
use utoipa::openapi::{RefOr, Schema, SchemaFormat};
use uuid::Uuid;

/// Blank characters as the reader knows them, for a pattern: `\s` is something else to every engine of regular expressions.
pub const BLANK: &str = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

/// A text of so many characters, without U+0000, which no store keeps. One that must not be empty is not blank either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(pub String);

impl<const MIN: usize, const MAX: usize> Shape for Text<MIN, MAX> {
    fn shape() -> RefOr<Schema> {
        let not_blank = format!(r"^[^\u0000]*[^\u0000{BLANK}][^\u0000]*$");
        let pattern = if MIN > 0 { &not_blank } else { r"^[^\u0000]*$" };
        let least = (MIN > 0).then_some(MIN);
        string().min_length(least).max_length(Some(MAX)).pattern(Some(pattern)).into()
    }
}

impl<const MIN: usize, const MAX: usize> FromJson for Text<MIN, MAX> {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let Value::String(text) = value else {
            wrong.push(Wrong::new(place, "wrong_type", "must be a text"));
            return None;
        };
        // Bytes are counted first: they are never fewer than characters.
        let length = if text.len() > MAX || MIN > 0 { text.chars().count() } else { MIN };
        let why = match length {
            length if length > MAX => ("too_long", format!("has {length} characters: {MAX} at most")),
            length if length < MIN => ("too_short", format!("has {length} characters: {MIN} at least")),
            _ if MIN > 0 && text.trim().is_empty() => ("blank", "is blank: write something".to_owned()),
            _ if text.contains('\0') => ("null_character", "holds the character U+0000: leave it out".to_owned()),
            _ => return Some(Text(text)),
        };
        wrong.push(Wrong::new(place, why.0, why.1));
        None
    }
}

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Whole<const MIN: i64, const MAX: i64>(pub i64);

/// The id of a row.
pub type Id = Whole<1, { i64::MAX }>;

impl<const MIN: i64, const MAX: i64> Shape for Whole<MIN, MAX> {
    fn shape() -> RefOr<Schema> {
        // A number of the document is as wide as a pointer, which here is as wide as an id.
        integer().minimum(Some(MIN as isize)).maximum(Some(MAX as isize)).into()
    }
}

impl<const MIN: i64, const MAX: i64> FromJson for Whole<MIN, MAX> {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        match &value {
            Value::Number(number) if is_whole(number) => match number.as_i64().or_else(|| small(number)) {
                Some(whole) if (MIN..=MAX).contains(&whole) => return Some(Whole(whole)),
                _ => wrong.push(Wrong::new(place, "out_of_range", format!("must be from {MIN} to {MAX}"))),
            },
            _ => wrong.push(Wrong::new(place, "wrong_type", "must be a whole number")),
        }
        None
    }

    fn written(text: &str) -> Value {
        text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
    }
}

/// `2.0` is whole, as JSON Schema has it.
fn is_whole(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn small(number: &serde_json::Number) -> Option<i64> {
    let number = number.as_f64().filter(|number| number.abs() < 9_007_199_254_740_992.0)?;
    format!("{number:.0}").parse().ok()
}

impl FromJson for bool {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        if value.as_bool().is_none() {
            wrong.push(Wrong::new(place, "wrong_type", "must be true or false"));
        }
        value.as_bool()
    }

    fn written(text: &str) -> Value {
        text.parse::<bool>().map_or_else(|_| Value::from(text), Value::from)
    }
}

impl FromJson for Uuid {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let read = value.as_str().and_then(uuid);
        if read.is_none() {
            wrong.push(Wrong::new(place, "malformed", "must be a UUID such as 0190b000-0000-7000-8000-000000000000"));
        }
        read
    }
}

/// A UUID in the form with hyphens alone.
pub fn uuid(text: &str) -> Option<Uuid> {
    let read = Uuid::try_parse(text).ok()?;
    (text.len() == uuid::fmt::Hyphenated::LENGTH).then_some(read)
}

/// An instant: RFC 3339 with its offset on the way in, UTC with six decimals and `Z` on the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(pub Moment);

impl Shape for At {
    fn shape() -> RefOr<Schema> {
        string().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).into()
    }
}

/// 0000-01-01T00:00:00Z: what lies before cannot be written down.
const EARLIEST: Moment = Moment::from_micros(-62_167_219_200_000_000);

impl FromJson for At {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let read = value.as_str().filter(|text| is_rfc3339(text)).and_then(|text| Moment::read(text, &Zone::utc()));
        if read.is_none() {
            let say = "must be a moment with its offset, such as 2026-01-31T09:00:00Z or 2026-01-31T16:00:00+07:00";
            wrong.push(Wrong::new(place, "malformed", say));
        }
        read.map(|at| At(at.max(EARLIEST)))
    }
}

/// `Moment::read` also takes what RFC 3339 does not have: days alone, slashes, no offset.
fn is_rfc3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_offset = text.ends_with(['Z', 'z']) || text.len() > 22 && matches!(bytes[text.len() - 6], b'+' | b'-');
    text.len() >= "2026-01-31T09:00:00Z".len()
        && bytes[4] == b'-'
        && matches!(bytes[10], b'T' | b't')
        && bytes[16] == b':'
        && text.is_ascii()
        && has_offset
}

/// A time of day on a calendar day, without a zone: `2027-01-02 03:04:05`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallClock(pub String);

impl Shape for WallClock {
    fn shape() -> RefOr<Schema> {
        string().pattern(Some("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$")).into()
    }
}

impl FromJson for WallClock {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let text = value.as_str().filter(|text| has_form(text, "0000-00-00 00:00:00"));
        let read = text.filter(|text| wall_clock(text).as_deref() == Some(*text));
        if read.is_none() {
            let code = if text.is_some() { "unfit" } else { "malformed" };
            wrong.push(Wrong::new(place, code, "must be a day and a time that there are, such as 2027-01-02 03:04:05"));
        }
        read.map(|text| WallClock(text.to_owned()))
    }
}

/// Whether a text has digits where the form has zeros, and is the same elsewhere.
fn has_form(text: &str, form: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.digits(&Zone::utc(), TimeStyle::MicrosZ).as_str())
    }
}

/// A list of at most so many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Many<T, const MIN: usize, const MAX: usize>(pub Vec<T>);

impl<T: Shape, const MIN: usize, const MAX: usize> Shape for Many<T, MIN, MAX> {
    fn shape() -> RefOr<Schema> {
        let mut array = Array::new(T::shape());
        (array.min_items, array.max_items) = ((MIN > 0).then_some(MIN), Some(MAX));
        Schema::Array(array).into()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: FromJson, const MIN: usize, const MAX: usize> FromJson for Many<T, MIN, MAX> {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let Value::Array(values) = value else {
            wrong.push(Wrong::new(place, "wrong_type", "must be a list"));
            return None;
        };
        if !(MIN..=MAX).contains(&values.len()) {
            let say = format!("has {} elements: from {MIN} to {MAX} are taken", values.len());
            wrong.push(Wrong::new(place, "wrong_length", say));
            return None;
        }
        let read = values.into_iter().enumerate();
        let read: Vec<Option<T>> = read.map(|(at, value)| T::read(value, &format!("{place}[{at}]"), wrong)).collect();
        read.into_iter().collect::<Option<_>>().map(Many)
    }

    fn written(text: &str) -> Value {
        text.split(',').map(T::written).collect()
    }
}

impl FromJson for Map<String, Value> {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        match value {
            Value::Object(object) => Some(object),
            _ => {
                wrong.push(Wrong::new(place, "wrong_type", "must be an object"));
                None
            }
        }
    }
}

/// Absent and `null` are the same: nothing is said.
impl<T: FromJson> FromJson for Option<T> {
    const NEEDED: bool = false;

    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value, place, wrong).map(Some) }
    }

    fn absent(_: &str, _: &mut Vec<Wrong>) -> Option<Self> {
        Some(None)
    }

    fn written(text: &str) -> Value {
        T::written(text)
    }
}

/// May be absent, but not `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Optional<T>(pub Option<T>);

impl<T: Shape> Shape for Optional<T> {
    fn shape() -> RefOr<Schema> {
        T::shape()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: FromJson> FromJson for Optional<T> {
    const NEEDED: bool = false;

    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        T::read(value, place, wrong).map(|value| Optional(Some(value)))
    }

    fn absent(_: &str, _: &mut Vec<Wrong>) -> Option<Self> {
        Some(Optional(None))
    }

    fn written(text: &str) -> Value {
        T::written(text)
    }
}

/// Must be there, and may be `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nullable<T>(pub Option<T>);

impl<T: Shape> Shape for Nullable<T> {
    fn shape() -> RefOr<Schema> {
        Option::<T>::shape()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: FromJson> FromJson for Nullable<T> {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        Option::<T>::read(value, place, wrong).map(Nullable)
    }
}

/// A field of a change: absent stays, `null` clears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<T> {
    Stays,
    Cleared,
    To(T),
}

impl<T: Shape> Shape for Change<T> {
    fn shape() -> RefOr<Schema> {
        Option::<T>::shape()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: FromJson> FromJson for Change<T> {
    const NEEDED: bool = false;

    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        if value.is_null() { Some(Change::Cleared) } else { T::read(value, place, wrong).map(Change::To) }
    }

    fn absent(_: &str, _: &mut Vec<Wrong>) -> Option<Self> {
        Some(Change::Stays)
    }
}

/// Words that a field may be.
macro_rules! words {
    ($(#[doc = $about:literal])* pub enum $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant,)* }

        impl $crate::wire::shape::Shape for $name {
            fn shape() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::wire::shape::string().enum_values(Some([$($word),*])).into()
            }
        }

        impl $crate::wire::from_json::FromJson for $name {
            fn read(
                value: serde_json::Value,
                place: &str,
                wrong: &mut Vec<$crate::wire::problem::Wrong>,
            ) -> Option<Self> {
                match value.as_str() {
                    $(Some($word) => return Some($name::$variant),)*
                    _ => {
                        let say = concat!("must be one of:", $(" ", $word),*);
                        wrong.push($crate::wire::problem::Wrong::new(place, "not_one_of", say));
                        None
                    }
                }
            }
        }
    };
}

pub(crate) use words;
