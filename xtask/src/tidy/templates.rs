//! Rule `template`: what the pages' policy would stop is not written in the first place, nothing escapes escaping, and every word comes from
//! a `words.rs`, so that it is there in both languages. Called by `tidy`. The words are found by simple means: text between tags.

use super::tree::{Tree, Violation};

const PLACE: &str = "crates/web/templates/";
/// Caps, units and the program's own name, which are the same in every language.
const SAME: [&str; 7] = ["leadhub", "Ctrl", "Enter", "Esc", "Space", "Shift", "G"];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, _) in tree.under(PLACE).filter(|(file, _)| file.has_ending(&["html", "svg"])) {
        for (number, line) in file.lines() {
            if let Some(part) = forbidden(line) {
                let advice =
                    format!("`{part}` has no place in a template: a class, a data attribute or a filter does it");
                found.push(file.violation(number, "template", advice));
            }
        }
        for (number, word) in words(&file.text) {
            let advice = format!("`{word}` is a word: put it into words.rs in both languages");
            found.push(file.violation(number, "template", advice));
        }
    }
    found
}

/// The first thing in a line that the policy or the escaping forbids.
fn forbidden(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    let plain = ["<style", "hx-on", "js:", "javascript:", "|safe", "| safe", "escape=\"none\""];
    if let Some(part) = plain.into_iter().find(|part| lower.contains(part)) {
        return Some(part.to_owned());
    }
    // A script that is no file of ours.
    if lower.contains("<script") && !lower.contains("<script src=") {
        return Some("<script>".to_owned());
    }
    let mut names = lower.split([' ', '\t', '"', '\'', '%', '}']).filter_map(|piece| Some(piece.split_once('=')?.0));
    names.find(|name| *name == "style" || is_handler(name)).map(|name| format!("{name}="))
}

/// `onclick`, `onload` …
fn is_handler(name: &str) -> bool {
    name.strip_prefix("on")
        .is_some_and(|event| event.len() > 2 && event.chars().all(|letter| letter.is_ascii_lowercase()))
}

/// Each piece of text outside tags, expressions and remarks that has a word in it, and each such attribute that people read.
fn words(text: &str) -> Vec<(usize, String)> {
    let blank = blanked(text);
    let outside = without_tags(&blank);
    let mut found = Vec::new();
    for (index, (line, text)) in blank.lines().zip(outside.lines()).enumerate() {
        let read = ["title=\"", "placeholder=\"", "aria-label=\"", "alt=\""];
        let attributes =
            read.iter().flat_map(|name| line.split(name).skip(1)).filter_map(|rest| rest.split('"').next());
        for piece in attributes.chain([text]) {
            let word = piece.split(|letter: char| !letter.is_alphabetic()).find(|word| is_word(word));
            found.extend(word.map(|word| (index + 1, word.to_owned())));
        }
    }
    found
}

/// What stands between the tags, on the lines where it stands.
fn without_tags(text: &str) -> String {
    let mut is_tag = false;
    let mut outside = String::new();
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                outside.push(' ');
            }
            letter if letter == '\n' || !is_tag => outside.push(letter),
            _ => {}
        }
    }
    outside
}

fn is_word(word: &str) -> bool {
    word.chars().count() > 1 && !SAME.contains(&word)
}

/// The text without expressions, statements and remarks of the template language, and without entities; lines stay lines.
fn blanked(text: &str) -> String {
    let mut rest = text;
    let mut blank = String::new();
    let marks = [("{#", "#}"), ("{{", "}}"), ("{%", "%}"), ("&", ";")];
    while let Some((at, close)) =
        marks.iter().filter_map(|(open, close)| Some((rest.find(open)?, *close))).min_by_key(|(at, _)| *at)
    {
        let end = rest[at..].find(close).map_or(rest.len(), |end| at + end + close.len());
        blank.push_str(&rest[..at]);
        blank.extend(rest[at..end].chars().filter(|letter| *letter == '\n'));
        rest = &rest[end..];
    }
    blank + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let found = check(&Tree::of(&[("crates/web/templates/a.html", text)]));
        found.into_iter().map(|violation| format!("{}: {}", violation.line, violation.advice)).collect()
    }

    #[test]
    fn what_the_policy_forbids_is_found() {
        for text in [
            "<p style=\"color: red\">",
            "<p {% if a %}style=\"\"{% endif %}>",
            "<style>",
            "<script>x</script>",
            "<script type=\"module\">",
            "<a onclick=\"go()\">",
            "<img src=x ONERROR=go()>",
            "<a hx-on:click=\"go()\">",
            "<a href=\"javascript:go()\">",
            "<a hx-vals=\"js:{a: 1}\">",
            "{{ name|safe }}",
        ] {
            assert_eq!(found(text).len(), 1, "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn words_in_a_template_are_found() {
        for text in [
            "<p>Lưu</p>",
            "<p>{{ name }} saved</p>",
            "<a title=\"Close\">",
            "text alone",
            "\n<input\n placeholder=\"Tìm {{ x }}\">",
        ] {
            assert_eq!(found(text).len(), 1, "{text}: {:?}", found(text));
        }
        assert!(found("\n\n<p>Lưu</p>")[0].starts_with("3: `Lưu` is a word"));
    }

    #[test]
    fn a_clean_template_passes() {
        let text = "{# What it is. #}\n<!doctype html>\n<html lang=\"{{ language }}\">\n<script src=\"{{ path }}\" defer></script>\n\
            <a class=\"button\" data-on=\"x\" title=\"{{ say(words::CLOSE) }}\">{{ icon }}{{ say(words::SAVE) }} · <kbd>Ctrl K</kbd> leadhub</a>";
        assert_eq!(found(text), Vec::<String>::new());
    }
}
