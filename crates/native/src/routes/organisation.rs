//! Who is calling, and the organisation that the token belongs to. Reached through the router; only what addresses do not carry can be
//! changed.

use super::Answer;
use super::request::{Checked, NoParams, QueryParams, WriteRequest};
use crate::mapping::integration as mapping;
use crate::wire::integration::{Me, Organisation, OrganisationChange};
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::organisation::Scope;
use leadhub_model::{IntegrationId, LeadError, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(me, detail, update))]
pub struct Api;

const ORGANISATION: &str = "/hub/v1/organisation";

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/me", me).on(Method::GET, ORGANISATION, detail).on(
        Method::PATCH,
        ORGANISATION,
        update,
    )
}

/// Show who is calling
#[utoipa::path(
    get, path = "/hub/v1/me", tag = "organisation", operation_id = "getMe",
    responses((status = 200, description = "The integration that the token is of, and its organisation.", body = Me))
)]
async fn me(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let (own, organisation) = (call.actor.integration.unwrap_or(IntegrationId(0)), call.actor.organisation_id());
    // Whatever its scopes are: a token may always be tried.
    let ask = move |db: &mut Db| {
        let integration = organisations::find_integration(db, organisation, own)?;
        let integration = integration.ok_or(LeadError::NotFound(Resource::Integration))?;
        Ok((integration, organisations::get_organisation(db, organisation)?))
    };
    let (integration, organisation) = app.hub.read(ask).await?;
    let (integration, organisation) = (mapping::integration(&integration), mapping::organisation(&organisation));
    Ok(answer::json(StatusCode::OK, &Me { integration, organisation }))
}

/// Show the organisation
#[utoipa::path(
    get, path = "/hub/v1/organisation", tag = "organisation", operation_id = "getOrganisation",
    responses((status = 200, description = "The organisation.", body = Organisation))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok(organisations::get_organisation(db, actor.organisation_id())?);
    Ok(answer::json(StatusCode::OK, &mapping::organisation(&app.read(&call, ask).await?)))
}

/// Change the organisation
#[utoipa::path(
    patch, path = "/hub/v1/organisation", tag = "organisation", operation_id = "updateOrganisation",
    request_body = OrganisationChange,
    responses((status = 200, description = "The organisation as it is now.", body = Organisation))
)]
async fn update(request: WriteRequest) -> Answer {
    let request = request.needing(Scope::Admin)?;
    let change = request.json::<OrganisationChange>()?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let known = organisations::get_organisation(tx, actor.organisation_id())?;
        let changed = mapping::changed_organisation(known, change.clone());
        rendered(StatusCode::OK, &mapping::organisation(&actions::update_organisation(tx, actor, &changed)?))
    };
    request.write(work).await
}
