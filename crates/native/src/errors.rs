//! Everything that goes wrong, as a problem of RFC 9457 that names every wrong field (decision N3). Used by the routes and, as
//! `refuse`, by the front door. It decides nothing but words and status.

use super::wire::problem::{self, Wrong};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use leadhub_model::request::Fault;
use leadhub_model::{Field, LeadError, Refusal, RefusalReason, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::Rate;
use leadhub_wire::fault::at_fault;
use leadhub_wire::transport::{OperationError, TransportError, split};

/// The media type of RFC 9457.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why an operation is not answered.
#[derive(Debug)]
pub enum ApiError {
    /// 422 with every field that is wrong.
    Fields(Vec<Wrong>),
    /// 400 for a body that has no fields.
    Body(&'static str),
    /// 415.
    MediaType,
    /// 404, and what is not there.
    NotFound(&'static str),
    /// 409: what it is now does not allow it.
    Conflict(String),
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

impl From<Vec<Wrong>> for ApiError {
    fn from(wrong: Vec<Wrong>) -> Self {
        ApiError::Fields(wrong)
    }
}

impl ApiError {
    /// What the core refused, under the names that this operation has for the core's fields.
    pub fn named(self, name: impl Fn(Field) -> String) -> ApiError {
        match self {
            ApiError::Lead(LeadError::Refused(refusal)) => ApiError::Fields(wrong(&refusal, name)),
            other => other,
        }
    }

    /// What the core refused of something that the caller only points at: no field is wrong, but its state.
    pub fn into_conflict(self) -> ApiError {
        match self {
            ApiError::Lead(LeadError::Refused(refusal)) => ApiError::Conflict(refusal.to_string()),
            other => other,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            ApiError::Fields(wrong) => fields(wrong),
            ApiError::Body(text) => error_answer(StatusCode::BAD_REQUEST, "/hub/problems/bad-request", text),
            ApiError::MediaType => {
                let text = "send the body as JSON, with Content-Type: application/json";
                error_answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, "/hub/problems/media-type", text)
            }
            ApiError::NotFound(what) => not_found(what),
            ApiError::Conflict(text) => error_answer(StatusCode::CONFLICT, "/hub/problems/conflict", text),
            ApiError::Lead(error) => lead(error),
            ApiError::TransportError(error) => refuse(error),
        }
    }
}

pub fn refuse(error: TransportError) -> Response {
    let text = error.to_string();
    error.answer(|status| match &error {
        TransportError::Malformed(_) => error_answer(status, "/hub/problems/bad-request", text),
        TransportError::Unauthorized => {
            let text = "send a good token of a native integration: Authorization: Bearer <token>";
            let response = error_answer(status, "/hub/problems/unauthorized", text);
            with(response, header::WWW_AUTHENTICATE, "Bearer")
        }
        TransportError::Forbidden(_) => error_answer(status, "/hub/problems/forbidden", text),
        TransportError::NoSuchPath => not_found("such path"),
        TransportError::WrongMethod => {
            error_answer(status, "/hub/problems/method", "this path has other methods: see the header Allow")
        }
        TransportError::TooSlow => {
            error_answer(status, "/hub/problems/timeout", "the body did not come: send it again")
        }
        TransportError::InFlight => error_answer(status, "/hub/problems/in-flight", text),
        TransportError::Stale(_) => error_answer(status, "/hub/problems/stale", text),
        TransportError::TooLarge(limit) => {
            let text = format!("a body has {limit} bytes at most: send less at once");
            error_answer(status, "/hub/problems/too-large", text)
        }
        TransportError::KeyReused => error_answer(status, "/hub/problems/key-reused", text),
        TransportError::TooMany(rate) => {
            let text =
                format!("{} are allowed at a time: go on in {} second(s)", rate.limit, rate.reset_seconds.max(1));
            let mut response = error_answer(status, "/hub/problems/rate-limit", text);
            rate_headers(response.headers_mut(), *rate);
            response
        }
        TransportError::Internal(id) => {
            let detail = "a fault of this server, not of your request: its log tells more under this id".to_owned();
            respond(status, "/hub/problems/internal", detail, Some(format!("/hub/faults/{id}")), Vec::new())
        }
        TransportError::Busy | TransportError::Unavailable | TransportError::OutcomeUnknown => {
            error_answer(status, "/hub/problems/unavailable", text)
        }
    })
}

/// What is left to the caller, as headers of every answer.
pub fn rate_headers(headers: &mut HeaderMap, rate: Rate) {
    let numbers = [
        ("ratelimit-limit", rate.limit.into()),
        ("ratelimit-remaining", rate.remaining.into()),
        ("ratelimit-reset", rate.reset_seconds.into()),
    ];
    headers.extend(numbers.map(|(name, number): (_, HeaderValue)| (HeaderName::from_static(name), number)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

fn lead(error: LeadError) -> Response {
    match split(error) {
        Ok(OperationError::Refused(refusal)) => fields(wrong(&refusal, spelling)),
        Ok(OperationError::NotFound(noun)) => not_found(word(noun)),
        Ok(OperationError::BookingInEffect { codes, brand }) => {
            let text = format!("a booking with {brand} is still in effect: change or cancel {codes} first");
            error_answer(StatusCode::CONFLICT, "/hub/problems/booking-in-effect", text)
        }
        Err(error) => refuse(error),
    }
}

/// What went wrong with one of many, in a sentence.
pub fn error_text(error: &LeadError) -> String {
    match error {
        LeadError::NotFound(noun) => format!("there is no {}", word(*noun)),
        LeadError::Refused(refusal) => {
            let all = refusal.all().map(|(field, why)| format!("{}{why}", spelling(field)));
            all.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

const fn word(noun: Resource) -> &'static str {
    match noun {
        Resource::Lead => "lead with this id",
        Resource::List => "list with this id",
        Resource::Campaign => "campaign with this id",
        Resource::Person => "person with this id",
        Resource::Booking => "booking with this id",
        Resource::PhoneCall => "phone call with this id",
        Resource::Integration => "integration with this id",
        Resource::Token => "token with this id",
        Resource::User => "user with this id",
        Resource::Session => "session with this id",
        Resource::Event => "event with this id",
        Resource::View => "view with this id",
        Resource::Import => "import with this id",
        Resource::Request => "request with this id",
    }
}

fn wrong(refusal: &Refusal, name: impl Fn(Field) -> String) -> Vec<Wrong> {
    refusal.all().map(|(field, why)| Wrong::new(&name(field), why.code(), message(why))).collect()
}

/// `RefusalReason` reads on from a field's name, which here stands in a key of its own.
fn message(why: &RefusalReason) -> String {
    why.to_string().trim_start_matches([':', ' ']).to_owned()
}

/// The name that a field of the core has in most bodies of this wire.
pub fn spelling(field: Field) -> String {
    let name = match field {
        Field::Fact(fact) => fact.column(),
        Field::Identity => "phone",
        Field::Routing | Field::Service => "service_id",
        Field::Stage => "stage_id",
        Field::Reason => "reason_id",
        Field::Label => "label_ids",
        Field::CustomField(_) => "custom_values.field_id",
        Field::CustomValue(_) => "custom_values.value",
        Field::Agent => "agent_id",
        Field::Author => "comment.author_id",
        Field::Group => "group_id",
        Field::Person => "person_id",
        Field::List => "list_id",
        Field::Campaign => "campaign_id",
        Field::Source => "source_id",
        Field::CommentBody => "comment.body",
        Field::Brand => "brand_id",
        Field::Company => "company_id",
        Field::BookedAt => "booked_at",
        Field::Name => "name",
        Field::Zone => "zone",
        Field::Language => "language",
        Field::Password => "password",
        Field::OldPassword => "old_password",
        Field::Role => "role",
        Field::Leads => "lead_ids",
        Field::Event => "event_id",
        Field::View(column) | Field::Import(column) => column,
        Field::Row { set, id, column } => return format!("{set}.{id}.{column}"),
    };
    name.to_owned()
}

fn fields(wrong: Vec<Wrong>) -> Response {
    let names = wrong.iter().map(|wrong| wrong.field.as_str()).collect::<Vec<_>>().join(", ");
    let detail = format!("nothing was written, correct this first: {names}");
    respond(StatusCode::UNPROCESSABLE_ENTITY, "/hub/problems/validation", detail, None, wrong)
}

fn not_found(what: &str) -> Response {
    error_answer(StatusCode::NOT_FOUND, "/hub/problems/not-found", format!("there is no {what}"))
}

fn error_answer(status: StatusCode, kind: &'static str, text: impl Into<String>) -> Response {
    respond(status, kind, text.into(), None, Vec::new())
}

fn respond(
    status: StatusCode,
    kind: &'static str,
    detail: String,
    instance: Option<String>,
    errors: Vec<Wrong>,
) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let faults = match errors.as_slice() {
        [] => vec![Fault::new("", kind.rsplit('/').next().unwrap_or_default(), detail.as_str())],
        errors => errors.iter().map(|wrong| Fault::new(&wrong.field, wrong.code, &wrong.message)).collect(),
    };
    let body = problem::Problem { r#type: kind, title, status: status.as_u16().into(), detail, instance, errors };
    let mut response = at_fault(answer::json(status, &body), faults);
    response.headers_mut().insert(header::CONTENT_TYPE, MEDIA_TYPE);
    response
}

fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
