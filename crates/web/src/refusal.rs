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
use leadhub_wire::RequestId;
use leadhub_wire::transport::{OperationError, TransportError, split};

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

/// What is wrong with a form that is shown again; any other error goes on to the door.
pub fn refused(error: LeadError) -> Result<leadhub_model::Refusal, Refusal> {
    match error {
        LeadError::Refused(refused) => Ok(refused),
        error => Err(error.into()),
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
            Refusal::Transport(error) => status_of(error),
            Refusal::Core(error) => match split(error.clone()) {
                Ok(OperationError::Refused(_)) => (StatusCode::UNPROCESSABLE_ENTITY, None),
                Ok(OperationError::NotFound(_)) => (StatusCode::NOT_FOUND, None),
                Ok(OperationError::BookingInEffect { .. }) => (StatusCode::CONFLICT, None),
                Err(error) => status_of(&error),
            },
        }
    }
}

fn status_of(error: &TransportError) -> (StatusCode, Option<String>) {
    let fault = match error {
        TransportError::Internal(fault) => Some(fault.clone()),
        _ => None,
    };
    (error.status(), fault)
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
