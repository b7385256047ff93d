//! `GET /app/board/cards?ids=&has=`: those cards of the board that changed elsewhere, with `newest` the newest besides, and how many each column has now. Which column of the
//! page a card stands in is the page's to know: the answer says where it belongs.

use super::{CARDS, filter, is_mine};
use crate::language::Language;
use crate::pages::leads::row::{FACTS, Row};
use crate::pages::leads::{MOST_IDS, ids};
use crate::pages::names::Names;
use crate::refusal::Refusal;
use crate::visit::Visit;
use crate::{format, render};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::lead_filter;
use leadhub_core::{Actor, Db};
use leadhub_model::{LeadError, LeadFilter, LeadId, LeadOrder, Moment};
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "parts/cards.html")]
struct Cards {
    cards: Vec<Row>,
    /// Those that are on the board no longer.
    gone: Vec<i64>,
    /// Of each column.
    counts: Vec<(i64, String)>,
}

pub async fn cards(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let (asked, has, is_mine) = (ids(&query, "ids"), ids(&query, "has"), is_mine(&query));
    let (now, language) = (visit.now(), visit.language());
    let (ids, newest) = (asked.clone(), query.get("newest").is_some());
    let found = visit.read(move |db, actor| found(db, actor, &ids, newest, is_mine, now, language)).await?;
    let is_gone = |id: &&LeadId| has.contains(id) && found.cards.iter().all(|card| card.id != id.0);
    let gone = asked.iter().filter(is_gone).map(|id| id.0).collect();
    Ok(render::page(StatusCode::OK, &Cards { gone, ..found }))
}

fn found(
    db: &mut Db,
    actor: &Actor,
    asked: &[LeadId],
    newest: bool,
    is_mine: bool,
    now: Moment,
    language: Language,
) -> Result<Cards, LeadError> {
    let names = Names::read(db, actor)?;
    let named = LeadFilter { ids: Some(asked.to_vec()), ..filter(actor, is_mine, None) };
    let mut list =
        |filter: &LeadFilter, order, limit| lead_filter::list_leads_after(db, actor, filter, order, None, limit, FACTS);
    let mut leads = list(&named, LeadOrder::OldestCreated, MOST_IDS as i64)?;
    if newest {
        leads.extend(list(&filter(actor, is_mine, None), LeadOrder::NewestCreated, CARDS)?);
        leads.sort_by_key(|lead| (lead.created_at, lead.id));
        leads.dedup_by_key(|lead| lead.id);
    }
    let filters: Vec<LeadFilter> = names.stages.iter().map(|stage| filter(actor, is_mine, Some(stage.id))).collect();
    let counts = lead_filter::count_each(db, actor, &filters)?;
    let counts = names.stages.iter().zip(counts).map(|(stage, rows)| (stage.id.0, format::whole(rows, language)));
    let counts = counts.collect();
    let cards = leads.iter().map(|lead| Row::of(lead, &names, actor, now, language)).collect();
    Ok(Cards { cards, gone: Vec::new(), counts })
}
