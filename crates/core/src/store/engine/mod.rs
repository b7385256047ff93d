//! The two engines behind the statement seam: the only folder that knows which database runs. `Engine` opens a store by its
//! URL and takes jobs; everything above writes one SQL text in the common subset and sees `Db` and `Tx`.

mod blocks;
mod db;
mod differences;
mod job;
mod migrate;
mod postgres;
mod postgres_pool;
mod queue;
mod sqlite;
mod sqlite_pool;
mod value;

pub use db::{Db, Tx};
pub use job::{Job, ReadJob, WriteJob};
pub use migrate::{check_current, migrate};
pub use queue::Lane;
pub(crate) use value::{Row, Value, values};

pub use crate::clock::Chance;
use crate::clock::Clock;
use leadhub_model::LeadError;
use std::sync::Arc;

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
    /// A fault of ours: a statement that should have worked.
    #[error("{0}")]
    Bug(String),
}

impl From<Failure> for LeadError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Again(_) | Failure::Held(_) => LeadError::Busy,
            Failure::Away(cause) => {
                tracing::warn!(cause, "the store is not available");
                LeadError::Unavailable
            }
            Failure::Unknown(cause) => {
                tracing::error!(cause, "the store was lost during a commit");
                LeadError::OutcomeUnknown
            }
            Failure::Bug(cause) => internal(&cause),
        }
    }
}

/// Logs the cause of a fault of ours under a fresh id and gives the error that carries only the id.
pub fn internal(cause: &str) -> LeadError {
    let id: String = Chance::System.bytes::<6>().iter().map(|byte| format!("{byte:02x}")).collect();
    tracing::error!(fault = id, cause, "internal fault");
    LeadError::Internal(id)
}

/// What an engine needs from outside: time, randomness, and how much may wait.
#[derive(Clone)]
pub struct Surroundings {
    pub clock: Clock,
    pub chance: Arc<Chance>,
    /// Writes that may wait at once before the answer is "too busy".
    pub queue: usize,
}

/// How `url` names a store: `postgres://…` or `postgresql://…`, anything else is the path of an embedded one.
pub enum Place {
    File(std::path::PathBuf),
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
pub enum Engine {
    Sqlite(sqlite_pool::SqlitePool),
    Postgres(postgres_pool::PostgresPool),
}

impl Engine {
    /// Opens a store that exists. The error says what is wrong and what to do.
    pub fn open(url: &str, around: Surroundings) -> Result<Engine, String> {
        match Place::of(url) {
            Place::File(path) => sqlite_pool::SqlitePool::open(&path, around).map(Engine::Sqlite),
            Place::Server(url) => postgres_pool::PostgresPool::open(&url, around).map(Engine::Postgres),
        }
    }

    pub fn write(&self, job: Box<dyn Job>, lane: Lane) {
        let queue = match self {
            Engine::Sqlite(pool) => pool.writes(),
            Engine::Postgres(pool) => pool.writes(),
        };
        if let Err(job) = queue.push(job, lane) {
            job.fail(LeadError::Busy);
        }
    }

    pub fn read(&self, job: Box<dyn Job>) {
        let queue = match self {
            Engine::Sqlite(pool) => pool.reads(),
            Engine::Postgres(pool) => pool.reads(),
        };
        if let Err(job) = queue.push(job, Lane::Interactive) {
            job.fail(LeadError::Busy);
        }
    }

    /// Writes that wait.
    pub fn waiting(&self) -> usize {
        match self {
            Engine::Sqlite(pool) => pool.writes().len(),
            Engine::Postgres(pool) => pool.writes().len(),
        }
    }

    /// Only one process may serve an embedded store; a server's store takes any number.
    pub fn lock_for_serving(&self) -> Result<(), String> {
        match self {
            Engine::Sqlite(pool) => pool.lock_for_serving(),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Finishes what waits, then ends the threads.
    pub fn close(&self) {
        match self {
            Engine::Sqlite(pool) => pool.close(),
            Engine::Postgres(pool) => pool.close(),
        }
    }
}
