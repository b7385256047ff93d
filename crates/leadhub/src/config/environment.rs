//! What the environment says: variables that begin with LEADHUB_. One that nobody knows is a warning and no error, since
//! orchestrators set such names by themselves (LEADHUB_PORT for a service called leadhub). The process's variables are handed in.

use super::keys::{KEYS, Key, nearest_variable};
use std::path::PathBuf;

/// Names the file.
pub const FILE: &str = "LEADHUB_CONFIG";
const OURS: &str = "LEADHUB_";
/// The test suite's own.
const TESTS: &str = "LEADHUB_TEST_";

/// The process's variables that are ours.
pub fn of_process() -> Vec<(String, String)> {
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os()
        .map(|(name, value)| (text(name), text(value)))
        .filter(|(name, _)| name.starts_with(OURS))
        .collect()
}

/// The file that the environment names.
pub fn file(variables: &[(String, String)]) -> Option<PathBuf> {
    variables.iter().find(|(name, _)| name == FILE).map(|(_, path)| path.into())
}

/// What is set of the configuration, in the order of its keys.
pub fn known(variables: &[(String, String)]) -> impl Iterator<Item = (&'static Key, &'static str, &str)> {
    KEYS.iter().filter_map(|key| {
        let (_, text) = variables.iter().find(|(name, _)| name == key.variable)?;
        Some((key, key.variable, text.as_str()))
    })
}

/// A line for each variable that nobody knows.
pub fn warnings(variables: &[(String, String)]) -> Vec<String> {
    let names = variables.iter().map(|(name, _)| name.as_str());
    let is_known = |name: &str| name == FILE || name.starts_with(TESTS) || KEYS.iter().any(|key| key.variable == name);
    let unknown = names.filter(|name| name.starts_with(OURS) && !is_known(name));
    let say = |name: &str| {
        format!("the environment sets {name}, which means nothing here: did you mean {}?", nearest_variable(name))
    };
    unknown.map(say).collect()
}
