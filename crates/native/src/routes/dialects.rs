//! The wires that are served, each with the settings that an integration of it may have. Reached through the router; they are the
//! program's, not the organisation's, and only shown.

use super::Answer;
use super::request::{NoParams, QueryParams};
use crate::mapping::integration as mapping;
use crate::wire::integration::Dialects;
use crate::wire::place::All;
use axum::extract::Extension;
use http::{Method, StatusCode};
use leadhub_model::organisation::Scope;
use leadhub_wire::answer;
use leadhub_wire::dialect::{Call, registered};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/dialects", list)
}

/// List wires and the settings of their integrations
#[utoipa::path(
    get, path = "/hub/v1/dialects", tag = "integrations", operation_id = "listDialects",
    responses((status = 200, description = "All of them.", body = inline(Dialects)))
)]
async fn list(Extension(call): Extension<Call>, QueryParams(NoParams): QueryParams<NoParams>) -> Answer {
    call.actor.need(Scope::Read)?;
    Ok(answer::json(StatusCode::OK, &All { data: registered().iter().map(mapping::dialect).collect() }))
}
