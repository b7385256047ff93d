//! Leads: create, list, detail, change, delete (dialer-lead.md). `POST /v3/lead` also takes files and answers the document's
//! own curl for the list, by what its body is (decisions T1, T2).

use super::parameters::{self, Parameters};
use super::{Named, WriteRequest, long_page, names, object, paging, upload};
use crate::dialer::errors::ApiError;
use crate::dialer::mapping::number::Rule;
use crate::dialer::settings::Settings;
use crate::dialer::{mapping, wire};
use axum::extract::{Extension, FromRequest, Request, State};
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::reference::stages;
use leadhub_core::store::{campaigns, lead_filter, leads, lists};
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::list::LeadList;
use leadhub_model::*;
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::multipart;
use leadhub_wire::query::Query;
use leadhub_wire::work::{Ready, rendered};
use serde_json::{Map, Value};
use uuid::Uuid;

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

pub async fn post(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    if multipart::is_form(request.headers()) {
        return upload::take(app, request).await;
    }
    let request = WriteRequest::from_request(request, &app).await?;
    let is_url_encoded =
        multipart::media_type(&request.headers).is_some_and(|media| media.eq_ignore_ascii_case(URL_ENCODED));
    if is_url_encoded && request.body.is_empty() {
        let query = Query::read(request.uri.query().unwrap_or_default());
        return list(State(app), Extension(request.call), query).await;
    }
    create(request).await
}

async fn create(request: WriteRequest) -> Result<Response, ApiError> {
    let settings = Settings::of(&request.call.actor);
    let rule = if settings.corrected_phone_pattern { Rule::Corrected } else { Rule::Documented };
    let status = if settings.create_status_201 { StatusCode::CREATED } else { StatusCode::OK };
    let (list, new, words) = mapping::new_lead(&object(&request.body)?, rule)?;
    let new = Ready::of(new);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let list = list_named(tx, actor, &list)?;
        let mut new = NewLead { list: Some(list.id), source: SourceRef::word(list.name), ..new.take() };
        take_words(tx, actor, &words, &mut new)?;
        let lead = actions::create_lead(tx, actor, new)?;
        rendered(status, &wire::LeadCreated { created: true, lead_uuid: lead.uuid })
    };
    request.write(work).await
}

/// The words of a stage, of which those that say nothing here are kept.
fn take_words(db: &mut Db, actor: &Actor, words: &mapping::Words, new: &mut NewLead) -> Result<(), LeadError> {
    if words.is_empty() {
        return Ok(());
    }
    let (stage, kept) = words.read(&names::stages(db, actor)?, first_stage(db, actor)?);
    new.stage = stage;
    new.extras.extend(kept.into_iter().filter(|(_, word)| !word.is_null()));
    Ok(())
}

/// The list a body names; a text that is no UUID names none (decision T3).
pub fn list_named(db: &mut Db, actor: &Actor, text: &str) -> Result<LeadList, LeadError> {
    let list = mapping::uuid(text).map(|uuid| lists::find_list(db, actor, uuid)).transpose()?;
    list.flatten().ok_or(LeadError::NotFound(Resource::List))
}

pub async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    query: Query,
) -> Result<Response, ApiError> {
    let Parameters { query, ignored } =
        parameters::read::<wire::Lead>(&query, &["list_uuid", "campaign_uuid", "phone_number"])?;
    let paging = paging::read(&query)?;
    if paging.limit > long_page::PIECE {
        let asked = query.clone();
        let filter = app.read(&call, move |db: &mut Db, actor: &Actor| filter(db, actor, &asked)).await?;
        if let Some(filter) = filter {
            return Ok(answer::explained(long_page::answer(app, call, filter, paging).await?, ignored.as_deref()));
        }
    }
    let ask = move |db: &mut Db, actor: &Actor| page(db, actor, &query, paging);
    let show = move |(page, names): (Page<Lead>, mapping::Names)| shown(&page, &names, paging);
    Ok(answer::explained(app.read_shown(&call, ask, show).await?, ignored.as_deref()))
}

fn shown(page: &Page<Lead>, names: &mapping::Names, paging: Paging) -> Response {
    let data: Vec<wire::Lead> = page.rows.iter().map(|lead| mapping::lead(lead, names)).collect();
    answer::json(StatusCode::OK, &wire::Page { data, limit: paging.limit, offset: paging.offset, total: page.total })
}

fn page(db: &mut Db, actor: &Actor, query: &Query, paging: Paging) -> Result<(Page<Lead>, mapping::Names), LeadError> {
    let page = match filter(db, actor, query)? {
        Some(filter) => lead_filter::list_leads(db, actor, &filter, LeadOrder::NewestCreated, paging, Fact::ALL)?,
        None => Page { rows: Vec::new(), total: 0 },
    };
    let names = names::of_leads(db, actor, &page.rows)?;
    Ok((page, names))
}

/// `None` when nothing can match: a filter by something unknown finds no lead.
fn filter(db: &mut Db, actor: &Actor, query: &Query) -> Result<Option<LeadFilter>, LeadError> {
    let mut filter = LeadFilter { without_withdrawn: true, ..LeadFilter::default() };
    if let Some(text) = query.get("list_uuid") {
        let list = mapping::uuid(text).map(|uuid| lists::find_list(db, actor, uuid)).transpose()?.flatten();
        let Some(list) = list else { return Ok(None) };
        filter.list = Some(list.id);
    }
    if let Some(text) = query.get("campaign_uuid") {
        let found = mapping::uuid(text).map(|uuid| campaigns::find_campaign_by_uuid(db, actor, uuid)).transpose()?;
        let Some(campaign) = found.flatten() else { return Ok(None) };
        filter.campaign = Some(campaign.id);
    }
    let can_match = query.get("phone_number").is_none_or(|text| mapping::narrow_to_phone(&mut filter, text));
    Ok(can_match.then_some(filter))
}

pub async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    Named(lead): Named,
) -> Result<Response, ApiError> {
    let ask = move |db: &mut Db, actor: &Actor| {
        let found = in_sight(db, actor, lead)?;
        let names = names::of_leads(db, actor, std::slice::from_ref(&found))?;
        Ok((found, names))
    };
    let (found, names) = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &mapping::lead(&found, &names)))
}

pub async fn update(Named(lead): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let body = object(&request.body)?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<_, ApiError> {
        let found = in_sight(tx, actor, lead)?;
        let change = read_change(tx, actor, &found, &body)?;
        actions::update_lead(tx, actor, found.id, &change)?;
        Ok(rendered(StatusCode::OK, &wire::LeadUuid { lead_uuid: lead })?)
    };
    request.write(work).await
}

/// What a body changes in this lead. What comes back as it was printed says nothing, so it is not judged either.
fn read_change(db: &mut Db, actor: &Actor, found: &Lead, body: &Map<String, Value>) -> Result<LeadChange, ApiError> {
    let names = names::of_leads(db, actor, std::slice::from_ref(found))?;
    let news = mapping::news(body, &mapping::lead(found, &names));
    let sent = mapping::lead_change(&news, found.uuid)?;
    let mut change = mapping::for_lead(&sent.change, found, body);
    if let Some(list) = &sent.list {
        change.list = Some(list_named(db, actor, list)?.id);
    }
    if !sent.words.is_empty() {
        let (stage, kept) = sent.words.read(&names.stages, found.stage);
        change.stage = stage;
        change.extras.extend(kept);
    }
    Ok(change)
}

/// The lead, unless it was withdrawn from this wire (decision T21).
fn in_sight(db: &mut Db, actor: &Actor, lead: Uuid) -> Result<Lead, LeadError> {
    let found = leads::find_lead_by_uuid(db, actor, lead)?.filter(|lead| lead.withdrawn_at.is_none());
    found.ok_or(LeadError::NotFound(Resource::Lead))
}

/// Where a new lead begins.
fn first_stage(db: &mut Db, actor: &Actor) -> Result<StageId, LeadError> {
    let stages = stages::list_stages(db, actor)?;
    let first = stages.iter().find(|stage| stage.kind == StageKind::First).map(|stage| stage.id);
    first.ok_or(LeadError::refused(Field::Stage, RefusalReason::Unknown))
}

pub async fn delete(Named(lead): Named, request: WriteRequest) -> Result<Response, ApiError> {
    let work = move |tx: &mut Tx, actor: &Actor| {
        let found = leads::find_lead_id(tx, actor, lead)?.ok_or(LeadError::NotFound(Resource::Lead))?;
        actions::withdraw_lead(tx, actor, found)?;
        rendered(StatusCode::OK, &wire::LeadUuid { lead_uuid: lead })
    };
    request.write(work).await
}
