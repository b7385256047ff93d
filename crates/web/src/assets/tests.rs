//! Tests of the assets: what is served under which headers, that every file says its hash, and what all of them weigh.
//! They read the table that the build made.

use super::*;
use http::header::ACCEPT_ENCODING;
use std::io::Read;

fn request_headers(name: http::HeaderName, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
}

fn header(response: &Response, name: http::HeaderName) -> Option<&str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn name(path: &str) -> &str {
    path.strip_prefix(PLACE).unwrap()
}

fn asset(path: &str) -> &'static Asset {
    ASSETS.iter().find(|asset| asset.name == name(path)).unwrap()
}

#[test]
fn an_asset_is_kept_for_ever_in_the_coding_that_the_browser_takes() {
    for (accepted, coding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip, br;q=0", Some("gzip")),
        ("GZIP;q=0.5", Some("gzip")),
        ("identity", None),
    ] {
        let response = serve(name(LEADHUB_CSS), &request_headers(ACCEPT_ENCODING, accepted));
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, CONTENT_ENCODING), coding, "{accepted}");
        assert_eq!(header(&response, CONTENT_TYPE), Some("text/css; charset=utf-8"));
        assert_eq!(header(&response, CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
        assert_eq!(header(&response, VARY), Some("accept-encoding"));
    }
    let font = serve(name(INTER_LATIN_WGHT_NORMAL_WOFF2), &request_headers(ACCEPT_ENCODING, "br"));
    assert_eq!((header(&font, CONTENT_TYPE), header(&font, CONTENT_ENCODING)), (Some("font/woff2"), None));
}

#[test]
fn who_has_it_is_told_so() {
    let etag = asset(APP_JS).etag;
    for known in [etag.to_owned(), format!("\"x\", W/{etag}")] {
        assert_eq!(
            serve(name(APP_JS), &request_headers(IF_NONE_MATCH, &known)).status(),
            StatusCode::NOT_MODIFIED,
            "{known}"
        );
    }
    assert_eq!(serve(name(APP_JS), &request_headers(IF_NONE_MATCH, "\"x\"")).status(), StatusCode::OK);
}

#[test]
fn an_unknown_name_is_said_in_our_words_and_not_kept() {
    for name in ["app.js", "../Cargo.toml", "", "app.0000000000000000.js"] {
        let response = serve(name, &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{name}");
        assert_eq!(header(&response, CACHE_CONTROL), Some("no-store"));
    }
}

#[test]
fn packed_and_plain_are_the_same() {
    for asset in ASSETS {
        if let Some(packed) = asset.gzip {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(packed).read_to_end(&mut plain).unwrap();
            assert_eq!(plain, asset.plain, "{}", asset.name);
        }
        if let Some(packed) = asset.brotli {
            let mut plain = Vec::new();
            brotli::Decompressor::new(packed, 4096).read_to_end(&mut plain).unwrap();
            assert_eq!(plain, asset.plain, "{}", asset.name);
            assert!(packed.len() < plain.len(), "{}", asset.name);
        }
    }
}

#[test]
fn styles_name_the_fonts_as_they_are_served() {
    let css = std::str::from_utf8(asset(LEADHUB_CSS).plain).unwrap();
    for font in [INTER_LATIN_WGHT_NORMAL_WOFF2, INTER_VIETNAMESE_WGHT_NORMAL_WOFF2] {
        assert!(css.contains(&format!("url({font})")), "{font}");
    }
    assert_eq!(css.matches("url(").count(), 2);
}

#[test]
fn a_first_visit_is_light() {
    assert!(asset(LEADHUB_CSS).plain.len() <= 30_000, "{} bytes of styles", asset(LEADHUB_CSS).plain.len());
    let sent = ASSETS.iter().map(|asset| asset.brotli.unwrap_or(asset.plain).len()).sum::<usize>();
    assert!(sent <= 98_000, "{sent} bytes sent, which leaves too little of 110 kB for the page");
}

#[test]
fn scripts_run_under_the_policy_and_stay_small() {
    let scripts = [include_str!("../../assets/js/live_worker.js"), std::str::from_utf8(asset(APP_JS).plain).unwrap()];
    for script in scripts {
        for word in ["eval(", "new Function", "innerHTML", "document.write", "setAttribute(\"style", ".onclick"] {
            assert!(!script.contains(word), "{word}");
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/js");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let says = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    let lines = files.map(|text| text.lines().filter(says).count()).sum::<usize>();
    assert!(lines <= 600, "{lines} lines of script, 600 at most");
}
