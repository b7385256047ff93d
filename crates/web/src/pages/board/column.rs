//! `GET /app/board/column?stage=&after=&left=`: the next cards of a column, and the way to those behind them. Without script the same way
//! leads to the list, behind the same lead.

use super::{CARDS, words};
use crate::language::Language;
use crate::pages::leads::query::LeadsQuery;
use crate::pages::leads::row::{FACTS, Row};
use crate::pages::names::Names;
use crate::refusal::Refusal;
use crate::visit::Visit;
use crate::{format, render};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::lead_filter;
use leadhub_core::{Actor, Db};
use leadhub_model::{Lead, LeadError, LeadOrder, Moment, StageId};
use leadhub_wire::TransportError;
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "parts/column.html")]
struct More {
    stage: i64,
    cards: Vec<Row>,
    rest: Option<Rest>,
}

/// Leads of a column that are not shown yet.
pub struct Rest {
    pub text: String,
    /// The list behind the last card, and the cards behind it.
    pub list: String,
    pub cards: String,
}

impl Rest {
    /// `left` was counted when the page came; what was moved since may make it one more or less.
    pub fn behind(query: &LeadsQuery, last: Option<&Lead>, left: i64, language: Language) -> Option<Rest> {
        let place = query.page_after(lead_filter::cursor(LeadOrder::NewestCreated, last?));
        Some(Rest {
            text: words::MORE.with(language, &format::whole(left, language)),
            list: format!("/app/leads{place}"),
            cards: format!("/app/board/column{place}&left={left}"),
        })
    }
}

/// The leads of a column, as the list of leads is asked for them.
pub fn of_stage(is_mine: bool, stage: StageId) -> LeadsQuery {
    let whose = is_mine.then(|| ("whose".to_owned(), "mine".to_owned()));
    let pairs = whose.into_iter().chain([("stage".to_owned(), stage.to_string())]);
    LeadsQuery::read(&pairs.collect::<Query>())
}

pub async fn column(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let left = query.get("left").and_then(|left| left.parse().ok()).unwrap_or_default();
    let query = LeadsQuery::read(&query);
    let (stage, after) = (query.number("stage"), query.after());
    let (Some(stage), Some(_)) = (stage, after) else { return Err(TransportError::NoSuchPath.into()) };
    let (now, language) = (visit.now(), visit.language());
    let more = visit.read(move |db, actor| more(db, actor, &query, (stage, left), now, language)).await?;
    Ok(render::page(StatusCode::OK, &more))
}

fn more(
    db: &mut Db,
    actor: &Actor,
    query: &LeadsQuery,
    (stage, left): (i64, i64),
    now: Moment,
    language: Language,
) -> Result<More, LeadError> {
    let (filter, order, after) = (query.filter(db, actor)?, LeadOrder::NewestCreated, query.after());
    let mut leads = lead_filter::list_leads_after(db, actor, &filter, order, after, CARDS + 1, FACTS)?;
    let has_more = leads.len() as i64 > CARDS;
    leads.truncate(CARDS as usize);
    let names = Names::read(db, actor)?;
    let last = leads.last().filter(|_| has_more);
    Ok(More {
        stage,
        rest: Rest::behind(query, last, left.saturating_sub(CARDS).max(1), language),
        cards: leads.iter().map(|lead| Row::of(lead, &names, actor, now, language)).collect(),
    })
}
