//! How long who tried passwords in vain waits before the next try: twice as long each time. Pure; kept by the core for each name
//! and each address.

use crate::moment::Moment;

const SECOND: i64 = 1_000_000;
/// A wait is never longer, so that nobody can shut a user out for long by trying in her name.
const LONGEST: i64 = 15 * 60 * SECOND;
/// So long after the last try all is forgotten.
const FORGET: i64 = 24 * 3600 * SECOND;

/// How many tries of one kind cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub free: i64,
}

impl Waiting {
    /// People mistype.
    pub const OF_NAME: Waiting = Waiting { free: 5 };
    /// A whole office may come from one address.
    pub const OF_ADDRESS: Waiting = Waiting { free: 30 };

    /// How long the next try waits after so many failures.
    fn after(self, failed: i64) -> i64 {
        match failed - self.free {
            ..0 => 0,
            doublings => (SECOND << doublings.min(20)).min(LONGEST),
        }
    }
}

/// Tries that failed, or were not right yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FailedAttempts {
    pub failed: i64,
    /// Until when nobody may try; past, it tells when the last try was.
    pub until: Option<Moment>,
}

impl FailedAttempts {
    /// The moment until which the next try has to wait.
    pub fn wait(&self, now: Moment) -> Option<Moment> {
        self.until.filter(|until| *until > now)
    }

    /// One more.
    pub fn and_one(self, now: Moment, waiting: Waiting) -> FailedAttempts {
        let failed = if self.is_forgotten(now) { 1 } else { self.failed + 1 };
        FailedAttempts { failed, until: Some(Moment::from_micros(now.micros() + waiting.after(failed))) }
    }

    /// One less, since it was right after all; the wait that it brought falls away.
    pub fn less_one(self, now: Moment) -> FailedAttempts {
        FailedAttempts { failed: (self.failed - 1).max(0), until: self.until.map(|until| until.min(now)) }
    }

    pub fn is_forgotten(&self, now: Moment) -> bool {
        self.until.is_none_or(|until| now.micros() > until.micros() + FORGET)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let (mut tries, mut now, mut seconds) = (FailedAttempts::default(), Moment::from_micros(0), Vec::new());
        for _ in 0..20 {
            tries = tries.and_one(now, Waiting::OF_NAME);
            let wait = tries.wait(now).unwrap_or(now);
            seconds.push((wait.micros() - now.micros()) / SECOND);
            now = wait;
        }
        assert_eq!(seconds, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900, 900]);
        assert_eq!(Waiting::OF_NAME.after(i64::MAX), LONGEST);
    }

    #[test]
    fn a_day_later_all_is_forgotten() {
        let now = Moment::from_micros(1);
        let many = FailedAttempts { failed: 50, until: Some(now) };
        let day = Moment::from_micros(now.micros() + FORGET);
        assert_eq!(many.and_one(day, Waiting::OF_NAME).failed, 51);
        assert_eq!(many.and_one(Moment::from_micros(day.micros() + 1), Waiting::OF_NAME).failed, 1);
    }

    #[test]
    fn what_was_right_is_taken_back() {
        let now = Moment::from_micros(5);
        let tries = FailedAttempts { failed: 30, until: Some(now) }.and_one(now, Waiting::OF_ADDRESS);
        assert!(tries.wait(now).is_some());
        let back = tries.less_one(now);
        assert_eq!((back.failed, back.wait(now)), (30, None));
    }
}
