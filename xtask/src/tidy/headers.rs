//! Rule `header`: every source file opens with at least two lines of `//!`.
//! Called by `tidy`. It cannot judge what they say: what the file is, who calls it, what it must not do.

use super::tree::{File, Tree, Violation};

pub fn check(tree: &Tree) -> Vec<Violation> {
    let without = tree.rust().filter(|file| !has_header(file));
    let advice = "open with two lines of `//!` or more: what it is, who calls it, what it must not do";
    without.map(|file| file.violation(1, "header", advice)).collect()
}

fn has_header(file: &File) -> bool {
    let header = file.text.lines().take_while(|line| line.starts_with("//!"));
    header.filter(|line| line.len() > "//! ".len()).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_that_say_something_are_asked_for() {
        let fine = Tree::of(&[("a.rs", "//! What.\n//! Who.\nfn f() {}\n"), ("b.md", "no header here")]);
        assert!(check(&fine).is_empty());
        for text in ["fn f() {}\n", "//! What.\nfn f() {}\n", "//! What.\n//!\n", "#![x]\n//! What.\n//! Who.\n", ""] {
            assert_eq!(check(&Tree::of(&[("a.rs", text)])).len(), 1, "{text:?}");
        }
    }
}
