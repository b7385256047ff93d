//! `GET /app/live`: the ids of leads that changed, as they change, to who has pages open: only of leads that she sees, of others that some did,
//! and of more at once than a page could ask for that there are many; and that there are new requests of integrations, to who may look at
//! them. A commit of this process rings; what other processes wrote, and requests, which are kept behind everybody, are found by asking
//! twice a second. Pages ask for the rows themselves.

use crate::refusal::Refusal;
use crate::visit::Visit;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use leadhub_core::actions::authenticate_session;
use leadhub_core::questions;
use leadhub_core::store::lead_changes::{self, Changes};
use leadhub_model::{Cursor, Moment, RequestId};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// At most four events a second; the first after a silence waits for nothing.
const PAUSE: Duration = Duration::from_millis(250);
/// How soon what another process wrote is seen.
const ASK: Duration = Duration::from_millis(500);
/// So often it is looked whether she is still signed in, and a comment keeps proxies from ending what is silent.
const SILENCE: Duration = Duration::from_secs(15);
/// A change that commits late stands before others that were seen already.
const OVERLAP: Duration = Duration::from_secs(5);
const OVERLAP_MICROS: i64 = OVERLAP.as_micros() as i64;
/// A request stands where it was answered, and is written up to half a second later: another process may have written newer ones by then.
pub const LATE_MICROS: i64 = 2_000_000;
/// Changes of one look: 400 in a second.
const MOST: i64 = 2_000;
/// Ids of one event: as many as a page asks for at once.
const MOST_TOLD: usize = 100;
const MOST_REQUESTS: i64 = 500;
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

struct Follower {
    visit: Visit,
    /// Where the next look begins.
    since: Moment,
    /// What was told already of the time that is looked at again; of leads that she does not see when they changed.
    sent: BTreeSet<(Option<i64>, i64)>,
    /// While more changes than a look tells: when the last did, and since when that stands.
    flood: Option<(Moment, Instant)>,
    /// The newest request that was told of, or where the following began.
    newest: RequestId,
    /// Which were told of in the time before it that is looked at again.
    told: BTreeSet<RequestId>,
    checked_at: Instant,
    looked_at: Instant,
}

pub async fn stream(visit: Visit, headers: HeaderMap) -> Result<Response, Refusal> {
    let last = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()?.parse().ok());
    let since = last.map_or_else(|| visit.now(), Moment::from_micros);
    let mut follower = Follower::from(visit, since);
    if last.is_none() {
        // What is on the page already.
        follower.look().await?;
    }
    let events = stream::unfold(Some(follower), |follower| async {
        let mut follower = follower?;
        let (text, goes_on) = follower.next().await;
        Some((Ok::<_, Infallible>(text), goes_on.then_some(follower)))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(events)).into_response())
}

impl Follower {
    /// Who comes back is told what came meanwhile.
    fn from(visit: Visit, since: Moment) -> Follower {
        let (newest, sent, told) = (RequestId(since.micros()), BTreeSet::new(), BTreeSet::new());
        Follower {
            visit,
            since,
            sent,
            flood: None,
            newest,
            told,
            checked_at: Instant::now(),
            looked_at: Instant::now(),
        }
    }

    /// What is to be said of the leads that changed and the requests that came; of none to whom none are shown.
    async fn look(&mut self) -> Result<String, Refusal> {
        let from = Cursor { at: self.since.micros().saturating_sub(OVERLAP_MICROS), id: i64::MIN };
        let late = RequestId(self.newest.0.saturating_sub(LATE_MICROS));
        let found = self.visit.read(move |db, actor| {
            let requests = questions::list_newer_requests(db, actor, late, MOST_REQUESTS)?;
            Ok((lead_changes::look_for_changes(db, actor, from, MOST)?, requests.into_iter().collect()))
        });
        let (changes, requests) = found.await?;
        Ok(self.say(changes).unwrap_or_default() + self.say_requests(requests))
    }

    /// Waits for something to say; says whether there will be more.
    async fn next(&mut self) -> (String, bool) {
        let mut rings = self.visit.app.hub.changed(self.visit.actor.organisation_id());
        let mut is_rung = false;
        loop {
            tokio::time::sleep_until((self.looked_at + PAUSE).into()).await;
            self.looked_at = Instant::now();
            if self.checked_at.elapsed() >= SILENCE {
                self.checked_at = Instant::now();
                let goes_on = self.is_still_in().await;
                return (if goes_on { ":\n\n" } else { ": the session is over\n\n" }.to_owned(), goes_on);
            }
            match self.look().await {
                Ok(events) if events.is_empty() && is_rung => return (self.say_ids(&[]), true),
                Ok(events) if events.is_empty() => {}
                Ok(events) => return (events, true),
                // A store that is away: the browser asks again by itself.
                Err(_) => return (": the store is away\n\n".to_owned(), false),
            }
            // Rung, or asked by the clock; over when the store is closed.
            match tokio::time::timeout(ASK, rings.changed()).await {
                Ok(Err(_)) => return (": the server stops\n\n".to_owned(), false),
                rung => is_rung = rung.is_ok(),
            }
        }
    }

    fn say(&mut self, changes: Changes) -> Option<String> {
        if let Some(last) = changes.more_until {
            return self.say_many(last);
        }
        self.flood = None;
        let seen = changes.seen.iter().map(|changed| (Some(changed.lead.0), changed.at.micros()));
        let found: Vec<_> = seen.chain(changes.unseen.iter().map(|at| (None, at.micros()))).collect();
        let new: Vec<_> = found.iter().filter(|changed| !self.sent.contains(changed)).collect();
        let ids: Vec<i64> = new.iter().filter_map(|(lead, _)| *lead).collect();
        let is_new = !new.is_empty();
        let last = found.iter().map(|(_, at)| *at).max()?;
        self.since = self.since.max(Moment::from_micros(last));
        let from = self.since.micros() - OVERLAP_MICROS;
        self.sent.retain(|(_, at)| *at >= from);
        self.sent.extend(found);
        is_new.then(|| self.say_ids(&ids))
    }

    /// None of them where others changed, or were deleted: whoever shows leads looks whether they still are hers.
    fn say_ids(&self, ids: &[i64]) -> String {
        let is_many = ids.len() > MOST_TOLD;
        self.event(if is_many { json!({ "many": true }) } else { json!({ "changed": ids }) })
    }

    fn event(&self, data: Json) -> String {
        format!("id: {}\nevent: leads\ndata: {data}\n\n", self.since.micros())
    }

    /// Says so with each that changes, and once more when what committed late is there too; from then on it looks behind the last.
    fn say_many(&mut self, last: Moment) -> Option<String> {
        let (known, stands) = self.flood.unwrap_or((Moment::from_micros(i64::MIN), Instant::now()));
        self.sent.clear();
        if last > known {
            (self.flood, self.since) = (Some((last, Instant::now())), last);
        } else if stands.elapsed() > OVERLAP {
            (self.flood, self.since) = (None, Moment::from_micros(last.micros() + OVERLAP_MICROS + 1));
        } else {
            return None;
        }
        Some(self.event(json!({ "many": true })))
    }

    fn say_requests(&mut self, found: BTreeSet<RequestId>) -> &'static str {
        let is_new = !found.is_subset(&self.told);
        self.newest = found.last().map_or(self.newest, |last| self.newest.max(*last));
        self.told = found;
        if is_new { "event: requests\ndata: {\"requests\":true}\n\n" } else { "" }
    }

    /// Whoever was signed out, retired or given another role follows no longer; the browser asks again and gets what is hers now.
    async fn is_still_in(&self) -> bool {
        let found = authenticate_session(&self.visit.app.hub, crate::visit::DOOR, &self.visit.session).await;
        matches!(found, Ok(Some(found)) if found.actor == *self.visit.actor)
    }
}
