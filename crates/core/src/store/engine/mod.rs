//! The two engines behind the statement seam: the only folder that knows which database runs. `Engine` opens a store by its
//! URL and takes jobs; everything above writes one SQL text in the common subset and sees `Db` and `Tx`.

mod backup;
mod batched_inserts;
mod blocks;
mod changes;
mod connection;
mod copy_in;
mod copy_out;
mod db;
mod deferred_writes;
mod differences;
mod examine;
mod job;
mod lanes;
mod listen;
mod locked_rows;
mod meter;
mod migrate;
mod move_store;
mod notifier;
mod numbers;
mod postgres;
mod postgres_pool;
mod queue;
mod reference_cache;
mod restore;
mod room;
mod row_sums;
mod seal;
mod serving;
mod spread;
mod sqlite;
mod sqlite_cache;
mod sqlite_pool;
mod sqlite_reader;
mod sqlite_statistics;
mod store_files;
mod tables;
mod transfer;
mod value;

pub use backup::{Copied, backup};
pub use batched_inserts::{Insert, OnConflict};
pub use changes::Changes;
pub use db::{Db, Tx};
pub use deferred_writes::RowChanges;
pub use examine::{Finding, State, examine};
pub use job::{Done, Job, ReadJob, Start, WriteJob};
pub use migrate::{Setup, check_current, migrate, refill};
pub use move_store::move_store;
pub use notifier::{Notifier, NotifyScope};
pub use queue::Lane;
pub use restore::restore;
pub use spread::{Spread, spread};
pub(crate) use value::{FromColumn, Row, Value, values};

use crate::clock::Clock;
pub use crate::clock::RandomSource;
use crate::log_throttle::LogThrottle;
use lanes::Lanes;
use leadhub_model::LeadError;
use metrics::gauge;
use reference_cache::ReferenceCache;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store_files::StoreFiles;

/// Why a statement or transaction did not go through.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// The database asks to run the transaction again (serialisation failure or deadlock).
    #[error("run again: {0}")]
    Again(String),
    /// Somebody else's lock was waited for and not got: nothing was written.
    #[error("locked: {0}")]
    Held(String),
    /// The database is away, full or read-only: nothing was written.
    #[error("unavailable: {0}")]
    Away(String),
    /// The connection was lost during COMMIT.
    #[error("outcome unknown: {0}")]
    Unknown(String),
    /// Another row has the key that was to be written: one that was made meanwhile, or it is a fault of ours.
    #[error("{0}")]
    Taken(String),
    /// A fault of ours: a statement that should have worked.
    #[error("{0}")]
    Bug(String),
}

/// In an outage every request meets the same.
static AWAY: LogThrottle = LogThrottle::new();

impl From<Failure> for LeadError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Again(_) | Failure::Held(_) => LeadError::Busy,
            Failure::Away(cause) => {
                if let Some(untold) = AWAY.admit() {
                    tracing::warn!(cause, untold, "the store is not available");
                }
                LeadError::Unavailable
            }
            Failure::Unknown(cause) => {
                tracing::error!(cause, "the store was lost during a commit");
                LeadError::OutcomeUnknown
            }
            Failure::Taken(cause) | Failure::Bug(cause) => internal(&cause),
        }
    }
}

/// A fault of ours: the error carries only the id under which the log has its cause.
pub fn internal(cause: &str) -> LeadError {
    LeadError::Internal(log_fault(cause))
}

/// Logs the cause of a fault of ours under a fresh id, which it gives.
pub fn log_fault(cause: &str) -> String {
    let id: String = RandomSource::System.bytes::<6>().iter().map(|byte| format!("{byte:02x}")).collect();
    tracing::error!(fault = id, cause, "internal fault");
    id
}

/// What an engine needs from outside: time, randomness, and how much may wait.
#[derive(Clone)]
pub struct EngineOptions {
    pub clock: Clock,
    pub chance: Arc<RandomSource>,
    /// Writes that may wait at once before the answer is "too busy".
    pub queue: usize,
    /// Shared by all connections of the store.
    pub cache: Arc<ReferenceCache>,
    /// Rung after a commit that made work for somebody who waits.
    pub bell: Arc<Notifier>,
    /// Told of commits that touched leads.
    pub changes: Arc<Changes>,
}

/// How `url` names a store: `postgres://…` or `postgresql://…`, anything else is the path of an embedded one.
pub enum Place {
    File(PathBuf),
    Server(String),
}

impl Place {
    pub fn of(url: &str) -> Place {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Place::Server(url.to_owned())
        } else {
            Place::File(url.into())
        }
    }
}

/// A store that takes jobs.
pub struct Engine {
    lanes: Lanes,
    bell: Arc<Notifier>,
    changes: Arc<Changes>,
    place: Place,
    /// Whether an embedded store still lies where it was opened.
    files: Option<Arc<StoreFiles>>,
    /// The lock on an embedded store's file, for as long as this process serves it.
    lock: Mutex<Option<File>>,
}

impl Engine {
    /// Opens a store that exists. The error says what is wrong and what to do.
    pub fn open(url: &str, options: EngineOptions) -> Result<Engine, String> {
        let (place, bell, changes) = (Place::of(url), Arc::clone(&options.bell), Arc::clone(&options.changes));
        let (lanes, files) = match &place {
            Place::File(path) => {
                let files = Arc::new(StoreFiles::of(path));
                (sqlite_pool::start(path, Arc::clone(&files), options)?, Some(files))
            }
            Place::Server(url) => (postgres_pool::start(url, options)?, None),
        };
        Ok(Engine { lanes, bell, changes, place, files, lock: Mutex::default() })
    }

    /// From now on the bell is rung too for what other processes make of these kinds of work.
    pub fn listen(&self, kinds: &'static [&'static str]) -> Result<(), String> {
        let bell = Arc::clone(&self.bell);
        match &self.place {
            Place::File(path) => {
                let files = self.files.clone();
                let run = listen::to_file(path, files, bell, kinds).map_err(|error| migrate::message(path, &error))?;
                self.lanes.start_reader(sqlite_pool::READERS, run)
            }
            // Nobody waits for its end: it holds nothing, and may be in the middle of a look.
            Place::Server(url) => {
                let url = url.clone();
                let run = move || listen::to_server(&url, &bell, kinds);
                let started = std::thread::Builder::new().name("listener".to_owned()).spawn(run);
                started.map(drop).map_err(|error| format!("cannot start a thread: {error}"))
            }
        }
    }

    fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Server(_) => None,
        }
    }

    pub fn write(&self, job: Box<dyn Job>, lane: Lane) {
        if let Err(job) = self.lanes.writes.push(job, lane) {
            job.fail(LeadError::Busy);
        }
    }

    pub fn read(&self, job: Box<dyn Job>) {
        if let Err(job) = self.lanes.reads.push(job, Lane::Interactive) {
            job.fail(LeadError::Busy);
        }
    }

    /// Writes that wait.
    pub fn waiting(&self) -> usize {
        self.lanes.writes.len()
    }

    /// Tells how the store stands to the metrics recorder of the moment; from the first call on, also what it does.
    pub fn report(&self) {
        self.lanes.report();
        if let Some(path) = self.file() {
            let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len()) as f64;
            gauge!("leadhub_store_file_bytes").set(size(path));
            gauge!("leadhub_store_log_bytes").set(size(&PathBuf::from(format!("{}-wal", path.display()))));
        }
    }

    /// Only one process may serve an embedded store; a server's store takes any number.
    pub fn lock_for_serving(&self) -> Result<(), String> {
        let Some(path) = self.file() else { return Ok(()) };
        let file = serving::lock(path)?;
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        Ok(())
    }

    /// Finishes what waits, then ends the threads.
    pub fn close(&self) {
        self.bell.end();
        self.changes.end();
        self.lanes.close();
    }
}

impl Drop for Engine {
    /// Nobody can add work any more: the threads finish what waits and end by themselves.
    fn drop(&mut self) {
        self.bell.end();
        self.lanes.writes.close();
        self.lanes.reads.close();
    }
}
