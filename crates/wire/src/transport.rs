//! What goes wrong around an operation, with one status for each at every door (decision X10), and the one split of the core's errors: into
//! what a request is refused for, which each door says in its own way, and into what goes wrong around it. Used by every door's errors
//! and by the front door. It has no vendor's words; what it says itself is said where a door has nothing better.

use crate::answer::retry_soon;
use crate::dialect::Rate;
use crate::fault::at_least;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use leadhub_model::organisation::Scope;
use leadhub_model::{LeadError, Refusal, Resource};

/// Where the id of a fault of ours stands, to be looked up in the log.
const FAULT: HeaderName = HeaderName::from_static("leadhub-fault");

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// What is wrong with the request as HTTP, in words that go into the answer.
    #[error("{0}")]
    Malformed(&'static str),
    /// No token, an unknown one, or one that does not belong here.
    #[error("send a valid token")]
    Unauthorized,
    /// The integration or user may not do this.
    #[error("{}", LeadError::Forbidden(*.0))]
    Forbidden(Scope),
    #[error("no such path")]
    NoSuchPath,
    /// The router adds the methods there are.
    #[error("this path has other methods")]
    WrongMethod,
    #[error("the body did not come")]
    TooSlow,
    /// The same request is being worked on.
    #[error("{}", LeadError::InFlight)]
    InFlight,
    /// It is at this version now.
    #[error("{}", LeadError::Stale(*.0))]
    Stale(i64),
    /// With the limit in bytes.
    #[error("a body has {0} bytes at most")]
    TooLarge(usize),
    #[error("{}", LeadError::KeyReused)]
    KeyReused,
    /// With the limit that was passed.
    #[error("too many requests")]
    TooMany(Rate),
    /// With the id of the fault in the log.
    #[error("a fault of this server, not of your request")]
    Internal(String),
    /// Too much waits; nothing was written.
    #[error("{}", LeadError::Busy)]
    Busy,
    /// The store is away or full; nothing was written.
    #[error("{}", LeadError::Unavailable)]
    Unavailable,
    /// The store was lost while it was writing.
    #[error("{}", LeadError::OutcomeUnknown)]
    OutcomeUnknown,
}

/// What a request is refused for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationError {
    Refused(Refusal),
    NotFound(Resource),
    BookingInEffect { codes: String, brand: String },
}

/// Which of the two an error of the core is.
pub fn split(error: LeadError) -> Result<OperationError, TransportError> {
    match error {
        LeadError::Refused(refusal) => Ok(OperationError::Refused(refusal)),
        LeadError::NotFound(noun) => Ok(OperationError::NotFound(noun)),
        LeadError::BookingInEffect { codes, brand } => Ok(OperationError::BookingInEffect { codes, brand }),
        LeadError::Stale(version) => Err(TransportError::Stale(version)),
        LeadError::Forbidden(scope) => Err(TransportError::Forbidden(scope)),
        LeadError::KeyReused => Err(TransportError::KeyReused),
        LeadError::InFlight => Err(TransportError::InFlight),
        LeadError::Busy => Err(TransportError::Busy),
        LeadError::Unavailable => Err(TransportError::Unavailable),
        LeadError::OutcomeUnknown => Err(TransportError::OutcomeUnknown),
        LeadError::Internal(fault) => Err(TransportError::Internal(fault)),
    }
}

impl TransportError {
    pub const fn status(&self) -> StatusCode {
        match self {
            TransportError::Malformed(_) => StatusCode::BAD_REQUEST,
            TransportError::Unauthorized => StatusCode::UNAUTHORIZED,
            TransportError::Forbidden(_) => StatusCode::FORBIDDEN,
            TransportError::NoSuchPath => StatusCode::NOT_FOUND,
            TransportError::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            TransportError::TooSlow => StatusCode::REQUEST_TIMEOUT,
            TransportError::InFlight => StatusCode::CONFLICT,
            TransportError::Stale(_) => StatusCode::PRECONDITION_FAILED,
            TransportError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            TransportError::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            TransportError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            TransportError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            TransportError::Busy | TransportError::Unavailable | TransportError::OutcomeUnknown => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// The answer: the door's words under the status that every door has for it, and what headers say beside them. What may have landed is
    /// to be read back, not sent again, so `OutcomeUnknown` asks nobody to come back.
    pub fn answer(&self, words: impl FnOnce(StatusCode) -> Response) -> Response {
        let mut response = at_least(words(self.status()), &self.to_string());
        match self {
            TransportError::TooMany(rate) => {
                response.headers_mut().insert(header::RETRY_AFTER, rate.reset_seconds.max(1).into());
                response
            }
            TransportError::InFlight | TransportError::Busy | TransportError::Unavailable => retry_soon(response),
            TransportError::Internal(fault) => {
                if let Ok(fault) = HeaderValue::from_str(fault) {
                    response.headers_mut().insert(FAULT, fault);
                }
                response
            }
            _ => response,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Faults;
    use leadhub_model::{Field, RefusalReason};

    /// Decision X10.
    #[test]
    fn what_goes_wrong_around_an_operation_has_one_status_and_asks_to_come_back_where_that_helps() {
        let fault = "f00d".to_owned();
        let all = [
            (TransportError::Malformed("two hosts"), 400, false),
            (TransportError::Unauthorized, 401, false),
            (TransportError::Forbidden(Scope::Write), 403, false),
            (TransportError::NoSuchPath, 404, false),
            (TransportError::WrongMethod, 405, false),
            (TransportError::TooSlow, 408, false),
            (TransportError::InFlight, 409, true),
            (TransportError::Stale(7), 412, false),
            (TransportError::TooLarge(5), 413, false),
            (TransportError::KeyReused, 422, false),
            (TransportError::TooMany(Rate { limit: 100, remaining: 0, reset_seconds: 9 }), 429, true),
            (TransportError::Internal(fault), 500, false),
            (TransportError::Busy, 503, true),
            (TransportError::Unavailable, 503, true),
            (TransportError::OutcomeUnknown, 503, false),
        ];
        for (error, status, comes_back) in all {
            let answer = error.answer(|status| {
                let mut response = Response::default();
                *response.status_mut() = status;
                response
            });
            assert_eq!(answer.status(), status, "{error:?}");
            let left = answer.extensions().get::<Faults>().map(|Faults(faults)| faults[0].message.clone());
            assert_eq!(left, Some(error.to_string()), "for whoever looks at the request later");
            assert_eq!(answer.headers().contains_key("retry-after"), comes_back, "{error:?}");
            if let TransportError::TooMany(rate) = error {
                assert_eq!(answer.headers()["retry-after"], rate.reset_seconds.to_string());
            }
            let fault = answer.headers().get("leadhub-fault");
            assert_eq!(fault.is_some_and(|fault| fault == "f00d"), status == 500, "{error:?}");
            assert!(!error.to_string().contains("f00d"), "the id stands in the header");
        }
    }

    #[test]
    fn the_core_s_sentences_stay_what_they_are_on_both_sides_of_the_split() {
        let denied = LeadError::refused(Field::Stage, RefusalReason::Unknown);
        for error in [denied, LeadError::NotFound(Resource::Lead)] {
            assert!(split(error.clone()).is_ok(), "{error:?}");
        }
        let transport_errors = [
            LeadError::Stale(7),
            LeadError::Forbidden(Scope::Admin),
            LeadError::KeyReused,
            LeadError::InFlight,
            LeadError::Busy,
            LeadError::Unavailable,
            LeadError::OutcomeUnknown,
        ];
        for error in transport_errors {
            assert_eq!(split(error.clone()).map_err(|error| error.to_string()), Err(error.to_string()));
        }
    }
}
