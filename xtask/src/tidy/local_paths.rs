//! Rule `path`: no text of the project names a folder of somebody's machine.
//! Called by `tidy`. Paths are written from the repository's root.

use super::tree::{Tree, Violation};

const ENDINGS: [&str; 9] = ["rs", "md", "toml", "http", "sql", "html", "sh", "yml", "txt"];

/// Split, so that this file does not hold what it forbids.
const FOLDERS: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.has_ending(&ENDINGS) || file.is_under(&[".ci/"])) {
        for (number, line) in file.lines() {
            if let Some(folder) = FOLDERS.iter().find(|folder| names(line, folder)) {
                let advice =
                    format!("`{folder}...` is one machine's folder: write the path from the repository's root");
                found.push(file.violation(number, "path", advice));
            }
        }
    }
    found
}

/// Whether `folder` stands in the line as the beginning of a path, not in the middle of one.
fn names(line: &str, folder: &str) -> bool {
    let is_inside =
        |before: &str| before.ends_with(|letter: char| letter.is_alphanumeric() || "._-}/".contains(letter));
    line.match_indices(folder).any(|(at, _)| !is_inside(&line[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found_and_a_part_of_another_is_not() {
        let folder = FOLDERS[0];
        let wrong = format!("see `{folder}x`\n");
        assert_eq!(check(&Tree::of(&[("docs/a.md", &wrong)]))[0].line, 1);
        assert_eq!(check(&Tree::of(&[(".ci/run", &wrong)])).len(), 1);
        let fine = format!("https://example.com{folder}x\ntarget{folder}x\n");
        assert!(check(&Tree::of(&[("docs/a.md", &fine)])).is_empty());
    }
}
