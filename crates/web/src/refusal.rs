//! What keeps a request from its page, and what is shown instead: the sign-in, a page of its own, or for htmx a toast. The handlers give
//! it back; the door in `routes.rs` makes the answer, since it knows the language.

use crate::layout::{Layout, Preferences};
use crate::pages::error::{ErrorPage, words};
use crate::toast::Toast;
use crate::{render, say};
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderName, HeaderValue, StatusCode};
use leadhub_core::actions::SignInError;
use leadhub_model::LeadError;
use leadhub_wire::{RequestId, TransportError};

const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

#[derive(Debug, Clone)]
pub enum Refusal {
    /// Nobody is signed in; `ended` where somebody was.
    SignIn {
        next: String,
        ended: bool,
    },
    /// A password was given by somebody else and has to be changed first.
    Password,
    /// Not from a page of ours.
    Foreign,
    Transport(TransportError),
    Core(LeadError),
}

impl From<LeadError> for Refusal {
    fn from(error: LeadError) -> Self {
        Refusal::Core(error)
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Store(error) => Refusal::Core(error),
            SignInError::Wrong | SignInError::Wait { .. } => Refusal::SignIn { next: String::new(), ended: false },
        }
    }
}

impl From<TransportError> for Refusal {
    fn from(error: TransportError) -> Self {
        Refusal::Transport(error)
    }
}

/// For the door, which answers.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response.extensions_mut().insert(self);
        response
    }
}

impl Refusal {
    /// `id` is the request's: a page says it, unless a fault has one of its own in the log.
    pub fn answer(self, preferences: Preferences, is_partial: bool, id: Option<RequestId>) -> Response {
        match self {
            Refusal::SignIn { next, ended } => {
                let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", &next).finish();
                let ended = if ended { "&ended=1" } else { "" };
                elsewhere(&format!("/app/sign-in?{query}{ended}"), is_partial)
            }
            Refusal::Password => elsewhere("/app/password", is_partial),
            other => {
                let (status, fault) = other.status();
                if is_partial {
                    let text = match &other {
                        Refusal::Core(error) => say::refusal(error, preferences.language),
                        _ => words::UNREADABLE.say(preferences.language).to_owned(),
                    };
                    return render::page(status, &Toast::refusal(preferences, text));
                }
                let layout = Layout { title: String::new(), preferences, here: None, person: None };
                let request = fault.or_else(|| id.map(|RequestId(id)| id.to_string()));
                render::page(status, &ErrorPage { layout, status, request })
            }
        }
    }

    /// The status, and of a fault the id under which the log has its cause.
    fn status(&self) -> (StatusCode, Option<String>) {
        match self {
            Refusal::SignIn { .. } | Refusal::Password => (StatusCode::UNAUTHORIZED, None),
            Refusal::Foreign => (StatusCode::FORBIDDEN, None),
            Refusal::Transport(error) => match error {
                TransportError::Unauthorized => (StatusCode::UNAUTHORIZED, None),
                TransportError::NoSuchPath => (StatusCode::NOT_FOUND, None),
                TransportError::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, None),
                TransportError::TooSlow => (StatusCode::REQUEST_TIMEOUT, None),
                TransportError::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, None),
                TransportError::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, None),
                TransportError::Internal(fault) => (StatusCode::INTERNAL_SERVER_ERROR, Some(fault.clone())),
                TransportError::Unavailable | TransportError::OutcomeUnknown => (StatusCode::SERVICE_UNAVAILABLE, None),
            },
            Refusal::Core(error) => match error {
                LeadError::Refused(_) | LeadError::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, None),
                LeadError::NotFound(_) => (StatusCode::NOT_FOUND, None),
                LeadError::Forbidden(_) => (StatusCode::FORBIDDEN, None),
                LeadError::Stale(_) | LeadError::InFlight => (StatusCode::CONFLICT, None),
                LeadError::Internal(fault) => (StatusCode::INTERNAL_SERVER_ERROR, Some(fault.clone())),
                _ => (StatusCode::SERVICE_UNAVAILABLE, None),
            },
        }
    }
}

/// To another page; htmx is told by a header of its own, since it would follow a redirect into the middle of the page.
pub fn elsewhere(address: &str, is_partial: bool) -> Response {
    let mut response = Response::default();
    let (status, header) = if is_partial { (StatusCode::OK, HX_REDIRECT) } else { (StatusCode::SEE_OTHER, LOCATION) };
    *response.status_mut() = status;
    if let Ok(address) = HeaderValue::try_from(address) {
        response.headers_mut().insert(header, address);
    }
    crate::guard::secure(response.headers_mut());
    response
}
