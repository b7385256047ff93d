//! The files that were uploaded into a list, and the rows that were refused. Reached through the router; no rule stands here.
//! Files come by other ways: a wire that takes them, the command line, the web.

use super::Answer;
use super::lists::find;
use super::request::{PathId, PathIds, QueryParams};
use crate::errors::ApiError;
use crate::mapping::filter::{BY_ID, Window, by_id};
use crate::mapping::import as mapping;
use crate::wire::import::{ImportPage, RejectedPage};
use crate::wire::lead::Paged;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::{upload_rows, uploads};
use leadhub_core::{Actor, Db};
use leadhub_model::UploadId;
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use uuid::Uuid;

#[derive(utoipa::OpenApi)]
#[openapi(paths(uploads, rejected))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/lists/{list_uuid}/uploads", uploads).on(
        Method::GET,
        "/hub/v1/lists/{list_uuid}/uploads/{upload_id}/rejected",
        rejected,
    )
}

/// List the files uploaded into a list
#[utoipa::path(
    get, path = "/hub/v1/lists/{list_uuid}/uploads", tag = "lists", operation_id = "listUploads", params(Paged),
    responses((status = 200, description = "A page of uploads, newest first.", body = inline(ImportPage)))
)]
async fn uploads(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(list): PathId<Uuid>,
    QueryParams(query): QueryParams<Paged>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let row = find(db, actor, list)?;
        let after = window.after_id().map(UploadId);
        Ok(uploads::list_uploads_after(db, actor, row.list.id, after, window.request())?)
    };
    let uploads = mapping::shown(app.read(&call, ask).await?);
    Ok(answer::json(StatusCode::OK, &window.page(&uploads, |(upload, _)| by_id(upload.id.0), mapping::import)))
}

/// List the rows of a file that were not taken
#[utoipa::path(
    get, path = "/hub/v1/lists/{list_uuid}/uploads/{upload_id}/rejected", tag = "lists", operation_id = "listRejected",
    params(Paged),
    responses((status = 200, description = "A page of rows, in the file's order.", body = inline(RejectedPage)))
)]
async fn rejected(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathIds(list, upload): PathIds<Uuid, i64>,
    QueryParams(query): QueryParams<Paged>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let list = find(db, actor, list)?.list.id;
        let upload = uploads::find_upload(db, actor, UploadId(upload))?.filter(|upload| upload.list == list);
        let Some(upload) = upload else { return Ok(None) };
        let after = window.after_id().unwrap_or_default();
        Ok(Some(upload_rows::list_rejected_after(db, actor, upload.id, after, window.request())?))
    };
    let rows = app.read(&call, ask).await?.ok_or(ApiError::NotFound("upload with this id in this list"))?;
    Ok(answer::json(
        StatusCode::OK,
        &window.page(&rows, |row| by_id(row.row), |row| mapping::rejected(row, call.actor.masked)),
    ))
}
