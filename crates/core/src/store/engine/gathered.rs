//! Rows that a transaction gathers while it works and inserts at its end, many with one statement: rows of many leads then cost few
//! statements. Asked for by the store's files through `Tx::gather`; only for tables that nothing reads in the same transaction.

use super::Failure;
use super::db::Tx;
use super::value::Value;
use leadhub_model::OrganisationId;

/// An insert of rows that begin with the organisation; one that is there already stays as it is.
#[derive(Debug)]
pub struct Insert {
    pub table: &'static str,
    /// Those behind the organisation.
    pub columns: &'static [&'static str],
}

/// Rows of one statement. Fewer make the next power of two, so that there are few different texts for the engines to keep prepared.
const AT_ONCE: usize = 64;

/// What is gathered for one insert.
#[derive(Debug)]
pub struct Gathered {
    pub insert: &'static Insert,
    pub organisation: OrganisationId,
    /// Row behind row.
    pub values: Vec<Value<'static>>,
}

impl Gathered {
    pub fn write(self, tx: &mut Tx) -> Result<(), Failure> {
        let mut rows: Vec<&[Value]> = self.values.chunks_exact(self.insert.columns.len()).collect();
        // In the order of the key: neighbours lie on one page of the table.
        rows.sort_unstable();
        rows.dedup();
        for rows in rows.chunks(AT_ONCE) {
            // The last row is repeated.
            let places = rows.len().next_power_of_two();
            let padded = rows.iter().chain(rows.last().into_iter().cycle()).take(places);
            let mut bound = vec![Value::from(self.organisation)];
            bound.extend(padded.flat_map(|row| row.iter().cloned()));
            tx.execute(&self.insert.sql(places), &bound)?;
        }
        Ok(())
    }
}

impl Insert {
    fn sql(&self, rows: usize) -> String {
        let width = self.columns.len();
        let row = |at: usize| {
            let places: Vec<String> = (0..width).map(|column| format!("${}", at * width + column + 2)).collect();
            format!("($1, {})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        let (table, columns) = (self.table, self.columns.join(", "));
        format!("INSERT INTO {table} (organisation_id, {columns}) VALUES {} ON CONFLICT DO NOTHING", rows.join(", "))
    }
}
