//! Everything that goes wrong, in the vendor's voice: `{"error": text}`, or one object for each failed rule (decisions T4,
//! T5, T10, X10). Used by the routes and, as `refuse`, by the front door. It decides nothing but words and status.

use super::mapping::{self, check::Failed};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use leadhub_model::request::Fault;
use leadhub_model::{Field, LeadError, Refusal, RefusalReason};
use leadhub_wire::answer;
use leadhub_wire::fault::{at_fault, at_least, of_refusal};
use leadhub_wire::json::Unreadable;
use leadhub_wire::multipart::FormError;
use leadhub_wire::transport::{OperationError, TransportError, split};
use serde_json::{Map, Value, json};

/// Why an operation is not answered.
#[derive(Debug)]
pub enum ApiError {
    /// 400 with every failed rule.
    Failed(Vec<Failed>),
    /// 400 with one text.
    Message(&'static str),
    Lead(LeadError),
    TransportError(TransportError),
}

impl From<Vec<Failed>> for ApiError {
    fn from(failed: Vec<Failed>) -> Self {
        ApiError::Failed(failed)
    }
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

impl From<FormError> for ApiError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Unreadable => ApiError::Message("unreadable multipart form"),
            FormError::Transport(error) => ApiError::TransportError(error),
        }
    }
}

impl From<Unreadable> for ApiError {
    fn from(unreadable: Unreadable) -> Self {
        ApiError::Message(match unreadable {
            Unreadable::NotJson => "invalid JSON",
            Unreadable::NotObject => "invalid JSON: the body must be an object",
            Unreadable::NullCharacter => "invalid JSON: the character U+0000 cannot be kept",
            other => other.message(),
        })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            ApiError::Failed(failed) => each(failed.iter().map(|failed| (failed.field, failed.text.as_str()))),
            ApiError::Message(text) => at_least(error_answer(StatusCode::BAD_REQUEST, text), text),
            ApiError::Lead(error) => lead(error),
            ApiError::TransportError(error) => refuse(error),
        }
    }
}

pub fn refuse(error: TransportError) -> Response {
    error.answer(|status| match &error {
        TransportError::Unauthorized => error_answer(status, "Unauthorized"),
        TransportError::NoSuchPath => error_answer(status, "Not Found"),
        TransportError::WrongMethod => error_answer(status, "Method Not Allowed"),
        TransportError::TooSlow => error_answer(status, "Request Timeout"),
        TransportError::TooLarge(limit) => {
            error_answer(status, &format!("Request Entity Too Large: {limit} bytes at most"))
        }
        TransportError::TooMany(_) => error_answer(status, "Too Many Requests"),
        TransportError::Internal(_) => error_answer(status, "Internal Server Error"),
        other => error_answer(status, &other.to_string()),
    })
}

fn lead(error: LeadError) -> Response {
    let text = error.to_string();
    match split(error) {
        Ok(OperationError::Refused(refusal)) => {
            at_fault(refused(&refusal), of_refusal(&refusal, |field| mapping::spelling(field).to_owned()))
        }
        Ok(OperationError::NotFound(_)) => at_least(error_answer(StatusCode::NOT_FOUND, "Not Found"), &text),
        Ok(OperationError::BookingInEffect { .. }) => at_least(error_answer(StatusCode::CONFLICT, &text), &text),
        Err(error) => refuse(error),
    }
}

fn refused(refusal: &Refusal) -> Response {
    let text = match (refusal.field, &refusal.why) {
        (Field::List, RefusalReason::Taken) => "list_name is exists",
        (Field::Campaign, RefusalReason::Taken) => "campaign_name is already taken",
        (Field::Campaign, RefusalReason::StillActive) => "campaign must be deactive",
        (Field::Campaign, RefusalReason::Unfit(text)) => text,
        (field, _) => {
            let text = refusal.to_string();
            return each([(mapping::spelling(field), text.as_str())]);
        }
    };
    error_answer(StatusCode::BAD_REQUEST, text)
}

fn error_answer(status: StatusCode, text: &str) -> Response {
    answer::json(status, &json!({ "error": text }))
}

fn each<'f>(failed: impl IntoIterator<Item = (&'f str, &'f str)>) -> Response {
    let one = |(field, text): (&str, &str)| Value::Object(Map::from_iter([(field.to_owned(), Value::from(text))]));
    let failed: Vec<(&str, &str)> = failed.into_iter().collect();
    let all: Vec<Value> = failed.iter().copied().map(one).collect();
    at_fault(answer::json(StatusCode::BAD_REQUEST, &json!({ "error": all })), failed.into_iter().map(laid))
}

/// What is missing the vendor says of the whole body, and names in the text.
fn laid((field, text): (&str, &str)) -> Fault {
    match text.strip_suffix(" is required").filter(|_| field == "(root)") {
        Some(missing) => Fault::new(missing, "missing", text),
        None => Fault::new(field, "unfit", text),
    }
}
