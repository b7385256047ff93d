//! Rule `constant`: a document that quotes a constant still says its value.
//! Called by `tidy`. A page marks a quote, `<!-- const: crates/core/src/x.rs NAME -->64 KiB`; the value follows at once.

use super::tree::{Tree, Violation};

const MARK: &str = "<!-- const: ";

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for page in tree.files.iter().filter(|file| file.has_ending(&["md"])) {
        for (number, line) in page.lines() {
            for (at, _) in line.match_indices(MARK) {
                // In backticks the mark itself is quoted, not a value.
                if line[..at].ends_with('`') {
                    continue;
                }
                if let Err(advice) = compare(tree, &line[at + MARK.len()..]) {
                    found.push(page.violation(number, "constant", advice));
                }
            }
        }
    }
    found
}

/// `quote` begins behind the mark: `path NAME -->value and the rest of the line`.
fn compare(tree: &Tree, quote: &str) -> Result<(), String> {
    let form = || format!("write `{MARK}path/to/file.rs NAME -->value`");
    let (place, after) = quote.split_once("-->").ok_or_else(form)?;
    let (path, name) = place.trim().split_once(' ').ok_or_else(form)?;
    let file = tree.get(path).ok_or_else(|| format!("there is no {path}: mend the mark"))?;
    let value = constant(&file.text, name).ok_or_else(|| format!("no constant `{name}` in {path}: mend the mark"))?;
    let quoted = after.trim_start_matches(['`', ' ', '*']);
    let is_same = match number(value) {
        Some(value) => leading_amount(quoted) == Some(value),
        None => quoted.starts_with(value.trim_matches('"')),
    };
    if is_same { Ok(()) } else { Err(format!("`{name}` is `{value}` in {path}: write that here")) }
}

/// What stands between `=` and `;` of the constant; of `Duration::from_secs(30)` the number.
fn constant<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let declared = [format!("const {name}:"), format!("static {name}:")];
    let rest = declared.iter().find_map(|start| Some(&text[text.find(start)? + start.len()..]))?;
    let (_, value) = rest.split_once('=')?;
    let value = value.split_once(';')?.0.trim();
    match value.split_once("::from_") {
        Some((_, call)) => Some(call.split_once('(')?.1.trim_end_matches(')')),
        None => Some(value),
    }
}

/// An integer or a product of integers.
fn number(value: &str) -> Option<u64> {
    value.split('*').map(|factor| factor.trim().replace('_', "").parse::<u64>().ok()).product()
}

/// The number a sentence begins with, times its binary unit: `10 MiB`, `5,000`.
fn leading_amount(quoted: &str) -> Option<u64> {
    let end = quoted.find(|letter: char| !letter.is_ascii_digit() && !"_,".contains(letter)).unwrap_or(quoted.len());
    let amount: u64 = quoted[..end].replace(['_', ','], "").parse().ok()?;
    let unit: String = quoted[end..].trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    match unit.as_str() {
        "KiB" => amount.checked_mul(1 << 10),
        "MiB" => amount.checked_mul(1 << 20),
        "GiB" => amount.checked_mul(1 << 30),
        _ => Some(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "pub const LONGEST: usize = 10 * 1024 * 1024;\nconst MOST: u32 = 5_000;\nconst WAIT: Duration = Duration::from_secs(30);\nconst WORD: &str = \"hub\";\n";

    fn found(page: &str) -> Vec<String> {
        let files = [("crates/core/src/x.rs", CODE), ("docs/limits.md", page)];
        check(&Tree::of(&files)).into_iter().map(|violation| violation.advice).collect()
    }

    #[test]
    fn a_true_quote_passes_in_any_spelling() {
        let page = "A body has <!-- const: crates/core/src/x.rs LONGEST -->10 MiB at most,\n\
            <!-- const: crates/core/src/x.rs LONGEST -->**10,485,760** bytes. <!-- const: crates/core/src/x.rs MOST -->5000,\n\
            <!-- const: crates/core/src/x.rs WAIT -->30 s; <!-- const: crates/core/src/x.rs WORD -->`hub`.\n\
            Written `<!-- const: path NAME -->`.\n";
        assert_eq!(found(page), Vec::<String>::new());
    }

    #[test]
    fn a_stale_quote_is_found() {
        let stale =
            ["LONGEST -->11 MiB", "MOST -->500", "WAIT -->31 s", "WORD -->`lead`", "GONE -->1", "LONGEST -->much"];
        for quote in stale {
            assert_eq!(found(&format!("<!-- const: crates/core/src/x.rs {quote}\n")).len(), 1, "{quote}");
        }
        assert!(found("<!-- const: crates/core/src/y.rs MOST -->1")[0].starts_with("there is no crates/core/src/y.rs"));
        assert!(found("<!-- const: LONGEST")[0].starts_with("write `<!-- const: "));
    }
}
