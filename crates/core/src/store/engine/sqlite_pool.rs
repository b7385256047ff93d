//! SQLite at work: one writer thread that commits waiting writes in groups, and a few readers. A group is one durable
//! transaction; nobody is answered before COMMIT returned. Opened by `Engine`.

use super::connection::Connection;
use super::db::{Db, Tx};
use super::deferred_writes::DeferredWrites;
use super::job::{Job, Unit};
use super::lanes::Lanes;
use super::queue::Queue;
use super::reference_cache::ReferenceCache;
use super::sqlite_cache::{Cache, give_back};
use super::sqlite_reader::Reader;
use super::store_files::StoreFiles;
use super::{EngineOptions, Failure, sqlite, sqlite_statistics};
use leadhub_model::{LeadError, OrganisationId};
use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Jobs in one durable commit. Measured: larger groups gain little and make the first of them wait.
const GROUP: usize = 64;
pub const READERS: usize = 4;
/// Waiting reads that one reader takes at once, so that a crowd costs few wake-ups and nobody waits behind many.
const SHARE: usize = 8;
/// A read that takes longer is interrupted, so that it cannot hold the log from being copied back.
const LONGEST_READ: Duration = Duration::from_secs(5);

/// Opens the file and starts its threads.
pub fn start(path: &Path, files: Arc<StoreFiles>, options: EngineOptions) -> Result<Lanes, String> {
    let say = |error: rusqlite::Error| format!("{}: {error}", path.display());
    let writer = sqlite::connect(path, true, false).map_err(say)?;
    sqlite_statistics::assume(&writer);
    let lanes = Lanes::new(options.queue);
    for number in 0..READERS {
        let reader = sqlite::connect(path, false, false).map_err(say)?;
        let (queue, cache) = (Arc::clone(&lanes.reads), Arc::clone(&options.cache));
        queue.meter.seat();
        queue.meter.connected();
        lanes.start_reader(number, move || read_loop(reader, &queue, &cache))?;
    }
    files.check().map_err(|failure| failure.to_string())?;
    let queue = Arc::clone(&lanes.writes);
    queue.meter.seat();
    queue.meter.connected();
    lanes.start_writer(0, move || {
        let (put_off, wakes, touched) = (DeferredWrites::default(), BTreeSet::new(), BTreeSet::new());
        Writer { connection: writer, files, queue, options, put_off, wakes, touched }.run()
    })?;
    Ok(lanes)
}

fn read_loop(mut connection: rusqlite::Connection, queue: &Queue, reference: &ReferenceCache) {
    let deadline = Arc::new(Mutex::new(Instant::now()));
    let watched = Arc::clone(&deadline);
    let over = move || watched.lock().is_ok_and(|until| Instant::now() > *until);
    if let Err(error) = connection.progress_handler(20_000, Some(over)) {
        tracing::error!(%error, "long reads cannot be interrupted");
    }
    let (mut connection, mut cache) = (Reader::new(connection), Cache::new());
    loop {
        let Some(group) = queue.take_share(READERS, SHARE, cache.patience()) else { return };
        // It is given back when nobody waits.
        if cache.is_of_no_use(group.len()) && group.is_empty() {
            tell(connection.give_back());
        }
        if group.is_empty() {
            continue;
        }
        // One transaction, so that the statements of a job see one snapshot; it begins after everything that was answered
        // before any of these jobs was asked.
        if let Err(failure) = command(&mut connection, "BEGIN") {
            fail_all(group, &failure);
            continue;
        }
        for mut job in group.into_iter().filter(|job| job.begins()) {
            let _asked_by = job.asked_by().entered();
            if let Ok(mut until) = deadline.lock() {
                *until = Instant::now() + LONGEST_READ;
            }
            queue.meter.job(|| job.run(Unit::Read(&mut Db::new(&mut connection, reference))));
            job.answer();
        }
        if let Err(failure) = command(&mut connection, "COMMIT") {
            tracing::warn!(%failure, "a read transaction did not end well");
            drop(command(&mut connection, "ROLLBACK"));
        }
    }
}

/// What was not given back stays where it is.
fn tell(given_back: Result<(), Failure>) {
    if let Err(failure) = given_back {
        tracing::warn!(%failure, "the memory of a quiet connection was not given back");
    }
}

fn command(connection: &mut dyn Connection, sql: &str) -> Result<(), Failure> {
    connection.execute(sql, &[]).map(drop)
}

struct Writer {
    connection: rusqlite::Connection,
    files: Arc<StoreFiles>,
    queue: Arc<Queue>,
    options: EngineOptions,
    /// What the running group put off to its end.
    put_off: DeferredWrites,
    /// The kinds of work that the running group made.
    wakes: BTreeSet<&'static str>,
    /// The organisations whose leads it touched.
    touched: BTreeSet<OrganisationId>,
}

/// How what a job wrote is undone when it is not to be kept.
#[derive(Clone, Copy, PartialEq)]
enum Undo {
    /// It is alone in its transaction.
    Transaction,
    /// With its whole group, which is then run again with savepoints. Whoever refuses has hardly ever written, and savepoints are dear: each
    /// takes a copy of every page that changes behind it, and at the end of each statement SQLite walks through all that it holds.
    Group,
    /// By a savepoint of its own.
    Savepoint,
}

/// What became of one job inside its group.
enum JobOutcome {
    Ran,
    /// Its work was undone although it wanted it kept.
    Undone(LeadError),
    /// The group is to be rolled back, or SQLite did so by itself, as it does when the disk is full.
    GroupGone,
}

impl Writer {
    fn run(mut self) {
        let mut cache = Cache::new();
        loop {
            let Some(mut group) = self.queue.take_within(GROUP, cache.patience()) else { return };
            if cache.is_of_no_use(group.len()) {
                tell(give_back(&self.connection));
            }
            group.retain(|job| job.begins());
            let Some(again) = self.commit(group, Undo::Group).filter(|again| !again.is_empty()) else { continue };
            self.queue.meter.rerun();
            let Some(innocent) = self.commit(again, Undo::Savepoint) else { continue };
            // One transaction each, so that the culprit fails alone.
            for job in innocent {
                self.queue.meter.rerun();
                self.commit(VecDeque::from([job]), Undo::Transaction);
            }
        }
    }

    /// Runs and commits a group and answers its jobs. Gives back those that are to be run again, unanswered, when one of them took the
    /// whole transaction down.
    fn commit(&mut self, mut group: VecDeque<Box<dyn Job>>, undo: Undo) -> Option<VecDeque<Box<dyn Job>>> {
        if group.is_empty() {
            return None;
        }
        let begun = self.files.check().and_then(|()| command(&mut self.connection, "BEGIN IMMEDIATE"));
        if let Err(failure) = begun {
            fail_all(group, &failure);
            return None;
        }
        let undo = if group.len() == 1 { Undo::Transaction } else { undo };
        (self.put_off, self.touched) = (DeferredWrites::default(), BTreeSet::new());
        let mut ran = VecDeque::with_capacity(group.len());
        while let Some(mut job) = group.pop_front() {
            match self.run_one(job.as_mut(), undo, !ran.is_empty()) {
                JobOutcome::Ran => ran.push_back(job),
                JobOutcome::Undone(error) => job.fail(error),
                JobOutcome::GroupGone => {
                    self.roll_back();
                    match undo {
                        // Whether it is the culprit is known when it has a savepoint.
                        Undo::Group => ran.push_back(job),
                        Undo::Transaction | Undo::Savepoint => job.fail(LeadError::Unavailable),
                    }
                    ran.extend(group);
                    return Some(ran);
                }
            }
        }
        if let Err(failure) = self.write_put_off() {
            self.roll_back();
            if undo != Undo::Transaction {
                tracing::warn!(%failure, "what a group of writes put off could not be written: it is run again");
                return Some(ran);
            }
            fail_all(ran, &failure);
            return None;
        }
        let committed = match self.connection.is_autocommit() {
            // The only job wanted nothing kept.
            true => Ok(()),
            false => self.queue.meter.commit(ran.len(), || sqlite::commit(&self.connection)),
        };
        // A commit into a file that was taken away meanwhile is in nobody's store, unless it is put back.
        let committed = committed.and_then(|()| self.files.check().map_err(|gone| Failure::Unknown(gone.to_string())));
        if let Err(failure) = committed {
            self.roll_back();
            fail_all(ran, &failure);
            return None;
        }
        // Before anybody is answered, so that who watches from then on hears of nothing older.
        std::mem::take(&mut self.touched).into_iter().for_each(|of| self.options.changes.ring(of));
        ran.into_iter().for_each(Job::answer);
        std::mem::take(&mut self.wakes).into_iter().for_each(|kind| self.options.bell.ring(kind));
        None
    }

    fn run_one(&mut self, job: &mut dyn Job, undo: Undo, accompanied: bool) -> JobOutcome {
        let _asked_by = job.asked_by().entered();
        if undo == Undo::Savepoint && self.savepoint("SAVEPOINT job").is_err() {
            return JobOutcome::GroupGone;
        }
        let before = self.connection.total_changes();
        let now = self.options.clock.now();
        let mut tx = Tx::new(
            &mut self.connection,
            now,
            &self.options.chance,
            None,
            &self.queue,
            accompanied,
            &self.options.cache,
        );
        let keep = self.queue.meter.job(|| job.run(Unit::Write(&mut tx)));
        let put_off = if keep { tx.finish_among_others() } else { DeferredWrites::default() };
        let failed = tx.failure().cloned();
        // One too many costs a look.
        self.wakes.extend(tx.take_wakes().into_keys());
        let touched = tx.take_touched();
        if self.connection.is_autocommit() {
            return JobOutcome::GroupGone;
        }
        // A closure that swallowed a failed statement must not be half kept.
        let is_kept = keep && failed.is_none();
        let ended = match undo {
            Undo::Savepoint if is_kept => self.savepoint("RELEASE job"),
            Undo::Savepoint => self.savepoint("ROLLBACK TO job").and_then(|()| self.savepoint("RELEASE job")),
            Undo::Transaction => {
                if !is_kept {
                    self.roll_back();
                }
                Ok(())
            }
            Undo::Group if !is_kept && self.connection.total_changes() != before => return JobOutcome::GroupGone,
            Undo::Group => Ok(()),
        };
        // Alone and not to be kept it must be gone now, otherwise it must not.
        if ended.is_err() || self.connection.is_autocommit() != (undo == Undo::Transaction && !is_kept) {
            return JobOutcome::GroupGone;
        }
        match failed {
            Some(failure) if keep => JobOutcome::Undone(failure.into()),
            _ => {
                self.put_off.append(put_off);
                self.touched.extend(touched.into_iter().filter(|_| keep));
                JobOutcome::Ran
            }
        }
    }

    /// Rows that many jobs of the group change are read and written once.
    fn write_put_off(&mut self) -> Result<(), Failure> {
        let (put_off, now) = (std::mem::take(&mut self.put_off), self.options.clock.now());
        let mut tx =
            Tx::new(&mut self.connection, now, &self.options.chance, None, &self.queue, true, &self.options.cache);
        tx.write_put_off(put_off);
        tx.failure().cloned().map_or(Ok(()), Err)
    }

    fn savepoint(&mut self, sql: &str) -> Result<(), Failure> {
        let outcome = command(&mut self.connection, sql);
        if let Err(failure) = &outcome {
            tracing::warn!(sql, %failure, "a group of writes was lost and is run again one by one");
        }
        outcome
    }

    fn roll_back(&mut self) {
        if self.connection.is_autocommit() {
            return;
        }
        if let Err(failure) = command(&mut self.connection, "ROLLBACK") {
            tracing::error!(%failure, "a transaction could not be rolled back");
        }
    }
}

fn fail_all(jobs: impl IntoIterator<Item = Box<dyn Job>>, failure: &Failure) {
    for job in jobs {
        let _asked_by = job.asked_by().entered();
        job.fail(failure.clone().into());
    }
}
