//! Tickets and calls, of which the house has none: their lists are empty, so that programs which fetch everything run through. A
//! ticket's update lands on the lead of that number, since a comment's `ticket_id` is a lead's id. Speaks the platform's shape of
//! errors (decision B39).

use super::last_number;
use super::leads::believes_email;
use crate::caresoft::errors::{ApiError, PlatformError};
use crate::caresoft::mapping::{self, AnswerStyle};
use crate::caresoft::wire;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use leadhub_core::{Actor, Tx};
use leadhub_model::{LeadError, LeadId, Resource};
use leadhub_wire::answer::{explained, json};
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query;
use leadhub_wire::work::{self, rendered};
use serde::Serialize;

type Filters = query::Filters<PlatformError>;
type Answer = Result<Response, PlatformError>;

/// `PUT tickets/{ticketId}`
pub async fn update(request: work::WriteRequest<PlatformError>) -> Answer {
    let id = ticket_id(&request.uri)?;
    let mut change = mapping::ticket_change(&request.body)?;
    change.lead.believes_email = believes_email(&request.call.actor);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let lead = super::leads::change(tx, actor, id, &change)?;
        let style = AnswerStyle::of(actor);
        Ok::<_, PlatformError>(move || rendered(StatusCode::OK, &mapping::saved_ticket(&lead, &style)))
    };
    request.write(work).await
}

/// `GET tickets/{ticketId}`
pub async fn detail(State(app): State<AppState>, Extension(call): Extension<Call>, uri: Uri) -> Answer {
    ticket_id(&uri)?;
    let answer = app.read(&call, |_, _| Err::<Response, _>(LeadError::NotFound(Resource::Lead)));
    Ok(answer.await?)
}

/// `GET tickets`
pub async fn list(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    nothing(app, call, filters, &wire::Tickets { code: "ok", num_found: 0, tickets: [] }).await
}

/// `GET calls`
pub async fn calls(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    nothing(app, call, filters, &wire::Calls { code: "ok", num_found: 0, calls: [] }).await
}

async fn nothing(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    filters: Filters,
    page: &impl Serialize,
) -> Answer {
    mapping::list_window(&filters.query)?;
    // Only for who may read.
    app.read(&call, |_, _| Ok(())).await?;
    let ignored = mapping::passed_over_by_none(&filters.query, mapping::TICKET_FILTERS);
    Ok(explained(json(StatusCode::OK, page), ignored.as_deref()))
}

fn ticket_id(uri: &Uri) -> Result<LeadId, ApiError> {
    last_number(uri).map(LeadId).ok_or_else(|| ApiError::field("ticketId", "must be a whole number"))
}
