//! What is done to the lead that is open: a note, its facts, its contacts shown whole. The verbs decide; a form that is refused comes back
//! with what was typed.

use super::page::{find, lead_id};
use super::words;
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::pages::changed;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::say;
use crate::toast::Toast;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::{actions, queries};
use leadhub_model::{Fact, Facts, LeadChange, LeadError, LeadId, NewComment, Noun, mask};

const EDITED: [(&str, Fact, Word, &str); 7] = [
    ("name", Fact::Name, words::NAME, "text"),
    ("phone", Fact::Phone, words::PHONE, "text"),
    ("phone2", Fact::Phone2, words::PHONE2, "text"),
    ("email", Fact::Email, words::EMAIL, "text"),
    ("subject", Fact::Subject, words::SUBJECT, "text"),
    ("birth_date", Fact::BirthDate, words::BIRTH_DATE, "text"),
    ("address", Fact::Address, words::ADDRESS, "text"),
];

#[derive(Template)]
#[template(path = "parts/dialog_edit.html")]
struct Dialog {
    layout: Layout,
    id: i64,
    version: i64,
    fields: Vec<Field>,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "parts/contacts.html")]
struct Contacts {
    layout: Layout,
    contacts: Vec<(Word, String)>,
    is_masked: bool,
    id: i64,
}

pub async fn note(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, body) = (lead_id(id)?, form.text("note"));
    if body.is_empty() {
        let text = words::NOTHING_NOTED.say(visit.language()).to_owned();
        return Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &Toast::refusal(visit.preferences, text)));
    }
    let comment = NewComment { body, is_public: false, author: visit.actor.agent };
    let change = LeadChange { comment: Some(comment), ..LeadChange::default() };
    visit.write(move |tx, actor| actions::update_lead(tx, actor, id, &change)).await?;
    done(&visit, id, words::NOTED).await
}

/// The contacts whole, in the place of the masked ones. That they were shown stands on the timeline.
pub async fn reveal(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    let facts = visit.write(move |tx, actor| actions::reveal_contact(tx, actor, id)).await?;
    if !visit.is_partial {
        return Ok(elsewhere(&format!("/app/leads/{id}"), false));
    }
    let word = |fact: Fact| match fact {
        Fact::Phone2 => words::PHONE2,
        Fact::Phone3 => words::PHONE3,
        Fact::HomePhone => words::HOME_PHONE,
        Fact::Zalo => words::ZALO,
        Fact::Facebook => words::FACEBOOK,
        Fact::Email => words::EMAIL,
        _ => words::PHONE,
    };
    let shown = |(fact, text): (Fact, &str)| match fact {
        Fact::Email | Fact::Facebook => (word(fact), text.to_owned()),
        _ => (word(fact), crate::format::phone(text)),
    };
    let contacts = facts.iter().map(shown).collect();
    let page = Contacts { layout: visit.layout("", None), contacts, is_masked: false, id: id.0 };
    Ok(render::page(StatusCode::OK, &page))
}

fn dialog(
    visit: &Visit,
    id: LeadId,
    version: i64,
    value: impl Fn(&str, Fact) -> String,
    refusal: Option<String>,
) -> Dialog {
    let field = |(name, fact, label, kind): (&'static str, Fact, Word, &'static str)| Field {
        kind,
        value: value(name, fact),
        ..Field::new(name, label)
    };
    Dialog {
        layout: visit.layout("", None),
        id: id.0,
        version,
        fields: EDITED.into_iter().map(field).collect(),
        refusal,
    }
}

pub async fn ask_edit(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    let found = visit.read(move |db, actor| Ok(queries::find_lead(db, actor, id)?)).await?;
    let lead = found.ok_or(Refusal::Core(LeadError::NotFound(Noun::Lead)))?;
    let facts: Facts = if visit.actor.masked { mask::facts(&lead.facts) } else { lead.facts.clone() };
    let dialog = dialog(&visit, id, lead.version, |_, fact| facts.text(fact).to_owned(), None);
    Ok(render::page(StatusCode::OK, &dialog))
}

pub async fn edit(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    let masked = visit.actor.masked;
    let facts = EDITED.iter().map(|(name, fact, _, _)| (*fact, Some(form.text(name)).filter(|text| !text.is_empty())));
    // What was shown masked and comes back so says nothing.
    let is_said = |(fact, text): &(Fact, Option<String>)| {
        !(masked && text.as_ref().is_some_and(|text| mask::is_masked(*fact, text)))
    };
    let change = LeadChange {
        facts: facts.filter(is_said).collect(),
        expected_version: form.number("version"),
        ..LeadChange::default()
    };
    match visit.write(move |tx, actor| actions::update_lead(tx, actor, id, &change)).await {
        Ok(_) => done(&visit, id, words::SAVED).await,
        Err(error @ (LeadError::Refused(_) | LeadError::BookingInEffect { .. } | LeadError::Stale(_))) => {
            let text = say::refusal(&error, visit.language());
            let version = form.number("version").unwrap_or_default();
            let dialog = dialog(&visit, id, version, |name, _| form.text(name), Some(text));
            Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &dialog))
        }
        Err(error) => Err(error.into()),
    }
}

/// The lead as it is now, with a word of what was done.
pub async fn done(visit: &Visit, id: LeadId, word: Word) -> Result<Response, Refusal> {
    if !visit.is_partial {
        return Ok(elsewhere(&format!("/app/leads/{id}"), false));
    }
    find(visit, id).await?;
    changed::answer(visit, vec![id], word.say(visit.language()).to_owned(), None).await
}
