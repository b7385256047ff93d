//! Whom a token speaks for, remembered for a moment, so that a busy client does not cost a read of the store with every
//! request. A revoked token stops working within that moment. Used by the front door.

use leadhub_core::{Hub, queries};
use leadhub_dialects::Call;
use leadhub_model::LeadError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const REMEMBERED: Duration = Duration::from_secs(1);
/// Tokens remembered at once; past that the memory starts anew.
const MOST: usize = 10_000;

pub struct Sessions {
    hub: Hub,
    known: Mutex<HashMap<String, (Instant, Call)>>,
}

impl Sessions {
    pub fn new(hub: Hub) -> Self {
        Sessions { hub, known: Mutex::default() }
    }

    /// The call a token may make; `None` for an unknown, revoked or expired one.
    pub async fn find(&self, token: &str) -> Result<Option<Call>, LeadError> {
        let hash = queries::token_hash(token);
        if let Some((_, call)) = self.lock().get(&hash).filter(|(since, _)| since.elapsed() < REMEMBERED) {
            return Ok(Some(call.clone()));
        }
        let (asked, now) = (hash.clone(), self.hub.now());
        let Some((actor, lasting)) = self.hub.read(move |db| queries::authenticate(db, &asked, now)).await? else {
            return Ok(None);
        };
        let call = Call { actor: Arc::new(actor), lasting };
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(hash, (Instant::now(), call.clone()));
        Ok(Some(call))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, Call)>> {
        // A map that a panic left behind is still a map.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
