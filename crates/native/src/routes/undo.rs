//! What an event changed is put back, and a contact is shown whole: both of one lead, both told on its timeline. Reached through the
//! router; no rule stands here.

use super::Answer;
use super::request::{Checked, PathId, WriteRequest};
use crate::errors::ApiError;
use crate::mapping::many as mapping;
use crate::wire::many::{Contacts, LeadOutcome, Undoing};
use http::{Method, StatusCode};
use leadhub_core::actions::{self, Outcome, Rendered};
use leadhub_core::{Actor, Tx};
use leadhub_model::{EventId, LeadError, LeadId};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(undo, reveal))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::POST, "/hub/v1/leads/{lead_id}/undo", undo).on(
        Method::POST,
        "/hub/v1/leads/{lead_id}/reveal",
        reveal,
    )
}

/// Put back what an event changed
#[utoipa::path(
    post, path = "/hub/v1/leads/{lead_id}/undo", tag = "leads", operation_id = "undoEvent", request_body = Undoing,
    responses((status = 200, description = "Changed back, which the named event tells; or as it was already. 409 where somebody else came between.",
        body = LeadOutcome))
)]
async fn undo(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let event = EventId(request.json::<Undoing>()?.event_id.0);
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let outcomes = actions::undo(tx, actor, &[(LeadId(id), event)])?;
        let Some(outcome) = outcomes.into_iter().next() else { return Err(ApiError::NotFound("event with this id")) };
        match outcome {
            (_, Outcome::Refused(error)) => Err(error.into()),
            (_, Outcome::Overtaken(event)) => Err(ApiError::Conflict(mapping::overtaken(&event))),
            outcome => Ok(rendered(StatusCode::OK, &mapping::outcome(&outcome))?),
        }
    };
    request.write(work).await
}

/// Show the contacts of a lead whole
#[utoipa::path(
    post, path = "/hub/v1/leads/{lead_id}/reveal", tag = "leads", operation_id = "revealContact",
    responses((status = 200, description = "Its contacts; the timeline tells that they were shown.", body = Contacts))
)]
async fn reveal(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    request.check()?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, LeadError> {
        let facts = actions::reveal_contact(tx, actor, LeadId(id))?;
        rendered(StatusCode::OK, &mapping::contacts(LeadId(id), &facts))
    };
    request.write(work).await
}
