//! The router: every path of the wire with and without a slash at its end, and the door that all of them stand behind. The front
//! door calls `routes`. No handler is reached without a `Call`, and no answer but this wire's own leaves.

mod contacts;
mod details;
mod leads;
mod reference;
mod tickets;

use super::errors::{self, ApiError, PlatformError};
use super::settings::Settings;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{Method, Uri};
use leadhub_wire::dialect::{Call, TransportError};
use leadhub_wire::routes::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .on(Method::POST, "/{domain}/api/v1/lead", leads::create)
        .on(Method::PUT, "/{domain}/api/v1/lead/{lead_id}", leads::update)
        .on(Method::GET, "/{domain}/api/v1/lead/{lead_id}", leads::detail)
        .on(Method::GET, "/{domain}/api/v1/leads", leads::list)
        .on(Method::GET, "/{domain}/api/v1/lead/status", reference::statuses)
        .on(Method::GET, "/{domain}/api/v1/lead/unqualified-reason", reference::reasons)
        .on(Method::GET, "/{domain}/api/v1/lead/labels", reference::labels)
        .on(Method::GET, "/{domain}/lead/labels", reference::labels)
        .on(Method::GET, "/{domain}/api/v1/lead/custom_fields", reference::custom_fields)
        .on(Method::GET, "/{domain}/api/v1/tickets/custom_fields", reference::enveloped_custom_fields)
        .on(Method::GET, "/{domain}/api/v1/contacts/custom_fields", reference::enveloped_custom_fields)
        .on(Method::GET, "/{domain}/api/v1/contacts", contacts::list)
        .on(Method::POST, "/{domain}/api/v1/contacts", contacts::create)
        .on(Method::GET, "/{domain}/api/v1/contacts/{contact_id}", contacts::detail)
        .on(Method::PUT, "/{domain}/api/v1/contacts/{contact_id}", contacts::update)
        .on(Method::GET, "/{domain}/api/v1/contactsByPhone", contacts::by_phone)
        .on(Method::GET, "/{domain}/api/v1/tickets", tickets::list)
        .on(Method::GET, "/{domain}/api/v1/tickets/{ticket_id}", tickets::detail)
        .on(Method::PUT, "/{domain}/api/v1/tickets/{ticket_id}", tickets::update)
        .on(Method::GET, "/{domain}/api/v1/calls", tickets::calls)
        .on(Method::GET, "/{domain}/api/v1/agents", reference::agents)
        .on(Method::GET, "/{domain}/api/v1/groups", reference::groups)
        .on(Method::GET, "/{domain}/api/v1/services", reference::services)
        .with(|router| {
            router
                .fallback(async || errors::refuse(TransportError::NoSuchPath))
                .method_not_allowed_fallback(async || errors::refuse(TransportError::WrongMethod))
                .layer(from_fn(door))
        })
}

/// Nobody enters without a call; an error that a handler reports is answered here, where the integration's wish is known.
async fn door(request: Request, next: Next) -> Response {
    let Some(call) = request.extensions().get::<Call>().cloned() else {
        return errors::refuse(TransportError::Unauthorized);
    };
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<PlatformError>() {
        return errors::answer_as_platform(error);
    }
    match response.extensions_mut().remove::<ApiError>() {
        Some(error) => errors::answer(error, Settings::of(&call.actor).explain_errors),
        None => response,
    }
}

/// The last part of the path; only a whole number names anything (decision B11).
fn last_number(uri: &Uri) -> Option<i64> {
    let path = uri.path();
    path.strip_suffix('/').unwrap_or(path).rsplit('/').next()?.parse().ok()
}
