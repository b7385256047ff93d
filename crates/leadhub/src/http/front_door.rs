//! The front door: reads the head and the credential, picks the dialect and hands the request over. The credential decides,
//! never the body (decision X1); what is refused here is refused in the voice of the dialect that was picked.

use super::health;
use super::rate::Rates;
use super::sessions::Sessions;
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Request};
use leadhub_core::Hub;
use leadhub_dialects::dialect::Claim;
use leadhub_dialects::{Call, DIALECTS, Desk, Dialect, Limits, Trouble};
use leadhub_model::LeadError;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tower::ServiceExt;

const REQUEST_ID: &str = "x-request-id";

pub struct FrontDoor {
    hub: Hub,
    doors: Vec<Door>,
    sessions: Sessions,
    rates: Rates,
    /// Tells the requests of this process from those of others and of earlier ones.
    process: String,
    counted: AtomicU64,
}

struct Door {
    dialect: &'static Dialect,
    router: Router,
}

/// Who speaks, and for whom.
struct Picked<'d> {
    door: &'d Door,
    call: Option<Call>,
}

impl FrontDoor {
    pub fn new(hub: Hub, limits: Limits) -> Self {
        let desk = Desk { hub: hub.clone(), limits };
        let doors = DIALECTS
            .iter()
            .map(|dialect| Door { dialect, router: (dialect.routes)().into_router(desk.clone()) })
            .collect();
        let process = hub.chance().bytes::<4>().iter().map(|byte| format!("{byte:02x}")).collect();
        let sessions = Sessions::new(hub.clone());
        FrontDoor { hub, doors, sessions, rates: Rates::default(), process, counted: AtomicU64::new(0) }
    }

    /// Answers a request, whatever it is.
    pub async fn answer(&self, request: Request<Body>) -> Response {
        let began = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let id = format!("{}-{}", self.process, self.counted.fetch_add(1, Ordering::Relaxed));
        let (dialect, mut response) = self.route(request, &path).await;
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        let (status, micros) = (response.status().as_u16(), began.elapsed().as_micros());
        // The query is left out: it carries phone numbers.
        if status >= 500 {
            tracing::error!(id, %method, path, dialect, status, micros, "request");
        } else {
            tracing::debug!(id, %method, path, dialect, status, micros, "request");
        }
        response
    }

    async fn route(&self, mut request: Request<Body>, path: &str) -> (&'static str, Response) {
        if let Some(response) = health::answer(&self.hub, request.method(), path).await {
            return ("house", response);
        }
        let Picked { door, call } = match self.pick(path, request.headers()).await {
            Ok(Some(picked)) => picked,
            Ok(None) => return ("house", health::not_found()),
            Err((dialect, error)) => return (dialect.key, (dialect.refuse)(trouble(error))),
        };
        let dialect = door.dialect;
        if let Some(call) = call {
            if !self.rates.admit(&call.actor) {
                return (dialect.key, (dialect.refuse)(Trouble::TooMany));
            }
            request.extensions_mut().insert(call);
        }
        let answered = AssertUnwindSafe(door.router.clone().oneshot(request)).catch_unwind().await;
        let response = match answered {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => {
                tracing::error!(path, dialect = dialect.key, "a handler panicked");
                (dialect.refuse)(Trouble::Internal("handler".to_owned()))
            }
        };
        (dialect.key, response)
    }

    /// The dialect that answers, with the call its credential allows. A good credential at a path that is not its own counts as
    /// an unknown one, so that nothing leaks (decision X2).
    async fn pick(&self, path: &str, headers: &HeaderMap) -> Result<Option<Picked<'_>>, (&'static Dialect, LeadError)> {
        let claims: Vec<(&Door, Claim)> =
            self.doors.iter().filter_map(|door| Some((door, (door.dialect.claim)(path)?))).collect();
        let offered = |door: &Door| (door.dialect.credential)(headers);
        for (door, claim) in &claims {
            let Some(token) = offered(door) else { continue };
            let call = self.sessions.find(&token).await.map_err(|error| (door.dialect, error))?;
            if let Some(call) = call.filter(|call| belongs(call, door.dialect, claim)) {
                return Ok(Some(Picked { door, call: Some(call) }));
            }
        }
        let voice = claims.iter().find(|(door, _)| offered(door).is_some()).or(claims.first());
        if let Some((door, _)) = voice {
            return Ok(Some(Picked { door, call: None }));
        }
        // No dialect has such a path: a good credential still decides who says so.
        for door in &self.doors {
            let Some(token) = offered(door) else { continue };
            let call = self.sessions.find(&token).await.map_err(|error| (door.dialect, error))?;
            if let Some(call) = call.filter(|call| call.actor.dialect == door.dialect.key) {
                return Ok(Some(Picked { door, call: Some(call) }));
            }
        }
        Ok(None)
    }
}

/// Whether the credential is this dialect's and the organisation in the path, if any, its own; slugs are matched without case.
fn belongs(call: &Call, dialect: &Dialect, claim: &Claim) -> bool {
    let own = claim.organisation.is_none_or(|slug| slug.eq_ignore_ascii_case(&call.actor.organisation.slug));
    own && call.actor.dialect == dialect.key
}

/// What keeps the front door from telling who calls.
fn trouble(error: LeadError) -> Trouble {
    match error {
        LeadError::Internal(fault) => Trouble::Internal(fault),
        _ => Trouble::Unavailable,
    }
}
