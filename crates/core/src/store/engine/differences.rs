//! The closed list of real differences between the engines: placeholders and row locks in statements, the words of
//! migrations. Used by the adapters and the migrator; nothing above this folder may branch on the engine.

/// Which engine a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    Sqlite,
    Postgres,
}

const ROW_LOCK: &str = " FOR UPDATE";

/// Translates a statement of the common subset for SQLite. `$2` there is a *named* parameter, numbered by first
/// appearance, so it becomes `?2`; row locks, which end a statement, fall away, since its one writer holds them all.
pub fn for_sqlite(sql: &str) -> String {
    let mut bytes = sql.strip_suffix(ROW_LOCK).unwrap_or(sql).to_owned().into_bytes();
    // Every statement comes by here; in one pass over bytes, a placeholder stays one byte.
    bytes.iter_mut().filter(|byte| **byte == b'$').for_each(|byte| *byte = b'?');
    String::from_utf8(bytes).unwrap_or_else(|_| unreachable!("one letter of ASCII stands where another stood"))
}

/// The vocabulary of migrations: the word, its meaning on SQLite, its meaning on PostgreSQL. Frozen once released: a new
/// need gets a new word, since the expanded text is what the migration's checksum covers.
const WORDS: &[(&str, &str, &str)] = &[
    ("$int", "INTEGER", "BIGINT"),
    ("$text", "TEXT", "TEXT"),
    ("$bytes", "BLOB", "BYTEA"),
    ("$bytewise", "TEXT", "TEXT COLLATE \"C\""),
    ("$strict", "STRICT", ""),
    ("$clustered", "STRICT, WITHOUT ROWID", ""),
];

/// Expands the words of a migration for one engine.
pub fn expand(migration: &str, engine: EngineKind) -> String {
    WORDS.iter().fold(migration.to_owned(), |text, (word, sqlite, postgres)| {
        text.replace(word, if engine == EngineKind::Sqlite { sqlite } else { postgres })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_keep_their_numbers() {
        assert_eq!(for_sqlite("SELECT $2, $1, $2"), "SELECT ?2, ?1, ?2");
        assert_eq!(for_sqlite("SELECT 1"), "SELECT 1");
    }

    #[test]
    fn row_locks_fall_away() {
        assert_eq!(for_sqlite("SELECT a FROM b WHERE c = $1 FOR UPDATE"), "SELECT a FROM b WHERE c = ?1");
    }

    #[test]
    fn words_expand_for_each_engine() {
        let text = "CREATE TABLE a (b $int NOT NULL, c $text, d $bytes, e $bytewise) $strict;";
        let (file, server) = (expand(text, EngineKind::Sqlite), expand(text, EngineKind::Postgres));
        assert_eq!(file, "CREATE TABLE a (b INTEGER NOT NULL, c TEXT, d BLOB, e TEXT) STRICT;");
        assert_eq!(server, "CREATE TABLE a (b BIGINT NOT NULL, c TEXT, d BYTEA, e TEXT COLLATE \"C\") ;");
    }
}
