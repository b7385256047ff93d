//! What an answer leaves unread of its request's body. An answer may come before the body did (401, 404, 413 …); a connection that is
//! kept must then be read to the end of that body, or say that it closes, or the client's next request on it dies. Used by the accept
//! loop for every request that has a body; it knows no route.

use super::paced_body::{Pace, PacedBody};
use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use http_body_util::BodyExt;
use hyper::body::{Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// The most that is read and thrown away to keep a connection, in bytes.
const MOST: u64 = 1024 * 1024;
/// The most that is read behind an answer which closes: a client that is still sending would lose the answer to a reset.
const LINGER: u64 = 64 * 1024 * 1024;
/// What is on its way gets so long before the answer is given.
const MOMENT: Duration = Duration::from_millis(20);
/// The rest of a body gets so long to come behind its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request's body that can be followed to its end also when its reader is gone.
#[derive(Clone)]
pub struct UnreadBody {
    shared: Arc<Mutex<State>>,
    /// Bytes that the head declares.
    declared: Option<u64>,
    /// Whether the client waits for leave to send it.
    waits: bool,
}

struct State {
    incoming: Incoming,
    asked: bool,
    ended: bool,
}

impl UnreadBody {
    pub fn of(headers: &HeaderMap, incoming: Incoming) -> Self {
        let declared = incoming.size_hint().exact();
        let waits = headers.contains_key(header::EXPECT);
        let shared = Arc::new(Mutex::new(State { incoming, asked: false, ended: false }));
        UnreadBody { shared, declared, waits }
    }

    /// Whom the handler reads it from.
    pub fn reader(&self, pace: Pace) -> Body {
        Body::new(PacedBody::new(self.clone(), pace))
    }

    /// Sees to it that the connection outlives an answer which came early, or that the answer says it does not.
    pub async fn settle(mut self, response: &mut Response) {
        if self.has_ended() {
            return;
        }
        let unasked = self.waits && !self.lock().asked;
        if unasked || self.declared.is_some_and(|bytes| bytes > MOST) {
            close_after(response);
        }
        if unasked {
            return;
        }
        drop(tokio::time::timeout(MOMENT, self.drain(MOST)).await);
        if self.has_ended() {
            return;
        }
        if self.declared.is_none() {
            close_after(response);
        }
        tokio::spawn(async move { tokio::time::timeout(PATIENCE, self.drain(LINGER)).await });
    }

    /// Reads on to the end, or so many bytes.
    async fn drain(&mut self, most: u64) {
        let mut read = 0;
        while let Some(Ok(frame)) = self.frame().await {
            read += frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
            if read > most {
                return;
            }
        }
    }

    fn has_ended(&self) -> bool {
        let state = self.lock();
        state.ended || state.incoming.is_end_stream()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close_after(response: &mut Response) {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
}

impl HttpBody for UnreadBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let mut state = self.lock();
        state.asked = true;
        let polled = Pin::new(&mut state.incoming).poll_frame(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            state.ended = true;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended()
    }

    fn size_hint(&self) -> SizeHint {
        self.lock().incoming.size_hint()
    }
}
