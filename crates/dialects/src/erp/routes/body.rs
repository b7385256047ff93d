//! Bodies of this wire: JSON, a form of either kind, whichever the client's habit is (decisions A5, A25). Gives its fields as one
//! object. What the fields mean is the mapping's.

use crate::erp::errors::{ApiError, PARAMS};
use crate::erp::mapping::{LINES, literal};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, header};
use leadhub_wire::json::{self, Unreadable};
use multer::{Multipart, parse_boundary};
use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use std::convert::Infallible;

const NO_UTF8: &str = "is not in UTF-8: send the text in UTF-8";

/// The fields of a request that changes something: those of its body, and of the query string what the body does not say.
pub async fn all_fields(
    query: Option<&str>,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Map<String, Value>, ApiError> {
    let mut all = form(query.unwrap_or_default().as_bytes())?;
    all.extend(fields(headers, body).await?);
    Ok(all)
}

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
    form(body)
}

fn form(text: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let mut pairs = Vec::new();
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (key, value) = (&pair[..end], pair.get(end + 1..).unwrap_or_default());
        pairs.push((decoded(key), decoded(value)));
    }
    collect(pairs)
}

/// The bytes that a part of a form stands for.
fn decoded(part: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).collect()
}

async fn multipart(media: &str, body: Bytes) -> Result<Map<String, Value>, ApiError> {
    let refused = |_| refused("the body is no readable form");
    let boundary = parse_boundary(media).map_err(refused)?;
    let mut parts = Multipart::new(stream::once(async move { Ok::<_, Infallible>(body) }), boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(refused)? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        pairs.push((name.into_bytes(), part.bytes().await.map_err(refused)?.into()));
    }
    collect(pairs)
}

/// Of several fields with one name the first counts, but services are asked for one by one too: `crm_line_ids` may stand more than
/// once, and with brackets behind it.
fn collect(pairs: Vec<(Vec<u8>, Vec<u8>)>) -> Result<Map<String, Value>, ApiError> {
    let (mut fields, mut lines) = (Map::new(), Vec::new());
    for (key, value) in pairs {
        let key = String::from_utf8(key).map_err(|_| refused(&format!("the name of a field {NO_UTF8}")))?;
        let value = String::from_utf8(value).map_err(|_| ApiError::params(&key, NO_UTF8))?;
        if key.contains('\0') || value.contains('\0') {
            return Err(unreadable(Unreadable::NullCharacter));
        }
        match key.strip_prefix(LINES).map(|rest| rest.strip_prefix('[').map(|rest| rest.strip_suffix(']'))) {
            Some(None) if key == LINES => lines.push(value),
            Some(Some(Some(index))) if index.bytes().all(|byte| byte.is_ascii_digit()) => lines.push(value),
            Some(Some(_)) => return Err(ApiError::params(LINES, "send ids, or one list of objects as JSON")),
            _ => drop(fields.entry(key).or_insert(Value::String(value))),
        }
    }
    let lines = match lines.len() {
        0 | 1 => lines.pop().map(Value::String),
        _ => Some(Value::Array(lines.into_iter().flat_map(one_or_more).collect())),
    };
    fields.extend(lines.map(|lines| (LINES.to_owned(), lines)));
    Ok(fields)
}

/// What one of several values of a field holds: itself, or the literal of a list.
fn one_or_more(text: String) -> Vec<Value> {
    match literal::read(&text) {
        Some(Value::Array(values)) => values,
        Some(Value::Null) => Vec::new(),
        _ if text.trim().is_empty() => Vec::new(),
        Some(value) => vec![value],
        None => vec![Value::String(text)],
    }
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
