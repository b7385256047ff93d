//! Query strings, read without ever refusing one: what a key means and whether its value is right is the dialect's to say.
//! Used by every dialect's routes.

use axum::extract::FromRequestParts;
use http::request::Parts;
use std::convert::Infallible;

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
    fn unknown_keys_are_named_once() {
        let query = Query::read("a=1&b=2&b[]=3&c[x]=1&=2");
        assert_eq!(query.unknown(&["a"]), ["b", "c[x]"]);
    }
}
