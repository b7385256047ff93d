//! `/app/board`: the pipeline, a column a stage, a card a lead. A drop runs the same verb as the key `S`; a stage that wants a reason asks
//! first, and one that converts offers a booking afterwards.

mod cards;
mod column;
pub mod words;

pub use cards::cards;
pub use column::column;

use column::{Rest, of_stage};

use crate::form::FormBody;
use crate::icon::Icon;
use crate::language::Language;
use crate::layout::Layout;
use crate::pages::changed;
use crate::pages::lead::wants_booking;
use crate::pages::leads::query::LeadsQuery;
use crate::pages::leads::row::{FACTS, Row};
use crate::pages::names::Names;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::visit::Visit;
use crate::{format, render, stage, toast};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, Outcome};
use leadhub_core::store::lead_filter;
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::{Lead, LeadError, LeadFilter, LeadId, LeadOrder, Moment, Page, Stage, StageId, StageKind};
use leadhub_wire::query::Query;

/// Cards of a column.
const CARDS: i64 = 50;

#[derive(Template)]
#[template(path = "pages/board.html")]
struct Board {
    layout: Layout,
    is_mine: bool,
    columns: Vec<Column>,
}

struct Column {
    id: i64,
    /// The same leads as a list.
    link: String,
    label: String,
    class: &'static str,
    count: String,
    /// Something has to be asked before a card may come here.
    asks: bool,
    rows: Vec<Row>,
    rest: Option<Rest>,
}

pub async fn show(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let is_mine = is_mine(&query);
    let (now, language) = (visit.now(), visit.language());
    let columns = visit.read(move |db, actor| columns(db, actor, is_mine, now, language)).await?;
    let layout = visit.layout(words::TITLE.say(language), Some(Place::Board));
    Ok(render::page(StatusCode::OK, &Board { layout, is_mine, columns }))
}

/// Whether the board shows her own leads only.
fn is_mine(query: &Query) -> bool {
    query.get("whose") == Some("mine")
}

/// The leads of the board, or of one column.
fn filter(actor: &Actor, is_mine: bool, stage: Option<StageId>) -> LeadFilter {
    let agents = is_mine.then(|| actor.agent.into_iter().collect());
    LeadFilter { stages: stage.map(|stage| vec![stage]), agents, ..LeadFilter::default() }
}

fn columns(
    db: &mut Db,
    actor: &Actor,
    is_mine: bool,
    now: Moment,
    language: Language,
) -> Result<Vec<Column>, LeadError> {
    let names = Names::read(db, actor)?;
    let filters: Vec<LeadFilter> = names.stages.iter().map(|stage| filter(actor, is_mine, Some(stage.id))).collect();
    let pages = lead_filter::list_leads_of_each(db, actor, &filters, LeadOrder::NewestCreated, CARDS, FACTS)?;
    let column = |(known, leads): (&Stage, Page<Lead>)| Column {
        id: known.id.0,
        link: format!("/app/leads{}", of_stage(is_mine, known.id).text()),
        label: known.label.clone(),
        class: stage::class(known.kind),
        count: format::whole(leads.total, language),
        asks: known.kind == StageKind::Unqualified && !names.reasons.is_empty(),
        rows: leads.rows.iter().map(|lead| Row::of(lead, &names, actor, now, language)).collect(),
        rest: rest(&of_stage(is_mine, known.id), &leads, language),
    };
    Ok(names.stages.iter().zip(pages).map(column).collect())
}

fn rest(query: &LeadsQuery, leads: &Page<Lead>, language: Language) -> Option<Rest> {
    let left = leads.total - leads.rows.len() as i64;
    Rest::behind(query, leads.rows.last().filter(|_| left > 0), left, language)
}

/// A card was dropped on a column.
pub async fn take(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let lead = LeadId(form.number("lead").unwrap_or_default());
    let stage = StageId(form.number("stage").unwrap_or_default());
    let moved = move |tx: &mut Tx, actor: &Actor| {
        let outcomes = actions::move_leads(tx, actor, &[lead], stage, None)?;
        Ok((wants_booking(tx, actor, &outcomes, stage)?, outcomes))
    };
    let (booked, outcomes) = visit.write(moved).await?;
    if let Some((_, Outcome::Refused(error))) = outcomes.first() {
        return Err(error.clone().into());
    }
    let undo = toast::undo_address(&actions::changed(&outcomes));
    let text = words::MOVED.say(visit.language()).to_owned();
    changed::answer_offering(&visit, vec![lead], text, undo, booked).await
}
