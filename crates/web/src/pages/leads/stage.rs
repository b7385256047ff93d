//! Move leads to a stage: the dialog is a list to press, where a stage that wants a reason offers its reasons instead of itself, so that
//! each move is one choice. Which stage wants one is the verb's to say. Where one lead came to a stage that converts, its booking is offered.

use super::change::{ConfirmDialog, Typed, ask, asked, run};
use super::many::Chosen;
use super::words;
use crate::dialog::DialogForm;
use crate::form::FormBody;
use crate::icon::Icon;
use crate::pages::names::Names;
use crate::refusal::Refusal;
use crate::stage;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use leadhub_core::{Actor, Tx, actions};
use leadhub_model::{LeadId, ReasonId, StageId, StageKind};
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "parts/dialog_stage.html")]
struct Dialog {
    asked: DialogForm,
    chosen: Chosen,
    choices: Vec<Choice>,
}

impl ConfirmDialog for Dialog {
    fn asked(&self) -> &DialogForm {
        &self.asked
    }
}

struct Choice {
    id: i64,
    label: String,
    class: &'static str,
    /// What is pressed in its place.
    reasons: Vec<(i64, String, Option<usize>)>,
    /// The digit that presses it.
    digit: Option<usize>,
}

/// `only` is the stage that was chosen already and wants a reason.
fn dialog(visit: &Visit, names: &Names, leads: (&Chosen, usize), only: Option<StageId>, typed: Typed) -> Dialog {
    let mut digits = (1..=9).map(Some).chain(std::iter::repeat(None));
    let mut digit = || digits.next().flatten();
    let mut choices = Vec::new();
    for known in names.stages.iter().filter(|known| only.is_none_or(|only| only == known.id)) {
        let asks = known.kind == StageKind::Unqualified && !names.reasons.is_empty();
        let reasons = names.reasons.iter().filter(|_| asks);
        let reasons: Vec<_> = reasons.map(|reason| (reason.id.0, reason.label.clone(), digit())).collect();
        let digit = if asks { None } else { digit() };
        choices.push(Choice {
            id: known.id.0,
            label: known.label.clone(),
            class: stage::class(known.kind),
            reasons,
            digit,
        });
    }
    let asked = asked(visit, (words::STAGE_TITLE, "/app/leads/stage"), leads, typed, |_| false);
    Dialog { asked, chosen: leads.0.clone(), choices }
}

pub async fn ask_stage(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let only = query.get("stage").and_then(|id| id.parse().ok()).map(StageId);
    ask(visit, &query, |visit, names, leads, typed| dialog(visit, names, leads, only, typed)).await
}

pub async fn stage(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let stage = StageId(form.number("stage").unwrap_or_default());
    let reason = form.number("reason").map(ReasonId);
    let verb = move |tx: &mut Tx, actor: &Actor, leads: &[LeadId]| actions::move_leads(tx, actor, leads, stage, reason);
    let again =
        |visit: &Visit, names: &Names, leads: (&Chosen, usize), typed: Typed| dialog(visit, names, leads, None, typed);
    run(visit, &form, (words::MOVED, Some(stage)), verb, again).await
}
