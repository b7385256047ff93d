//! Golden samples: a request and the reply it must get, one readable file each, kept with the dialects.
//!
//! Called by `leadhub demo` (the table of samples) and by the integration tests. Knows the file format, curl's habits and
//! how two replies are compared; it must not know any vendor, nor reach into the server other than over HTTP.
//! The format is described in `crates/dialects/golden/README.md`.

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
#[error("{name}: {problem}")]
pub struct GoldenError {
    /// The file, `dialect/NN_name.spec.http`.
    pub name: String,
    /// What is wrong, for the author of the sample.
    pub problem: String,
}

impl Golden {
    /// Every sample of every dialect, dialects by name and samples by number.
    pub fn all() -> Result<Vec<Golden>, GoldenError> {
        let mut files: Vec<_> = leadhub_dialects::GOLDENS
            .dirs()
            .flat_map(|folder| folder.files())
            .filter(|file| file.path().extension().is_some_and(|ending| ending == "http"))
            .collect();
        files.sort_by_key(|file| file.path());
        files
            .into_iter()
            .map(|file| {
                let name = file.path().to_string_lossy().replace('\\', "/");
                let text = file
                    .contents_utf8()
                    .ok_or_else(|| GoldenError { name: name.clone(), problem: "is not UTF-8".into() })?;
                Golden::parse(&name, text)
            })
            .collect()
    }

    /// The samples of one dialect (the name of its folder), in the order of their numbers.
    pub fn of(dialect: &str) -> Result<Vec<Golden>, GoldenError> {
        let mut samples = Golden::all()?;
        samples.retain(|sample| sample.dialect() == dialect);
        Ok(samples)
    }
}
