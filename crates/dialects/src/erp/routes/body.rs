//! Bodies of this wire: JSON, a form of either kind, whichever the client's habit is (decisions A5, A25). Gives its fields as one
//! object. What the fields mean is the mapping's.

use crate::erp::errors::{ApiError, PARAMS};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, header};
use leadhub_wire::json::{self, Unreadable};
use multer::{Multipart, parse_boundary};
use serde_json::{Map, Value};
use std::convert::Infallible;

/// The fields of a body by its content type; without a known one, JSON is told by its first brace.
pub async fn fields(headers: &HeaderMap, body: &Bytes) -> Result<Map<String, Value>, ApiError> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|text| text.to_str().ok()).unwrap_or_default();
    let kind = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if body.is_empty() {
        return Ok(Map::new());
    }
    if kind == "multipart/form-data" {
        return multipart(media, body.clone()).await;
    }
    let looks_like_json = body.trim_ascii_start().starts_with(b"{");
    if kind.ends_with("json") || (looks_like_json && kind != "application/x-www-form-urlencoded") {
        return json::object(body).map_err(unreadable);
    }
    let pairs = form_urlencoded::parse(body);
    collect(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())))
}

async fn multipart(media: &str, body: Bytes) -> Result<Map<String, Value>, ApiError> {
    let refused = |_| refused("the body is no readable form");
    let boundary = parse_boundary(media).map_err(refused)?;
    let mut parts = Multipart::new(stream::once(async move { Ok::<_, Infallible>(body) }), boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(refused)? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let content = part.bytes().await.map_err(refused)?;
        pairs.push((name, String::from_utf8_lossy(&content).into_owned()));
    }
    collect(pairs.into_iter())
}

/// Of several fields with one name the first counts.
fn collect(pairs: impl Iterator<Item = (String, String)>) -> Result<Map<String, Value>, ApiError> {
    let mut fields = Map::new();
    for (key, value) in pairs {
        if key.contains('\0') || value.contains('\0') {
            return Err(unreadable(Unreadable::NullCharacter));
        }
        fields.entry(key).or_insert(Value::String(value));
    }
    Ok(fields)
}

fn unreadable(why: Unreadable) -> ApiError {
    refused(match why {
        Unreadable::NotJson => "the body is no JSON",
        Unreadable::NotObject => "the body is JSON, but no object",
        Unreadable::NullCharacter => "the character U+0000 cannot be kept",
    })
}

fn refused(what: &str) -> ApiError {
    ApiError::Refused(PARAMS, what.to_owned())
}
