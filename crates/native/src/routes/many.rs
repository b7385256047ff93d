//! Many leads changed at once: assigned, moved, labelled. Each has its outcome in an answer of 200; what is wrong with the request itself
//! refuses it whole. Reached through the router; no rule stands here.

use super::Answer;
use super::request::{Checked, WriteRequest};
use crate::errors::spelling;
use crate::mapping::many as mapping;
use crate::wire::many::{Assigning, Labelling, LeadOutcomes, Moving};
use crate::wire::place::All;
use http::{Method, StatusCode};
use leadhub_core::actions::{self, Outcomes, Rendered};
use leadhub_core::{Actor, Tx};
use leadhub_model::{Field, LeadError, ReasonId, StageId};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(assign, move_to, label))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::POST, "/hub/v1/leads/assign", assign).on(Method::POST, "/hub/v1/leads/move", move_to).on(
        Method::POST,
        "/hub/v1/leads/label",
        label,
    )
}

/// Assign many leads
#[utoipa::path(
    post, path = "/hub/v1/leads/assign", tag = "leads", operation_id = "assignLeads", request_body = Assigning,
    responses((status = 200, description = "What became of each, by id.", body = inline(LeadOutcomes)))
)]
async fn assign(request: WriteRequest) -> Answer {
    let sent = request.json::<Assigning>()?;
    let (leads, to) = (mapping::leads(&sent.lead_ids), mapping::assignment(&sent));
    answered(&request, move |tx, actor| actions::assign_leads(tx, actor, &leads, &to)).await
}

/// Move many leads to a stage
#[utoipa::path(
    post, path = "/hub/v1/leads/move", tag = "leads", operation_id = "moveLeads", request_body = Moving,
    responses((status = 200, description = "What became of each, by id.", body = inline(LeadOutcomes)))
)]
async fn move_to(request: WriteRequest) -> Answer {
    let sent = request.json::<Moving>()?;
    let (leads, stage) = (mapping::leads(&sent.lead_ids), StageId(sent.stage_id.0));
    let reason = sent.reason_id.0.map(|id| ReasonId(id.0));
    answered(&request, move |tx, actor| actions::move_leads(tx, actor, &leads, stage, reason)).await
}

/// Put labels on many leads, or take them off
#[utoipa::path(
    post, path = "/hub/v1/leads/label", tag = "leads", operation_id = "labelLeads", request_body = Labelling,
    responses((status = 200, description = "What became of each, by id.", body = inline(LeadOutcomes)))
)]
async fn label(request: WriteRequest) -> Answer {
    let sent = request.json::<Labelling>()?;
    let (leads, how) = (mapping::leads(&sent.lead_ids), mapping::labelling(&sent));
    let answer = answered(&request, move |tx, actor| actions::label_leads(tx, actor, &leads, &how)).await;
    answer.map_err(|error| error.named(own_name))
}

async fn answered(
    request: &WriteRequest,
    work: impl Fn(&mut Tx, &Actor) -> Result<Outcomes, LeadError> + Send + 'static,
) -> Answer {
    let shown = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, LeadError> {
        let outcomes = work(tx, actor)?;
        rendered(StatusCode::OK, &All { data: outcomes.iter().map(mapping::outcome).collect() })
    };
    request.write(shown).await
}

/// A label may stand in either list.
fn own_name(field: Field) -> String {
    match field {
        Field::Label => "add_label_ids".to_owned(),
        field => spelling(field),
    }
}
