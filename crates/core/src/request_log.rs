//! The requests that wait to be kept, in memory: the front door offers each with its answer, the job `requests` takes them in batches.
//! Offering never waits and never fails: what comes faster than it is to be kept falls away and is counted. It asks no store.

use crate::store::engine::Notifier;
use leadhub_model::request::{LoggedRequest, RequestCount};
use leadhub_model::{IntegrationId, Moment, OrganisationId};
use metrics::{Unit, counter, describe_counter};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the bell rings for.
pub(crate) const WORK: &str = "requests";
/// Requests that may wait at once.
const WAITING: usize = 1000;
/// Answered well in a second: more of the same tell nobody anything, and the store has other things to write.
const WELL_A_SECOND: u32 = 100;
/// Refused in a second.
const REFUSED_A_SECOND: u32 = 400;
/// Of callers whom no token named, in a minute: they must not wash away what others look for.
const STRANGERS_A_MINUTE: u32 = 20;
const SECOND_MICROS: i64 = 1_000_000;
/// Every zone's days begin at a whole quarter of an hour.
pub(crate) const QUARTER_MICROS: i64 = 900 * SECOND_MICROS;

/// Who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    Known(OrganisationId, IntegrationId),
    /// Refused at the door, with what it brought: the hash of its token, which may be one that is over, and the organisation it named.
    Stranger {
        credential: Option<String>,
        slug: Option<String>,
    },
}

/// Counted by the quarter of an hour.
pub(crate) type Counts = HashMap<(OrganisationId, IntegrationId, i64), RequestCount>;

#[derive(Default)]
struct Waiting {
    requests: Vec<(Caller, LoggedRequest)>,
    counts: Counts,
    second: i64,
    well: u32,
    refused: u32,
    minute: i64,
    strangers: u32,
}

#[derive(Default)]
pub struct RequestLog {
    waiting: Mutex<Waiting>,
    stored: AtomicU64,
    dropped: AtomicU64,
    bell: Arc<Notifier>,
}

impl RequestLog {
    pub(crate) fn new(bell: Arc<Notifier>) -> RequestLog {
        RequestLog { bell, ..RequestLog::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an answered request; true where it may be kept too, if somebody wants it to be.
    pub fn count(&self, caller: &Caller, at: Moment, refused: bool, wanted: bool) -> bool {
        let mut waiting = self.lock();
        let is_first = waiting.requests.is_empty() && waiting.counts.is_empty();
        if let Caller::Known(organisation, integration) = *caller {
            let quarter = at.micros().div_euclid(QUARTER_MICROS);
            let count = waiting.counts.entry((organisation, integration, quarter)).or_default();
            count.answered += 1;
            count.refused += i64::from(refused);
        }
        let admitted = wanted && waiting.admits(caller, at, refused);
        drop(waiting);
        if wanted && !admitted {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        if is_first {
            self.bell.ring(WORK);
        }
        admitted
    }

    /// Leaves a request that may be kept to the job.
    pub fn keep(&self, caller: Caller, request: LoggedRequest) {
        let mut waiting = self.lock();
        let is_first = waiting.requests.is_empty() && waiting.counts.is_empty();
        waiting.requests.push((caller, request));
        drop(waiting);
        if is_first {
            self.bell.ring(WORK);
        }
    }

    /// Everything that waits.
    pub(crate) fn take(&self) -> (Vec<(Caller, LoggedRequest)>, Counts) {
        let mut waiting = self.lock();
        (std::mem::take(&mut waiting.requests), std::mem::take(&mut waiting.counts))
    }

    pub(crate) fn count_stored(&self, requests: usize) {
        self.stored.fetch_add(requests as u64, Ordering::Relaxed);
    }

    /// What could not be kept.
    pub(crate) fn dropped(&self, requests: usize) {
        self.dropped.fetch_add(requests as u64, Ordering::Relaxed);
    }

    pub(crate) fn report(&self) {
        describe_counter!("leadhub_request_log_kept_total", Unit::Count, "Requests kept in the log of requests");
        describe_counter!(
            "leadhub_request_log_dropped_total",
            Unit::Count,
            "Requests that came faster than they are kept"
        );
        counter!("leadhub_request_log_kept_total").absolute(self.stored.load(Ordering::Relaxed));
        counter!("leadhub_request_log_dropped_total").absolute(self.dropped.load(Ordering::Relaxed));
    }
}

impl Waiting {
    fn admits(&mut self, caller: &Caller, at: Moment, refused: bool) -> bool {
        let second = at.micros().div_euclid(SECOND_MICROS);
        if second != self.second {
            (self.second, self.well, self.refused) = (second, 0, 0);
        }
        if second / 60 != self.minute {
            (self.minute, self.strangers) = (second / 60, 0);
        }
        if self.requests.len() >= WAITING {
            return false;
        }
        let (taken, most) = match (caller, refused) {
            (Caller::Stranger { .. }, _) => (&mut self.strangers, STRANGERS_A_MINUTE),
            (_, true) => (&mut self.refused, REFUSED_A_SECOND),
            (_, false) => (&mut self.well, WELL_A_SECOND),
        };
        *taken += 1;
        *taken <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_model::RequestId;

    const KNOWN: Caller = Caller::Known(OrganisationId(1), IntegrationId(2));

    fn request() -> LoggedRequest {
        LoggedRequest {
            id: RequestId(0),
            request_id: "a-1".to_owned(),
            dialect: "x".to_owned(),
            integration: None,
            method: "GET".to_owned(),
            path: "/".to_owned(),
            status: 200,
            micros: 1,
            lead: None,
            faults: Vec::new(),
            media: String::new(),
            sent: None,
            answered: None,
        }
    }

    #[test]
    fn what_comes_too_fast_falls_away_and_everything_is_counted() {
        let log = RequestLog::default();
        let at = |second: i64| Moment::from_micros(second * SECOND_MICROS);
        let kept = |caller: &Caller, second, refused| {
            (0..500).filter(|_| log.count(caller, at(second), refused, true)).count()
        };
        assert_eq!(kept(&KNOWN, 0, false), 100);
        assert_eq!(kept(&KNOWN, 0, true), 400);
        assert_eq!(kept(&KNOWN, 1, false), 100, "a new second");
        let stranger = Caller::Stranger { credential: None, slug: None };
        assert_eq!(kept(&stranger, 1, true), 20);
        assert_eq!(kept(&stranger, 59, true), 0, "the same minute");
        assert_eq!(kept(&stranger, 60, true), 20);
        assert!(!log.count(&KNOWN, at(61), false, false), "nobody wants it");
        let (_, counts) = log.take();
        let counted = RequestCount { answered: 1501, refused: 500 };
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [((OrganisationId(1), IntegrationId(2), 0), counted)]);
        assert_eq!(log.dropped.load(Ordering::Relaxed), 6 * 500 - 100 - 400 - 100 - 20 - 20);
    }

    #[test]
    fn no_more_wait_than_there_is_room_for() {
        let log = RequestLog::default();
        for second in 0..20 {
            let at = Moment::from_micros(second * SECOND_MICROS);
            for _ in 0..100 {
                if log.count(&KNOWN, at, false, true) {
                    log.keep(KNOWN, request());
                }
            }
        }
        let (requests, counts) = log.take();
        assert_eq!((requests.len(), counts.len()), (WAITING, 1));
        assert_eq!(log.take().0.len(), 0);
    }

    #[test]
    fn the_bell_rings_once_for_what_waits() {
        let log = RequestLog::default();
        let at = Moment::from_micros(0);
        for _ in 0..3 {
            if log.count(&KNOWN, at, true, true) {
                log.keep(KNOWN, request());
            }
        }
        assert_eq!(log.bell.times(WORK), 1);
        log.take();
        log.count(&KNOWN, at, false, false);
        assert_eq!(log.bell.times(WORK), 2);
    }
}
