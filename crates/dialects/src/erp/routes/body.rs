//! Bodies of this wire: JSON, a form of either kind, whichever the client's habit is (decisions A5, A25). Gives its fields as one
//! object. What the fields mean is the mapping's.

use crate::erp::errors::{ApiError, PARAMS};
use crate::erp::mapping::{LINES, literal};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, header};
use leadhub_wire::json::{self, Unreadable};
use multer::{Multipart, parse_boundary};
use serde_json::{Map, Value};
use std::convert::Infallible;

/// The fields of a request that changes something: those of its body, and of the query string what the body does not say, as the
/// vendor's framework reads them.
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

fn form(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    // Decoding puts a mark where bytes are no UTF-8, and the name would be lost.
    if std::str::from_utf8(body).is_err() || percent_encoding::percent_decode(body).decode_utf8().is_err() {
        return Err(refused(NOT_UTF8));
    }
    let pairs = form_urlencoded::parse(body);
    collect(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())))
}

async fn multipart(media: &str, body: Bytes) -> Result<Map<String, Value>, ApiError> {
    let unreadable = |_| refused("the body is no readable form");
    let boundary = parse_boundary(media).map_err(unreadable)?;
    let mut parts = Multipart::new(stream::once(async move { Ok::<_, Infallible>(body) }), boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let content = part.bytes().await.map_err(unreadable)?;
        let content = String::from_utf8(content.into()).map_err(|_| refused(NOT_UTF8))?;
        pairs.push((name, content));
    }
    collect(pairs.into_iter())
}

const NOT_UTF8: &str = "the form is not UTF-8: send its texts in UTF-8";

/// The lines of services may be one field each, `crm_line_ids`, `crm_line_ids[]` or `crm_line_ids[0]`; of several other fields with
/// one name the first counts.
fn collect(pairs: impl Iterator<Item = (String, String)>) -> Result<Map<String, Value>, ApiError> {
    let (mut fields, mut lines) = (Map::new(), Vec::new());
    for (key, value) in pairs {
        if key.contains('\0') || value.contains('\0') {
            return Err(unreadable(Unreadable::NullCharacter));
        }
        match bare(&key) {
            LINES => lines.push(value),
            // A field of a line as a field of its own, which nobody would look for.
            LINES_IN_PARTS => return Err(ApiError::params(LINES, "send ids, or one list of objects as JSON")),
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

const LINES_IN_PARTS: &str = "crm_line_ids[";

/// The name without an index, of lines only.
fn bare(key: &str) -> &str {
    match key.strip_prefix(LINES_IN_PARTS).map(|rest| rest.strip_suffix(']')) {
        Some(Some(index)) if index.bytes().all(|byte| byte.is_ascii_digit()) => LINES,
        Some(_) => LINES_IN_PARTS,
        None => key,
    }
}

/// What one of several values of a field holds: itself, or the literal of a list.
fn one_or_more(text: String) -> Vec<Value> {
    match literal::read(&text) {
        Some(Value::Array(values)) => values,
        _ if text.trim().is_empty() => Vec::new(),
        _ => vec![Value::String(text)],
    }
}

fn unreadable(why: Unreadable) -> ApiError {
    refused(match why {
        Unreadable::NotJson => "the body is no JSON",
        Unreadable::NotObject => "the body is JSON, but no object",
        Unreadable::NullCharacter => "the character U+0000 cannot be kept",
        other => other.message(),
    })
}

fn refused(what: &str) -> ApiError {
    ApiError::Refused(PARAMS, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    async fn read(media: &str, body: &[u8]) -> Result<Value, String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, media.parse().unwrap());
        match fields(&headers, &Bytes::copy_from_slice(body)).await {
            Ok(fields) => Ok(Value::Object(fields)),
            Err(ApiError::Refused(_, what)) => Err(what),
            Err(_) => panic!("another refusal"),
        }
    }

    const FORM: &str = "application/x-www-form-urlencoded";

    fn part(name: &str, content: &[u8]) -> Vec<u8> {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    }

    #[tokio::test]
    async fn a_form_that_is_not_utf8_is_refused() {
        for body in [&b"contact_name=Nguy%EAn"[..], b"contact_name=Nguy\xean", b"%EA=1"] {
            assert_eq!(read(FORM, body).await, Err(NOT_UTF8.to_owned()));
        }
        let body = [part("contact_name", b"Nguy\xean"), b"--b--\r\n".to_vec()].concat();
        assert_eq!(read("multipart/form-data; boundary=b", &body).await, Err(NOT_UTF8.to_owned()));
        let kept = read(FORM, "contact_name=Nguy%E1%BB%85n+Ễ".as_bytes()).await;
        assert_eq!(kept, Ok(json!({ "contact_name": "Nguyễn Ễ" })));
    }

    #[tokio::test]
    async fn the_query_string_says_what_the_body_does_not() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, FORM.parse().unwrap());
        let body = Bytes::from_static(b"street=body");
        let read = all_fields(Some("street=query&gender=male&crm_line_ids=1&crm_line_ids=2"), &headers, &body).await;
        let wanted = json!({ "street": "body", "gender": "male", "crm_line_ids": ["1", "2"] });
        assert_eq!(read.map(Value::Object).ok(), Some(wanted));
        assert!(all_fields(Some("street=%EA"), &headers, &body).await.is_err());
    }

    #[tokio::test]
    async fn every_line_counts_and_of_another_field_the_first() {
        let lines = json!({ "crm_line_ids": ["1", "2", "3"], "street": "a" });
        for body in
            ["crm_line_ids=1&crm_line_ids=2&crm_line_ids=3", "crm_line_ids[]=1&crm_line_ids%5B%5D=2&crm_line_ids=3"]
        {
            assert_eq!(read(FORM, format!("{body}&street=a&street=b").as_bytes()).await, Ok(lines.clone()), "{body}");
        }
        let parts = [part("crm_line_ids[]", b"1"), part("crm_line_ids[]", b"2"), part("crm_line_ids", b"3")].concat();
        let body = [parts, part("street", b"a"), b"--b--\r\n".to_vec()].concat();
        assert_eq!(read("multipart/form-data; boundary=b", &body).await, Ok(lines));
        let listed = read(FORM, b"crm_line_ids[0]=[1,2]&crm_line_ids[1]=3&crm_line_ids=").await;
        assert_eq!(listed, Ok(json!({ "crm_line_ids": [1, 2, "3"] })));
        let parts = read(FORM, b"crm_line_ids[0][type_update]=2").await;
        assert_eq!(parts, Err("crm_line_ids: send ids, or one list of objects as JSON".to_owned()));
        let one = read(FORM, b"crm_line_ids=[1,2]&other[]=x").await;
        assert_eq!(one, Ok(json!({ "crm_line_ids": "[1,2]", "other[]": "x" })));
    }
}
