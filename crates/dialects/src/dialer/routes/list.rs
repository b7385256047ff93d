//! Lists of leads: create, list, detail, switch on and off, delete. Supporting operations, as the vendor's sibling page has
//! them.

use super::parameters::{self, Parameters};
use super::{Named, WriteRequest, names, object, paging, wanted_active};
use crate::dialer::errors::ApiError;
use crate::dialer::mapping::Agents;
use crate::dialer::mapping::check::Check;
use crate::dialer::{mapping, wire};
use axum::extract::{Extension, State};
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::{campaigns, lists};
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::list::{ListRow, NewList};
use leadhub_model::{LeadError, Page, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::Query;
use leadhub_wire::work::rendered;

/// The characters of a name that lists and campaigns may have: names are looked up, so they cannot be endless.
pub const LONGEST_NAME: usize = 255;

pub async fn create(request: WriteRequest) -> Result<Response, ApiError> {
    let body = object(&request.body)?;
    let mut check = Check::new(&body);
    let (campaign, name) = (check.required("campaign_uuid", 1), check.name("list_name", LONGEST_NAME));
    let description = check.text("description").unwrap_or_default().to_owned();
    let (campaign, name) = check.done(campaign.zip(name).map(|(uuid, name)| (uuid.to_owned(), name.to_owned())))?;
    let campaign = mapping::uuid(&campaign).ok_or(LeadError::NotFound(Resource::Campaign))?;
    let new = NewList { name, description, campaign };
    let work = move |tx: &mut Tx, actor: &Actor| {
        let list = actions::create_list(tx, actor, &new)?;
        rendered(StatusCode::OK, &wire::ListCreated { created: true, list_uuid: list.uuid })
    };
    request.write(work).await
}

pub async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    query: Query,
) -> Result<Response, ApiError> {
    let Parameters { query, ignored } = parameters::read::<wire::List>(&query, &["campaign_uuid"])?;
    let paging = paging::read(&query)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let campaign = query.get("campaign_uuid");
        let found = campaign.and_then(mapping::uuid).map(|uuid| campaigns::find_campaign_by_uuid(db, actor, uuid));
        let page = match found.transpose()?.flatten() {
            None if campaign.is_some() => Page { rows: Vec::new(), total: 0 },
            narrowed => lists::list_lists(db, actor, narrowed.map(|campaign| campaign.id), paging)?,
        };
        Ok((agents_of(db, actor, &page.rows)?, page))
    };
    let (agents, page) = app.read(&call, ask).await?;
    let data = page.rows.iter().map(|row| printed(row, &call.actor, &agents)).collect();
    let page = wire::Page { data, limit: paging.limit, offset: paging.offset, total: page.total };
    Ok(answer::explained(answer::json(StatusCode::OK, &page), ignored.as_deref()))
}

pub async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    Named(list): Named,
) -> Result<Response, ApiError> {
    let ask = move |db: &mut Db, actor: &Actor| {
        let row = lists::find_list_row(db, actor, list)?.ok_or(LeadError::NotFound(Resource::List))?;
        Ok((agents_of(db, actor, std::slice::from_ref(&row))?, row))
    };
    let (agents, row) = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &printed(&row, &call.actor, &agents)))
}

fn agents_of(db: &mut Db, actor: &Actor, rows: &[ListRow]) -> Result<Agents, LeadError> {
    names::agents(db, actor, rows.iter().any(|row| row.list.agent.is_some()))
}

fn printed(row: &ListRow, actor: &Actor, agents: &Agents) -> wire::List {
    mapping::list(row, actor.organisation.uuid, &mapping::zone_of(actor), agents)
}

pub async fn switch(Named(list): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let active = wanted_active(&request)?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        actions::set_list_active(tx, actor, list, active)?;
        rendered(StatusCode::OK, &wire::ListActive { active, list_uuid: list })
    };
    request.write(work).await
}

pub async fn delete(Named(list): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let work = move |tx: &mut Tx, actor: &Actor| {
        actions::withdraw_list(tx, actor, list)?;
        rendered(StatusCode::OK, &wire::ListUuid { list_uuid: list })
    };
    request.write(work).await
}
