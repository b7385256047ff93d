//! What the tables of the dialects are made of: an operation with its fields, and for each field the values that are tried on it
//! with the answer each must get. The generic values of every JSON type and length come from here; the words are the dialect's.

use serde_json::Value;

/// An answer as it must be. A text such as `<id>` in the body stands for any value of that form.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub status: u16,
    pub body: Value,
    pub headers: Vec<(&'static str, String)>,
    pub media: &'static str,
}

impl Wanted {
    pub fn new(status: u16, body: Value) -> Wanted {
        Wanted { status, body, headers: Vec::new(), media: "application/json" }
    }

    pub fn media(self, media: &'static str) -> Wanted {
        Wanted { media, ..self }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Wanted {
        self.headers.push((name, value.into()));
        self
    }
}

/// A value that is tried on a field.
#[derive(Debug, Clone)]
pub struct Probe {
    pub name: String,
    /// As JSON text, since some of it no `Value` can hold; `None` leaves the field out.
    pub json: Option<String>,
    pub outcome: Outcome,
}

#[derive(Debug, Clone)]
pub enum Outcome {
    /// The answer of a good request; read back it shows this value, where the wire shows it at all.
    Taken(Option<Value>),
    Refused(Wanted),
}

pub fn taken(name: impl Into<String>, json: impl Into<String>, shown: Value) -> Probe {
    Probe { name: name.into(), json: Some(json.into()), outcome: Outcome::Taken(Some(shown)) }
}

/// Taken; what it shows is not looked at.
pub fn passed(name: impl Into<String>, json: impl Into<String>) -> Probe {
    Probe { name: name.into(), json: Some(json.into()), outcome: Outcome::Taken(None) }
}

pub fn refused(name: impl Into<String>, json: impl Into<String>, wanted: Wanted) -> Probe {
    Probe { name: name.into(), json: Some(json.into()), outcome: Outcome::Refused(wanted) }
}

/// The field left out altogether.
pub fn missing(outcome: Outcome) -> Probe {
    Probe { name: "missing".to_owned(), json: None, outcome }
}

/// A field of an operation.
pub struct Field {
    pub name: &'static str,
    /// Where the value stands in what is read back; `None` where the wire shows it nowhere.
    pub shown: Option<fn(&Value) -> Value>,
    pub probes: Vec<Probe>,
}

/// An operation that takes an object.
pub struct Operation {
    pub name: &'static str,
    pub method: &'static str,
    pub target: String,
    /// The key of the object that the fields stand in, where the wire wraps them.
    pub wrapper: Option<&'static str>,
    /// A good request, each value as JSON text; `<n>` is another number each time.
    pub good: Vec<(&'static str, String)>,
    pub answer: Wanted,
    /// Where to read back what was written, from the answer and the target.
    pub read_back: Option<fn(&Value, &str) -> String>,
}

impl Operation {
    /// The body with one field set to something else, or left out.
    pub fn body(&self, field: &str, json: Option<&str>, number: usize) -> String {
        let others = self.good.iter().filter(|(name, _)| *name != field).map(|(name, json)| (*name, json.as_str()));
        let members = others.chain(json.map(|json| (field, json)));
        let members: Vec<String> = members.map(|(name, json)| format!("\"{name}\":{json}")).collect();
        let object = format!("{{{}}}", members.join(",")).replace("<n>", &number.to_string());
        match self.wrapper {
            Some(wrapper) => format!("{{\"{wrapper}\":{object}}}"),
            None => object,
        }
    }
}

/// Name, JSON text and JSON schema's name of the type, for every type and the odd ones of each.
const TYPES: [(&str, &str, &str); 16] = [
    ("null", "null", "null"),
    ("true", "true", "boolean"),
    ("false", "false", "boolean"),
    ("a whole number", "5", "integer"),
    ("a negative number", "-5", "integer"),
    ("a fraction", "1.5", "number"),
    ("a number beyond 64 bits", "98765432109876543210", "integer"),
    ("a very large number", "1e300", "integer"),
    ("a text", "\"x\"", "string"),
    ("an emoji", "\"😀\"", "string"),
    ("an empty array", "[]", "array"),
    ("an array of texts", "[\"x\"]", "array"),
    ("an array of nothing", "[null]", "array"),
    ("an empty object", "{}", "object"),
    ("an object", "{\"body\":\"x\"}", "object"),
    ("nested garbage", "[[{\"a\":[{},[[null]]]}],{\"\":{\"\":[1e5]}}]", "array"),
];

/// Values of every type but those named: (name, JSON text, type). `null` is asked for by itself.
pub fn other_types(right: &[&str]) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let right: Vec<String> = right.iter().map(|kind| (*kind).to_owned()).collect();
    TYPES.iter().copied().filter(move |(_, _, kind)| *kind != "null" && !right.iter().any(|known| known == kind))
}

/// Texts of exactly `most` characters and of one more, in letters of one, two, three and four bytes: (name, text, fits).
pub fn lengths(most: usize) -> Vec<(String, String, bool)> {
    let letters = [("a", "one byte"), ("đ", "two bytes"), ("ế", "three bytes"), ("😀", "four bytes")];
    let mut texts = Vec::new();
    for (letter, bytes) in letters {
        texts.push((format!("{most} letters of {bytes}"), letter.repeat(most), true));
        texts.push((format!("{} letters of {bytes}", most + 1), letter.repeat(most + 1), false));
    }
    texts
}

/// A JSON text of this text.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Whether an answer has the wanted form; says where not.
pub fn differs(wanted: &Value, got: &Value, at: &str) -> Option<String> {
    let fits = match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            let keys = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<Vec<_>>();
            if keys(wanted) != keys(got) {
                return Some(format!("{at}: keys {:?}, wanted {:?}", keys(got), keys(wanted)));
            }
            return wanted.iter().find_map(|(key, value)| differs(value, &got[key], &format!("{at}.{key}")));
        }
        (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
            return wanted.iter().zip(got).find_map(|(wanted, got)| differs(wanted, got, &format!("{at}[]")));
        }
        (Value::String(form), _) if form == "<any>" => true,
        (Value::String(form), got) if form == "<id>" => got.as_i64().is_some_and(|id| id > 0),
        (Value::String(form), got) if form == "<time>" => got.as_str().is_some_and(is_spaced_time),
        (Value::String(form), got) if form == "<uuid>" => {
            got.as_str().is_some_and(|text| text.parse::<uuid::Uuid>().is_ok())
        }
        (Value::String(form), got) if form == "<text>" => got.is_string(),
        _ => wanted == got,
    };
    (!fits).then(|| format!("{at}: {got}, wanted {wanted}"))
}

fn is_spaced_time(text: &str) -> bool {
    let form = "0000-00-00 00:00:00";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(c, f)| if f == b'0' { c.is_ascii_digit() } else { c == f })
}
