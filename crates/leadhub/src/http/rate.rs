//! How many requests an integration may make in a second. The default only stops a runaway client; a vendor's own limit is a
//! setting of the integration (decision X7). Used by the front door.

use leadhub_core::Actor;
use leadhub_model::{IntegrationId, OrganisationId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Requests in a second where the integration's settings say nothing.
const DEFAULT: i64 = 20_000;
/// The setting that says otherwise.
const SETTING: &str = "requests_per_second";

struct Window {
    began: Instant,
    used: i64,
}

/// Requests of the current second, by integration.
#[derive(Default)]
pub struct Rates(Mutex<HashMap<(OrganisationId, IntegrationId), Window>>);

impl Rates {
    /// Counts a request; false when it is one too many.
    pub fn admit(&self, actor: &Actor) -> bool {
        let Some(integration) = actor.integration else { return true };
        let limit = actor.number(SETTING).unwrap_or(DEFAULT);
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Window { began: Instant::now(), used: 0 };
        let window = windows.entry((actor.organisation_id(), integration)).or_insert_with(fresh);
        if window.began.elapsed() >= Duration::from_secs(1) {
            *window = fresh();
        }
        window.used += 1;
        window.used <= limit
    }
}
