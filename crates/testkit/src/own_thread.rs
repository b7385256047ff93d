//! Runs a piece of work on a thread of its own.
//! Called for everything that talks to PostgreSQL: the blocking client refuses to run inside an async body.

use std::panic::resume_unwind;
use std::thread;

/// The result of `work`, which runs on a plain thread; its panic goes on in the caller.
pub(crate) fn on_own_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| match scope.spawn(work).join() {
        Ok(value) => value,
        Err(panic) => resume_unwind(panic),
    })
}
