//! A reading connection of SQLite that remembers what it counted for as long as nobody writes: a count looks at every row that
//! matches, and people ask for the same lists again and again. Used by `sqlite_pool.rs`; writers always count anew.

use super::connection::Connection;
use super::value::{Row, Value};
use super::{Failure, sqlite_cache};
use std::collections::HashMap;

/// Counts remembered at once; past that they are forgotten.
const MOST: usize = 1024;

pub struct Reader {
    connection: rusqlite::Connection,
    /// What `PRAGMA data_version` said when these were counted: it changes with every commit of another connection.
    version: i64,
    counts: HashMap<String, i64>,
}

impl Reader {
    pub fn new(connection: rusqlite::Connection) -> Self {
        Reader { connection, version: -1, counts: HashMap::new() }
    }

    /// Lets go of the pages and counts that it keeps.
    pub fn give_back(&mut self) -> Result<(), Failure> {
        self.counts = HashMap::new();
        sqlite_cache::give_back(&self.connection)
    }
}

impl Connection for Reader {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Failure> {
        Connection::execute(&mut self.connection, sql, values)
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&mut Row) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        Connection::query(&mut self.connection, sql, values, each)
    }

    fn count(&mut self, sql: &str, values: &[Value]) -> Result<i64, Failure> {
        // Of the snapshot that this transaction sees, so that the count is too.
        let version = self.connection.count("PRAGMA data_version", &[])?;
        if version != self.version || self.counts.len() >= MOST {
            self.counts.clear();
            self.version = version;
        }
        let asked = format!("{sql} {values:?}");
        if let Some(count) = self.counts.get(&asked) {
            return Ok(*count);
        }
        let count = self.connection.count(sql, values)?;
        self.counts.insert(asked, count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sqlite;
    use super::super::value::values;
    use super::*;

    #[test]
    fn a_count_is_remembered_until_something_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("counted.db");
        let writer = sqlite::connect(&path, true, true).unwrap();
        writer.execute_batch("CREATE TABLE row (id INTEGER)").unwrap();
        let mut reader = Reader::new(sqlite::connect(&path, false, false).unwrap());
        // Not the same number twice, unless it is remembered.
        let mut count = |bound: i64| reader.count("SELECT $1 * 0 + ABS(RANDOM() / 2)", values![bound]).unwrap();
        let first = count(1);
        assert_eq!(count(1), first);
        assert_ne!(count(2), first);
        writer.execute_batch("INSERT INTO row VALUES (1)").unwrap();
        assert_ne!(count(1), first);
    }
}
