//! The two queues of an open store and the threads that work them. Both engines open their connections onto it; `Engine` pushes
//! jobs in. What a thread does with a job is the engine's.

use super::queue::Queue;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

pub struct Lanes {
    pub writes: Arc<Queue>,
    pub reads: Arc<Queue>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Lanes {
    /// Both queues take `capacity` jobs each.
    pub fn new(capacity: usize) -> Self {
        let queue = || Arc::new(Queue::new(capacity));
        Lanes { writes: queue(), reads: queue(), threads: Mutex::default() }
    }

    /// Starts a thread that lives until its queue is closed and drained.
    pub fn start(&self, name: String, run: impl FnOnce() + Send + 'static) -> Result<(), String> {
        let started = std::thread::Builder::new().name(name).spawn(run);
        let thread = started.map_err(|error| format!("cannot start a thread: {error}"))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Tells of both queues and their connections to the metrics recorder of the moment.
    pub fn report(&self) {
        self.writes.report("write");
        self.reads.report("read");
    }

    /// Finishes what waits, then ends the threads.
    pub fn close(&self) {
        self.writes.close();
        self.reads.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A thread that panicked has nothing left to finish.
            drop(thread.join());
        }
    }
}
