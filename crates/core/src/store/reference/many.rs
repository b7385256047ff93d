//! Many rows of one kind put by one statement, since every statement may be a way to another machine and back. Used by the
//! catalogue and the places, whose rows are nothing but their columns.

use crate::store::engine::{Failure, Tx, Value};

/// Rows written by one statement. Larger ones gain nothing.
const TOGETHER: usize = 200;

/// Inserts the rows; those whose first `key` columns are known are changed. No two of `rows` have the same key.
pub(crate) fn put_rows<'r, T, const WIDTH: usize>(
    tx: &mut Tx,
    table: &str,
    key: usize,
    columns: [&str; WIDTH],
    rows: &'r [T],
    bind: impl Fn(&'r T) -> [Value<'r>; WIDTH],
) -> Result<(), Failure> {
    let (keys, changing) = columns.split_at(key);
    let changed: Vec<String> = changing.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let (keys, columns, changed) = (keys.join(", "), columns.join(", "), changed.join(", "));
    for rows in rows.chunks(TOGETHER) {
        let bound: Vec<Value> = rows.iter().flat_map(&bind).collect();
        let marks = |row: usize| (1..=WIDTH).map(|column| format!("${}", row * WIDTH + column)).collect::<Vec<_>>();
        let groups: Vec<String> = (0..rows.len()).map(|row| format!("({})", marks(row).join(", "))).collect();
        let groups = groups.join(", ");
        let sql =
            format!("INSERT INTO {table} ({columns}) VALUES {groups} ON CONFLICT ({keys}) DO UPDATE SET {changed}");
        tx.execute(&sql, &bound)?;
    }
    Ok(())
}
