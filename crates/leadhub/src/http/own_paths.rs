//! Paths of the server itself: whether the process lives, whether it can serve, what it tells of itself, and the floor that
//! benchmarks compare with. Everything that no dialect claims is answered here with a plain 404.

use super::metrics::Metrics;
use super::server::ServerOptions;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use leadhub_core::{Hub, actions};
use leadhub_model::LeadError;
use leadhub_wire::answer::json;
use leadhub_wire::routes::Route;
use leadhub_wire::{TransportError, body};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use subtle::ConstantTimeEq;

const LIVE: &str = "/health/live";
const READY: &str = "/health/ready";
const METRICS: &str = "/metrics";
const ECHO: &str = "/health/echo";
/// Whoever asks whether the server is ready asks again in a moment: a store that is slower than this is not.
const PATIENCE: Duration = Duration::from_millis(1500);

pub struct OwnPaths {
    hub: Hub,
    metrics: Arc<Metrics>,
    token: Option<String>,
    echo: bool,
    /// The largest body that is echoed, in bytes.
    largest: usize,
    stopping: AtomicBool,
}

impl OwnPaths {
    pub fn new(hub: Hub, metrics: Arc<Metrics>, options: &ServerOptions) -> Self {
        let (token, echo, largest) = (options.metrics_token.clone(), options.echo, options.limits.body);
        OwnPaths { hub, metrics, token, echo, largest, stopping: AtomicBool::new(false) }
    }

    /// Every operation of the server itself.
    pub fn routes() -> Vec<Route> {
        let own = Route::new;
        vec![own(Method::GET, LIVE), own(Method::GET, READY), own(Method::GET, METRICS), own(Method::POST, ECHO)]
    }

    /// Whether a path is the server's own.
    pub fn owns(path: &str) -> bool {
        path == METRICS || path.starts_with("/health/")
    }

    /// From now on it says that it is not ready.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Answers at such a path. No credential of an integration is needed.
    pub async fn answer(&self, request: Request<Body>) -> Response {
        let (method, path) = (request.method(), request.uri().path());
        let wanted = match path {
            LIVE | READY | METRICS => Method::GET,
            ECHO if self.echo => Method::POST,
            _ => return not_found(),
        };
        if *method != wanted && !(method == Method::HEAD && wanted == Method::GET) {
            return error_answer(StatusCode::METHOD_NOT_ALLOWED, &format!("Method Not Allowed: use {wanted}"));
        }
        match path {
            LIVE => json(StatusCode::OK, &json!({ "status": "live" })),
            READY => self.ready().await,
            METRICS => self.metrics(request.headers()).await,
            _ => reflected(request.into_body(), self.largest).await,
        }
    }

    /// Ready means that the store can be read and written now, and that the server is not about to stop.
    async fn ready(&self) -> Response {
        if self.stopping.load(Ordering::SeqCst) {
            return json(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "stopping" }));
        }
        let hub = &self.hub;
        let read =
            hub.read(|db| leadhub_core::store::organisations::list_organisations(db).map(drop).map_err(Into::into));
        let (read, written) = tokio::join!(in_time(read), in_time(hub.write(actions::probe)));
        let say = |outcome: &Result<(), String>| Value::from(outcome.as_ref().map_or_else(String::as_str, |()| "ok"));
        let (status, word) = match (&read, &written) {
            (Ok(()), Ok(())) => (StatusCode::OK, "ready"),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
        };
        json(
            status,
            &json!({ "status": word, "read": say(&read), "write": say(&written), "waiting_writes": hub.waiting() }),
        )
    }

    /// The metrics, for whoever has the token where one is set.
    async fn metrics(&self, headers: &HeaderMap) -> Response {
        if let Some(token) = &self.token {
            let given = headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
            if !given.is_some_and(|given| bool::from(given.ct_eq(token.as_bytes()))) {
                return error_answer(
                    StatusCode::UNAUTHORIZED,
                    "Unauthorized: send the token of the setting metrics.token",
                );
            }
        }
        let mut response = Response::new(Body::from(self.metrics.render(&self.hub).await));
        let form = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, form);
        response
    }
}

/// What a question to the store came to, or that nothing came.
async fn in_time(question: impl Future<Output = Result<(), LeadError>>) -> Result<(), String> {
    match tokio::time::timeout(PATIENCE, question).await {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(_) => Err(format!("the store does not answer within {} ms", PATIENCE.as_millis())),
    }
}

/// The JSON that came, read and written again.
async fn reflected(came: Body, limit: usize) -> Response {
    match body::read(came, limit).await {
        Ok(bytes) => match serde_json::from_slice::<Value>(&bytes) {
            Ok(value) => json(StatusCode::OK, &value),
            Err(error) => error_answer(StatusCode::BAD_REQUEST, &format!("Bad Request: {error}")),
        },
        Err(TransportError::TooLarge(limit)) => {
            error_answer(StatusCode::PAYLOAD_TOO_LARGE, &format!("Payload Too Large: at most {limit} bytes"))
        }
        Err(TransportError::Malformed(what)) => bad_request(what),
        Err(_) => error_answer(StatusCode::REQUEST_TIMEOUT, "Request Timeout"),
    }
}

fn error_answer(status: StatusCode, error: &str) -> Response {
    json(status, &json!({ "error": error }))
}

pub fn bad_request(what: &str) -> Response {
    error_answer(StatusCode::BAD_REQUEST, &format!("Bad Request: {what}"))
}

pub fn not_found() -> Response {
    error_answer(StatusCode::NOT_FOUND, "Not Found: no API of this server has such a path")
}
