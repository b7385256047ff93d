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
    pub on_conflict: OnConflict,
    /// For 1, 2, 4 … rows.
    texts: [OnceLock<String>; TEXTS],
}

/// What is done with a row whose key is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// It stays as it is.
    Keep,
    /// Somebody else came between: the transaction is run again.
    RunAgain,
}

/// Rows of one statement at most. All have a power of two, so that there are few different texts for the engines to keep prepared.
const AT_ONCE: usize = 256;
/// So many rows and fewer go with one statement, which repeats the last of them as often as it takes.
const FEW: usize = 64;
const TEXTS: usize = AT_ONCE.ilog2() as usize + 1;

/// Everything that is gathered.
#[derive(Default)]
pub struct BatchedInserts(Vec<Rows>);

/// What is gathered for one insert.
#[derive(Debug)]
struct Rows {
    insert: &'static Insert,
    organisation: OrganisationId,
    /// Row behind row.
    values: Vec<Value<'static>>,
}

impl BatchedInserts {
    pub(super) fn add(
        &mut self,
        insert: &'static Insert,
        organisation: OrganisationId,
        values: impl IntoIterator<Item = Value<'static>>,
    ) {
        let held = |one: &Rows| std::ptr::eq(one.insert, insert) && one.organisation == organisation;
        let place = self.0.iter().position(held).unwrap_or(self.0.len());
        if place == self.0.len() {
            self.0.push(Rows { insert, organisation, values: Vec::new() });
        }
        self.0[place].values.extend(values);
    }

    /// Whether a statement has to do with a table of it.
    pub(super) fn is_named_in(&self, sql: &str) -> bool {
        self.0.iter().any(|rows| rows.is_named_in(sql))
    }

    /// What may not be there yet goes before what may: both may be rows of one table.
    pub(super) fn write(mut self, connection: &mut dyn Connection) -> Result<(), Failure> {
        self.0.sort_by_key(|rows| rows.insert.on_conflict == OnConflict::Keep);
        self.0.iter().try_for_each(|rows| rows.write(connection))
    }
}

impl Rows {
    fn write(&self, connection: &mut dyn Connection) -> Result<(), Failure> {
        let mut rows: Vec<&[Value]> = self.values.chunks_exact(self.insert.columns.len()).collect();
        // In the order of the key: neighbours lie on one page of the table, and everybody locks in one order.
        rows.sort_unstable();
        rows.dedup();
        if self.insert.on_conflict == OnConflict::RunAgain && rows.len() > FEW && self.copied(connection, &rows)? {
            return Ok(());
        }
        let mut left = &rows[..];
        while !left.is_empty() {
            let most = if left.len() > FEW { 1 << left.len().ilog2() } else { FEW };
            let (now, later) = left.split_at(left.len().min(most).min(AT_ONCE));
            self.write_rows(connection, now)?;
            left = later;
        }
        Ok(())
    }

    /// Sends them by the engine's own way for many, where it has one.
    fn copied(&self, connection: &mut dyn Connection, rows: &[&[Value]]) -> Result<bool, Failure> {
        match connection.copy_in(self.insert, self.organisation, rows) {
            Err(Failure::Taken(_)) => Err(self.again()),
            outcome => outcome.map(|copied| copied.is_some()),
        }
    }

    fn again(&self) -> Failure {
        Failure::Again(format!("a row of {} was made meanwhile", self.insert.table))
    }

    fn write_rows(&self, connection: &mut dyn Connection, rows: &[&[Value]]) -> Result<(), Failure> {
        // The last row is repeated, which its own key keeps from being there twice.
        let places = rows.len().next_power_of_two();
        let padded = rows.iter().chain(rows.last().into_iter().cycle()).take(places);
        let mut bound = Vec::with_capacity(1 + places * self.insert.columns.len());
        bound.push(Value::from(self.organisation));
        bound.extend(padded.flat_map(|row| row.iter().map(Value::borrowed)));
        let runs_again = self.insert.on_conflict == OnConflict::RunAgain;
        match connection.execute(self.insert.text(places), &bound) {
            Ok(inserted) if runs_again && usize::try_from(inserted) != Ok(rows.len()) => Err(self.again()),
            outcome => outcome.map(drop),
        }
    }

    /// Whether a statement has to do with the table, as one that reads it.
    fn is_named_in(&self, sql: &str) -> bool {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let (table, bytes) = (self.insert.table, sql.as_bytes());
        sql.match_indices(table).any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            !before.into_iter().chain(bytes.get(at + table.len())).any(|byte| is_name(*byte))
        })
    }
}

impl Insert {
    pub const fn new(table: &'static str, columns: &'static [&'static str], on_conflict: OnConflict) -> Insert {
        Insert { table, columns, on_conflict, texts: [const { OnceLock::new() }; TEXTS] }
    }

    /// The statement for so many rows, a power of two; made once, since every create inserts into several tables.
    fn text(&self, rows: usize) -> &str {
        self.texts[rows.ilog2() as usize].get_or_init(|| self.sql(rows))
    }

    /// What is said before many rows are sent in the server's own form.
    pub(super) fn copy_text(&self) -> String {
        format!("COPY {} (organisation_id, {}) FROM STDIN BINARY", self.table, self.columns.join(", "))
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
    use super::super::value::Row;
    use super::*;
    use std::collections::BTreeSet;

    static PERSON: Insert = Insert::new("person", &["id", "name"], OnConflict::Keep);

    #[test]
    fn a_table_is_named_by_its_whole_name_only() {
        let gathered = Rows { insert: &PERSON, organisation: OrganisationId(1), values: Vec::new() };
        for sql in
            ["SELECT id FROM person WHERE id = $1", "UPDATE person SET name = $1", "SELECT person.id FROM x, person"]
        {
            assert!(gathered.is_named_in(sql), "{sql}");
        }
        for sql in ["SELECT person_id FROM person_key", "SELECT 1 FROM a_person", "SELECT 1"] {
            assert!(!gathered.is_named_in(sql), "{sql}");
        }
    }

    /// Notes what it is asked to insert; of `there` it says that somebody made it.
    #[derive(Default)]
    struct Noting {
        inserts: Vec<usize>,
        there: Option<i64>,
        copies: bool,
        copied: Vec<usize>,
    }

    impl Connection for Noting {
        fn execute(&mut self, _: &str, values: &[Value]) -> Result<u64, Failure> {
            let ids: BTreeSet<String> = values[1..].chunks(2).map(|row| format!("{:?}", row[0])).collect();
            self.inserts.push(values.len() / 2);
            let is_there = self.there.is_some_and(|there| ids.contains(&format!("{:?}", Value::Int(there))));
            Ok(ids.len() as u64 - u64::from(is_there))
        }

        fn query(
            &mut self,
            _: &str,
            _: &[Value],
            _: &mut dyn FnMut(&mut Row) -> Result<(), Failure>,
        ) -> Result<(), Failure> {
            Ok(())
        }

        fn copy_in(&mut self, _: &Insert, _: OrganisationId, rows: &[&[Value]]) -> Result<Option<u64>, Failure> {
            if !self.copies {
                return Ok(None);
            }
            self.copied.push(rows.len());
            let is_there = self.there.is_some_and(|there| rows.iter().any(|row| row[0] == Value::Int(there)));
            if is_there { Err(Failure::Taken(String::new())) } else { Ok(Some(rows.len() as u64)) }
        }
    }

    fn write(insert: &'static Insert, rows: i64, noting: &mut Noting) -> Result<(), Failure> {
        let values = (0..rows).flat_map(|id| [Value::Int(id), Value::Null]).collect();
        Rows { insert, organisation: OrganisationId(1), values }.write(noting)
    }

    fn written(insert: &'static Insert, rows: i64, there: Option<i64>) -> Result<Vec<usize>, Failure> {
        let mut noting = Noting { there, ..Noting::default() };
        write(insert, rows, &mut noting)?;
        Ok(noting.inserts)
    }

    #[test]
    fn many_new_rows_are_copied_where_the_engine_can_and_few_or_such_as_may_be_there_are_not() {
        static NEW: Insert = Insert::new("person", &["id", "name"], OnConflict::RunAgain);
        let mut noting = Noting { copies: true, ..Noting::default() };
        for (insert, rows) in [(&NEW, 700), (&NEW, 64), (&PERSON, 700)] {
            write(insert, rows, &mut noting).unwrap();
        }
        assert_eq!(noting.copied, [700]);
        noting.there = Some(5);
        assert!(matches!(write(&NEW, 700, &mut noting), Err(Failure::Again(_))));
        assert_eq!(NEW.copy_text(), "COPY person (organisation_id, id, name) FROM STDIN BINARY");
    }

    #[test]
    fn many_rows_go_by_powers_of_two_and_only_a_few_are_filled_up() {
        static NEW: Insert = Insert::new("person", &["id", "name"], OnConflict::RunAgain);
        assert_eq!(written(&PERSON, 700, None).unwrap(), [256, 256, 128, 64]);
        assert_eq!(written(&NEW, 3, None).unwrap(), [4]);
        // Whoever came between is met.
        for (rows, there) in [(3, 1), (700, 5), (700, 699)] {
            assert!(matches!(written(&NEW, rows, Some(there)), Err(Failure::Again(_))), "{there} of {rows}");
            assert!(written(&PERSON, rows, Some(there)).is_ok(), "{there} of {rows}");
        }
    }

    #[test]
    fn rows_that_may_be_there_come_behind_those_that_may_not() {
        static NEW: Insert = Insert::new("person", &["id", "name"], OnConflict::RunAgain);
        let (mut gathered, mut noting) = (BatchedInserts::default(), Noting::default());
        gathered.add(&PERSON, OrganisationId(1), [Value::Int(1), Value::Null]);
        gathered.add(&NEW, OrganisationId(1), [Value::Int(1), Value::Null, Value::Int(2), Value::Null]);
        gathered.write(&mut noting).unwrap();
        assert_eq!(noting.inserts, [2, 1]);
    }

    #[test]
    fn the_organisation_stands_once_among_the_values() {
        assert_eq!(
            PERSON.text(2),
            "INSERT INTO person (organisation_id, id, name) VALUES ($1, $2, $3), ($1, $4, $5) ON CONFLICT DO NOTHING"
        );
    }
}
