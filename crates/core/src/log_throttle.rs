//! Lines of the log that would come by the thousand where something is out of order for all: the first is written at once, the others
//! are counted and told in sum. Used where a request or the store meets an outage; it writes nothing itself.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Between two lines of one kind.
pub const PERIOD: Duration = Duration::from_secs(10);

/// One kind of line.
#[derive(Debug, Default)]
pub struct LogThrottle {
    last: Mutex<Option<Line>>,
}

#[derive(Debug)]
struct Line {
    written: Instant,
    /// What came since and was not written.
    untold: u64,
}

impl LogThrottle {
    pub const fn new() -> LogThrottle {
        LogThrottle { last: Mutex::new(None) }
    }

    /// Whether the line is written now: then with how many before it were not.
    pub fn admit(&self) -> Option<u64> {
        let (mut last, now) = (self.lock(), Instant::now());
        match last.as_mut() {
            Some(line) if now.duration_since(line.written) < PERIOD => {
                line.untold += 1;
                None
            }
            _ => Some(last.replace(Line { written: now, untold: 0 }).map_or(0, |line| line.untold)),
        }
    }

    /// What is still untold a period after the last line: asked now and then, so that the end of an outage is told too.
    pub fn rest(&self) -> Option<u64> {
        let mut last = self.lock();
        let line = last.take_if(|line| line.written.elapsed() >= PERIOD)?;
        Some(line.untold).filter(|untold| *untold > 0)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Line>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    fn age(&self) {
        if let Some(line) = self.lock().as_mut() {
            line.written -= PERIOD;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_and_the_others_are_summed_up() {
        let seldom = LogThrottle::new();
        assert_eq!((seldom.admit(), seldom.rest()), (Some(0), None));
        assert_eq!([seldom.admit(), seldom.admit(), seldom.admit()], [None; 3]);
        assert_eq!(seldom.rest(), None, "not before its time");
        seldom.age();
        assert_eq!((seldom.admit(), seldom.admit()), (Some(3), None), "with the next line");
        seldom.age();
        assert_eq!((seldom.rest(), seldom.rest()), (Some(1), None), "or by itself, once");
        assert_eq!(seldom.admit(), Some(0));
    }
}
