//! A gate that transactions wait at, so that a test decides what happens while they are open.
//! Used by the tests of queues, groups and locks. A gate nobody opens fails the test instead of hanging it.

use leadhub_core::{Hub, Tx};
use leadhub_model::LeadError;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Default)]
struct State {
    entered: usize,
    open: bool,
}

#[derive(Default)]
pub struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

impl Gate {
    pub fn shut() -> Arc<Gate> {
        Arc::default()
    }

    /// Waits until the gate is open.
    pub fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.entered += 1;
        self.changed.notify_all();
        let (state, waited) = self.changed.wait_timeout_while(state, PATIENCE, |state| !state.open).unwrap();
        drop(state);
        assert!(!waited.timed_out(), "nobody opened the gate");
    }

    pub fn open(&self) {
        self.state.lock().unwrap().open = true;
        self.changed.notify_all();
    }

    /// Waits until so many have come to the gate.
    pub fn wait_for(&self, entered: usize) {
        let state = self.state.lock().unwrap();
        let (state, waited) =
            self.changed.wait_timeout_while(state, PATIENCE, |state| state.entered < entered).unwrap();
        drop(state);
        assert!(!waited.timed_out(), "nobody came to the gate");
    }

    /// Brings every writer of the hub to this gate, so that what is written from now on waits. Leaves one job of its own
    /// in the queue.
    pub fn hold_writers(self: &Arc<Gate>, hub: &Hub) {
        while hub.waiting() == 0 {
            let gate = Arc::clone(self);
            start(hub, move |_| {
                gate.pass();
                Ok(())
            });
            // A free writer takes it soon; when all are held it stays.
            sleep(Duration::from_millis(2));
            let deadline = Instant::now() + Duration::from_millis(200);
            while hub.waiting() > 0 && Instant::now() < deadline {
                sleep(Duration::from_millis(1));
            }
        }
    }
}

/// Runs a write on a task of its own.
pub fn start<T: Send + 'static>(
    hub: &Hub,
    work: impl Fn(&mut Tx) -> Result<T, LeadError> + Send + 'static,
) -> JoinHandle<Result<T, LeadError>> {
    let hub = hub.clone();
    tokio::spawn(async move { hub.write(work).await })
}

/// As `start`, while the writers are held: returns when the write waits in the queue, so that writes keep their order.
pub fn line_up<T: Send + 'static>(
    hub: &Hub,
    work: impl Fn(&mut Tx) -> Result<T, LeadError> + Send + 'static,
) -> JoinHandle<Result<T, LeadError>> {
    let before = hub.waiting();
    let job = start(hub, work);
    until("a write waits in the queue", || hub.waiting() > before);
    job
}

/// Waits until something is so.
pub fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "never: {what}");
        sleep(Duration::from_micros(200));
    }
}
