//! The rows of the house's own table, read out of the checked-in OpenAPI document: what each field and parameter may be, and from
//! that every value it must refuse, with the words it is refused in. Nothing here asks the code under test what it takes.

use super::super::table::{Outcome, Probe, lengths, other_types, passed, quoted, refused, taken};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// As the surface test holds it against the one that is served.
static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../surface/openapi.json")).unwrap());

/// A wrong field as an answer names it: field, code, message.
pub type Wrong = (String, &'static str, String);

pub fn wrong(field: &str, code: &'static str, message: impl Into<String>) -> Wrong {
    (field.to_owned(), code, message.into())
}

/// An operation of the document.
pub struct Documented {
    pub id: &'static str,
    pub method: String,
    pub path: &'static str,
    operation: &'static Value,
}

pub fn operations() -> Vec<Documented> {
    let mut all = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            all.push(Documented { id, method: method.to_uppercase(), path, operation });
        }
    }
    all
}

impl Documented {
    /// The schema of its body.
    pub fn body(&self) -> Option<&'static Value> {
        self.operation.pointer("/requestBody/content/application~1json/schema")
    }

    /// The parameters of its query string: name, whether it must be there, schema.
    pub fn query(&self) -> Vec<(&'static str, bool, &'static Value)> {
        let rows = self.operation["parameters"].as_array().into_iter().flatten();
        let rows = rows.filter(|row| row["in"] == "query");
        rows.map(|row| (row["name"].as_str().unwrap(), row["required"] == true, &row["schema"])).collect()
    }
}

/// What a value may be.
enum Form {
    Text {
        least: usize,
        most: usize,
    },
    Clock,
    Cursor,
    Moment,
    Day,
    Uuid,
    Words(Vec<&'static str>),
    Whole {
        least: i128,
        most: i128,
    },
    Flag,
    /// Any object.
    Free,
    Object(&'static Map<String, Value>, Vec<&'static str>),
    List {
        item: &'static Value,
        least: u64,
        most: u64,
    },
}

/// Through references and choices with `null` to the schema itself, and whether `null` is taken.
fn resolved(schema: &'static Value) -> (&'static Value, bool) {
    if let Some(name) = component(schema) {
        return resolved(&DOCUMENT["components"]["schemas"][name]);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return resolved(&parts[0]);
    }
    let takes_null = schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("null")));
    match schema["oneOf"].as_array() {
        Some(choice) => (resolved(&choice[0]).0, true),
        None => (schema, takes_null),
    }
}

fn component(schema: &'static Value) -> Option<&'static str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

fn form(schema: &'static Value) -> Form {
    let schema = resolved(schema).0;
    let number = |key: &str| schema[key].as_u64();
    let bound = |key: &str| schema[key].to_string().parse::<i128>().unwrap();
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default();
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    match (kind, schema["format"].as_str()) {
        ("string", Some("uuid")) => Form::Uuid,
        ("string", Some("date-time")) => Form::Moment,
        ("string", Some("date")) => Form::Day,
        ("string", None) if schema["enum"].is_array() => {
            Form::Words(schema["enum"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect())
        }
        ("string", None) if pattern.starts_with("^[a-z]") => Form::Cursor,
        ("string", None) if pattern.starts_with("^[0-9]{4}-") => Form::Clock,
        ("string", None) => Form::Text {
            least: usize::try_from(number("minLength").unwrap_or_default()).unwrap(),
            most: usize::try_from(number("maxLength").expect("every text has a length")).unwrap(),
        },
        ("integer", _) => Form::Whole { least: bound("minimum"), most: bound("maximum") },
        ("boolean", _) => Form::Flag,
        ("array", _) => Form::List {
            item: &schema["items"],
            least: number("minItems").unwrap_or_default(),
            most: number("maxItems").expect("every list has a length"),
        },
        ("object", _) if schema["additionalProperties"] == true => Form::Free,
        ("object", _) => {
            assert_eq!(schema["additionalProperties"], false, "an open object: {schema}");
            let needed = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap());
            Form::Object(schema["properties"].as_object().unwrap(), needed.collect())
        }
        _ => panic!("a schema of no known form: {schema}"),
    }
}

impl Form {
    /// JSON Schema's name of the type of its values.
    fn kind(&self) -> &'static str {
        match self {
            Form::Whole { .. } => "integer",
            Form::Flag => "boolean",
            Form::Free | Form::Object(..) => "object",
            Form::List { .. } => "array",
            _ => "string",
        }
    }

    /// What a value of another type, or of no such form, is told.
    fn complaint(&self, place: &str) -> Wrong {
        let (code, message) = match self {
            Form::Text { .. } => ("wrong_type", "must be a text"),
            Form::Clock => ("malformed", "must be a day and a time that there are, such as 2027-01-02 03:04:05"),
            Form::Cursor => {
                ("malformed", "is no cursor of this list: send what next_cursor gave, or leave it out to begin anew")
            }
            Form::Moment => (
                "malformed",
                "must be a moment with its offset, such as 2026-01-31T09:00:00Z or 2026-01-31T16:00:00+07:00",
            ),
            Form::Day => ("malformed", "must be a day that there is, such as 2026-01-31"),
            Form::Uuid => ("malformed", "must be a UUID such as 0190b000-0000-7000-8000-000000000000"),
            Form::Words(words) => return wrong(place, "not_one_of", format!("must be one of: {}", words.join(" "))),
            Form::Whole { .. } => ("wrong_type", "must be a whole number"),
            Form::Flag => ("wrong_type", "must be true or false"),
            Form::Free | Form::Object(..) => ("wrong_type", "must be an object"),
            Form::List { .. } => ("wrong_type", "must be a list"),
        };
        wrong(place, code, message)
    }

    /// Texts that have the right type and are still wrong.
    fn odd_texts(&self, place: &str) -> Vec<(String, Wrong)> {
        let told = |text: &str| (text.to_owned(), self.complaint(place));
        match self {
            Form::Text { least, most } => {
                let mut odd = vec![("x\0y".to_owned(), wrong(place, "null_character", NULL_CHARACTER))];
                for (_, text, _) in lengths(*most).into_iter().filter(|(_, _, fits)| !fits) {
                    let say = format!("has {} characters: {most} at most", most + 1);
                    odd.push((text, wrong(place, "too_long", say)));
                }
                if *least > 0 {
                    odd.push((String::new(), wrong(place, "too_short", format!("has 0 characters: {least} at least"))));
                    let blank = [" ", "\t\n", "\u{85}", "\u{a0}\u{2003}\u{3000}"];
                    odd.extend(blank.map(|text| (text.to_owned(), wrong(place, "blank", "is blank: write something"))));
                }
                odd
            }
            Form::Clock => {
                let mut odd: Vec<_> =
                    ["", "x", "2026-01-31", "2026-01-31T09:00:00", "2026-1-31 09:00:00", "2026-01-31 09:00:00Z"]
                        .map(told)
                        .into();
                for none in ["2026-02-30 00:00:00", "2026-13-01 00:00:00", "2026-01-31 24:00:00"] {
                    odd.push((none.to_owned(), wrong(place, "unfit", self.complaint(place).2)));
                }
                odd
            }
            Form::Cursor => {
                ["", "x", "i", "i0000000000000000000000000000000", "I00000000000000000000000000000001"].map(told).into()
            }
            Form::Moment => [
                "",
                "x",
                "2026-01-31",
                "2026-01-31T09:00:00",
                "2026-01-31 09:00:00Z",
                "2026/01/31T09:00:00Z",
                "2026-02-30T09:00:00Z",
                "2026-01-31T25:00:00Z",
                "1769850000",
            ]
            .map(told)
            .into(),
            Form::Day => ["", "x", "2026-1-31", "31/01/2026", "2026-02-30", "2026-13-01", "2026-01-31T09:00:00Z"]
                .map(told)
                .into(),
            Form::Uuid => [
                "",
                "x",
                "c4869e79f0fa4c6a9410bc0defac375a",
                "{c4869e79-f0fa-4c6a-9410-bc0defac375a}",
                "c4869e79-f0fa-4c6a-9410-bc0defac375",
            ]
            .map(told)
            .into(),
            Form::Words(words) => vec![told(""), told("x"), told(&words[0].to_uppercase()), told(&words.join(","))],
            _ => Vec::new(),
        }
    }

    /// A value of this form, as JSON.
    fn sample(&self) -> String {
        match self {
            Form::Text { least, .. } => quoted(&"x".repeat(*least)),
            Form::Clock => quoted("2027-01-02 03:04:05"),
            Form::Cursor => quoted("i00000000000000000000000000000001"),
            Form::Moment => quoted("2026-01-31T09:00:00Z"),
            Form::Day => quoted("2026-01-31"),
            Form::Uuid => quoted("c4869e79-f0fa-4c6a-9410-bc0defac375a"),
            Form::Words(words) => quoted(words[0]),
            Form::Whole { least, .. } => (*least).max(1).to_string(),
            Form::Flag => "true".to_owned(),
            Form::Free => "{}".to_owned(),
            Form::Object(fields, needed) => object(&needed_fields(fields, needed, "")),
            Form::List { item, least, .. } => {
                let items = (0..*least).map(|_| form(item).sample());
                format!("[{}]", items.collect::<Vec<_>>().join(","))
            }
        }
    }
}

const NULL_CHARACTER: &str = "holds the character U+0000: leave it out";
const UNKNOWN: &str = "is not known here: leave it out, or correct its name";
const MISSING: &str = "is missing: send it";

fn object(members: &[(&str, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
    format!("{{{}}}", members.join(","))
}

/// A sample of each field that must be there, but one.
fn needed_fields(
    fields: &'static Map<String, Value>,
    needed: &[&'static str],
    without: &str,
) -> Vec<(&'static str, String)> {
    needed.iter().filter(|name| **name != without).map(|name| (*name, form(&fields[*name]).sample())).collect()
}

pub fn missing_all(schema: &'static Value) -> Vec<Wrong> {
    match form(schema) {
        Form::Object(_, needed) => needed.iter().map(|name| wrong(name, "missing", MISSING)).collect(),
        _ => Vec::new(),
    }
}

pub fn unknown(field: &str) -> Wrong {
    wrong(field, "unknown_field", UNKNOWN)
}

/// The objects whose fields had their turn, so that none is tried in every body that holds it.
pub type Seen = BTreeSet<String>;

/// Values that must be refused: what they are, as JSON, and what is told.
fn slips(schema: &'static Value, place: &str, depth: usize, seen: &mut Seen) -> Vec<(String, String, Vec<Wrong>)> {
    let (form, takes_null) = (form(schema), resolved(schema).1);
    let complaint = vec![form.complaint(place)];
    let mut slips: Vec<(String, String, Vec<Wrong>)> = Vec::new();
    if !takes_null {
        slips.push(("null".to_owned(), "null".to_owned(), complaint.clone()));
    }
    let right = [form.kind()];
    let others = other_types(&right).step_by(if depth == 0 { 2 } else { 6 });
    slips.extend(others.map(|(name, json, _)| (name.to_owned(), json.to_owned(), complaint.clone())));
    let odd = form.odd_texts(place).into_iter().step_by(if depth == 0 { 1 } else { 3 });
    slips.extend(odd.map(|(text, told)| (text.chars().take(40).collect(), quoted(&text), vec![told])));
    match form {
        Form::Whole { least, most } => {
            let outside = wrong(place, "out_of_range", format!("must be from {least} to {most}"));
            let numbers = [(least - 1).to_string(), (most + 1).to_string(), "1e300".to_owned(), "-1e300".to_owned()];
            slips.extend(numbers.map(|number| (number.clone(), number, vec![outside.clone()])));
        }
        Form::List { item, least, most } => {
            let wrong_length = |count: u64| {
                let say = format!("has {count} elements: from {least} to {most} are taken");
                vec![wrong(place, "wrong_length", say)]
            };
            let many = vec!["0"; usize::try_from(most + 1).unwrap()].join(",");
            slips.push(("one too many".to_owned(), format!("[{many}]"), wrong_length(most + 1)));
            if least > 0 {
                slips.push(("none".to_owned(), "[]".to_owned(), wrong_length(0)));
            }
            for (name, json, told) in self::slips(item, &format!("{place}[0]"), depth + 1, seen) {
                slips.push((format!("in it: {name}"), format!("[{json}]"), told));
            }
        }
        Form::Object(fields, needed) if seen.insert(resolved(schema).0["properties"].to_string()) => {
            let with = |name: &'static str, json: &str| {
                let mut members = needed_fields(fields, &needed, name);
                members.push((name, json.to_owned()));
                object(&members)
            };
            slips.push((
                "an unknown field".to_owned(),
                with("nobody_knows", "1"),
                vec![unknown(&format!("{place}.nobody_knows"))],
            ));
            for name in &needed {
                let told = vec![wrong(&format!("{place}.{name}"), "missing", MISSING)];
                slips.push((format!("without {name}"), object(&needed_fields(fields, &needed, name)), told));
            }
            for (name, schema) in fields {
                for (what, json, told) in self::slips(schema, &format!("{place}.{name}"), depth + 1, seen) {
                    slips.push((format!("{name}: {what}"), with(name, &json), told));
                }
            }
        }
        _ => {}
    }
    slips
}

/// The fields of a body with all that is tried on each; `refusal` makes the answer of what was told.
pub fn rows(
    schema: &'static Value,
    seen: &mut Seen,
    refusal: fn(&[Wrong]) -> super::Wanted,
) -> Vec<(&'static str, Vec<Probe>)> {
    let Form::Object(fields, needed) = form(schema) else { panic!("a body that is no object: {schema}") };
    let mut rows = Vec::new();
    for (name, schema) in fields {
        let slips = slips(schema, name, 0, seen).into_iter();
        let mut probes: Vec<Probe> = slips.map(|(what, json, told)| refused(what, json, refusal(&told))).collect();
        if needed.contains(&name.as_str()) {
            let told = refusal(&[wrong(name, "missing", MISSING)]);
            probes.push(Probe { name: "missing".to_owned(), json: None, outcome: Outcome::Refused(told) });
        }
        if resolved(schema).1 {
            probes.push(passed("null", "null"));
        }
        if let Form::Text { most, .. } = form(schema) {
            let fitting = lengths(most).into_iter().filter(|(_, _, fits)| *fits);
            probes.extend(fitting.map(|(what, text, _)| taken(what, quoted(&text), json!(text))));
            for text in ["Nguyễn Thị Ánh Tuyết", "\"quoted\" \\ and <b>", "' OR 1=1 --", "%_\\%", "\u{202e}😀"]
            {
                probes.push(taken(text, quoted(text), json!(text)));
            }
        }
        rows.push((name.as_str(), probes));
    }
    let told = refusal(&[unknown("nobody_knows")]);
    rows.push(("nobody_knows", vec![refused("an unknown field", "{\"a\":[1]}", told)]));
    rows
}

/// The values that a parameter of a query string refuses, and what is told. A list is one text with commas.
pub fn query_slips(name: &str, schema: &'static Value) -> Vec<(String, Wrong)> {
    match form(schema) {
        Form::Whole { least, most } => {
            let form = form(schema);
            let mut slips: Vec<(String, Wrong)> = ["", "x", "1.5", "1e3", "9223372036854775808", " 1", "٥"]
                .map(|text| (text.to_owned(), form.complaint(name)))
                .into();
            let outside = wrong(name, "out_of_range", format!("must be from {least} to {most}"));
            let numbers = [least - 1, most + 1].into_iter().filter(|number| i64::try_from(*number).is_ok());
            slips.extend(numbers.map(|number| (number.to_string(), outside.clone())));
            slips
        }
        Form::Flag => ["", "x", "TRUE", "1"].map(|text| (text.to_owned(), Form::Flag.complaint(name))).into(),
        Form::List { item, least, most } => {
            let first = query_slips(&format!("{name}[0]"), item).into_iter().filter(|(text, _)| !text.contains(','));
            let mut slips: Vec<(String, Wrong)> = first.collect();
            let sample = form(item).sample().replace('"', "");
            slips.push((format!("{sample},?"), form(item).complaint(&format!("{name}[1]"))));
            let many = vec![sample; usize::try_from(most + 1).unwrap()].join(",");
            let say = format!("has {} elements: from {least} to {most} are taken", most + 1);
            slips.push((many, wrong(name, "wrong_length", say)));
            slips
        }
        form => form.odd_texts(name),
    }
}

/// A good value of a parameter.
pub fn query_sample(schema: &'static Value) -> String {
    form(schema).sample().replace('"', "")
}

/// Whether a name may stand in a query string more than once.
pub fn is_list(schema: &'static Value) -> bool {
    matches!(form(schema), Form::List { .. })
}
