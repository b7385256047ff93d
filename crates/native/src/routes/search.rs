//! Search leads by what somebody typed.
//! Reached through the router; what matches and in which order is the core's matter.

use super::Answer;
use super::request::QueryParams;
use crate::mapping::{filter, lead as mapping};
use crate::wire::lead::LeadPage;
use crate::wire::lead_query::SearchQuery;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::{Actor, Db, questions};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(search))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/search", search)
}

/// Search leads
#[utoipa::path(
    get, path = "/hub/v1/search", tag = "leads", operation_id = "searchLeads", params(SearchQuery),
    responses((status = 200, description = "A page of leads: those with the accents that were typed, then the others, each the newest \
        first. It may hold fewer than asked for, or none, and still be followed by others.", body = inline(LeadPage)))
)]
async fn search(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<SearchQuery>,
) -> Answer {
    let window = filter::Window::read(filter::BY_MATCH, &query.limit, &query.cursor)?;
    let shown = filter::shown(&query.fields);
    let facts = mapping::facts(&shown);
    let ask = move |db: &mut Db, actor: &Actor| {
        questions::search_leads(db, actor, &query.q.0, window.rows(), window.after, &facts)
    };
    let (found, masked) = (app.read(&call, ask).await?, call.actor.masked);
    let page = window.ending(&found.leads, found.next, |lead| mapping::lead(lead, None, &shown, masked));
    Ok(answer::json(StatusCode::OK, &page))
}
