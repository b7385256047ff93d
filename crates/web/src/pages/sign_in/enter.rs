//! `GET` and `POST /app/sign-in`: asks for organisation, name and password, and opens a session. Tries are counted by name, and by the
//! address that the server itself sees: what a header says of an address is not believed. The machine's own is a proxy's, behind which
//! everybody would be one.

use super::page::SignIn;
use super::words;
use crate::form::FormBody;
use crate::language::Language;
use crate::layout::{Layout, Preferences};
use crate::refusal::{Refusal, elsewhere};
use crate::{render, visit};
use axum::extract::{ConnectInfo, Extension, State};
use axum::response::Response;
use http::header::USER_AGENT;
use http::{HeaderMap, StatusCode};
use leadhub_core::actions::{self, SignInError};
use leadhub_wire::AppState;
use leadhub_wire::query::Query;
use std::net::{IpAddr, SocketAddr};

pub async fn show(headers: HeaderMap, query: Query) -> Response {
    let mut preferences = visit::preferences(&headers);
    let chosen = query.get("language").and_then(Language::from_code);
    preferences.language = chosen.unwrap_or(preferences.language);
    let next = visit::checked_next(query.get("next").unwrap_or_default()).to_owned();
    let page = SignIn {
        layout: layout(preferences),
        organisation: query.get("organisation").unwrap_or_default().to_owned(),
        name: String::new(),
        next,
        refusal: None,
        ended: query.get("ended").is_some(),
    };
    visit::with_cookies(render::page(StatusCode::OK, &page), chosen.and_then(visit::language_cookie))
}

pub async fn enter(
    State(app): State<AppState>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Refusal> {
    let preferences = visit::preferences(&headers);
    let next = visit::checked_next(&form.text("next")).to_owned();
    let address = peer.and_then(|Extension(ConnectInfo(peer))| counted(peer.ip()));
    let refusal = match actions::sign_in(&app.hub, typed(&form, address, &headers)).await {
        Ok(signed_in) => {
            let cookie = visit::session_cookie(&headers, &signed_in.session);
            return Ok(visit::with_cookies(elsewhere(&next, false), cookie));
        }
        Err(SignInError::Wrong) => words::WRONG.say(preferences.language).to_owned(),
        Err(SignInError::Wait { seconds }) => words::WAIT.with(preferences.language, &seconds.to_string()),
        Err(SignInError::Store(error)) => return Err(error.into()),
    };
    let (organisation, name) = (form.text("organisation"), form.text("name"));
    let page = SignIn { layout: layout(preferences), organisation, name, next, refusal: Some(refusal), ended: false };
    Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn typed(form: &FormBody, address: Option<IpAddr>, headers: &HeaderMap) -> actions::SignIn {
    let device = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
    let (organisation, name, password) = (form.text("organisation"), form.text("name"), form.raw("password"));
    actions::SignIn { organisation, name, password, address, device }
}

/// The address that tries are counted by.
fn counted(peer: IpAddr) -> Option<IpAddr> {
    Some(peer.to_canonical()).filter(|address| !address.is_loopback())
}

fn layout(preferences: Preferences) -> Layout {
    Layout { title: words::TITLE.say(preferences.language).to_owned(), preferences, here: None, person: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_of_this_machine_is_nobodys_address() {
        for (peer, is_counted) in [
            ("127.0.0.1", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("192.0.2.7", true),
            ("2001:db8::7", true),
        ] {
            assert_eq!(counted(peer.parse().unwrap()).is_some(), is_counted, "{peer}");
        }
    }
}
