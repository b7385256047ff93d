//! Rule `quirk`: each numbered quirk of a dialect's page is shown by a golden, and each quirk cited is on the page.
//! Called by `tidy`. A quirk without a sample would be a claim that nothing keeps true.

use super::folders;
use super::tree::{File, Tree, Violation};
use leadhub_golden::Golden;

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (page, goldens) in folders::wires(tree) {
        let Some(page) = tree.get(&page) else { continue };
        let samples = tree.under(&goldens).filter(|(file, _)| file.has_ending(&["http"]));
        let cited: Vec<_> =
            samples.flat_map(|(file, _)| quirks_of(file).into_iter().map(move |quirk| (file, quirk))).collect();
        let mut numbered: Vec<(&str, usize)> =
            page.lines().flat_map(|(line, text)| quirks_in(text).map(move |quirk| (quirk, line))).collect();
        numbered.sort_unstable();
        numbered.dedup_by_key(|(quirk, _)| *quirk);

        for (quirk, line) in numbered.iter().filter(|(quirk, _)| !cited.iter().any(|(_, other)| other == quirk)) {
            let advice = format!("no golden shows {quirk}: add `# quirk: {quirk}` to one in {goldens}");
            found.push(page.violation(*line, "quirk", advice));
        }
        for (file, quirk) in cited.iter().filter(|(_, quirk)| !numbered.iter().any(|(other, _)| other == quirk)) {
            found.push(file.violation(1, "quirk", format!("{quirk} is not in {}: describe it there", page.path)));
        }
    }
    found
}

/// Those that a sample cites; what cannot be read, the rule `golden` refuses.
fn quirks_of(file: &File) -> Vec<String> {
    Golden::parse(&file.path, &file.text).map(|golden| golden.quirks).unwrap_or_default()
}

/// `Q1`, `Q12`: the words of that form in a line.
fn quirks_in(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !letter.is_alphanumeric()).filter(|word| {
        let number = word.strip_prefix('Q').unwrap_or_default();
        !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str, golden: &str) -> Vec<String> {
        let files = [
            ("crates/dialects/src/alpha/README.md", page),
            ("crates/dialects/golden/alpha/01_create.ours.http", golden),
        ];
        check(&Tree::of(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn page_and_samples_name_the_same_quirks() {
        assert!(
            found("- **Q1** odd\n- **Q12** odder, see Q1\n", "# decision B1\n# quirk: Q1, Q12\nGET /\n--- 200\n")
                .is_empty()
        );
        assert!(found("no quirk, no FAQ2\n", "# decision B1\nGET /\n--- 200\n").is_empty());
    }

    #[test]
    fn a_quirk_without_a_sample_and_a_sample_without_a_quirk_are_found() {
        let unshown = found("\n- **Q1** odd\n- **Q2** odder\n", "# decision B1\n# quirk: Q2\nGET /\n--- 200\n");
        assert_eq!(unshown.len(), 1);
        assert!(unshown[0].starts_with("crates/dialects/src/alpha/README.md:2: quirk: no golden shows Q1"));
        let unknown = found("- **Q2** odd\n", "# decision B1\n# quirk: Q2 Q3\nGET /\n--- 200\n");
        assert_eq!(unknown.len(), 1);
        assert!(unknown[0].starts_with("crates/dialects/golden/alpha/01_create.ours.http:1: quirk: Q3 is not in"));
    }
}
