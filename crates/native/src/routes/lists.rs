//! Lists of leads: list, create, show, rename, switch on and off, delete. Reached through the router; no rule stands here.
//! A list takes its leads with it into deletion.

use super::Answer;
use super::request::{Checked, Headed, NoParams, PathId, QueryParams, WriteRequest, nothing_left};
use crate::mapping::filter::{BY_ID, Window, by_id};
use crate::mapping::list as mapping;
use crate::wire::list::{LeadList, LeadListPage, ListQuery, NewList, Renaming};
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::{campaigns, lists};
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::list::ListRow;
use leadhub_model::{Field, LeadError, ListId, RefusalReason, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;
use uuid::Uuid;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, detail, update, delete))]
pub struct Api;

const LISTS: &str = "/hub/v1/lists";

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, LISTS, list)
        .on(Method::POST, LISTS, create)
        .on(Method::GET, "/hub/v1/lists/{list_uuid}", detail)
        .on(Method::PATCH, "/hub/v1/lists/{list_uuid}", update)
        .on(Method::DELETE, "/hub/v1/lists/{list_uuid}", delete)
}

/// List lists of leads
#[utoipa::path(
    get, path = "/hub/v1/lists", tag = "lists", operation_id = "listLists", params(ListQuery),
    responses((status = 200, description = "A page of lists, newest first.", body = inline(LeadListPage)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<ListQuery>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let after = window.after_id().map(ListId);
        let campaign = match query.campaign_uuid.0 {
            None => None,
            Some(uuid) => match campaigns::find_campaign_by_uuid(db, actor, uuid)? {
                None => return Ok(Vec::new()),
                Some(campaign) => Some(campaign.id),
            },
        };
        Ok(lists::list_lists_after(db, actor, campaign, after, window.request())?)
    };
    let lists = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &window.page(&lists, |row| by_id(row.list.id.0), mapping::list)))
}

/// Create a list of leads
#[utoipa::path(
    post, path = "/hub/v1/lists", tag = "lists", operation_id = "createList", request_body = NewList,
    responses((status = 201, description = "The new list.", body = LeadList,
        headers(("Location" = String, description = "Where it is."))))
)]
async fn create(request: WriteRequest) -> Answer {
    let new = mapping::new_list(request.json::<NewList>()?);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let list = actions::create_list(tx, actor, &new).map_err(|error| match error {
            LeadError::NotFound(Resource::Campaign) => LeadError::refused(Field::Campaign, RefusalReason::Unknown),
            other => other,
        })?;
        Ok::<_, LeadError>(
            rendered(StatusCode::CREATED, &mapping::list(&find(tx, actor, list.uuid)?))?.located(LISTS, list.uuid),
        )
    };
    request.write(work).await.map_err(|error| error.named(own_name))
}

/// Show a list of leads
#[utoipa::path(
    get, path = "/hub/v1/lists/{list_uuid}", tag = "lists", operation_id = "getList",
    responses((status = 200, description = "The list.", body = LeadList))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(list): PathId<Uuid>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let row = app.read(&call, move |db: &mut Db, actor: &Actor| find(db, actor, list)).await?;
    Ok(answer::json(StatusCode::OK, &mapping::list(&row)))
}

/// Rename a list of leads, switch it on or off
#[utoipa::path(
    patch, path = "/hub/v1/lists/{list_uuid}", tag = "lists", operation_id = "updateList", request_body = Renaming,
    responses((status = 200, description = "The list as it is now.", body = LeadList))
)]
async fn update(PathId(list): PathId<Uuid>, request: WriteRequest) -> Answer {
    let Renaming { name, active } = request.json()?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        if let Some(name) = &name {
            actions::rename_list(tx, actor, list, &name.0)?;
        }
        if let Some(active) = active {
            actions::set_list_active(tx, actor, list, active)?;
        }
        rendered(StatusCode::OK, &mapping::list(&find(tx, actor, list)?))
    };
    request.write(work).await.map_err(|error| error.named(own_name))
}

/// Delete a list with its leads
#[utoipa::path(
    delete, path = "/hub/v1/lists/{list_uuid}", tag = "lists", operation_id = "deleteList",
    responses((status = 204, description = "The list and its leads are gone."))
)]
async fn delete(PathId(list): PathId<Uuid>, request: WriteRequest) -> Answer {
    request.check()?;
    let work = move |tx: &mut Tx, actor: &Actor| actions::delete_list(tx, actor, list).map(|()| nothing_left());
    request.write(work).await
}

pub fn find(db: &mut Db, actor: &Actor, list: Uuid) -> Result<ListRow, LeadError> {
    lists::find_list_row(db, actor, list)?.ok_or(LeadError::NotFound(Resource::List))
}

fn own_name(field: Field) -> String {
    if field == Field::Campaign { "campaign_uuid" } else { "name" }.to_owned()
}
