//! The whole set of reference data: get it, put a part of it over what is there. Reached through the router. The set is the
//! command line's file; its kinds one by one are in `kinds.rs`.

use super::Answer;
use super::request::{Checked, NoParams, QueryParams, WriteRequest};
use crate::mapping::reference as mapping;
use crate::wire::reference::ReferenceSet;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::questions::get_reference;
use leadhub_core::{Actor, Tx, actions};
use leadhub_model::organisation::Scope;
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(get, put))]
pub struct Api;

const REFERENCE: &str = "/hub/v1/reference";

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, REFERENCE, get).on(Method::PUT, REFERENCE, put)
}

/// Get all reference data
#[utoipa::path(
    get, path = "/hub/v1/reference", tag = "reference", operation_id = "getReference",
    responses((status = 200, description = "The whole set, in the form in which it is put.", body = ReferenceSet))
)]
async fn get(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    Ok(answer::json(StatusCode::OK, &app.read(&call, get_reference).await?))
}

/// Put reference data
#[utoipa::path(
    put, path = "/hub/v1/reference", tag = "reference", operation_id = "putReference", request_body = ReferenceSet,
    description = "Rows with known ids are changed, new ones added; rows that are not in the set stay.",
    responses((status = 200, description = "The whole set as it is now.", body = ReferenceSet))
)]
async fn put(request: WriteRequest) -> Answer {
    let request = request.needing(Scope::Admin)?;
    let sent = request.json::<ReferenceSet>()?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let known = get_reference(tx, actor)?;
        let set = mapping::set(&sent, &known, &|| tx.new_uuid())?;
        actions::put_reference(tx, actor, &set)?;
        rendered(StatusCode::OK, &get_reference(tx, actor)?)
    };
    request.write(work).await
}
