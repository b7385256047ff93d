//! The front door: reads the head and the credential, picks the dialect and hands the request over. The credential decides,
//! never the body (decision X1); what is refused here is refused in the voice of the dialect that was picked.

use super::loggable;
use super::lookups::Lookups;
use super::metrics::Metrics;
use super::misplaced;
use super::operations::Operations;
use super::own_paths::{self, OwnPaths};
use super::rate::Rates;
use super::recorder::Recorder;
use super::server::ServerOptions;
use super::token_cache::{KnownToken, TokenCache};
use super::unauthenticated_limiter::UnauthenticatedLimiter;
use crate::doors::{self, DIALECTS};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use leadhub_core::log_throttle::LogThrottle;
use leadhub_core::request_log::Caller;
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub, log_fault, questions};
use leadhub_model::IntegrationId;
use leadhub_wire::dialect::Claim;
use leadhub_wire::fault;
use leadhub_wire::routes::Routes;
use leadhub_wire::{AppState, Call, Dialect, RequestId, TransportError};
use metrics_exporter_prometheus::BuildError;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tower::ServiceExt;
use tracing::Instrument;

const REQUEST_ID: &str = "x-request-id";

pub struct FrontDoor {
    hub: Hub,
    doors: Vec<Door>,
    tokens: TokenCache,
    strangers: UnauthenticatedLimiter,
    rates: Rates,
    recorder: Recorder,
    own_paths: OwnPaths,
    own_operations: Operations,
    pages: Router,
    page_operations: Operations,
    metrics: Arc<Metrics>,
    /// The lines of requests that were answered 503.
    outage: LogThrottle,
    /// Tells the requests of this process from those of others and of earlier ones.
    process: String,
    counted: AtomicU64,
}

struct Door {
    dialect: &'static Dialect,
    routes: Routes,
    router: Router,
    operations: Operations,
}

/// Who speaks, and for whom.
struct Picked<'d> {
    door: &'d Door,
    known_token: Option<KnownToken>,
}

impl FrontDoor {
    pub fn new(hub: Hub, options: &ServerOptions) -> Result<Self, BuildError> {
        doors::register();
        let metrics = Arc::new(Metrics::new(&hub)?);
        let app = AppState { hub: hub.clone(), limits: options.limits };
        let door = |dialect: &'static Dialect| {
            let routes = (dialect.routes)();
            let operations = Operations::new(dialect.key, routes.listed().to_vec());
            Door { dialect, router: routes.router(app.clone()), routes, operations }
        };
        let doors = DIALECTS.iter().map(door).collect();
        let process = hub.chance().bytes::<4>().iter().map(|byte| format!("{byte:02x}")).collect();
        let own_paths = OwnPaths::new(hub.clone(), Arc::clone(&metrics), options);
        let pages = leadhub_web::routes::routes();
        Ok(FrontDoor {
            tokens: TokenCache::new(hub.clone()),
            strangers: UnauthenticatedLimiter::new(options.unknown_tokens),
            rates: Rates::new(options.requests_per_second),
            recorder: Recorder::new(hub.clone(), options.request_log),
            own_operations: Operations::new("house", OwnPaths::routes()),
            page_operations: Operations::new(leadhub_web::visit::DOOR, pages.listed().to_vec()),
            pages: pages.router(app),
            counted: AtomicU64::new(0),
            outage: LogThrottle::new(),
            hub,
            doors,
            own_paths,
            metrics,
            process,
        })
    }

    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The server is about to stop: it says so to whoever asks whether it is ready.
    pub fn stop(&self) {
        self.own_paths.stop();
    }

    /// Answers a request, whatever it is.
    pub async fn answer(&self, mut request: Request<Body>) -> Response {
        let (_under_way, began) = (self.metrics.request(), Instant::now());
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let id = self.id_of(request.headers());
        request.extensions_mut().insert(RequestId(id.as_str().into()));
        let span = tracing::error_span!("request", id);
        let (operations, mut response) = self.route(request, &path, &id).instrument(span).await;
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        let took = began.elapsed();
        operations.count(&self.metrics, &method, &path, response.status(), took);
        let (dialect, status, micros) = (operations.dialect, response.status().as_u16(), took.as_micros());
        // The query is left out: it carries phone numbers.
        let path = loggable::path(&path);
        let untold = if response.status() == StatusCode::SERVICE_UNAVAILABLE { self.outage.admit() } else { Some(0) };
        match untold {
            Some(untold) if status >= 500 => {
                tracing::error!(id, %method, path, dialect, status, micros, untold, "request");
            }
            _ => tracing::debug!(id, %method, path, dialect, status, micros, "request"),
        }
        response
    }

    /// Called now and then: tells what an outage left untold.
    pub fn sum_up(&self) {
        self.metrics.sum_up();
        if let Some(untold) = self.outage.rest() {
            tracing::error!(untold, "more requests were answered 503");
        }
    }

    /// The client's own id where it is one that a log may hold, so that one id follows a request through several systems; else
    /// a new one.
    fn id_of(&self, headers: &HeaderMap) -> String {
        let sent = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| loggable::is_id(id));
        let new = || format!("{}-{}", self.process, self.counted.fetch_add(1, Ordering::Relaxed));
        sent.map_or_else(new, str::to_owned)
    }

    async fn route(&self, mut request: Request<Body>, path: &str, id: &str) -> (&Operations, Response) {
        let misaddressed = misaddressed(&request);
        if OwnPaths::owns(path) {
            if let Some(what) = misaddressed {
                return (&self.own_operations, own_paths::bad_request(what));
            }
            return (&self.own_operations, self.own_paths.answer(request).await);
        }
        if leadhub_web::routes::owns(path) && (path != "/" || asks_for_a_page(&request)) {
            let response = match misaddressed {
                Some(what) => leadhub_web::routes::refuse(TransportError::Malformed(what)),
                None => answered(&self.pages, request, "pages", leadhub_web::routes::refuse).await,
            };
            return (&self.page_operations, response);
        }
        let caller = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let mut lookups = Lookups::new(&self.tokens, &self.strangers, caller);
        let Picked { door, known_token } = match self.pick(path, request.headers(), &mut lookups).await {
            Ok(Some(picked)) => picked,
            Ok(None) => {
                let answer = misaddressed.map_or_else(own_paths::not_found, own_paths::bad_request);
                let meant = meant(request.headers(), &mut lookups).await;
                return (&self.own_operations, misplaced::with_reason(answer, meant.as_deref()));
            }
            Err((door, error)) => return (&door.operations, (door.dialect.refuse)(error)),
        };
        let actor = known_token.as_ref().map(|known_token| Arc::clone(&known_token.actor));
        let stranger = if actor.is_none() { self.stranger(path, request.headers()) } else { None };
        let strange = actor.is_none().then(|| request.headers().clone());
        let recording = self.recorder.begin(&mut request, actor.as_deref());
        let mut response = match misaddressed {
            Some(what) => (door.dialect.refuse)(TransportError::Malformed(what)),
            None => enter(door, known_token, &self.rates, request).await,
        };
        if let Some(headers) = strange.filter(|_| response.status() == StatusCode::UNAUTHORIZED) {
            let meant = meant(&headers, &mut lookups).await;
            response = misplaced::with_reason(response, meant.as_deref());
        }
        let named = (door.dialect.key, id);
        match actor.as_deref() {
            Some(actor) => {
                fault::log(&response);
                self.recorder.end(recording, &caller_of(actor), Some(actor), named, &mut response);
            }
            // What is open to everybody tells nobody anything.
            None if response.status() == StatusCode::UNAUTHORIZED => {
                if let Some(stranger) = stranger {
                    self.recorder.end(recording, &stranger, None, named, &mut response);
                }
            }
            None => {}
        }
        (&door.operations, response)
    }

    /// Who could know of somebody that is refused at the door: the holder of the token that was brought, which may be over, and the
    /// organisation that was named.
    fn stranger(&self, path: &str, headers: &HeaderMap) -> Option<Caller> {
        let claims = || self.doors.iter().filter_map(|door| DialectCandidate::of(door, path));
        let credential = claims().find_map(|claimant| claimant.offered(headers)).map(questions::token_hash);
        let slug = claims().find_map(|claimant| claimant.claim.organisation).map(str::to_owned);
        (credential.is_some() || slug.is_some()).then_some(Caller::Stranger { credential, slug })
    }

    /// The dialect that answers, with the call its credential allows. A good credential at a path that is not its own counts as
    /// an unknown one, so that nothing leaks (decision X2).
    async fn pick(
        &self,
        path: &str,
        headers: &HeaderMap,
        lookups: &mut Lookups<'_>,
    ) -> Result<Option<Picked<'_>>, (&Door, TransportError)> {
        let claims: Vec<DialectCandidate> =
            self.doors.iter().filter_map(|door| DialectCandidate::of(door, path)).collect();
        // With several credentials the first dialect's counts, good or bad (decision X2).
        if let Some((claimant, token)) = claims.iter().find_map(|claimant| Some((claimant, claimant.offered(headers)?)))
        {
            let door = claimant.door;
            let known_token = lookups.find(&token).await.map_err(|error| (door, error))?;
            let open = |known_token: &KnownToken| {
                claimant.belongs(known_token)
                    && (claimant.fit.is_some() || claims.iter().all(DialectCandidate::is_lost))
            };
            if let Some(known_token) = known_token.filter(open) {
                return Ok(Some(Picked { door, known_token: Some(known_token) }));
            }
        }
        if !claims.is_empty() {
            let door = self.voice(&claims, headers).await;
            return Ok(door.map(|door| Picked { door, known_token: None }));
        }
        // No dialect has such a path: a good credential still decides who says so.
        for door in &self.doors {
            let Some(token) = (door.dialect.credential)(headers) else { continue };
            let known_token = lookups.find(&token).await.map_err(|error| (door, error))?;
            if let Some(known_token) = known_token.filter(|known_token| known_token.actor.dialect == door.dialect.key) {
                return Ok(Some(Picked { door, known_token: Some(known_token) }));
            }
        }
        Ok(None)
    }

    /// Who says 401 where no credential decides: the dialect whose path it is; among several the one whose header carried
    /// something, else the organisation's default (decision X1). An organisation that is not there answers as the first one does, so
    /// that nobody learns who is.
    async fn voice<'d>(&self, claims: &[DialectCandidate<'d, '_>], headers: &HeaderMap) -> Option<&'d Door> {
        let best = claims.iter().filter(|claimant| claimant.claim.speaks).map(|claimant| claimant.fit).max().flatten();
        let fits = |claimant: &&DialectCandidate| best.is_none() || (claimant.claim.speaks && claimant.fit == best);
        let voices: Vec<&DialectCandidate> = claims.iter().filter(fits).collect();
        if let [only] = voices.as_slice() {
            return Some(only.door);
        }
        if let Some(claimant) = voices.iter().find(|claimant| claimant.offered(headers).is_some()) {
            return Some(claimant.door);
        }
        let slug = voices.iter().find_map(|claimant| claimant.claim.organisation).map(str::to_owned);
        let default = match slug {
            Some(slug) => self.hub.read(move |db| Ok(organisations::default_dialect(db, &slug)?)).await.ok().flatten(),
            None => None,
        };
        let is_default = |claimant: &&&DialectCandidate| default.as_deref() == Some(claimant.door.dialect.key);
        voices.iter().find(is_default).or(voices.first()).map(|claimant| claimant.door)
    }
}

/// What a good token is for that opened nothing here.
async fn meant(headers: &HeaderMap, lookups: &mut Lookups<'_>) -> Option<String> {
    for token in misplaced::offered(headers) {
        if let Some(known_token) = lookups.find(&token).await.ok()? {
            return misplaced::meant(&known_token.actor);
        }
    }
    None
}

/// A dialect that could be meant by a path.
struct DialectCandidate<'d, 'p> {
    door: &'d Door,
    claim: Claim<'p>,
    /// How exactly one of its routes fits; `None` where it has no such route.
    fit: Option<usize>,
}

impl<'d, 'p> DialectCandidate<'d, 'p> {
    fn of(door: &'d Door, path: &'p str) -> Option<Self> {
        let claim = (door.dialect.claim)(path)?;
        Some(DialectCandidate { door, claim, fit: door.routes.fit(path) })
    }

    fn offered(&self, headers: &HeaderMap) -> Option<String> {
        (self.door.dialect.credential)(headers)
    }

    fn is_lost(&self) -> bool {
        self.fit.is_none()
    }

    /// Whether the credential is this dialect's and the organisation in the path, if any, its own; slugs are matched without
    /// case.
    fn belongs(&self, known_token: &KnownToken) -> bool {
        let own =
            self.claim.organisation.is_none_or(|slug| slug.eq_ignore_ascii_case(&known_token.actor.organisation.slug));
        own && known_token.actor.dialect == self.door.dialect.key
    }
}

/// Works a request at its door, if it may come in.
async fn enter(door: &Door, known_token: Option<KnownToken>, rates: &Rates, mut request: Request<Body>) -> Response {
    let dialect = door.dialect;
    if let Some(known_token) = known_token {
        let rate = match rates.admit(&known_token) {
            Err(rate) => return (dialect.refuse)(TransportError::TooMany(rate)),
            Ok(rate) => rate,
        };
        let KnownToken { actor, lasting, .. } = known_token;
        request.extensions_mut().insert(Call { actor, lasting, rate });
    }
    answered(&door.router, request, dialect.key, dialect.refuse).await
}

fn caller_of(actor: &Actor) -> Caller {
    Caller::Known(actor.organisation_id(), actor.integration.unwrap_or(IntegrationId(0)))
}

/// What is wrong with how a request says whom it is for: what stands in front of this server may have read another host than a caller
/// meant.
fn misaddressed(request: &Request<Body>) -> Option<&'static str> {
    let mut hosts = request.headers().get_all(header::HOST).into_iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => Some("the request has several Host headers: send one"),
        (None, _) if request.version() >= http::Version::HTTP_11 => Some("the request has no Host header: send one"),
        _ => None,
    }
}

/// Whether a browser asks: the root is a page for it, and no path at all for a client of a wire.
fn asks_for_a_page(request: &Request<Body>) -> bool {
    let accepted = request.headers().get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    request.method() == Method::GET && accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// What a router answers; a panic in one of its handlers is that request's 500.
async fn answered(
    router: &Router,
    request: Request<Body>,
    dialect: &'static str,
    refuse: fn(TransportError) -> Response,
) -> Response {
    match AssertUnwindSafe(router.clone().oneshot(request)).catch_unwind().await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(_) => refuse(TransportError::Internal(log_fault(&format!("a handler of {dialect} panicked")))),
    }
}
