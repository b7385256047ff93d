//! Everything that can go wrong, in the vendor's two shapes: `{"error"}` for a lead request that cannot be served as it is, and
//! `{"code":"errors","message"}` for all else (decisions B12, B13). Called by the routes and the front door; decides nothing.

use super::wire;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};
use leadhub_model::request;
use leadhub_model::{CustomValue, Fact, Field, LeadError, Noun, PersonId, Why};
use leadhub_wire::answer::{json, retry_soon};
use leadhub_wire::dialect::TransportError;
use leadhub_wire::fault::at_fault;
use leadhub_wire::json::Unreadable;

/// Says which field is at fault and what is wrong with it, in ASCII.
const REASON: HeaderName = HeaderName::from_static("leadhub-reason");
/// The id under which the log explains a fault of ours.
const FAULT: HeaderName = HeaderName::from_static("leadhub-fault");

const INVALID: &str = "Invalid request";
/// A header of more bytes is more than proxies take.
const LONGEST: usize = 1000;
/// Characters of a refused value that are repeated.
const SHOWN: usize = 40;

/// A field by the vendor's name for it, and what is wrong with it.
pub type Fault = (String, String);

/// Why an operation did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// 400: everything that is wrong with the request.
    Fields(Vec<Fault>),
    /// 400: a contact that is somebody's already, by the name of its field.
    Taken(&'static str, PersonId),
    Lead(LeadError),
    TransportError(TransportError),
}

impl ApiError {
    pub fn field(field: impl Into<String>, what: impl Into<String>) -> ApiError {
        ApiError::Fields(vec![(field.into(), what.into())])
    }

    /// What the core refuses, naming the values of custom fields that were sent.
    pub fn naming(error: LeadError, values: &[CustomValue]) -> ApiError {
        match error {
            LeadError::Refused(refusal) => ApiError::Fields(
                refusal.all().map(|(field, why)| (vendor_name(field).to_owned(), told(field, why, values))).collect(),
            ),
            error => ApiError::Lead(error),
        }
    }
}

/// The same where the vendor's platform speaks and not its Lead page: contacts, tickets and calls (decision B39).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError(pub ApiError);

impl<E> From<E> for PlatformError
where
    ApiError: From<E>,
{
    fn from(error: E) -> Self {
        PlatformError(error.into())
    }
}

impl IntoResponse for PlatformError {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Unreadable> for ApiError {
    fn from(unreadable: Unreadable) -> Self {
        let what = match unreadable {
            Unreadable::NotJson => "is not JSON",
            Unreadable::NotObject => "is JSON, but not an object",
            Unreadable::NullCharacter => "holds the character U+0000 in its JSON",
        };
        ApiError::field("body", what)
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
        ApiError::Fields(faults) => {
            let reason = reason_of(&faults);
            let body = wire::Invalid { error: INVALID, message: explain.then_some(reason.as_str()) };
            at_fault(explained(json(StatusCode::BAD_REQUEST, &body), &reason), laid(&faults))
        }
        ApiError::Taken(field, owner) => taken(field, owner),
        ApiError::Lead(LeadError::Refused(refusal)) => {
            answer(ApiError::naming(LeadError::Refused(refusal), &[]), explain)
        }
        ApiError::Lead(error) => fail(error),
        ApiError::TransportError(trouble) => refuse(trouble),
    }
}

/// The answer to a problem in the platform's shape, which has room for the reason.
pub fn answer_as_platform(PlatformError(problem): PlatformError) -> Response {
    match problem {
        ApiError::Fields(faults) => {
            let reason = reason_of(&faults);
            at_fault(explained(platform(StatusCode::BAD_REQUEST, &reason), &reason), laid(&faults))
        }
        ApiError::Lead(LeadError::Refused(refusal)) => {
            answer_as_platform(PlatformError(ApiError::naming(LeadError::Refused(refusal), &[])))
        }
        ApiError::Lead(LeadError::NotFound(Noun::Person)) => platform(StatusCode::NOT_FOUND, "Not found user"),
        ApiError::Lead(LeadError::NotFound(Noun::Lead)) => platform(StatusCode::NOT_FOUND, "Not found ticket"),
        problem => answer(problem, true),
    }
}

fn taken(field: &'static str, PersonId(owner): PersonId) -> Response {
    let message = format!("{field} already exist");
    let extra_data = Some(wire::Duplicate { duplicate_id: owner });
    let body = wire::Failed { code: "errors", message: &message, extra_data };
    let answer = explained(json(StatusCode::BAD_REQUEST, &body), &format!("{field}: belongs to the contact {owner}"));
    at_fault(answer, [request::Fault::new(field, "taken", format!("belongs to the contact {owner}"))])
}

/// Every fault, for whoever looks at the request later.
fn laid(faults: &[Fault]) -> Vec<request::Fault> {
    let codes = [(Why::Missing, "is missing"), (Why::Unknown, "is not known here"), (Why::Taken, "is taken")];
    let code = |what: &str| codes.iter().find(|(_, end)| what.ends_with(end)).map_or("unfit", |(why, _)| why.code());
    faults.iter().map(|(field, what)| request::Fault::new(field, code(what), what)).collect()
}

/// Every fault, in ASCII, as a header takes it.
fn reason_of(faults: &[Fault]) -> String {
    let told: Vec<String> = faults.iter().map(|(field, what)| format!("{field}: {what}")).collect();
    told.join("; ").chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).take(LONGEST).collect()
}

/// Puts the reason into the header and the log. The log gets no digits in a row that could be somebody's number.
fn explained(mut response: Response, reason: &str) -> Response {
    tracing::info!(status = response.status().as_u16(), reason = without_numbers(reason), "a request was refused");
    say(&mut response, reason);
    response
}

/// Says in the header what a caller would not see else.
pub fn say(response: &mut Response, reason: &str) {
    if let Ok(reason) = HeaderValue::from_str(reason) {
        response.headers_mut().insert(REASON, reason);
    }
}

fn without_numbers(reason: &str) -> String {
    let words = reason.split(' ').map(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if digits >= 8 {
            word.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn fail(error: LeadError) -> Response {
    match error {
        LeadError::Refused(_) => refuse(TransportError::Internal("refusal".to_owned())),
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
    json(status, &wire::Failed { code: "errors", message, extra_data: None })
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
        Field::CustomField(_) => "custom_fields.id",
        Field::CustomValue(_) => "custom_fields.value",
        Field::Agent => "assignee_id",
        Field::Author => "comment.author_id",
        Field::Group => "group_id",
        Field::Person => "requester_id",
        Field::Campaign => "campaign_id",
        Field::List => "list_id",
        Field::CommentBody => "comment.body",
        Field::Brand | Field::Company | Field::BookedAt => "booking",
        // Nothing that this wire asks for is refused by these.
        Field::Name
        | Field::Zone
        | Field::Language
        | Field::Password
        | Field::OldPassword
        | Field::Role
        | Field::Leads
        | Field::Event
        | Field::View(_)
        | Field::Row { .. } => "lead",
    }
}

/// What is wrong, with the custom field and the value that it is about.
fn told(field: Field, why: &Why, values: &[CustomValue]) -> String {
    let sentence = sentence(why);
    match field {
        Field::CustomField(id) => format!("{id} {sentence}"),
        Field::CustomValue(id) => {
            // The last value of a field counts.
            let value = values.iter().rev().find(|value| value.field == id).and_then(|value| value.value.as_deref());
            let value: String = value.unwrap_or_default().chars().take(SHOWN).collect();
            format!("{value} of the field {id} {sentence}")
        }
        _ => sentence,
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
