//! Finds the configuration file and reads it: every value with the line it stands in. A key nobody knows is an error that names
//! the nearest known one. Whether a value fits its key is not asked here.

use super::keys::{KEYS, is_section, nearest_key};
use super::{Origin, Setting};
use serde::Deserialize;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// Looked for, in this order, where no file is named.
const PLACES: [&str; 2] = ["leadhub.toml", "/etc/leadhub/leadhub.toml"];

/// The file to read: the named one, or the first of the usual places that has one.
pub fn find(named: Option<&Path>) -> Result<Option<PathBuf>, String> {
    if let Some(path) = named {
        return Ok(Some(path.to_owned()));
    }
    for path in PLACES.map(Path::new) {
        match path.metadata() {
            Ok(_) => return Ok(Some(path.to_owned())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(unreadable(path, &error)),
        }
    }
    Ok(None)
}

pub fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!(
        "cannot read the configuration {}: {error}: let this user read it, or name another file with --config",
        path.display()
    )
}

/// The settings of a file's text, in its order.
pub fn read(path: &Path, text: &str) -> Result<Vec<Setting>, String> {
    let place = |at: usize| Origin::File { path: path.to_owned(), line: line(text, at) };
    let parsed = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        format!("{}: {}", place(at), error.message().replace('\n', ", "))
    })?;
    let mut settings = Vec::new();
    walk(parsed.into_inner(), "", &mut |name, at, value| {
        if is_section(name) {
            return Err(format!("{}: '{name}' is a section: write [{name}] and its keys below", place(at)));
        }
        let key = KEYS.iter().find(|key| key.name == name).ok_or_else(|| {
            format!(
                "{}: there is no key '{name}': did you mean '{}'? 'leadhub config --default' shows every key",
                place(at),
                nearest_key(name)
            )
        })?;
        let value = toml::Value::deserialize(ValueDeserializer::from(value));
        let value = value.map_err(|error| format!("{}: {}", place(at), error.message()))?;
        settings.push(Setting { key, value, origin: place(at) });
        Ok(())
    })?;
    Ok(settings)
}

type Each<'e, 'i> = dyn FnMut(&str, usize, Spanned<DeValue<'i>>) -> Result<(), String> + 'e;

/// Every value with its full name and where its key stands; of sections that are known, what stands in them.
fn walk<'i>(table: DeTable<'i>, section: &str, each: &mut Each<'_, 'i>) -> Result<(), String> {
    for (name, value) in table {
        let at = name.span().start;
        let full =
            if section.is_empty() { name.get_ref().to_string() } else { format!("{section}.{}", name.get_ref()) };
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(inner) if is_section(&full) => walk(inner, &full, each)?,
            other => each(&full, at, Spanned::new(span, other))?,
        }
    }
    Ok(())
}

/// The number of the line, from 1, that a byte stands in.
fn line(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}
