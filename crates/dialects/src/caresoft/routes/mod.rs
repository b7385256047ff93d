//! The router: every path of the wire with and without a slash at its end, and the door that all of them stand behind. The front
//! door calls `routes`. No handler is reached without a `Call`, and no answer but this wire's own leaves.

mod leads;
mod reference;
mod surroundings;

use super::errors::{self, Problem};
use crate::dialect::{Call, Desk, Trouble};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post, put};

pub fn routes(desk: Desk) -> Router {
    let paths = [
        ("/{domain}/api/v1/lead", post(leads::create)),
        ("/{domain}/api/v1/lead/{id}", put(leads::update).get(leads::detail)),
        ("/{domain}/api/v1/leads", get(leads::list)),
        ("/{domain}/api/v1/lead/status", get(reference::statuses)),
        ("/{domain}/api/v1/lead/unqualified-reason", get(reference::reasons)),
        ("/{domain}/api/v1/lead/labels", get(reference::labels)),
        ("/{domain}/lead/labels", get(reference::labels)),
        ("/{domain}/api/v1/lead/custom_fields", get(reference::custom_fields)),
        ("/{domain}/api/v1/tickets/custom_fields", get(reference::custom_fields)),
        ("/{domain}/api/v1/agents", get(reference::agents)),
        ("/{domain}/api/v1/groups", get(reference::groups)),
        ("/{domain}/api/v1/services", get(reference::services)),
    ];
    let router = paths.into_iter().fold(Router::new(), |router, (path, methods)| {
        router.route(path, methods.clone()).route(&format!("{path}/"), methods)
    });
    router
        .fallback(async || errors::refuse(Trouble::NoSuchPath))
        .method_not_allowed_fallback(async || errors::refuse(Trouble::WrongMethod))
        .layer(from_fn(door))
        .with_state(desk)
}

/// Nobody enters without a call; a problem that a handler reports is answered here, where the integration's wish is known.
async fn door(request: Request, next: Next) -> Response {
    let Some(call) = request.extensions().get::<Call>().cloned() else {
        return errors::refuse(Trouble::Unauthorized);
    };
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) => errors::answer(problem, call.actor.is_set("explain_errors")),
        None => response,
    }
}
