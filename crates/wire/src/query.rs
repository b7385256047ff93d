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
        let (_, value) = self.0.iter().find(|(known, _)| known == key)?;
        // No store keeps U+0000, so no value with it can match anything.
        let value = if value.contains('\0') { "\u{fffd}" } else { value.trim() };
        (!value.is_empty()).then_some(value)
    }
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
