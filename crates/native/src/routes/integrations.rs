//! Integrations: list, create, show, change. Reached through the router, by integrations with the scope `admin` alone. Their tokens
//! are in `tokens.rs`.

use super::Answer;
use super::request::{Checked, Headed, NoParams, PathId, QueryParams, WriteRequest};
use super::tokens::{issued, shown_once};
use crate::errors::ApiError;
use crate::mapping::integration as mapping;
use crate::wire::integration::*;
use crate::wire::place::All;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::organisation::{self, Scope as Needed};
use leadhub_model::{Field, IntegrationId, LeadError, RefusalReason, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::setting;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, detail, update))]
pub struct Api;

const INTEGRATIONS: &str = "/hub/v1/integrations";

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, INTEGRATIONS, list)
        .on(Method::POST, INTEGRATIONS, create)
        .on(Method::GET, "/hub/v1/integrations/{integration_id}", detail)
        .on(Method::PATCH, "/hub/v1/integrations/{integration_id}", update)
}

/// List integrations
#[utoipa::path(
    get, path = "/hub/v1/integrations", tag = "integrations", operation_id = "listIntegrations",
    responses((status = 200, description = "All of them.", body = inline(Integrations)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok(organisations::list_integrations(db, actor.organisation_id())?);
    let rows = app.read_needing(Needed::Admin, &call, ask).await?;
    Ok(answer::json(StatusCode::OK, &All { data: rows.iter().map(mapping::integration).collect() }))
}

/// Create an integration
#[utoipa::path(
    post, path = "/hub/v1/integrations", tag = "integrations", operation_id = "createIntegration",
    request_body = NewIntegration,
    responses((status = 201, description = "The new integration with its first token.", body = IssuedIntegration,
        headers(("Location" = String, description = "Where it is."))))
)]
async fn create(request: WriteRequest) -> Answer {
    let request = request.needing(Needed::Admin)?;
    let new = mapping::new_integration(request.json()?);
    mapping::check_settings(setting::check(&new.dialect, &new.settings))?;
    mapping::check_masked(&new.dialect, new.sight)?;
    let given = actions::NewToken::lasting(request.app.hub.chance(), None);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let made = actions::create_integration(tx, actor, &new)?;
        let made = made.ok_or(LeadError::refused(Field::Name, RefusalReason::Taken))?;
        actions::issue_token(tx, actor.organisation_id(), made.id, &given)?;
        let id = given.id();
        shown_once(&given, |text| {
            let (integration, token) = (mapping::integration(&made), issued(tx, &id, text, None));
            let answer = IssuedIntegration { id: made.id.0, integration, token };
            Ok(rendered(StatusCode::CREATED, &answer)?.located(INTEGRATIONS, made.id))
        })
    };
    request.write(work).await
}

/// Show an integration
#[utoipa::path(
    get, path = "/hub/v1/integrations/{integration_id}", tag = "integrations", operation_id = "getIntegration",
    responses((status = 200, description = "The integration.", body = Integration))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let found = app.read_needing(Needed::Admin, &call, move |db: &mut Db, actor: &Actor| find(db, actor, id)).await?;
    Ok(answer::json(StatusCode::OK, &mapping::integration(&found)))
}

/// Change an integration
#[utoipa::path(
    patch, path = "/hub/v1/integrations/{integration_id}", tag = "integrations", operation_id = "updateIntegration",
    request_body = IntegrationChange,
    responses((status = 200, description = "The integration as it is now.", body = Integration))
)]
async fn update(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let request = request.needing(Needed::Admin)?;
    let change = request.json::<IntegrationChange>()?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let known = find(tx, actor, id)?;
        let changed = mapping::changed(known.clone(), change.clone());
        mapping::check_settings(setting::check_change(&known.dialect, &known.settings, &changed.settings))?;
        mapping::check_masked(&known.dialect, changed.sight)?;
        let changed = actions::update_integration(tx, actor, &changed)?;
        Ok::<_, ApiError>(rendered(StatusCode::OK, &mapping::integration(&changed))?)
    };
    request.write(work).await
}

/// The integration that a path names.
pub fn find(db: &mut Db, actor: &Actor, id: i64) -> Result<organisation::Integration, LeadError> {
    let found = organisations::find_integration(db, actor.organisation_id(), IntegrationId(id))?;
    found.ok_or(LeadError::NotFound(Resource::Integration))
}
