//! Whom a token speaks for, remembered for a moment, so that a busy client does not cost a read of the store with every
//! request. A revoked token stops working within that moment. Used by the front door.

use leadhub_core::{Actor, Hub, questions};
use leadhub_model::LeadError;
use leadhub_wire::setting::every;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const REMEMBERED: Duration = Duration::from_secs(1);
/// Tokens remembered at once; past that the memory starts anew.
const MOST: usize = 10_000;

/// Who calls.
#[derive(Clone)]
pub struct KnownToken {
    pub actor: Arc<Actor>,
    /// Whether the token is a lasting one, not one that a wire handed out itself.
    pub lasting: bool,
    /// Its integration's own limit, if it has one.
    pub requests_per_second: Option<i64>,
}

pub struct TokenCache {
    hub: Hub,
    known: Mutex<HashMap<String, (Instant, KnownToken)>>,
}

impl TokenCache {
    pub fn new(hub: Hub) -> Self {
        TokenCache { hub, known: Mutex::default() }
    }

    /// Whom a token speaks for; `None` for an unknown, revoked or expired one.
    pub async fn find(&self, token: &str) -> Result<Option<KnownToken>, LeadError> {
        if let Some(known_token) = self.remembered(token) {
            return Ok(Some(known_token));
        }
        let hash = questions::token_hash(token);
        let (asked, now) = (hash.clone(), self.hub.now());
        let Some((actor, lasting)) = self.hub.read(move |db| questions::authenticate(db, &asked, now)).await? else {
            return Ok(None);
        };
        let requests_per_second = every::Settings::read(&actor).requests_per_second;
        let known_token = KnownToken { actor: Arc::new(actor), lasting, requests_per_second };
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(hash, (Instant::now(), known_token.clone()));
        Ok(Some(known_token))
    }

    /// The same of one that was found a moment ago; the store is not asked.
    fn remembered(&self, token: &str) -> Option<KnownToken> {
        let hash = questions::token_hash(token);
        let known = self.lock();
        known.get(&hash).filter(|(since, _)| since.elapsed() < REMEMBERED).map(|(_, known_token)| known_token.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, KnownToken)>> {
        // A map that a panic left behind is still a map.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
