//! Hears what other processes do to the same store, and rings this one's bell: a server tells by LISTEN, of a file it is looked
//! whether it changed, which costs no transaction, and whether it is still there. Started by `Engine::listen`. What is missed here the slow look of a job finds.

use super::notifier::Notifier;
use super::postgres::PostgresConnection;
use super::store_files::StoreFiles;
use super::{Failure, sqlite};
use postgres::fallible_iterator::FallibleIterator;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What `NOTIFY` speaks on.
pub const CHANNEL: &str = "leadhub";
/// How often a file is looked at, and a silent line to a server is asked whether the end has come.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// After a line was lost.
const PAUSE: Duration = Duration::from_secs(5);

/// Rings for each kind when somebody else wrote to the file. The connection is made here, so that a file that cannot be opened is
/// told at once.
pub fn to_file(
    path: &Path,
    files: Option<Arc<StoreFiles>>,
    bell: Arc<Notifier>,
    kinds: &'static [&'static str],
) -> rusqlite::Result<impl FnOnce() + use<>> {
    let connection = sqlite::connect(path, false, false)?;
    let version = move || connection.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0));
    Ok(move || {
        let mut known = version().ok();
        while !bell.is_over() {
            pause(&bell, CHECK_INTERVAL);
            // What is amiss is told by the one who finds it.
            drop(files.as_ref().map(|files| files.check()));
            let now = version().ok();
            if now != known {
                kinds.iter().for_each(|kind| bell.ring(kind));
            }
            known = now;
        }
    })
}

/// Rings for whatever a server tells. Behind a pooler there is nothing to hear, since a line is not one's own there.
pub fn to_server(url: &str, bell: &Notifier, kinds: &[&str]) {
    while !bell.is_over() {
        match hear(url, bell, kinds) {
            Ok(()) => return,
            Err(failure) => tracing::debug!(%failure, "the line on which the store tells of work is lost"),
        }
        pause(bell, PAUSE);
    }
}

fn hear(url: &str, bell: &Notifier, kinds: &[&str]) -> Result<(), Failure> {
    let mut connection = PostgresConnection::connect(url)?;
    if connection.is_pooled() {
        return Ok(());
    }
    connection.command(&format!("LISTEN {CHANNEL}"))?;
    // What was told while nobody listened.
    kinds.iter().for_each(|kind| bell.ring(kind));
    while !bell.is_over() {
        let mut line = connection.client().notifications();
        let mut heard = line.timeout_iter(CHECK_INTERVAL);
        while let Some(notification) = heard.next().map_err(super::postgres::failure)? {
            bell.ring(notification.payload());
        }
        drop(heard);
        drop(line);
        if connection.is_lost() {
            return Err(Failure::Away("the server closed the line".to_owned()));
        }
    }
    Ok(())
}

fn pause(bell: &Notifier, patience: Duration) {
    bell.wait("", bell.times(""), patience);
}
