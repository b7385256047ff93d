//! The bell that wakes whoever waits for work of a kind: rung after a commit that made some, in this process or in another one.
//! The engines ring it, `jobs` waits for it. It carries no work: whoever is woken looks into the store.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How far a ring is to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyScope {
    Process,
    Everywhere,
}

#[derive(Default)]
struct Rung {
    /// How often each kind of work was rung for.
    times: BTreeMap<String, u64>,
    over: bool,
}

#[derive(Default)]
pub struct Notifier {
    rung: Mutex<Rung>,
    heard: Condvar,
}

impl Notifier {
    fn lock(&self) -> MutexGuard<'_, Rung> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn ring(&self, kind: &str) {
        let mut rung = self.lock();
        match rung.times.get_mut(kind) {
            Some(times) => *times += 1,
            None => drop(rung.times.insert(kind.to_owned(), 1)),
        }
        drop(rung);
        self.heard.notify_all();
    }

    /// How often it rang for this kind so far: to be asked before one looks for work, and given to `wait`.
    pub fn times(&self, kind: &str) -> u64 {
        self.lock().times.get(kind).copied().unwrap_or_default()
    }

    /// Waits until it rang for this kind more than so many times, at most so long, or until all is over.
    pub fn wait(&self, kind: &str, known: u64, patience: Duration) {
        let until = Instant::now() + patience;
        let mut rung = self.lock();
        while !rung.over && rung.times.get(kind).copied().unwrap_or_default() == known {
            let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else {
                return;
            };
            rung = self.heard.wait_timeout(rung, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Nobody need wait any more.
    pub fn end(&self) {
        self.lock().over = true;
        self.heard.notify_all();
    }

    pub fn is_over(&self) -> bool {
        self.lock().over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_ring_between_the_look_and_the_wait_is_not_missed() {
        let bell = Notifier::default();
        let known = bell.times("a");
        bell.ring("b");
        bell.ring("a");
        let began = Instant::now();
        bell.wait("a", known, LONG);
        assert!(began.elapsed() < LONG / 2);
        let began = Instant::now();
        bell.wait("a", bell.times("a"), Duration::from_millis(20));
        assert!(began.elapsed() >= Duration::from_millis(20), "nobody rang");
    }

    #[test]
    fn the_end_wakes_everybody_for_good() {
        let bell = Notifier::default();
        std::thread::scope(|scope| {
            scope.spawn(|| bell.wait("a", 0, LONG));
            bell.end();
        });
        bell.wait("b", 0, LONG);
        assert!(bell.is_over());
    }
}
