//! Answers as JSON, the one form all wires speak. Used by every dialect's routes and errors.
//! Knows no vendor's shape.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use serde::{Serialize, Serializer};

/// Where it stands why something is not as it was meant.
pub const REASON: &str = "leadhub-reason";
/// Most answers are shorter, and a long one grows a few times less often.
const USUAL_BODY: usize = 4096;

/// A JSON answer. A body that cannot be written down is a fault of ours and answers 500 with an empty object.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let mut bytes = Vec::with_capacity(USUAL_BODY);
    let (status, bytes) = match serde_json::to_writer(&mut bytes, body) {
        Ok(()) => (status, bytes),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            (StatusCode::INTERNAL_SERVER_ERROR, b"{}".to_vec())
        }
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Rows of an answer, each shown when it is written down, so that an answer is never held twice.
pub struct Each<'r, R, F> {
    pub rows: &'r [R],
    pub show: F,
}

impl<'r, R, T: Serialize, F: Fn(&'r R) -> T> Serialize for Each<'r, R, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter().map(&self.show))
    }
}

/// Says in a header what an answer's body has no place for, behind what is said there already, as far as it goes into one.
pub fn explained(mut response: Response, reason: Option<&str>) -> Response {
    /// Longer ones meet the limits of proxies.
    const LONGEST: usize = 1000;
    let Some(reason) = reason else { return response };
    let ascii = |c: char| if c.is_ascii_graphic() || c == ' ' { c } else { '?' };
    let said = response.headers().get(REASON).and_then(|said| said.to_str().ok()).map(|said| format!("{said}; "));
    let text: String = said.unwrap_or_default().chars().chain(reason.chars()).take(LONGEST).map(ascii).collect();
    if let Ok(text) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(REASON, text);
    }
    response
}

/// Asks the client to come back in a second.
pub fn retry_soon(mut response: Response) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}
