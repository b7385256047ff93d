//! The loop of the jobs: when it looks again. A wake-up that is lost shows as a look that comes only after `LONG`, so a test that fails
//! takes that long and one that passes takes no time.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

const LONG: Duration = Duration::from_secs(20);
/// At once, on a machine that has much else to do.
const SOON: Duration = Duration::from_secs(2);
/// What a loop lets go by where it is to be quiet: longer than the few looks of a test take by themselves.
const SHORT: Duration = Duration::from_millis(100);

struct Fake {
    pause: Duration,
}

impl Job for Fake {
    fn name(&self) -> &'static str {
        "fake"
    }

    fn pause(&self) -> Duration {
        self.pause
    }

    fn pause_after_failure(&self) -> Duration {
        SHORT
    }

    fn work(&self, _: &Hub) -> Result<Outcome, LeadError> {
        Err(internal("the tests say what a look finds"))
    }
}

/// Runs the loop until `look` ends it; how often it looked, and how long that took. `look` is told which look it is, from 1.
fn looks(pause: Duration, look: impl Fn(usize, &Notifier) -> Result<Outcome, LeadError>) -> (usize, Duration) {
    let (bell, meters, times) = (Notifier::default(), JobMeters::default(), AtomicUsize::new(0));
    let began = Instant::now();
    repeat(&Fake { pause }, &bell, &meters, || look(times.fetch_add(1, Ordering::SeqCst) + 1, &bell));
    (times.load(Ordering::SeqCst), began.elapsed())
}

fn end(bell: &Notifier) -> Result<Outcome, LeadError> {
    bell.end();
    Ok(Outcome::Rest(LONG))
}

/// The work came when the look had passed it by, and before the loop waits.
#[test]
fn what_comes_between_the_look_and_the_wait_is_looked_for() {
    let (times, took) = looks(Duration::ZERO, |look, bell| match look {
        1 => {
            bell.ring("fake");
            Ok(Outcome::Rest(LONG))
        }
        _ => end(bell),
    });
    assert!(times == 2 && took < SOON, "{times} looks in {took:?}");
}

/// The work came when the loop waited already; what came of another kind before did not wake it.
#[test]
fn who_waits_is_woken_at_once_by_its_own_kind() {
    let (bell, meters, looked) = (Notifier::default(), JobMeters::default(), AtomicUsize::new(0));
    let began = Instant::now();
    let took = std::thread::scope(|scope| {
        scope.spawn(|| {
            while looked.load(Ordering::SeqCst) == 0 {
                std::thread::yield_now();
            }
            for kind in ["another", "another", "fake"] {
                std::thread::sleep(SHORT);
                bell.ring(kind);
            }
        });
        repeat(&Fake { pause: Duration::ZERO }, &bell, &meters, || match looked.fetch_add(1, Ordering::SeqCst) {
            0 => Ok(Outcome::Rest(LONG)),
            _ => end(&bell),
        });
        began.elapsed()
    });
    let times = looked.into_inner();
    assert!(times == 2 && (3 * SHORT..SOON).contains(&took), "{times} looks in {took:?}");
}

/// A job that lets work gather does not forget that it was woken meanwhile.
#[test]
fn what_comes_while_a_job_pauses_is_looked_for() {
    let (times, took) = looks(SHORT, |look, bell| match look {
        1 => {
            bell.ring("fake");
            Ok(Outcome::Rest(LONG))
        }
        _ => end(bell),
    });
    assert!(times == 2 && (SHORT..SOON).contains(&took), "{times} looks in {took:?}");
}

#[test]
fn a_job_that_pauses_does_so_between_two_pieces_of_work_too() {
    let (times, took) = looks(SHORT, |look, bell| if look < 3 { Ok(Outcome::More) } else { end(bell) });
    assert!(times == 3 && (2 * SHORT..SOON).contains(&took), "{times} looks in {took:?}");
}

/// Another process made work and nobody rang: the slow look finds it.
#[test]
fn what_nobody_rang_for_is_found_by_the_slow_look() {
    let (times, took) = looks(Duration::ZERO, |look, bell| if look < 3 { Ok(Outcome::Rest(SHORT)) } else { end(bell) });
    assert_eq!(times, 3);
    assert!(took >= 2 * SHORT, "it does not look without end: {took:?}");
}

#[test]
fn more_work_is_done_without_a_wait_and_other_kinds_wake_nobody() {
    let (times, took) = looks(Duration::ZERO, |look, bell| match look {
        1..4 => Ok(Outcome::More),
        4 => {
            bell.ring("another");
            Ok(Outcome::Rest(SHORT))
        }
        _ => end(bell),
    });
    assert!(times == 5 && (SHORT..SOON).contains(&took), "{times} looks in {took:?}");
}

#[test]
fn a_failure_and_a_panic_are_tried_again() {
    let (times, took) = looks(Duration::ZERO, |look, bell| match look {
        1 => Err(LeadError::Unavailable),
        2 => panic!("a fault of this piece of work"),
        _ => end(bell),
    });
    assert!(times == 3 && (2 * SHORT..SOON).contains(&took), "{times} looks in {took:?}");
}
