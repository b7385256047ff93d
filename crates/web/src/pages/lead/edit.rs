//! Change the facts of the lead that is open: the dialog, and what it sends. Only what was changed in it is written, so two who change
//! different fields both get theirs; where two changed the same one, the second is shown the first's and asked. A form that is refused
//! comes back with what was typed.

use super::change::done;
use super::page::lead_id;
use super::words;
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::refusal::Refusal;
use crate::render;
use crate::say;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions;
use leadhub_core::store::leads;
use leadhub_model::{Fact, Facts, LeadChange, LeadError, LeadId, Noun, mask};

const EDITED: [(&str, Fact, Word); 7] = [
    ("name", Fact::Name, words::NAME),
    ("phone", Fact::Phone, words::PHONE),
    ("phone2", Fact::Phone2, words::PHONE2),
    ("email", Fact::Email, words::EMAIL),
    ("subject", Fact::Subject, words::SUBJECT),
    ("birth_date", Fact::BirthDate, words::BIRTH_DATE),
    ("address", Fact::Address, words::ADDRESS),
];
/// What was in a field when the dialog opened stands under its name behind this.
const WAS: &str = "was_";
/// Somebody may be faster again; not for ever.
const TRIES: usize = 3;

#[derive(Template)]
#[template(path = "parts/dialog_edit.html")]
struct Dialog {
    layout: Layout,
    id: i64,
    version: i64,
    fields: Vec<Edited>,
    refusal: Option<String>,
}

/// A field as it stands in the dialog.
struct Edited {
    field: Field,
    was: String,
    /// What somebody else wrote meanwhile where she wrote too.
    theirs: Option<String>,
}

/// The lead as she is shown it.
struct Shown {
    version: i64,
    facts: Facts,
}

async fn shown(visit: &Visit, id: LeadId) -> Result<Shown, Refusal> {
    let found = visit.read(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await?;
    let lead = found.ok_or(Refusal::Core(LeadError::NotFound(Noun::Lead)))?;
    let facts = if visit.actor.masked { mask::facts(&lead.facts) } else { lead.facts };
    Ok(Shown { version: lead.version, facts })
}

fn dialog(
    visit: &Visit,
    id: LeadId,
    version: i64,
    refusal: Option<String>,
    edited: impl Fn(&str, Fact) -> (String, String, Option<String>),
) -> Dialog {
    let field = |(name, fact, label): (&'static str, Fact, Word)| {
        let (value, was, theirs) = edited(name, fact);
        let error = theirs.as_ref().map(|theirs| match theirs.is_empty() {
            true => words::THEIRS_EMPTY.say(visit.language()).to_owned(),
            false => words::THEIRS.with(visit.language(), theirs),
        });
        Edited { field: Field { value, error, ..Field::new(name, label) }, was, theirs }
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
    let Shown { version, facts } = shown(&visit, id).await?;
    let dialog = dialog(&visit, id, version, None, |_, fact| {
        let text = facts.text(fact).to_owned();
        (text.clone(), text, None)
    });
    Ok(render::page(StatusCode::OK, &dialog))
}

pub async fn edit(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    let mine = |name: &str| form.text(name);
    let was = |name: &str| form.text(&format!("{WAS}{name}"));
    // What was shown masked and comes back so says nothing.
    let is_said = |name: &str, fact: Fact| !(visit.actor.masked && mask::is_masked(fact, &mine(name)));
    let is_changed = |name: &str, fact: Fact| mine(name) != was(name) && is_said(name, fact);
    let changed: Vec<_> = EDITED.into_iter().filter(|(name, fact, _)| is_changed(name, *fact)).collect();
    let mut version = form.number("version").unwrap_or_default();
    for _ in 0..TRIES {
        let facts = changed.iter().map(|(name, fact, _)| (*fact, Some(mine(name)).filter(|text| !text.is_empty())));
        let change = LeadChange { facts: facts.collect(), expected_version: Some(version), ..LeadChange::default() };
        match visit.write(move |tx, actor| actions::edit_lead(tx, actor, id, &change)).await {
            Ok(told) => return done(&visit, id, words::SAVED, told).await,
            Err(LeadError::Stale(_)) => {}
            Err(error @ (LeadError::Refused(_) | LeadError::BookingInEffect { .. })) => {
                let text = say::refusal(&error, visit.language());
                let dialog = dialog(&visit, id, version, Some(text), |name, _| (mine(name), was(name), None));
                return Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &dialog));
            }
            Err(error) => return Err(error.into()),
        }
        // Somebody else wrote meanwhile: elsewhere, or the same as she did, or not.
        let now = shown(&visit, id).await?;
        let is_contested = |name: &str, fact: Fact| {
            let theirs = now.facts.text(fact);
            mine(name) != was(name) && theirs != was(name) && theirs != mine(name)
        };
        if changed.iter().any(|(name, fact, _)| is_contested(name, *fact)) {
            let text = words::CONTESTED.say(visit.language()).to_owned();
            let dialog = dialog(&visit, id, now.version, Some(text), |name, fact| {
                let theirs = now.facts.text(fact).to_owned();
                match mine(name) == was(name) {
                    true => (theirs.clone(), theirs, None),
                    false => (mine(name), theirs.clone(), is_contested(name, fact).then_some(theirs)),
                }
            });
            return Ok(render::page(StatusCode::CONFLICT, &dialog));
        }
        version = now.version;
    }
    Err(LeadError::Busy.into())
}
