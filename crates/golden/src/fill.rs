//! Placeholders in samples: `{domain}`, `<token>`, `{{TOKEN}}` as the documents write them, `${name}` for kept values.
//!
//! Called by `sample.rs`. A placeholder without a value is an error, never sent as it stands.

use std::collections::BTreeMap;

/// Names and the texts that stand for them.
pub type Values = BTreeMap<String, String>;

/// Marks understood in targets and headers. The longer mark comes before the one it contains.
pub const HEAD: &[(&str, &str)] = &[("${", "}"), ("{{", "}}"), ("{", "}"), ("<", ">")];

/// Marks understood in bodies, where braces and angles are content.
pub const BODY: &[(&str, &str)] = &[("${", "}")];

/// A placeholder nobody gave a value for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no value for `{0}`")]
pub struct Unfilled(pub String);

/// `text` with every placeholder written in one of `marks` replaced.
pub fn fill(text: &str, values: &Values, marks: &[(&str, &str)]) -> Result<String, Unfilled> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let found = marks.iter().find_map(|(open, close)| {
            let (name, after) = rest.strip_prefix(open)?.split_once(close)?;
            is_name(name).then_some((name, after))
        });
        if let Some((name, after)) = found {
            out.push_str(values.get(name).ok_or_else(|| Unfilled(name.to_owned()))?);
            rest = after;
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    Ok(out)
}

/// `text` as JSON reads it before any value is known: every `${name}` becomes `0`.
pub fn blanked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, after)) if is_name(name) => {
                out.push('0');
                rest = after;
            }
            _ => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out + rest
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
