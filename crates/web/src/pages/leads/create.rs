//! Add a lead by hand: the dialog, and what it sends.
//! Who is who, and what is wrong with a field, is the verb's to say.

use super::words;
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::layout::Layout;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::say;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions;
use leadhub_model::{Fact, Facts, LeadError, NewComment, NewLead};

#[derive(Template)]
#[template(path = "parts/dialog_new.html")]
struct Dialog {
    layout: Layout,
    fields: Vec<Field>,
    note: String,
    refusal: Option<String>,
}

const FIELDS: [(&str, Fact); 4] =
    [("name", Fact::Name), ("phone", Fact::Phone), ("email", Fact::Email), ("subject", Fact::Subject)];

fn dialog(visit: &Visit, form: Option<&FormBody>, refusal: Option<String>) -> Dialog {
    let value = |name| form.map(|form| form.text(name)).unwrap_or_default();
    let field = |name, label, kind| Field { kind, value: value(name), ..Field::new(name, label) };
    let fields = vec![
        field("name", words::NAME, "text"),
        field("phone", words::PHONE, "tel"),
        field("email", words::EMAIL, "email"),
        field("subject", words::SUBJECT, "text"),
    ];
    Dialog { layout: visit.layout(words::NEW_TITLE.say(visit.language()), None), fields, note: value("note"), refusal }
}

pub async fn ask_new(visit: Visit) -> Result<Response, Refusal> {
    Ok(render::page(StatusCode::OK, &dialog(&visit, None, None)))
}

pub async fn create(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let language = visit.language();
    let mut facts = Facts::default();
    for (name, fact) in FIELDS {
        facts.set(fact, Some(form.text(name)));
    }
    let refused =
        |text: String| render::page(StatusCode::UNPROCESSABLE_ENTITY, &dialog(&visit, Some(&form), Some(text)));
    if [Fact::Name, Fact::Phone, Fact::Email].iter().all(|fact| facts.get(*fact).is_none()) {
        return Ok(refused(words::SOMEBODY.say(language).to_owned()));
    }
    let note = Some(form.text("note")).filter(|note| !note.is_empty());
    let comment = note.map(|body| NewComment { body, is_public: false, author: None });
    let new = NewLead { facts, comment, ..NewLead::default() };
    match visit.write(move |tx, actor| actions::create_lead(tx, actor, new.clone())).await {
        Ok(lead) => Ok(elsewhere(&format!("/app/leads/{}", lead.id), visit.is_partial)),
        Err(error @ LeadError::Refused(_)) => Ok(refused(say::refusal(&error, language))),
        Err(error) => Err(error.into()),
    }
}
