//! When a connection gives back the memory of the pages it keeps: each keeps up to 16 MB for as long as it lives, which a peak fills and
//! a quiet night does not need. Used by `sqlite_pool.rs`; it decides when, and knows no queue.

use super::Failure;
use super::sqlite::failure;
use std::time::{Duration, Instant};

/// How long it must have been quiet.
const QUIET: Duration = Duration::from_secs(30);
/// Jobs in that time which are no peak: whoever asks for health or figures now and then keeps nobody's memory.
const FEW: usize = 100;

pub struct Cache {
    since: Instant,
    jobs: usize,
    /// Whether it may hold anything.
    filled: bool,
}

impl Cache {
    pub fn new() -> Self {
        Cache { since: Instant::now(), jobs: 0, filled: false }
    }

    /// How long a worker waits for jobs before it asks again; for ever where there is nothing to give back.
    pub fn patience(&self) -> Option<Duration> {
        self.filled.then(|| QUIET.saturating_sub(self.since.elapsed()).max(Duration::from_millis(1)))
    }

    /// Counts jobs that come now; whether the memory is to be given back before they run.
    pub fn is_of_no_use(&mut self, jobs: usize) -> bool {
        let is_over = self.since.elapsed() >= QUIET;
        let was_quiet = is_over && self.filled && self.jobs <= FEW;
        if is_over {
            (self.since, self.jobs) = (Instant::now(), 0);
        }
        self.jobs += jobs;
        self.filled = (self.filled && !was_quiet) || jobs > 0;
        was_quiet
    }
}

/// Gives the memory back; what is read next is read from the file again.
pub fn give_back(connection: &rusqlite::Connection) -> Result<(), Failure> {
    connection.execute_batch("PRAGMA shrink_memory").map_err(failure)?;
    return_to_system();
    Ok(())
}

/// What SQLite freed lies with the allocator of the C library, between pieces that are still used: it keeps all of it until it is asked.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "a call of the C library, which has no other way to ask and no state of ours to hurt")]
fn return_to_system() {
    // SAFETY: takes a number and touches only what is free.
    unsafe { libc::malloc_trim(0) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn return_to_system() {}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(cache: &mut Cache) {
        cache.since -= QUIET;
    }

    #[test]
    fn memory_goes_back_after_a_quiet_while_and_once() {
        let mut cache = Cache::new();
        assert_eq!(cache.patience(), None, "nothing is kept yet");
        assert!(!cache.is_of_no_use(5000));
        assert!(cache.patience().is_some_and(|patience| patience <= QUIET));
        pass(&mut cache);
        assert!(!cache.is_of_no_use(0), "there was a peak in this while");
        assert!(!cache.is_of_no_use(0), "it is not over");
        pass(&mut cache);
        assert!(cache.is_of_no_use(0));
        pass(&mut cache);
        assert!(!cache.is_of_no_use(0) && cache.patience().is_none(), "there is nothing left to give");
        assert!(!cache.is_of_no_use(1), "a single read may fill it");
        pass(&mut cache);
        assert!(cache.is_of_no_use(3));
    }
}
