//! Everything that can go wrong, in the vendor's two shapes: `{"error"}` for a lead request that cannot be served as it is, and
//! `{"code":"errors","message"}` for all else (decisions B12, B13). Called by the routes and the front door; decides nothing.

use super::wire;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use leadhub_model::request;
use leadhub_model::{CustomValue, Fact, Field, LeadError, PersonId, RefusalReason, Resource};
use leadhub_wire::answer::{explained, json};
use leadhub_wire::fault::{at_fault, at_least};
use leadhub_wire::json::Unreadable;
use leadhub_wire::transport::{OperationError, TransportError, split};

const INVALID: &str = "Invalid request";
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
    Taken(&'static str, Option<PersonId>),
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
                refusal
                    .all()
                    .map(|(field, why)| (vendor_name(field).to_owned(), message(field, why, values)))
                    .collect(),
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
            other => other.message().trim_start_matches("the body "),
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
    fn from(error: TransportError) -> Self {
        ApiError::TransportError(error)
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

/// The answer to an error. `explain` puts the reason of a 400 into its body too (decision B12).
pub fn answer(error: ApiError, explain: bool) -> Response {
    match error {
        ApiError::Fields(faults) => {
            let reason = reason_of(&faults);
            let body = wire::Invalid { error: INVALID, message: explain.then_some(reason.as_str()) };
            refused(json(StatusCode::BAD_REQUEST, &body), &faults, &reason)
        }
        ApiError::Taken(field, owner) => taken(field, owner),
        ApiError::Lead(LeadError::Refused(refusal)) => {
            answer(ApiError::naming(LeadError::Refused(refusal), &[]), explain)
        }
        ApiError::Lead(error) => fail(error),
        ApiError::TransportError(error) => refuse(error),
    }
}

/// The answer to an error in the platform's shape, which has room for the reason.
pub fn answer_as_platform(PlatformError(error): PlatformError) -> Response {
    match error {
        ApiError::Fields(faults) => {
            let reason = reason_of(&faults);
            refused(platform(StatusCode::BAD_REQUEST, &reason), &faults, &reason)
        }
        ApiError::Lead(LeadError::Refused(refusal)) => {
            answer_as_platform(PlatformError(ApiError::naming(LeadError::Refused(refusal), &[])))
        }
        ApiError::Lead(LeadError::NotFound(Resource::Person)) => not_found("Not found user"),
        ApiError::Lead(LeadError::NotFound(Resource::Lead)) => not_found("Not found ticket"),
        error => answer(error, true),
    }
}

/// The duplicate is named to whoever may see it.
fn taken(field: &'static str, owner: Option<PersonId>) -> Response {
    let message = format!("{field} already exist");
    let extra_data = owner.map(|PersonId(duplicate_id)| wire::Duplicate { duplicate_id });
    let body = wire::Failed { code: "errors", message: &message, extra_data };
    let whose = owner.map_or("another contact".to_owned(), |owner| format!("the contact {owner}"));
    let fault = (field.to_owned(), format!("belongs to {whose}"));
    let reason = reason_of(std::slice::from_ref(&fault));
    refused(json(StatusCode::BAD_REQUEST, &body), &[fault], &reason)
}

/// A fault, for whoever looks at the request later.
fn laid((field, what): &Fault) -> request::Fault {
    let codes = [
        (RefusalReason::Missing, "is missing"),
        (RefusalReason::Unknown, "is not known here"),
        (RefusalReason::Taken, "is taken"),
    ];
    let why = codes.iter().find(|(_, end)| what.ends_with(end)).map(|(why, _)| why);
    let code = if what.starts_with("belongs to ") {
        RefusalReason::Taken.code()
    } else {
        why.map_or("unfit", RefusalReason::code)
    };
    request::Fault::new(field, code, what)
}

fn reason_of(faults: &[Fault]) -> String {
    let told: Vec<String> = faults.iter().map(|(field, what)| format!("{field}: {what}")).collect();
    told.join("; ")
}

/// Puts the reason into the header.
fn refused(response: Response, faults: &[Fault], reason: &str) -> Response {
    at_fault(explained(response, Some(reason)), faults.iter().map(laid))
}

fn fail(error: LeadError) -> Response {
    let text = error.to_string();
    match split(error) {
        // Every caller says it with the request's own fields; said plainly in case one ever does not.
        Ok(OperationError::Refused(refusal)) => platform(StatusCode::BAD_REQUEST, &refusal.to_string()),
        Ok(OperationError::NotFound(Resource::Lead)) => {
            let body = wire::NoLead { code: "errors", message: "Lead not found", error: INVALID };
            at_least(json(StatusCode::NOT_FOUND, &body), &text)
        }
        Ok(OperationError::NotFound(_)) => refuse(TransportError::NoSuchPath),
        // This wire books nothing; said plainly in case it ever meets one.
        Ok(OperationError::BookingInEffect { .. }) => platform(StatusCode::CONFLICT, &text),
        Err(error) => refuse(error),
    }
}

/// What goes wrong around an operation. The texts are the vendor's where they are known, else the platform's it is built on.
pub fn refuse(error: TransportError) -> Response {
    if let TransportError::Malformed(what) = error {
        return answer(ApiError::field("request", what), false);
    }
    error.answer(|status| match &error {
        TransportError::Unauthorized => platform(status, "Unauthenticated."),
        TransportError::NoSuchPath => platform(status, "Not Found"),
        TransportError::WrongMethod => platform(status, "Method Not Allowed"),
        TransportError::TooSlow => platform(status, "Request Timeout"),
        TransportError::TooLarge(limit) => platform(status, &format!("Payload Too Large: at most {limit} bytes")),
        TransportError::TooMany(_) => platform(status, "Too Many Attempts."),
        TransportError::Internal(_) => platform(status, "Server Error"),
        other => platform(status, &other.to_string()),
    })
}

fn not_found(text: &str) -> Response {
    at_least(platform(StatusCode::NOT_FOUND, text), text)
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
        Field::Source => "ticket_source",
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
        | Field::Import(_)
        | Field::Row { .. } => "lead",
    }
}

/// What is wrong, with the custom field and the value that it is about.
fn message(field: Field, why: &RefusalReason, values: &[CustomValue]) -> String {
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

fn sentence(why: &RefusalReason) -> String {
    match why {
        RefusalReason::Missing => "is missing".to_owned(),
        RefusalReason::Unknown => "is not known here".to_owned(),
        RefusalReason::TooLong { max } => format!("is longer than {max} characters"),
        RefusalReason::Taken => "is taken".to_owned(),
        RefusalReason::StillActive => "is still active".to_owned(),
        RefusalReason::Unfit(text) => (*text).to_owned(),
    }
}
