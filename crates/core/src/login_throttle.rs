//! Tries to sign in that failed, by address and by names that nobody has: kept in memory, since whoever tries may make up as many as
//! she likes. Owned by the hub, used by the sign-in verbs; the tries of users who are there stand in their login.

use crate::questions::token_hash;
use leadhub_model::Moment;
use leadhub_model::sign_in::{FailedAttempts, Waiting};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Kept of each kind; past that the ones that wait shortest are forgotten.
const KEPT: usize = 10_000;

#[derive(Debug)]
pub struct LoginThrottle {
    waiting: Waiting,
    tries: Mutex<HashMap<String, FailedAttempts>>,
}

impl LoginThrottle {
    pub fn new(waiting: Waiting) -> LoginThrottle {
        LoginThrottle { waiting, tries: Mutex::default() }
    }

    /// Counts a try as failed until `forgive` takes it back; `Err` with the moment until which it has to wait.
    pub fn admit(&self, key: &str, now: Moment) -> Result<(), Moment> {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = all.get(key).copied().unwrap_or_default();
        if let Some(until) = tries.wait(now) {
            return Err(until);
        }
        if all.len() >= KEPT && !all.contains_key(key) {
            all.retain(|_, tries| !tries.is_forgotten(now));
            let first = all.iter().min_by_key(|(_, tries)| tries.until).map(|(key, _)| key.clone());
            if let Some(first) = first.filter(|_| all.len() >= KEPT) {
                all.remove(&first);
            }
        }
        all.insert(key.to_owned(), tries.and_one(now, self.waiting));
        Ok(())
    }

    /// Takes a try back that was right.
    pub fn forgive(&self, key: &str, now: Moment) {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = all.get_mut(key) {
            *tries = tries.less_one(now);
        }
    }
}

/// What is counted as one address: of the newer kind the network, since everybody has as many addresses in it as she likes.
pub fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => six.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
    }
}

/// What is counted as one name, however long it is.
pub fn name_key(organisation: &str, name: &str) -> String {
    token_hash(format!("{organisation}\0{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_the_newer_kind_is_one_address() {
        let key = |text: &str| text.parse().map(address_key).unwrap_or_default();
        assert_eq!(key("2001:db8:1:2::5"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::5"), key("2001:db8:1:3::5"));
        assert_eq!(key("::ffff:192.0.2.7"), key("192.0.2.7"));
        assert_ne!(key("192.0.2.7"), key("192.0.2.8"));
    }

    #[test]
    fn however_many_are_tried_so_many_are_kept_and_who_waits_stays() {
        let waits = LoginThrottle::new(Waiting { free: 1 });
        let (now, before) = (Moment::from_micros(0), Moment::from_micros(-1_000_000));
        assert_eq!((waits.admit("known", now), waits.admit("known", now).is_ok()), (Ok(()), false));
        let admitted = (0..2 * KEPT).filter(|number| waits.admit(&number.to_string(), before).is_ok()).count();
        assert_eq!(admitted, 2 * KEPT);
        assert_eq!(waits.tries.lock().unwrap_or_else(PoisonError::into_inner).len(), KEPT);
        assert!(waits.admit("known", now).is_err(), "who waits longest was forgotten");
    }
}
