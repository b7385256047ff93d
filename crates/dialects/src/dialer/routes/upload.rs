//! Files of leads: taken in as they arrive and answered when they lie safely in the store; the importer works them later
//! (decisions T12 to T14). No key makes an upload happen once: the body is never whole, so it cannot be recognised.

use super::paging;
use super::parameters::{self, Parameters};
use crate::dialer::errors::ApiError;
use crate::dialer::{mapping, wire};
use axum::extract::{Extension, Path, Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode};
use leadhub_core::store::{lists, upload_rows, uploads};
use leadhub_core::{Actor, Db, import};
use leadhub_model::upload::UploadState;
use leadhub_model::{LeadError, Resource, UploadId};
use leadhub_wire::answer;
use leadhub_wire::arriving::{Arriving, take_in, take_part};
use leadhub_wire::dialect::{AppState, Call, TransportError};
use leadhub_wire::multipart::{self, Form};
use leadhub_wire::query::Query;

/// By which number `report` tells of the file.
const UPLOAD: &str = "leadhub-upload";
const NO_LIST: ApiError = ApiError::Message("list_uuid is missing");
const NO_FILE: ApiError = ApiError::Message("http: no such file");

pub async fn post(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    take(app, request).await
}

pub async fn take(app: AppState, request: Request) -> Result<Response, ApiError> {
    let id = take_in(move |file| Box::pin(receive(app, request, file))).await??;
    let mut response = answer::json(StatusCode::OK, &wire::Processing { msg: "file upload is processing" });
    response.headers_mut().insert(UPLOAD, HeaderValue::from(id.0));
    Ok(response)
}

/// What became of a file, by the number that its answer carried: its state, its counts, the refused rows with their reasons.
pub async fn report(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, ApiError> {
    let Parameters { query, ignored } = parameters::read::<wire::RefusedRow>(&query, &[])?;
    let paging = paging::read(&query)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let gone = LeadError::NotFound(Resource::List);
        let id = id.parse().map(UploadId).map_err(|_| gone.clone())?;
        let upload = uploads::find_upload(db, actor, id)?.filter(|upload| upload.dialect == actor.dialect);
        let upload = upload.filter(|upload| upload.state != UploadState::Arriving).ok_or(gone)?;
        let list = lists::list_names(db, actor, &[upload.list])?.pop();
        let rejected = upload_rows::list_rejected(db, actor, id, paging)?;
        Ok(mapping::file_report(&upload, list.as_ref(), rejected, paging))
    };
    Ok(answer::explained(answer::json(StatusCode::OK, &app.read(&call, ask).await?), ignored.as_deref()))
}

/// Reads the form, its parts in any order; of several with one name the first counts. Asks for the list before the file
/// (decision T14).
async fn receive(app: AppState, request: Request, file: &mut Option<Arriving>) -> Result<UploadId, ApiError> {
    let (mut head, body) = request.into_parts();
    let call = head.extensions.remove::<Call>().ok_or(TransportError::Unauthorized)?;
    if !multipart::is_form(&head.headers) {
        return Err(NO_LIST);
    }
    let mut form = Form::open(&head.headers, body, app.limits.upload)?;
    let mut list = None;
    while let Some(part) = form.next_part().await? {
        match part.name() {
            Some("list_uuid") if list.is_none() => list = Some(part.text().await?),
            Some("file") => take_part::<ApiError>((&app, &call.actor), part, file).await?,
            _ => part.skip().await?,
        }
    }
    let list = list.filter(|text| !text.trim().is_empty()).ok_or(NO_LIST)?;
    let file = file.as_mut().ok_or(NO_FILE)?;
    let list = mapping::uuid(list.trim()).ok_or(LeadError::NotFound(Resource::List))?;
    file.end(move |tx, actor, id| import::finish_upload(tx, actor, id, list)).await?;
    Ok(file.id())
}
