//! Change the facts of the lead that is open: the dialog, and what it sends. Only what was changed in it is written, so two who change
//! different fields both get theirs; where two changed the same one, the second is shown the first's and asked. A form that is refused
//! comes back with what was typed.

use super::change::done;
use super::fields::{Known, Sent, fields};
use super::page::lead_id;
use super::words;
use crate::dialog::{self, DialogForm};
use crate::form::{Field, FormBody};
use crate::pages::names::Names;
use crate::refusal::Refusal;
use crate::say;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::questions::{Part, lead_card};
use leadhub_core::store::leads;
use leadhub_core::{Actor, Db, actions};
use leadhub_model::{LeadError, LeadId, Resource};

/// Somebody may be faster again; not for ever.
const TRIES: usize = 3;

#[derive(Template)]
#[template(path = "parts/dialog_edit.html")]
struct Dialog {
    asked: DialogForm,
    version: i64,
    fields: Vec<Edited>,
}

/// A field as it stands in the dialog.
struct Edited {
    known: Known,
    was: String,
    /// What somebody else wrote meanwhile where she wrote too, to be taken in its place; of several options it is told alone.
    theirs: Option<String>,
}

/// The lead as she is shown it.
struct EditableLead {
    version: i64,
    fields: Vec<Known>,
}

async fn shown(visit: &Visit, id: LeadId) -> Result<EditableLead, Refusal> {
    let language = visit.language();
    let ask = move |db: &mut Db, actor: &Actor| {
        let lead = leads::find_lead(db, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
        let card = lead_card(db, actor, &lead, &[Part::CustomValues])?;
        let fields = fields(&lead, &card, &Names::read(db, actor)?, actor.masked, language);
        Ok(EditableLead { version: lead.version, fields })
    };
    Ok(visit.read(ask).await?)
}

/// `typed` is what was sent, and the error that refused it; `edited` gives of each field what stands in it, what was there before, and what
/// somebody else wrote there.
fn dialog(
    visit: &Visit,
    id: LeadId,
    shown: EditableLead,
    typed: Option<(&FormBody, Option<&LeadError>)>,
    edited: impl Fn(&Known) -> (String, String, Option<String>),
) -> Dialog {
    let (language, error) = (visit.language(), typed.and_then(|(_, error)| error));
    let refused = if let Some(LeadError::Refused(refused)) = error { Some(refused) } else { None };
    let field = |known: Known| {
        let (value, was, theirs) = edited(&known);
        let told = theirs.as_ref().map(|theirs| match theirs.is_empty() {
            true => words::THEIRS_EMPTY.say(language).to_owned(),
            false => words::THEIRS.with(language, &known.said(theirs)),
        });
        let error = told.or_else(|| say::beside(refused, |about| known.is_about(about), language));
        let theirs = theirs.filter(|_| !known.is_many);
        let field = Field { value, error, ..known.field };
        Edited { known: Known { field, ..known }, was, theirs }
    };
    let fields: Vec<Edited> = shown.fields.into_iter().map(field).collect();
    let refusal = match error {
        Some(error @ LeadError::BookingInEffect { .. }) => Some(say::refusal(error, language)),
        _ => say::above(refused, |about| fields.iter().any(|edited| edited.known.is_about(about)), language),
    };
    let (title, address) = (words::EDIT_TITLE.say(language), format!("/app/leads/{id}/edit"));
    let asked = DialogForm::new(visit, title, address, typed.map(|(form, _)| form));
    Dialog { asked: DialogForm { refusal, ..asked }, version: shown.version, fields }
}

pub async fn ask_edit(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    let shown = shown(&visit, id).await?;
    let dialog = dialog(&visit, id, shown, None, |known| (known.field.value.clone(), known.field.value.clone(), None));
    Ok(dialog::answer(StatusCode::OK, &dialog.asked, &dialog))
}

/// Tried again where somebody else wrote meanwhile, unless that was what she changed too.
pub async fn edit(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, sent) = (lead_id(id)?, Sent { form: &form, masked: visit.actor.masked });
    let mut now = EditableLead { version: form.number("version").unwrap_or_default(), ..shown(&visit, id).await? };
    for _ in 0..TRIES {
        let change = sent.change(&now.fields, now.version);
        match visit.write(move |tx, actor| actions::edit_lead(tx, actor, id, &change)).await {
            Ok(told) => return done(&visit, id, words::SAVED, told).await,
            Err(LeadError::Stale(_)) => {}
            Err(error) => return again(&visit, id, now, &sent, error),
        }
        now = shown(&visit, id).await?;
        if now.fields.iter().any(|known| sent.is_changed(known) && sent.is_contested(known)) {
            return Ok(contested(&visit, id, now, &sent));
        }
    }
    Err(LeadError::Busy.into())
}

/// The dialog with what was typed and why it was refused.
fn again(visit: &Visit, id: LeadId, now: EditableLead, sent: &Sent, error: LeadError) -> Result<Response, Refusal> {
    if !matches!(error, LeadError::Refused(_) | LeadError::BookingInEffect { .. }) {
        return Err(error.into());
    }
    let typed = Some((sent.form, Some(&error)));
    let dialog = dialog(visit, id, now, typed, |known| (sent.mine(known), sent.was(known), None));
    Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, &dialog.asked, &dialog))
}

/// The dialog with what was typed, and what somebody else wrote in the same fields.
fn contested(visit: &Visit, id: LeadId, now: EditableLead, sent: &Sent) -> Response {
    let mut dialog = dialog(visit, id, now, Some((sent.form, None)), |known| beside_theirs(sent, known));
    dialog.asked.refusal = Some(words::CONTESTED.say(visit.language()).to_owned());
    dialog::answer(StatusCode::CONFLICT, &dialog.asked, &dialog)
}

/// A field of which the lead has now what somebody else wrote, if she did not: hers stays, with theirs to choose.
fn beside_theirs(sent: &Sent, known: &Known) -> (String, String, Option<String>) {
    let (mine, theirs) = (sent.mine(known), known.field.value.clone());
    match mine == sent.was(known) {
        true => (theirs.clone(), theirs, None),
        false => (mine, theirs.clone(), sent.is_contested(known).then_some(theirs)),
    }
}
