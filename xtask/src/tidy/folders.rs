//! Rule `folder`: every dialect's folder has the same few file names, so that who knows one knows all.
//! Called by `tidy`; `walls`, `quirks` and `provenance` ask it where the wires are.

use super::tree::{Tree, Violation};

/// Where the dialects are.
pub const PLACE: &str = "crates/dialects/src/";
/// Where their goldens are, a folder for each of the same name.
pub const GOLDENS: &str = "crates/dialects/golden/";

const NEEDED: [&str; 2] = ["README.md", "mod.rs"];
const ALLOWED: [&str; 6] = ["wire.rs", "mapping.rs", "routes.rs", "errors.rs", "settings.rs", "tests.rs"];

/// What becomes a folder when it outgrows a file.
const GROWN: [&str; 3] = ["wire/", "mapping/", "routes/"];

/// Our own API is a crate of its own.
const NATIVE: (&str, &str) = ("crates/native/README.md", "crates/native/golden/native/");

/// The names of the dialects' folders.
pub fn dialects(tree: &Tree) -> Vec<&str> {
    tree.folders_in(PLACE)
}

/// Of each wire, the page that numbers its quirks and the folder of its goldens.
pub fn wires(tree: &Tree) -> Vec<(String, String)> {
    let dialect = |name: &str| (format!("{PLACE}{name}/README.md"), format!("{GOLDENS}{name}/"));
    let native = (NATIVE.0.to_owned(), NATIVE.1.to_owned());
    dialects(tree).into_iter().map(dialect).chain([native]).collect()
}

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let dialects = dialects(tree);
    for name in &dialects {
        let folder = format!("{PLACE}{name}/");
        for (file, rest) in tree.under(&folder) {
            let grown = GROWN.iter().any(|folder| rest.starts_with(folder));
            let is_known = NEEDED.contains(&rest) || ALLOWED.contains(&rest) || grown;
            if !is_known {
                let advice =
                    format!("a dialect's files are {}", [&NEEDED[..], &ALLOWED[..], &GROWN[..]].concat().join(", "));
                found.push(file.violation(1, "folder", advice));
            }
        }
        for needed in NEEDED.iter().filter(|needed| tree.get(&format!("{folder}{needed}")).is_none()) {
            let advice = format!("a dialect needs a {needed}");
            found.push(Violation { path: format!("{folder}{needed}"), line: 1, rule: "folder", advice });
        }
    }
    for folder in tree.folders_in(GOLDENS).into_iter().filter(|folder| !dialects.contains(folder)) {
        let advice = format!("goldens live in the folder of a dialect, and {PLACE}{folder}/ is not there");
        found.push(Violation { path: format!("{GOLDENS}{folder}/"), line: 1, rule: "folder", advice });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: [(&str, &str); 4] = [
        ("crates/dialects/src/lib.rs", ""),
        ("crates/dialects/src/alpha/README.md", ""),
        ("crates/dialects/src/alpha/mod.rs", ""),
        ("crates/dialects/src/alpha/routes/create.rs", ""),
    ];

    fn with(path: &'static str) -> Vec<String> {
        let files = [&FINE[..], &[(path, "")]].concat();
        check(&Tree::of(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_vocabulary_passes_and_another_name_does_not() {
        assert!(with("crates/dialects/src/alpha/wire.rs").is_empty());
        assert!(with("crates/dialects/golden/alpha/01_create.spec.http").is_empty());
        let found = with("crates/dialects/src/alpha/extras.rs");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("crates/dialects/src/alpha/extras.rs:1: folder: "));
        assert_eq!(with("crates/dialects/golden/beta/01_create.spec.http").len(), 1);
    }

    #[test]
    fn a_dialect_without_its_page_is_found() {
        let found = with("crates/dialects/src/beta/mod.rs");
        assert_eq!(found, ["crates/dialects/src/beta/README.md:1: folder: a dialect needs a README.md"]);
    }
}
