//! `GET /app/live`: the ids of leads that changed, as they change, to who has pages open: only of leads that she sees; and that there are
//! new requests of integrations, to who may look at them. A commit of this process rings; what other processes wrote, and requests, which
//! are kept behind everybody, are found by asking twice a second. Pages ask for the rows themselves.

use crate::refusal::Refusal;
use crate::visit::Visit;
use axum::body::Body;
use axum::response::Response;
use futures_util::stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue};
use leadhub_core::actions::authenticate_session;
use leadhub_core::questions;
use leadhub_core::store::lead_filter;
use leadhub_model::{Changed, Cursor, Moment, RequestId};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// At most four events a second; the first after a silence waits for nothing.
const PAUSE: Duration = Duration::from_millis(250);
/// How soon what another process wrote is seen.
const ASK: Duration = Duration::from_millis(500);
/// A comment so often keeps proxies from ending what is silent.
const SILENCE: Duration = Duration::from_secs(15);
/// A change that commits late stands before others that were seen already.
const OVERLAP_MICROS: i64 = 5_000_000;
/// A request stands where it was answered, and is written up to half a second later: another process may have written newer ones by then.
pub const LATE_MICROS: i64 = 2_000_000;
const MOST: i64 = 500;
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

struct Follower {
    visit: Visit,
    /// Where the next look begins.
    since: Moment,
    /// Where the last look ended, if it saw no further: the next goes on there, not where a change that commits late may stand.
    behind: Option<Cursor>,
    /// What was told already of the time that is looked at again.
    sent: BTreeSet<(i64, i64)>,
    /// The newest request that was told of, or where the following began.
    newest: RequestId,
    /// Which were told of in the time before it that is looked at again.
    told: BTreeSet<RequestId>,
    said_at: Instant,
    looked_at: Instant,
}

pub async fn stream(visit: Visit, headers: HeaderMap) -> Result<Response, Refusal> {
    let last = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()?.parse().ok());
    let since = last.map_or_else(|| visit.now(), Moment::from_micros);
    // Who comes back is told what came meanwhile.
    let newest = RequestId(since.micros());
    let (sent, told) = if last.is_none() { look(&visit, since, None, newest).await? } else { Default::default() };
    let sent = sent.iter().map(|changed| (changed.lead.0, changed.at.micros())).collect();
    let (said_at, looked_at) = (Instant::now(), Instant::now());
    let follower = Follower { visit, since, behind: None, sent, newest, told, said_at, looked_at };
    let events = stream::unfold(Some(follower), |follower| async {
        let mut follower = follower?;
        let (text, goes_on) = follower.next().await;
        Some((Ok::<_, Infallible>(text), goes_on.then_some(follower)))
    });
    let mut response = Response::new(Body::from_stream(events));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The leads that changed, and the requests that came; none to whom none are shown.
async fn look(
    visit: &Visit,
    since: Moment,
    behind: Option<Cursor>,
    newest: RequestId,
) -> Result<(Vec<Changed>, BTreeSet<RequestId>), Refusal> {
    let from = behind.unwrap_or(Cursor { at: since.micros().saturating_sub(OVERLAP_MICROS), id: i64::MIN });
    let late = RequestId(newest.0.saturating_sub(LATE_MICROS));
    let found = visit.read(move |db, actor| {
        let requests = questions::list_newer_requests(db, actor, late, MOST)?;
        Ok((lead_filter::list_changed(db, actor, from, MOST)?, requests.into_iter().collect()))
    });
    Ok(found.await?)
}

impl Follower {
    /// Waits for something to say; says whether there will be more.
    async fn next(&mut self) -> (String, bool) {
        let mut rings = self.visit.desk.hub.changed(self.visit.actor.organisation_id());
        loop {
            tokio::time::sleep_until((self.looked_at + PAUSE).into()).await;
            self.looked_at = Instant::now();
            match look(&self.visit, self.since, self.behind, self.newest).await {
                Ok((changed, requests)) => {
                    let last = changed.last().filter(|_| changed.len() == MOST as usize);
                    self.behind = last.map(|last| Cursor { at: last.at.micros(), id: last.lead.0 });
                    let events = self.say(&changed).unwrap_or_default() + self.say_requests(requests);
                    if !events.is_empty() {
                        self.said_at = Instant::now();
                        return (events, true);
                    }
                }
                // A store that is away: the browser asks again by itself.
                Err(_) => return (": the store is away\n\n".to_owned(), false),
            }
            if self.said_at.elapsed() >= SILENCE {
                self.said_at = Instant::now();
                let goes_on = self.is_still_in().await;
                return (if goes_on { ":\n\n" } else { ": the session is over\n\n" }.to_owned(), goes_on);
            }
            if self.behind.is_some() {
                continue;
            }
            // Rung, or asked by the clock; over when the store is closed.
            if let Ok(Err(_)) = tokio::time::timeout(ASK, rings.changed()).await {
                return (": the server stops\n\n".to_owned(), false);
            }
        }
    }

    fn say(&mut self, changed: &[Changed]) -> Option<String> {
        let is_new = |changed: &&Changed| !self.sent.contains(&(changed.lead.0, changed.at.micros()));
        let new: Vec<i64> = changed.iter().filter(is_new).map(|changed| changed.lead.0).collect();
        let last = changed.last()?.at;
        self.since = self.since.max(last);
        let from = self.since.micros() - OVERLAP_MICROS;
        self.sent.retain(|(_, at)| *at >= from);
        self.sent.extend(changed.iter().map(|changed| (changed.lead.0, changed.at.micros())));
        if new.is_empty() {
            return None;
        }
        let data = serde_json::json!({ "changed": new });
        Some(format!("id: {}\nevent: leads\ndata: {data}\n\n", self.since.micros()))
    }

    fn say_requests(&mut self, found: BTreeSet<RequestId>) -> &'static str {
        let is_new = !found.is_subset(&self.told);
        self.newest = found.last().map_or(self.newest, |last| self.newest.max(*last));
        self.told = found;
        if is_new { "event: requests\ndata: {\"requests\":true}\n\n" } else { "" }
    }

    /// Whoever was signed out, retired or given another role follows no longer; the browser asks again and gets what is hers now.
    async fn is_still_in(&self) -> bool {
        let found = authenticate_session(&self.visit.desk.hub, crate::visit::DOOR, &self.visit.session).await;
        matches!(found, Ok(Some(found)) if found.actor == *self.visit.actor)
    }
}
