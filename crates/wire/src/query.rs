//! Query strings, and the JSON bodies that some clients send filters in, read without ever refusing one: what a key means and whether
//! its value is right is the dialect's to say. Used by every dialect's routes.

use crate::body;
use crate::dialect::{AppState, TransportError};
use crate::json::{self, Unreadable};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::IntoResponse;
use http::request::Parts;
use http::{HeaderMap, header};
use serde_json::{Map, Value};
use std::convert::Infallible;
use std::marker::PhantomData;

/// The pairs of a query string, decoded, in their order.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    pub fn read(text: &str) -> Query {
        let pairs = form_urlencoded::parse(text.as_bytes());
        Query(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())).collect())
    }

    /// Every pair, as it stands there.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The first value of a key, trimmed; absent and empty are the same.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }

    /// Every value of a key in whichever way clients write several of them: the key once more, `key[]`, `key[0]`. Trimmed, those that
    /// are empty left out.
    pub fn all<'q, 'k>(&'q self, key: &'k str) -> impl Iterator<Item = &'q str> + use<'q, 'k> {
        let own = self.0.iter().filter(move |(name, _)| bare(name) == key);
        // No store keeps U+0000, so no value with it can match anything.
        let values = own.map(|(_, value)| if value.contains('\0') { "\u{fffd}" } else { value.trim() });
        values.filter(|value| !value.is_empty())
    }

    /// The one value of a key, for what can have no more; the same one twice is one.
    pub fn one(&self, key: &str) -> Result<Option<&str>, Several> {
        let mut values = self.all(key);
        let first = values.next();
        if values.any(|value| Some(value) != first) { Err(Several) } else { Ok(first) }
    }

    /// The keys that are none of `known`, each once.
    pub fn unknown(&self, known: &[&str]) -> Vec<&str> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| bare(name)).collect();
        names.retain(|name| !known.contains(name) && !name.is_empty());
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The unknown keys that would narrow a list if it knew them, each with what is wrong: slips of a known name, and what `narrows` says
    /// of.
    pub fn would_narrow(&self, known: &[&str], narrows: impl Fn(&str) -> bool) -> Vec<(&str, String)> {
        let wrong = |name| match meant(name, known) {
            Some(meant) => Some((name, format!("is not known here: is {meant} meant?"))),
            None if narrows(name) => {
                Some((name, format!("narrows nothing here: this list takes {}", known.join(", "))))
            }
            None => None,
        };
        self.unknown(known).into_iter().filter_map(wrong).collect()
    }

    /// The pairs of a JSON body besides; what stands in both is the body's, as the vendors' framework has it.
    #[must_use]
    pub fn with_json(mut self, body: Map<String, Value>) -> Query {
        self.0.retain(|(name, _)| !body.contains_key(bare(name)));
        for (key, value) in body {
            match value {
                Value::Array(values) => self.0.extend(values.into_iter().filter_map(|value| pair(key.clone(), value))),
                Value::Object(values) => {
                    self.0.extend(values.into_iter().filter_map(|(at, value)| pair(format!("{key}[{at}]"), value)));
                }
                value => self.0.extend(pair(key, value)),
            }
        }
        self
    }
}

fn pair(name: String, value: Value) -> Option<(String, String)> {
    match value {
        Value::Null => None,
        Value::String(text) => Some((name, text)),
        value => Some((name, value.to_string())),
    }
}

/// A key that can have one value has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several;

impl Several {
    pub const SAY: &'static str = "stands more than once with different values: send one";
}

/// `key` of `key[]` and `key[7]`.
fn bare(name: &str) -> &str {
    let Some((bare, rest)) = name.split_once('[') else { return name };
    let is_index = rest.strip_suffix(']').is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()));
    if is_index { bare } else { name }
}

/// Whether a name is a known one written differently (in another case, with other marks, as one or as many), or a slip or two of the
/// fingers away from it.
fn is_slip_of(name: &str, known: &str) -> bool {
    let (name, known) = (plain(name), plain(known));
    name == known || (known.len() >= 5 && steps_between(name.as_bytes(), known.as_bytes()) <= 2)
}

/// The known name that this one stands for, if any: rather another spelling of one than a slip away from another.
fn meant<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let spelt = known.iter().find(|known| plain(name) == plain(known));
    spelt.or_else(|| known.iter().find(|known| is_slip_of(name, known))).copied()
}

fn plain(name: &str) -> String {
    let name = name.split('[').next().unwrap_or_default();
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    letters.strip_suffix('s').map(str::to_owned).unwrap_or(letters)
}

/// Words of parameters that narrow or page, wherever they stand in a name.
const NARROWING: &str = "q query search filter where keyword from to since until start end date day page pages size per skip cursor count \
                         max min top first last ids id uuids type name phone mobile status active";

/// Whether a name speaks of narrowing or paging at all, or of one of `fields`, which are words.
pub fn could_narrow<'f>(key: &str, fields: impl IntoIterator<Item = &'f str>) -> bool {
    let mut words: Vec<String> = Vec::new();
    let mut was_lower = false;
    for c in key.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && was_lower) || words.is_empty() {
            words.push(String::new());
        }
        was_lower = c.is_ascii_lowercase();
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    let narrowing: Vec<&str> = NARROWING.split_whitespace().chain(fields).collect();
    words.iter().any(|word| narrowing.contains(&word.as_str()))
}

/// How many letters must be put in, taken out or replaced.
fn steps_between(one: &[u8], other: &[u8]) -> usize {
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut here = vec![row + 1];
        for (column, wanted) in other.iter().enumerate() {
            let replaced = above[column] + usize::from(letter != wanted);
            here.push(replaced.min(above[column + 1] + 1).min(here[column] + 1));
        }
        above = here;
    }
    above.last().copied().unwrap_or_default()
}

/// The query string and the JSON body of a request that asks. `P` is the dialect's own error.
pub struct Filters<P> {
    pub query: Query,
    error: PhantomData<fn() -> P>,
}

impl<P: From<TransportError> + From<Unreadable> + IntoResponse> FromRequest<AppState> for Filters<P> {
    type Rejection = P;

    async fn from_request(request: Request, desk: &AppState) -> Result<Self, P> {
        let (parts, body) = request.into_parts();
        let mut query = Query::read(parts.uri.query().unwrap_or_default());
        if is_json(&parts.headers) {
            let body = body::read(body, desk.limits.body).await?;
            if !body.trim_ascii().is_empty() {
                query = query.with_json(json::object(&body)?);
            }
        }
        Ok(Filters { query, error: PhantomData })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media.ends_with("/json") || media.ends_with("+json")
}

impl FromIterator<(String, String)> for Query {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Query(pairs.into_iter().collect())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Query::read(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_are_read_however_they_are_written() {
        for text in ["a=1&a=2", "a[]=1&a[]=2", "a[0]=1&a[1]=2", "a%5B%5D=1&a=+2&a="] {
            let query = Query::read(text);
            assert_eq!(query.all("a").collect::<Vec<_>>(), ["1", "2"], "{text}");
            assert_eq!(query.get("a"), Some("1"), "{text}");
            assert_eq!(query.one("a"), Err(Several), "{text}");
        }
        assert_eq!(Query::read("a=1&a[]=1").one("a"), Ok(Some("1")));
        assert_eq!(Query::read("b=1&a[x]=1&a=").one("a"), Ok(None));
    }

    #[test]
    fn a_json_body_comes_before_the_query_string() {
        let body = json::object(br#"{"page":2,"status_ids":[5,"6"],"more":{"0":1},"nothing":null}"#);
        let query = Query::read("page=1&count=7").with_json(body.unwrap_or_default());
        let pairs: Vec<_> = query.pairs().collect();
        let wanted = [("count", "7"), ("page", "2"), ("status_ids", "5"), ("status_ids", "6"), ("more[0]", "1")];
        assert_eq!(pairs, wanted);
    }

    #[test]
    fn slips_of_the_fingers() {
        for slip in ["status_idz", "sttaus_ids", "StatusIds", "status-id"] {
            assert!(is_slip_of(slip, "status_ids"), "{slip}");
        }
        for (other, known) in [("sort", "status_ids"), ("assignee_id", "service_id"), ("pace", "page")] {
            assert!(!is_slip_of(other, known), "{other}");
        }
    }

    #[test]
    fn another_spelling_comes_before_a_slip() {
        let known = ["phone", "phone_2", "limit"];
        let meant = ["Phone_2", "phone2", "phnoe", "limits", "sort"].map(|name| meant(name, &known));
        assert_eq!(meant, [Some("phone_2"), Some("phone_2"), Some("phone"), Some("limit"), None]);
    }

    #[test]
    fn what_would_narrow_is_told_and_anything_else_is_not() {
        let query = Query::read("page=1&coutn=2&status=3&utm_source=x");
        let wrong = query.would_narrow(&["page", "count"], |name| name == "status");
        let wanted = [
            ("coutn", "is not known here: is count meant?".to_owned()),
            ("status", "narrows nothing here: this list takes page, count".to_owned()),
        ];
        assert_eq!(wrong, wanted);
    }

    #[test]
    fn unknown_keys_are_named_once() {
        let query = Query::read("a=1&b=2&b[]=3&c[x]=1&=2");
        assert_eq!(query.unknown(&["a"]), ["b", "c[x]"]);
    }
}
