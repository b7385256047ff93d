//! Multipart forms, read part by part as they arrive, so that memory stays flat however large a part is. Used by the upload
//! route. It keeps nothing and knows no field.

use crate::dialer::errors::ApiError;
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{Stream, try_unfold};
use http::{HeaderMap, header};
use leadhub_wire::body::{check_declared, next_piece};
use leadhub_wire::dialect::TransportError;
use multer::{Constraints, Field, Multipart, SizeLimit, parse_boundary};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What may lie unread in the parser when it asks for more: the headers of a part, never its content.
const UNREAD: usize = 64 * 1024;
/// The most that the parser is given at once. A connection that was used before hands over hundreds of kilobytes in one piece, which
/// must not count as unread before the parser has looked at them.
const AT_ONCE: usize = 16 * 1024;
/// The longest text read whole.
const LONGEST_TEXT: usize = 1024;
const UNREADABLE: &str = "unreadable multipart form";

/// Whether the body is said to be such a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media.eq_ignore_ascii_case("multipart/form-data"))
}

/// The media type of the body, without its parameters.
pub fn media_type(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    text.split(';').next().map(str::trim)
}

/// A form being read.
pub struct Form {
    parts: Multipart<'static>,
    unread: Arc<AtomicUsize>,
}

impl Form {
    /// `limit` is the most bytes the whole body may have.
    pub fn open(headers: &HeaderMap, body: Body, limit: usize) -> Result<Form, ApiError> {
        let media = headers.get(header::CONTENT_TYPE).and_then(|text| text.to_str().ok()).unwrap_or_default();
        let boundary = parse_boundary(media).map_err(|_| ApiError::Said(UNREADABLE))?;
        check_declared(&body, limit)?;
        let unread = Arc::new(AtomicUsize::new(0));
        let size = SizeLimit::new().whole_stream(u64::try_from(limit).unwrap_or(u64::MAX));
        let pieces = pieces(body, Arc::clone(&unread));
        let parts = Multipart::with_constraints(pieces, boundary, Constraints::new().size_limit(size));
        Ok(Form { parts, unread })
    }

    /// The next part; the one before must be gone.
    pub async fn next_part(&mut self) -> Result<Option<Part>, ApiError> {
        let part = self.parts.next_field().await.map_err(broken)?;
        self.unread.store(0, Ordering::Relaxed);
        Ok(part.map(|field| Part { field, unread: Arc::clone(&self.unread) }))
    }
}

/// One part of a form. Whatever of it is not wanted must still be read to its end.
pub struct Part {
    field: Field<'static>,
    unread: Arc<AtomicUsize>,
}

impl Part {
    pub fn name(&self) -> Option<&str> {
        self.field.name()
    }

    pub fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    /// The next bytes of its content, `None` at its end.
    pub async fn next_bytes(&mut self) -> Result<Option<Bytes>, ApiError> {
        let bytes = self.field.chunk().await.map_err(broken)?;
        self.unread.store(0, Ordering::Relaxed);
        Ok(bytes)
    }

    /// The content of a short part as text.
    pub async fn text(mut self) -> Result<String, ApiError> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.next_bytes().await? {
            whole.extend_from_slice(&bytes);
            if whole.len() > LONGEST_TEXT {
                return Err(TransportError::TooLarge(LONGEST_TEXT).into());
            }
        }
        Ok(String::from_utf8_lossy(&whole).into_owned())
    }

    /// Reads over the rest.
    pub async fn skip(mut self) -> Result<(), ApiError> {
        while self.next_bytes().await?.is_some() {}
        Ok(())
    }
}

/// The body in small pieces. The parser takes whatever is ready before it looks at any of it; without the pause between two
/// pieces a fast sender's whole file would lie in memory.
fn pieces(body: Body, unread: Arc<AtomicUsize>) -> impl Stream<Item = Result<Bytes, Stopped>> + Send + 'static {
    try_unfold((body, Bytes::new(), unread), |(mut body, mut rest, unread)| async move {
        tokio::task::yield_now().await;
        if unread.load(Ordering::Relaxed) > UNREAD {
            return Err(Stopped(ApiError::Said(UNREADABLE)));
        }
        while rest.is_empty() {
            let next = next_piece(&mut body).await.map_err(|error| Stopped(error.into()))?;
            let Some(next) = next else { return Ok(None) };
            rest = next;
        }
        let piece = rest.split_to(rest.len().min(AT_ONCE));
        unread.fetch_add(piece.len(), Ordering::Relaxed);
        Ok(Some((piece, (body, rest, unread))))
    })
}

/// Why no more pieces come, on its way through the parser.
#[derive(Debug)]
struct Stopped(ApiError);

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body stopped")
    }
}

impl std::error::Error for Stopped {}

fn broken(error: multer::Error) -> ApiError {
    match error {
        multer::Error::StreamSizeExceeded { limit } => {
            TransportError::TooLarge(usize::try_from(limit).unwrap_or(usize::MAX)).into()
        }
        multer::Error::StreamReadFailed(cause) => match cause.downcast::<Stopped>() {
            Ok(stopped) => stopped.0,
            Err(_) => ApiError::Said(UNREADABLE),
        },
        _ => ApiError::Said(UNREADABLE),
    }
}
