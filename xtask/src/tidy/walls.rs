//! Rule `wall`: no dialect uses another.
//! Called by `tidy`. The compiler keeps the crates apart; inside the dialects' crate this does.

use super::folders;
use super::rust_text;
use super::tree::{Tree, Violation};

pub fn check(tree: &Tree) -> Vec<Violation> {
    let dialects = folders::dialects(tree);
    let mut found = Vec::new();
    for own in &dialects {
        let folder = format!("{}{own}/", folders::PLACE);
        for (file, _) in tree.under(&folder).filter(|(file, _)| file.is_rust()) {
            for (index, line) in rust_text::code(&file.text).lines().enumerate() {
                let other = dialects.iter().find(|other| *other != own && uses(line, other));
                if let Some(other) = other {
                    let advice = format!("no dialect uses another (`{other}`): what both need belongs to the core");
                    found.push(file.violation(index + 1, "wall", advice));
                }
            }
        }
    }
    found
}

/// Whether a line of code has `name` as a part of a path, or imports it.
pub fn uses(line: &str, name: &str) -> bool {
    let is_import = line.trim_start().trim_start_matches("pub ").starts_with("use ");
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        let is_whole = !before.ends_with(is_letter) && !after.starts_with(is_letter);
        is_whole && (is_import || before.ends_with("::") || after.starts_with("::"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> usize {
        let other = ("crates/dialects/src/beta/mod.rs", "");
        check(&Tree::of(&[("crates/dialects/src/alpha/mapping.rs", code), other])).len()
    }

    #[test]
    fn a_dialect_that_uses_another_is_found() {
        for code in [
            "use crate::beta::wire::Lead;",
            "use crate::{beta, x};",
            "let x = super::beta::read();",
            "super::super::beta",
        ] {
            assert_eq!(found(code), 1, "{code}");
        }
    }

    #[test]
    fn its_own_name_and_a_remark_are_fine() {
        for code in ["use crate::alpha::wire;", "// unlike crate::beta::wire", "let beta = 1;", "use crate::betas::x;"]
        {
            assert_eq!(found(code), 0, "{code}");
        }
    }
}
