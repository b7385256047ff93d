//! The requests that integrations made lately: a page of them, one whole. Reached through the router, by integrations with the scope
//! `admin` alone: a body holds whatever somebody's client sent.

use super::Answer;
use super::request::{NoParams, PathId, QueryParams};
use crate::mapping::filter::{BY_ID, Window, by_id};
use crate::wire::log::*;
use crate::wire::value::At;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::{Actor, Db, questions};
use leadhub_model::organisation::Scope;
use leadhub_model::request::{self, RequestFilter, Statuses};
use leadhub_model::{IntegrationId, RequestId};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, detail))]
pub struct Api;

const REQUESTS: &str = "/hub/v1/requests";

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, REQUESTS, list).on(Method::GET, "/hub/v1/requests/{request_id}", detail)
}

/// List requests
#[utoipa::path(
    get, path = "/hub/v1/requests", tag = "integrations", operation_id = "listRequests", params(RequestQuery),
    responses((status = 200, description = "A page of requests, the newest first.", body = inline(RequestPage)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<RequestQuery>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let filter = filter(&query);
    let ask = move |db: &mut Db, actor: &Actor| {
        questions::list_requests(db, actor, &filter, window.after_id().map(RequestId), window.request())
    };
    let rows = app.read_needing(Scope::Admin, &call, ask).await?;
    Ok(answer::json(StatusCode::OK, &window.page(&rows, |row| by_id(row.id.0), shown)))
}

/// Show a request
#[utoipa::path(
    get, path = "/hub/v1/requests/{request_id}", tag = "integrations", operation_id = "getRequest",
    responses((status = 200, description = "The request with what was sent and answered.", body = RequestDetail))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let ask = move |db: &mut Db, actor: &Actor| questions::get_request(db, actor, RequestId(id));
    let row = app.read_needing(Scope::Admin, &call, ask).await?;
    let whole = RequestDetail {
        request: shown(&row),
        media_type: &row.media,
        sent: row.sent.as_deref(),
        answered: row.answered.as_deref(),
    };
    Ok(answer::json(StatusCode::OK, &whole))
}

fn filter(query: &RequestQuery) -> RequestFilter {
    RequestFilter {
        statuses: match query.status.0 {
            None => Statuses::Any,
            Some(Answered::Refused) => Statuses::Refused,
            Some(Answered::Client) => Statuses::Client,
            Some(Answered::Server) => Statuses::Server,
        },
        dialect: query.dialect.0.map(|key| key.0.to_owned()),
        integration: query.integration_id.0.map(|id| IntegrationId(id.0)),
        request_id: query.request_id.0.as_ref().map(|id| id.0.clone()),
        newer: None,
    }
}

fn shown(row: &request::LoggedRequest) -> LoggedRequest<'_> {
    LoggedRequest {
        id: row.id.0,
        answered_at: At(row.at()),
        request_id: &row.request_id,
        dialect: &row.dialect,
        integration_id: row.integration.map(|id| id.0),
        method: &row.method,
        path: &row.path,
        status: row.status,
        duration_us: row.micros,
        lead_id: row.lead.map(|id| id.0),
        faults: row.faults.iter().map(fault).collect(),
    }
}

fn fault(request::Fault { field, code, message }: &request::Fault) -> RequestFault<'_> {
    RequestFault { field, code, message }
}
