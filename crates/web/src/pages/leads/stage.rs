//! Move leads to a stage: the dialog is a list to press, where a stage that wants a reason offers its reasons instead of itself, so that
//! each move is one choice. Which stage wants one is the verb's to say. Where one lead came to a stage that converts, its booking is offered.

use super::change::{address, joined, leads_of, named, nobody, outcome_offering};
use super::words;
use crate::dialog::{self, Asked};
use crate::form::FormBody;
use crate::icon::Icon;
use crate::pages::lead::wants_booking;
use crate::pages::names::Names;
use crate::refusal::Refusal;
use crate::visit::Visit;
use crate::{say, stage};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::{Actor, Tx, actions};
use leadhub_model::{LeadError, LeadId, ReasonId, StageId, StageKind};
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "parts/dialog_stage.html")]
struct Dialog {
    asked: Asked,
    leads: String,
    choices: Vec<Choice>,
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
fn dialog(visit: &Visit, names: &Names, leads: &[LeadId], only: Option<StageId>, form: Option<&FormBody>) -> Dialog {
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
    let title = words::STAGE_TITLE.with(visit.language(), &leads.len().to_string());
    let asked = Asked::new(visit, title, address("/app/leads/stage", leads), form);
    Dialog { asked, leads: joined(leads), choices }
}

pub async fn ask_stage(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let leads = named(&query);
    if leads.is_empty() {
        return nobody(&visit);
    }
    let only = query.get("stage").and_then(|id| id.parse().ok()).map(StageId);
    let names = visit.read(Names::read).await?;
    let dialog = dialog(&visit, &names, &leads, only, None);
    Ok(dialog::answer(StatusCode::OK, &dialog.asked, &dialog))
}

pub async fn stage(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let leads = leads_of(&form);
    let stage = StageId(form.number("stage").unwrap_or_default());
    let (reason, moved) = (form.number("reason").map(ReasonId), leads.clone());
    let work = move |tx: &mut Tx, actor: &Actor| {
        let outcomes = actions::move_leads(tx, actor, &moved, stage, reason)?;
        Ok((wants_booking(tx, actor, &outcomes, stage)?, outcomes))
    };
    match visit.write(work).await {
        Ok((booked, outcomes)) => outcome_offering(&visit, &outcomes, words::MOVED, &dialog::back(&form), booked).await,
        Err(error @ LeadError::Refused(_)) => {
            let names = visit.read(Names::read).await?;
            let mut dialog = dialog(&visit, &names, &leads, None, Some(&form));
            dialog.asked.refusal = Some(say::refusal(&error, visit.language()));
            Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, &dialog.asked, &dialog))
        }
        Err(error) => Err(error.into()),
    }
}
