//! Whether a document says something to the letter: a sample, a heading, a path.
//! Called by `provenance`. Indentation that a document's lists add is not a letter; everything else is.

/// Whether `piece` stands in `page`. The whole piece may be indented there; blanks at line ends do not count.
pub fn holds(page: &str, piece: &str) -> bool {
    let lines = trimmed(page);
    let piece = trimmed(piece);
    if lines.join("\n").contains(&piece.join("\n")) {
        return true;
    }
    let wanted = dedented(&piece);
    lines.windows(wanted.len().max(1)).any(|window| dedented(window) == wanted)
}

/// Like [`holds`], but blind to what makes broken JSON whole: blanks, commas and closing brackets.
pub fn holds_mended(page: &str, piece: &str) -> bool {
    let bare = |text: &str| text.replace(|letter: char| letter.is_whitespace() || ",]}".contains(letter), "");
    bare(page).contains(&bare(piece))
}

/// Whether a line of `page` is `heading` in some markup: `## 1. Create`, `* **Notes:**`.
pub fn has_heading(page: &str, heading: &str) -> bool {
    let bare =
        |text: &str| text.trim_matches(|letter: char| letter.is_whitespace() || "#*_:".contains(letter)).to_owned();
    let heading = bare(heading);
    !heading.is_empty() && page.lines().any(|line| bare(line) == heading)
}

/// Whether `page` writes a path of this form. `{x}`, `{{x}}`, `<x>` and `${x}` stand for any one part.
pub fn has_path(page: &str, path: &str) -> bool {
    let is_path_letter = |letter: char| letter.is_alphanumeric() || "/_-.{}<>$:%".contains(letter);
    let mut candidates = page.split(|letter| !is_path_letter(letter)).filter(|word| word.contains('/'));
    candidates.any(|word| {
        let word = word.split_once("://").map_or(word, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let wanted: Vec<&str> = path.trim_matches('/').split('/').collect();
        let written: Vec<&str> = word.trim_matches('/').split('/').collect();
        wanted.len() == written.len() && wanted.iter().zip(&written).all(|(a, b)| a == b || is_any(a) || is_any(b))
    })
}

fn is_any(part: &str) -> bool {
    (part.contains('{') && part.ends_with('}')) || (part.starts_with('<') && part.ends_with('>'))
}

fn trimmed(text: &str) -> Vec<&str> {
    text.trim_matches('\n').lines().map(str::trim_end).collect()
}

fn dedented(lines: &[&str]) -> Vec<String> {
    let depth = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().filter(|line| !line.is_empty()).map(depth).min().unwrap_or(0);
    lines.iter().map(|line| line.get(least..).unwrap_or_default().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Lead\n## 1. Create it\n`POST /{domain}/v1/lead`, https://{{HOST}}/v3/lead/{{id}}\n* **Notes:**\n    {\n      \"a\": 1,\n      \"b\": [2,],\n    }  \nend";

    #[test]
    fn a_sample_is_found_at_any_depth_and_only_to_the_letter() {
        assert!(holds(PAGE, "{\n  \"a\": 1,\n  \"b\": [2,],\n}\n"));
        assert!(holds(PAGE, "\"a\": 1"));
        for wrong in ["{\n  \"a\": 2,\n  \"b\": [2,],\n}", "{\n\"a\": 1,\n\"b\": [2,],\n}", "{\n  \"a\": 1\n}"] {
            assert!(!holds(PAGE, wrong), "{wrong}");
        }
    }

    #[test]
    fn mending_closes_brackets_and_changes_nothing_else() {
        assert!(holds_mended(PAGE, "{\"a\": 1, \"b\": [2]}"));
        assert!(!holds_mended(PAGE, "{\"a\": 1, \"b\": [3]}"));
        assert!(!holds_mended(PAGE, "{\"a\": 1, \"c\": [2]}"));
    }

    #[test]
    fn a_heading_is_a_whole_line() {
        assert!(has_heading(PAGE, "1. Create it"));
        assert!(has_heading(PAGE, "Notes"));
        for wrong in ["Create", "", "##", "2. Create it"] {
            assert!(!has_heading(PAGE, wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_path_is_compared_part_by_part() {
        for path in ["/{domain}/v1/lead", "/demo/v1/lead", "/v3/lead/5f", "/v3/lead/${kept}"] {
            assert!(has_path(PAGE, path), "{path}");
        }
        for path in ["/v1/lead", "/demo/v1/leads", "/v3/leads/5f", "/v3/lead", ""] {
            assert!(!has_path(PAGE, path), "{path}");
        }
    }
}
