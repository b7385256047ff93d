//! Everything that goes wrong, in the vendor's voice: `{"error": text}`, or one object for each failed rule (decisions T4,
//! T5, T10, X10). Used by the routes and, as `refuse`, by the front door. It decides nothing but words and status.

use super::mapping::{self, check::Failed};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use leadhub_model::{Field, LeadError, Refusal, Why};
use leadhub_wire::answer;
use leadhub_wire::dialect::Trouble;
use leadhub_wire::json::Unreadable;
use serde_json::{Map, Value, json};

/// Where the id of a fault of ours stands, to be looked up in the log.
const FAULT: &str = "leadhub-fault";

/// Why an operation is not answered.
#[derive(Debug)]
pub enum Problem {
    /// 400 with every failed rule.
    Failed(Vec<Failed>),
    /// 400 with one text.
    Said(&'static str),
    Lead(LeadError),
    Trouble(Trouble),
}

impl From<Vec<Failed>> for Problem {
    fn from(failed: Vec<Failed>) -> Self {
        Problem::Failed(failed)
    }
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
        Problem::Said(match unreadable {
            Unreadable::NotJson => "invalid JSON",
            Unreadable::NotObject => "invalid JSON: the body must be an object",
            Unreadable::NullCharacter => "invalid JSON: the character U+0000 cannot be kept",
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Problem::Failed(failed) => each(failed.iter().map(|failed| (failed.field, failed.text.as_str()))),
            Problem::Said(text) => said(StatusCode::BAD_REQUEST, text),
            Problem::Lead(error) => lead(error),
            Problem::Trouble(trouble) => refuse(trouble),
        }
    }
}

pub fn refuse(trouble: Trouble) -> Response {
    match trouble {
        Trouble::Unauthorized => said(StatusCode::UNAUTHORIZED, "Unauthorized"),
        Trouble::NoSuchPath => said(StatusCode::NOT_FOUND, "Not Found"),
        Trouble::WrongMethod => said(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"),
        Trouble::TooSlow => said(StatusCode::REQUEST_TIMEOUT, "Request Timeout"),
        Trouble::TooLarge(limit) => {
            said(StatusCode::PAYLOAD_TOO_LARGE, &format!("Request Entity Too Large: {limit} bytes at most"))
        }
        Trouble::TooMany(_) => answer::retry_soon(said(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests")),
        Trouble::Internal(id) => fault(&id),
        Trouble::Unavailable => lead(LeadError::Unavailable),
        Trouble::OutcomeUnknown => lead(LeadError::OutcomeUnknown),
    }
}

fn lead(error: LeadError) -> Response {
    match &error {
        LeadError::Refused(refusal) => refused(refusal),
        LeadError::NotFound(_) => said(StatusCode::NOT_FOUND, "Not Found"),
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

fn refused(refusal: &Refusal) -> Response {
    let text = match (refusal.field, &refusal.why) {
        (Field::List, Why::Taken) => "list_name is exists",
        (Field::Campaign, Why::Taken) => "campaign_name is already taken",
        (Field::Campaign, Why::StillActive) => "campaign must be deactive",
        (Field::Campaign, Why::Unfit(text)) => text,
        (field, _) => {
            let text = refusal.to_string();
            return each([(mapping::spelling(field), text.as_str())]);
        }
    };
    said(StatusCode::BAD_REQUEST, text)
}

fn fault(id: &str) -> Response {
    let mut response = said(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(FAULT, id);
    }
    response
}

fn said(status: StatusCode, text: &str) -> Response {
    answer::json(status, &json!({ "error": text }))
}

fn each<'f>(failed: impl IntoIterator<Item = (&'f str, &'f str)>) -> Response {
    let one = |(field, text): (&str, &str)| Value::Object(Map::from_iter([(field.to_owned(), Value::from(text))]));
    let all: Vec<Value> = failed.into_iter().map(one).collect();
    answer::json(StatusCode::BAD_REQUEST, &json!({ "error": all }))
}
