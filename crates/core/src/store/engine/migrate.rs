//! Brings a store to the newest schema, and says whether it is there. One numbered sequence of texts serves both engines;
//! `refinery` keeps the record of what ran. Called by the command line and by `Hub::open`.

use super::connection::Connection;
use super::db::Tx;
use super::differences::{EngineKind, expand};
use super::queue::Queue;
use super::reference_cache::ReferenceCache;
use super::spread::keep_spread;
use super::{Failure, Place, RandomSource, postgres::PostgresConnection, sqlite};
use crate::clock::Clock;
use refinery_core::{Migration, Runner};
use std::fs::File;
use std::path::Path;

/// Every migration, in order. Add at the end; never change one that was released.
const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__the_book", include_str!("../../../migrations/V1__the_book.sql")),
    ("V2__bookings_and_catalogue", include_str!("../../../migrations/V2__bookings_and_catalogue.sql")),
    ("V3__scopes_and_marks", include_str!("../../../migrations/V3__scopes_and_marks.sql")),
    ("V4__known_persons", include_str!("../../../migrations/V4__known_persons.sql")),
    ("V6__imports", include_str!("../../../migrations/V6__imports.sql")),
    ("V7__contacts", include_str!("../../../migrations/V7__contacts.sql")),
    ("V9__people", include_str!("../../../migrations/V9__people.sql")),
    ("V10__person_updated", include_str!("../../../migrations/V10__person_updated.sql")),
    ("V12__withdrawn", include_str!("../../../migrations/V12__withdrawn.sql")),
    ("V13__job_tries", include_str!("../../../migrations/V13__job_tries.sql")),
    ("V14__lead_totals", include_str!("../../../migrations/V14__lead_totals.sql")),
    ("V15__sign_in", include_str!("../../../migrations/V15__sign_in.sql")),
    ("V16__saved_views", include_str!("../../../migrations/V16__saved_views.sql")),
    ("V17__first_touch", include_str!("../../../migrations/V17__first_touch.sql")),
    ("V18__lead_day", include_str!("../../../migrations/V18__lead_day.sql")),
    ("V19__search", include_str!("../../../migrations/V19__search.sql")),
    ("V21__answer_headers", include_str!("../../../migrations/V21__answer_headers.sql")),
    ("V22__facts", include_str!("../../../migrations/V22__facts.sql")),
    ("V23__request_log", include_str!("../../../migrations/V23__request_log.sql")),
    ("V24__imports", include_str!("../../../migrations/V24__imports.sql")),
    ("V26__days_counted_by_many", include_str!("../../../migrations/V26__days_counted_by_many.sql")),
    ("V28__organisation_language", include_str!("../../../migrations/V28__organisation_language.sql")),
    ("V29__lead_day_sums", include_str!("../../../migrations/V29__lead_day_sums.sql")),
    ("V30__traded_tokens", include_str!("../../../migrations/V30__traded_tokens.sql")),
    ("V31__probe", include_str!("../../../migrations/V31__probe.sql")),
    ("V33__totals_by_group_and_label", include_str!("../../../migrations/V33__totals_by_group_and_label.sql")),
    ("V34__counts_by_index", include_str!("../../../migrations/V34__counts_by_index.sql")),
    ("V35__lead_sets", include_str!("../../../migrations/V35__lead_sets.sql")),
    ("V36__when_leads_were_made", include_str!("../../../migrations/V36__when_leads_were_made.sql")),
    ("V37__phone_calls", include_str!("../../../migrations/V37__phone_calls.sql")),
    ("V38__lead_days_by_source", include_str!("../../../migrations/V38__lead_days_by_source.sql")),
    ("V39__campaigns_of_lists", include_str!("../../../migrations/V39__campaigns_of_lists.sql")),
    ("V40__contacts_of_a_person", include_str!("../../../migrations/V40__contacts_of_a_person.sql")),
    ("V41__projects_are_searched", include_str!("../../../migrations/V41__projects_are_searched.sql")),
];

/// The schema that this program needs, which is the number of its last migration.
pub const NEWEST: i32 = number_of(MIGRATIONS[MIGRATIONS.len() - 1].0);

/// `V12__of_what` is 12.
const fn number_of(name: &str) -> i32 {
    let (name, mut at, mut number) = (name.as_bytes(), 1, 0);
    while name[at].is_ascii_digit() {
        number = 10 * number + (name[at] - b'0') as i32;
        at += 1;
    }
    number
}

/// What those above know of a store's rows and tables.
#[derive(Clone, Copy)]
pub struct Setup<'f> {
    /// Gives a migrated store the rows that every store has.
    pub fill: &'f dyn Fn(&mut Tx) -> Result<(), Failure>,
    /// Counts what `fill` left undone, when the process ended between the migrations and the end of it.
    pub unfilled: &'f str,
    /// The table that all others lie beside where a store is spread over machines.
    pub anchor: &'f str,
}

/// Holds others back while one process migrates a server's store ("leadhub" in ASCII, cut to 8 bytes).
/// Held by a transaction of its own, which a pooler keeps on one connection and which ends with it, however that ends.
const MIGRATION_LOCK: &str = "BEGIN; SELECT pg_advisory_xact_lock(7810190108106978)";

/// Where `refinery` keeps the record of what ran.
pub const HISTORY: &str = "refinery_schema_history";
const LAST: &str = "SELECT MAX(version) FROM refinery_schema_history";
const EMPTY: &str = "the store is empty: make it with 'leadhub init'";

pub fn runner(engine: EngineKind) -> Result<Runner, String> {
    let expanded = MIGRATIONS.iter().map(|(name, text)| Migration::unapplied(name, &expand(text, engine)));
    let migrations = expanded.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    Ok(Runner::new(&migrations))
}

/// Creates the store where there is none, runs what has not run yet, then what `setup` fills in, in one transaction that nobody else's runs
/// beside: it looks for itself whether there is anything left to do. Gives the names of the migrations that ran.
pub fn migrate(url: &str, setup: Setup) -> Result<Vec<String>, String> {
    let report = match Place::of(url) {
        Place::File(path) => {
            let _alone = lock_folder(&path).map_err(|error| message(&path, &error))?;
            let mut connection = sqlite::connect(&path, true, true).map_err(|error| message(&path, &error))?;
            refuse_newer(version_of_file(&mut connection).map_err(|error| message(&path, &error))?)?;
            let report = runner(EngineKind::Sqlite)?.run(&mut connection).map_err(|error| message(&path, &error))?;
            run(&mut connection, "BEGIN IMMEDIATE", setup.fill).map_err(|failure| message(&path, &failure))?;
            report
        }
        Place::Server(url) => {
            let mut connection = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
            let mut alone = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
            alone.command(MIGRATION_LOCK).map_err(|failure| failure.to_string())?;
            refuse_newer(version_of_server(&mut connection)?)?;
            let ran = runner(EngineKind::Postgres)?.run(connection.client()).map_err(|error| with_causes(&error));
            let filled = ran.and_then(|report| {
                run(&mut connection, "BEGIN", setup.fill).map_err(|failure| failure.to_string())?;
                // While nobody else migrates.
                keep_spread(&mut connection, setup.anchor)?;
                Ok(report)
            });
            drop(alone);
            filled?
        }
    };
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Runs `fill` on a store at this program's schema, all or nothing; nobody else writes into these tables meanwhile.
pub fn refill(url: &str, tables: &[&str], fill: &dyn Fn(&mut Tx) -> Result<(), Failure>) -> Result<(), String> {
    match Place::of(url) {
        Place::File(path) => {
            let _alone = lock_folder(&path).map_err(|error| message(&path, &error))?;
            let mut connection = sqlite::connect(&path, true, false).map_err(|error| message(&path, &error))?;
            run(&mut connection, "BEGIN IMMEDIATE", fill).map_err(|failure| message(&path, &failure))
        }
        Place::Server(url) => {
            let mut connection = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
            let hold = format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", tables.join(", "));
            let alone = |tx: &mut Tx| tx.execute(&hold, &[]).and_then(|_| fill(tx));
            run(&mut connection, "BEGIN", &alone).map_err(|failure| failure.to_string())
        }
    }
}

/// A store that a newer program migrated is not touched.
fn refuse_newer(applied: Option<i32>) -> Result<(), String> {
    applied.map_or(Ok(()), |version| known(Some(version)).map(drop))
}

/// Holds others back while one process migrates a file. The folder is locked, not the file: closing a file that is open as a
/// database would drop the database's own locks.
pub fn lock_folder(path: &Path) -> std::io::Result<File> {
    let folder = File::open(folder_of(path))?;
    folder.lock()?;
    Ok(folder)
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `fill` in one transaction, all or nothing.
fn run(
    connection: &mut dyn Connection,
    begin: &str,
    fill: &dyn Fn(&mut Tx) -> Result<(), Failure>,
) -> Result<(), Failure> {
    connection.execute(begin, &[])?;
    let (now, queue, kept) = (Clock::System.now(), Queue::new(0), ReferenceCache::default());
    let mut tx = Tx::new(connection, now, &RandomSource::System, None, &queue, false, &kept);
    let filled = fill(&mut tx).and_then(|()| {
        tx.finish();
        tx.failure().cloned().map_or(Ok(()), Err)
    });
    let ended = connection.execute(if filled.is_ok() { "COMMIT" } else { "ROLLBACK" }, &[]);
    filled.and(ended.map(drop))
}

/// Fails, saying what to do, where the store is missing or its schema is not this program's.
pub fn check_current(url: &str, unfilled: &str) -> Result<(), String> {
    match Place::of(url) {
        Place::File(path) if !path.exists() => {
            Err(format!("there is no store at {}: make one with 'leadhub init'", path.display()))
        }
        Place::File(path) => {
            let mut connection = sqlite::connect(&path, true, false).map_err(|error| message(&path, &error))?;
            current(version_of_file(&mut connection).map_err(|error| message(&path, &error))?)?;
            filled(&mut connection, unfilled)
        }
        Place::Server(url) => {
            let mut connection = PostgresConnection::connect(&url).map_err(|failure| failure.to_string())?;
            current(version_of_server(&mut connection)?)?;
            filled(&mut connection, unfilled)
        }
    }
}

/// Fails, saying what to do, where a store has the schema of this program and not all that belongs into it.
pub fn filled(connection: &mut dyn Connection, unfilled: &str) -> Result<(), String> {
    match connection.count(unfilled, &[]).map_err(|failure| failure.to_string())? {
        0 => Ok(()),
        _ => Err("the store was migrated, but not to the end: run 'leadhub migrate'".to_owned()),
    }
}

/// Fails, saying what to do, where this is not the schema of this program.
pub fn current(applied: Option<i32>) -> Result<(), String> {
    match known(applied)? {
        version if version < NEWEST => {
            Err(format!("the store is at schema {version}, this program needs {NEWEST}: run 'leadhub migrate'"))
        }
        _ => Ok(()),
    }
}

/// The schema of a store that this program can read, which may be an older one; otherwise what to do.
pub fn known(applied: Option<i32>) -> Result<i32, String> {
    match applied {
        None => Err(EMPTY.to_owned()),
        Some(version) if version > NEWEST => {
            Err(format!("the store is at schema {version}, newer than this program's {NEWEST}: run a newer leadhub"))
        }
        Some(version) => Ok(version),
    }
}

/// The last migration that ran on a file; `None` where none did.
pub fn version_of_file(file: &mut rusqlite::Connection) -> rusqlite::Result<Option<i32>> {
    if !file.table_exists(None, HISTORY)? {
        return Ok(None);
    }
    file.query_row(LAST, [], |row| row.get(0))
}

/// The last migration that ran on a server's store; `None` where none did.
pub fn version_of_server(server: &mut PostgresConnection) -> Result<Option<i32>, String> {
    let client = server.client();
    let history = client.query_opt("SELECT 1 FROM pg_tables WHERE tablename = $1", &[&HISTORY]);
    if history.map_err(|error| with_causes(&error))?.is_none() {
        return Ok(None);
    }
    let last = client.query_one(LAST, &[]).and_then(|row| row.try_get(0));
    last.map_err(|error| with_causes(&error))
}

/// The error and what lies behind it, since its own text says only that something failed.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

pub fn message(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}
