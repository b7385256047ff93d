//! Packs pages with gzip, which every browser takes, for whoever says so. The door around all pages calls `pack`; what may be packed is
//! what `render::page` offered. Never offered, so never packed: the event stream, which must not wait for a packer, and a page that shows
//! a token or a password. Pages say again what was typed or asked for, and beside a secret the packed size would tell a listener how near
//! a guess comes to it (BREACH).

use axum::body::{Body, Bytes};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use http::{HeaderMap, HeaderValue};
use std::io::{self, Write};

/// Bytes below which packing saves no packet.
const SMALLEST: usize = 1024;

/// A page is packed for one reader and sent once, so time counts. The list of leads, 60 kB, is 9.5 kB after a quarter of a millisecond;
/// level 1 takes half of that and sends a fifth more, level 6 takes more than twice as long to send a tenth less.
const LEVEL: Compression = Compression::new(2);

/// The text of a page, beside its body.
#[derive(Clone)]
struct Offered(Bytes);

/// The text is the whole body of the response, and no secret is in it.
pub fn offer(response: &mut Response, text: Bytes) {
    if text.len() >= SMALLEST {
        response.extensions_mut().insert(Offered(text));
    }
}

/// Packs a page that was offered. The body is still one whole, so the server says its length.
pub fn pack(mut response: Response, takes_gzip: bool) -> Response {
    let Some(Offered(text)) = response.extensions_mut().remove() else { return response };
    response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(packed) = takes_gzip.then(|| gzip(&text)).and_then(Result::ok) {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        *response.body_mut() = Body::from(packed);
    }
    response
}

fn gzip(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(text.len() / 4), LEVEL);
    packer.write_all(text)?;
    packer.finish()
}

/// Whether the client takes a coding: by its name, else as one of all (`*`), with a weight above 0.
pub fn accepts(request_headers: &HeaderMap, coding: &str) -> bool {
    let lists = request_headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|list| list.to_str().ok());
    let accepted: Vec<_> = lists.flat_map(|list| list.split(',')).map(weighed).collect();
    let weight = |wanted: &str| accepted.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    weight(coding).or_else(|| weight("*")).is_some_and(|(_, weight)| *weight > 0.0)
}

/// A coding and its weight; one that cannot be read is none.
fn weighed(item: &str) -> (&str, f32) {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    (name, weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
}

#[cfg(test)]
mod tests;
