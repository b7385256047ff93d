//! How many unknown tokens an address may try in a while. Used by the front door, once a token turned out to be unknown: behind a proxy
//! all callers share one address, and a broken one must not shut the others out.

use leadhub_core::address_key;
use leadhub_wire::Rate;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Unknown tokens that an address may try in a window.
pub const DEFAULT: u32 = 100;
const WINDOW: Duration = Duration::from_secs(10);
/// Addresses remembered at once; past that all begin anew.
const MOST: usize = 10_000;

struct Window {
    began: Instant,
    tried: u32,
}

pub struct UnauthenticatedLimiter {
    limit: u32,
    windows: Mutex<HashMap<String, Window>>,
}

impl UnauthenticatedLimiter {
    pub fn new(limit: u32) -> Self {
        UnauthenticatedLimiter { limit, windows: Mutex::default() }
    }

    /// An unknown token came from there; `Err` when it is one too many. Without an address nothing is counted.
    pub fn count(&self, address: Option<IpAddr>) -> Result<(), Rate> {
        self.count_at(address, Instant::now())
    }

    fn count_at(&self, address: Option<IpAddr>, now: Instant) -> Result<(), Rate> {
        let Some(address) = address else { return Ok(()) };
        let mut windows = self.lock();
        let key = address_key(address);
        if windows.len() >= MOST && !windows.contains_key(&key) {
            windows.clear();
        }
        let fresh = || Window { began: now, tried: 0 };
        let window = windows.entry(key).or_insert_with(fresh);
        if now.duration_since(window.began) >= WINDOW {
            *window = fresh();
        }
        window.tried = window.tried.saturating_add(1);
        if window.tried <= self.limit {
            return Ok(());
        }
        let left = WINDOW.saturating_sub(now.duration_since(window.began));
        Err(Rate { limit: self.limit.into(), remaining: 0, reset_seconds: left.as_secs() + 1 })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_is_counted_for_itself() {
        let strangers = UnauthenticatedLimiter::new(2);
        let [one, other] = ["192.0.2.7", "192.0.2.8"].map(|text| text.parse().ok());
        let told = |address| strangers.count(address).map_err(|rate| (rate.limit, rate.remaining));
        assert_eq!([told(one), told(one), told(one), told(other)], [Ok(()), Ok(()), Err((2, 0)), Ok(())]);
        assert_eq!([told(None), told(None), told(None)], [Ok(()); 3]);
    }

    #[test]
    fn a_window_ends_and_no_more_addresses_are_remembered_than_fit() {
        let strangers = UnauthenticatedLimiter::new(1);
        let (now, one) = (Instant::now(), "192.0.2.7".parse().ok());
        assert!(strangers.count_at(one, now).is_ok());
        let Err(rate) = strangers.count_at(one, now + Duration::from_secs(4)) else { panic!("one too many") };
        assert_eq!(rate.reset_seconds, 7);
        assert!(strangers.count_at(one, now + WINDOW).is_ok(), "the next window");
        for number in 0..u32::try_from(MOST).unwrap() {
            assert!(strangers.count_at(Some(std::net::Ipv4Addr::from(0x0a00_0000 + number).into()), now).is_ok());
        }
        assert!(strangers.lock().len() <= MOST);
    }
}
