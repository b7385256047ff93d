//! What is done to many leads at once, or to one: assign, label, and the way back; `stage.rs` moves them. Each asks in a dialog first, then runs its verb;
//! what every lead came to is told, and one undo takes all of it back.

use super::words;
use crate::dialog::{self, Asked};
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::language::Word;
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
use leadhub_model::{AgentId, Field as About, LabelId, LeadError, LeadId, Noun, Refusal as Refused};
use leadhub_wire::query::Query;

/// One choice, or ticks of which several may be set.
struct Choice {
    field: Field,
    is_many: bool,
    ticked: Vec<String>,
}

#[derive(Template)]
#[template(path = "parts/dialog_many.html")]
struct Dialog {
    asked: Asked,
    leads: String,
    choices: Vec<Choice>,
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

/// A form that was refused, and why.
type Typed<'f> = Option<(&'f FormBody, &'f Refused)>;

fn choices(visit: &Visit, names: &Names, kind: Kind, typed: Typed) -> Vec<Choice> {
    let language = visit.language();
    let error = |about: About| say::beside(typed.map(|(_, refused)| refused), |field| field == about, language);
    let labels: Vec<_> = names.labels.iter().map(|label| (label.id.to_string(), label.label.clone())).collect();
    let ticks = |name: &'static str, label: Word| {
        let sent = typed.map(|(form, _)| form.numbers(name)).unwrap_or_default();
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
                value: typed.map_or_else(own, |(form, _)| form.text("agent")),
                options: agents.chain([nobody]).collect(),
                error: error(About::Agent),
                ..Field::new("agent", words::ASSIGNEE)
            };
            vec![Choice { field, is_many: false, ticked: Vec::new() }]
        }
        Kind::Label => vec![ticks("add", words::ADD_LABELS), ticks("remove", words::REMOVE_LABELS)],
    }
}

fn dialog(visit: &Visit, names: &Names, kind: Kind, leads: &[LeadId], typed: Typed) -> Dialog {
    let language = visit.language();
    let (title, place, about) = match kind {
        Kind::Assign => (words::ASSIGN_TITLE, "/app/leads/assign", About::Agent),
        Kind::Label => (words::LABEL_TITLE, "/app/leads/label", About::Label),
    };
    let (title, address) = (title.with(language, &leads.len().to_string()), address(place, leads));
    let asked = Asked::new(visit, title, address, typed.map(|(form, _)| form));
    let refusal = say::above(typed.map(|(_, refused)| refused), |field| field == about, language);
    Dialog {
        asked: Asked { refusal, unticks: true, ..asked },
        leads: joined(leads),
        choices: choices(visit, names, kind, typed),
    }
}

/// Where a change of these leads is asked for, and sent to.
pub fn address(place: &str, leads: &[LeadId]) -> String {
    format!("{place}?lead={}", joined(leads))
}

/// Says that no lead was named.
pub fn nobody(visit: &Visit) -> Result<Response, Refusal> {
    if !visit.is_partial {
        return Err(Refusal::Core(LeadError::NotFound(Noun::Lead)));
    }
    let text = words::NO_LEADS.say(visit.language()).to_owned();
    Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &Toast::refusal(visit.preferences, text)))
}

async fn ask(visit: Visit, query: Query, kind: Kind) -> Result<Response, Refusal> {
    let leads = named(&query);
    if leads.is_empty() {
        return nobody(&visit);
    }
    let names = visit.read(Names::read).await?;
    let dialog = dialog(&visit, &names, kind, &leads, None);
    Ok(dialog::answer(StatusCode::OK, &dialog.asked, &dialog))
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
    let to = Assignment { agent: Some(agent), group: None };
    let done = visit.write(move |tx, actor| actions::assign_leads(tx, actor, &leads, &to)).await;
    respond(visit, Kind::Assign, &form, done, words::ASSIGNED).await
}

pub async fn label(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let leads = leads_of(&form);
    let ids = |name| form.numbers(name).into_iter().map(LabelId).collect();
    let how = Labelling { added: ids("add"), removed: ids("remove") };
    let done = visit.write(move |tx, actor| actions::label_leads(tx, actor, &leads, &how)).await;
    respond(visit, Kind::Label, &form, done, words::LABELLED).await
}

pub async fn undo(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let pairs = toast::undone(query.get("events").unwrap_or_default());
    let outcomes = visit.write(move |tx, actor| actions::undo(tx, actor, &pairs)).await?;
    outcome(&visit, &outcomes, words::UNDONE, &visit.came_from).await
}

pub fn leads_of(form: &FormBody) -> Vec<LeadId> {
    form.numbers("leads").into_iter().map(LeadId).collect()
}

/// The form again where the request as a whole was refused; else what became of the leads.
async fn respond(
    visit: Visit,
    kind: Kind,
    form: &FormBody,
    done: Result<Outcomes, LeadError>,
    word: Word,
) -> Result<Response, Refusal> {
    match done {
        Ok(outcomes) => outcome(&visit, &outcomes, word, &dialog::back(form)).await,
        Err(LeadError::Refused(refused)) => {
            let names = visit.read(Names::read).await?;
            let dialog = dialog(&visit, &names, kind, &leads_of(form), Some((form, &refused)));
            Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, &dialog.asked, &dialog))
        }
        Err(error) => Err(error.into()),
    }
}

/// A toast that tells how many changed, how many did not and why, with what the page shows of them; without script, the page `back` again.
pub async fn outcome(visit: &Visit, outcomes: &Outcomes, word: Word, back: &str) -> Result<Response, Refusal> {
    outcome_offering(visit, outcomes, word, back, None).await
}

/// As `outcome`, and the dialog that books a lead opens, where there is one to book.
pub async fn outcome_offering(
    visit: &Visit,
    outcomes: &Outcomes,
    word: Word,
    back: &str,
    booked: Option<LeadId>,
) -> Result<Response, Refusal> {
    if !visit.is_partial {
        return Ok(elsewhere(back, false));
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
