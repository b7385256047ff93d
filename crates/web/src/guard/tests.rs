//! Tests of the guard: a table of who may change something, and the headers of a page to the letter.
//! A row here is a browser, a proxy or an attack.

use super::*;

/// Headers by name and value.
type Pairs<'p> = &'p [(&'static str, &'p str)];

fn request_headers(pairs: Pairs<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

#[test]
fn what_changes_something_comes_from_a_page_of_ours() {
    let configured = Some("https://leads.example");
    let host = ("host", "10.0.0.7:8080");
    #[rustfmt::skip]
    let rows: [(&str, Pairs<'_>, Option<&str>, bool); 21] = [
        ("a page of ours", &[("sec-fetch-site", "same-origin")], None, true),
        ("another site", &[("sec-fetch-site", "cross-site")], None, false),
        ("a sister host", &[("sec-fetch-site", "same-site")], None, false),
        ("typed by hand, which no form is", &[("sec-fetch-site", "none")], None, false),
        ("another site that knows our host", &[("sec-fetch-site", "cross-site"), ("origin", "http://10.0.0.7:8080"), host], None, false),
        ("an unknown word", &[("sec-fetch-site", "Same-Origin")], None, false),
        ("an empty word", &[("sec-fetch-site", ""), ("origin", "http://10.0.0.7:8080"), host], None, false),
        ("two words", &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], None, false),
        ("two words and our origin", &[("sec-fetch-site", "x"), ("sec-fetch-site", "y"), ("origin", "http://10.0.0.7:8080"), host], None, false),
        ("plain HTTP, our host", &[("origin", "http://10.0.0.7:8080"), host], None, true),
        ("HTTPS ended before us", &[("origin", "https://10.0.0.7:8080"), host], None, true),
        ("plain HTTP, another port", &[("origin", "http://10.0.0.7:9090"), host], None, false),
        ("plain HTTP, another host", &[("origin", "http://evil.example"), host], None, false),
        ("a host that begins like ours", &[("origin", "http://10.0.0.7:8080.evil.example"), host], None, false),
        ("a frame without an origin", &[("origin", "null"), host], None, false),
        ("two origins", &[("origin", "http://10.0.0.7:8080"), ("origin", "http://evil.example"), host], None, false),
        ("no host asked", &[("origin", "http://10.0.0.7:8080")], None, false),
        ("an empty host", &[("origin", "http://"), ("host", "")], None, false),
        ("the configured origin behind a proxy", &[("origin", "https://leads.example"), host], configured, true),
        ("the host, where another origin is configured", &[("origin", "http://10.0.0.7:8080"), host], configured, false),
        ("neither", &[host, ("referer", "http://10.0.0.7:8080/app/")], None, false),
    ];
    for (who, headers, configured, may) in rows {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(is_from_us(&method, &request_headers(headers), configured), may, "{who}, {method}");
        }
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            assert!(is_from_us(&method, &request_headers(headers), configured), "{who}, {method}");
        }
    }
}

#[test]
fn every_page_bears_the_headers() {
    let mut headers = request_headers(&[("cache-control", "public")]);
    secure(&mut headers);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
             connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
    ] {
        assert_eq!(headers.get(name).unwrap(), value, "{name}");
    }
}
