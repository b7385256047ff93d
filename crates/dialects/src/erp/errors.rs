//! Everything that goes wrong, in the vendor's one shape `{"type","message"}`: 401 for every refusal of a request that reached
//! its operation (decision A15), its own status for what goes wrong around one (X10). Called by the routes and the front door.

use super::wire;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};
use leadhub_model::request::Fault;
use leadhub_model::{Fact, Field, LeadError, Refusal, RefusalReason, Resource};
use leadhub_wire::answer::json;
use leadhub_wire::fault::{at_fault, of_refusal};
use leadhub_wire::transport::{OperationError, TransportError, split};
use serde_json::Value;

/// Says more than the vendor's body does, in ASCII.
const REASON: HeaderName = HeaderName::from_static("leadhub-reason");

/// The `type` of a value that is not what its field takes.
pub const PARAMS: &str = "params";
/// The vendor's own spelling.
const BOOKED: &str = "Không thể tạo Booking mới do còn Booking vẫn còn hiêu lực";

/// Why an operation is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// 401 with these two texts.
    Refused(&'static str, String),
    /// Required fields that are not there, in the documents' order: the body names the first, a header all of them.
    Missing(Vec<&'static str>),
    Lead(LeadError),
    TransportError(TransportError),
}

impl ApiError {
    /// A required field that is not there (decision A4).
    pub fn missing(field: &'static str) -> ApiError {
        ApiError::Missing(vec![field])
    }

    /// A value that its field does not take.
    pub fn params(field: &str, what: &str) -> ApiError {
        ApiError::Refused(PARAMS, format!("{field}: {what}"))
    }

    /// A value that a lookup does not find, or a date that cannot be; the message carries it.
    pub fn offending(kind: &'static str, value: impl std::fmt::Display) -> ApiError {
        ApiError::Refused(kind, format!("{kind}: {value}"))
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

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            ApiError::Refused(kind, message) => error_body(kind, &message),
            ApiError::Missing(fields) => missing(&fields),
            ApiError::Lead(error) => lead(error),
            ApiError::TransportError(error) => refuse(error),
        }
    }
}

/// A wrong value is named by its field, what is not found by the kind of the refusal.
fn error_body(kind: &'static str, message: &str) -> Response {
    let fault = match message.split_once(": ").filter(|_| kind == PARAMS) {
        Some((field, what)) => Fault::new(field, "unfit", what),
        None => Fault::new("", "unknown", message),
    };
    at_fault(error_answer(StatusCode::UNAUTHORIZED, kind, message), [fault])
}

fn missing(fields: &[&str]) -> Response {
    let first = fields.first().copied().unwrap_or_default();
    let message = format!("The parameter {first} is missing!!!");
    let mut response = error_answer(StatusCode::UNAUTHORIZED, "Missing", &message);
    if let Ok(all) = HeaderValue::from_str(&format!("missing: {}", fields.join(", "))) {
        response.headers_mut().insert(REASON, all);
    }
    at_fault(response, fields.iter().map(|field| Fault::new(*field, "missing", "is missing")))
}

/// What goes wrong around an operation. A missing, unknown and expired token get the one body the documents print (A16).
pub fn refuse(error: TransportError) -> Response {
    let text = error.to_string();
    error.answer(|status| match &error {
        TransportError::Malformed(_) => error_answer(status, "bad_request", &text),
        TransportError::Unauthorized => error_answer(status, "access_token", "token seems to have expired or invalid"),
        TransportError::Forbidden(_) => error_answer(status, "access_denied", &text),
        TransportError::NoSuchPath => error_answer(status, "not_found", &text),
        TransportError::WrongMethod => error_answer(status, "method_not_allowed", "no such method here"),
        TransportError::TooSlow => error_answer(status, "request_timeout", &text),
        TransportError::TooLarge(limit) => {
            error_answer(status, "too_large", &format!("a body has at most {limit} bytes"))
        }
        TransportError::TooMany(_) => error_answer(status, "too_many_requests", "slow down"),
        TransportError::Stale(_) => error_answer(status, PARAMS, &text),
        TransportError::KeyReused | TransportError::InFlight => error_answer(status, "idempotency_key", &text),
        TransportError::Internal(_) => error_answer(status, "internal", "a fault of the server"),
        TransportError::Busy | TransportError::Unavailable | TransportError::OutcomeUnknown => {
            error_answer(status, "unavailable", &text)
        }
    })
}

fn lead(error: LeadError) -> Response {
    let text = error.to_string();
    match split(error) {
        Ok(OperationError::Refused(refusal)) => {
            let name = |field: Field| vendor_name(field).map_or_else(|| field.to_string(), str::to_owned);
            at_fault(refused(&refusal), of_refusal(&refusal, name))
        }
        Ok(OperationError::BookingInEffect { codes, brand }) => {
            let message = format!("Hãy vào Booking có mã {codes} của thương hiệu {brand} để thao tác tiếp");
            error_body(BOOKED, &message)
        }
        Ok(OperationError::NotFound(Resource::Booking)) => error_body("Booking not found", &text),
        Ok(OperationError::NotFound(Resource::PhoneCall)) => error_body("Phone call not found", &text),
        Ok(OperationError::NotFound(_)) => error_body("Lead not found", &text),
        Err(error) => refuse(error),
    }
}

/// What only the core can find at fault.
fn refused(refusal: &Refusal) -> Response {
    let kind = match (refusal.field, &refusal.why) {
        (Field::Service, RefusalReason::Unknown) => "ID Service not found",
        (Field::Campaign, RefusalReason::Unknown) => "ID Campaign not found",
        (Field::Person, RefusalReason::Unknown) => "ID Account not found",
        _ => PARAMS,
    };
    let message = match vendor_name(refusal.field) {
        Some(name) => format!("{name}: {}", refusal.why.to_string().trim_start_matches([':', ' '])),
        None => refusal.to_string(),
    };
    error_answer(StatusCode::UNAUTHORIZED, kind, &message)
}

/// The documents' name for what the core speaks of, where it differs.
fn vendor_name(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Fact(Fact::Name) => "contact_name",
        Field::Fact(Fact::Phone) | Field::Identity => "phone_no1",
        Field::Fact(Fact::Email) => "email_from",
        Field::Fact(Fact::Address) => "street",
        Field::Fact(Fact::Code) => "ticket_id",
        Field::Stage => "stage_id",
        Field::Service => "crm_line_ids",
        Field::Campaign => "campaign_id",
        Field::Person => "account_id",
        Field::Company => "company_id",
        Field::BookedAt => "booking_date",
        Field::Agent => "agent_email",
        Field::CommentBody => "comment",
        _ => return None,
    })
}

pub fn error_answer(status: StatusCode, kind: &str, message: &str) -> Response {
    failed(status, Value::from(kind), message)
}

/// Of one refusal the `type` is a number.
pub fn failed(status: StatusCode, kind: Value, message: &str) -> Response {
    json(status, &wire::Failed { kind, message })
}
