//! Golden samples: a request and the reply it must get, one readable file each, kept with the wires.
//!
//! Called by `leadhub demo` (the table of samples), by the pages that show a request to try, by the integration tests, by the benchmark
//! and by the house rules. Knows the file format, curl's habits and
//! how two replies are compared; it must not know any vendor, nor reach into the server other than over HTTP.
//! The format is described in `crates/golden/README.md`.

mod compare;
mod curl;
mod fill;
mod form;
mod parse;
mod path;
mod rules;
mod run;
mod sample;
mod send;
mod shape;
mod shell;

#[cfg(test)]
mod tests;

pub use compare::{Difference, compare};
pub use fill::{Unfilled, Values};
pub use path::Path;
pub use rules::Rules;
pub use run::{Outcome, Runner};
pub use sample::{Expected, Golden, Kind, Request, Section, Source};
pub use send::{Reply, SendError, send};

/// A sample that cannot be read: the file and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {error}")]
pub struct GoldenError {
    /// The file, `dialect/NN_name.spec.http`.
    pub name: String,
    /// What is wrong, for the author of the sample.
    pub error: String,
}

/// Reads every sample among `files`, given as `dialect/NN_name.spec.http` and text, and puts them in order: dialects by name, samples
/// by number. Other files are passed over.
pub fn read_all<'t>(files: impl IntoIterator<Item = (String, &'t str)>) -> Result<Vec<Golden>, GoldenError> {
    let mut files: Vec<_> = files.into_iter().filter(|(name, _)| name.ends_with(".http")).collect();
    files.sort_by(|(one, _), (other, _)| place(one).cmp(&place(other)));
    files.into_iter().map(|(name, text)| Golden::parse(&name, text)).collect()
}

/// Dialect, number, and the whole name.
fn place(name: &str) -> (&str, u32, &str) {
    let (dialect, file) = name.split_once('/').unwrap_or(("", name));
    let number = file.split('_').next().and_then(|number| number.parse().ok());
    (dialect, number.unwrap_or_default(), name)
}
