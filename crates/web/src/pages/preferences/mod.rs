//! `GET /app/language/{language}` and `GET /app/preferences/{preference}/{state}`: keep a choice in the browser and go back to the page that
//! was open. Called by the links beside who is signed in, in the list of keys and on the page of one's account; the sign-in page has links
//! of its own. What is none of the choices is no page.

use crate::language::Language;
use crate::layout::Switch;
use crate::refusal::{Refusal, elsewhere};
use crate::routes::routes;
use crate::visit::{self, Visit};
use axum::extract::Path;
use axum::response::Response;
use http::header::REFERER;
use http::{HeaderMap, HeaderValue, Method};
use leadhub_wire::TransportError;
use leadhub_wire::routes::find;

pub async fn language(_: Visit, code: Option<Path<String>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let language = code.and_then(|Path(code)| Language::from_code(&code));
    kept(language.and_then(visit::language_cookie), &headers)
}

pub async fn switch(_: Visit, path: Option<Path<(String, String)>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let chosen = path.and_then(|Path((code, state))| Some((Switch::from_code(&code)?, Switch::is_on(&state)?)));
    kept(chosen.and_then(|(switch, is_on)| visit::switch_cookie(switch, is_on)), &headers)
}

/// Back with the choice; without one it was none.
fn kept(cookie: Option<HeaderValue>, headers: &HeaderMap) -> Result<Response, Refusal> {
    let cookie = cookie.ok_or(Refusal::Transport(TransportError::NoSuchPath))?;
    // A page that answered a form is no page to go back to.
    let is_page =
        |place: &&str| find(routes().listed(), &Method::GET, place.split('?').next().unwrap_or_default()).is_some();
    let from = visit::place(headers, REFERER).filter(is_page).unwrap_or_default();
    let response = elsewhere(visit::checked_next(from), visit::is_partial(headers));
    Ok(visit::with_cookies(response, [cookie]))
}
