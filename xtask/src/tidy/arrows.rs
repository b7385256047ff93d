//! Rule `arrow`: within the core the arrows point down. The store knows nothing of the verbs, the questions, files and jobs that stand on
//! it; the engine knows none of the store's nouns. Called by `tidy`; between crates the compiler keeps the arrows.

use super::rust_text;
use super::tree::{Tree, Violation};
use super::walls::uses;

const STORE: &str = "crates/core/src/store/";
const ENGINE: &str = "crates/core/src/store/engine/";
/// What stands on the store.
const ABOVE: [&str; 5] = ["actions", "questions", "import", "jobs", "hub"];
/// How a file of the core names something of the store.
const OF_STORE: &str = "crate::store::";

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, _) in tree.under(STORE).filter(|(file, _)| file.is_rust()) {
        let is_engine = file.path.starts_with(ENGINE);
        for (index, line) in rust_text::code(&file.text).lines().enumerate() {
            if let Some(above) = ABOVE.iter().find(|above| uses(line, above)) {
                let advice =
                    format!("the store stands below `{above}`: take what both need down, or have it passed in");
                found.push(file.violation(index + 1, "arrow", advice));
            }
            if is_engine && names_a_noun(line) {
                let advice = "the engine knows no noun of the store: have it passed in".to_owned();
                found.push(file.violation(index + 1, "arrow", advice));
            }
        }
    }
    found
}

/// Whether a line of the engine names something of the store that is not the engine's own.
fn names_a_noun(line: &str) -> bool {
    line.match_indices(OF_STORE).any(|(at, _)| !line[at + OF_STORE.len()..].starts_with("engine"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, code: &str) -> usize {
        check(&Tree::of(&[(path, code)])).len()
    }

    #[test]
    fn a_noun_that_looks_up_is_found() {
        for code in [
            "use crate::actions::Rendered;",
            "use crate::{hub, x};",
            "crate::jobs::start()",
            "super::super::import::work()",
        ] {
            assert_eq!(found("crates/core/src/store/leads.rs", code), 1, "{code}");
            assert_eq!(found("crates/core/src/store/engine/db.rs", code), 1, "{code}");
            assert_eq!(found("crates/core/src/import/work.rs", code), 0, "{code}: it stands above");
        }
    }

    #[test]
    fn an_engine_that_knows_a_noun_is_found() {
        for code in ["use crate::store::ANCHOR;", "use crate::store::{leads, x};", "crate::store::leads::find()"] {
            assert_eq!(found("crates/core/src/store/engine/db.rs", code), 1, "{code}");
            assert_eq!(found("crates/core/src/store/reference/labels.rs", code), 0, "{code}: nouns know each other");
        }
    }

    #[test]
    fn what_lies_below_and_a_remark_are_fine() {
        for code in [
            "use crate::actor::Actor;",
            "$crate::store::engine::Value::from(1)",
            "// as crate::actions::once does",
            "let jobs: usize = 1;",
            "actor.import",
        ] {
            assert_eq!(found("crates/core/src/store/engine/db.rs", code), 0, "{code}");
        }
    }
}
