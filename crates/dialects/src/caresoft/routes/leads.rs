//! Create, change, show and list leads. Reached through the router behind the door. Each handler reads the request, hands it to
//! the desk and renders what comes back; no rule stands here.

use super::surroundings::{campaign_of, campaigns_of, surroundings};
use crate::caresoft::errors::{ApiError, explain};
use crate::caresoft::mapping::{self, AnswerStyle, Routing};
use crate::caresoft::wire;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use leadhub_core::actions::{Rendered, create_lead, update_lead};
use leadhub_core::queries::{find_lead, list_external_names, list_leads};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::*;
use leadhub_wire::answer::{Each, json};
use leadhub_wire::dialect::{Call, Desk};
use leadhub_wire::query::Query;
use leadhub_wire::work::{Ready, rendered};

/// Kind of the names under which an organisation knows the wires that leads come by.
pub const ORIGIN: &str = "origin";

type WriteRequest = leadhub_wire::work::WriteRequest<ApiError>;

/// `POST lead`
pub async fn create(request: WriteRequest) -> Result<Response, ApiError> {
    let mut new = mapping::new_lead(&request.body, Routing::of(&request.call.actor))?;
    new.believes_email = believes_email(&request.call.actor);
    let new = Ready::of(new);
    request.write(move |tx, actor| Ok::<_, LeadError>(saved(create_lead(tx, actor, new.take())?, actor))).await
}

/// `PUT lead/{leadId}`
pub async fn update(request: WriteRequest) -> Result<Response, ApiError> {
    let id = lead_id(&request.uri)?;
    let mut change = mapping::change(&request.body)?;
    change.lead.believes_email = believes_email(&request.call.actor);
    let work = move |tx: &mut Tx, actor: &Actor| {
        check_requester(tx, actor, id, change.requester)?;
        Ok::<_, LeadError>(saved(update_lead(tx, actor, id, &change.lead)?, actor))
    };
    request.write(work).await
}

/// `GET lead/{leadId}`
pub async fn detail(
    State(desk): State<Desk>,
    Extension(call): Extension<Call>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = lead_id(&uri)?;
    let answer = desk.read(&call, move |db, actor| {
        let lead = find_lead(db, actor, id)?.ok_or(LeadError::NotFound(Noun::Lead))?;
        let around = surroundings(db, actor, &lead)?;
        Ok(json(StatusCode::OK, &mapping::detail(&lead, &around, &AnswerStyle::of(actor))))
    });
    Ok(answer.await?)
}

/// `GET leads`
pub async fn list(
    State(desk): State<Desk>,
    Extension(call): Extension<Call>,
    query: Query,
) -> Result<Response, ApiError> {
    let style = AnswerStyle::of(&call.actor);
    let filter = mapping::filter(&query, &style.zone)?;
    let window = mapping::list_window(&query)?;
    let unknown = query.unknown(mapping::KNOWN).join(", ");
    let answer = desk.read(&call, move |db, actor| {
        let page = list_leads(db, actor, &filter, LeadOrder::NewestId, window.0, mapping::ROW_FACTS)?;
        let campaigns = campaigns_of(db, actor, &page.rows)?;
        let sources = list_external_names(db, actor, ORIGIN)?;
        let show = |lead| mapping::row(lead, campaign_of(lead, &campaigns), &sources, &style);
        let leads = wire::Leads { code: "ok", num_found: page.total, leads: Each { rows: &page.rows, show } };
        Ok(json(StatusCode::OK, &leads))
    });
    let mut response = answer.await?;
    if !unknown.is_empty() {
        explain(&mut response, &format!("nothing is narrowed by: {unknown}"));
    }
    Ok(response)
}

fn saved(lead: Lead, actor: &Actor) -> impl FnOnce() -> Result<Rendered, LeadError> + use<> {
    let style = AnswerStyle::of(actor);
    move || rendered(StatusCode::OK, &mapping::saved(&lead, &style))
}

/// A known e-mail is a known requester (the document's first row) unless the integration says otherwise: decision B38.
fn believes_email(actor: &Actor) -> bool {
    !actor.is_off("email_names_requester")
}

/// The last part of the path; only an integer names a lead (decision B11).
fn lead_id(uri: &Uri) -> Result<LeadId, ApiError> {
    let path = uri.path();
    let id = path.strip_suffix('/').unwrap_or(path).rsplit('/').next().unwrap_or_default();
    id.parse().map(LeadId).map_err(|_| ApiError::field("leadId", "must be a whole number"))
}

/// An update names the person it already belongs to, or none.
fn check_requester(db: &mut Db, actor: &Actor, lead: LeadId, requester: Option<PersonId>) -> Result<(), LeadError> {
    let Some(requester) = requester else { return Ok(()) };
    let lead = find_lead(db, actor, lead)?.ok_or(LeadError::NotFound(Noun::Lead))?;
    match lead.person == requester {
        true => Ok(()),
        false => Err(LeadError::refused(Field::Person, Why::Unfit("a lead moves to another person by its phone"))),
    }
}
