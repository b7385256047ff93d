//! Rule `size`: small files, so that each holds one idea (docs: the house rule of 110, 300 and 400 lines).
//! Called by `tidy`. Wire types and files of tests are exempt: they grow with the contract, not with our thoughts.

use super::tree::{File, Tree, Violation};

const MEDIAN: usize = 110;
const NINTH_TENTH: usize = 300;
const LONGEST: usize = 400;

pub fn check(tree: &Tree) -> Vec<Violation> {
    let counted = tree.rust().filter(|file| !file.is_test() && !file.path.ends_with("/wire.rs"));
    let mut files: Vec<(usize, &File)> = counted.map(|file| (file.lines().count(), file)).collect();
    files.sort_by_key(|(lines, _)| *lines);
    let mut found = Vec::new();
    for (lines, file) in files.iter().filter(|(lines, _)| *lines > LONGEST) {
        let advice = format!("{lines} lines, {LONGEST} at most: one idea a file, split it");
        found.push(file.violation(*lines, "size", advice));
    }
    for (what, limit, index) in
        [("median", MEDIAN, files.len() / 2), ("90th percentile", NINTH_TENTH, files.len() * 9 / 10)]
    {
        if let Some((lines, file)) = files.get(index).filter(|(lines, _)| *lines > limit) {
            let advice = format!("the {what} of all files is {lines} lines, {limit} at most: split the longer ones");
            found.push(file.violation(*lines, "size", advice));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lengths: &[(&str, usize)]) -> Vec<String> {
        let texts: Vec<(&str, String)> = lengths.iter().map(|(path, lines)| (*path, "//\n".repeat(*lines))).collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        check(&Tree::of(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_too_long_is_named_unless_it_is_wire_types_or_tests() {
        let short = [("a.rs", 10), ("b.rs", 10), ("c.rs", 10), ("d.rs", 10), ("e.rs", 10), ("f.rs", 10)];
        let more =
            [("g.rs", 10), ("h.rs", 10), ("i.rs", 10), ("x/tests.rs", 900), ("x/wire.rs", 900), ("x/tests/y.rs", 900)];
        let fine = [short.as_slice(), more.as_slice()].concat();
        assert_eq!(found(&fine), Vec::<String>::new());
        let long = [fine.as_slice(), &[("j.rs", 10), ("k.rs", 401)]].concat();
        assert_eq!(found(&long), ["k.rs:401: size: 401 lines, 400 at most: one idea a file, split it"]);
    }

    #[test]
    fn the_median_and_the_ninth_tenth_have_limits() {
        assert!(found(&[("a.rs", 110), ("b.rs", 110)]).is_empty());
        let median = found(&[("a.rs", 10), ("b.rs", 111), ("c.rs", 120)]);
        assert_eq!(median.len(), 1);
        assert!(median[0].contains("the median of all files is 111"));
        let both = found(&[("a.rs", 301), ("b.rs", 301)]);
        assert!(both.iter().any(|line| line.contains("90th percentile of all files is 301")));
    }
}
