//! The paths of this wire, all under `/v3/`, and what every handler needs of a request. Mounted by the front door, which puts
//! a `Call` among the request's extensions; without one the answer is 401 before anything else.

mod campaign;
mod lead;
mod list;
mod long_page;
mod multi;
mod names;
pub mod paging;
pub mod parameters;
mod token;
mod upload;

use super::errors::{ApiError, refuse};
use super::mapping;
use axum::extract::{FromRequestParts, Path, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::Method;
use http::request::Parts;
use leadhub_wire::dialect::{AppState, Call, TransportError};
use leadhub_wire::json;
use leadhub_wire::routes::Routes;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Where a token is got, so the one path without.
const TOKEN: &str = "/v3/auth/token";

pub fn routes() -> Routes {
    Routes::default()
        .on(Method::POST, TOKEN, token::trade)
        .on(Method::GET, "/v3/lead", lead::list)
        .on(Method::POST, "/v3/lead", lead::post)
        .on(Method::POST, "/v3/lead/file", upload::post)
        .on(Method::GET, "/v3/lead/file/{upload_id}", upload::report)
        .on(Method::POST, "/v3/lead/multi", multi::post)
        .on(Method::GET, "/v3/lead/{lead_uuid}", lead::detail)
        .on(Method::PUT, "/v3/lead/{lead_uuid}", lead::update)
        .on(Method::DELETE, "/v3/lead/{lead_uuid}", lead::delete)
        .on(Method::GET, "/v3/list", list::list)
        .on(Method::POST, "/v3/list", list::create)
        .on(Method::GET, "/v3/list/{list_uuid}", list::detail)
        .on(Method::DELETE, "/v3/list/{list_uuid}", list::delete)
        .on(Method::PATCH, "/v3/list/{list_uuid}/active", list::switch)
        .on(Method::GET, "/v3/campaign", campaign::list)
        .on(Method::POST, "/v3/campaign", campaign::create)
        .on(Method::GET, "/v3/campaign/{campaign_uuid}", campaign::detail)
        .on(Method::DELETE, "/v3/campaign/{campaign_uuid}", campaign::delete)
        .on(Method::PATCH, "/v3/campaign/{campaign_uuid}/active", campaign::switch)
        .with(|router| {
            router
                .fallback(async || refuse(TransportError::NoSuchPath))
                .method_not_allowed_fallback(async || refuse(TransportError::WrongMethod))
                .layer(from_fn(only_with_a_call))
        })
}

async fn only_with_a_call(request: Request, next: Next) -> Response {
    if request.extensions().get::<Call>().is_some() || request.uri().path().trim_end_matches('/') == TOKEN {
        next.run(request).await
    } else {
        refuse(TransportError::Unauthorized)
    }
}

/// The UUID in the path. What is none names nothing that is there: 404.
struct Named(Uuid);

impl FromRequestParts<AppState> for Named {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let segment = Path::<String>::from_request_parts(parts, app).await.ok();
        segment.and_then(|Path(text)| mapping::uuid(&text)).map(Named).ok_or(TransportError::NoSuchPath.into())
    }
}

type WriteRequest = leadhub_wire::work::WriteRequest<ApiError>;

/// The body as an object; no bytes are an object without fields (decision T2).
fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    Ok(if body.is_empty() { Map::new() } else { json::object(body)? })
}

/// What a switch is set to: `active`, a boolean or the word for one.
fn wanted_active(request: &WriteRequest) -> Result<bool, ApiError> {
    let body = object(&request.body)?;
    match body.get("active") {
        None | Some(Value::Null) => Err(ApiError::Message("active is missing")),
        Some(Value::Bool(active)) => Ok(*active),
        Some(Value::String(word)) if word == "true" || word == "false" => Ok(word == "true"),
        Some(other) => {
            let given = mapping::check::type_of(other);
            Err(vec![mapping::check::Failed::of_type("active", "boolean", given)].into())
        }
    }
}
