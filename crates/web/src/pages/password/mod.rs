//! `/app/password`: one's own account: its password, and where one is signed in. Whoever was given a password by an administrator comes
//! here first, and to nothing else. What a good password is, and how often the old one may be tried, is the verb's to say.

mod device;
mod sessions;
pub mod words;

pub use sessions::sign_out_elsewhere;

use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::layout::{Layout, Person};
use crate::refusal::{Refusal, elsewhere};
use crate::visit::Visit;
use crate::{render, say};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, SignInError};
use leadhub_wire::query::Query;
use sessions::Line;

#[derive(Template)]
#[template(path = "pages/password.html")]
struct AccountPage {
    layout: Layout,
    must_change: bool,
    fields: Vec<Field>,
    refusal: Option<String>,
    /// What was done just before.
    done: Option<&'static str>,
    /// None while the password has to be changed.
    sessions: Vec<Line>,
}

async fn page(visit: &Visit, refusal: Option<String>) -> Result<AccountPage, Refusal> {
    let field =
        |name, label, autocomplete| Field { kind: "password", autocomplete, required: true, ..Field::new(name, label) };
    let title = if visit.must_change { words::TITLE } else { crate::words::MY_ACCOUNT };
    let layout = visit.layout(title.say(visit.language()), None);
    // Until it is changed no other page opens.
    let person = layout.person.map(|person| match visit.must_change {
        true => Person { places: Vec::new(), ..person },
        false => person,
    });
    Ok(AccountPage {
        layout: Layout { person, ..layout },
        must_change: visit.must_change,
        fields: vec![
            field("old", words::OLD, "current-password"),
            Field { hint: Some(words::HINT), ..field("new", words::NEW, "new-password") },
        ],
        refusal,
        done: None,
        sessions: if visit.must_change { Vec::new() } else { sessions::list(visit).await? },
    })
}

pub async fn show(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let done = [("changed", words::CHANGED), ("ended", words::SIGNED_OUT)];
    let done = done.into_iter().find(|(name, _)| query.get(name).is_some());
    let done = done.map(|(_, word)| word.say(visit.language()));
    Ok(render::page(StatusCode::OK, &AccountPage { done, ..page(&visit, None).await? }))
}

pub async fn change(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let (old, new) = (form.raw("old"), form.raw("new"));
    let language = visit.language();
    let refusal = match actions::set_password(&visit.app.hub, &visit.actor, &visit.session, &old, &new).await {
        Ok(()) => {
            let next = if visit.must_change { "/app/leads" } else { "/app/password?changed=1" };
            return Ok(elsewhere(next, visit.is_partial));
        }
        Err(SignInError::Wrong) => words::WRONG.say(language).to_owned(),
        Err(SignInError::Wait { seconds }) => crate::pages::sign_in::words::WAIT.with(language, &seconds.to_string()),
        Err(SignInError::Store(error @ leadhub_model::LeadError::Refused(_))) => say::refusal(&error, language),
        Err(error) => return Err(error.into()),
    };
    Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &page(&visit, Some(refusal)).await?))
}
