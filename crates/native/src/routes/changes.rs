//! For those who follow: which leads changed since a moment, by id and moment alone.
//! Reached through the router; no rule stands here.

use super::Answer;
use super::request::QueryParams;
use crate::mapping::filter::Window;
use crate::wire::follow::{ChangePage, ChangeQuery, ChangedLead};
use crate::wire::value::At;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::lead_changes;
use leadhub_core::{Actor, Db};
use leadhub_model::{Changed, Cursor};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(changes))]
pub struct Api;

/// The longest unchanged first.
const BY_CHANGE: char = 'u';

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/changes", changes)
}

/// List the leads that changed
#[utoipa::path(
    get, path = "/hub/v1/changes", tag = "leads", operation_id = "listChanges", params(ChangeQuery),
    responses((status = 200, description = "A page of leads, in the order in which they last changed.", body = inline(ChangePage)))
)]
async fn changes(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<ChangeQuery>,
) -> Answer {
    let window = Window::read(BY_CHANGE, &query.limit, &query.cursor)?;
    let begin = query.since.0.map_or(Cursor::START, |since| Cursor { at: since.0.micros(), ..Cursor::START });
    let since = window.after.unwrap_or(begin);
    let ask = move |db: &mut Db, actor: &Actor| Ok(lead_changes::list_changed(db, actor, since, window.request())?);
    let changed = app.read(&call, ask).await?;
    let shown = |changed: &Changed| ChangedLead { lead_id: changed.lead.0, updated_at: At(changed.at) };
    Ok(answer::json(StatusCode::OK, &window.page(&changed, |changed| changed.cursor(), shown)))
}
