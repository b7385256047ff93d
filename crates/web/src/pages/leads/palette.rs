//! `GET /app/palette?q=`: saved views and leads as somebody types, for the palette; the pages themselves stand in it already.
//! It finds what the search of the list finds, fewer at once.

use super::VIEWS;
use super::query::LeadsQuery;
use super::row::{FACTS, Row};
use crate::icon::Icon;
use crate::language::Language;
use crate::pages::names::Names;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::views;
use leadhub_core::{Actor, Db, questions};
use leadhub_model::text::fold;
use leadhub_model::{LeadError, Moment};
use leadhub_wire::query::Query;

const MOST: usize = 8;

#[derive(Template)]
#[template(path = "parts/palette_found.html")]
struct Found {
    /// Address and name.
    views: Vec<(String, String)>,
    rows: Vec<Row>,
}

pub async fn palette(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let Some(text) = query.get("q").map(str::to_owned) else {
        return Ok(render::page(StatusCode::OK, &Found { views: Vec::new(), rows: Vec::new() }));
    };
    let (now, language) = (visit.now(), visit.language());
    let found = visit.read(move |db, actor| find(db, actor, &text, now, language)).await?;
    Ok(render::page(StatusCode::OK, &found))
}

fn find(db: &mut Db, actor: &Actor, text: &str, now: Moment, language: Language) -> Result<Found, LeadError> {
    let mut views = views::list_views(db, actor, Some(VIEWS))?;
    views.retain(|view| fold(&view.name).contains(&fold(text)));
    let found = questions::search_leads(db, actor, text, MOST, None, FACTS)?;
    let names = Names::read(db, actor)?;
    Ok(Found {
        views: views.into_iter().map(|view| (LeadsQuery::of_view(&view).text(), view.name)).collect(),
        rows: found.leads.iter().map(|lead| Row::of(lead, &names, actor, now, language)).collect(),
    })
}
