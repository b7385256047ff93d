//! Campaigns: list, create, show, rename, switch on and off, delete. Reached through the router; no rule stands here.
//! Only one that is switched off and holds nothing can be deleted.

use super::Answer;
use super::request::{Checked, Headed, NoParams, PathId, QueryParams, WriteRequest, nothing_left};
use crate::errors::ApiError;
use crate::mapping::filter::{BY_ID, Window, by_id};
use crate::mapping::list as mapping;
use crate::wire::campaign::{Campaign, CampaignPage, CampaignQuery, NewCampaign};
use crate::wire::list::Renaming;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::campaigns;
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::{CampaignId, LeadError, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;
use uuid::Uuid;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, detail, update, delete))]
pub struct Api;

const CAMPAIGNS: &str = "/hub/v1/campaigns";

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, CAMPAIGNS, list)
        .on(Method::POST, CAMPAIGNS, create)
        .on(Method::GET, "/hub/v1/campaigns/{campaign_uuid}", detail)
        .on(Method::PATCH, "/hub/v1/campaigns/{campaign_uuid}", update)
        .on(Method::DELETE, "/hub/v1/campaigns/{campaign_uuid}", delete)
}

/// List campaigns
#[utoipa::path(
    get, path = "/hub/v1/campaigns", tag = "campaigns", operation_id = "listCampaigns", params(CampaignQuery),
    responses((status = 200, description = "A page of campaigns, newest first.", body = inline(CampaignPage)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<CampaignQuery>,
) -> Answer {
    let window = Window::read(BY_ID, &query.limit, &query.cursor)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let kind = query.kind.0.as_ref().map(|kind| kind.0.as_str());
        let after = window.after_id().map(CampaignId);
        Ok(campaigns::list_campaigns_after(db, actor, kind, after, window.request())?)
    };
    let campaigns = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &window.page(&campaigns, |campaign| by_id(campaign.id.0), mapping::campaign)))
}

/// Create a campaign
#[utoipa::path(
    post, path = "/hub/v1/campaigns", tag = "campaigns", operation_id = "createCampaign", request_body = NewCampaign,
    responses((status = 201, description = "The new campaign.", body = Campaign,
        headers(("Location" = String, description = "Where it is."))))
)]
async fn create(request: WriteRequest) -> Answer {
    let new = mapping::new_campaign(request.json::<NewCampaign>()?);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let campaign = actions::create_campaign(tx, actor, &new)?;
        Ok::<_, LeadError>(
            rendered(StatusCode::CREATED, &mapping::campaign(&campaign))?.located(CAMPAIGNS, campaign.uuid),
        )
    };
    request.write(work).await.map_err(|error| error.named(|_| "name".to_owned()))
}

/// Show a campaign
#[utoipa::path(
    get, path = "/hub/v1/campaigns/{campaign_uuid}", tag = "campaigns", operation_id = "getCampaign",
    responses((status = 200, description = "The campaign.", body = Campaign))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(campaign): PathId<Uuid>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let found = app.read(&call, move |db: &mut Db, actor: &Actor| find(db, actor, campaign)).await?;
    Ok(answer::json(StatusCode::OK, &mapping::campaign(&found)))
}

/// Rename a campaign, switch it on or off
#[utoipa::path(
    patch, path = "/hub/v1/campaigns/{campaign_uuid}", tag = "campaigns", operation_id = "updateCampaign",
    request_body = Renaming,
    responses((status = 200, description = "The campaign as it is now.", body = Campaign))
)]
async fn update(PathId(campaign): PathId<Uuid>, request: WriteRequest) -> Answer {
    let Renaming { name, active } = request.json()?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        if let Some(name) = &name {
            actions::rename_campaign(tx, actor, campaign, &name.0)?;
        }
        if let Some(active) = active {
            actions::set_campaign_active(tx, actor, campaign, active)?;
        }
        rendered(StatusCode::OK, &mapping::campaign(&find(tx, actor, campaign)?))
    };
    request.write(work).await.map_err(|error| error.named(|_| "name".to_owned()))
}

/// Delete a campaign
#[utoipa::path(
    delete, path = "/hub/v1/campaigns/{campaign_uuid}", tag = "campaigns", operation_id = "deleteCampaign",
    responses((status = 204, description = "The campaign is gone."))
)]
async fn delete(PathId(campaign): PathId<Uuid>, request: WriteRequest) -> Answer {
    request.check()?;
    let work = move |tx: &mut Tx, actor: &Actor| actions::delete_campaign(tx, actor, campaign).map(|()| nothing_left());
    request.write(work).await.map_err(ApiError::into_conflict)
}

fn find(db: &mut Db, actor: &Actor, campaign: Uuid) -> Result<leadhub_model::list::Campaign, LeadError> {
    campaigns::find_campaign_by_uuid(db, actor, campaign)?.ok_or(LeadError::NotFound(Resource::Campaign))
}
