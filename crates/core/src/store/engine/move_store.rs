//! Move: a whole store into an empty one, from either engine to either, where every row is compared on both sides before the new store is
//! there. Called by the command line through `hub.rs`. It changes nothing in the store that is moved, and never one with anybody's data.

use super::backup::{Copied, check_sound};
use super::copy_in::{into_server, refuse_occupied_server};
use super::copy_out::from_server;
use super::migrate::{Setup, current, filled, message, version_of_file, version_of_server, with_causes};
use super::postgres::PostgresConnection;
use super::restore::{hold_empty, into_file};
use super::room::Room;
use super::row_sums::{Compared, Proof};
use super::{Place, serving, sqlite};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// Other connections of this program to the same store.
const OTHERS: &str = "SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'leadhub' AND pid <> pg_backend_pid()";
/// A connection that was closed is there a moment longer.
const LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Moves the store at `from`, which nobody may serve, into the one at `to`: a place where there is none, or one without organisations.
/// After an error that one is as empty as before.
pub fn move_store(from: &str, to: &str, setup: Setup) -> Result<Copied, String> {
    let (from, to) = (Place::of(from), Place::of(to));
    refuse_itself(&from, &to)?;
    for place in [&from, &to] {
        if let Place::Server(url) = place {
            refuse_served(url)?;
        }
    }
    if let Place::Server(to) = &to {
        refuse_occupied_server(to)?;
    }
    let (compared, bytes) = match from {
        Place::File(from) => {
            if !from.exists() {
                return Err(format!("there is no store at {}", from.display()));
            }
            let mut source = open(&from, setup.unfilled)?;
            let _alone = serving::lock(&from)?;
            check_sound(&source).map_err(|damage| message(&from, &format!("the store is damaged: {damage}")))?;
            match to {
                Place::File(to) => (into_file(&mut source, &to, setup, Proof::Rows)?, size(&to)?),
                Place::Server(to) => (into_server(&mut source, &to, setup, Proof::Rows)?, size(&from)?),
            }
        }
        Place::Server(from) => match to {
            Place::File(to) => {
                let held = hold_empty(&to)?;
                let room = Room::beside(&to)?;
                let compared = of_server(&from, &room.store(), setup.unfilled)?;
                (compared, room.settle(&to, held.is_some())?)
            }
            Place::Server(to) => {
                // The same rows in a file as in the one, and in the other as in the file.
                let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
                let between = folder.path().join("store.db");
                of_server(&from, &between, setup.unfilled)?;
                (into_server(&mut open(&between, setup.unfilled)?, &to, setup, Proof::Rows)?, size(&between)?)
            }
        },
    };
    let hashes = compared.sums.iter().map(ToString::to_string).collect();
    Ok(Copied { tables: compared.rows, hashes, bytes })
}

/// A server's store in a file that is sound.
fn of_server(from: &str, to: &Path, unfilled: &str) -> Result<Compared, String> {
    let mut server = PostgresConnection::connect(from).map_err(|failure| failure.to_string())?;
    current(version_of_server(&mut server)?)?;
    filled(&mut server, unfilled)?;
    drop(server);
    let compared = from_server(from, to, Proof::Rows)?;
    // Whoever began to serve it meanwhile writes what is not in the copy.
    refuse_served(from)?;
    check_sound(&open(to, unfilled)?).map_err(|damage| message(to, &format!("the copy is damaged: {damage}")))?;
    Ok(compared)
}

/// A store of this program's schema with all that belongs into it, to be read only.
fn open(file: &Path, unfilled: &str) -> Result<rusqlite::Connection, String> {
    let mut opened = sqlite::connect(file, false, false).map_err(|error| message(file, &error))?;
    current(version_of_file(&mut opened).map_err(|error| message(file, &error))?)?;
    filled(&mut opened, unfilled)?;
    Ok(opened)
}

fn refuse_itself(from: &Place, to: &Place) -> Result<(), String> {
    let is_same = match (from, to) {
        (Place::File(from), Place::File(to)) => {
            from.canonicalize().is_ok_and(|from| to.canonicalize().is_ok_and(|to| from == to))
        }
        (Place::Server(from), Place::Server(to)) => from == to,
        _ => false,
    };
    // Without its address, which may hold a password.
    if is_same { Err("both are the same store: name another one to move it to".to_owned()) } else { Ok(()) }
}

fn refuse_served(url: &str) -> Result<(), String> {
    let mut server = PostgresConnection::connect(url).map_err(|failure| failure.to_string())?;
    for _ in 0..LOOKS {
        let others = server.client().query_one(OTHERS, &[]).and_then(|row| row.try_get::<_, i64>(0));
        if others.map_err(|error| with_causes(&error))? == 0 {
            return Ok(());
        }
        sleep(BETWEEN_LOOKS);
    }
    Err("the store is already served by another process: stop that one first".to_owned())
}

fn size(file: &Path) -> Result<u64, String> {
    file.metadata().map(|found| found.len()).map_err(|error| message(file, &error))
}
