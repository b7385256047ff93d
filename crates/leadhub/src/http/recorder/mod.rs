//! Hands every answered request of a door to the log of requests: who asked, what for, how long it took, what was wrong, and the bodies as
//! far as they are kept. Called by the front door around each door; it waits for nothing and never changes an answer.

mod redact;
mod sent;

use axum::body::Body;
use axum::response::Response;
use futures_util::FutureExt;
use http::{HeaderMap, Method, Request, Uri, header};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use leadhub_core::request_log::Caller;
use leadhub_core::{Actor, Hub};
use leadhub_model::RequestId;
use leadhub_model::request::{Fault, LoggedRequest};
use leadhub_wire::fault::{AffectedLead, Faults};
use redact::redacted;
use sent::Sent;
use std::time::Instant;

/// Bytes that are kept of a body.
const KEPT: usize = 16 * 1024;
/// Bytes of an address.
const LONGEST_PATH: usize = 2048;
/// Faults of one request.
const MOST_FAULTS: usize = 50;

pub struct Recorder {
    hub: Hub,
    is_on: bool,
}

/// A request that is being answered.
pub struct Recording {
    began: Instant,
    method: Method,
    uri: Uri,
    media: String,
    sent: Sent,
}

impl Recorder {
    pub fn new(hub: Hub, is_on: bool) -> Recorder {
        Recorder { hub, is_on }
    }

    /// Begins with a request; its body is looked at while its door reads it.
    pub fn begin(&self, request: &mut Request<Body>, actor: Option<&Actor>) -> Recording {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let media = media(request.headers());
        let watches = self.keeps(actor) && is_text(&media);
        let sent = if watches { Sent::watch(request.body_mut(), KEPT) } else { Sent::default() };
        Recording { began: Instant::now(), method, uri, media, sent }
    }

    /// Whether requests are kept at all, and of this organisation.
    fn keeps(&self, actor: Option<&Actor>) -> bool {
        self.is_on && actor.is_none_or(|actor| actor.organisation.logs_requests)
    }

    /// Ends with the answer.
    pub fn end(
        &self,
        recording: Recording,
        caller: &Caller,
        actor: Option<&Actor>,
        (dialect, id): (&'static str, &str),
        response: &mut Response,
    ) {
        let status = response.status().as_u16();
        let faults = response.extensions_mut().remove::<Faults>();
        let affected = response.extensions_mut().remove::<AffectedLead>();
        let wanted = self.keeps(actor);
        let (log, now) = (self.hub.request_log(), self.hub.now());
        if !log.count(caller, now, status >= 400, wanted) {
            return;
        }
        let Recording { began, method, uri, media: sent_media, sent } = recording;
        let answered = answered(response);
        let (sent, path) = (sent.taken().map(|bytes| redacted(&bytes)), path(&uri));
        let faults = faults.map_or_else(|| explained(response, status), |Faults(faults)| faults);
        let request = LoggedRequest {
            id: RequestId(now.micros()),
            request_id: id.to_owned(),
            dialect: dialect.to_owned(),
            integration: actor.and_then(|actor| actor.integration),
            method: method.to_string(),
            path,
            status: i64::from(status),
            micros: i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX),
            lead: affected.map(|AffectedLead(lead)| lead),
            faults: faults.into_iter().take(MOST_FAULTS).map(without_secrets).collect(),
            media: sent_media,
            sent,
            answered,
        };
        log.keep(caller.clone(), request);
    }
}

/// Where a door left nothing, the reason that it put into a header says it.
fn explained(response: &Response, status: u16) -> Vec<Fault> {
    let reason = response.headers().get(leadhub_wire::answer::REASON).and_then(|reason| reason.to_str().ok());
    let fault = reason.filter(|_| status >= 400).map(|reason| Fault::new("", "unfit", reason));
    fault.into_iter().collect()
}

fn without_secrets(fault: Fault) -> Fault {
    Fault { message: redact::tokens(&fault.message), ..fault }
}

/// The address with its query, without secrets.
fn path(uri: &Uri) -> String {
    let mut path = redact::tokens(uri.path());
    if let Some(query) = uri.query() {
        path.push('?');
        path.push_str(&redact::tokens(&redact::query(query)));
    }
    path.truncate(path.floor_char_boundary(LONGEST_PATH));
    path
}

/// An answer that lies ready, as far as it is kept; one that comes in pieces is left alone.
fn answered(response: &mut Response) -> Option<String> {
    let media = media(response.headers());
    let exact = response.body().size_hint().exact().filter(|_| is_text(&media))?;
    if exact == 0 {
        return None;
    }
    let whole = std::mem::take(response.body_mut()).collect().now_or_never()?.ok()?.to_bytes();
    *response.body_mut() = Body::from(whole.clone());
    Some(redacted(&whole[..whole.len().min(KEPT)]))
}

/// What kind of body it is, without what the kind is made of.
fn media(headers: &HeaderMap) -> String {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    media.split(';').next().unwrap_or_default().trim().to_lowercase().chars().take(100).collect()
}

/// Files are not kept: they hold whole lists of people.
fn is_text(media: &str) -> bool {
    let known = ["", "application/x-www-form-urlencoded", "application/json", "text/plain", "text/json"];
    known.contains(&media) || media.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_without_its_secrets() {
        let kept = |text: &str| path(&text.parse().unwrap());
        assert_eq!(kept("/a/b?page=2&access_token=abc&phone=09"), "/a/b?page=2&access_token=•••&phone=09");
        let token = format!("lh_{}", "0a".repeat(20));
        assert_eq!(kept(&format!("/a/{token}?q={token}")), "/a/•••?q=•••");
        assert!(kept(&format!("/{}", "a".repeat(5000))).len() <= LONGEST_PATH);
    }

    #[tokio::test]
    async fn an_answer_stays_what_it_was() {
        let mut response = Response::new(Body::from("{\"token\":\"x\",\"a\":1}"));
        assert_eq!(answered(&mut response).as_deref(), Some("{\"token\":\"•••\",\"a\":1}"));
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(bytes, "{\"token\":\"x\",\"a\":1}");
        let streamed = Body::from_stream(futures_util::stream::iter([Ok::<_, std::io::Error>("a"), Ok("b")]));
        let mut response = Response::new(streamed);
        assert_eq!(answered(&mut response), None);
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "ab");
    }
}
