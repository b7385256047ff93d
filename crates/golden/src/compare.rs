//! Compares a reply with the one a sample prints: status, headers, every key and no other, types, values, formats.
//!
//! Called by the runner and by tests. Pure: it only looks, and says each difference in one line.

use std::fmt;

use serde_json::Value;

use super::path::{Step, place};
use super::shape::shape;
use super::{Golden, Reply, Rules};

/// One way in which a reply is not the printed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// `status`, `header Name`, or the place in the body such as `leads[0].id`.
    pub path: String,
    /// What the sample asks for.
    pub expected: String,
    /// What came.
    pub got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.path, self.expected, self.got)
    }
}

/// Every difference between the reply and the (filled) sample; none = as documented.
///
/// A wrong status is reported alone, with the body that came: the rest would only repeat it.
pub fn compare(sample: &Golden, reply: &Reply) -> Vec<Difference> {
    let expected = &sample.expected;
    if reply.status != expected.status {
        let got = format!("{} {}", reply.status, short(&String::from_utf8_lossy(&reply.body)));
        return vec![difference("status", expected.status, got)];
    }
    let mut differences = Vec::new();
    for (name, value) in &expected.headers {
        let got = reply.header(name).unwrap_or("no such header");
        if !is_like(value, got) || reply.header(name).is_none() {
            differences.push(difference(&format!("header {name}"), value, got));
        }
    }
    differences.extend(compare_bodies(sample, reply));
    differences
}

fn compare_bodies(sample: &Golden, reply: &Reply) -> Vec<Difference> {
    let text = String::from_utf8_lossy(&reply.body);
    if sample.expected.body.is_empty() {
        let empty = text.is_empty();
        return if empty { Vec::new() } else { vec![difference("body", "no body", short(&text))] };
    }
    let mut comparison = Comparison::new(&sample.rules);
    let media = reply.header("content-type").unwrap_or("no such header");
    // A sample that prints another media type was compared with it above.
    let is_printed = sample.expected.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !is_printed && media.split(';').next() != Some("application/json") {
        comparison.found.push(difference("header Content-Type", "application/json", media));
    }
    match (serde_json::from_str(&sample.expected.body), serde_json::from_str(&text)) {
        (Ok(expected), Ok(got)) => comparison.values(&expected, &got),
        (Err(error), _) => comparison.differ(format!("JSON in the sample ({error})"), short(&text)),
        (_, Err(error)) => comparison.differ(format!("JSON ({error})"), short(&text)),
    }
    comparison.found
}

struct Comparison<'r> {
    rules: &'r Rules,
    /// Only the form counts: an element that stands beside the printed ones.
    form_only: bool,
    trail: Vec<Step>,
    found: Vec<Difference>,
}

impl<'r> Comparison<'r> {
    fn new(rules: &'r Rules) -> Self {
        Comparison { rules, form_only: false, trail: Vec::new(), found: Vec::new() }
    }

    fn values(&mut self, expected: &Value, got: &Value) {
        let nullable = self.rules.nullable(&self.trail);
        let expected = match nullable {
            Some(Some(like)) if expected.is_null() => like,
            _ => expected,
        };
        match (expected, got) {
            (_, Value::Null) if nullable.is_some() => {}
            (_, Value::String(text)) if text.is_empty() && self.rules.may_be_blank(&self.trail) => {}
            (Value::Object(expected), Value::Object(got)) => {
                for key in got.keys().filter(|key| !expected.contains_key(*key)) {
                    self.at(Step::Key(key.clone()), |this| this.differ("no such key", short(&got[key].to_string())));
                }
                for (key, value) in expected {
                    self.at(Step::Key(key.clone()), |this| match got.get(key) {
                        Some(got) => this.values(value, got),
                        None => this.differ(short(&value.to_string()), "no such key"),
                    });
                }
            }
            (Value::Array(expected), Value::Array(got)) => self.arrays(expected, got),
            (expected, got) if self.form_only && (expected.is_null() || got.is_null()) => {}
            (expected, got) if self.form_only || nullable.is_some() || self.rules.varies(&self.trail) => {
                self.forms(expected, got);
            }
            (expected, got) if same(expected, got) => {}
            (expected, got) => self.differ(short(&expected.to_string()), short(&got.to_string())),
        }
    }

    fn arrays(&mut self, expected: &[Value], got: &[Value]) {
        if self.rules.is_each(&self.trail) {
            if got.is_empty() {
                self.differ("at least one element", "none");
            }
            for (at, got) in got.iter().enumerate() {
                self.at(Step::Element(at), |this| this.like_one_of(expected, got));
            }
        } else if self.rules.is_among(&self.trail) {
            self.among(expected, got);
        } else {
            if expected.len() != got.len() {
                self.differ(format!("{} elements", expected.len()), got.len());
            }
            for (at, (expected, got)) in expected.iter().zip(got).enumerate() {
                self.at(Step::Element(at), |this| this.values(expected, got));
            }
        }
    }

    /// The printed elements in their order; whatever stands between them has the form of one of them.
    fn among(&mut self, expected: &[Value], got: &[Value]) {
        let mut printed = expected.iter().peekable();
        for (at, got) in got.iter().enumerate() {
            self.at(Step::Element(at), |this| {
                if printed.peek().is_some_and(|next| this.inner(next, got, this.form_only).is_empty()) {
                    printed.next();
                } else {
                    let was = std::mem::replace(&mut this.form_only, true);
                    this.like_one_of(expected, got);
                    this.form_only = was;
                }
            });
        }
        for missing in printed {
            self.differ(short(&missing.to_string()), "not among the elements, or not in this order");
        }
    }

    /// Reports the differences from the nearest of the printed elements.
    fn like_one_of(&mut self, expected: &[Value], got: &Value) {
        let tries = expected.iter().map(|one| self.inner(one, got, self.form_only));
        self.found.extend(tries.min_by_key(Vec::len).unwrap_or_default());
    }

    fn inner(&self, expected: &Value, got: &Value, form_only: bool) -> Vec<Difference> {
        let mut comparison = Comparison { form_only, trail: self.trail.clone(), ..Comparison::new(self.rules) };
        comparison.values(expected, got);
        comparison.found
    }

    /// Same JSON type, and for text the same recognisable format.
    fn forms(&mut self, expected: &Value, got: &Value) {
        let (asked, came) = (kind(expected), kind(got));
        let format = expected.as_str().and_then(shape);
        if asked != came {
            self.differ(asked, short(&got.to_string()));
        } else if format.is_some() && format != got.as_str().and_then(shape) {
            self.differ(format!("text like {}", format.unwrap_or_default()), short(&got.to_string()));
        }
    }

    fn at(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.trail.push(step);
        look(self);
        self.trail.pop();
    }

    fn differ(&mut self, expected: impl ToString, got: impl ToString) {
        self.found.push(difference(&place(&self.trail), expected, got));
    }
}

fn difference(path: &str, expected: impl ToString, got: impl ToString) -> Difference {
    Difference { path: path.to_owned(), expected: expected.to_string(), got: got.to_string() }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number with a fraction",
        Value::Number(_) => "an integer",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Equal values; `2.0` and `2.00` are, `2` and `2.0` are not.
fn same(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => a.as_f64() == b.as_f64(),
        _ => expected == got,
    }
}

/// Whether `text` is `pattern`, in which `*` stands for any text.
fn is_like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text
            .strip_prefix(start)
            .is_some_and(|text| (0..=text.len()).filter_map(|at| text.get(at..)).any(|text| is_like(rest, text))),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
