//! What in a reply may differ from the printed one, and how; the `# vary:` family of header lines.
//!
//! Filled by `parse.rs`, asked by `compare.rs`. A rule that names nothing in the expected body is an error: stale rules
//! would let differences through unseen.

use serde_json::Value;

use super::path::{Path, Step};

/// The comparison rules of one sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// Values that differ from run to run: same JSON type, same recognisable format.
    pub vary: Vec<Path>,
    /// Values that may be `null`; the value shows what a present one looks like where the document prints `null`.
    pub nullable: Vec<(Path, Option<Value>)>,
    /// Texts that may be empty.
    pub blank: Vec<Path>,
    /// Arrays of which every element must be like one of the printed elements, and of which there is at least one.
    pub each: Vec<Path>,
    /// Arrays that hold the printed elements in the printed order, and perhaps others of the same form.
    pub among: Vec<Path>,
}

impl Rules {
    /// Checks every rule against the body it is about.
    pub fn check(&self, expected: &Value) -> Result<(), String> {
        for path in self.vary.iter().chain(&self.blank).chain(self.nullable.iter().map(|(path, _)| path)) {
            let named = path.select(expected);
            if named.is_empty() || named.iter().any(|value| value.is_object() || value.is_array()) {
                return Err(format!("`{path}` must name single values of the expected body"));
            }
        }
        for (path, like) in &self.nullable {
            if like.is_none() && path.select(expected).iter().all(|value| value.is_null()) {
                return Err(format!("`{path}` is printed as null: say what a value looks like, `{path} = …`"));
            }
        }
        for path in self.each.iter().chain(&self.among) {
            if !path.is_of_elements() || path.select(expected).is_empty() {
                return Err(format!("`{path}` must name elements of the expected body, `name[]`"));
            }
        }
        Ok(())
    }

    /// Whether the value at `trail` differs from run to run.
    pub fn varies(&self, trail: &[Step]) -> bool {
        self.vary.iter().any(|path| path.matches(trail))
    }

    /// `None`: must not be null. `Some(like)`: may be, and `like` shows a present value where null is printed.
    pub fn nullable(&self, trail: &[Step]) -> Option<Option<&Value>> {
        let (_, like) = self.nullable.iter().find(|(path, _)| path.matches(trail))?;
        Some(like.as_ref())
    }

    /// Whether the text at `trail` may be empty.
    pub fn may_be_blank(&self, trail: &[Step]) -> bool {
        self.blank.iter().any(|path| path.matches(trail))
    }

    /// Whether the printed elements of the array at `trail` are templates.
    pub fn is_each(&self, trail: &[Step]) -> bool {
        self.each.iter().any(|path| path.matches_elements_of(trail))
    }

    /// Whether the array at `trail` may hold more than the printed elements.
    pub fn is_among(&self, trail: &[Step]) -> bool {
        self.among.iter().any(|path| path.matches_elements_of(trail))
    }
}
