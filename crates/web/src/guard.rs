//! What keeps pages safe in a browser: the headers of every page, and whether a request that changes something came from a page of ours.
//! Called by `render` and by the router before any handler. It knows no session: who may do what is decided behind it.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method};

/// Nothing but our own files, no script or style in a page, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Puts the headers on a page. Pages hold people's names: nothing keeps them.
pub fn secure(headers: &mut HeaderMap) {
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (OPENER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Whether a request may be worked as far as its origin goes. Reading is open to all. What changes something must come from a page of
/// ours: the browser says so in `Sec-Fetch-Site`, or, where it leaves that out (plain HTTP), in an `Origin` that is ours: the configured
/// one, or without one the host that was asked. Who says neither is refused.
pub fn is_from_us(method: &Method, headers: &HeaderMap, configured: Option<&str>) -> bool {
    if method.is_safe() {
        return true;
    }
    match (only(headers, FETCH_SITE), only(headers, ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, _) if headers.contains_key(FETCH_SITE) => false,
        (None, Some(origin)) => match configured {
            Some(ours) => origin.eq_ignore_ascii_case(ours.trim_end_matches('/')),
            None => only(headers, HOST).is_some_and(|host| has_host(origin, host)),
        },
        (None, None) => false,
    }
}

/// The value of a header that stands there once; sent twice it says nothing that could be believed.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).into_iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn has_host(origin: &str, host: &str) -> bool {
    let named = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    named.is_some_and(|named| !named.is_empty() && named.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests;
