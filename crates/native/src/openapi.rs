//! The OpenAPI 3.1 document of this API: what the routes say of their operations, and what holds for all of them, said once here.
//! Served without a token; a snapshot test keeps it from changing unseen.

use super::routes;
use super::wire::problem::Problem;
use super::wire::shape::{Shape, string};
use super::wire::value::{BLANK, Id};
use axum::response::Response;
use http::{HeaderValue, header};
use std::sync::LazyLock;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{AllOfBuilder, AnyOfBuilder, OneOfBuilder};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::*;

/// Where it is served.
pub const PATH: &str = "/hub/openapi.json";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "leadhub",
        version = "1",
        description = "Leads, persons, bookings, lists and campaigns of one organisation."
    ),
    paths(serve)
)]
pub struct Api;

/// This document
#[utoipa::path(
    get, path = "/hub/openapi.json", tag = "about", operation_id = "getOpenApi", security(()),
    responses((status = 200, description = "The document.", body = Object, content_type = "application/json"))
)]
pub async fn serve() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());
    let mut response = Response::new(TEXT.as_str().into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The whole document.
pub fn document() -> OpenApi {
    let mut document = routes::documented();
    let mut components = document.components.take().unwrap_or_default();
    let mut parts = Vec::new();
    Problem::parts(&mut parts);
    components.schemas.extend(parts);
    for (name, status, text) in REFUSALS {
        components.responses.insert((*name).to_owned(), refusal(*status, text).into());
    }
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.security_schemes.insert("token".to_owned(), bearer);
    narrow(&mut components);
    document.components = Some(components);
    document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("token", [])]);
    for (path, item) in &mut document.paths.paths {
        complete(path, item);
    }
    document
}

/// What any operation may answer besides its own: name of the component, status, what it says.
const REFUSALS: &[(&str, u16, &str)] = &[
    ("BadRequest", 400, "The body is no JSON object."),
    ("Unauthorized", 401, "No good token of a native integration."),
    ("Forbidden", 403, "The integration does not have the scope."),
    ("NotFound", 404, "There is no such thing."),
    ("Timeout", 408, "The body did not come."),
    ("Conflict", 409, "The state of things does not allow it, or the same request is under way."),
    ("Stale", 412, "It is at another version than If-Match names."),
    ("TooLarge", 413, "The body is too large."),
    ("MediaType", 415, "The body is not application/json."),
    ("Unprocessable", 422, "A field is wrong, an id is unknown, or the idempotency key was used for another request."),
    ("RateLimit", 429, "Too many requests."),
    ("Internal", 500, "A fault of the server; the header Leadhub-Fault names it."),
    ("Unavailable", 503, "The store is away or full: try again shortly."),
];

fn refusal(status: u16, text: &str) -> Response_ {
    let body = content::Content::new(Some(Problem::shape()));
    let response = ResponseBuilder::new().description(text).content("application/problem+json", body);
    let response = match status {
        401 => response.header("WWW-Authenticate", text_header("How to authenticate.")),
        409 | 503 => response.header("Retry-After", text_header("Seconds to wait.")),
        429 => response.header("Retry-After", text_header("Seconds to wait.")),
        500 => response.header("Leadhub-Fault", text_header("Names the fault in the log.")),
        _ => response,
    };
    limited(response.build())
}

type Response_ = utoipa::openapi::Response;

fn text_header(about: &str) -> Header {
    HeaderBuilder::new().schema(String::shape()).description(Some(about)).build()
}

/// The headers that tell what is left to the caller.
fn limited(mut response: Response_) -> Response_ {
    let number = |about: &str| HeaderBuilder::new().schema(i64::shape()).description(Some(about)).build();
    response.headers.extend([
        ("RateLimit-Limit".to_owned(), number("Requests that a window takes.")),
        ("RateLimit-Remaining".to_owned(), number("Requests that are left in it.")),
        ("RateLimit-Reset".to_owned(), number("Seconds until the next window.")),
    ]);
    response
}

/// Adds to each operation of a path what holds for all: the ids in the path, idempotency, refusals, the headers of every answer.
fn complete(path: &str, item: &mut PathItem) {
    let reads = [item.get.as_mut()];
    let writes = [item.post.as_mut(), item.put.as_mut(), item.patch.as_mut(), item.delete.as_mut()];
    for operation in reads.into_iter().flatten().filter(|operation| operation.security.is_none()) {
        frame(path, operation, false);
    }
    for operation in writes.into_iter().flatten() {
        frame(path, operation, true);
    }
}

fn frame(path: &str, operation: &mut Operation, writes: bool) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(own) = response {
            *own = limited(std::mem::replace(own, Response_::new("")));
        }
    }
    let in_path = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let is_said = |name: &str| operation.parameters.iter().flatten().any(|own| own.name == name);
    let mut parameters: Vec<Parameter> = in_path.filter(|name| !is_said(name)).map(path_parameter).collect();
    let is_conditional = operation.parameters.iter().flatten().any(|own| own.name == "If-Match");
    // A query parameter that an operation does not know is refused, also where it takes none.
    let mut statuses = vec![401, 403, 422, 429, 500, 503];
    if path.contains('{') {
        statuses.push(404);
    }
    if writes {
        statuses.extend([408, 409, 413]);
        parameters.push(header_parameter(
            "Idempotency-Key",
            string(),
            "The same key again is answered as the first time, and nothing is done twice.",
        ));
    }
    if operation.request_body.is_some() {
        statuses.extend([400, 415]);
    }
    if is_conditional {
        statuses.push(412);
    }
    operation.parameters.get_or_insert_default().extend(parameters);
    for (name, status, _) in REFUSALS.iter().filter(|(_, status, _)| statuses.contains(status)) {
        let reference = RefOr::Ref(Ref::from_response_name(*name));
        operation.responses.responses.entry(status.to_string()).or_insert(reference);
    }
}

fn path_parameter(name: &str) -> Parameter {
    let schema = if name.ends_with("_uuid") { uuid::Uuid::shape() } else { Id::shape() };
    let builder = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    builder.required(Required::True).schema(Some(schema)).build()
}

fn header_parameter(name: &str, schema: ObjectBuilder, about: &str) -> Parameter {
    let builder = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(Required::False);
    builder.schema(Some(schema)).description(Some(about)).build()
}

/// The versions that are changed, as a parameter.
pub struct IfMatch;

impl utoipa::IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The ETag of the version that is changed, several with commas between, or *.";
        vec![header_parameter("If-Match", string(), about)]
    }
}

/// The versions that the caller has, as a parameter.
pub struct IfNoneMatch;

impl utoipa::IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "ETags of the versions that the caller has: one of them is answered 304.";
        vec![header_parameter("If-None-Match", string(), about)]
    }
}

/// What fields of one body mean for each other.
fn narrow(components: &mut Components) {
    let text = || string().pattern(Some(format!("[^{BLANK}]")));
    let one = |name: &str, schema: ObjectBuilder| ObjectBuilder::new().property(name, schema).required(name);
    let someone = AnyOfBuilder::new()
        .item(one("phone", text()))
        .item(one("email", text()))
        .item(one("person_id", super::wire::shape::integer()));
    let one_lead =
        OneOfBuilder::new().item(ObjectBuilder::new().required("lead_id")).item(ObjectBuilder::new().required("lead"));
    for (name, besides) in
        [("NewLead", Schema::AnyOf(someone.build())), ("NewBooking", Schema::OneOf(one_lead.build()))]
    {
        if let Some(object) = components.schemas.get_mut(name) {
            let both = AllOfBuilder::new().item(std::mem::replace(object, RefOr::T(Schema::default()))).item(besides);
            *object = Schema::AllOf(both.build()).into();
        }
    }
}
