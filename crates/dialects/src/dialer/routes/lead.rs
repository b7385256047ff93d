//! Leads: create, list, detail, change, delete (dialer-lead.md). `POST /v3/lead` also takes files and answers the document's
//! own curl for the list, by what its body is (decisions T1, T2).

use super::{Named, WriteRequest, form, names, object, paging, upload};
use crate::dialer::errors::ApiError;
use crate::dialer::mapping::number::Rule;
use crate::dialer::{mapping, wire};
use axum::extract::{Extension, FromRequest, Request, State};
use axum::response::Response;
use http::StatusCode;
use leadhub_core::{Actor, Db, Tx, actions, queries};
use leadhub_model::list::LeadList;
use leadhub_model::*;
use leadhub_wire::answer;
use leadhub_wire::dialect::{Call, Desk};
use leadhub_wire::query::{Query, Several};
use leadhub_wire::work::{Ready, rendered};

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

pub async fn post(State(desk): State<Desk>, request: Request) -> Result<Response, ApiError> {
    if form::is_form(request.headers()) {
        return upload::take(desk, request).await;
    }
    let request = WriteRequest::from_request(request, &desk).await?;
    let is_url_encoded =
        form::media_type(&request.headers).is_some_and(|media| media.eq_ignore_ascii_case(URL_ENCODED));
    if is_url_encoded && request.body.is_empty() {
        let query = Query::read(request.uri.query().unwrap_or_default());
        return list(State(desk), Extension(request.call), query).await;
    }
    create(request).await
}

async fn create(request: WriteRequest) -> Result<Response, ApiError> {
    let actor = &request.call.actor;
    let rule = if actor.is_set("corrected_phone_pattern") { Rule::Corrected } else { Rule::Documented };
    let status = if actor.is_set("create_status_201") { StatusCode::CREATED } else { StatusCode::OK };
    let (list, new) = mapping::new_lead(&object(&request.body)?, rule)?;
    let new = Ready::of(new);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let list = list_named(tx, actor, &list)?;
        let lead = actions::create_lead(tx, actor, NewLead { list: Some(list.id), ..new.take() })?;
        rendered(status, &wire::LeadCreated { created: true, lead_uuid: lead.uuid })
    };
    request.write(work).await
}

/// The list a body names; a text that is no UUID names none (decision T3).
pub fn list_named(db: &mut Db, actor: &Actor, text: &str) -> Result<LeadList, LeadError> {
    let list = mapping::uuid(text).map(|uuid| queries::find_list(db, actor, uuid)).transpose()?;
    list.flatten().ok_or(LeadError::NotFound(Noun::List))
}

pub async fn list(
    State(desk): State<Desk>,
    Extension(call): Extension<Call>,
    query: Query,
) -> Result<Response, ApiError> {
    let paging = paging::read(&query)?;
    let several = ["list_uuid", "campaign_uuid", "phone_number"].into_iter().find(|key| query.one(key).is_err());
    if let Some(key) = several {
        return Err(vec![mapping::check::Failed::new(key, Several::SAY)].into());
    }
    let ask = move |db: &mut Db, actor: &Actor| {
        let page = match filter(db, actor, &query)? {
            Some(filter) => queries::list_leads(db, actor, &filter, LeadOrder::NewestCreated, paging, Fact::ALL)?,
            None => Page { rows: Vec::new(), total: 0 },
        };
        let names = names::of_leads(db, actor, &page.rows)?;
        let data = page.rows.iter().map(|lead| mapping::lead(lead, &names)).collect();
        Ok(wire::Page { data, limit: paging.limit, offset: paging.offset, total: page.total })
    };
    Ok(answer::json(StatusCode::OK, &desk.read(&call, ask).await?))
}

/// `None` when nothing can match: a filter by something unknown finds no lead.
fn filter(db: &mut Db, actor: &Actor, query: &Query) -> Result<Option<LeadFilter>, LeadError> {
    let mut filter = LeadFilter::default();
    if let Some(text) = query.get("list_uuid") {
        let list = mapping::uuid(text).map(|uuid| queries::find_list(db, actor, uuid)).transpose()?.flatten();
        let Some(list) = list else { return Ok(None) };
        filter.list = Some(list.id);
    }
    if let Some(text) = query.get("campaign_uuid") {
        let found = mapping::uuid(text).map(|uuid| queries::find_campaign_by_uuid(db, actor, uuid)).transpose()?;
        let Some(campaign) = found.flatten() else { return Ok(None) };
        filter.campaign = Some(campaign.id);
    }
    let can_match = query.get("phone_number").is_none_or(|text| mapping::narrow_to_phone(&mut filter, text));
    Ok(can_match.then_some(filter))
}

pub async fn detail(
    State(desk): State<Desk>,
    Extension(call): Extension<Call>,
    Named(lead): Named,
) -> Result<Response, ApiError> {
    let ask = move |db: &mut Db, actor: &Actor| {
        let found = queries::find_lead_by_uuid(db, actor, lead)?.ok_or(LeadError::NotFound(Noun::Lead))?;
        let names = names::of_leads(db, actor, std::slice::from_ref(&found))?;
        Ok(mapping::lead(&found, &names))
    };
    Ok(answer::json(StatusCode::OK, &desk.read(&call, ask).await?))
}

pub async fn update(Named(lead): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let change = mapping::lead_change(&object(&request.body)?, lead)?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let found = queries::find_lead_by_uuid(tx, actor, lead)?.ok_or(LeadError::NotFound(Noun::Lead))?;
        actions::update_lead(tx, actor, found.id, &mapping::for_lead(&change, &found))?;
        rendered(StatusCode::OK, &wire::LeadUuid { lead_uuid: lead })
    };
    request.write(work).await
}

pub async fn delete(Named(lead): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let work = move |tx: &mut Tx, actor: &Actor| {
        let found = queries::find_lead_id(tx, actor, lead)?.ok_or(LeadError::NotFound(Noun::Lead))?;
        actions::delete_lead(tx, actor, found)?;
        rendered(StatusCode::OK, &wire::LeadUuid { lead_uuid: lead })
    };
    request.write(work).await
}
