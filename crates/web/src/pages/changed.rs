//! The answer to htmx after leads changed: the dialog goes, a toast says what was done, and what the page shows of these leads is put in
//! anew: rows of a list, or the lead that is open. Called by everything that changes leads.

use super::lead::{LeadView, TimelineQuery};
use super::leads::query::LeadsQuery;
use super::leads::row::{self, FACTS, Row};
use super::names::Names;
use crate::layout::Layout;
use crate::refusal::Refusal;
use crate::render;
use crate::toast::Undo;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::lead_filter;
use leadhub_model::{LeadFilter, LeadId, LeadOrder};
use leadhub_wire::query::Query;

/// A list shows no more than these at once.
const MOST_ROWS: usize = 200;

#[derive(Template)]
#[template(path = "parts/changed.html")]
struct Changed {
    layout: Layout,
    query: LeadsQuery,
    rows: Vec<Row>,
    view: Option<LeadView>,
    text: String,
    undo: Option<Undo>,
    /// The lead for which a booking is offered.
    booked: Option<LeadId>,
}

pub async fn answer(visit: &Visit, leads: Vec<LeadId>, text: String, undo: Option<Undo>) -> Result<Response, Refusal> {
    answer_offering(visit, leads, text, undo, None).await
}

/// As `answer`, and the dialog that books a lead opens, where there is one to book.
pub async fn answer_offering(
    visit: &Visit,
    leads: Vec<LeadId>,
    text: String,
    undo: Option<Undo>,
    booked: Option<LeadId>,
) -> Result<Response, Refusal> {
    let (now, language, open) = (visit.now(), visit.language(), visit.open_lead);
    let has_rows = open.is_none() && visit.shows_rows;
    // The rows have the columns of the list that they are put into.
    let address = Query::read(&visit.page_query);
    let (query, timeline) = (LeadsQuery::read(&address), TimelineQuery::read(&address));
    let asked = query.clone();
    let (rows, view) = visit
        .read(move |db, actor| {
            let view = match open {
                Some(open) => LeadView::find(db, actor, open, timeline.clone(), now, language)?,
                None => None,
            };
            if !has_rows || leads.is_empty() {
                return Ok((Vec::new(), view));
            }
            let ids: Vec<LeadId> = leads.iter().copied().take(MOST_ROWS).collect();
            let (most, names) = (ids.len() as i64, Names::read(db, actor)?);
            let filter = LeadFilter { ids: Some(ids), ..LeadFilter::default() };
            let leads = lead_filter::list_leads_after(db, actor, &filter, LeadOrder::NewestCreated, None, most, FACTS)?;
            let carried = row::list_carried(db, actor, &asked, &leads)?;
            Ok((row::rows(&leads, &carried, &names, actor, now, language), view))
        })
        .await?;
    let page = Changed { layout: visit.layout("", None), query, rows, view, text, undo, booked };
    Ok(render::page(StatusCode::OK, &page))
}
