//! Everything that goes wrong, in this wire's one shape: `{"error", "message"}`, with `fields` where the request is at fault
//! (decisions L5, L18, X10). Used by the routes and, as `refuse`, by the front door. It decides nothing but words and status.

use super::wire;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use leadhub_model::request::Fault;
use leadhub_model::{Field, LeadError, Noun};
use leadhub_wire::answer;
use leadhub_wire::dialect::TransportError;
use leadhub_wire::fault::{at_fault, of_refusal};
use leadhub_wire::json::Unreadable;
use serde_json::{Map, Value};

/// Where the id of a fault of ours stands, to be looked up in the log.
const FAULT: &str = "leadhub-fault";

/// Why an operation is not answered.
#[derive(Debug)]
pub enum ApiError {
    /// 400 with every field that is wrong, and why.
    Fields(Vec<(String, String)>),
    /// 400 for a body that has no fields.
    Body(&'static str),
    Lead(LeadError),
    TransportError(TransportError),
}

impl From<LeadError> for ApiError {
    fn from(error: LeadError) -> Self {
        ApiError::Lead(error)
    }
}

impl From<TransportError> for ApiError {
    fn from(trouble: TransportError) -> Self {
        ApiError::TransportError(trouble)
    }
}

impl From<Unreadable> for ApiError {
    fn from(unreadable: Unreadable) -> Self {
        ApiError::Body(match unreadable {
            Unreadable::NotJson => "the body is not JSON",
            Unreadable::NotObject => "the body is JSON, but not an object",
            Unreadable::NullCharacter => "the body holds the character U+0000, which cannot be kept",
        })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            ApiError::Fields(failed) => fields(failed),
            ApiError::Body(text) => bad_request(text.to_owned(), Map::new()),
            ApiError::Lead(error) => lead(error),
            ApiError::TransportError(trouble) => refuse(trouble),
        }
    }
}

pub fn refuse(trouble: TransportError) -> Response {
    match trouble {
        TransportError::Unauthorized => {
            error_answer(StatusCode::UNAUTHORIZED, "send a valid token: `Authorization: Bearer <token>`")
        }
        TransportError::NoSuchPath => error_answer(StatusCode::NOT_FOUND, "no such path"),
        TransportError::WrongMethod => error_answer(StatusCode::METHOD_NOT_ALLOWED, "this path has another method"),
        TransportError::TooSlow => error_answer(StatusCode::REQUEST_TIMEOUT, "the body did not come"),
        TransportError::TooLarge(limit) => {
            error_answer(StatusCode::PAYLOAD_TOO_LARGE, &format!("a body has {limit} bytes at most"))
        }
        TransportError::TooMany(_) => {
            answer::retry_soon(error_answer(StatusCode::TOO_MANY_REQUESTS, "too many requests"))
        }
        TransportError::Internal(id) => fault(&id),
        TransportError::Unavailable => lead(LeadError::Unavailable),
        TransportError::OutcomeUnknown => lead(LeadError::OutcomeUnknown),
    }
}

fn lead(error: LeadError) -> Response {
    match &error {
        LeadError::Refused(refusal) => {
            let answer = fields(vec![(spelling(refusal.field).to_owned(), refusal.to_string())]);
            at_fault(answer, of_refusal(refusal, |field| spelling(field).to_owned()))
        }
        LeadError::NotFound(Noun::Lead) => error_answer(StatusCode::NOT_FOUND, "no lead has this lead_source_id"),
        LeadError::NotFound(_) => error_answer(StatusCode::NOT_FOUND, &error.to_string()),
        LeadError::BookingInEffect { .. } => error_answer(StatusCode::CONFLICT, &error.to_string()),
        LeadError::Forbidden(_) => error_answer(StatusCode::FORBIDDEN, &error.to_string()),
        LeadError::Stale(_) => error_answer(StatusCode::PRECONDITION_FAILED, &error.to_string()),
        LeadError::KeyReused => error_answer(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
        LeadError::InFlight => answer::retry_soon(error_answer(StatusCode::CONFLICT, &error.to_string())),
        LeadError::Busy | LeadError::Unavailable | LeadError::OutcomeUnknown => {
            answer::retry_soon(error_answer(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()))
        }
        LeadError::Internal(id) => fault(id),
    }
}

/// What the core refuses was not sent by the caller: it comes from the integration's settings or the words for its stages.
fn spelling(field: Field) -> &'static str {
    match field {
        Field::List => "list_id",
        Field::Stage => "status",
        Field::Fact(fact) => fact.column(),
        _ => "body",
    }
}

fn fields(failed: Vec<(String, String)>) -> Response {
    let names = failed.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>().join(", ");
    let faults: Vec<Fault> = failed.iter().map(|(field, why)| Fault::new(field, "unfit", why)).collect();
    let failed = failed.into_iter().map(|(field, why)| (field, Value::from(why))).collect();
    at_fault(bad_request(format!("nothing was written, correct this first: {names}"), failed), faults)
}

fn bad_request(message: String, fields: Map<String, Value>) -> Response {
    let error = reason(StatusCode::BAD_REQUEST);
    answer::json(StatusCode::BAD_REQUEST, &wire::Refused { error, message, fields: Some(fields) })
}

fn fault(id: &str) -> Response {
    let mut response = error_answer(StatusCode::INTERNAL_SERVER_ERROR, "a fault of this server, not of your request");
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(FAULT, id);
    }
    response
}

fn error_answer(status: StatusCode, text: &str) -> Response {
    answer::json(status, &wire::Refused { error: reason(status), message: text.to_owned(), fields: None })
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
