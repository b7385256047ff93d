//! The list of keys: where each may be set and what its value must be, in words. What a value becomes is `values.rs`'s; its
//! default and meaning stand in `leadhub.default.toml`.

/// A key of the configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name, with its section before a dot.
    pub name: &'static str,
    /// The environment variable that sets it too.
    pub variable: &'static str,
    /// The flag that sets it on the command line, where there is one.
    pub flag: Option<&'static str>,
    /// Ends the sentence "… must be".
    pub must_be: &'static str,
    /// Never printed.
    pub is_secret: bool,
}

const COUNT: &str = "a whole number from 1 up";

/// Every key, in the order of `leadhub.default.toml`.
pub const KEYS: &[Key] = &[
    Key::new(
        "database",
        "LEADHUB_DATABASE",
        Some("--database"),
        "the path of an SQLite file or a postgres:// URL, in quotation marks",
    ),
    Key::new("listen", "LEADHUB_LISTEN", Some("--listen"), "an address and a port such as \"127.0.0.1:8080\""),
    Key::new("log.level", "LEADHUB_LOG", Some("--log"), "\"error\", \"warn\", \"info\" or \"debug\""),
    Key::new("log.format", "LEADHUB_LOG_FORMAT", Some("--log-format"), "\"text\" or \"json\""),
    Key::new("log.requests", "LEADHUB_LOG_REQUESTS", None, "true or false"),
    Key::new("limits.body_bytes", "LEADHUB_BODY_LIMIT", Some("--body-limit"), COUNT),
    Key::new("limits.upload_bytes", "LEADHUB_UPLOAD_LIMIT", Some("--upload-limit"), COUNT),
    Key::new("limits.waiting_writes", "LEADHUB_WAITING_WRITES", None, COUNT),
    Key::new("limits.requests_per_second", "LEADHUB_REQUESTS_PER_SECOND", None, COUNT),
    Key { is_secret: true, ..Key::new("metrics.token", "LEADHUB_METRICS_TOKEN", None, "a text in quotation marks") },
];

impl Key {
    const fn new(name: &'static str, variable: &'static str, flag: Option<&'static str>, must_be: &'static str) -> Key {
        Key { name, variable, flag, must_be, is_secret: false }
    }

    /// Its name within its section.
    pub fn last(&self) -> &'static str {
        last(self.name)
    }
}

/// What stands behind the last dot.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The known key or section that a mistyped one is closest to. One without a section may have lost it.
pub fn nearest_key(wrong: &str) -> &'static str {
    let has_section = wrong.contains('.');
    let sections = KEYS.iter().filter_map(|key| key.name.split_once('.').map(|(section, _)| section));
    let candidates = KEYS.iter().map(|key| key.name).chain(sections.filter(|_| !has_section));
    let distance = |name: &&str| {
        let whole = strsim::damerau_levenshtein(wrong, name);
        if has_section { whole } else { whole.min(strsim::damerau_levenshtein(wrong, last(name))) }
    };
    candidates.min_by_key(distance).unwrap_or_default()
}

/// Whether there are keys below that name.
pub fn is_section(name: &str) -> bool {
    KEYS.iter().any(|key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// The known variable that a mistyped one is closest to.
pub fn nearest_variable(wrong: &str) -> &'static str {
    let known = KEYS.iter().map(|key| key.variable).chain([super::environment::FILE]);
    known.min_by_key(|name| strsim::damerau_levenshtein(wrong, name)).unwrap_or_default()
}
