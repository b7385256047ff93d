//! The query string of a list, before anything is asked: parameters in another spelling are understood, what could narrow the list and is
//! not known is refused, everything else is ignored and told (decision T25). Called by the routes that list; it knows no value's meaning.

use crate::dialer::mapping::check::Failed;
use leadhub_wire::query::{self, Query};
use serde::Serialize;

const PAGING: [&str; 2] = ["limit", "offset"];

/// The query in the wire's own spelling, and what is to be told of it.
pub struct Parameters {
    pub query: Query,
    pub ignored: Option<String>,
}

/// `filters` are what the list is narrowed by; `row` is one of its rows, whose fields a caller may mean to narrow by.
pub fn read<T: Serialize + Default>(query: &Query, filters: &[&'static str]) -> Result<Parameters, Vec<Failed>> {
    let known = || filters.iter().copied().chain(PAGING);
    let (mut pairs, mut failed, mut ignored): (Vec<(String, String)>, _, Vec<&str>) =
        (Vec::new(), Vec::new(), Vec::new());
    for (key, value) in query.pairs() {
        let written = letters(key);
        let Some(name) = known().find(|name| means(&written, name)) else {
            match value.trim().is_empty() || !could_narrow::<T>(key) {
                true => ignored.push(key),
                false => failed.push(not_allowed(key, filters)),
            }
            continue;
        };
        let earlier = pairs.iter().find(|(known, earlier)| known == name && !earlier.trim().is_empty());
        match earlier {
            Some((_, earlier))
                if !PAGING.contains(&name) && !value.trim().is_empty() && earlier.trim() != value.trim() =>
            {
                failed.push(Failed::new(name, "Only one value is allowed"));
            }
            Some(_) => {}
            None => pairs.push((name.to_owned(), value.to_owned())),
        }
    }
    if !failed.is_empty() {
        return Err(failed);
    }
    let ignored =
        (!ignored.is_empty()).then(|| format!("no parameter of this list, so not looked at: {}", ignored.join(", ")));
    Ok(Parameters { query: pairs.into_iter().collect(), ignored })
}

fn not_allowed(key: &str, filters: &[&'static str]) -> Failed {
    let known = filters.iter().chain(&PAGING).copied().collect::<Vec<_>>().join(", ");
    Failed::new("(root)", format!("Additional property {key} is not allowed. Allowed: {known}"))
}

/// `List_UUID`, `listUuid`, `list_uuid[]`, `list_uuid[0]`, `list_uuids` are one.
fn means(written: &str, name: &str) -> bool {
    let name = letters(name);
    written == name || written.strip_suffix('s') == Some(&name) || (name == "phonenumber" && written == "phone")
}

fn letters(key: &str) -> String {
    let key = key.split('[').next().unwrap_or_default();
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a name speaks of a field of the rows, or of narrowing or paging at all.
fn could_narrow<T: Serialize + Default>(key: &str) -> bool {
    let row = serde_json::to_value(T::default()).unwrap_or_default();
    query::could_narrow(
        key,
        row.as_object().into_iter().flat_map(serde_json::Map::keys).flat_map(|field| field.split('_')),
    )
}
