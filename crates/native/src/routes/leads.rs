//! Leads: list, create, show, change, delete. Reached through the router; no rule stands here.
//! What hangs on a lead is in `timeline.rs`.

use super::Answer;
use super::request::{Checked, Headed, PathId, QueryParams, WriteRequest, is_known, nothing_left, tagged, unchanged};
use crate::mapping::{change, filter, lead as mapping};
use crate::openapi::{IfMatch, IfNoneMatch};
use crate::wire::lead::{Lead, LeadChange, LeadPage, NewLead, OneLead, WholeLead};
use crate::wire::lead_query::LeadQuery;
use crate::wire::sparse::FieldMask;
use axum::extract::{Extension, State};
use http::{HeaderMap, Method, StatusCode};
use leadhub_core::actions::{self, Rendered};
use leadhub_core::questions::{LeadCard, lead_card};
use leadhub_core::store::{lead_filter, lead_projects, leads};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::{LeadError, LeadId, Resource, mask};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::{Ready, rendered};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, detail, update, delete))]
pub struct Api;

const LEADS: &str = "/hub/v1/leads";

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, LEADS, list)
        .on(Method::POST, LEADS, create)
        .on(Method::GET, "/hub/v1/leads/{lead_id}", detail)
        .on(Method::PATCH, "/hub/v1/leads/{lead_id}", update)
        .on(Method::DELETE, "/hub/v1/leads/{lead_id}", delete)
}

/// List leads
#[utoipa::path(
    get, path = "/hub/v1/leads", tag = "leads", operation_id = "listLeads", params(LeadQuery),
    responses((status = 200, description = "A page of leads.", body = inline(LeadPage)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<LeadQuery>,
) -> Answer {
    let (which, order, window) = filter::leads(&query, app.hub.now())?;
    let project = query.which.project.0.as_ref().map(|name| name.0.clone());
    let shown = filter::shown(&query.window.fields);
    let facts = mapping::facts(&shown);
    let ask = move |db: &mut Db, actor: &Actor| {
        let which = lead_projects::narrow_to_project(db, actor, which.clone(), project.as_deref())?;
        Ok(lead_filter::list_leads_after(db, actor, &which, order, window.after, window.request(), &facts)?)
    };
    let masked = call.actor.masked;
    let show = move |leads: Vec<leadhub_model::Lead>| {
        let cursor = |lead: &leadhub_model::Lead| lead_filter::cursor(order, lead);
        let page = window.page(&leads, cursor, |lead| mapping::lead(lead, None, &shown, masked));
        answer::json(StatusCode::OK, &page)
    };
    Ok(app.read_shown(&call, ask, show).await?)
}

/// Create a lead
#[utoipa::path(
    post, path = "/hub/v1/leads", tag = "leads", operation_id = "createLead", request_body = NewLead,
    responses((status = 201, description = "The new lead.", body = WholeLead,
        headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Where it is."))))
)]
async fn create(request: WriteRequest) -> Answer {
    let new = change::new_lead(request.json::<NewLead>()?);
    change::check_somebody(&new)?;
    let new = Ready::of(new);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let lead = actions::create_lead(tx, actor, new.take())?;
        shown_whole(tx, actor, StatusCode::CREATED, lead)
    };
    request.write(work).await
}

/// Show a lead
#[utoipa::path(
    get, path = "/hub/v1/leads/{lead_id}", tag = "leads", operation_id = "getLead", params(OneLead, IfNoneMatch),
    responses((status = 200, description = "The lead.", body = Lead, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "It is at a version that the caller has."))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    headers: HeaderMap,
    QueryParams(query): QueryParams<OneLead>,
) -> Answer {
    let shown = filter::shown(&query.fields);
    let parts = mapping::parts(&shown);
    let ask = move |db: &mut Db, actor: &Actor| {
        let lead = find(db, actor, id)?;
        let card = lead_card(db, actor, &lead, &parts)?;
        Ok((lead, card))
    };
    let masked = call.actor.masked;
    let show = move |(lead, card): (leadhub_model::Lead, LeadCard)| match is_known(&headers, lead.version) {
        true => unchanged(lead.version),
        false => {
            let shown = mapping::lead(&lead, Some(&card), &shown, masked);
            tagged(answer::json(StatusCode::OK, &shown), lead.version)
        }
    };
    Ok(app.read_shown(&call, ask, show).await?)
}

/// Change a lead
#[utoipa::path(
    patch, path = "/hub/v1/leads/{lead_id}", tag = "leads", operation_id = "updateLead", request_body = LeadChange,
    params(IfMatch),
    responses((status = 200, description = "The lead as it is now.", body = WholeLead,
        headers(("ETag" = String, description = "Its version."))))
)]
async fn update(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let (sent, condition) = (request.json::<LeadChange>()?, request.condition());
    let work = move |tx: &mut Tx, actor: &Actor| {
        let expected = condition.expected(|| Ok(find(tx, actor, id)?.version))?;
        let mut change = change::lead_change(sent.clone(), expected);
        if actor.masked {
            // What was shown masked and comes back so says nothing.
            change.facts.retain(|(fact, text)| !text.as_ref().is_some_and(|text| mask::is_masked(*fact, text)));
        }
        let lead = actions::update_lead(tx, actor, LeadId(id), &change)?;
        shown_whole(tx, actor, StatusCode::OK, lead)
    };
    request.write(work).await
}

/// Delete a lead
#[utoipa::path(
    delete, path = "/hub/v1/leads/{lead_id}", tag = "leads", operation_id = "deleteLead",
    params(IfMatch),
    responses((status = 204, description = "It is gone; its timeline stays."))
)]
async fn delete(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    request.check()?;
    let condition = request.condition();
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, LeadError> {
        let expected = condition.expected(|| Ok(find(tx, actor, id)?.version))?;
        actions::delete_lead_at(tx, actor, LeadId(id), expected)?;
        Ok(nothing_left())
    };
    request.write(work).await
}

fn find(db: &mut Db, actor: &Actor, id: i64) -> Result<leadhub_model::Lead, LeadError> {
    leads::find_lead(db, actor, LeadId(id))?.ok_or(LeadError::NotFound(Resource::Lead))
}

fn shown_whole(
    tx: &mut Tx,
    actor: &Actor,
    status: StatusCode,
    lead: leadhub_model::Lead,
) -> Result<impl FnOnce() -> Result<Rendered, LeadError> + use<>, LeadError> {
    let shown = FieldMask::default();
    let (card, masked) = (lead_card(tx, actor, &lead, &mapping::parts(&shown))?, actor.masked);
    Ok(move || {
        let answer = rendered(status, &mapping::lead(&lead, Some(&card), &shown, masked))?;
        let answer = answer.versioned(lead.version);
        Ok(if status == StatusCode::CREATED { answer.located(LEADS, lead.id) } else { answer })
    })
}
