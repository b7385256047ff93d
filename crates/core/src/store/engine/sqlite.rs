//! The SQLite adapter: how a connection is opened and how a statement of the common subset runs on it. Used by
//! `sqlite_pool.rs` and the migrator. No thread and no queue here.

use super::Failure;
use super::connection::Connection;
use super::differences::for_sqlite;
use super::seal::lift;
use super::value::{Columns, Row, Value};
use rusqlite::ErrorCode::*;
use rusqlite::config::DbConfig;
use rusqlite::types::{FromSqlError, ToSqlOutput, ValueRef};
use rusqlite::{OpenFlags, ToSql};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

/// WAL pages of 4 KiB after which the log is copied back into the file: 64 MiB.
const CHECKPOINT_PAGES: i64 = 16_384;
/// Pages that each connection keeps, as the engine writes it: a negative number of KiB.
const CACHE_KIB: i64 = -16_000;
/// Statement texts kept prepared on each connection.
const KEPT_STATEMENTS: usize = 256;

/// Opens a connection with everything a connection needs. `busy_timeout` comes first, so that the rest already waits its turn.
pub fn connect(path: &Path, write: bool, create: bool) -> rusqlite::Result<rusqlite::Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags |= if write { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let is_new = create && !path.exists();
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    if is_new {
        // Leads are people's data; the log beside the file gets the same mode. Where that cannot be, the file still serves.
        drop(std::fs::set_permissions(path, Permissions::from_mode(0o600)));
    }
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    // Without this a statement may be planned anew whenever other values are bound to it, which costs more than running it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // What a statement or savepoint may have to take back is kept in memory, not in a file on the disk.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    if write {
        lift(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "journal_size_limit", CHECKPOINT_PAGES * 4096)?;
    }
    connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
    Ok(connection)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

#[inline]
pub fn int(row: &rusqlite::Row, at: usize) -> Result<Option<i64>, Failure> {
    row.get_ref(at).map_err(failure)?.as_i64_or_null().map_err(|error| unlike(at, &error))
}

#[inline]
pub fn text<'a>(row: &'a rusqlite::Row, at: usize) -> Result<Option<&'a str>, Failure> {
    row.get_ref(at).map_err(failure)?.as_str_or_null().map_err(|error| unlike(at, &error))
}

#[inline]
pub fn bytes<'a>(row: &'a rusqlite::Row, at: usize) -> Result<Option<&'a [u8]>, Failure> {
    row.get_ref(at).map_err(failure)?.as_blob_or_null().map_err(|error| unlike(at, &error))
}

/// The column holds another kind of value than it is asked for.
fn unlike(at: usize, error: &FromSqlError) -> Failure {
    Failure::Bug(format!("column {at}: {error}"))
}

impl Connection for rusqlite::Connection {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Failure> {
        let mut statement = self.prepare_cached(&for_sqlite(sql)).map_err(failure)?;
        let changed = statement.execute(rusqlite::params_from_iter(values)).map_err(failure)?;
        Ok(changed as u64)
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&mut Row) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut statement = self.prepare_cached(&for_sqlite(sql)).map_err(failure)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            each(&mut Row::new(Columns::Sqlite(row)))?;
        }
        Ok(())
    }
}

/// Commits. When the disk fails under it, the log may already hold the commit and a restart would find it: that is unknown.
pub fn commit(connection: &rusqlite::Connection) -> Result<(), Failure> {
    connection.execute_batch("COMMIT").map_err(|error| match error.sqlite_error_code() {
        Some(SystemIoFailure) => Failure::Unknown(error.to_string()),
        _ => failure(error),
    })
}

/// What an error of SQLite means to whoever waits.
pub fn failure(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(
            DiskFull
            | SystemIoFailure
            | CannotOpen
            | ReadOnly
            | DatabaseBusy
            | DatabaseLocked
            | OutOfMemory
            | OperationInterrupted
            | DatabaseCorrupt
            | NotADatabase
            | PermissionDenied
            | FileLockingProtocolFailed,
        ) => Failure::Away(error.to_string()),
        _ => Failure::Bug(error.to_string()),
    }
}
