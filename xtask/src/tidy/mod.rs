//! `cargo xtask tidy`: the house rules as code, one rule a file.
//! Called from `main` and as a step of the test command. Rules only read; they report all they find, not the first.

mod arrows;
mod engine_words;
mod folders;
mod headers;
mod local_paths;
mod migration_words;
mod names;
mod one_organisation;
mod provenance;
mod quirks;
mod quoted_constants;
mod rust_text;
mod sizes;
mod sql_place;
mod templates;
mod tree;
mod vendor_words;
mod vendored;
mod verbatim;
mod walls;
mod words;

use std::path::Path;
use std::process::ExitCode;

use tree::{Tree, Violation};

type Rule = fn(&Tree) -> Vec<Violation>;

const RULES: [Rule; 17] = [
    sizes::check,
    headers::check,
    names::check,
    vendor_words::check,
    engine_words::check,
    walls::check,
    arrows::check,
    folders::check,
    provenance::check,
    quirks::check,
    quoted_constants::check,
    local_paths::check,
    sql_place::check,
    one_organisation::check,
    migration_words::check,
    templates::check,
    vendored::check,
];

/// Prints what breaks a rule, one line each.
pub fn run(root: &Path) -> ExitCode {
    if check(root) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether every rule holds; what does not is printed as `file:line: rule: what to do`.
pub fn check(root: &Path) -> bool {
    let tree = match Tree::load(root) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: {}: {error}", root.display());
            return false;
        }
    };
    let mut found: Vec<Violation> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    found.sort();
    for violation in &found {
        println!("{violation}");
    }
    match found.len() {
        0 => println!("tidy: {} files, every rule holds", tree.files.len()),
        count => println!("tidy: {count} to mend"),
    }
    found.is_empty()
}
