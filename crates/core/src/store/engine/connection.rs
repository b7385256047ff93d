//! What the statement seam asks of an engine: one connection, inside a transaction. Each engine has one; `Db` and `Tx` speak through it.
//! Nothing above the seam sees it.

use super::Failure;
use super::batched_inserts::Insert;
use super::value::{Row, Value};
use leadhub_model::OrganisationId;

/// One connection of an engine, inside a transaction. SQL is in the common subset, placeholders are `$1`, `$2`, …
pub trait Connection {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Failure>;
    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&mut Row) -> Result<(), Failure>,
    ) -> Result<(), Failure>;

    /// Inserts many rows, none of which may be there, where the engine has a faster way to than statements of values; gives how many.
    fn copy_in(&mut self, _: &Insert, _: OrganisationId, _rows: &[&[Value]]) -> Result<Option<u64>, Failure> {
        Ok(None)
    }

    /// Has the planner look anew at tables that have grown much since it last did. An engine that does not plan by what is there has
    /// nothing to look at.
    fn refresh_statistics(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    /// The number that a statement counts.
    fn count(&mut self, sql: &str, values: &[Value]) -> Result<i64, Failure> {
        let mut count = 0;
        self.query(sql, values, &mut |row| {
            count = row.take()?;
            Ok(())
        })?;
        Ok(count)
    }
}
