//! Everything that goes wrong, in this wire's one shape: `{"error", "message"}`, with `fields` where the request is at fault
//! (decisions L5, L18, X10). Used by the routes and, as `refuse`, by the front door. It decides nothing but words and status.

use super::wire;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use leadhub_model::{Field, LeadError, Noun, Refusal};
use leadhub_wire::answer;
use leadhub_wire::dialect::Trouble;
use leadhub_wire::json::Unreadable;
use serde_json::{Map, Value};

/// Where the id of a fault of ours stands, to be looked up in the log.
const FAULT: &str = "leadhub-fault";

/// Why an operation is not answered.
#[derive(Debug)]
pub enum Problem {
    /// 400 with every field that is wrong, and why.
    Fields(Vec<(String, String)>),
    /// 400 for a body that has no fields.
    Body(&'static str),
    Lead(LeadError),
    Trouble(Trouble),
}

impl From<LeadError> for Problem {
    fn from(error: LeadError) -> Self {
        Problem::Lead(error)
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        Problem::Trouble(trouble)
    }
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        Problem::Body(match unreadable {
            Unreadable::NotJson => "the body is not JSON",
            Unreadable::NotObject => "the body is JSON, but not an object",
            Unreadable::NullCharacter => "the body holds the character U+0000, which cannot be kept",
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Problem::Fields(failed) => fields(failed),
            Problem::Body(text) => bad_request(text.to_owned(), Map::new()),
            Problem::Lead(error) => lead(error),
            Problem::Trouble(trouble) => refuse(trouble),
        }
    }
}

pub fn refuse(trouble: Trouble) -> Response {
    match trouble {
        Trouble::Unauthorized => said(StatusCode::UNAUTHORIZED, "send a valid token: `Authorization: Bearer <token>`"),
        Trouble::NoSuchPath => said(StatusCode::NOT_FOUND, "no such path"),
        Trouble::WrongMethod => said(StatusCode::METHOD_NOT_ALLOWED, "this path has another method"),
        Trouble::TooSlow => said(StatusCode::REQUEST_TIMEOUT, "the body did not come"),
        Trouble::TooLarge(limit) => said(StatusCode::PAYLOAD_TOO_LARGE, &format!("a body has {limit} bytes at most")),
        Trouble::TooMany(_) => answer::retry_soon(said(StatusCode::TOO_MANY_REQUESTS, "too many requests")),
        Trouble::Internal(id) => fault(&id),
        Trouble::Unavailable => lead(LeadError::Unavailable),
        Trouble::OutcomeUnknown => lead(LeadError::OutcomeUnknown),
    }
}

fn lead(error: LeadError) -> Response {
    match &error {
        LeadError::Refused(refusal) => fields(vec![(spelling(refusal).to_owned(), refusal.to_string())]),
        LeadError::NotFound(Noun::Lead) => said(StatusCode::NOT_FOUND, "no lead has this lead_source_id"),
        LeadError::NotFound(_) => said(StatusCode::NOT_FOUND, &error.to_string()),
        LeadError::BookingInEffect { .. } => said(StatusCode::CONFLICT, &error.to_string()),
        LeadError::Forbidden(_) => said(StatusCode::FORBIDDEN, &error.to_string()),
        LeadError::Stale(_) => said(StatusCode::PRECONDITION_FAILED, &error.to_string()),
        LeadError::KeyReused => said(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
        LeadError::InFlight => answer::retry_soon(said(StatusCode::CONFLICT, &error.to_string())),
        LeadError::Busy | LeadError::Unavailable | LeadError::OutcomeUnknown => {
            answer::retry_soon(said(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()))
        }
        LeadError::Internal(id) => fault(id),
    }
}

/// What the core refuses was not sent by the caller: it comes from the integration's settings or the words for its stages.
fn spelling(refusal: &Refusal) -> &'static str {
    match refusal.field {
        Field::List => "list_id",
        Field::Stage => "status",
        Field::Fact(fact) => fact.column(),
        _ => "body",
    }
}

fn fields(failed: Vec<(String, String)>) -> Response {
    let names = failed.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>().join(", ");
    let failed = failed.into_iter().map(|(field, why)| (field, Value::from(why))).collect();
    bad_request(format!("nothing was written, correct this first: {names}"), failed)
}

fn bad_request(message: String, fields: Map<String, Value>) -> Response {
    let error = reason(StatusCode::BAD_REQUEST);
    answer::json(StatusCode::BAD_REQUEST, &wire::Refused { error, message, fields: Some(fields) })
}

fn fault(id: &str) -> Response {
    let mut response = said(StatusCode::INTERNAL_SERVER_ERROR, "a fault of this server, not of your request");
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(FAULT, id);
    }
    response
}

fn said(status: StatusCode, text: &str) -> Response {
    answer::json(status, &wire::Refused { error: reason(status), message: text.to_owned(), fields: None })
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
