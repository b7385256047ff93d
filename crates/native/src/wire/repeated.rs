//! Names that stand twice in one object of a body: a reader keeps one of the two and nobody learns of the other. Asked by the reader of
//! bodies, of bytes that are JSON; it reads no value.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

/// Repetitions that are looked at: a caller mends those first, and a body that is made of them costs no more.
const MOST: usize = 50;
/// Characters of a place that are told.
const LONGEST: usize = 255;

/// Where in the body they stand, as wrong fields are named: each place once, of the first repetitions.
pub fn repeated_names(json: &[u8]) -> Vec<String> {
    let mut found = Found::default();
    // What is no JSON was refused before.
    drop(Names { place: None, found: &mut found }.deserialize(&mut serde_json::Deserializer::from_slice(json)));
    found.places
}

#[derive(Default)]
struct Found {
    places: Vec<String>,
    looked_at: usize,
}

impl Found {
    fn tell(&mut self, place: &Place) {
        self.looked_at += 1;
        if self.looked_at > MOST {
            return;
        }
        let text: String = place.text().chars().take(LONGEST).collect();
        if !self.places.contains(&text) {
            self.places.push(text);
        }
    }
}

/// A place in a body, written down only where something is said of it.
struct Place<'p> {
    within: Option<&'p Place<'p>>,
    step: Step<'p>,
}

enum Step<'p> {
    Name(&'p str),
    At(usize),
}

impl Place<'_> {
    fn text(&self) -> String {
        let within = self.within.map(Place::text).unwrap_or_default();
        match self.step {
            Step::Name(name) if within.is_empty() => name.to_owned(),
            Step::Name(name) => format!("{within}.{name}"),
            Step::At(at) => format!("{within}[{at}]"),
        }
    }
}

struct Names<'n> {
    place: Option<&'n Place<'n>>,
    found: &'n mut Found,
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
            let place = Place { within: self.place, step: Step::At(at) };
            if values.next_element_seed(Names { place: Some(&place), found: self.found })?.is_none() {
                return Ok(());
            }
            at += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut known = HashSet::new();
        while let Some(name) = fields.next_key::<String>()? {
            let place = Place { within: self.place, step: Step::Name(&name) };
            fields.next_value_seed(Names { place: Some(&place), found: self.found })?;
            if known.contains(&name) {
                self.found.tell(&place);
            } else {
                known.insert(name);
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

    #[test]
    fn a_body_that_is_made_of_repetitions_tells_the_first_of_them() {
        let pairs: Vec<String> = (0..10_000).map(|number| format!("\"n{number}\":1,\"n{number}\":1")).collect();
        let json = format!("{{\"{}\":{{{}}}}}", "k".repeat(500_000), pairs.join(","));
        let told = repeated_names(json.as_bytes());
        // Their places begin alike, further than is told.
        assert_eq!((told.len(), told[0].len()), (1, 255));
        let told = repeated_names(format!("{{{}}}", pairs.join(",")).as_bytes());
        assert_eq!((told.len(), told[0].as_str()), (50, "n0"));
    }
}
