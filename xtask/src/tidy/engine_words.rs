//! Rule `engine`: which database runs is known in the engine's folder, in configuration and in tests, nowhere else.
//! Called by `tidy`. The rest of the house speaks of the store.

use super::tree::{Tree, Violation};
use super::words;

const NAMES: [&str; 9] =
    ["citus", "cockroachdb", "pg", "pgbouncer", "postgres", "postgresql", "rusqlite", "sqlite", "yugabytedb"];

/// Where an engine may be named, each with its reason.
const PLACES: [(&str, &str); 7] = [
    ("crates/core/src/store/engine/", "the adapters and their differences"),
    ("crates/leadhub/src/cli/", "the operator chooses the engine"),
    ("crates/leadhub/src/config/", "the operator chooses the engine"),
    ("crates/leadhub/src/demo/mod.rs", "its arguments are the operator's too"),
    ("crates/testkit/", "gives tests both"),
    ("bench/", "measures both beside their floors"),
    ("xtask/", "starts one for the tests"),
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let places = PLACES.map(|(place, _)| place);
    let sources = tree.files.iter().filter(|file| file.has_ending(&["rs", "sql", "html"]));
    let mut found = Vec::new();
    for file in sources.filter(|file| !file.is_under(&places) && !file.is_test()) {
        for (number, line) in file.lines() {
            if let Some(name) = words::first_of(&NAMES, line) {
                let advice =
                    format!("`{name}` is an engine's word: say `the store`, or move it to core/src/store/engine");
                found.push(file.violation(number, "engine", advice));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_named_in_its_folder_only() {
        let text = "//! Opens it.\nuse rusqlite::Connection;\n";
        let places = ["crates/core/src/store/engine/sqlite.rs", "crates/leadhub/src/config/mod.rs", "x/tests/it.rs"];
        assert!(check(&Tree::of(&places.map(|path| (path, text)))).is_empty());
        for path in ["crates/core/src/store/leads.rs", "crates/core/src/lib.rs", "crates/leadhub/src/http/health.rs"] {
            assert_eq!(check(&Tree::of(&[(path, text)])).len(), 1, "{path}");
        }
        assert_eq!(check(&Tree::of(&[("crates/core/src/store/tail.rs", "pg_snapshot_xmin\nPostgresPool")])).len(), 2);
    }
}
