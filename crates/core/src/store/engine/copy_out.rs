//! A server's store into a fresh file: one snapshot, every table, streamed. Called by `backup.rs` and `move_store.rs`, which
//! check the file and give it its name. It only reads the server.

use super::differences::EngineKind;
use super::migrate::{known, message, runner, version_of_server};
use super::postgres::PostgresConnection;
use super::row_sums::{Compared, Proof, Side};
use super::{tables, transfer};
use refinery_core::Target;
use std::path::Path;

/// A backup takes as long as it takes. Nothing is read yet: the snapshot is taken after the locks.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; \
                     SET LOCAL idle_in_transaction_session_timeout = 0";
/// Nobody has the file yet: it may be half written until the end, which is made durable by whoever moves it.
const UNGUARDED: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; \
                         PRAGMA cache_size = -32000";

/// Copies the store at `url` into a new file at `to`, at the schema that the store has: a backup is what one takes before a
/// migration. Gives the rows of each table and what proved them.
pub fn from_server(url: &str, to: &Path, proof: Proof) -> Result<Compared, String> {
    let say = |error: &dyn std::fmt::Display| message(to, error);
    let mut server = PostgresConnection::connect(url).map_err(|failure| failure.to_string())?;
    let version = known(version_of_server(&mut server)?)?;
    let mut file = rusqlite::Connection::open(to).map_err(|error| say(&error))?;
    file.execute_batch(UNGUARDED).map_err(|error| say(&error))?;
    let schema = runner(EngineKind::Sqlite)?.set_target(Target::Version(version));
    schema.run(&mut file).map_err(|error| say(&error))?;
    let indexes = set_indexes_aside(&file).map_err(|error| say(&error))?;
    let tables = tables::of_file(&file).map_err(|failure| say(&failure))?;

    server.command(BEGIN).map_err(|failure| failure.to_string())?;
    // Changing a table would change it under a snapshot too; reading and writing go on.
    let hold = format!("LOCK TABLE {} IN ACCESS SHARE MODE", tables::listed(&tables));
    server.command(&hold).map_err(|failure| failure.to_string())?;
    if version_of_server(&mut server)? != Some(version) {
        return Err("the store was migrated meanwhile: run the backup again".to_owned());
    }
    file.execute_batch("BEGIN").map_err(|error| say(&error))?;
    for table in &tables {
        transfer::fetch(table, &mut server, &file).map_err(|failure| format!("table '{}': {failure}", table.name))?;
    }
    file.execute_batch("COMMIT").map_err(|error| say(&error))?;
    let original = tables::count(&mut server, &tables).map_err(|failure| failure.to_string())?;
    tables::same(&original, &tables::count(&mut file, &tables).map_err(|failure| say(&failure))?)?;
    let sums = proof.compare(&tables, Side::Server(&mut server), Side::File(&file))?;
    // The server is not held while the indexes are built.
    drop(server);
    file.execute_batch(&indexes.join(";\n")).map_err(|error| say(&error))?;
    Ok(Compared { rows: original, sums })
}

/// Drops the indexes and gives the statements that make them again: built at the end, they are sorted instead of searched for
/// every row.
fn set_indexes_aside(file: &rusqlite::Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    let read = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get(1)?));
    let found: Vec<(String, String)> = file.prepare(sql)?.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    for (name, _) in &found {
        file.execute_batch(&format!("DROP INDEX \"{name}\""))?;
    }
    Ok(found.into_iter().map(|(_, sql)| sql).collect())
}
