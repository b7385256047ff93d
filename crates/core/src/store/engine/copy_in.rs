//! A file into a server's store: every table in one transaction, so that a restore that breaks off leaves the store empty.
//! Called by `restore.rs` and `move_store.rs`, which have found the file sound and at this program's schema.

use super::migrate::{Setup, known, migrate, version_of_server};
use super::postgres::PostgresConnection;
use super::row_sums::{Compared, Proof, Side};
use super::{Failure, tables, transfer};

/// A restore takes as long as it takes, but does not wait for ever for those who use the store.
const BEGIN: &str = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
                     SET LOCAL lock_timeout = 10000";

/// Copies every table; gives its rows and what proved them. What a store is filled with comes with the file.
pub fn into_server(file: &mut rusqlite::Connection, url: &str, setup: Setup, proof: Proof) -> Result<Compared, String> {
    refuse_occupied_server(url)?;
    migrate(url, Setup { fill: &|_| Ok(()), ..setup })?;
    let say = |failure: Failure| failure.to_string();
    file.execute_batch("BEGIN").map_err(|error| error.to_string())?;
    let tables = tables::of_file(file).map_err(say)?;
    let original = tables::count(file, &tables).map_err(say)?;

    let mut server = PostgresConnection::connect(url).map_err(say)?;
    server.command(BEGIN).map_err(say)?;
    let all = tables::listed(&tables);
    server.command(&format!("LOCK TABLE {all} IN ACCESS EXCLUSIVE MODE")).map_err(say)?;
    // Somebody may have come since the first look.
    if tables::has_organisations(&mut server).map_err(say)? {
        return Err(occupied(&"the store"));
    }
    // What the house itself put there comes with the backup.
    server.command(&format!("TRUNCATE {all}")).map_err(say)?;
    for table in &tables {
        transfer::send(table, file, &mut server).map_err(|failure| format!("table '{}': {failure}", table.name))?;
    }
    tables::same(&original, &tables::count(&mut server, &tables).map_err(say)?)?;
    let sums = proof.compare(&tables, Side::File(file), Side::Server(&mut server))?;
    // The first questions are planned by what is there.
    server.command(&format!("ANALYZE {all}")).map_err(say)?;
    server.command("COMMIT").map_err(|failure| {
        format!("{failure}: its end was not heard. Run it again: it says whether the store is there")
    })?;
    Ok(Compared { rows: original, sums })
}

/// Fails where a server's store has anybody's data in it or is a newer program's.
pub fn refuse_occupied_server(url: &str) -> Result<(), String> {
    let mut server = PostgresConnection::connect(url).map_err(|failure| failure.to_string())?;
    let Some(version) = version_of_server(&mut server)? else { return Ok(()) };
    known(Some(version))?;
    match tables::has_organisations(&mut server) {
        Ok(false) => Ok(()),
        Ok(true) => Err(occupied(&"the store")),
        Err(failure) => Err(failure.to_string()),
    }
}

/// What to do where data would be lost.
pub fn occupied(store: &dyn std::fmt::Display) -> String {
    format!("{store} is not empty: name a new file or an empty database, then serve that one")
}
