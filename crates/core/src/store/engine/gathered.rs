//! Rows that a transaction gathers while it works and inserts later, many with one statement: rows of many leads then cost few statements.
//! Asked for by the store's files through `Tx::gather`. Whoever reads or changes a table sees what was gathered for it: a statement that
//! names such a table has everything gathered written first.

use super::Failure;
use super::connection::Connection;
use super::value::Value;
use leadhub_model::OrganisationId;
use std::fmt::Write;
use std::sync::OnceLock;

/// An insert of rows that begin with the organisation.
#[derive(Debug)]
pub struct Insert {
    pub table: &'static str,
    /// Those behind the organisation.
    pub columns: &'static [&'static str],
    pub when_there: WhenThere,
    /// For 1, 2, 4 … rows.
    texts: [OnceLock<String>; TEXTS],
}

/// What is done with a row whose key is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenThere {
    /// It stays as it is.
    Keep,
    /// Somebody else came between: the transaction is run again.
    RunAgain,
}

/// Rows of one statement. Fewer make the next power of two, so that there are few different texts for the engines to keep prepared.
const AT_ONCE: usize = 64;
const TEXTS: usize = AT_ONCE.ilog2() as usize + 1;

/// What is gathered for one insert.
#[derive(Debug)]
pub struct Gathered {
    pub insert: &'static Insert,
    pub organisation: OrganisationId,
    /// Row behind row.
    pub values: Vec<Value<'static>>,
}

impl Gathered {
    pub(super) fn write(&self, connection: &mut dyn Connection) -> Result<(), Failure> {
        let mut rows: Vec<&[Value]> = self.values.chunks_exact(self.insert.columns.len()).collect();
        // In the order of the key: neighbours lie on one page of the table, and everybody locks in one order.
        rows.sort_unstable();
        rows.dedup();
        for rows in rows.chunks(AT_ONCE) {
            // The last row is repeated, which its own key keeps from being there twice.
            let places = rows.len().next_power_of_two();
            let padded = rows.iter().chain(rows.last().into_iter().cycle()).take(places);
            let mut bound = Vec::with_capacity(1 + places * self.insert.columns.len());
            bound.push(Value::from(self.organisation));
            bound.extend(padded.flat_map(|row| row.iter().cloned()));
            let inserted = connection.execute(self.insert.text(places), &bound)?;
            if self.insert.when_there == WhenThere::RunAgain && usize::try_from(inserted) != Ok(rows.len()) {
                return Err(Failure::Again(format!("a row of {} was made meanwhile", self.insert.table)));
            }
        }
        Ok(())
    }

    /// Whether a statement has to do with the table, as one that reads it.
    pub(super) fn is_named_in(&self, sql: &str) -> bool {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let (table, bytes) = (self.insert.table, sql.as_bytes());
        sql.match_indices(table).any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            !before.into_iter().chain(bytes.get(at + table.len())).any(|byte| is_name(*byte))
        })
    }
}

impl Insert {
    pub const fn new(table: &'static str, columns: &'static [&'static str], when_there: WhenThere) -> Insert {
        Insert { table, columns, when_there, texts: [const { OnceLock::new() }; TEXTS] }
    }

    /// The statement for so many rows, a power of two; made once, since every create inserts into several tables.
    fn text(&self, rows: usize) -> &str {
        self.texts[rows.ilog2() as usize].get_or_init(|| self.sql(rows))
    }

    fn sql(&self, rows: usize) -> String {
        let (table, columns) = (self.table, self.columns.join(", "));
        let mut sql = format!("INSERT INTO {table} (organisation_id, {columns}) VALUES ");
        let mut place = 2;
        for row in 0..rows {
            sql.push_str(if row == 0 { "($1" } else { ", ($1" });
            for _ in self.columns {
                // Writing to a String cannot fail.
                let _ = write!(sql, ", ${place}");
                place += 1;
            }
            sql.push(')');
        }
        sql + " ON CONFLICT DO NOTHING"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PERSON: Insert = Insert::new("person", &["id", "name"], WhenThere::Keep);

    #[test]
    fn a_table_is_named_by_its_whole_name_only() {
        let gathered = Gathered { insert: &PERSON, organisation: OrganisationId(1), values: Vec::new() };
        for sql in
            ["SELECT id FROM person WHERE id = $1", "UPDATE person SET name = $1", "SELECT person.id FROM x, person"]
        {
            assert!(gathered.is_named_in(sql), "{sql}");
        }
        for sql in ["SELECT person_id FROM person_key", "SELECT 1 FROM a_person", "SELECT 1"] {
            assert!(!gathered.is_named_in(sql), "{sql}");
        }
    }

    #[test]
    fn the_organisation_stands_once_among_the_values() {
        assert_eq!(
            PERSON.text(2),
            "INSERT INTO person (organisation_id, id, name) VALUES ($1, $2, $3), ($1, $4, $5) ON CONFLICT DO NOTHING"
        );
    }
}
