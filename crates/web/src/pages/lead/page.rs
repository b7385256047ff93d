//! The page of a lead, and its preview beside the list.
//! Both show one `LeadView`.

use super::timeline::TimelineQuery;
use super::view::LeadView;
use crate::layout::Layout;
use crate::pages::path_id;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_model::{LeadError, LeadId, Resource};
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "pages/lead.html")]
struct LeadPage {
    layout: Layout,
    view: LeadView,
}

#[derive(Template)]
#[template(path = "parts/preview.html")]
struct Preview {
    layout: Layout,
    view: LeadView,
}

#[derive(Template)]
#[template(path = "parts/lead_changed.html")]
struct Anew {
    layout: Layout,
    view: LeadView,
}

#[derive(Template)]
#[template(path = "parts/no_preview.html")]
struct NoPreview;

pub fn lead_id(id: Option<Path<String>>) -> Result<LeadId, Refusal> {
    path_id(id, Resource::Lead).map(LeadId)
}

/// The lead with the page of its timeline that an address asks for.
pub async fn find(visit: &Visit, id: LeadId, query: &Query) -> Result<LeadView, Refusal> {
    let (now, language, asked) = (visit.now(), visit.language(), TimelineQuery::read(query));
    let found = visit.read(move |db, actor| LeadView::find(db, actor, id, asked.clone(), now, language)).await?;
    found.ok_or(Refusal::Core(LeadError::NotFound(Resource::Lead)))
}

pub async fn show(visit: Visit, id: Option<Path<String>>, query: Query) -> Result<Response, Refusal> {
    let view = find(&visit, lead_id(id)?, &query).await?;
    let page = LeadPage { layout: visit.layout(view.name.clone(), Some(Place::Leads)), view };
    Ok(render::page(StatusCode::OK, &page))
}

/// The lead that is open, as it is now: it changed elsewhere.
pub async fn anew(visit: Visit, id: Option<Path<String>>, query: Query) -> Result<Response, Refusal> {
    let view = find(&visit, lead_id(id)?, &query).await?;
    Ok(render::page(StatusCode::OK, &Anew { layout: visit.layout("", None), view }))
}

pub async fn no_preview(_visit: Visit) -> Response {
    render::page(StatusCode::OK, &NoPreview)
}

pub async fn preview(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let view = find(&visit, lead_id(id)?, &Query::default()).await?;
    Ok(render::page(StatusCode::OK, &Preview { layout: visit.layout("", None), view }))
}
