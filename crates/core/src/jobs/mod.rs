//! Work behind everybody: one loop runs every job, each in threads of its own, so that none holds up or brings down another. A job is
//! woken when there is work (`store::engine::Notifier`), and looks by itself now and then, should a wake-up be lost. Started by the
//! server; a job must never hold the writer while somebody waits.

mod days;
mod meter;
mod requests;
mod sweeps;
#[cfg(test)]
mod tests;
mod totals;
mod uploads;

pub use meter::JobMeters;

use crate::hub::Hub;
use crate::import::RowReader;
use crate::log_throttle::LogThrottle;
use crate::store::engine::{Notifier, internal};
use leadhub_model::LeadError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Finds the reader of the files that came by a dialect.
pub type ReaderOf = fn(&str) -> Option<RowReader>;

/// A lost wake-up is caught after so long.
const POLL_INTERVAL: Duration = Duration::from_secs(30);
/// The kinds of work that one process makes for another.
const FROM_OTHERS: &[&str] = &[uploads::WORK];

/// What a job found when it looked for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did some, and there may be more.
    More,
    /// There was none, or there is nothing more to do before somebody wakes it or so much time is over.
    Rest(Duration),
}

pub(crate) trait Job: Send + Sync {
    /// Its metric's label, and what the bell rings for.
    fn name(&self) -> &'static str;
    /// How many pieces of its work may go on at once.
    fn places(&self) -> usize {
        1
    }
    /// At least so much time lies between two looks.
    fn pause(&self) -> Duration {
        Duration::ZERO
    }
    /// A job that failed looks again after so long.
    fn pause_after_failure(&self) -> Duration {
        Duration::from_secs(1)
    }
    /// Does one piece of work.
    fn work(&self, hub: &Hub) -> Result<Outcome, LeadError>;
}

/// The jobs at work. They end when the hub is closed.
pub struct Running(Vec<JoinHandle<()>>);

impl Running {
    /// Waits for the end.
    pub fn join(self) {
        // A thread that panicked has nothing left to finish.
        self.0.into_iter().for_each(|thread| drop(thread.join()));
    }
}

/// Every job there is.
fn all(reader_of: ReaderOf) -> [Arc<dyn Job>; 5] {
    [
        Arc::new(uploads::Uploads::new(reader_of)),
        Arc::new(totals::Totals),
        Arc::new(days::Days),
        Arc::new(requests::Requests::default()),
        Arc::new(sweeps::Sweeps),
    ]
}

/// What their metrics call them.
fn names() -> impl Iterator<Item = &'static str> {
    all(|_| None).into_iter().map(|job| job.name())
}

/// Starts every job of a server; they go on until the hub is closed.
pub fn start(hub: &Hub, reader_of: ReaderOf) -> Result<Running, String> {
    hub.listen(FROM_OTHERS)?;
    let mut threads = Vec::new();
    for job in all(reader_of) {
        for _ in 0..job.places() {
            let (hub, job) = (hub.clone(), Arc::clone(&job));
            let started = Builder::new().name(job.name().to_owned()).spawn(move || run(&hub, job.as_ref()));
            threads.push(started.map_err(|error| format!("cannot start a thread: {error}"))?);
        }
    }
    Ok(Running(threads))
}

/// The loop: looks for work until there is none, then waits.
fn run(hub: &Hub, job: &dyn Job) {
    repeat(job, hub.bell(), hub.job_meters(), || job.work(hub));
}

fn repeat(job: &dyn Job, bell: &Notifier, meters: &JobMeters, work: impl Fn() -> Result<Outcome, LeadError>) {
    let failures = LogThrottle::new();
    while !bell.is_over() {
        // Before the look, so that what comes meanwhile is not missed.
        let known = bell.times(job.name());
        let began = Instant::now();
        let outcome = guarded(&work);
        meters.ran(job.name(), began.elapsed(), outcome.is_ok());
        match outcome {
            Ok(Outcome::More) => sleep(bell, job.pause()),
            Ok(Outcome::Rest(patience)) => {
                sleep(bell, job.pause());
                bell.wait(job.name(), known, patience);
            }
            Err(_) if bell.is_over() => return,
            Err(error) => {
                if let Some(untold) = failures.admit() {
                    tracing::warn!(job = job.name(), %error, untold, "work behind everybody failed, it will be tried again");
                }
                sleep(bell, job.pause_after_failure());
            }
        }
    }
}

/// Only the end wakes from it.
fn sleep(bell: &Notifier, time: Duration) {
    bell.wait("", bell.times(""), time);
}

/// A panic in a job is a fault of that piece of work.
fn guarded(work: impl FnOnce() -> Result<Outcome, LeadError>) -> Result<Outcome, LeadError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(internal("a job panicked outside of a transaction")))
}
