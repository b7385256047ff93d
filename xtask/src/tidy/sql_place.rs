//! Rule `sql`: every SQL text lives in the store's folder, so that the rest cannot reach around the Actor; and the timeline is written in one file of
//! it, so that whatever else is to know of a change can be told there.
//! Called by `tidy`. It looks at how string literals begin; tests and the test kit may prepare data by hand.

use super::rust_text;
use super::tree::{Tree, Violation};

const PLACES: [&str; 2] = ["crates/core/src/store/", "crates/testkit/"];
const STORE: &str = "crates/core/src/store/";
/// The only file that writes the timeline.
const TIMELINE: &str = "crates/core/src/store/events.rs";
const STARTS: [&str; 9] = [
    "SELECT ",
    "INSERT INTO ",
    "DELETE FROM ",
    "WITH RECURSIVE ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "CREATE UNIQUE INDEX ",
    "ALTER TABLE ",
    "DROP TABLE ",
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let sources = tree.rust().filter(|file| file.path.starts_with("crates/") && file.path.contains("/src/"));
    for file in sources.filter(|file| !file.is_under(&PLACES) && !file.is_test()) {
        for (line, text) in rust_text::strings(&file.text) {
            if is_sql(text) {
                found.push(file.violation(line, "sql", "SQL lives in crates/core/src/store: ask the core a question"));
            }
        }
    }
    for file in tree.rust().filter(|file| file.path.starts_with(STORE) && file.path != TIMELINE) {
        for (line, _) in rust_text::strings(&file.text).into_iter().filter(|(_, text)| tells(text)) {
            found.push(file.violation(line, "sql", "the timeline is told in store/events.rs: call it"));
        }
    }
    found
}

/// Whether a literal writes the timeline, itself or by its name.
fn tells(text: &str) -> bool {
    text == "lead_event" || text.split_whitespace().collect::<Vec<_>>().join(" ").contains("INSERT INTO lead_event ")
}

fn is_sql(text: &str) -> bool {
    // A literal may begin with an escaped line end and be broken anywhere.
    let words: Vec<&str> = text.split([' ', '\n', '\t', '\\']).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ") + " ";
    STARTS.iter().any(|start| text.starts_with(start)) || (text.starts_with("UPDATE ") && text.contains(" SET "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "fn f() { run(\"SELECT id\\\n FROM lead\"); }";

    #[test]
    fn a_second_writer_of_the_timeline_is_found() {
        for code in ["Insert::new(\"lead_event\", &[])", "run(\"INSERT INTO\n lead_event (organisation_id) VALUES ($1)\")"] {
            assert_eq!(check(&Tree::of(&[("crates/core/src/store/leads.rs", code)])).len(), 1, "{code}");
            assert_eq!(check(&Tree::of(&[(TIMELINE, code)])).len(), 0, "{code}");
        }
    }

    #[test]
    fn sql_outside_the_store_is_found() {
        assert_eq!(check(&Tree::of(&[("crates/core/src/actions/book.rs", SQL)])).len(), 1);
        assert_eq!(check(&Tree::of(&[("crates/leadhub/src/cli/mod.rs", "f(\"UPDATE lead\n SET x = 1\")")])).len(), 1);
        assert_eq!(check(&Tree::of(&[("crates/dialects/src/a.rs", "f(r#\"\n  DELETE FROM lead\"#)")])).len(), 1);
    }

    #[test]
    fn the_store_tests_and_sentences_may_say_it() {
        let places =
            ["crates/core/src/store/leads.rs", "crates/testkit/src/a.rs", "crates/leadhub/src/golden/tests.rs"];
        assert!(check(&Tree::of(&places.map(|path| (path, SQL)))).is_empty());
        let sentences = "f(\"Select a lead\"); f(\"UPDATE needs an id\"); // \"SELECT 1\"";
        assert!(check(&Tree::of(&[("crates/core/src/a.rs", sentences)])).is_empty());
    }
}
