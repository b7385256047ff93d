//! Rule `vendored`: what others made stands here unchanged, and its list says so: each file has a line with its SHA-256 in `vendor.toml`,
//! each line a file, each package its version, licence and source. Called by `tidy`.

use super::tree::{Tree, Violation};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use toml::Table;

const FOLDERS: [&str; 2] = ["crates/web/assets/vendor/", "crates/leadhub/tests/it/browser/vendor/"];
const LIST: &str = "vendor.toml";
/// What a package must say of itself.
const NEEDED: [&str; 4] = ["name", "version", "licence", "source"];

pub fn check(tree: &Tree) -> Vec<Violation> {
    FOLDERS.iter().flat_map(|folder| check_folder(tree, folder)).collect()
}

fn check_folder(tree: &Tree, folder: &str) -> Vec<Violation> {
    let violation =
        |path: &str, advice: String| Violation { path: format!("{folder}{path}"), line: 1, rule: "vendored", advice };
    let texts = tree.files.iter().map(|file| (file.path.as_str(), file.text.as_bytes()));
    let binaries = tree.binaries.iter().map(|file| (file.path.as_str(), file.bytes.as_slice()));
    let here = texts.chain(binaries).filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?, bytes)));
    let mut hashes: BTreeMap<&str, String> =
        here.filter(|(path, _)| *path != LIST).map(|(path, bytes)| (path, hash(bytes))).collect();
    let Some(list) = tree.get(&format!("{folder}{LIST}")) else {
        return hashes.keys().map(|path| violation(path, format!("name it in {LIST}"))).collect();
    };
    let packages = match list.text.parse::<Table>() {
        Ok(table) => table.get("package").and_then(|packages| packages.as_array().cloned()).unwrap_or_default(),
        Err(error) => return vec![violation(LIST, format!("not readable: {}", error.message()))],
    };
    let mut found = Vec::new();
    for package in &packages {
        let says = |key: &&str| package.get(*key).and_then(|value| value.as_str()).is_some_and(|text| !text.is_empty());
        for key in NEEDED.iter().filter(|key| !says(key)) {
            found.push(violation(LIST, format!("a package without `{key}`: say it")));
        }
        for (path, listed) in package.get("sha256").and_then(|hashes| hashes.as_table()).into_iter().flatten() {
            match hashes.remove(path.as_str()) {
                None => found.push(violation(LIST, format!("`{path}` is not there: drop its line"))),
                Some(hash) if listed.as_str() != Some(&hash) => {
                    let advice = "it differs from its SHA-256 in vendor.toml: take the original again".to_owned();
                    found.push(violation(path, advice));
                }
                Some(_) => {}
            }
        }
    }
    found.extend(hashes.keys().map(|path| violation(path, format!("name it in {LIST}"))));
    found
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree::Binary;
    use super::*;

    fn found(list: &str) -> Vec<String> {
        let mut tree =
            Tree::of(&[("crates/web/assets/vendor/a/x.js", "x"), ("crates/web/assets/vendor/vendor.toml", list)]);
        tree.binaries.push(Binary { path: "crates/web/assets/vendor/a/f.woff2".to_owned(), bytes: vec![0xff] });
        check(&tree).into_iter().map(|violation| format!("{}: {}", violation.path, violation.advice)).collect()
    }

    fn list(x: &str, more: &str) -> String {
        let font = hash(&[0xff]);
        let head = "[[package]]\nname = \"a\"\nversion = \"1\"\nlicence = \"MIT\"\nsource = \"https://a\"\n";
        format!("{head}[package.sha256]\n\"a/x.js\" = \"{x}\"\n\"a/f.woff2\" = \"{font}\"\n{more}")
    }

    #[test]
    fn a_list_that_tells_the_truth_passes() {
        assert_eq!(found(&list(&hash(b"x"), "")), Vec::<String>::new());
    }

    #[test]
    fn a_changed_a_missing_and_an_unnamed_file_are_found() {
        assert!(found(&list(&hash(b"y"), ""))[0].starts_with("crates/web/assets/vendor/a/x.js: it differs"));
        assert!(found(&list(&hash(b"x"), "\"a/z\" = \"0\"\n"))[0].ends_with("`a/z` is not there: drop its line"));
        let without = list(&hash(b"x"), "").replace("licence = \"MIT\"\n", "");
        assert!(found(&without)[0].ends_with("a package without `licence`: say it"));
        assert_eq!(found("").len(), 2);
        for folder in FOLDERS {
            assert_eq!(check(&Tree::of(&[(&format!("{folder}a/x.js"), "x")])).len(), 1, "{folder}");
        }
    }
}
