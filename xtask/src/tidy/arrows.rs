//! Rule `arrow`: within the core the arrows point down. The store knows nothing of the verbs, the questions, files and jobs that stand on
//! it; the engine knows none of the store's nouns. And no crate depends on another than those below it: the compiler refuses circles alone.
//! Called by `tidy`.

use super::rust_text;
use super::tree::{File, Tree, Violation};
use super::walls::uses;

const STORE: &str = "crates/core/src/store/";
const ENGINE: &str = "crates/core/src/store/engine/";
/// What each crate may depend on of the others, tests aside. `golden` and `browser` read samples and pages for tests, demo and benchmark.
const BELOW: [(&str, &[&str]); 13] = [
    ("crates/model", &[]),
    ("crates/golden", &[]),
    ("crates/testkit", &[]),
    ("crates/intake", &["model"]),
    ("crates/core", &["intake", "model"]),
    ("crates/wire", &["core", "model"]),
    ("crates/dialects", &["core", "intake", "model", "wire"]),
    ("crates/native", &["core", "intake", "model", "wire"]),
    ("crates/web", &["core", "golden", "intake", "model", "wire"]),
    ("crates/leadhub", &["core", "dialects", "golden", "intake", "model", "native", "web", "wire"]),
    ("crates/browser", &["golden"]),
    ("bench", &["browser", "golden", "testkit"]),
    ("xtask", &["bench", "browser", "golden", "testkit"]),
];
/// What stands on the store.
const ABOVE: [&str; 5] = ["actions", "questions", "import", "jobs", "hub"];
/// How a file of the core names something of the store.
const OF_STORE: &str = "crate::store::";

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found: Vec<Violation> = tree.files.iter().flat_map(between_crates).collect();
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

/// What a crate's manifest depends on and may not.
fn between_crates(file: &File) -> Vec<Violation> {
    let Some(folder) = file.path.strip_suffix("/Cargo.toml") else { return Vec::new() };
    let below = BELOW.iter().find(|(known, _)| *known == folder).map(|(_, below)| *below);
    let lines = file.lines().skip_while(|(_, line)| *line != "[dependencies]").skip(1);
    let depends = lines.take_while(|(_, line)| !line.starts_with('['));
    let wrong = depends.filter_map(|(number, line)| {
        let name = line.strip_prefix("leadhub-")?.split(['.', ' ', '=']).next()?;
        let advice = match below {
            Some(below) if below.contains(&name) => return None,
            Some(_) => format!("{folder} does not stand on `{name}`: take what both need down, or have it passed in"),
            None => format!("say in BELOW what {folder} stands on"),
        };
        Some(file.violation(number, "arrow", advice))
    });
    wrong.collect()
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
    fn a_crate_that_depends_on_one_beside_or_above_it_is_found() {
        let manifest = |on: &str| {
            format!(
                "[package]\nname = \"x\"\n\n[dependencies]\n{on}\nserde = \"1\"\n\n[dev-dependencies]\nleadhub-testkit.workspace = true\n"
            )
        };
        for (folder, on, wrong) in [
            ("crates/native", "leadhub-dialects.workspace = true", 1),
            ("crates/web", "leadhub-native = { path = \"../native\" }", 1),
            ("crates/native", "leadhub-wire.workspace = true", 0),
            ("crates/new", "leadhub-wire.workspace = true", 1),
        ] {
            assert_eq!(found(&format!("{folder}/Cargo.toml"), &manifest(on)), wrong, "{folder} {on}");
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
