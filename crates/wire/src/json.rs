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
}

/// The object in `bytes`, its keys in their order.
pub fn object(bytes: &[u8]) -> Result<Map<String, Value>, Unreadable> {
    // An upload tool's byte-order mark is no part of the JSON.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match serde_json::from_slice(bytes).map_err(|_| Unreadable::NotJson)? {
        Value::Object(object) if object.iter().any(|(key, value)| key.contains('\0') || holds_null(value)) => {
            Err(Unreadable::NullCharacter)
        }
        Value::Object(object) => Ok(object),
        _ => Err(Unreadable::NotObject),
    }
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
