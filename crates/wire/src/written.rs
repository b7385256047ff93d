//! JSON as answers carry it: byte for byte what the library writes, in less time, since the names of fields are known to need no escaping
//! and most texts need none either. What is rare is left to the library. Used by `answer` and `work`.
//! Measured alone on a page of 50 leads, 41 kB: 35 µs, `serde_json` 55 µs, `sonic-rs` 48 µs and not the same bytes. The 20 µs are about a
//! ninth of what a list costs the processor (175 µs); were they less than a tenth, this file would go.

use serde::Serialize;
use serde::ser::{self, Error as _, Serializer};
use serde_json::{Error, Value};

/// Names under which the library hands out JSON that is written already: numbers of any length and raw values.
const WRITTEN: &str = "$serde_json::private::";

/// Writes a value behind what is there.
pub fn write(bytes: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Error> {
    value.serialize(Writer(bytes))
}

struct Writer<'b>(&'b mut Vec<u8>);

fn is_plain(text: &str) -> bool {
    // Without a way out in the middle, so that many bytes are looked at in one step.
    text.bytes().fold(true, |plain, byte| plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\'))
}

fn write_text(bytes: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    if !is_plain(text) {
        return serde_json::to_writer(bytes, text);
    }
    bytes.reserve(text.len() + 2);
    bytes.push(b'"');
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(b'"');
    Ok(())
}

impl<'b> Writer<'b> {
    /// Begins a list or an object, which ends with `end`.
    fn open(self, begin: u8, end: &'static str) -> Open<'b> {
        self.0.push(begin);
        Open { bytes: self.0, is_empty: true, is_written: false, end }
    }

    /// Begins an object with one name, whose value follows.
    fn variant(&mut self, name: &'static str) -> Result<(), Error> {
        self.0.push(b'{');
        write_text(self.0, name)?;
        self.0.push(b':');
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident: $number:ty),*) => {$(
        #[inline]
        fn $method(self, number: $number) -> Result<(), Error> {
            self.0.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
            Ok(())
        }
    )*};
}

macro_rules! rarely {
    ($($method:ident: $value:ty),*) => {$(
        fn $method(self, value: $value) -> Result<(), Error> {
            serde_json::to_writer(self.0, &value)
        }
    )*};
}

impl<'b> Serializer for Writer<'b> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'b>;
    type SerializeTuple = Open<'b>;
    type SerializeTupleStruct = Open<'b>;
    type SerializeTupleVariant = Open<'b>;
    type SerializeMap = Open<'b>;
    type SerializeStruct = Open<'b>;
    type SerializeStructVariant = Open<'b>;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    }
    rarely! { serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_bytes: &[u8] }

    fn serialize_bool(self, flag: bool) -> Result<(), Error> {
        self.0.extend_from_slice(if flag { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        write_text(self.0, text)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        write_text(self.0, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(variant)?;
        value.serialize(Writer(self.0))?;
        self.0.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'b>, Error> {
        Ok(self.open(b'[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'b>, Error> {
        Ok(self.open(b'[', "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'b>, Error> {
        Ok(self.open(b'[', "]"))
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'b>, Error> {
        self.variant(variant)?;
        Ok(self.open(b'[', "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'b>, Error> {
        Ok(self.open(b'{', "}"))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Open<'b>, Error> {
        if name.starts_with(WRITTEN) {
            return Ok(Open { bytes: self.0, is_empty: true, is_written: true, end: "" });
        }
        Ok(self.open(b'{', "}"))
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'b>, Error> {
        self.variant(variant)?;
        Ok(self.open(b'{', "}}"))
    }
}

/// A list or an object that has begun.
struct Open<'b> {
    bytes: &'b mut Vec<u8>,
    is_empty: bool,
    /// Its one field is text that is JSON already.
    is_written: bool,
    end: &'static str,
}

impl Open<'_> {
    fn comma(&mut self) {
        if !self.is_empty {
            self.bytes.push(b',');
        }
        self.is_empty = false;
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.comma();
        value.serialize(Writer(self.bytes))
    }

    fn close(self) -> Result<(), Error> {
        self.bytes.extend_from_slice(self.end.as_bytes());
        Ok(())
    }

    /// Names of fields are the program's own.
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        if self.is_written {
            if let Value::String(text) = serde_json::to_value(value)? {
                self.bytes.extend_from_slice(text.as_bytes());
            }
            return Ok(());
        }
        debug_assert!(is_plain(name), "the field {name} needs escaping");
        self.bytes.reserve(name.len() + 4);
        self.comma();
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(b"\":");
        value.serialize(Writer(self.bytes))
    }
}

macro_rules! lists {
    ($($list:ident: $method:ident)*) => {$(
        impl ser::$list for Open<'_> {
            type Ok = ();
            type Error = Error;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.element(value)
            }
            fn end(self) -> Result<(), Error> {
                self.close()
            }
        }
    )*};
}

macro_rules! structs {
    ($($object:ident)*) => {$(
        impl ser::$object for Open<'_> {
            type Ok = ();
            type Error = Error;
            #[inline]
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
                self.field(name, value)
            }
            fn end(self) -> Result<(), Error> {
                self.close()
            }
        }
    )*};
}

lists! {
    SerializeSeq: serialize_element SerializeTuple: serialize_element
    SerializeTupleStruct: serialize_field SerializeTupleVariant: serialize_field
}
structs! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.comma();
        let begin = self.bytes.len();
        key.serialize(Writer(self.bytes))?;
        match self.bytes.get(begin) {
            Some(b'"') => Ok(()),
            Some(b'-' | b'0'..=b'9') => {
                self.bytes.insert(begin, b'"');
                self.bytes.push(b'"');
                Ok(())
            }
            _ => Err(Error::custom("a key must be a text or a number")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.bytes.push(b':');
        value.serialize(Writer(self.bytes))
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::value::RawValue;
    use serde_json::{Map, json};
    use std::collections::BTreeMap;

    fn written(value: &impl Serialize) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes, value).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn same(value: &impl Serialize) {
        assert_eq!(written(value), serde_json::to_string(value).unwrap());
    }

    #[derive(Serialize)]
    enum Kind {
        Unit,
        One(i64),
        Two(i64, &'static str),
        Named { a: Option<bool>, b: () },
    }

    #[derive(Serialize)]
    struct Everything<'r> {
        #[serde(rename = "numFound")]
        number: i64,
        unsigned: u64,
        small: (u8, i8),
        float: f64,
        single: f32,
        letter: char,
        text: &'static str,
        nothing: Option<i64>,
        something: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<i64>,
        list: Vec<Kind>,
        raw: &'r RawValue,
        keyed: BTreeMap<i64, &'static str>,
        #[serde(flatten)]
        flat: Map<String, Value>,
    }

    #[test]
    fn every_kind_of_value_is_written_as_the_library_writes_it() {
        let raw = RawValue::from_string(r#"{"as": [1.50,  "it\u0041"]}"#.to_owned()).unwrap();
        let list =
            vec![Kind::Unit, Kind::One(-1), Kind::Two(i64::MIN, "\u{7f}\u{1f}"), Kind::Named { a: Some(true), b: () }];
        same(&Everything {
            number: -7,
            unsigned: u64::MAX,
            small: (255, -128),
            float: 0.1,
            single: 1e30,
            letter: '"',
            text: "Nguyễn \"Văn\" \\ A\n\u{2028}",
            nothing: None,
            something: Some(""),
            skipped: None,
            list,
            raw: &raw,
            keyed: BTreeMap::from([(-3, "a"), (4, "b")]),
            flat: json!({ "đ": { "\"": null } }).as_object().cloned().unwrap(),
        });
        same(&(f64::NAN, f64::INFINITY, [(); 0], Map::new(), serde_json::from_str::<Value>("1.500e+07").unwrap()));
        assert!(write(&mut Vec::new(), &BTreeMap::from([(vec![1], 1)])).is_err());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[ -~\\\\\"\\x00-\\x20]{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            let map = prop::collection::vec((any::<String>(), inner.clone()), 0..6);
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Value::from),
                map.prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_value_is_written_as_the_library_writes_it(value in value()) {
            prop_assert_eq!(written(&value), serde_json::to_string(&value).unwrap());
        }
    }
}
