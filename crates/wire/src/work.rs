//! How a dialect's routes reach the book: `AppState::write` runs an operation in one transaction, once for each idempotency key
//! where the request carries one, and gives the rendered answer; `AppState::read` asks. Used by every dialect's routes.

use crate::body;
use crate::dialect::{AppState, Call, TransportError};
use crate::fault::AffectedLead;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use leadhub_core::actions::{OnceKey, Rendered, once};
use leadhub_core::questions::{PieceHash, token_hash};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::LeadError;
use leadhub_model::organisation::Scope;
use serde::Serialize;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const REPLAYED: &str = "idempotency-replayed";

/// An answer written as JSON inside a write closure, so that it can be kept with the work.
pub fn rendered(status: StatusCode, body: &impl Serialize) -> Result<Rendered, LeadError> {
    let mut bytes = Vec::new();
    serde_json::to_writer(&mut bytes, body).map_err(|error| LeadError::Internal(error.to_string()))?;
    Ok(Rendered::new(status.as_u16(), bytes))
}

/// An answer that can be written down: at once, or by a closure when the work is durable, off the thread that writes.
pub trait Answered: Sized + Send + 'static {
    fn rendered(self) -> Result<Rendered, LeadError>;

    /// What is kept for repetitions and, where that is something else, what is sent the first time.
    fn to_keep(self) -> Result<(Rendered, Option<Rendered>), LeadError> {
        Ok((self.rendered()?, None))
    }
}

impl Answered for Rendered {
    fn rendered(self) -> Result<Rendered, LeadError> {
        Ok(self)
    }
}

impl<F: FnOnce() -> Result<Rendered, LeadError> + Send + 'static> Answered for F {
    fn rendered(self) -> Result<Rendered, LeadError> {
        self()
    }
}

/// An answer with something in it that nothing keeps.
pub struct ShownOnce {
    pub sent: Rendered,
    /// What a repetition is given.
    pub kept: Rendered,
}

impl Answered for ShownOnce {
    fn rendered(self) -> Result<Rendered, LeadError> {
        Ok(self.sent)
    }

    fn to_keep(self) -> Result<(Rendered, Option<Rendered>), LeadError> {
        Ok((self.kept, Some(self.sent)))
    }
}

/// What a job's work takes with it. The work may run again and has a copy for that; the first run takes the one that was made before,
/// so that nothing is copied on the thread where everybody waits.
pub struct Ready<T> {
    first: Mutex<Option<T>>,
    again: T,
}

impl<T: Clone> Ready<T> {
    pub fn of(value: T) -> Self {
        Ready { first: Mutex::new(Some(value.clone())), again: value }
    }

    pub fn take(&self) -> T {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        first.unwrap_or_else(|| self.again.clone())
    }
}

/// An answer to work that is done once, on its way out: it says whether it was given before.
pub fn sent_once(answer: Rendered, replayed: bool) -> Response {
    let mut response = sent(answer);
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// An answer on its way out: JSON, unless it has no body.
fn sent(answer: Rendered) -> Response {
    let mut response = Response::new(answer.body.into());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    if response.status() != StatusCode::NO_CONTENT {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// What comes out of a transaction.
enum Outcome<A> {
    Answer(A),
    /// Kept for repetitions, or the repetition itself.
    Stored(Rendered, bool),
}

/// What a request that carries an `Idempotency-Key` is known by; `None` without that header. Same path with its query, same body: same
/// request (decision X7).
pub fn once_key(headers: &HeaderMap, uri: &Uri, body: &Bytes) -> Option<OnceKey> {
    let mut key = KeyOfPieces::begin(headers, uri)?;
    key.add(body);
    Some(key.end())
}

/// The same of a request whose body comes in pieces.
pub struct KeyOfPieces {
    key: String,
    request: PieceHash,
}

impl KeyOfPieces {
    pub fn begin(headers: &HeaderMap, uri: &Uri) -> Option<KeyOfPieces> {
        // A blank key is none: clients that fill it from an empty field would all be one request.
        let key = Some(headers.get(IDEMPOTENCY_KEY)?.as_bytes().trim_ascii()).filter(|key| !key.is_empty())?;
        let mut request = PieceHash::default();
        request.add(uri.path().strip_suffix('/').unwrap_or(uri.path()).to_lowercase());
        // A wire may take fields from there too.
        if let Some(query) = uri.query() {
            request.add(format!("?{query}"));
        }
        request.add("\n");
        // Hashed as it stands, so that any length and any byte will do.
        Some(KeyOfPieces { key: token_hash(key), request })
    }

    pub fn add(&mut self, piece: &Bytes) {
        self.request.add(piece);
    }

    pub fn end(self) -> OnceKey {
        OnceKey { key: self.key, request_hash: self.request.text() }
    }
}

/// A request that changes something, with its whole body. `P` is the dialect's own error, which says what keeps the request
/// from being read.
pub struct WriteRequest<P> {
    pub app: AppState,
    pub call: Call,
    pub headers: HeaderMap,
    pub uri: Uri,
    pub body: Bytes,
    scope: Scope,
    error: PhantomData<fn() -> P>,
}

impl<P: From<TransportError> + IntoResponse> FromRequest<AppState> for WriteRequest<P> {
    type Rejection = P;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, P> {
        let (mut parts, body) = request.into_parts();
        let call = parts.extensions.remove::<Call>().ok_or(TransportError::Unauthorized)?;
        let body = body::read(body, app.limits.body).await?;
        let (headers, uri) = (parts.headers, parts.uri);
        Ok(WriteRequest { app: app.clone(), call, headers, uri, body, scope: Scope::Write, error: PhantomData })
    }
}

impl<P: From<LeadError>> WriteRequest<P> {
    /// The same request where it changes what another scope than `write` is for; refused who does not have it.
    pub fn needing(self, scope: Scope) -> Result<Self, P> {
        self.call.actor.need(scope)?;
        Ok(WriteRequest { scope, ..self })
    }

    /// Refuses whoever may not do what the request is for.
    pub fn check_scope(&self) -> Result<(), LeadError> {
        self.call.actor.need(self.scope)
    }

    /// Runs `work` as `AppState::write` does, once for each idempotency key.
    pub async fn write<A: Answered, E: From<LeadError> + Send + 'static>(
        &self,
        work: impl Fn(&mut Tx, &Actor) -> Result<A, E> + Send + 'static,
    ) -> Result<Response, P>
    where
        P: From<E>,
    {
        let key = once_key(&self.headers, &self.uri, &self.body);
        Ok(self.app.write_needing(self.scope, &self.call, key, work).await?)
    }
}

impl AppState {
    /// Runs `work` in one transaction and gives its answer. The work may run again, so it has no effect outside; what it refuses, in
    /// the core's words or the dialect's, leaves nothing behind. An answer that is kept is rendered in the transaction.
    pub async fn write<A: Answered, E: From<LeadError> + Send + 'static>(
        &self,
        call: &Call,
        key: Option<OnceKey>,
        work: impl Fn(&mut Tx, &Actor) -> Result<A, E> + Send + 'static,
    ) -> Result<Response, E> {
        self.write_needing(Scope::Write, call, key, work).await
    }

    async fn write_needing<A: Answered, E: From<LeadError> + Send + 'static>(
        &self,
        scope: Scope,
        call: &Call,
        key: Option<OnceKey>,
        work: impl Fn(&mut Tx, &Actor) -> Result<A, E> + Send + 'static,
    ) -> Result<Response, E> {
        call.actor.need(scope)?;
        let actor = Arc::clone(&call.actor);
        let outcome = self.hub.attempt(move |tx| match &key {
            Some(key) => {
                let mut sent = None;
                let kept = once(tx, &actor, key, |tx| {
                    let (kept, first) = work(tx, &actor)?.to_keep()?;
                    sent = first;
                    Ok::<_, E>(kept)
                });
                kept.map(|(kept, replayed)| (Outcome::Stored(sent.unwrap_or(kept), replayed), tx.affected))
            }
            None => work(tx, &actor).map(|answer| (Outcome::Answer(answer), tx.affected)),
        });
        let (outcome, affected) = outcome.await?;
        let (answer, replayed) = match outcome {
            Outcome::Answer(answer) => (answer.rendered()?, false),
            Outcome::Stored(answer, replayed) => (answer, replayed),
        };
        let mut response = sent_once(answer, replayed);
        if let Some(lead) = affected {
            response.extensions_mut().insert(AffectedLead(lead));
        }
        Ok(response)
    }

    /// Asks the book on one snapshot.
    pub async fn read<T: Send + 'static>(
        &self,
        call: &Call,
        ask: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        self.read_needing(Scope::Read, call, ask).await
    }

    /// As `read`, and makes the answer of what was read, behind the snapshot.
    pub async fn read_shown<T: Send + 'static, A: Send + 'static>(
        &self,
        call: &Call,
        ask: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
        show: impl FnOnce(T) -> A + Send + 'static,
    ) -> Result<A, LeadError> {
        call.actor.need(Scope::Read)?;
        let actor = Arc::clone(&call.actor);
        self.hub.read_shown(move |db| ask(db, &actor), show).await
    }

    /// As `read`, of what another scope is for.
    pub async fn read_needing<T: Send + 'static>(
        &self,
        scope: Scope,
        call: &Call,
        ask: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        call.actor.need(scope)?;
        let actor = Arc::clone(&call.actor);
        self.hub.read(move |db| ask(db, &actor)).await
    }
}
