//! The tables of a store, told by its own schema, and the statements that move them whole. Read from an embedded file, which a
//! backup and a restore both have at hand: a table that a later migration adds is in it by itself. No table is named here.

use super::connection::Connection;
use super::{Failure, migrate, sqlite};

/// A table with what is needed to copy it.
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// Its place in the primary key, from 1; 0 outside of it.
    key: i64,
}

/// The types that migrations know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Text,
    Bytes,
}

/// Every table but the record of migrations, by name. A virtual one is given too, so that the other engine, which has none,
/// refuses it instead of losing it.
pub fn of_file(file: &rusqlite::Connection) -> Result<Vec<Table>, Failure> {
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
               AND name <> ?1 AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name";
    let mut statement = file.prepare(sql).map_err(sqlite::failure)?;
    let names = statement.query_map([migrate::HISTORY], |row| row.get(0)).map_err(sqlite::failure)?;
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(sqlite::failure)?;
    names.into_iter().map(|name| Ok(Table { columns: columns(file, &name)?, name })).collect()
}

fn columns(file: &rusqlite::Connection, table: &str) -> Result<Vec<Column>, Failure> {
    let sql = "SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid";
    let mut statement = file.prepare(sql).map_err(sqlite::failure)?;
    let read = |row: &rusqlite::Row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?));
    let rows: Vec<_> = statement.query_map([table], read).and_then(Iterator::collect).map_err(sqlite::failure)?;
    let column = |(name, kind, key): (String, String, i64)| match kind.as_str() {
        "INTEGER" => Ok(Column { name, kind: Kind::Int, key }),
        "TEXT" => Ok(Column { name, kind: Kind::Text, key }),
        "BLOB" => Ok(Column { name, kind: Kind::Bytes, key }),
        _ => Err(Failure::Bug(format!("{table}.{name} is a '{kind}', which no copy knows"))),
    };
    rows.into_iter().map(column).collect()
}

impl Table {
    /// All rows, in the order of the key: the copy's tree is then written from left to right.
    pub fn select(&self) -> String {
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        let order = if key.is_empty() { String::new() } else { format!(" ORDER BY {}", named(key)) };
        format!("SELECT {} FROM \"{}\"{order}", named(&self.columns), self.name)
    }

    /// One row, its values bound in the order of the columns.
    pub fn insert(&self) -> String {
        let marks = vec!["?"; self.columns.len()].join(", ");
        format!("INSERT INTO \"{}\" ({}) VALUES ({marks})", self.name, named(&self.columns))
    }

    /// All rows in one stream.
    pub fn copy_in(&self) -> String {
        format!("COPY \"{}\" ({}) FROM STDIN (FORMAT binary)", self.name, named(&self.columns))
    }
}

fn named<'c>(columns: impl IntoIterator<Item = &'c Column>) -> String {
    columns.into_iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
}

/// The names of all tables, for a statement that takes several.
pub fn listed(tables: &[Table]) -> String {
    tables.iter().map(|table| format!("\"{}\"", table.name)).collect::<Vec<_>>().join(", ")
}

/// The rows of each table.
pub fn count(connection: &mut dyn Connection, tables: &[Table]) -> Result<Vec<(String, u64)>, Failure> {
    let mut counted = Vec::with_capacity(tables.len());
    for table in tables {
        let sql = format!("SELECT COUNT(*) FROM \"{}\"", table.name);
        connection.query(&sql, &[], &mut |row| {
            counted.push((table.name.clone(), row.take::<i64>()?.unsigned_abs()));
            Ok(())
        })?;
    }
    Ok(counted)
}

/// Fails, naming the table, where a copy has not the rows of what it was copied from.
pub fn same(original: &[(String, u64)], copy: &[(String, u64)]) -> Result<(), String> {
    match original.iter().zip(copy).find(|(original, copy)| original != copy) {
        None if original.len() == copy.len() => Ok(()),
        None => Err(format!("{} tables were copied of {}", copy.len(), original.len())),
        Some(((table, rows), (_, copied))) => {
            Err(format!("{copied} rows of '{table}' were copied, there are {rows}: somebody writes to what is copied"))
        }
    }
}

/// Whether anybody's data is in a store that has a schema.
pub fn has_organisations(connection: &mut dyn Connection) -> Result<bool, Failure> {
    let mut found = false;
    connection.query("SELECT id FROM organisation ORDER BY id LIMIT 1", &[], &mut |_| {
        found = true;
        Ok(())
    })?;
    Ok(found)
}
