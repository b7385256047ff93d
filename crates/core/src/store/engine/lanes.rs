//! The two queues of an open store and the threads that work them. Both engines open their connections onto it; `Engine` pushes
//! jobs in. What a thread does with a job is the engine's.

use super::queue::Queue;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

pub struct Lanes {
    pub writes: Arc<Queue>,
    pub reads: Arc<Queue>,
    readers: Mutex<Vec<JoinHandle<()>>>,
    writers: Mutex<Vec<JoinHandle<()>>>,
}

impl Lanes {
    /// Both queues take `capacity` jobs each.
    pub fn new(capacity: usize) -> Self {
        let queue = || Arc::new(Queue::new(capacity));
        Lanes { writes: queue(), reads: queue(), readers: Mutex::default(), writers: Mutex::default() }
    }

    /// Starts a thread that reads until its queue is closed and drained.
    pub fn start_reader(&self, number: usize, run: impl FnOnce() + Send + 'static) -> Result<(), String> {
        start(&self.readers, format!("reader-{number}"), run)
    }

    /// Starts a thread that writes until its queue is closed and drained.
    pub fn start_writer(&self, number: usize, run: impl FnOnce() + Send + 'static) -> Result<(), String> {
        start(&self.writers, format!("writer-{number}"), run)
    }

    /// Tells of both queues and their connections to the metrics recorder of the moment.
    pub fn report(&self) {
        self.writes.report("write");
        self.reads.report("read");
    }

    /// Finishes what waits, then ends the threads.
    pub fn close(&self) {
        self.reads.close();
        end(&self.readers);
        // Last, since only a connection that may write can leave an embedded store as one whole file.
        self.writes.close();
        end(&self.writers);
    }
}

fn start(
    threads: &Mutex<Vec<JoinHandle<()>>>,
    name: String,
    run: impl FnOnce() + Send + 'static,
) -> Result<(), String> {
    let started = std::thread::Builder::new().name(name).spawn(run);
    let thread = started.map_err(|error| format!("cannot start a thread: {error}"))?;
    threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
    Ok(())
}

fn end(threads: &Mutex<Vec<JoinHandle<()>>>) {
    for thread in std::mem::take(&mut *threads.lock().unwrap_or_else(PoisonError::into_inner)) {
        // A thread that panicked has nothing left to finish.
        drop(thread.join());
    }
}
