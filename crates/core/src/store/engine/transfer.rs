//! Moves the rows of a table between an embedded file and a server, row by row in both directions: no more of a table is in
//! memory than what is on its way. Called by `copy_out.rs` and `copy_in.rs`, and by `row_sums.rs` to look at rows only; transactions are
//! theirs.

use super::postgres::{self as server, PostgresConnection};
use super::tables::{Column, Kind, Table};
use super::value::Value;
use super::{Failure, sqlite};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};

/// A statement's values, of which there are none.
const NOTHING: [(&(dyn ToSql + Sync), Type); 0] = [];

/// Every row of the server's table into the file's.
pub fn fetch(table: &Table, from: &mut PostgresConnection, to: &rusqlite::Connection) -> Result<(), Failure> {
    let mut insert = to.prepare(&table.insert()).map_err(sqlite::failure)?;
    each_of_server(table, from, &mut |values| {
        insert.execute(rusqlite::params_from_iter(values)).map(drop).map_err(sqlite::failure)
    })
}

/// Shows every row of the server's table.
pub fn each_of_server(
    table: &Table,
    from: &mut PostgresConnection,
    show: &mut dyn FnMut(&[Value]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut rows = from.client().query_typed_raw(&table.select(), NOTHING).map_err(server::failure)?;
    while let Some(row) = rows.next().map_err(server::failure)? {
        let values: Vec<Value> = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| of_server(&row, at, column))
            .collect::<Result<_, _>>()
            .map_err(server::failure)?;
        show(&values)?;
    }
    Ok(())
}

fn of_server<'r>(row: &'r postgres::Row, at: usize, column: &Column) -> Result<Value<'r>, postgres::Error> {
    Ok(match column.kind {
        Kind::Int => row.try_get::<_, Option<i64>>(at)?.into(),
        Kind::Text => row.try_get::<_, Option<&str>>(at)?.into(),
        Kind::Bytes => row.try_get::<_, Option<&[u8]>>(at)?.into(),
    })
}

/// Every row of the file's table into the server's.
pub fn send(table: &Table, from: &rusqlite::Connection, to: &mut PostgresConnection) -> Result<(), Failure> {
    let types: Vec<Type> = table.columns.iter().map(|column| type_of(column.kind)).collect();
    let sink = to.client().copy_in(table.copy_in().as_str()).map_err(server::failure)?;
    let mut sink = BinaryCopyInWriter::new(sink, &types);
    each_of_file(table, from, &mut |values| {
        sink.write_raw(values.iter().map(|value| value as &(dyn ToSql + Sync))).map_err(server::failure)
    })?;
    sink.finish().map_err(server::failure)?;
    Ok(())
}

/// Shows every row of the file's table.
pub fn each_of_file(
    table: &Table,
    from: &rusqlite::Connection,
    show: &mut dyn FnMut(&[Value]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut select = from.prepare(&table.select()).map_err(sqlite::failure)?;
    let mut rows = select.query([]).map_err(sqlite::failure)?;
    while let Some(row) = rows.next().map_err(sqlite::failure)? {
        let values: Vec<Value> = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| of_file(row, at, column))
            .collect::<Result<_, _>>()
            .map_err(sqlite::failure)?;
        show(&values)?;
    }
    Ok(())
}

fn of_file<'r>(row: &'r rusqlite::Row, at: usize, column: &Column) -> rusqlite::Result<Value<'r>> {
    let value = row.get_ref(at)?;
    Ok(match column.kind {
        Kind::Int => value.as_i64_or_null()?.into(),
        Kind::Text => value.as_str_or_null()?.into(),
        Kind::Bytes => value.as_blob_or_null()?.into(),
    })
}

fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::Int => Type::INT8,
        Kind::Text => Type::TEXT,
        Kind::Bytes => Type::BYTEA,
    }
}
