//! Rule `vendor`: the names of vendors and dialects stay in the dialects, the demo data, tests and documents.
//! Called by `tidy`. What the rest needs to know of a dialect it is told through the registry.

use super::tree::{Tree, Violation};
use super::words;

const NAMES: [&str; 10] =
    ["caresoft", "dialer", "erp", "kangnam", "lead_platform", "odoo", "pitel", "tcb", "techcombank", "tel4vn"];

/// Where a vendor may be named, each with its reason.
const PLACES: [(&str, &str); 10] = [
    ("crates/dialects/", "the wires themselves"),
    ("crates/leadhub/src/demo/", "the data that the documents' samples need"),
    ("crates/leadhub/src/cli/", "help that teaches calls the APIs by their names"),
    ("crates/leadhub/src/doors.rs", "the registry of doors"),
    ("crates/model/src/organisation.rs", "a path segment that no organisation may take"),
    ("crates/leadhub/tests/", "tests that cross dialects"),
    ("bench/", "the calls whose speed is measured"),
    ("crates/native/src/tests.rs", "the keys of the wires beside it"),
    ("crates/native/src/mapping/reference/tests.rs", "the demo's data, which names every wire"),
    ("xtask/src/tidy/", "this rule and the examples of its neighbours"),
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let places = PLACES.map(|(place, _)| place);
    let sources = tree.files.iter().filter(|file| file.has_ending(&["rs", "sql", "html"]) && !file.is_under(&places));
    let mut found = Vec::new();
    for file in sources {
        for (number, line) in file.lines() {
            if let Some(name) = words::first_of(&NAMES, line) {
                let advice = format!("`{name}` is a vendor's word: say it in our words, or move it to crates/dialects");
                found.push(file.violation(number, "vendor", advice));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_is_named_in_its_dialect_only() {
        let text = "//! Reads it.\nstruct CareSoftLead;\n";
        let places = ["crates/dialects/src/caresoft/wire.rs", "crates/leadhub/tests/it/main.rs", "docs/caresoft.md"];
        assert!(check(&Tree::of(&places.map(|path| (path, text)))).is_empty());
        for path in
            ["crates/core/src/lib.rs", "crates/core/migrations/V1__book.sql", "crates/leadhub/src/http/server.rs"]
        {
            let found = check(&Tree::of(&[(path, text)]));
            assert_eq!(found.iter().map(|violation| violation.line).collect::<Vec<_>>(), [2], "{path}");
        }
    }
}
