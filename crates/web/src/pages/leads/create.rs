//! Add a lead by hand: what is asked, and what it sends.
//! Who is who, and what is wrong with a field, is the verb's to say.

use super::words;
use crate::dialog::{self, DialogForm};
use crate::form::{Field, FormBody};
use crate::language::Word;
use crate::refusal::{Refusal, elsewhere, refused};
use crate::say;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions;
use leadhub_model::{Fact, Facts, Field as About, LeadError, NewComment, NewLead, Refusal as Refused, RefusalReason};

#[derive(Template)]
#[template(path = "parts/dialog_new.html")]
struct Dialog {
    asked: DialogForm,
    fields: Vec<Field>,
}

/// As it is sent, what it is, label, kind.
const FIELDS: [(&str, About, Word, &str); 5] = [
    ("name", About::Fact(Fact::Name), words::NAME, "text"),
    ("phone", About::Fact(Fact::Phone), words::PHONE, "tel"),
    ("email", About::Fact(Fact::Email), words::EMAIL, "email"),
    ("subject", About::Fact(Fact::Subject), words::SUBJECT, "text"),
    ("note", About::CommentBody, words::FIRST_NOTE, "area"),
];

fn dialog(visit: &Visit, form: Option<&FormBody>, refused: Option<&Refused>) -> Dialog {
    let language = visit.language();
    let error = |about: About| match refused {
        Some(refused) if refused.field == About::Identity && about == FIELDS[0].1 => {
            Some(words::SOMEBODY.say(language).to_owned())
        }
        refused => say::beside(refused, |field| field == about, language),
    };
    let field = |(name, about, label, kind): (&'static str, About, Word, &'static str)| Field {
        kind,
        value: form.map(|form| form.text(name)).unwrap_or_default(),
        error: error(about),
        ..Field::new(name, label)
    };
    let is_field = |about: About| about == About::Identity || FIELDS.iter().any(|field| field.1 == about);
    let asked = DialogForm::new(visit, words::NEW_TITLE.say(language), "/app/leads/new".to_owned(), form);
    let (action, refusal) = ("/app/leads".to_owned(), say::above(refused, is_field, language));
    Dialog { asked: DialogForm { action, refusal, ..asked }, fields: FIELDS.map(field).into() }
}

pub async fn ask_new(visit: Visit) -> Result<Response, Refusal> {
    let dialog = dialog(&visit, None, None);
    Ok(dialog::answer(StatusCode::OK, &dialog.asked, &dialog))
}

/// What the form says; who is nobody is refused.
fn typed(form: &FormBody) -> Result<NewLead, LeadError> {
    let mut facts = Facts::default();
    for (name, about, ..) in FIELDS {
        if let About::Fact(fact) = about {
            facts.set(fact, Some(form.text(name)));
        }
    }
    if [Fact::Name, Fact::Phone, Fact::Email].iter().all(|fact| facts.get(*fact).is_none()) {
        return Err(LeadError::refused(About::Identity, RefusalReason::Missing));
    }
    let note = Some(form.text("note")).filter(|note| !note.is_empty());
    let comment = note.map(|body| NewComment { body, is_public: false, author: None });
    Ok(NewLead { facts, comment, ..NewLead::default() })
}

pub async fn create(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let made = match typed(&form) {
        Ok(new) => visit.write(move |tx, actor| actions::create_lead(tx, actor, new.clone())).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(lead) => Ok(elsewhere(&format!("/app/leads/{}", lead.id), visit.is_partial)),
        Err(error) => {
            let dialog = dialog(&visit, Some(&form), Some(&refused(error)?));
            Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, &dialog.asked, &dialog))
        }
    }
}
