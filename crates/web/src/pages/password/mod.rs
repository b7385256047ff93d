//! `/app/password`: one's own password. Whoever was given one by an administrator comes here first.
//! What a good password is, and how often the old one may be tried, is the verb's to say.

pub mod words;

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

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage {
    layout: Layout,
    must_change: bool,
    fields: Vec<Field>,
    refusal: Option<String>,
}

fn page(visit: &Visit, refusal: Option<String>) -> PasswordPage {
    let field =
        |name, label, autocomplete| Field { kind: "password", autocomplete, required: true, ..Field::new(name, label) };
    let layout = visit.layout(words::TITLE.say(visit.language()), None);
    // Until it is changed no other page opens.
    let person = layout.person.map(|person| match visit.must_change {
        true => Person { places: Vec::new(), ..person },
        false => person,
    });
    PasswordPage {
        layout: Layout { person, ..layout },
        must_change: visit.must_change,
        fields: vec![
            field("old", words::OLD, "current-password"),
            Field { hint: Some(words::HINT), ..field("new", words::NEW, "new-password") },
        ],
        refusal,
    }
}

pub async fn show(visit: Visit) -> Response {
    render::page(StatusCode::OK, &page(&visit, None))
}

pub async fn change(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let (old, new) = (form.raw("old"), form.raw("new"));
    let language = visit.language();
    let refusal = match actions::set_password(&visit.desk.hub, &visit.actor, &visit.session, &old, &new).await {
        Ok(()) => return Ok(elsewhere("/app/leads", visit.is_partial)),
        Err(SignInError::Wrong) => words::WRONG.say(language).to_owned(),
        Err(SignInError::Wait { seconds }) => crate::pages::sign_in::words::WAIT.with(language, &seconds.to_string()),
        Err(SignInError::Store(error @ leadhub_model::LeadError::Refused(_))) => say::refusal(&error, language),
        Err(error) => return Err(error.into()),
    };
    Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &page(&visit, Some(refusal))))
}
