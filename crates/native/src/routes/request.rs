//! What the operations need of a request: the ids in its path, its query string, its body, its conditions; and the headers that
//! go with an answer to a write. Used by every file of the routes.

use crate::errors::ApiError;
use crate::wire::from_json::{self, Fields, FromJson, Sent, read_query};
use crate::wire::problem::Wrong;
use crate::wire::repeated::repeated_names;
use crate::wire::value::uuid;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leadhub_core::actions::Rendered;
use leadhub_model::LeadError;
use leadhub_wire::json::{Unreadable, why};
use leadhub_wire::query::Query;
use serde_json::Value;
use std::fmt::Display;
use uuid::Uuid;

pub type WriteRequest = leadhub_wire::work::WriteRequest<ApiError>;

/// What every write of this API asks of its request.
pub trait Checked {
    /// Whether the caller may write, and says nothing in the query string, which no write has.
    fn check(&self) -> Result<(), ApiError>;

    /// The body, with everything that is wrong with it. Who may not write learns nothing of that.
    fn json<T: FromJson>(&self) -> Result<T, ApiError>;

    /// What `If-Match` asks for.
    fn condition(&self) -> Condition;
}

impl Checked for WriteRequest {
    fn check(&self) -> Result<(), ApiError> {
        self.check_scope()?;
        Ok(read_query::<NoParams>(Query::read(self.uri.query().unwrap_or_default()).pairs()).map(drop)?)
    }

    fn json<T: FromJson>(&self) -> Result<T, ApiError> {
        self.check()?;
        let media = self.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
        if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(ApiError::MediaType);
        }
        let bytes = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        let body: Value = serde_json::from_slice(bytes).map_err(|_| match why(bytes) {
            Unreadable::NotJson => ApiError::Body("the body is not JSON: correct it"),
            other => ApiError::Body(other.message()),
        })?;
        if !body.is_object() {
            return Err(ApiError::Body("the body is JSON, but not an object: send an object"));
        }
        // Nobody can tell which of the two was meant.
        let mut wrong: Vec<Wrong> = repeated_names(bytes)
            .iter()
            .map(|place| Wrong::new(place, "repeated", "stands there more than once: send it once"))
            .collect();
        match T::read(body, "", &mut wrong) {
            Some(read) if wrong.is_empty() => Ok(read),
            _ => Err(ApiError::Fields(wrong)),
        }
    }

    fn condition(&self) -> Condition {
        Condition::read(&self.headers)
    }
}

/// An id in a path; what is none names nothing that is there.
pub struct PathId<T>(pub T);

pub trait InPath: Sized {
    fn read(text: &str) -> Option<Self>;
}

impl InPath for i64 {
    fn read(text: &str) -> Option<Self> {
        text.bytes().all(|digit| digit.is_ascii_digit()).then(|| text.parse().ok())?
    }
}

impl InPath for Uuid {
    fn read(text: &str) -> Option<Self> {
        uuid(text)
    }
}

impl<S: Send + Sync, T: InPath> FromRequestParts<S> for PathId<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let texts = RawPathParams::from_request_parts(parts, state).await.ok();
        let read = texts.iter().flatten().next().and_then(|(_, text)| T::read(text));
        read.map(PathId).ok_or(ApiError::NotFound("row with this id"))
    }
}

/// Two ids in a path.
pub struct PathIds<A, B>(pub A, pub B);

impl<S: Send + Sync, A: InPath, B: InPath> FromRequestParts<S> for PathIds<A, B> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let texts = RawPathParams::from_request_parts(parts, state).await.ok();
        let mut texts = texts.iter().flatten().map(|(_, text)| text);
        let (first, second) = (texts.next().and_then(A::read), texts.next().and_then(B::read));
        first.zip(second).map(|(first, second)| PathIds(first, second)).ok_or(ApiError::NotFound("row with this id"))
    }
}

/// The query string of an operation.
pub struct QueryParams<T>(pub T);

/// That of an operation which takes none: any parameter is refused.
pub struct NoParams;

impl Fields for NoParams {
    const NAMED: &'static [from_json::Named] = &[];

    fn take(_: &mut Sent) -> Option<Self> {
        Some(NoParams)
    }
}

impl<S: Send + Sync, T: Fields> FromRequestParts<S> for QueryParams<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = Query::read(parts.uri.query().unwrap_or_default());
        Ok(QueryParams(read_query(query.pairs())?))
    }
}

/// The versions at which a change may be made (`If-Match`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// No header: at any.
    None,
    /// `*`: at any, if it is there, which a change finds out by itself.
    Any,
    /// A weak tag or one of another form matches none.
    OneOf(Vec<i64>),
}

impl Condition {
    fn read(headers: &HeaderMap) -> Condition {
        if !headers.contains_key(header::IF_MATCH) {
            return Condition::None;
        }
        let tags: Vec<&str> = tags(headers, header::IF_MATCH).collect();
        if tags == ["*"] { Condition::Any } else { Condition::OneOf(tags.into_iter().filter_map(version).collect()) }
    }

    /// The version that the change is made at; refused when that of now, which is asked for only if it matters, is none of them.
    pub fn expected(&self, current: impl FnOnce() -> Result<i64, LeadError>) -> Result<Option<i64>, LeadError> {
        let Condition::OneOf(versions) = self else { return Ok(None) };
        let current = current()?;
        if versions.contains(&current) { Ok(Some(current)) } else { Err(LeadError::Stale(current)) }
    }
}

fn tags(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    let texts = headers.get_all(name).into_iter().filter_map(|text| text.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(str::trim)
}

fn version(tag: &str) -> Option<i64> {
    tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// Whether the caller has this version already (`If-None-Match`, where a weak tag counts as a strong one).
pub fn is_known(headers: &HeaderMap, current: i64) -> bool {
    let known = |tag: &str| tag == "*" || version(tag.trim_start_matches("W/")) == Some(current);
    tags(headers, header::IF_NONE_MATCH).any(known)
}

/// 304: nothing new.
pub fn unchanged(version: i64) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    tagged(response, version)
}

pub fn tagged(mut response: Response, version: i64) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&tag(version)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// 204: what was named is gone.
pub fn nothing_left() -> Rendered {
    Rendered::new(StatusCode::NO_CONTENT.as_u16(), Vec::new())
}

/// What the head of an answer to a write says besides its status.
pub trait Headed: Sized {
    /// Where the new thing is: under `place`, by its name there.
    fn located(self, place: &str, name: impl Display) -> Self;

    /// The version that the answer shows.
    fn versioned(self, version: i64) -> Self;
}

impl Headed for Rendered {
    fn located(self, place: &str, name: impl Display) -> Self {
        self.with("location", format!("{place}/{name}"))
    }

    fn versioned(self, version: i64) -> Self {
        self.with("etag", tag(version))
    }
}

fn tag(version: i64) -> String {
    format!("\"{version}\"")
}
