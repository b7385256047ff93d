//! Names that stand twice in one object of a body: a reader keeps one of the two and nobody learns of the other. Asked by the reader of
//! bodies, of bytes that are JSON; it reads no value.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

/// Where in the body they stand, as wrong fields are named.
pub fn repeated_names(json: &[u8]) -> Vec<String> {
    let mut repeated = Vec::new();
    // What is no JSON was refused before.
    drop(Names { place: "", repeated: &mut repeated }.deserialize(&mut serde_json::Deserializer::from_slice(json)));
    repeated
}

struct Names<'n> {
    place: &'n str,
    repeated: &'n mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

macro_rules! passed_over {
    ($($visit:ident: $kind:ty),*) => {
        $(fn $visit<E>(self, _: $kind) -> Result<(), E> {
            Ok(())
        })*
    };
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    passed_over!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        let mut at = 0;
        loop {
            let place = format!("{}[{at}]", self.place);
            if values.next_element_seed(Names { place: &place, repeated: self.repeated })?.is_none() {
                return Ok(());
            }
            at += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut known = HashSet::new();
        while let Some(name) = fields.next_key::<String>()? {
            let place = if self.place.is_empty() { name.clone() } else { format!("{}.{name}", self.place) };
            fields.next_value_seed(Names { place: &place, repeated: self.repeated })?;
            if !known.insert(name) && !self.repeated.contains(&place) {
                self.repeated.push(place);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::repeated_names;

    #[test]
    fn every_name_that_stands_twice_is_found_where_it_stands() {
        let json = br#"{"a":1.50,"b":[{"c":null,"c":2},{"c":"x"}],"d":{"e":{"f":true,"f":{"f":1}}},"a":1e999,"a":-1}"#;
        assert_eq!(repeated_names(json), ["b[0].c", "d.e.f", "a"]);
        assert_eq!(repeated_names(br#"{"a":{"b":1},"c":{"b":1},"d":[1,1,{}]}"#), [""; 0]);
    }
}
