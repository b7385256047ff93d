//! How many requests an integration may make in a second. The default only stops a runaway client; a vendor's own limit is a
//! setting of the integration (decision X7). Used by the front door.

use super::token_cache::KnownToken;
use leadhub_model::{IntegrationId, OrganisationId};
use leadhub_wire::Rate;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Requests in a second where neither the server's options nor the integration's settings say anything.
pub const DEFAULT: i64 = 20_000;
const WINDOW: Duration = Duration::from_secs(1);

struct Window {
    began: Instant,
    used: i64,
}

/// Requests of the current second, by integration.
pub struct Rates {
    default: i64,
    windows: Mutex<HashMap<(OrganisationId, IntegrationId), Window>>,
}

impl Rates {
    /// `default` is the limit of integrations without the setting.
    pub fn new(default: i64) -> Self {
        Rates { default, windows: Mutex::default() }
    }

    /// Counts a request and gives what is left; `Err` when it is one too many.
    pub fn admit(&self, known_token: &KnownToken) -> Result<Rate, Rate> {
        let actor = &known_token.actor;
        let limit = known_token.requests_per_second.unwrap_or(self.default);
        let left = |used: i64| Rate { limit, remaining: (limit - used).max(0), reset_seconds: WINDOW.as_secs() };
        let Some(integration) = actor.integration else { return Ok(left(0)) };
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Window { began: Instant::now(), used: 0 };
        let window = windows.entry((actor.organisation_id(), integration)).or_insert_with(fresh);
        if window.began.elapsed() >= WINDOW {
            *window = fresh();
        }
        window.used += 1;
        if window.used <= limit { Ok(left(window.used)) } else { Err(left(window.used)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_core::Actor;
    use leadhub_model::organisation::Organisation;
    use std::sync::Arc;

    fn known_token(requests_per_second: Option<i64>) -> KnownToken {
        let organisation = Organisation {
            id: OrganisationId(1),
            slug: "acme".to_owned(),
            name: "Acme".to_owned(),
            zone: "UTC".to_owned(),
            uuid: uuid::Uuid::nil(),
            account: 1,
            default_dialect: "any".to_owned(),
            language: "vi".to_owned(),
            logs_requests: true,
        };
        let actor = Actor { integration: Some(IntegrationId(1)), ..Actor::house(organisation) };
        KnownToken { actor: Arc::new(actor), lasting: true, requests_per_second }
    }

    #[test]
    fn what_is_left_is_told_with_every_request() {
        let (rates, held) = (Rates::new(5), known_token(Some(2)));
        let left = |remaining| Rate { limit: 2, remaining, reset_seconds: 1 };
        assert_eq!([(); 4].map(|()| rates.admit(&held)), [Ok(left(1)), Ok(left(0)), Err(left(0)), Err(left(0))]);
    }

    #[test]
    fn without_the_setting_the_servers_default_counts() {
        let admitted = Rates::new(5).admit(&known_token(None));
        assert_eq!(admitted, Ok(Rate { limit: 5, remaining: 4, reset_seconds: 1 }));
    }
}
