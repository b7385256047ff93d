//! Brings a store to the newest schema, and says whether it is there. One numbered sequence of texts serves both engines;
//! `refinery` keeps the record of what ran. Called by the command line and by `Hub::open`.

use super::db::{Connection, Tx};
use super::differences::{Dialect, expand};
use super::queue::Queue;
use super::{Chance, Failure, Place, postgres::PostgresConnection, sqlite};
use crate::clock::Clock;
use refinery_core::{Migration, Runner};
use std::fs::File;
use std::path::Path;

/// Every migration, in order. Add at the end; never change one that was released.
const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__the_book", include_str!("../../../migrations/V1__the_book.sql")),
    ("V2__bookings_and_catalogue", include_str!("../../../migrations/V2__bookings_and_catalogue.sql")),
    ("V3__scopes", include_str!("../../../migrations/V3__scopes.sql")),
];

/// Holds others back while one process migrates a server's store ("leadhub" in ASCII, cut to 8 bytes).
/// Held by a transaction of its own, which a pooler keeps on one connection and which ends with it, however that ends.
const MIGRATION_LOCK: &str = "BEGIN; SELECT pg_advisory_xact_lock(7810190108106978)";

/// Where `refinery` keeps the record of what ran.
const HISTORY: &str = "refinery_schema_history";
const EMPTY: &str = "the store is empty: make it with 'leadhub init'";

fn runner(dialect: Dialect) -> Result<Runner, String> {
    let expanded = MIGRATIONS.iter().map(|(name, text)| Migration::unapplied(name, &expand(text, dialect)));
    let migrations = expanded.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    Ok(Runner::new(&migrations))
}

/// Creates the store where there is none, runs what has not run yet, then `fill` in one transaction that nobody else's runs
/// beside: it looks for itself whether there is anything left to do. Gives the names of the migrations that ran.
pub fn migrate(url: &str, fill: fn(&mut Tx) -> Result<(), Failure>) -> Result<Vec<String>, String> {
    let report = match Place::of(url) {
        Place::File(path) => {
            let _alone = lock_folder(&path).map_err(|error| said(&path, &error))?;
            let mut connection = sqlite::connect(&path, true, true).map_err(|error| said(&path, &error))?;
            let report = runner(Dialect::Sqlite)?.run(&mut connection).map_err(|error| said(&path, &error))?;
            run(&mut connection, "BEGIN IMMEDIATE", fill).map_err(|failure| said(&path, &failure))?;
            report
        }
        Place::Server(url) => {
            let mut connection = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
            let mut alone = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
            alone.command(MIGRATION_LOCK).map_err(|failure| failure.to_string())?;
            let ran = runner(Dialect::Postgres)?.run(connection.client()).map_err(|error| with_causes(&error));
            let filled = ran.and_then(|report| {
                run(&mut connection, "BEGIN", fill).map_err(|failure| failure.to_string())?;
                Ok(report)
            });
            drop(alone);
            filled?
        }
    };
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Holds others back while one process migrates a file. The folder is locked, not the file: closing a file that is open as a
/// database would drop the database's own locks.
fn lock_folder(path: &Path) -> std::io::Result<File> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = File::open(folder)?;
    folder.lock()?;
    Ok(folder)
}

/// `fill` in one transaction, all or nothing.
fn run(connection: &mut dyn Connection, begin: &str, fill: fn(&mut Tx) -> Result<(), Failure>) -> Result<(), Failure> {
    connection.execute(begin, &[])?;
    let filled = fill(&mut Tx::new(connection, Clock::System.now(), &Chance::System, None, &Queue::new(0), false));
    let ended = connection.execute(if filled.is_ok() { "COMMIT" } else { "ROLLBACK" }, &[]);
    filled.and(ended.map(drop))
}

/// Fails, saying what to do, where the store is missing or its schema is not this program's.
pub fn check_current(url: &str) -> Result<(), String> {
    let newest = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let applied = match Place::of(url) {
        Place::File(path) if !path.exists() => {
            return Err(format!("there is no store at {}: make one with 'leadhub init'", path.display()));
        }
        Place::File(path) => {
            let mut connection = sqlite::connect(&path, true, false).map_err(|error| said(&path, &error))?;
            if !connection.table_exists(None, HISTORY).map_err(|error| said(&path, &error))? {
                return Err(EMPTY.to_owned());
            }
            runner(Dialect::Sqlite)?.get_last_applied_migration(&mut connection).map_err(|error| said(&path, &error))?
        }
        Place::Server(url) => {
            let mut connection = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
            let client = connection.client();
            let history = client.query_opt("SELECT 1 FROM pg_tables WHERE tablename = $1", &[&HISTORY]);
            if history.map_err(|error| with_causes(&error))?.is_none() {
                return Err(EMPTY.to_owned());
            }
            runner(Dialect::Postgres)?.get_last_applied_migration(client).map_err(|error| with_causes(&error))?
        }
    };
    match applied.map(|migration| i64::from(migration.version())) {
        None => Err(EMPTY.to_owned()),
        Some(version) if version < newest => {
            Err(format!("the store is at schema {version}, this program needs {newest}: run 'leadhub migrate'"))
        }
        Some(version) if version > newest => {
            Err(format!("the store is at schema {version}, newer than this program's {newest}: run a newer leadhub"))
        }
        Some(_) => Ok(()),
    }
}

/// The error and what lies behind it, since its own text says only that something failed.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn said(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}
