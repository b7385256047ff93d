//! Everything that can go wrong, in the vendor's two shapes: `{"error"}` for a lead request that cannot be served as it is, and
//! `{"code":"errors","message"}` for all else (decisions B12, B13). Called by the routes and the front door; decides nothing.

use super::wire;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};
use leadhub_model::{Fact, Field, LeadError, Noun, Why};
use leadhub_wire::answer::{json, retry_soon};
use leadhub_wire::dialect::TransportError;

/// Says which field is at fault and what is wrong with it, in ASCII.
const REASON: HeaderName = HeaderName::from_static("leadhub-reason");
/// The id under which the log explains a fault of ours.
const FAULT: HeaderName = HeaderName::from_static("leadhub-fault");

const INVALID: &str = "Invalid request";

/// Why an operation did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// 400: a field by the vendor's name for it, and what is wrong with it.
    Field(String, String),
    Lead(LeadError),
    TransportError(TransportError),
}

impl ApiError {
    pub fn field(field: impl Into<String>, what: impl Into<String>) -> ApiError {
        ApiError::Field(field.into(), what.into())
    }
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

/// Travels to the door of the router, which knows whether this integration wants its errors explained, and answers there.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}

/// The answer to a problem. `explain` puts the reason of a 400 into its body too (decision B12).
pub fn answer(problem: ApiError, explain: bool) -> Response {
    match problem {
        ApiError::Field(field, what) => invalid(&format!("{field}: {what}"), explain),
        ApiError::Lead(error) => fail(error, explain),
        ApiError::TransportError(trouble) => refuse(trouble),
    }
}

fn invalid(reason: &str, explain: bool) -> Response {
    let reason = in_ascii(reason);
    let body = wire::Invalid { error: INVALID, message: explain.then_some(reason.as_str()) };
    let mut response = json(StatusCode::BAD_REQUEST, &body);
    self::explain(&mut response, &reason);
    response
}

/// Says in the head of an answer what its body has no place for.
pub fn explain(response: &mut Response, reason: &str) {
    if let Ok(reason) = HeaderValue::from_str(&in_ascii(reason)) {
        response.headers_mut().insert(REASON, reason);
    }
}

fn in_ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}

fn fail(error: LeadError, explain: bool) -> Response {
    match error {
        LeadError::Refused(refusal) => {
            invalid(&format!("{}: {}", vendor_name(refusal.field), sentence(&refusal.why)), explain)
        }
        LeadError::NotFound(Noun::Lead) => {
            let body = wire::NoLead { code: "errors", message: "Lead not found", error: INVALID };
            json(StatusCode::NOT_FOUND, &body)
        }
        LeadError::NotFound(_) => refuse(TransportError::NoSuchPath),
        // This wire books nothing; said plainly in case it ever meets one.
        LeadError::BookingInEffect { .. } => platform(StatusCode::CONFLICT, &error.to_string()),
        LeadError::Forbidden(_) => platform(StatusCode::FORBIDDEN, &error.to_string()),
        LeadError::Stale(_) => platform(StatusCode::PRECONDITION_FAILED, &error.to_string()),
        LeadError::KeyReused => platform(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
        LeadError::InFlight => retry_soon(platform(StatusCode::CONFLICT, &error.to_string())),
        LeadError::Busy => retry_soon(platform(StatusCode::SERVICE_UNAVAILABLE, &error.to_string())),
        LeadError::Unavailable => refuse(TransportError::Unavailable),
        LeadError::OutcomeUnknown => refuse(TransportError::OutcomeUnknown),
        LeadError::Internal(fault) => refuse(TransportError::Internal(fault)),
    }
}

/// What goes wrong around an operation. The texts are the vendor's where they are known, else the platform's it is built on.
pub fn refuse(trouble: TransportError) -> Response {
    match trouble {
        TransportError::Unauthorized => platform(StatusCode::UNAUTHORIZED, "Unauthenticated."),
        TransportError::NoSuchPath => platform(StatusCode::NOT_FOUND, "Not Found"),
        TransportError::WrongMethod => platform(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"),
        TransportError::TooSlow => platform(StatusCode::REQUEST_TIMEOUT, "Request Timeout"),
        TransportError::TooLarge(limit) => {
            platform(StatusCode::PAYLOAD_TOO_LARGE, &format!("Payload Too Large: at most {limit} bytes"))
        }
        TransportError::TooMany(_) => retry_soon(platform(StatusCode::TOO_MANY_REQUESTS, "Too Many Attempts.")),
        TransportError::Internal(fault) => {
            let mut response = platform(StatusCode::INTERNAL_SERVER_ERROR, "Server Error");
            if let Ok(fault) = HeaderValue::from_str(&fault) {
                response.headers_mut().insert(FAULT, fault);
            }
            response
        }
        TransportError::Unavailable => {
            retry_soon(platform(StatusCode::SERVICE_UNAVAILABLE, &LeadError::Unavailable.to_string()))
        }
        TransportError::OutcomeUnknown => {
            retry_soon(platform(StatusCode::SERVICE_UNAVAILABLE, &LeadError::OutcomeUnknown.to_string()))
        }
    }
}

fn platform(status: StatusCode, message: &str) -> Response {
    json(status, &wire::Failed { code: "errors", message })
}

/// The document's name for what the core speaks of.
fn vendor_name(field: Field) -> &'static str {
    match field {
        Field::Fact(Fact::Name) => "username",
        Field::Fact(Fact::EstimatedClose) => "estimated_closed_date",
        Field::Fact(fact) => fact.column(),
        Field::Identity => "phone",
        Field::Routing | Field::Service => "service_id",
        Field::Stage => "lead_status_id",
        Field::Reason => "unqualify_reason",
        Field::Label => "lead_label",
        Field::CustomField => "custom_fields.id",
        Field::CustomValue => "custom_fields.value",
        Field::Agent => "assignee_id",
        Field::Author => "comment.author_id",
        Field::Group => "group_id",
        Field::Person => "requester_id",
        Field::Campaign => "campaign_id",
        Field::List => "list_id",
        Field::CommentBody => "comment.body",
        Field::Brand | Field::Company | Field::BookedAt => "booking",
        // Nothing that this wire asks for is refused by these.
        Field::Name | Field::Zone | Field::Password | Field::OldPassword | Field::Role | Field::Row { .. } => "lead",
    }
}

fn sentence(why: &Why) -> String {
    match why {
        Why::Missing => "is missing".to_owned(),
        Why::Unknown => "is not known here".to_owned(),
        Why::TooLong { max } => format!("is longer than {max} characters"),
        Why::Taken => "is taken".to_owned(),
        Why::StillActive => "is still active".to_owned(),
        Why::Unfit(text) => (*text).to_owned(),
    }
}
