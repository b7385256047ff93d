//! Campaigns: create, list, detail, switch on and off, delete. Supporting operations, as the vendor's sibling pages have
//! them; what only a dialling machine needs is accepted and not kept.

use super::list::LONGEST_NAME;
use super::parameters::{self, Parameters};
use super::{Named, WriteRequest, object, paging, wanted_active};
use crate::dialer::errors::ApiError;
use crate::dialer::mapping::check::{Check, Failed};
use crate::dialer::{mapping, wire};
use axum::extract::{Extension, State};
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::campaigns;
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::list::{Campaign, NewCampaign};
use leadhub_model::{LeadError, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::Query;
use leadhub_wire::work::rendered;

const KINDS: [&str; 4] = ["autodialer", "autocall", "inbound", "manual"];

pub async fn create(request: WriteRequest) -> Result<Response, ApiError> {
    let body = object(&request.body)?;
    let mut check = Check::new(&body);
    let (name, kind) = (check.name("campaign_name", LONGEST_NAME), check.required("type", 0));
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        let text = "type must be one of the following: \"autodialer\", \"autocall\", \"inbound\", \"manual\"";
        check.fail(Failed::new("type", text));
    }
    let new = name.zip(kind).map(|(name, kind)| NewCampaign { name: name.to_owned(), kind: kind.to_owned() });
    let new = check.done(new)?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let campaign = actions::create_campaign(tx, actor, &new)?;
        rendered(StatusCode::OK, &wire::CampaignCreated { campaign_uuid: campaign.uuid, created: true })
    };
    request.write(work).await
}

pub async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    query: Query,
) -> Result<Response, ApiError> {
    let Parameters { query, ignored } = parameters::read::<wire::Campaign>(&query, &["type"])?;
    let paging = paging::read(&query)?;
    let ask = move |db: &mut Db, actor: &Actor| Ok(campaigns::list_campaigns(db, actor, query.get("type"), paging)?);
    let page = app.read(&call, ask).await?;
    let data = page.rows.iter().map(|campaign| printed(campaign, &call.actor)).collect();
    let page = wire::Page { data, limit: paging.limit, offset: paging.offset, total: page.total };
    Ok(answer::explained(answer::json(StatusCode::OK, &page), ignored.as_deref()))
}

pub async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    Named(campaign): Named,
) -> Result<Response, ApiError> {
    let ask = move |db: &mut Db, actor: &Actor| {
        campaigns::find_campaign_by_uuid(db, actor, campaign)?.ok_or(LeadError::NotFound(Resource::Campaign))
    };
    let found = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &printed(&found, &call.actor)))
}

fn printed(campaign: &Campaign, actor: &Actor) -> wire::Campaign {
    mapping::campaign(campaign, actor.organisation.uuid, &mapping::zone_of(actor))
}

pub async fn switch(Named(campaign): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let active = wanted_active(&request)?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        actions::set_campaign_active(tx, actor, campaign, active)?;
        rendered(StatusCode::OK, &wire::CampaignActive { active, campaign_uuid: campaign })
    };
    request.write(work).await
}

pub async fn delete(Named(campaign): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let work = move |tx: &mut Tx, actor: &Actor| {
        actions::delete_campaign(tx, actor, campaign)?;
        rendered(StatusCode::OK, &wire::CampaignUuid { campaign_uuid: campaign })
    };
    request.write(work).await
}
