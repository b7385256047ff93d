//! The paths of this wire, each with and without the organisation's segment, and what every handler needs of a request. Mounted
//! by the front door, which puts a `Call` among the request's extensions; without one the answer is 401 before anything else.

mod accounts;
mod body;
mod bookings;
mod calls;
mod details;
mod leads;
mod own_brand;
mod parameters;
mod prices;
mod reference;
mod rows;
mod token;

use super::errors::{ApiError, refuse};
use super::mapping::{self, Enquiry, Operation};
use axum::extract::{FromRequestParts, Path, Request};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::Method;
use http::request::Parts;
use leadhub_wire::dialect::{AppState, Call, TransportError};
use leadhub_wire::routes::Routes;
use serde_json::{Map, Value};

type Answer = Result<Response, ApiError>;

pub fn routes() -> Routes {
    let routes = Routes::default();
    let routes = both(routes, Method::GET, "/{domain}/api/auth/token", token::trade);
    let routes = both(routes, Method::POST, "/{domain}/api/auth/token", token::trade);
    let routes = both(routes, Method::DELETE, "/{domain}/api/auth/token", token::end);
    let routes = both(routes, Method::POST, "/{domain}/api/v1/lead", leads::create);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/lead/{id}", leads::detail);
    let routes = both(routes, Method::PUT, "/{domain}/api/v1/lead/{id}", leads::update);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/leads", leads::list);
    let routes = both(routes, Method::POST, "/{domain}/api/v1/booking", bookings::create);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/booking/calculate-price", prices::calculate);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/booking/{id}", bookings::detail);
    let routes = both(routes, Method::PUT, "/{domain}/api/v1/booking/{id}", bookings::update);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/booking-name/{name}", bookings::by_name);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/bookings", bookings::list);
    let routes = both(routes, Method::POST, "/{domain}/api/v1/phone-call", calls::create);
    let routes = both(routes, Method::PUT, "/{domain}/api/v1/phone-call/{id}", calls::update);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/phones-call", calls::list);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/account", accounts::list);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/brand", reference::brands);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/location", reference::companies);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/company", reference::companies);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/services", reference::services);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/price-list", reference::price_lists);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/price-list/{id}", reference::price_list);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/campaign", reference::campaigns);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/countries", reference::countries);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/states", reference::states);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/districts", reference::districts);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/stage", reference::stages);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/source-category", reference::categories);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/source", reference::sources);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/hobby", reference::hobbies);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/employee", reference::employees);
    let routes = both(routes, Method::GET, "/{domain}/api/v1/type-phone-call", reference::call_types);
    routes.with(|router| {
        router
            .fallback(async || refuse(TransportError::NoSuchPath))
            .method_not_allowed_fallback(async || refuse(TransportError::WrongMethod))
            .layer(from_fn(only_with_a_call))
    })
}

/// An operation at its path and at the same without the organisation's segment (decision X1).
fn both<H: Handler<T, AppState>, T: 'static>(routes: Routes, method: Method, path: &'static str, handler: H) -> Routes {
    let bare = path.strip_prefix("/{domain}").unwrap_or(path);
    routes.on(method.clone(), path, handler.clone()).on(method, bare, handler)
}

async fn only_with_a_call(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_public = path.strip_suffix('/').unwrap_or(path).ends_with(super::TOKEN);
    if is_public || request.extensions().get::<Call>().is_some() {
        next.run(request).await
    } else {
        refuse(TransportError::Unauthorized)
    }
}

/// The last part of the path, decoded.
struct Named(String);

impl FromRequestParts<AppState> for Named {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let all = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await.ok();
        let last = all.and_then(|Path(mut all)| all.pop()).filter(|(_, text)| !text.contains('\0'));
        last.map(|(_, text)| Named(text)).ok_or(TransportError::NoSuchPath.into())
    }
}

impl Named {
    /// The number it is (README, Q21).
    fn id(&self) -> Result<i64, ApiError> {
        let refused = || ApiError::Refused("invalid object id", format!("invalid object {}", mapping::cut(&self.0)));
        self.0.trim().parse().map_err(|_| refused())
    }
}

type WriteRequest = leadhub_wire::work::WriteRequest<ApiError>;

async fn fields(request: &WriteRequest) -> Result<Map<String, Value>, ApiError> {
    body::all_fields(request.uri.query(), &request.headers, &request.body).await
}

/// What the request means; everything is checked that needs no look into the book.
async fn enquiry(request: &WriteRequest, operation: Operation) -> Result<Enquiry, ApiError> {
    mapping::enquiry(fields(request).await?, operation, &request.call.actor, request.app.hub.now())
}

/// A number of rows, which is never negative.
fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}
