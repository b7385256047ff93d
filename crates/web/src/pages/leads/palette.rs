//! `GET /app/palette?q=`: leads as somebody types, for the palette; the pages themselves stand in it already.
//! It finds what the search of the list finds, fewer at once.

use super::row::{FACTS, Row};
use crate::icon::Icon;
use crate::pages::names::Names;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::questions;
use leadhub_wire::query::Query;

const MOST: usize = 8;

#[derive(Template)]
#[template(path = "parts/palette_found.html")]
struct Found {
    rows: Vec<Row>,
}

pub async fn palette(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let Some(text) = query.get("q").map(str::to_owned) else {
        return Ok(render::page(StatusCode::OK, &Found { rows: Vec::new() }));
    };
    let (now, language) = (visit.now(), visit.language());
    let rows = visit
        .read(move |db, actor| {
            let found = questions::search_leads(db, actor, &text, MOST, None, FACTS)?;
            let names = Names::read(db, actor)?;
            Ok(found.leads.iter().map(|lead| Row::of(lead, &names, actor, now, language)).collect())
        })
        .await?;
    Ok(render::page(StatusCode::OK, &Found { rows }))
}
