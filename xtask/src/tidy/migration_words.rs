//! Rule `migration`: migrations say types in the house's own words, which each engine expands for itself.
//! Called by `tidy`. A raw type would mean another width, or nothing, on the other engine.

use super::tree::{Tree, Violation};

const PLACE: &str = "crates/core/migrations/";
const WORDS: [&str; 7] = ["$int", "$text", "$bytewise", "$real", "$bytes", "$strict", "$clustered"];

/// Refused in any case.
const RAW: [&str; 9] =
    ["AUTOINCREMENT", "BIGINT", "BIGSERIAL", "BLOB", "BYTEA", "INTEGER", "ROWID", "SERIAL", "STRICT"];

/// Refused as types in capitals; in small letters they may be columns.
const RAW_IN_CAPITALS: [&str; 14] = [
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DATETIME",
    "DOUBLE",
    "INT",
    "JSON",
    "JSONB",
    "NUMERIC",
    "REAL",
    "TEXT",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "VARCHAR",
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, _) in tree.under(PLACE).filter(|(file, _)| file.has_ending(&["sql"])) {
        for (number, line) in file.lines() {
            let statement = line.split("--").next().unwrap_or_default();
            for word in statement.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$') {
                if word.starts_with('$') && !WORDS.contains(&word) {
                    let advice = format!("`{word}` is no word of the vocabulary: {}", WORDS.join(" "));
                    found.push(file.violation(number, "migration", advice));
                }
                if RAW.contains(&word.to_uppercase().as_str()) || RAW_IN_CAPITALS.contains(&word) {
                    let advice = format!("`{word}` differs between the engines: use {}", WORDS.join(" "));
                    found.push(file.violation(number, "migration", advice));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(&Tree::of(&[("crates/core/migrations/V1__book.sql", text)])).len()
    }

    #[test]
    fn only_words_of_the_vocabulary_pass() {
        assert_eq!(
            found("CREATE TABLE lead (id $int NOT NULL, text $text, x $bytes, PRIMARY KEY (id)) $strict; -- BLOB"),
            0
        );
        for raw in
            ["id BIGINT", "id bigint", "x BLOB", "x bytea", "id SERIAL", "id AUTOINCREMENT", ") STRICT", "x TEXT"]
        {
            assert_eq!(found(raw), 1, "{raw}");
        }
        assert_eq!(found("x $integer"), 1);
    }
}
