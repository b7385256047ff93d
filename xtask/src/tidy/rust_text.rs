//! Cuts Rust source into code, comments and string literals, well enough for rules about words.
//! Called by the rules. It is no parser: it understands quotes and comments and nothing else.

/// One stretch of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    /// What stands between the quotes of a string.
    Text,
}

/// The source with comments and strings left out; the line numbers stay.
pub fn code(source: &str) -> String {
    let pieces = pieces(source).into_iter();
    pieces
        .map(|(kind, piece)| match kind {
            Kind::Code => piece.to_owned(),
            Kind::Comment | Kind::Text => "\n".repeat(piece.matches('\n').count()),
        })
        .collect()
}

/// Every string literal with the line it begins on, escapes as written.
pub fn strings(source: &str) -> Vec<(usize, &str)> {
    let mut line = 1;
    let mut found = Vec::new();
    for (kind, piece) in pieces(source) {
        if kind == Kind::Text {
            found.push((line, piece));
        }
        line += piece.matches('\n').count();
    }
    found
}

fn pieces(source: &str) -> Vec<(Kind, &str)> {
    let mut found = Vec::new();
    let (mut code_start, mut at) = (0, 0);
    while at < source.len() {
        let rest = &source[at..];
        let (kind, skip, length) = if rest.starts_with("//") {
            (Kind::Comment, 0, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Kind::Comment, 0, block_comment(rest))
        } else if let Some(hashes) = raw_string(source, at) {
            let open = hashes + 2;
            let close = format!("\"{}", "#".repeat(hashes));
            (Kind::Text, open, rest[open..].find(&close).unwrap_or(rest.len() - open))
        } else if let Some(content) = rest.strip_prefix('"') {
            (Kind::Text, 1, quoted(content))
        } else {
            at += character(rest);
            continue;
        };
        let start = at + skip;
        found.push((Kind::Code, &source[code_start..start]));
        found.push((kind, &source[start..start + length]));
        code_start = start + length;
        // Past the closing quote, so that it does not open another string.
        at = (code_start + usize::from(kind == Kind::Text)).min(source.len());
    }
    found.push((Kind::Code, &source[code_start..]));
    found
}

/// The number of `#` when a raw string starts here: `r"`, `r#"`, also behind a `b` or `c`.
fn raw_string(source: &str, at: usize) -> Option<usize> {
    let after = source[at..].strip_prefix('r')?;
    let before = source[..at].trim_end_matches(['b', 'c']);
    if before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
        return None;
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a string's content: up to the quote that no backslash escapes.
fn quoted(content: &str) -> usize {
    let mut escaped = false;
    let end = content.find(|letter| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    });
    end.unwrap_or(content.len())
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of the next character of code; a character literal such as `'"'` counts as one, a lifetime does not.
fn character(rest: &str) -> usize {
    let mut letters = rest.char_indices();
    let Some((_, first)) = letters.next() else { return 1 };
    if first != '\'' {
        return first.len_utf8();
    }
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), Some((escaped, _))) => rest[escaped + 1..].find('\'').map_or(1, |end| escaped + 1 + end + 1),
        (Some(_), Some((end, '\''))) => end + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_with_their_lines() {
        let source =
            "let a = \"one\";\n// \"not\"\nlet b = br#\"tw\"o\"#; let c = \"th\\\"ree\";\n/* \"no /* \" */ */ f(\"4\")";
        assert_eq!(strings(source), [(1, "one"), (3, "tw\"o"), (3, "th\\\"ree"), (4, "4")]);
    }

    #[test]
    fn characters_and_lifetimes_do_not_open_strings() {
        let source = "fn f<'a>(x: &'a str) { x.find('\"'); x.find('\\''); g(\"s\"); attr(\"t\") }";
        assert_eq!(strings(source), [(1, "s"), (1, "t")]);
    }

    #[test]
    fn code_keeps_its_lines() {
        let source = "a(\"x\ny\"); // c\n/* d\n */ b(r\"z\")\n";
        assert_eq!(code(source), "a(\"\n\"); \n\n b(r\"\")\n");
    }

    #[test]
    fn unfinished_source_does_no_harm() {
        for source in ["\"abc", "r#\"abc", "/* abc", "'", "'\\", "\"\\", "é'é", "r", "'é'"] {
            code(source);
        }
    }
}
