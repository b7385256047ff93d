//! Rule `organisation`: a statement of the store names one organisation, or only reads and locks nothing, so that the tables can be
//! spread over machines by it. Called by `tidy`. It reads the string literals of the store; the directory is the exception.

use super::rust_text;
use super::tree::{Tree, Violation};

const STORE: &str = "crates/core/src/store/";
/// What knows no lead but one statement of its own.
const ENGINE: &str = "crates/core/src/store/engine/";
const COUNTER: &str = "crates/core/src/store/engine/db.rs";
/// How the front door finds an organisation: whole on every machine.
const DIRECTORY: [&str; 2] = ["organisation", "token"];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let sources = tree.rust().filter(|file| file.path.starts_with(STORE));
    for file in sources.filter(|file| !file.path.starts_with(ENGINE) || file.path == COUNTER) {
        for (line, text) in rust_text::strings(&file.text) {
            if let Some(wrong) = broken(text) {
                found.push(file.violation(line, "organisation", wrong));
            }
        }
    }
    found
}

/// What is wrong with a literal that holds a statement.
fn broken(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split([' ', '\n', '\t', '\\']).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let names_one = text.contains("organisation_id = $") || text.contains("organisation_id) = ($");
    let table = |place: usize| words.get(place).is_some_and(|table| DIRECTORY.contains(table));
    let locks =
        ["FOR UPDATE", "FOR SHARE", "FOR KEY SHARE", "FOR NO KEY UPDATE"].iter().any(|lock| text.contains(lock));
    let is_well = match words.as_slice() {
        ["INSERT", "INTO", table, rest @ ..] => {
            DIRECTORY.contains(table)
                || table.starts_with('{')
                || rest.first().is_some_and(|column| *column == "(organisation_id,")
        }
        ["DELETE", "FROM", ..] => names_one || table(2),
        ["UPDATE", table, ..] => names_one || DIRECTORY.contains(table),
        // Also of a text that is put behind another: whoever locks says by what.
        _ if locks => names_one || text.contains("FROM organisation WHERE id = $1 FOR"),
        _ => true,
    };
    (!is_well).then_some("a statement names one organisation (organisation_id = $1), or only reads and locks nothing")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sql: &str) -> usize {
        check(&Tree::of(&[("crates/core/src/store/leads.rs", &format!("fn f() {{ run(\"{sql}\"); }}"))])).len()
    }

    #[test]
    fn writes_and_locks_name_an_organisation() {
        assert_eq!(found("SELECT id FROM upload WHERE state = $1 ORDER BY id LIMIT 1 FOR UPDATE"), 1);
        assert_eq!(found("SELECT id FROM upload WHERE organisation_id = $1 AND state = $2 FOR UPDATE"), 0);
        assert_eq!(found("{SELECT} AND agent_id = $2 FOR UPDATE"), 1);
        assert_eq!(found("{SELECT} WHERE organisation_id = $1 AND agent_id = $2 FOR UPDATE"), 0);
        assert_eq!(found(" FOR UPDATE"), 1, "a lock that is put behind another text");
        assert_eq!(found("DELETE FROM idempotency WHERE created_at < $1"), 1);
        assert_eq!(found("UPDATE lead AS one SET stage_id = $2 WHERE id = $1"), 1);
        assert_eq!(found("UPDATE lead\n SET stage_id = $2 WHERE id = $1"), 1);
        assert_eq!(found("UPDATE lead SET stage_id = $3 WHERE organisation_id = $1 AND id = $2"), 0);
        assert_eq!(found("INSERT INTO lead (id, organisation_id) VALUES ($1, $2)"), 1);
        assert_eq!(found("INSERT INTO lead (organisation_id, id) VALUES ($1, $2)"), 0);
    }

    #[test]
    fn reads_over_all_and_the_directory_may() {
        assert_eq!(found("SELECT organisation_id, id FROM upload WHERE state = $1 ORDER BY id"), 0);
        assert_eq!(found("DELETE FROM token WHERE expires_at < $1"), 0);
        assert_eq!(found("SELECT id FROM organisation WHERE id = $1 FOR UPDATE"), 0);
        assert_eq!(found("INSERT INTO organisation (id, slug) VALUES ($1, $2)"), 0);
    }
}
