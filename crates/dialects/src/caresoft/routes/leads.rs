//! Create, change, show and list leads. Reached through the router behind the door. Each handler reads the request, hands it to
//! the desk and renders what comes back; no rule stands here.

use super::details::details;
use crate::caresoft::errors::ApiError;
use crate::caresoft::mapping::{self, AnswerStyle, Routing};
use crate::caresoft::settings::Settings;
use crate::caresoft::wire;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use leadhub_core::actions::{Rendered, create_lead, update_lead};
use leadhub_core::questions::{LeadCampaigns, campaigns_of_leads};
use leadhub_core::store::reference::external_names;
use leadhub_core::store::{lead_filter, leads};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::reference::ExternalName;
use leadhub_model::*;
use leadhub_wire::answer::{Each, explained, json};
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query;
use leadhub_wire::work::{Ready, rendered};
use std::sync::Arc;

/// Kind of the names under which an organisation knows the wires that leads come by.
pub const ORIGIN: &str = "origin";

type Filters = query::Filters<ApiError>;
type WriteRequest = leadhub_wire::work::WriteRequest<ApiError>;

/// `POST lead`
pub async fn create(request: WriteRequest) -> Result<Response, ApiError> {
    let mut new = mapping::new_lead(&request.body, Routing::of(&request.call.actor))?;
    new.believes_email = believes_email(&request.call.actor);
    let (values, new) = (new.custom_values.clone(), Ready::of(new));
    let work = move |tx: &mut Tx, actor: &Actor| {
        let lead = create_lead(tx, actor, new.take()).map_err(|error| ApiError::naming(error, &values))?;
        Ok::<_, ApiError>(saved(lead, actor))
    };
    request.write(work).await
}

/// `PUT lead/{leadId}`
pub async fn update(request: WriteRequest) -> Result<Response, ApiError> {
    let id = lead_id(&request.uri)?;
    let mut request_change = mapping::change(&request.body)?;
    request_change.lead.believes_email = believes_email(&request.call.actor);
    let work =
        move |tx: &mut Tx, actor: &Actor| Ok::<_, ApiError>(saved(change(tx, actor, id, &request_change)?, actor));
    request.write(work).await
}

/// Changes a lead. What the caller merely sends back as it was printed is no change (decision B40).
pub fn change(tx: &mut Tx, actor: &Actor, id: LeadId, change: &mapping::Change) -> Result<Lead, ApiError> {
    let own;
    let lead = if mapping::may_be_printed(change) {
        own = without_printed(tx, actor, id, change)?;
        &own
    } else {
        &change.lead
    };
    update_lead(tx, actor, id, lead).map_err(|error| ApiError::naming(error, &change.lead.custom_values))
}

fn without_printed(db: &mut Db, actor: &Actor, id: LeadId, change: &mapping::Change) -> Result<LeadChange, LeadError> {
    let lead = leads::find_lead(db, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
    if change.requester.is_some_and(|requester| requester != lead.person) {
        let elsewhere = RefusalReason::Unfit("a lead moves to another person by its phone");
        return Err(LeadError::refused(Field::Person, elsewhere));
    }
    let campaigns = campaigns_of_leads(db, actor, std::slice::from_ref(&lead))?;
    let sources = external_names::list_external_names(db, actor, ORIGIN)?;
    Ok(mapping::without_printed(&change.lead, &lead, campaigns.of(&lead), &sources))
}

/// `GET lead/{leadId}`
pub async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = lead_id(&uri)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let lead = leads::find_lead(db, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
        let details = details(db, actor, &lead)?;
        Ok((lead, details))
    };
    let style = AnswerStyle::of(&call.actor);
    let show = move |(lead, details)| json(StatusCode::OK, &mapping::detail(&lead, &details, &style));
    Ok(app.read_shown(&call, ask, show).await?)
}

/// `GET leads`
pub async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    filters: Filters,
) -> Result<Response, ApiError> {
    let style = AnswerStyle::of(&call.actor);
    let filter = mapping::filter(&filters.query, &style.zone)?;
    let window = mapping::list_window(&filters.query)?;
    let ignored = mapping::passed_over(&filters.query, mapping::LEAD_FILTERS)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let page = lead_filter::list_leads(db, actor, &filter, LeadOrder::NewestId, window.0, mapping::ROW_FACTS)?;
        let campaigns = campaigns_of_leads(db, actor, &page.rows)?;
        Ok((page, campaigns, external_names::list_external_names(db, actor, ORIGIN)?))
    };
    let show = move |(page, campaigns, sources): (Page<Lead>, LeadCampaigns, Arc<Vec<ExternalName>>)| {
        let show = |lead| mapping::row(lead, campaigns.of(lead), &sources, &style);
        let leads = wire::Leads { code: "ok", num_found: page.total, leads: Each { rows: &page.rows, show } };
        explained(json(StatusCode::OK, &leads), ignored.as_deref())
    };
    Ok(app.read_shown(&call, ask, show).await?)
}

fn saved(lead: Lead, actor: &Actor) -> impl FnOnce() -> Result<Rendered, LeadError> + use<> {
    let style = AnswerStyle::of(actor);
    move || rendered(StatusCode::OK, &mapping::saved(&lead, &style))
}

/// A known e-mail is a known requester (the document's first row) unless the integration says otherwise: decision B38.
pub fn believes_email(actor: &Actor) -> bool {
    Settings::of(actor).email_names_requester
}

fn lead_id(uri: &Uri) -> Result<LeadId, ApiError> {
    super::last_number(uri).map(LeadId).ok_or_else(|| ApiError::field("leadId", "must be a whole number"))
}
