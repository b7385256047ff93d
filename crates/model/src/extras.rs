//! What the dialects keep with a lead that the core has no name for. It comes from the store as text and is taken apart only when
//! somebody looks into it, since most readers pass it on or leave it alone.

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

/// A map from the dialect's key to what it keeps.
#[derive(Clone, Default)]
pub struct LeadExtras {
    /// As stored; gone once somebody may have changed the map.
    text: Option<Box<RawValue>>,
    map: OnceLock<Map<String, Value>>,
}

impl LeadExtras {
    /// What the store kept; an error where that is no JSON object.
    pub fn stored(text: String) -> Result<LeadExtras, String> {
        let text = RawValue::from_string(text).map_err(|error| error.to_string())?;
        if !text.get().starts_with('{') {
            return Err("no object".to_owned());
        }
        Ok(LeadExtras { text: Some(text), map: OnceLock::new() })
    }

    /// As the store keeps it; `None` when there is nothing to keep.
    pub fn to_stored(&self) -> Option<String> {
        match &self.text {
            Some(text) => Some(text.get().to_owned()),
            None if self.is_empty() => None,
            None => serde_json::to_string(self.deref()).map_or_else(|_| unreachable!("an object is JSON"), Some),
        }
    }

    /// What one dialect keeps, as far as `T` knows it; the rest is passed over. The default where it keeps nothing.
    pub fn of<'l, T: Deserialize<'l> + Default>(&'l self, dialect: &str) -> T {
        let kept = match &self.text {
            Some(text) => serde_json::Deserializer::from_str(text.get()).deserialize_map(Of(dialect, PhantomData)).ok(),
            None => self.get(dialect).map(|own| T::deserialize(own).ok()),
        };
        kept.flatten().unwrap_or_default()
    }

    fn taken_apart(&self) -> Map<String, Value> {
        // What is not an object was refused when it came.
        self.text.as_ref().and_then(|text| serde_json::from_str(text.get()).ok()).unwrap_or_default()
    }
}

impl Deref for LeadExtras {
    type Target = Map<String, Value>;
    fn deref(&self) -> &Map<String, Value> {
        self.map.get_or_init(|| self.taken_apart())
    }
}

impl DerefMut for LeadExtras {
    fn deref_mut(&mut self) -> &mut Map<String, Value> {
        if self.map.get().is_none() {
            self.map = OnceLock::from(self.taken_apart());
        }
        self.text = None;
        self.map.get_mut().unwrap_or_else(|| unreachable!("it was just set"))
    }
}

impl From<Map<String, Value>> for LeadExtras {
    fn from(map: Map<String, Value>) -> Self {
        LeadExtras { text: None, map: OnceLock::from(map) }
    }
}

impl Serialize for LeadExtras {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => text.serialize(serializer),
            None => self.deref().serialize(serializer),
        }
    }
}

impl PartialEq for LeadExtras {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for LeadExtras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

/// Reads one value of an object.
struct Of<'k, T>(&'k str, PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Of<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<str>>()? {
            if key == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_looked_into_is_passed_on_as_it_is() {
        let text = r#"{"first": {"a": 1.50, "đ": null}}"#;
        let extras = LeadExtras::stored(text.to_owned()).unwrap();
        assert_eq!(serde_json::to_string(&extras).unwrap(), text);
        assert_eq!(extras["first"]["đ"], Value::Null);
        assert_eq!(extras.to_stored().as_deref(), Some(text));
    }

    #[test]
    fn what_is_changed_is_kept_changed() {
        let mut extras = LeadExtras::stored(r#"{"first":{"a":1}}"#.to_owned()).unwrap();
        extras.insert("second".to_owned(), json!({ "b": 2 }));
        assert_eq!(extras.to_stored().as_deref(), Some(r#"{"first":{"a":1},"second":{"b":2}}"#));
        assert_eq!(serde_json::to_value(&extras).unwrap(), json!({ "first": { "a": 1 }, "second": { "b": 2 } }));
    }

    #[test]
    fn one_dialects_part_is_read_without_the_others() {
        #[derive(Default, Debug, PartialEq, Deserialize)]
        #[serde(default)]
        struct Part {
            a: Value,
            b: Option<i64>,
        }
        let whole = r#"{"other":{"a":9},"mi\u006ee":{"b":2,"c":[{}],"a":1.50},"odd":7}"#;
        let stored = LeadExtras::stored(whole.to_owned()).unwrap();
        let changed = LeadExtras::from(serde_json::from_str::<Map<String, Value>>(whole).unwrap());
        for extras in [stored, changed] {
            let part: Part = extras.of("mine");
            assert_eq!((part.a.to_string().as_str(), part.b), ("1.50", Some(2)));
            assert_eq!((extras.of::<Part>("none"), extras.of::<Part>("odd")), Default::default());
        }
    }

    #[test]
    fn nothing_is_stored_as_nothing_and_no_object_is_refused() {
        assert_eq!(LeadExtras::default().to_stored(), None);
        for bad in ["[1]", "{", "", "7"] {
            assert!(LeadExtras::stored(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
