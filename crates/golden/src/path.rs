//! Paths into a JSON reply, as samples write them: `leads[].id`, `data[]`, `lead.*`.
//!
//! Called by `parse.rs` and `compare.rs`. A path only matches; it never changes anything.

use std::fmt;

use serde_json::Value;

/// A pattern over places in a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Key(String),
    AnyKey,
    AnyElement,
}

/// One step on the way to a concrete place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into the value of an object's key.
    Key(String),
    /// Into an array's element, from 0.
    Element(usize),
}

impl Path {
    /// Reads `a.b[].c`; `*` is any key, `[]` any element.
    pub fn parse(text: &str) -> Result<Path, String> {
        let mut parts = Vec::new();
        for word in text.split('.') {
            let key = word.trim_end_matches("[]");
            match key {
                "" if parts.is_empty() && word.len() > key.len() => {}
                "" => return Err(format!("path `{text}` has an empty part")),
                "*" => parts.push(Part::AnyKey),
                key => parts.push(Part::Key(key.to_owned())),
            }
            parts.extend((0..(word.len() - key.len()) / 2).map(|_| Part::AnyElement));
        }
        Ok(Path(parts))
    }

    /// Whether this path names the place `trail` leads to.
    pub fn matches(&self, trail: &[Step]) -> bool {
        self.0.len() == trail.len()
            && self.0.iter().zip(trail).all(|(part, step)| match (part, step) {
                (Part::Key(key), Step::Key(name)) => key == name,
                (Part::AnyKey, Step::Key(_)) | (Part::AnyElement, Step::Element(_)) => true,
                _ => false,
            })
    }

    /// Whether this path names the elements of the array `trail` leads to.
    pub fn matches_elements_of(&self, trail: &[Step]) -> bool {
        matches!(self.0.split_last(), Some((Part::AnyElement, array)) if Path(array.to_vec()).matches(trail))
    }

    /// Whether this path ends in `[]`.
    pub fn is_of_elements(&self) -> bool {
        self.0.last() == Some(&Part::AnyElement)
    }

    /// Every value this path names in `document`, in document order.
    pub fn select<'v>(&self, document: &'v Value) -> Vec<&'v Value> {
        self.0.iter().fold(vec![document], |places, part| {
            places
                .into_iter()
                .flat_map(|place| -> Vec<&Value> {
                    match (part, place) {
                        (Part::Key(key), Value::Object(map)) => map.get(key).into_iter().collect(),
                        (Part::AnyKey, Value::Object(map)) => map.values().collect(),
                        (Part::AnyElement, Value::Array(items)) => items.iter().collect(),
                        _ => Vec::new(),
                    }
                })
                .collect()
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            match part {
                Part::Key(key) => write!(f, "{dot}{key}")?,
                Part::AnyKey => write!(f, "{dot}*")?,
                Part::AnyElement => write!(f, "[]")?,
            }
        }
        Ok(())
    }
}

/// A concrete place in words: `leads[0].id`; the whole document is `body`.
pub fn place(trail: &[Step]) -> String {
    let mut text = String::new();
    for step in trail {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Element(at) => text.push_str(&format!("[{at}]")),
        }
    }
    if text.is_empty() { "body".into() } else { text }
}
