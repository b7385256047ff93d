//! `GET /app/language/{language}`: keeps the choice in the browser and goes back to the page that was open. Called by the links beside who
//! is signed in; the sign-in page has links of its own. Another language than ours is no page.

use crate::language::Language;
use crate::refusal::{Refusal, elsewhere};
use crate::routes::routes;
use crate::visit::{self, Visit};
use axum::extract::Path;
use axum::response::Response;
use http::header::{REFERER, SET_COOKIE};
use http::{HeaderMap, Method};
use leadhub_wire::TransportError;
use leadhub_wire::routes::find;

pub async fn choose(_: Visit, code: Option<Path<String>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let language = code.and_then(|Path(code)| Language::from_code(&code));
    let cookie = language.and_then(visit::language_cookie);
    let cookie = cookie.ok_or(Refusal::Transport(TransportError::NoSuchPath))?;
    // A page that answered a form is no page to go back to.
    let is_page =
        |place: &&str| find(routes().listed(), &Method::GET, place.split('?').next().unwrap_or_default()).is_some();
    let from = visit::place(&headers, REFERER).filter(is_page).unwrap_or_default();
    let mut response = elsewhere(visit::checked_next(from), visit::is_partial(&headers));
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}
