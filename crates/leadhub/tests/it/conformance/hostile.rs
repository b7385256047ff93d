//! Bodies that no client should send: broken JSON, the wrong JSON, endless nesting, characters no store keeps, too many bytes.
//! Every operation of every dialect that takes JSON gets all of them; the dialect says how each is refused.

use super::table::{Operation, Wanted};
use super::{Bench, raw::Request};

/// Why a body is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    NotJson,
    NotObject,
    NullCharacter,
    NotUtf8,
    Compressed,
    LoneSurrogate,
    TooLarge,
}

impl Fault {
    /// The words that every wire has for it.
    pub fn message(self) -> &'static str {
        match self {
            Fault::NotUtf8 => "the body is not in UTF-8: send it in UTF-8",
            Fault::Compressed => "the body is compressed: send it as it is, without Content-Encoding",
            Fault::LoneSurrogate => {
                "the body holds half a character (one of \\ud800 to \\udfff alone): send both halves"
            }
            other => panic!("{other:?} is said in each wire's own words"),
        }
    }
}

/// The body limit that the server under test has.
pub fn limit() -> usize {
    leadhub_wire::Limits::default().body
}

pub fn bodies() -> Vec<(&'static str, Vec<u8>, Fault)> {
    use Fault::*;
    let deep =
        |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth)).into_bytes();
    let utf16: Vec<u8> = "\u{feff}{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut too_large = b"{\"a\":\"".to_vec();
    too_large.resize(limit() - 1, b'x');
    too_large.extend_from_slice(b"\"}");
    vec![
        ("half an object", b"{\"lead\": {\"subject\": ".to_vec(), NotJson),
        ("a word", b"lead".to_vec(), NotJson),
        ("a form", b"lead=1&subject=2".to_vec(), NotJson),
        ("XML", b"<lead/>".to_vec(), NotJson),
        ("an object and a word", b"{} x".to_vec(), NotJson),
        ("two objects", b"{}{}".to_vec(), NotJson),
        ("a comma too many", b"{\"a\":1,}".to_vec(), NotJson),
        ("single quotes", b"{'a':1}".to_vec(), NotJson),
        ("a remark", b"{/* x */}".to_vec(), NotJson),
        ("no number", b"{\"a\":NaN}".to_vec(), NotJson),
        ("a number with a zero before it", b"{\"a\":012}".to_vec(), NotJson),
        ("a line break in a text", b"{\"a\":\"x\ny\"}".to_vec(), NotJson),
        ("the byte 0 in a text", b"{\"a\":\"x\0y\"}".to_vec(), NotJson),
        ("bytes that are no UTF-8", b"{\"a\":\"\xff\xfe\"}".to_vec(), NotUtf8),
        ("UTF-16", utf16, NotUtf8),
        ("a packed body", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0C\xbf\xa6\xa3\x02\0\0\0".to_vec(), Compressed),
        ("a lone surrogate", b"{\"a\":\"\\ud800\"}".to_vec(), LoneSurrogate),
        ("a lone surrogate as a key", b"{\"\\udfff\":1}".to_vec(), LoneSurrogate),
        ("two surrogates in the wrong order", b"{\"a\":\"\\udc00\\ud800\"}".to_vec(), LoneSurrogate),
        ("100,000 open brackets", "[".repeat(100_000).into_bytes(), NotJson),
        ("100,000 brackets, closed", deep("[", "]", 100_000), NotJson),
        ("100,000 objects in each other", deep("{\"a\":", "}", 100_000), NotJson),
        ("128 objects in each other", deep("{\"a\":", "}", 128), NotJson),
        ("only spaces", b" \n\t ".to_vec(), NotJson),
        ("an array", b"[{\"lead\":{}}]".to_vec(), NotObject),
        ("an empty array", b"[]".to_vec(), NotObject),
        ("a text", b"\"lead\"".to_vec(), NotObject),
        ("a number", b"5".to_vec(), NotObject),
        ("true", b"true".to_vec(), NotObject),
        ("null", b"null".to_vec(), NotObject),
        ("U+0000 in a text", b"{\"a\":\"x\\u0000y\"}".to_vec(), NullCharacter),
        ("U+0000 in a key", b"{\"\\u0000\":1}".to_vec(), NullCharacter),
        ("U+0000 deep within", b"{\"a\":[{\"b\":{\"c\":[1,\"\\u0000\"]}}]}".to_vec(), NullCharacter),
        ("U+0000 in a key deep within", b"{\"a\":[{\"b\\u0000\":1}]}".to_vec(), NullCharacter),
        ("one byte too many", too_large, TooLarge),
    ]
}

/// Sends all of them to an operation. `nothing` is its answer to a body of no bytes.
pub async fn try_all(bench: &mut Bench, operation: &Operation, says: fn(Fault) -> Wanted, nothing: &Wanted) {
    for (name, body, fault) in bodies() {
        let request = bench.request(operation.method, &operation.target, body);
        bench.expect(&format!("{}: {name}", operation.name), &request, &says(fault)).await;
    }
    let request = bench.request(operation.method, &operation.target, "");
    bench.expect(&format!("{}: no bytes", operation.name), &request, nothing).await;
    try_oddities(bench, operation).await;
}

/// What is odd and still right: a good request in strange clothes is answered as itself.
async fn try_oddities(bench: &mut Bench, operation: &Operation) {
    let mut good = |field: &str, json: Option<&str>| operation.body(field, json, bench.next_number());
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    let many_digits = format!("{}.{}", "9".repeat(400), "9".repeat(400));
    let mut padded = good("", None).into_bytes();
    padded.resize(limit(), b' ');
    let plain = good("", None);
    let keyed = good("", None);
    let oddities: Vec<(&str, Vec<u8>)> = vec![
        ("a byte-order mark", format!("\u{feff}{plain}").into_bytes()),
        ("exactly as many bytes as allowed", padded),
        ("an unknown field nested 120 deep", good("unknown", Some(&deep)).into_bytes()),
        ("an unknown field with 800 digits", good("unknown", Some(&many_digits)).into_bytes()),
        ("an unknown field with an endless exponent", good("unknown", Some("1e999999999")).into_bytes()),
        (
            "an unknown field that looks like the reader's own mark",
            good("unknown", Some("{\"$serde_json::private::Number\":\"12\"}")).into_bytes(),
        ),
        ("the empty key", good("", Some("{\"\":\"\"}")).into_bytes()),
        (
            "every character but U+0000 below the space",
            good("unknown", Some("\"\\u0001\\u0008\\u001f\\u007f\\ufffe\\uffff\"")).into_bytes(),
        ),
        ("a key twice, the last counts", format!("{{\"unknown\":1,{}", &keyed[1..]).into_bytes()),
    ];
    for (name, body) in oddities {
        let request = bench.request(operation.method, &operation.target, body);
        bench.expect(&format!("{}: {name}", operation.name), &request, &operation.answer).await;
    }
    let plain = good_request(bench, operation);
    bench.expect(&format!("{}: without a content type", operation.name), &plain, &operation.answer).await;
}

fn good_request(bench: &mut Bench, operation: &Operation) -> Request {
    let body = operation.body("", None, bench.next_number());
    let mut request = bench.request(operation.method, &operation.target, body);
    request.headers.retain(|(name, _)| name != "Content-Type");
    request
}
