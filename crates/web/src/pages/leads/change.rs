//! What is done to many leads at once, or to one: assign, label, and the way back; `stage.rs` moves them. Each asks in a dialog first, then runs its verb;
//! what every lead came to is told, and one undo takes all of it back.

use super::many::{Chosen, Done, MOST, counted, nobody, too_many, work};
use super::words;
use crate::dialog::{self, DialogForm};
use crate::form::{Field, FormBody};
use crate::format;
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::pages::changed as changed_page;
use crate::pages::lead::wants_booking;
use crate::pages::names::Names;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::say;
use crate::toast::{self, Toast, Undo};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, AssigneeChoice, Assignment, Labelling, Outcome, Outcomes};
use leadhub_core::{Actor, Tx};
use leadhub_model::{AgentId, Field as About, LabelId, LeadError, LeadId, Refusal as Refused, StageId};
use leadhub_wire::query::Query;
use std::fmt;

/// One choice, or ticks of which several may be set.
struct Choice {
    field: Field,
    is_many: bool,
    ticked: Vec<String>,
}

#[derive(Template)]
#[template(path = "parts/dialog_many.html")]
struct Dialog {
    asked: DialogForm,
    chosen: Chosen,
    choices: Vec<Choice>,
}

/// A dialog of a change of leads.
pub trait ConfirmDialog: fmt::Display {
    fn asked(&self) -> &DialogForm;
}

impl ConfirmDialog for Dialog {
    fn asked(&self) -> &DialogForm {
        &self.asked
    }
}

/// The kind of change whose dialog asks for a choice.
#[derive(Clone, Copy)]
enum Kind {
    Assign,
    Label,
}

/// A form that was refused, and why, unless its leads were too many.
#[derive(Clone, Copy, Default)]
pub struct Typed<'f> {
    pub form: Option<&'f FormBody>,
    pub refused: Option<&'f Refused>,
}

/// What such a dialog has besides its fields; `is_field` says which these are.
pub fn asked(
    visit: &Visit,
    (title, place): (Word, &str),
    (chosen, count): (&Chosen, usize),
    typed: Typed,
    is_field: impl Fn(About) -> bool,
) -> DialogForm {
    let language = visit.language();
    let title = title.with(language, &counted(count, language));
    let asked = DialogForm::new(visit, title, chosen.address(place), typed.form);
    let refusal = too_many(count, language).or_else(|| say::above(typed.refused, is_field, language));
    DialogForm { refusal, unticks: true, ..asked }
}

fn choices(visit: &Visit, names: &Names, kind: Kind, typed: Typed) -> Vec<Choice> {
    let language = visit.language();
    let error = |about: About| say::beside(typed.refused, |field| field == about, language);
    let labels: Vec<_> = names.labels.iter().map(|label| (label.id.to_string(), label.label.clone())).collect();
    let ticks = |name: &'static str, label: Word| {
        let sent = typed.form.map(|form| form.numbers(name)).unwrap_or_default();
        let ticked: Vec<String> = sent.iter().map(ToString::to_string).collect();
        let is_gone = ticked.iter().any(|id| labels.iter().all(|(known, _)| known != id));
        let error = error(About::Label).filter(|_| is_gone);
        Choice { field: Field { options: labels.clone(), error, ..Field::new(name, label) }, is_many: true, ticked }
    };
    match kind {
        Kind::Assign => {
            let own = || visit.actor.agent.map(|agent| agent.to_string()).unwrap_or_default();
            let agents = names.agents().map(|agent| (agent.id.to_string(), agent.username.clone()));
            let nobody = (String::new(), words::NOBODY.say(language).to_owned());
            let field = Field {
                value: typed.form.map_or_else(own, |form| form.text("agent")),
                options: agents.chain([nobody]).collect(),
                error: error(About::Agent),
                ..Field::new("agent", words::ASSIGNEE)
            };
            vec![Choice { field, is_many: false, ticked: Vec::new() }]
        }
        Kind::Label => vec![ticks("add", words::ADD_LABELS), ticks("remove", words::REMOVE_LABELS)],
    }
}

fn dialog(kind: Kind) -> impl FnOnce(&Visit, &Names, (&Chosen, usize), Typed) -> Dialog {
    let (title, place, about) = match kind {
        Kind::Assign => (words::ASSIGN_TITLE, "/app/leads/assign", About::Agent),
        Kind::Label => (words::LABEL_TITLE, "/app/leads/label", About::Label),
    };
    move |visit, names, leads, typed| Dialog {
        asked: asked(visit, (title, place), leads, typed, |field| field == about),
        chosen: leads.0.clone(),
        choices: choices(visit, names, kind, typed),
    }
}

/// Shows the dialog that asks what becomes of the leads.
pub async fn ask<D: ConfirmDialog>(
    visit: Visit,
    query: &Query,
    dialog: impl FnOnce(&Visit, &Names, (&Chosen, usize), Typed) -> D,
) -> Result<Response, Refusal> {
    let chosen = Chosen::of_query(query);
    let count = chosen.list(&visit).await?.len();
    if count == 0 {
        return nobody(&visit);
    }
    let status = match too_many(count, visit.language()) {
        Some(text) if visit.is_partial => {
            return Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &Toast::refusal(visit.preferences, text)));
        }
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let names = visit.read(Names::read).await?;
    let dialog = dialog(&visit, &names, (&chosen, count), Typed::default());
    Ok(dialog::answer(status, dialog.asked(), &dialog))
}

pub async fn ask_assign(visit: Visit, query: Query) -> Result<Response, Refusal> {
    ask(visit, &query, dialog(Kind::Assign)).await
}

pub async fn ask_label(visit: Visit, query: Query) -> Result<Response, Refusal> {
    ask(visit, &query, dialog(Kind::Label)).await
}

pub async fn assign(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let agent = form.number("agent").map_or(AssigneeChoice::Nobodys, |id| AssigneeChoice::Of(AgentId(id)));
    let to = Assignment { agent: Some(agent), group: None };
    let verb = move |tx: &mut Tx, actor: &Actor, leads: &[LeadId]| actions::assign_leads(tx, actor, leads, &to);
    run(visit, &form, (words::ASSIGNED, None), verb, dialog(Kind::Assign)).await
}

pub async fn label(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let ids = |name| form.numbers(name).into_iter().map(LabelId).collect();
    let how = Labelling { added: ids("add"), removed: ids("remove") };
    let verb = move |tx: &mut Tx, actor: &Actor, leads: &[LeadId]| actions::label_leads(tx, actor, leads, &how);
    run(visit, &form, (words::LABELLED, None), verb, dialog(Kind::Label)).await
}

/// Runs the verb, `stage` being where it moves the leads; the dialog again where the request as a whole is refused.
pub async fn run<D: ConfirmDialog>(
    visit: Visit,
    form: &FormBody,
    (word, stage): (Word, Option<StageId>),
    verb: impl Fn(&mut Tx, &Actor, &[LeadId]) -> Result<Outcomes, LeadError> + Send + Sync + 'static,
    dialog: impl FnOnce(&Visit, &Names, (&Chosen, usize), Typed) -> D,
) -> Result<Response, Refusal> {
    let chosen = Chosen::of_form(form);
    let leads = chosen.list(&visit).await?;
    let count = leads.len();
    let refused = match count {
        0 => return nobody(&visit),
        count if count > MOST => None,
        _ => match work(&visit, leads, verb).await {
            Ok(done) => {
                let booked = offered(&visit, &done, stage).await;
                return outcome_offering(&visit, &chosen, done, word, &chosen.back(form), booked).await;
            }
            Err(LeadError::Refused(refused)) => Some(refused),
            Err(error) => return Err(error.into()),
        },
    };
    let names = visit.read(Names::read).await?;
    let typed = Typed { form: Some(form), refused: refused.as_ref() };
    let dialog = dialog(&visit, &names, (&chosen, count), typed);
    Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog.asked(), &dialog))
}

/// The lead for which a booking is offered. The move is done, whether or not that can be told.
async fn offered(visit: &Visit, done: &Done, stage: Option<StageId>) -> Option<LeadId> {
    let (stage, [moved]) = (stage?, &done.outcomes[..]) else { return None };
    let moved = vec![moved.clone()];
    visit.read(move |db, actor| wants_booking(db, actor, &moved, stage)).await.unwrap_or_default()
}

/// What it puts back stands in its address or, of many leads, in its form.
pub async fn undo(visit: Visit, query: Query, form: FormBody) -> Result<Response, Refusal> {
    let mut pairs = toast::undone(query.get("events").unwrap_or(&form.text("events")));
    pairs.sort_by_key(|(lead, _)| *lead);
    let done = work(&visit, pairs, actions::undo).await?;
    outcome(&visit, &Chosen::of_form(&form), done, words::UNDONE, &visit.came_from).await
}

/// A toast that tells how many changed, how many did not and why, with what the page shows of them; without script, the page `back` again.
async fn outcome(visit: &Visit, chosen: &Chosen, done: Done, word: Word, back: &str) -> Result<Response, Refusal> {
    outcome_offering(visit, chosen, done, word, back, None).await
}

/// As `outcome`, and the dialog that books a lead opens, where there is one to book.
async fn outcome_offering(
    visit: &Visit,
    chosen: &Chosen,
    done: Done,
    word: Word,
    back: &str,
    booked: Option<LeadId>,
) -> Result<Response, Refusal> {
    if !visit.is_partial {
        return Ok(elsewhere(back, false));
    }
    let changed = actions::changed(&done.outcomes);
    let text = told(&done, changed.len(), word, visit.language());
    let ids = chosen.shown().unwrap_or_else(|| changed.iter().map(|(lead, _)| *lead).collect());
    let mut undo = Undo::of(&changed);
    if let (Some(undo), Some(matching)) = (&mut undo, chosen.matching()) {
        undo.fields.extend([("leads", chosen.leads()), ("matching", matching)]);
    }
    changed_page::answer_offering(visit, ids, text, undo, booked).await
}

fn told(done: &Done, changed: usize, word: Word, language: Language) -> String {
    let count = |is: fn(&Outcome) -> bool| done.outcomes.iter().filter(|(_, outcome)| is(outcome)).count();
    let overtaken = count(|outcome| matches!(outcome, Outcome::Overtaken(_)));
    let refused = count(|outcome| matches!(outcome, Outcome::Refused(_)));
    let counts = [
        (word, changed),
        (words::OVERTAKEN_SOME, overtaken),
        (words::REFUSED_SOME, refused),
        (words::LEFT_SOME, done.left),
    ];
    let mut lines: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| word.with(language, &format::whole(count as i64, language)))
        .collect();
    let reasons = done.outcomes.iter().filter_map(|(_, outcome)| match outcome {
        Outcome::Refused(error) => Some(error),
        _ => None,
    });
    lines.extend(reasons.chain(&done.why).last().map(|error| say::refusal(error, language)));
    if lines.is_empty() {
        lines.push(words::UNCHANGED.say(language).to_owned());
    }
    lines.join(" · ")
}
