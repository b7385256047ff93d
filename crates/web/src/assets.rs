//! `/assets/{name}`: styles, scripts, fonts and icons out of the program itself. The table is made by `build.rs`; the templates name a
//! file by its constant here. A name carries the hash of what is in the file, so a browser asks once and never again.

use crate::pack::accepts;
use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, StatusCode};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where assets are asked for.
pub const PLACE: &str = "/assets/";

/// A year, and never to be asked again within it.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

struct Asset {
    name: &'static str,
    kind: &'static str,
    etag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Answers GET and HEAD for the file of that name; the server leaves the body of a HEAD out.
pub fn serve(name: &str, request_headers: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else { return not_found() };
    let headers = [
        (CONTENT_TYPE, asset.kind),
        (CACHE_CONTROL, FOR_EVER),
        (ETAG, asset.etag),
        (VARY, "accept-encoding"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let known = request_headers.get(IF_NONE_MATCH).and_then(|etags| etags.to_str().ok());
    if known.is_some_and(|etags| etags.split(',').any(|etag| etag.trim().trim_start_matches("W/") == asset.etag)) {
        return answer(StatusCode::NOT_MODIFIED, &headers, Body::empty());
    }
    let (encoding, bytes) = match (asset.brotli, asset.gzip) {
        (Some(bytes), _) if accepts(request_headers, "br") => (Some("br"), bytes),
        (_, Some(bytes)) if accepts(request_headers, "gzip") => (Some("gzip"), bytes),
        _ => (None, asset.plain),
    };
    let mut response = answer(StatusCode::OK, &headers, Body::from(bytes));
    if let Some(encoding) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn not_found() -> Response {
    let headers =
        [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    answer(StatusCode::NOT_FOUND, &headers, Body::from("No such file. Reload the page: the program was updated.\n"))
}

fn answer(status: StatusCode, headers: &[(http::HeaderName, &'static str)], body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests;
