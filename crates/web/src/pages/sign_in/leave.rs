//! `POST /app/sign-out`: this session ends, in the store and in the browser. Called by the navigation.
//! One that has ended already is no fault.

use crate::refusal::{Refusal, elsewhere};
use crate::visit;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use leadhub_core::actions;
use leadhub_wire::AppState;

pub async fn leave(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, Refusal> {
    if let Some(session) = visit::session(&headers) {
        app.hub.write(move |tx| actions::sign_out(tx, &session)).await?;
    }
    let response = elsewhere("/app/sign-in", visit::is_partial(&headers));
    Ok(visit::with_cookies(response, visit::ended_cookies()))
}
