//! Saved views of pages: list, keep, delete.
//! Reached through the router; who may keep which is the core's to say.

use super::Answer;
use super::request::{Checked, Headed, PathId, QueryParams, WriteRequest, nothing_left};
use crate::wire::place::All;
use crate::wire::view as wire;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::actions::{self, Rendered};
use leadhub_core::store::views;
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::view::{NewView, SavedView, ViewColumn};
use leadhub_model::{Field, LeadError, RefusalReason, Resource, ViewId};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, save, delete))]
pub struct Api;

const VIEWS: &str = "/hub/v1/views";

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, VIEWS, list).on(Method::POST, VIEWS, save).on(
        Method::DELETE,
        "/hub/v1/views/{view_id}",
        delete,
    )
}

/// List saved views
#[utoipa::path(
    get, path = "/hub/v1/views", tag = "views", operation_id = "listViews", params(wire::ViewQuery),
    responses((status = 200, description = "Everybody's, and the user's own for whom the integration acts.", body = inline(wire::Views)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<wire::ViewQuery>,
) -> Answer {
    let page = query.page.0.map(|page| page.0);
    let ask = move |db: &mut Db, actor: &Actor| Ok(views::list_views(db, actor, page.as_deref())?);
    let views = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &All { data: views.iter().map(shown).collect() }))
}

/// Keep a view
#[utoipa::path(
    post, path = "/hub/v1/views", tag = "views", operation_id = "saveView", request_body = wire::NewView,
    responses((status = 201, description = "The new view.", body = wire::View,
            headers(("Location" = String, description = "Where it is."))),
        (status = 200, description = "The view as it is now.", body = wire::View))
)]
async fn save(request: WriteRequest) -> Answer {
    let sent = request.json::<wire::NewView>()?;
    let (id, new) = (sent.id.0.map(|id| ViewId(id.0)), new_view(sent));
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, LeadError> {
        let view = actions::save_view(tx, actor, id, &new).map_err(|error| match error {
            // It stands in the body, not in the path.
            LeadError::NotFound(Resource::View) => LeadError::refused(Field::View("id"), RefusalReason::Unknown),
            other => other,
        })?;
        Ok(match id {
            None => rendered(StatusCode::CREATED, &shown(&view))?.located(VIEWS, view.id),
            Some(_) => rendered(StatusCode::OK, &shown(&view))?,
        })
    };
    request.write(work).await
}

/// Delete a view
#[utoipa::path(
    delete, path = "/hub/v1/views/{view_id}", tag = "views", operation_id = "deleteView",
    responses((status = 204, description = "It is gone."))
)]
async fn delete(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    request.check()?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, LeadError> {
        actions::delete_view(tx, actor, ViewId(id))?;
        Ok(nothing_left())
    };
    request.write(work).await
}

fn new_view(sent: wire::NewView) -> NewView {
    let columns = sent.columns.0.map(|columns| columns.0).unwrap_or_default();
    let column = |column: wire::NewColumn| ViewColumn { name: column.name.0, width: column.width.map(|width| width.0) };
    NewView {
        shared: sent.shared.0.unwrap_or_default(),
        page: sent.page.0,
        name: sent.name.0,
        position: sent.position.0.map(|position| position.0),
        query: sent.query.0.map(|query| query.0).unwrap_or_default(),
        columns: columns.into_iter().map(column).collect(),
    }
}

fn shown(view: &SavedView) -> wire::View<'_> {
    wire::View {
        id: view.id.0,
        page: &view.page,
        name: &view.name,
        shared: view.owner.is_none(),
        agent_id: view.owner.map(|agent| agent.0),
        position: view.position,
        query: &view.query,
        columns: view.columns.iter().map(|column| wire::Column { name: &column.name, width: column.width }).collect(),
    }
}
