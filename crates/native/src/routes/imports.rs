//! Files of leads: brought, looked at, told what to do, moved on, reported on. Reached through the router; no rule stands here, and the work
//! is done behind everybody.

use super::Answer;
use super::request::{Checked, Headed, NoParams, PathId, QueryParams, WriteRequest};
use crate::errors::{ApiError, spelling};
use crate::mapping::filter::{BY_ID, Window, by_id};
use crate::mapping::import::{self as mapping, FileChoices};
use crate::wire::import as wire;
use crate::wire::lead::Paged;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use http::{Method, StatusCode};
use leadhub_core::actions::{Rendered, once};
use leadhub_core::store::{upload_rows, uploads};
use leadhub_core::{Actor, Db, Tx, import, internal};
use leadhub_model::organisation::Scope;
use leadhub_model::upload::{Upload, UploadState};
use leadhub_model::{Field, LeadError, LeadId, RefusalReason, Resource, UploadId};
use leadhub_wire::arriving::{Arriving, take_in};
use leadhub_wire::body::{check_declared, next_piece};
use leadhub_wire::dialect::{AppState, Call, TransportError};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::{KeyOfPieces, rendered, sent_once};
use leadhub_wire::{answer, refused_rows};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, detail, options, step, preview, rejected, rejected_file, left, saved))]
pub struct Api;

const IMPORTS: &str = "/hub/v1/imports";
const ONE: &str = "/hub/v1/imports/{import_id}";

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, IMPORTS, list)
        .on(Method::POST, IMPORTS, create)
        .on(Method::GET, ONE, detail)
        .on(Method::PATCH, ONE, options)
        .on(Method::POST, "/hub/v1/imports/{import_id}/steps", step)
        .on(Method::GET, "/hub/v1/imports/{import_id}/preview", preview)
        .on(Method::GET, "/hub/v1/imports/{import_id}/rejected", rejected)
        .on(Method::GET, "/hub/v1/imports/{import_id}/rejected.csv", rejected_file)
        .on(Method::GET, "/hub/v1/imports/{import_id}/left", left)
        .on(Method::GET, "/hub/v1/import-options", saved)
}

/// List the files of leads
#[utoipa::path(
    get, path = "/hub/v1/imports", tag = "imports", operation_id = "listImports", params(Paged),
    responses((status = 200, description = "A page of files, newest first.", body = inline(wire::ImportPage)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<Paged>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let after = window.after_id().map(UploadId);
        Ok(uploads::list_imports_after(db, actor, after, window.request())?)
    };
    let imports = mapping::shown(app.read(&call, ask).await?);
    Ok(answer::json(StatusCode::OK, &window.page(&imports, |(upload, _)| by_id(upload.id.0), mapping::import)))
}

/// Bring a file of leads
///
/// The body is the file itself: CSV, XLSX or XLS. It is held until a step lets it begin, unless start is true.
#[utoipa::path(
    post, path = "/hub/v1/imports", tag = "imports", operation_id = "createImport", params(wire::NewImport),
    request_body(content = String, content_type = "application/octet-stream", description = "The file."),
    responses((status = 201, description = "The file lies in the store.", body = wire::Import,
        headers(("Location" = String, description = "Where it is."))))
)]
async fn create(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<wire::NewImport>,
    request: Request,
) -> Answer {
    check_declared(request.body(), app.limits.upload)?;
    let taken = take_in(move |file| Box::pin(bring(app, call, request, query, file))).await?;
    taken.map(|(answer, replayed)| sent_once(answer, replayed))
}

/// The answer, and whether it was given before: then the file lies in the store already, and this one is not needed.
async fn bring(
    app: AppState,
    call: Call,
    request: Request,
    query: wire::NewImport,
    file: &mut Option<Arriving>,
) -> Result<(Rendered, bool), ApiError> {
    let name = query.filename.0.as_ref().map_or("leads.csv", |name| name.0.as_str());
    let file = file.insert(Arriving::begin(&app, &call.actor, name).await?);
    let (head, mut body) = request.into_parts();
    let (mut key, mut size) = (KeyOfPieces::begin(&head.headers, &head.uri), 0);
    while let Some(piece) = next_piece(&mut body).await? {
        size += piece.len();
        if size > app.limits.upload {
            return Err(TransportError::TooLarge(app.limits.upload).into());
        }
        key.iter_mut().for_each(|key| key.add(&piece));
        file.append(&piece).await?;
    }
    let (list, starts, key) = (query.list_uuid, query.start.0.unwrap_or_default(), key.map(KeyOfPieces::end));
    let work = move |tx: &mut Tx, actor: &Actor, id: UploadId| {
        let take = |tx: &mut Tx| {
            let hand_over = if starts { import::finish_upload } else { import::hold_upload };
            hand_over(tx, actor, id, list)?;
            brought(tx, actor, id)
        };
        let Some(key) = &key else { return Ok((take(tx)?, false)) };
        let (answer, replayed) = once(tx, actor, key, take)?;
        if replayed {
            import::discard_upload(tx, actor, id)?;
        }
        Ok((answer, replayed))
    };
    Ok(file.end(work).await.map_err(|error| match error {
        // It stands in the query string, not in the path.
        LeadError::NotFound(Resource::List) => LeadError::refused(Field::Import("list_uuid"), RefusalReason::Unknown),
        other => other,
    })?)
}

/// The answer to a file that was brought.
fn brought(db: &mut Db, actor: &Actor, id: UploadId) -> Result<Rendered, LeadError> {
    let upload = uploads::find_upload(db, actor, id)?.ok_or(LeadError::NotFound(Resource::Import))?;
    let choices = FileChoices::of(&upload);
    Ok(rendered(StatusCode::CREATED, &mapping::import(&(upload, choices)))?.located(IMPORTS, id))
}

async fn find(app: &AppState, call: &Call, id: UploadId) -> Result<Upload, ApiError> {
    let ask = move |db: &mut Db, actor: &Actor| Ok(uploads::find_upload(db, actor, id)?);
    let upload = app.read(call, ask).await?;
    let upload = upload.filter(|upload| upload.state != UploadState::Arriving);
    Ok(upload.ok_or(LeadError::NotFound(Resource::Import))?)
}

/// Show a file of leads
#[utoipa::path(
    get, path = "/hub/v1/imports/{import_id}", tag = "imports", operation_id = "getImport",
    responses((status = 200, description = "How far it is and what became of its rows.", body = wire::Import))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let upload = find(&app, &call, UploadId(id)).await?;
    let choices = FileChoices::of(&upload);
    Ok(answer::json(StatusCode::OK, &mapping::import(&(upload, choices))))
}

/// Say what a file is and what becomes of its rows
///
/// While it is held. What a dry run found before is forgotten.
#[utoipa::path(
    patch, path = "/hub/v1/imports/{import_id}", tag = "imports", operation_id = "setImportOptions",
    request_body = wire::ImportOptions,
    responses((status = 200, description = "The file as it is now.", body = wire::Import))
)]
async fn options(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let sent = request.json::<wire::ImportOptions>()?;
    let keep_as = sent.keep_as.0.clone().map(|name| name.0);
    let choices = mapping::choices(sent);
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, LeadError> {
        let both = (&choices.options, &choices.plan);
        let upload = import::set_plan(tx, actor, UploadId(id), None, both)?;
        if let Some(name) = &keep_as {
            import::save_options(tx, actor, name, both)?;
        }
        let choices = FileChoices::of(&upload);
        rendered(StatusCode::OK, &mapping::import(&(upload, choices)))
    };
    request.write(work).await.map_err(|error: ApiError| {
        error.named(|field| if field == Field::Name { "keep_as".to_owned() } else { spelling(field) })
    })
}

/// Take a step with a file
///
/// dry_run and start begin what is held, pause and resume stop it and let it go on, cancel ends it where it is, undo takes back what it made.
#[utoipa::path(
    post, path = "/hub/v1/imports/{import_id}/steps", tag = "imports", operation_id = "takeImportStep",
    request_body = wire::TakenStep,
    responses((status = 200, description = "The file as it is now; the work itself is done behind.", body = wire::Import))
)]
async fn step(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let step = mapping::step(request.json::<wire::TakenStep>()?.step);
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, LeadError> {
        let upload = import::step(tx, actor, UploadId(id), step)?;
        let choices = FileChoices::of(&upload);
        rendered(StatusCode::OK, &mapping::import(&(upload, choices)))
    };
    request.write(work).await
}

/// Look at a file
#[utoipa::path(
    get, path = "/hub/v1/imports/{import_id}/preview", tag = "imports", operation_id = "previewImport",
    responses((status = 200, description = "Its columns, what each is taken for, its first rows. None when it was worked: its bytes are gone.",
        body = wire::Preview))
)]
async fn preview(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let upload = find(&app, &call, UploadId(id)).await?;
    if call.actor.masked {
        return Err(LeadError::Forbidden(Scope::Admin).into());
    }
    let (hub, actor) = (app.hub.clone(), call.actor.clone());
    let look = tokio::task::spawn_blocking(move || import::preview_upload(&hub, &actor, &upload));
    let found = look.await.map_err(|error| internal(&format!("a preview: {error}")))??;
    Ok(answer::json(StatusCode::OK, &mapping::preview(&found)))
}

/// List the rows of a file that were not taken
#[utoipa::path(
    get, path = "/hub/v1/imports/{import_id}/rejected", tag = "imports", operation_id = "listImportRejected",
    params(Paged),
    responses((status = 200, description = "A page of rows, in the file's order.", body = inline(wire::RejectedPage)))
)]
async fn rejected(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(query): QueryParams<Paged>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let upload = find(&app, &call, UploadId(id)).await?;
    let after = window.after_id().unwrap_or_default();
    let ask = move |db: &mut Db, actor: &Actor| {
        Ok(upload_rows::list_rejected_after(db, actor, upload.id, after, window.request())?)
    };
    let rows = app.read(&call, ask).await?;
    let page = window.page(&rows, |row| by_id(row.row), |row| mapping::rejected(row, call.actor.masked));
    Ok(answer::json(StatusCode::OK, &page))
}

/// Download the rows of a file that were not taken
///
/// CSV with the reasons in front: mend the rows and bring the file again.
#[utoipa::path(
    get, path = "/hub/v1/imports/{import_id}/rejected.csv", tag = "imports", operation_id = "downloadImportRejected",
    responses((status = 200, description = "The rows, in the file's order.", content_type = "text/csv", body = String))
)]
async fn rejected_file(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Result<Response, ApiError> {
    let upload = find(&app, &call, UploadId(id)).await?;
    if call.actor.masked {
        return Err(LeadError::Forbidden(Scope::Admin).into());
    }
    Ok(refused_rows::download(&app, &call.actor, upload))
}

/// List the leads that an undo left as they were
#[utoipa::path(
    get, path = "/hub/v1/imports/{import_id}/left", tag = "imports", operation_id = "listImportLeft", params(Paged),
    responses((status = 200, description = "A page of leads, by id.", body = inline(wire::LeftPage)))
)]
async fn left(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(query): QueryParams<Paged>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let upload = find(&app, &call, UploadId(id)).await?;
    let after = LeadId(window.after_id().unwrap_or_default());
    let ask = move |db: &mut Db, actor: &Actor| {
        Ok(upload_rows::list_left_after(db, actor, upload.id, after, window.request())?)
    };
    let rows = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &window.page(&rows, |row| by_id(row.lead.0), mapping::left)))
}

/// List what was said of files and kept
#[utoipa::path(
    get, path = "/hub/v1/import-options", tag = "imports", operation_id = "listImportOptions",
    responses((status = 200, description = "What keep_as kept, each under its name.", body = wire::AllSavedOptions))
)]
async fn saved(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let all = app.read(&call, import::list_saved_options).await?;
    let all: Vec<(String, FileChoices)> =
        all.into_iter().map(|saved| (saved.name, FileChoices { options: saved.options, plan: saved.plan })).collect();
    Ok(answer::json(StatusCode::OK, &wire::AllSavedOptions { data: all.iter().map(mapping::saved).collect() }))
}
