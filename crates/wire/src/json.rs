//! JSON bodies as each dialect's own reader needs them: an object, kept whole, with bounded depth and no character that a
//! store cannot keep. What its keys mean is the dialect's.

use serde_json::{Map, Value};

/// Why a body is not the JSON object that was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// No JSON at all, or nested deeper than 128.
    NotJson,
    /// JSON, but no object.
    NotObject,
    /// A text holds the character U+0000, which no store keeps.
    NullCharacter,
    /// Packed by the sender: gzip, zlib or zstd.
    Compressed,
    /// In another encoding.
    NotUtf8,
    /// Half a character, written as `\\ud800` to `\\udfff` alone.
    LoneSurrogate,
}

impl Unreadable {
    /// What is wrong and what to do, for doors that say it in no words of their own.
    pub const fn message(self) -> &'static str {
        match self {
            Unreadable::NotJson => "the body is not JSON",
            Unreadable::NotObject => "the body is JSON, but not an object",
            Unreadable::NullCharacter => "the body holds the character U+0000, which cannot be kept",
            Unreadable::Compressed => "the body is compressed: send it as it is, without Content-Encoding",
            Unreadable::NotUtf8 => "the body is not in UTF-8: send it in UTF-8",
            Unreadable::LoneSurrogate => {
                "the body holds half a character (one of \\ud800 to \\udfff alone): send both halves"
            }
        }
    }
}

/// The object in `bytes`, its keys in their order.
pub fn object(bytes: &[u8]) -> Result<Map<String, Value>, Unreadable> {
    // An upload tool's byte-order mark is no part of the JSON.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match serde_json::from_slice(bytes).map_err(|_| why(bytes))? {
        Value::Object(object) if object.iter().any(|(key, value)| key.contains('\0') || holds_null(value)) => {
            Err(Unreadable::NullCharacter)
        }
        Value::Object(object) => Ok(object),
        _ => Err(Unreadable::NotObject),
    }
}

/// What keeps a body from being JSON, where that can be told.
pub fn why(bytes: &[u8]) -> Unreadable {
    if [&b"\x1f\x8b"[..], b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"]
        .iter()
        .any(|mark| bytes.starts_with(mark))
    {
        return Unreadable::Compressed;
    }
    // Of the two-byte encodings without a mark every other byte is 0.
    match std::str::from_utf8(bytes) {
        Ok(text) if !bytes.iter().take(2).any(|byte| *byte == 0) => match has_lone_surrogate(text) {
            true => Unreadable::LoneSurrogate,
            false => Unreadable::NotJson,
        },
        _ => Unreadable::NotUtf8,
    }
}

fn has_lone_surrogate(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        rest = &rest[at..];
        match escaped(rest) {
            Some(0xd800..=0xdbff) if matches!(escaped(&rest[6..]), Some(0xdc00..=0xdfff)) => rest = &rest[12..],
            Some(0xd800..=0xdfff) => return true,
            // Whatever is escaped begins no escape itself.
            _ => rest = rest[1..].strip_prefix('\\').unwrap_or(&rest[1..]),
        }
    }
    false
}

/// The number of the `\uXXXX` that a text begins with.
fn escaped(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_null),
        Value::Object(object) => object.iter().any(|(key, value)| key.contains('\0') || holds_null(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_named_as_what_it_is() {
        let utf16: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, wanted) in [
            (&b"\x1f\x8b\x08\x00"[..], Unreadable::Compressed),
            (b"\x28\xb5\x2f\xfd\x04", Unreadable::Compressed),
            (b"\x78\x9c\xab\x56", Unreadable::Compressed),
            (b"{\"a\":\"Nguy\xea\"}", Unreadable::NotUtf8),
            (&utf16, Unreadable::NotUtf8),
            (br#"{"a":"\ud800"}"#, Unreadable::LoneSurrogate),
            (br#"{"a":"\\\udc00\ud800"}"#, Unreadable::LoneSurrogate),
            (br#"{"a":"\ud83d\ude00\\ud800"x}"#, Unreadable::NotJson),
            (br#"{"a":"\ud83"#, Unreadable::NotJson),
            (b"x", Unreadable::NotJson),
            (b"", Unreadable::NotJson),
        ] {
            assert_eq!(object(bytes), Err(wanted), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn only_objects_of_bounded_depth_without_null_characters() {
        assert_eq!(object(b"{"), Err(Unreadable::NotJson));
        assert_eq!(object(b"[1]"), Err(Unreadable::NotObject));
        assert_eq!(object(br#"{"a":["\u0000"]}"#), Err(Unreadable::NullCharacter));
        assert_eq!(object("[".repeat(100_000).as_bytes()), Err(Unreadable::NotJson));
        let keys =
            object("\u{feff}{\"b\":1,\"a\":2}".as_bytes()).map(|object| object.keys().cloned().collect::<Vec<_>>());
        assert_eq!(keys, Ok(vec!["b".to_owned(), "a".to_owned()]));
    }
}
