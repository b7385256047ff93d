//! Query strings, and the JSON bodies that some clients send filters in, read without ever refusing one: what a key means and whether
//! its value is right is the dialect's to say. Used by every dialect's routes.

use crate::body;
use crate::dialect::{Desk, TransportError};
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
        let (_, value) = self.0.iter().find(|(known, _)| known == key)?;
        readable(value)
    }

    /// Every value of a parameter, however its name is written: `status_ids`, `status_ids[]`, `status_ids[0]`, `statusIds`,
    /// `status_id`, and each of them as often as it stands there.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let wanted = plain(name);
        self.0.iter().filter(move |(known, _)| plain(known) == wanted).filter_map(|(_, value)| readable(value))
    }

    /// The one value of a parameter, however its name is written; an error where it has several that differ.
    pub fn only(&self, name: &str) -> Result<Option<&str>, Several> {
        let mut values = self.values(name);
        let first = values.next();
        if values.all(|value| Some(value) == first) { Ok(first) } else { Err(Several) }
    }

    /// The names, as they were sent, that are none of these however written. A name without a value says nothing.
    pub fn others<'q>(&'q self, known: &'q [&str]) -> impl Iterator<Item = &'q str> {
        let known: Vec<String> = known.iter().map(|name| plain(name)).collect();
        let said = self.0.iter().filter(|(_, value)| readable(value).is_some());
        said.map(|(name, _)| name.as_str()).filter(move |name| !known.contains(&plain(name)))
    }

    /// The pairs of a JSON body besides; what stands in both is the body's, as the vendors' framework has it.
    #[must_use]
    pub fn with_json(mut self, body: Map<String, Value>) -> Query {
        self.0.retain(|(name, _)| !body.keys().any(|key| plain(key) == plain(name)));
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

/// A parameter of one value has several that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several;

fn readable(value: &str) -> Option<&str> {
    // No store keeps U+0000, so no value with it can match anything.
    let value = if value.contains('\0') { "\u{fffd}" } else { value.trim() };
    (!value.is_empty()).then_some(value)
}

fn pair(name: String, value: Value) -> Option<(String, String)> {
    match value {
        Value::Null => None,
        Value::String(text) => Some((name, text)),
        value => Some((name, value.to_string())),
    }
}

/// A name without what people write differently: brackets behind it, case, marks, the s of many.
fn plain(name: &str) -> String {
    let name = name.split('[').next().unwrap_or_default();
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    letters.strip_suffix('s').map(str::to_owned).unwrap_or(letters)
}

/// Whether two names are one, written differently.
pub fn is_same(name: &str, other: &str) -> bool {
    plain(name) == plain(other)
}

/// Whether two names differ by a slip or two of the fingers only.
pub fn is_slip_of(name: &str, known: &str) -> bool {
    let (name, known) = (plain(name).into_bytes(), plain(known).into_bytes());
    if name.len().abs_diff(known.len()) > 2 || known.len() < 5 {
        return false;
    }
    let mut above: Vec<usize> = (0..=known.len()).collect();
    for (row, letter) in name.iter().enumerate() {
        let mut here = vec![row + 1];
        for (column, other) in known.iter().enumerate() {
            let replaced = above[column] + usize::from(letter != other);
            here.push(replaced.min(above[column + 1] + 1).min(here[column] + 1));
        }
        above = here;
    }
    above.last().is_some_and(|steps| *steps <= 2)
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Query::read(parts.uri.query().unwrap_or_default()))
    }
}

/// The query string and the JSON body of a request that asks. `P` is the dialect's own problem.
pub struct Filters<P> {
    pub query: Query,
    problem: PhantomData<fn() -> P>,
}

impl<P: From<TransportError> + From<Unreadable> + IntoResponse> FromRequest<Desk> for Filters<P> {
    type Rejection = P;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, P> {
        let (parts, body) = request.into_parts();
        let mut query = Query::read(parts.uri.query().unwrap_or_default());
        if is_json(&parts.headers) {
            let body = body::read(body, desk.limits.body).await?;
            if !body.trim_ascii().is_empty() {
                query = query.with_json(json::object(&body)?);
            }
        }
        Ok(Filters { query, problem: PhantomData })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media.ends_with("/json") || media.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_parameter_in_every_spelling() {
        for text in [
            "status_ids=5&status_ids=6",
            "status_ids[]=5&status_ids[]=6",
            "status_ids%5B0%5D=5&status_ids%5B1%5D=6",
            "status_id=5&StatusIds= 6 &status_ids=",
        ] {
            assert_eq!(Query::read(text).values("status_ids").collect::<Vec<_>>(), ["5", "6"], "{text}");
        }
        let query = Query::read("page=1&page=2&count[]=3&count=3&q=x&r=");
        assert_eq!(
            (query.only("page"), query.only("count"), query.only("none")),
            (Err(Several), Ok(Some("3")), Ok(None))
        );
        assert_eq!(query.others(&["page", "count"]).collect::<Vec<_>>(), ["q"]);
    }

    #[test]
    fn a_json_body_comes_before_the_query_string() {
        let body = json::object(br#"{"page":2,"status_ids":[5,"6"],"more":{"a":1},"nothing":null}"#);
        let query = Query::read("page=1&count=7").with_json(body.unwrap_or_default());
        let pairs: Vec<_> = query.pairs().collect();
        let wanted = [("count", "7"), ("page", "2"), ("status_ids", "5"), ("status_ids", "6"), ("more[a]", "1")];
        assert_eq!(pairs, wanted);
    }

    #[test]
    fn slips_of_the_fingers() {
        for slip in ["status_idz", "sttaus_ids", "status-ids", "statusid"] {
            assert!(is_slip_of(slip, "status_ids"), "{slip}");
        }
        for other in ["sort", "page", "assignee_id"] {
            assert!(!is_slip_of(other, "status_ids"), "{other}");
        }
    }
}
