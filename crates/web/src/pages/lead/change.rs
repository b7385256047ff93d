//! What is done to the lead that is open: a note, its contacts shown whole. `edit.rs` changes its facts, `book.rs` books.
//! The verbs decide.

use super::page::{find, lead_id};
use super::view::{mark, phone_word};
use super::words;
use crate::dialog::{self, DialogForm};
use crate::form::FormBody;
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::pages::changed;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::toast::{Toast, Undo};
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions;
use leadhub_model::{EventId, Fact, LeadChange, LeadError, LeadId, NewComment, Resource};
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "parts/contacts.html")]
struct Contacts {
    layout: Layout,
    contacts: Vec<(Word, String, Option<Word>)>,
    is_masked: bool,
    id: i64,
}

#[derive(Template)]
#[template(path = "parts/dialog_note.html")]
struct Dialog {
    asked: DialogForm,
    note: String,
    error: Option<String>,
}

async fn dialog(visit: &Visit, id: LeadId, form: Option<&FormBody>) -> Result<Dialog, Refusal> {
    let title = format!("{}: {}", words::NOTE.say(visit.language()), find(visit, id, &Query::default()).await?.name);
    let asked = DialogForm::new(visit, title, format!("/app/leads/note?lead={id}"), form);
    let note = form.map(|form| form.text("note")).unwrap_or_default();
    Ok(Dialog { asked: DialogForm { action: format!("/app/leads/{id}/note"), ..asked }, note, error: None })
}

/// Asks for a note on the lead of a row.
pub async fn ask_note(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let id = query.get("lead").and_then(|id| id.parse().ok()).map(LeadId);
    let id = id.ok_or(Refusal::Core(LeadError::NotFound(Resource::Lead)))?;
    let dialog = dialog(&visit, id, None).await?;
    Ok(dialog::answer(StatusCode::OK, &dialog.asked, &dialog))
}

pub async fn note(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, body) = (lead_id(id)?, form.text("note"));
    if body.is_empty() {
        return nothing(&visit, id, &form).await;
    }
    let comment = NewComment { body, is_public: false, author: visit.actor.agent };
    let change = LeadChange { comment: Some(comment), ..LeadChange::default() };
    visit.write(move |tx, actor| actions::update_lead(tx, actor, id, &change)).await?;
    done(&visit, id, words::NOTED, None).await
}

/// Said at the field that asked; the one of an open lead has no place for it.
async fn nothing(visit: &Visit, id: LeadId, form: &FormBody) -> Result<Response, Refusal> {
    let text = words::NOTHING_NOTED.say(visit.language()).to_owned();
    if visit.is_partial && form.text("asked").is_empty() {
        return Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &Toast::refusal(visit.preferences, text)));
    }
    let dialog = Dialog { error: Some(text), ..dialog(visit, id, Some(form)).await? };
    Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, &dialog.asked, &dialog))
}

/// The contacts whole, in the place of the masked ones. That they were shown stands on the timeline.
pub async fn reveal(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    let facts = visit.write(move |tx, actor| actions::reveal_contact(tx, actor, id)).await?;
    if !visit.is_partial {
        return Ok(elsewhere(&format!("/app/leads/{id}"), false));
    }
    let shown = |(fact, text): (Fact, &str)| match fact {
        Fact::Email => (words::EMAIL, text.to_owned(), None),
        Fact::Facebook => (words::FACEBOOK, text.to_owned(), None),
        _ => (phone_word(fact), crate::format::phone(text), mark(fact, text)),
    };
    let contacts = facts.iter().map(shown).collect();
    let page = Contacts { layout: visit.layout("", None), contacts, is_masked: false, id: id.0 };
    Ok(render::page(StatusCode::OK, &page))
}

/// The lead as it is now, with a word of what was done; where an event tells it, with the way back.
pub async fn done(visit: &Visit, id: LeadId, word: Word, told: Option<EventId>) -> Result<Response, Refusal> {
    if !visit.is_partial {
        return Ok(elsewhere(&format!("/app/leads/{id}"), false));
    }
    let undo = told.and_then(|event| Undo::of(&[(id, event)]));
    changed::answer(visit, vec![id], word.say(visit.language()).to_owned(), undo).await
}
