//! Tests of packing: who takes it, what is packed and what is left as it is, and that what was packed is the page.
//! What the server makes of it on the wire is tested with the program.

use super::*;
use flate2::read::GzDecoder;
use std::io::Read;

fn page(text: &str) -> Response {
    let mut response = Response::new(Body::from(text.to_owned()));
    offer(&mut response, Bytes::from(text.to_owned()));
    response
}

fn header(response: &Response, name: http::HeaderName) -> Option<&str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

async fn bytes(response: Response) -> Bytes {
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap()
}

fn long() -> String {
    "<td>Nguyễn Thị Dương</td>\n".repeat(100)
}

#[test]
fn a_coding_is_taken_by_its_name_and_weight() {
    for (lists, takes) in [
        (["gzip, deflate, br, zstd"].as_slice(), true),
        (&["br", "deflate , GZip"], true),
        (&["gzip;q=0.5"], true),
        (&["gzip ; q=1.000"], true),
        (&["br;q=1, *;q=0.1"], true),
        (&["*"], true),
        (&["gzip;Q=0.001"], true),
        (&["gzip;q=0"], false),
        (&["gzip; q=0.000, *"], false),
        (&["GZIP;Q=0, br"], false),
        (&["*;q=0"], false),
        (&["identity"], false),
        (&["gzipped, x-gz"], false),
        (&["gzip;q=much"], false),
        (&["gzip;q=-1"], false),
        (&["gzip;q=nan"], false),
        (&[""], false),
        (&[",;,"], false),
        (&[], false),
    ] {
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append(ACCEPT_ENCODING, HeaderValue::from_str(list).unwrap());
        }
        assert_eq!(accepts(&headers, "gzip"), takes, "{lists:?}");
    }
}

#[tokio::test]
async fn a_page_is_packed_for_who_takes_it_and_says_that_it_varies() {
    let text = long();
    let plain = pack(page(&text), false);
    assert_eq!((header(&plain, CONTENT_ENCODING), header(&plain, VARY)), (None, Some("accept-encoding")));
    assert_eq!(bytes(plain).await, text);
    let packed = pack(page(&text), true);
    assert_eq!((header(&packed, CONTENT_ENCODING), header(&packed, VARY)), (Some("gzip"), Some("accept-encoding")));
    let packed = bytes(packed).await;
    assert!(packed.len() < text.len() / 4, "{} of {}", packed.len(), text.len());
    let mut unpacked = String::new();
    GzDecoder::new(&packed[..]).read_to_string(&mut unpacked).unwrap();
    assert_eq!(unpacked, text);
}

#[tokio::test]
async fn what_is_small_or_was_not_offered_stays_as_it_is() {
    for response in [page("<p>Đã lưu</p>"), Response::new(Body::from(long()))] {
        let response = pack(response, true);
        assert_eq!((header(&response, CONTENT_ENCODING), header(&response, VARY)), (None, None));
        assert!(bytes(response).await.starts_with(b"<"));
    }
}
