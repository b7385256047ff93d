//! The table of this API's operations, and what lies around all of them: a token before anything else but the OpenAPI document,
//! and the headers of every answer. Mounted by the front door, which puts a `Call` among the request's extensions.

mod bookings;
mod calendar;
mod campaigns;
mod changes;
mod dialects;
mod export;
mod imports;
mod integrations;
mod kinds;
mod leads;
mod lists;
mod many;
mod organisation;
mod overview;
mod persons;
mod places;
mod reference;
mod request;
mod requests;
mod search;
mod timeline;
mod tokens;
mod undo;
mod uploads;
mod views;

use super::errors::{ApiError, rate_headers, refuse};
use super::openapi;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::Method;
use leadhub_wire::dialect::{Call, TransportError};
use leadhub_wire::routes::Routes;
use utoipa::OpenApi;

pub type Answer = Result<Response, ApiError>;

pub fn routes() -> Routes {
    let first = Routes::default().on(Method::GET, openapi::PATH, openapi::serve);
    let parts = [
        leads::routes,
        export::routes,
        many::routes,
        undo::routes,
        changes::routes,
        search::routes,
        timeline::routes,
        persons::routes,
        bookings::routes,
        calendar::routes,
        overview::routes,
        views::routes,
        lists::routes,
        uploads::routes,
        imports::routes,
        campaigns::routes,
        reference::routes,
        kinds::routes,
        places::routes,
        dialects::routes,
        integrations::routes,
        tokens::routes,
        requests::routes,
        organisation::routes,
    ];
    parts.into_iter().fold(first, |routes, part| part(routes)).with(|router| {
        router
            .fallback(async || refuse(TransportError::NoSuchPath))
            .method_not_allowed_fallback(async || refuse(TransportError::WrongMethod))
            .layer(from_fn(rate_headers_layer))
    })
}

/// What the routes' files say of their operations.
pub fn documented() -> utoipa::openapi::OpenApi {
    let parts = [
        leads::Api::openapi(),
        export::Api::openapi(),
        many::Api::openapi(),
        undo::Api::openapi(),
        changes::Api::openapi(),
        search::Api::openapi(),
        timeline::Api::openapi(),
        persons::Api::openapi(),
        bookings::Api::openapi(),
        calendar::Api::openapi(),
        overview::Api::openapi(),
        views::Api::openapi(),
        lists::Api::openapi(),
        uploads::Api::openapi(),
        imports::Api::openapi(),
        campaigns::Api::openapi(),
        reference::Api::openapi(),
        kinds::documented(),
        places::Api::openapi(),
        dialects::Api::openapi(),
        integrations::Api::openapi(),
        tokens::Api::openapi(),
        requests::Api::openapi(),
        organisation::Api::openapi(),
    ];
    parts.into_iter().fold(openapi::Api::openapi(), utoipa::openapi::OpenApi::merge_from)
}

async fn rate_headers_layer(request: Request, next: Next) -> Response {
    let Some(rate) = request.extensions().get::<Call>().map(|call| call.rate) else {
        let is_public = request.uri().path().trim_end_matches('/') == openapi::PATH;
        return if is_public { next.run(request).await } else { refuse(TransportError::Unauthorized) };
    };
    let mut response = next.run(request).await;
    rate_headers(response.headers_mut(), rate);
    response
}
