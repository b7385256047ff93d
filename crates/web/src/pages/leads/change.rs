//! What is done to many leads at once, or to one: assign, label, and the way back; `stage.rs` moves them. Each asks in a dialog first, then runs its verb;
//! what every lead came to is told, and one undo takes all of it back.

use super::many::{Chosen, Done, unfit, work};
use super::words;
use crate::form::FormBody;
use crate::format;
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::pages::changed as changed_page;
use crate::pages::names::Names;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::say;
use crate::toast::{self, Undo};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, Assignment, Labelling, Outcome, Outcomes, Whose};
use leadhub_core::{Actor, Tx};
use leadhub_model::{AgentId, LabelId, LeadError, LeadId};
use leadhub_wire::query::Query;

struct Choice {
    name: &'static str,
    label: Word,
    options: Vec<(String, String)>,
    chosen: String,
    is_many: bool,
}

#[derive(Template)]
#[template(path = "parts/dialog_many.html")]
struct Dialog {
    layout: Layout,
    title: String,
    action: &'static str,
    chosen: Chosen,
    /// Where no script opens it.
    is_open: bool,
    choices: Vec<Choice>,
    refusal: Option<String>,
}

/// The kind of change whose dialog asks for a choice.
#[derive(Clone, Copy)]
enum Kind {
    Assign,
    Label,
}

fn dialog(
    visit: &Visit,
    names: &Names,
    kind: Kind,
    (chosen, count): (&Chosen, usize),
    refusal: Option<String>,
) -> Dialog {
    let language = visit.language();
    let labels = || names.labels.iter().map(|label| (label.id.to_string(), label.label.clone())).collect::<Vec<_>>();
    let choice = |name, label, options| Choice { name, label, options, chosen: String::new(), is_many: false };
    let (title, action, choices) = match kind {
        Kind::Assign => {
            let own = visit.actor.agent.map(|agent| agent.to_string()).unwrap_or_default();
            let agents = names.agents().map(|agent| (agent.id.to_string(), agent.username.clone()));
            let nobody = (String::new(), words::NOBODY.say(language).to_owned());
            let choice = choice("agent", words::ASSIGNEE, agents.chain([nobody]).collect());
            (words::ASSIGN_TITLE, "/app/leads/assign", vec![Choice { chosen: own, ..choice }])
        }
        Kind::Label => {
            let added = Choice { is_many: true, ..choice("add", words::ADD_LABELS, labels()) };
            let removed = Choice { is_many: true, ..choice("remove", words::REMOVE_LABELS, labels()) };
            (words::LABEL_TITLE, "/app/leads/label", vec![added, removed])
        }
    };
    Dialog {
        layout: visit.layout("", None),
        title: title.with(language, &format::whole(count as i64, language)),
        action,
        chosen: chosen.clone(),
        is_open: !visit.is_partial,
        choices,
        refusal,
    }
}

/// Shows the dialog that asks what becomes of the leads.
pub async fn ask<D: Template>(
    visit: Visit,
    query: &Query,
    dialog: impl FnOnce(&Visit, &Names, (&Chosen, usize), Option<String>) -> D,
) -> Result<Response, Refusal> {
    let chosen = Chosen::of_query(query);
    let leads = chosen.list(&visit).await?;
    if let Some(refused) = unfit(&visit, &leads) {
        return Ok(refused);
    }
    let names = visit.read(Names::read).await?;
    Ok(render::page(StatusCode::OK, &dialog(&visit, &names, (&chosen, leads.len()), None)))
}

pub async fn ask_assign(visit: Visit, query: Query) -> Result<Response, Refusal> {
    ask(visit, &query, |visit, names, leads, refusal| dialog(visit, names, Kind::Assign, leads, refusal)).await
}

pub async fn ask_label(visit: Visit, query: Query) -> Result<Response, Refusal> {
    ask(visit, &query, |visit, names, leads, refusal| dialog(visit, names, Kind::Label, leads, refusal)).await
}

pub async fn assign(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let agent = form.number("agent").map_or(Whose::Nobodys, |id| Whose::Of(AgentId(id)));
    let to = Assignment { agent: Some(agent), group: None };
    let verb = move |tx: &mut Tx, actor: &Actor, leads: &[LeadId]| actions::assign_leads(tx, actor, leads, &to);
    let again =
        |visit: &Visit, names: &Names, leads: (&Chosen, usize), why| dialog(visit, names, Kind::Assign, leads, why);
    run(visit, &form, words::ASSIGNED, verb, again).await
}

pub async fn label(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let ids = |name| form.numbers(name).into_iter().map(LabelId).collect();
    let how = Labelling { added: ids("add"), removed: ids("remove") };
    let verb = move |tx: &mut Tx, actor: &Actor, leads: &[LeadId]| actions::label_leads(tx, actor, leads, &how);
    let again =
        |visit: &Visit, names: &Names, leads: (&Chosen, usize), why| dialog(visit, names, Kind::Label, leads, why);
    run(visit, &form, words::LABELLED, verb, again).await
}

/// Runs the verb; the dialog again where it refuses the request as a whole.
pub async fn run<D: Template>(
    visit: Visit,
    form: &FormBody,
    word: Word,
    verb: impl Fn(&mut Tx, &Actor, &[LeadId]) -> Result<Outcomes, LeadError> + Send + Sync + 'static,
    dialog: impl FnOnce(&Visit, &Names, (&Chosen, usize), Option<String>) -> D,
) -> Result<Response, Refusal> {
    let chosen = Chosen::of_form(form);
    let leads = chosen.list(&visit).await?;
    if let Some(refused) = unfit(&visit, &leads) {
        return Ok(refused);
    }
    let count = leads.len();
    match work(&visit, leads, verb).await {
        Ok(done) => outcome(&visit, &chosen, done, word).await,
        Err(error @ LeadError::Refused(_)) => {
            let text = say::refusal(&error, visit.language());
            let names = visit.read(Names::read).await?;
            let dialog = dialog(&visit, &names, (&chosen, count), Some(text));
            Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &dialog))
        }
        Err(error) => Err(error.into()),
    }
}

/// What it puts back stands in its address or, of many leads, in its form.
pub async fn undo(visit: Visit, query: Query, form: FormBody) -> Result<Response, Refusal> {
    let mut pairs = toast::undone(query.get("events").unwrap_or(&form.text("events")));
    pairs.sort_by_key(|(lead, _)| *lead);
    let done = work(&visit, pairs, |tx, actor, pairs| actions::undo(tx, actor, pairs)).await?;
    outcome(&visit, &Chosen::of_form(&form), done, words::UNDONE).await
}

/// A toast that tells how many changed, how many did not and why, with what the page shows of them; without script, the list again.
async fn outcome(visit: &Visit, chosen: &Chosen, done: Done, word: Word) -> Result<Response, Refusal> {
    if !visit.is_partial {
        let query = chosen.matching().unwrap_or_default();
        return Ok(elsewhere(&format!("/app/leads{query}"), false));
    }
    let changed = actions::changed(&done.outcomes);
    let text = told(&done, changed.len(), word, visit.language());
    let ids = chosen.shown().unwrap_or_else(|| changed.iter().map(|(lead, _)| *lead).collect());
    let mut undo = Undo::of(&changed);
    if let (Some(undo), Some(matching)) = (&mut undo, chosen.matching()) {
        undo.fields.extend([("leads", chosen.leads()), ("matching", matching)]);
    }
    changed_page::answer(visit, ids, text, undo).await
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
