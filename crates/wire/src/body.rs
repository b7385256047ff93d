//! Request bodies, read within limits of size and patience, so that no dialect answers with the framework's text. Used by
//! every dialect's routes.

use crate::dialect::TransportError;
use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use std::error::Error;
use std::fmt;
use std::io::ErrorKind::{InvalidData, InvalidInput};
use std::time::Duration;

/// A client that sends nothing for so long is told off.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a body ends with that comes too slowly in all: given by whoever serves, who alone knows when it began.
#[derive(Debug)]
pub struct TooSlow;

impl Error for TooSlow {}

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body comes too slowly")
    }
}

/// Refuses a body that says beforehand that it is larger than `limit` bytes: none of it need come.
pub fn check_declared(body: &Body, limit: usize) -> Result<(), TransportError> {
    let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if declared > limit { Err(TransportError::TooLarge(limit)) } else { Ok(()) }
}

/// The next piece of a body, `None` at its end.
pub async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, TransportError> {
    loop {
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await.map_err(|_| TransportError::TooSlow)?;
        match frame {
            None => return Ok(None),
            Some(Err(error)) => return Err(body_error(&error)),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// The whole body, if it is not larger than `limit` bytes.
pub async fn read(mut body: Body, limit: usize) -> Result<Bytes, TransportError> {
    check_declared(&body, limit)?;
    let Some(first) = next_piece(&mut body).await? else { return Ok(Bytes::new()) };
    let mut whole = BytesMut::from(first);
    loop {
        if whole.len() > limit {
            return Err(TransportError::TooLarge(limit));
        }
        match next_piece(&mut body).await? {
            Some(piece) => whole.extend_from_slice(&piece),
            None => return Ok(whole.freeze()),
        }
    }
}

/// Why a body broke off. Where the client is gone, nobody reads the answer.
fn body_error(error: &axum::Error) -> TransportError {
    let mut cause = error.source();
    while let Some(found) = cause {
        if found.downcast_ref::<std::io::Error>().is_some_and(|io| matches!(io.kind(), InvalidData | InvalidInput)) {
            let what = "the chunks of the body cannot be read: send it whole, or mend the sender";
            return TransportError::Malformed(what);
        }
        cause = found.source();
    }
    TransportError::TooSlow
}
