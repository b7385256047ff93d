//! The repository's texts as the rules see them, and what a rule finds.
//! Called by every rule. Loaded once; nothing here knows a rule.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// One text file of the repository.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

/// A file that is no text: fonts, pictures.
pub struct Binary {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Every file that is or may be committed.
pub struct Tree {
    pub files: Vec<File>,
    pub binaries: Vec<Binary>,
}

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    pub path: String,
    pub line: usize,
    pub rule: &'static str,
    /// What to do about it.
    pub advice: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

impl File {
    /// Its lines, numbered from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// A file that holds nothing but tests.
    pub fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    pub fn has_ending(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }

    pub fn is_under(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    pub fn violation(&self, line: usize, rule: &'static str, advice: impl Into<String>) -> Violation {
        Violation { path: self.path.clone(), line, rule, advice: advice.into() }
    }
}

impl Tree {
    /// What git knows or would take; without git, everything but `target` and dot-folders. A file that is gone is left out.
    pub fn load(root: &Path) -> io::Result<Tree> {
        let mut paths = listed_by_git(root).map_or_else(|| walk(root), Ok)?;
        paths.sort();
        paths.dedup();
        let mut tree = Tree { files: Vec::new(), binaries: Vec::new() };
        for path in paths {
            match fs::read(root.join(&path)).map(String::from_utf8) {
                Ok(Ok(text)) => tree.files.push(File { path, text }),
                Ok(Err(error)) => tree.binaries.push(Binary { path, bytes: error.into_bytes() }),
                Err(_) => {}
            }
        }
        Ok(tree)
    }

    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is_rust())
    }

    /// The files under `folder` (ending in `/`), each with the rest of its path.
    pub fn under<'t>(&'t self, folder: &'t str) -> impl Iterator<Item = (&'t File, &'t str)> {
        self.files.iter().filter_map(move |file| Some((file, file.path.strip_prefix(folder)?)))
    }

    /// The names of the folders directly in `folder` (ending in `/`).
    pub fn folders_in(&self, folder: &str) -> Vec<&str> {
        let inside = self.files.iter().filter_map(|file| file.path.strip_prefix(folder));
        let mut names: Vec<&str> = inside.filter_map(|rest| Some(rest.split_once('/')?.0)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Tree { files: files.iter().map(file).collect(), binaries: Vec::new() }
    }
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = git.output().ok().filter(|output| output.status.success())?;
    let names = String::from_utf8(output.stdout).ok()?;
    Some(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn walk(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if !entry.file_type()?.is_dir() {
                found.push(path);
            } else if name != "target" && !name.starts_with('.') {
                folders.push(path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_and_walking_both_find_this_file_and_no_build_output() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for paths in [listed_by_git(root).unwrap_or_default(), walk(root).unwrap()] {
            assert!(paths.is_empty() || paths.contains(&"src/tidy/tree.rs".to_owned()), "{paths:?}");
            assert!(!paths.iter().any(|path| path.starts_with("target/")));
        }
    }

    #[test]
    fn a_violation_is_one_line() {
        let tree = Tree::of(&[("a.rs", "")]);
        assert_eq!(tree.files[0].violation(3, "size", "split it").to_string(), "a.rs:3: size: split it");
    }
}
