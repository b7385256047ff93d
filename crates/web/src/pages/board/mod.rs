//! `/app/board`: the pipeline, a column a stage, a card a lead. A drop runs the same verb as the key `S`; a stage that wants a reason asks
//! first.

mod cards;
pub mod words;

pub use cards::cards;

use crate::form::FormBody;
use crate::icon::Icon;
use crate::language::Language;
use crate::layout::Layout;
use crate::pages::changed;
use crate::pages::leads::row::{FACTS, Row};
use crate::pages::names::Names;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::toast::Undo;
use crate::visit::Visit;
use crate::{format, render, stage};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, Outcome};
use leadhub_core::store::lead_filter;
use leadhub_core::{Actor, Db};
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
    label: String,
    class: &'static str,
    count: String,
    /// Something has to be asked before a card may come here.
    asks: bool,
    rows: Vec<Row>,
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
        label: known.label.clone(),
        class: stage::class(known.kind),
        count: format::whole(leads.total, language),
        asks: known.kind == StageKind::Unqualified && !names.reasons.is_empty(),
        rows: leads.rows.iter().map(|lead| Row::of(lead, &names, actor, now, language)).collect(),
    };
    Ok(names.stages.iter().zip(pages).map(column).collect())
}

/// A card was dropped on a column.
pub async fn take(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    let lead = LeadId(form.number("lead").unwrap_or_default());
    let stage = StageId(form.number("stage").unwrap_or_default());
    let outcomes = visit.write(move |tx, actor| actions::move_leads(tx, actor, &[lead], stage, None)).await?;
    if let Some((_, Outcome::Refused(error))) = outcomes.first() {
        return Err(error.clone().into());
    }
    let undo = Undo::of(&actions::changed(&outcomes));
    changed::answer(&visit, vec![lead], words::MOVED.say(visit.language()).to_owned(), undo).await
}
