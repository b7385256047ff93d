//! What is done to many leads at once, or to one: assign, label, and the way back; `stage.rs` moves them. Each asks in a dialog first, then runs its verb;
//! what every lead came to is told, and one undo takes all of it back.

use super::words;
use crate::form::FormBody;
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::pages::changed as changed_page;
use crate::pages::names::Names;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::say;
use crate::toast::{self, Toast};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, Assignment, Labelling, Outcome, Outcomes, Whose};
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
    leads: String,
    choices: Vec<Choice>,
    refusal: Option<String>,
}

/// The leads that a request names, in its query or its form.
pub fn named(query: &Query) -> Vec<LeadId> {
    let texts = query.all("lead").chain(query.all("leads")).flat_map(|text| text.split(','));
    texts.filter_map(|id| id.trim().parse().ok().map(LeadId)).collect()
}

pub fn joined(leads: &[LeadId]) -> String {
    leads.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The kind of change whose dialog asks for a choice.
#[derive(Clone, Copy)]
enum Kind {
    Assign,
    Label,
}

fn dialog(visit: &Visit, names: &Names, kind: Kind, leads: &[LeadId], refusal: Option<String>) -> Dialog {
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
        title: title.with(language, &leads.len().to_string()),
        action,
        leads: joined(leads),
        choices,
        refusal,
    }
}

/// Says that no lead was named.
pub fn nobody(visit: &Visit) -> Response {
    let text = words::NO_LEADS.say(visit.language()).to_owned();
    render::page(StatusCode::UNPROCESSABLE_ENTITY, &Toast::refusal(visit.preferences, text))
}

async fn ask(visit: Visit, query: Query, kind: Kind) -> Result<Response, Refusal> {
    let leads = named(&query);
    if leads.is_empty() {
        return Ok(nobody(&visit));
    }
    let names = visit.read(Names::read).await?;
    Ok(render::page(StatusCode::OK, &dialog(&visit, &names, kind, &leads, None)))
}

pub async fn ask_assign(visit: Visit, query: Query) -> Result<Response, Refusal> {
    ask(visit, query, Kind::Assign).await
}

pub async fn ask_label(visit: Visit, query: Query) -> Result<Response, Refusal> {
    ask(visit, query, Kind::Label).await
}

pub async fn assign(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let leads = leads_of(&form);
    let agent = form.number("agent").map_or(Whose::Nobodys, |id| Whose::Of(AgentId(id)));
    let (to, named) = (Assignment { agent: Some(agent), group: None }, leads.clone());
    let done = visit.write(move |tx, actor| actions::assign_leads(tx, actor, &named, &to)).await;
    respond(visit, Kind::Assign, &leads, done, words::ASSIGNED).await
}

pub async fn label(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let leads = leads_of(&form);
    let ids = |name| form.numbers(name).into_iter().map(LabelId).collect();
    let (how, named) = (Labelling { added: ids("add"), removed: ids("remove") }, leads.clone());
    let done = visit.write(move |tx, actor| actions::label_leads(tx, actor, &named, &how)).await;
    respond(visit, Kind::Label, &leads, done, words::LABELLED).await
}

pub async fn undo(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let pairs = toast::undone(query.get("events").unwrap_or_default());
    let outcomes = visit.write(move |tx, actor| actions::undo(tx, actor, &pairs)).await?;
    outcome(&visit, &outcomes, words::UNDONE).await
}

pub fn leads_of(form: &FormBody) -> Vec<LeadId> {
    form.numbers("leads").into_iter().map(LeadId).collect()
}

/// The dialog again where the request as a whole was refused; else what became of the leads.
async fn respond(
    visit: Visit,
    kind: Kind,
    leads: &[LeadId],
    done: Result<Outcomes, LeadError>,
    word: Word,
) -> Result<Response, Refusal> {
    match done {
        Ok(outcomes) => outcome(&visit, &outcomes, word).await,
        Err(error @ LeadError::Refused(_)) => {
            let text = say::refusal(&error, visit.language());
            let names = visit.read(Names::read).await?;
            let dialog = dialog(&visit, &names, kind, leads, Some(text));
            Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &dialog))
        }
        Err(error) => Err(error.into()),
    }
}

/// A toast that tells how many changed, how many did not and why, with what the page shows of them; without script, the list again.
pub async fn outcome(visit: &Visit, outcomes: &Outcomes, word: Word) -> Result<Response, Refusal> {
    outcome_offering(visit, outcomes, word, None).await
}

/// As `outcome`, and the dialog that books a lead opens, where there is one to book.
pub async fn outcome_offering(
    visit: &Visit,
    outcomes: &Outcomes,
    word: Word,
    booked: Option<LeadId>,
) -> Result<Response, Refusal> {
    if !visit.is_partial {
        return Ok(elsewhere("/app/leads", false));
    }
    let language = visit.language();
    let changed = actions::changed(outcomes);
    let count = |is: fn(&Outcome) -> bool| outcomes.iter().filter(|(_, outcome)| is(outcome)).count();
    let overtaken = count(|outcome| matches!(outcome, Outcome::Overtaken(_)));
    let refused = count(|outcome| matches!(outcome, Outcome::Refused(_)));
    let mut lines = Vec::new();
    for (word, count) in [(word, changed.len()), (words::OVERTAKEN_SOME, overtaken), (words::REFUSED_SOME, refused)] {
        if count > 0 {
            lines.push(word.with(language, &count.to_string()));
        }
    }
    lines.extend(outcomes.iter().find_map(|(_, outcome)| match outcome {
        Outcome::Refused(error) => Some(say::refusal(error, language)),
        _ => None,
    }));
    if lines.is_empty() {
        lines.push(words::UNCHANGED.say(language).to_owned());
    }
    let ids = changed.iter().map(|(lead, _)| *lead).collect();
    changed_page::answer_offering(visit, ids, lines.join(" · "), toast::undo_address(&changed), booked).await
}
