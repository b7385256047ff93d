//! Request bodies, read within limits of size and patience, so that no dialect answers with the framework's text. Used by
//! every dialect's routes.

use crate::dialect::TransportError;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use std::time::Duration;

/// A client that sends nothing for so long is told off.
const PATIENCE: Duration = Duration::from_secs(30);

/// The next piece of a body, `None` at its end.
pub async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, TransportError> {
    loop {
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await.map_err(|_| TransportError::TooSlow)?;
        match frame {
            None => return Ok(None),
            // The client broke off; nobody reads this answer.
            Some(Err(_)) => return Err(TransportError::TooSlow),
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
