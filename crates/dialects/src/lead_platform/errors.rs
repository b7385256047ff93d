//! Everything that goes wrong, in this wire's one shape: `{"error", "message"}`, with `fields` where the request is at fault
//! (decisions L5, L18, X10). Used by the routes and, as `refuse`, by the front door. It decides nothing but words and status.

use super::wire;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use leadhub_model::request::Fault;
use leadhub_model::{Field, LeadError, Resource};
use leadhub_wire::answer;
use leadhub_wire::fault::{at_fault, at_least, of_refusal};
use leadhub_wire::json::Unreadable;
use leadhub_wire::transport::{OperationError, TransportError, split};
use serde_json::{Map, Value};

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
    fn from(error: TransportError) -> Self {
        ApiError::TransportError(error)
    }
}

impl From<Unreadable> for ApiError {
    fn from(unreadable: Unreadable) -> Self {
        ApiError::Body(unreadable.message())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            ApiError::Fields(failed) => fields(failed),
            ApiError::Body(text) => at_least(bad_request(text.to_owned(), Map::new()), text),
            ApiError::Lead(error) => lead(error),
            ApiError::TransportError(error) => refuse(error),
        }
    }
}

pub fn refuse(error: TransportError) -> Response {
    error.answer(|status| match &error {
        TransportError::Unauthorized => error_answer(status, "send a valid token: `Authorization: Bearer <token>`"),
        TransportError::WrongMethod => error_answer(status, "this path has another method"),
        other => error_answer(status, &other.to_string()),
    })
}

fn lead(error: LeadError) -> Response {
    let text = error.to_string();
    match split(error) {
        Ok(OperationError::Refused(refusal)) => {
            let answer = fields(vec![(spelling(refusal.field).to_owned(), refusal.to_string())]);
            at_fault(answer, of_refusal(&refusal, |field| spelling(field).to_owned()))
        }
        Ok(OperationError::NotFound(Resource::Lead)) => {
            denied(StatusCode::NOT_FOUND, "no lead has this lead_source_id")
        }
        Ok(OperationError::NotFound(_)) => denied(StatusCode::NOT_FOUND, &text),
        Ok(OperationError::BookingInEffect { .. }) => denied(StatusCode::CONFLICT, &text),
        Err(error) => refuse(error),
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

fn denied(status: StatusCode, text: &str) -> Response {
    at_least(error_answer(status, text), text)
}

fn error_answer(status: StatusCode, text: &str) -> Response {
    answer::json(status, &wire::Refused { error: reason(status), message: text.to_owned(), fields: None })
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
