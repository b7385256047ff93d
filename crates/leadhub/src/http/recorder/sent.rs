//! The beginning of a request's body, taken down while its door reads it. Used by the recorder; what the door reads is the body itself,
//! byte for byte, and what it leaves unread is not known here either.

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

/// What was read so far.
#[derive(Default)]
pub struct Sent(Option<Arc<Mutex<Vec<u8>>>>);

struct Watched {
    body: Body,
    most: usize,
    taken: Arc<Mutex<Vec<u8>>>,
}

impl Sent {
    /// Puts itself between a body and its reader.
    pub fn watch(body: &mut Body, most: usize) -> Sent {
        if body.is_end_stream() {
            return Sent(None);
        }
        let taken = Arc::<Mutex<Vec<u8>>>::default();
        let inner = std::mem::take(body);
        *body = Body::new(Watched { body: inner, most, taken: Arc::clone(&taken) });
        Sent(Some(taken))
    }

    pub fn taken(self) -> Option<Vec<u8>> {
        let taken = std::mem::take(&mut *self.0?.lock().unwrap_or_else(PoisonError::into_inner));
        Some(taken).filter(|taken| !taken.is_empty())
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let room = self.most.saturating_sub(taken.len()).min(data.len());
            taken.extend_from_slice(&data[..room]);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn the_reader_gets_all_and_the_beginning_is_kept() {
        let pieces = ["abc", "def", "ghi"].map(Ok::<_, std::io::Error>);
        let mut body = Body::from_stream(futures_util::stream::iter(pieces));
        let sent = Sent::watch(&mut body, 5);
        assert_eq!(body.collect().await.unwrap().to_bytes(), "abcdefghi");
        assert_eq!(sent.taken().as_deref(), Some(&b"abcde"[..]));
        let mut empty = Body::empty();
        assert_eq!(Sent::watch(&mut empty, 5).taken(), None);
    }
}
