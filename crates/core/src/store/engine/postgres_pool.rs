//! PostgreSQL at work: plain threads that each own one connection, since the synchronous client must not live or die inside
//! the async runtime. READ COMMITTED for writes, one snapshot a read. Opened by `Engine`.

use super::blocks::IdBlocks;
use super::connection::Connection;
use super::db::{Db, Tx};
use super::job::{Job, Unit};
use super::lanes::Lanes;
use super::listen::CHANNEL;
use super::notifier::NotifyScope;
use super::numbers::reserve;
use super::postgres::PostgresConnection;
use super::queue::Queue;
use super::reference_cache::ReferenceCache;
use super::value::values;
use super::{EngineOptions, Failure};
use leadhub_model::LeadError;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

pub const WRITERS: usize = 16;
pub const READERS: usize = 8;
/// Nothing is set for the session, since a pooler may give the next transaction to another one.
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 5000";
/// A statement waits so long for somebody else's lock before the whole transaction is given up.
const BEGIN_WRITE: &str = "BEGIN; SET LOCAL lock_timeout = 5000";
/// How often a transaction is run again when the database asks for it.
const TRIES: usize = 10;

/// Starts the threads; each connects when it is first needed.
pub fn start(url: &str, options: EngineOptions) -> Result<Lanes, String> {
    let lanes = Lanes::new(options.queue);
    let seat = |queue: &Arc<Queue>| ConnectionSlot::new(url, Arc::clone(queue));
    let blocks = Arc::new(id_blocks(seat(&lanes.writes)));
    for number in 0..WRITERS {
        let (seat, queue) = (seat(&lanes.writes), Arc::clone(&lanes.writes));
        let (blocks, options) = (Arc::clone(&blocks), options.clone());
        lanes.start_writer(number, move || write_loop(seat, &queue, &blocks, &options))?;
    }
    for number in 0..READERS {
        let (seat, queue) = (seat(&lanes.reads), Arc::clone(&lanes.reads));
        let cache = Arc::clone(&options.cache);
        lanes.start_reader(number, move || read_loop(seat, &queue, &cache))?;
    }
    Ok(lanes)
}

/// Blocks are reserved on a connection of their own, so that they are durable before the caller's transaction is.
fn id_blocks(seat: ConnectionSlot) -> IdBlocks {
    let seat = Mutex::new(seat);
    IdBlocks::new(Box::new(move |organisation, counter, count| {
        let mut seat = seat.lock().unwrap_or_else(PoisonError::into_inner);
        match reserve(seat.connection()?, organisation, counter, count) {
            // It died while idle, or nobody knows what became of the block: another one costs a gap.
            Err(Failure::Away(_)) => {
                seat.lose();
                reserve(seat.connection()?, organisation, counter, count)
            }
            reserved => reserved,
        }
    }))
}

/// A thread's place at the database: connected when first needed and again after the connection was lost.
struct ConnectionSlot {
    url: String,
    connection: Option<PostgresConnection>,
    /// Its meter counts the seat.
    queue: Arc<Queue>,
}

impl ConnectionSlot {
    fn new(url: &str, queue: Arc<Queue>) -> ConnectionSlot {
        queue.meter.seat();
        ConnectionSlot { url: url.to_owned(), connection: None, queue }
    }

    /// Lets go of a connection that is of no more use.
    fn lose(&mut self) {
        if self.connection.take().is_some() {
            self.queue.meter.lost();
        }
    }

    fn connection(&mut self) -> Result<&mut PostgresConnection, Failure> {
        if self.connection.as_ref().is_some_and(PostgresConnection::is_lost) {
            self.lose();
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let connection = PostgresConnection::connect(&self.url)?;
                self.queue.meter.connected();
                connection
            }
        };
        Ok(self.connection.insert(connection))
    }

    /// Begins a transaction. A connection that died while idle shows it only here, so a fresh one gets one more try.
    fn begin(&mut self, sql: &str) -> Result<&mut PostgresConnection, Failure> {
        if self.connection()?.command(sql).is_err() {
            self.lose();
            self.connection()?.command(sql)?;
        }
        self.connection()
    }

    fn roll_back(&mut self) {
        let ended = self.connection.as_mut().map(|connection| connection.command("ROLLBACK"));
        if let Some(Err(_)) = ended {
            self.lose();
        }
    }
}

fn read_loop(mut seat: ConnectionSlot, queue: &Queue, cache: &ReferenceCache) {
    loop {
        let Some(mut job) = queue.take(1).pop_front() else { return };
        if !job.begins() {
            continue;
        }
        let _asked_by = job.asked_by().entered();
        match seat.begin(BEGIN_READ) {
            Err(failure) => job.fail(failure.into()),
            Ok(connection) => {
                queue.meter.job(|| job.run(Unit::Read(&mut Db::new(connection, cache))));
                // Nothing was written, so nobody need wait for the end.
                job.answer();
                seat.roll_back();
            }
        }
    }
}

fn write_loop(mut seat: ConnectionSlot, queue: &Queue, blocks: &IdBlocks, options: &EngineOptions) {
    loop {
        let Some(mut job) = queue.take(1).pop_front() else { return };
        if !job.begins() {
            continue;
        }
        let _asked_by = job.asked_by().entered();
        match write_one(&mut seat, job.as_mut(), queue, blocks, options) {
            Ok(()) => job.answer(),
            Err(error) => job.fail(error),
        }
    }
}

/// Runs a job until it is committed or refused; `Err` when its own result must not be believed.
fn write_one(
    seat: &mut ConnectionSlot,
    job: &mut dyn Job,
    queue: &Queue,
    blocks: &IdBlocks,
    options: &EngineOptions,
) -> Result<(), LeadError> {
    for attempt in 0..TRIES {
        if attempt > 0 {
            queue.meter.rerun();
        }
        let connection = seat.begin(BEGIN_WRITE)?;
        let mut tx =
            Tx::new(connection, options.clock.now(), &options.chance, Some(blocks), queue, false, &options.cache);
        let keep = queue.meter.job(|| job.run(Unit::Write(&mut tx)));
        if keep {
            tx.finish();
        }
        let (failure, wakes, touched) = (tx.failure().cloned(), tx.take_wakes(), tx.take_touched());
        match failure {
            Some(Failure::Again(cause)) => {
                tracing::debug!(cause, "a transaction is run again");
                seat.roll_back();
            }
            Some(failure) => {
                seat.roll_back();
                return if keep { Err(failure.into()) } else { Ok(()) };
            }
            None if !keep => {
                seat.roll_back();
                return Ok(());
            }
            None => match tell_others(seat, &wakes).and_then(|()| queue.meter.commit(1, || commit(seat))) {
                Err(Failure::Again(_)) => seat.roll_back(),
                Err(failure) => {
                    // Where the commit was not reached the transaction is still open.
                    seat.roll_back();
                    return Err(failure.into());
                }
                Ok(()) => {
                    wakes.keys().for_each(|kind| options.bell.ring(kind));
                    touched.into_iter().for_each(|organisation| options.changes.ring(organisation));
                    return Ok(());
                }
            },
        }
    }
    Err(LeadError::Busy)
}

/// Tells the other processes, with the commit, of work that this transaction made for them.
fn tell_others(seat: &mut ConnectionSlot, wakes: &BTreeMap<&'static str, NotifyScope>) -> Result<(), Failure> {
    for (kind, _) in wakes.iter().filter(|(_, reach)| **reach == NotifyScope::Everywhere) {
        let connection = seat.connection.as_mut().ok_or_else(gone)?;
        connection.query("SELECT pg_notify($1, $2)", values![CHANNEL, *kind], &mut |_| Ok(()))?;
    }
    Ok(())
}

/// Commits. When the connection is lost meanwhile, nobody can know whether it was done: that is said, never retried.
fn commit(seat: &mut ConnectionSlot) -> Result<(), Failure> {
    let connection = seat.connection.as_mut().ok_or_else(gone)?;
    let outcome = connection.command("COMMIT");
    match outcome {
        Err(Failure::Away(cause)) => {
            seat.lose();
            Err(Failure::Unknown(cause))
        }
        other => other,
    }
}

fn gone() -> Failure {
    Failure::Away("the connection is gone".to_owned())
}
