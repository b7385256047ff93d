//! The reference lists: what the ids in leads stand for. Reached through the router behind the door. The lists of the document
//! take `page` and `count` and refuse bad ones (decision B32); those beside it are given whole.

use crate::caresoft::errors::ApiError;
use crate::caresoft::mapping::{self, AnswerStyle, reference};
use crate::caresoft::wire;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::store::reference::{agents, custom_fields, labels, places, stages};
use leadhub_core::{Actor, Db};
use leadhub_model::LeadError;
use leadhub_wire::answer::{explained, json};
use leadhub_wire::dialect::{Call, Desk};
use leadhub_wire::query::Query;
use serde::Serialize;

type Answer = Result<Response, ApiError>;

/// `GET lead/status`
pub async fn statuses(desk: State<Desk>, call: Extension<Call>, query: Query) -> Answer {
    data(desk, call, query, |db, actor| {
        Ok(stages::list_stages(db, actor)?.iter().cloned().map(reference::status).collect())
    })
    .await
}

/// `GET lead/unqualified-reason`
pub async fn reasons(desk: State<Desk>, call: Extension<Call>, query: Query) -> Answer {
    data(desk, call, query, |db, actor| {
        Ok(stages::list_reasons(db, actor)?.iter().cloned().map(reference::reason).collect())
    })
    .await
}

/// `GET lead/labels`, at both of its paths
pub async fn labels(desk: State<Desk>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| {
        let style = AnswerStyle::of(actor);
        Ok(labels::list_labels(db, actor)?.iter().cloned().map(|label| reference::label(label, &style)).collect())
    };
    data(desk, call, query, ask).await
}

/// The envelope that these three share.
async fn data<T: Serialize + Send + 'static>(
    State(desk): State<Desk>,
    Extension(call): Extension<Call>,
    query: Query,
    ask: impl Fn(&mut Db, &Actor) -> Result<Vec<T>, LeadError> + Send + 'static,
) -> Answer {
    let window = mapping::reference_window(&query)?;
    let ignored = mapping::passed_over(&query, mapping::PAGING)?;
    let rows = desk.read(&call, ask).await?;
    Ok(explained(json(StatusCode::OK, &wire::Data { code: "ok", data: window.cut(rows) }), ignored.as_deref()))
}

/// `GET tickets/custom_fields` and `GET contacts/custom_fields`, as the vendor's other pages have them
pub async fn enveloped_custom_fields(State(desk): State<Desk>, Extension(call): Extension<Call>) -> Answer {
    let fields = desk.read(&call, |db, actor| Ok(custom_fields::list_custom_fields(db, actor)?)).await?;
    let custom_fields = fields.iter().cloned().map(reference::custom_field).collect();
    Ok(json(StatusCode::OK, &wire::CustomFields { code: "ok", custom_fields }))
}

/// `GET lead/custom_fields`: a bare array
pub async fn custom_fields(State(desk): State<Desk>, Extension(call): Extension<Call>) -> Answer {
    let fields = desk.read(&call, |db, actor| Ok(custom_fields::list_custom_fields(db, actor)?)).await?;
    let fields: Vec<_> = fields.iter().cloned().map(reference::custom_field).collect();
    Ok(json(StatusCode::OK, &fields))
}

/// `GET agents`
pub async fn agents(State(desk): State<Desk>, Extension(call): Extension<Call>) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok((agents::list_agents(db, actor)?, places::list_groups(db, actor)?));
    let (agents, groups) = desk.read(&call, ask).await?;
    let style = AnswerStyle::of(&call.actor);
    let agents = agents.iter().cloned().map(|agent| reference::agent(agent, &groups, &style)).collect();
    Ok(json(StatusCode::OK, &wire::Agents { code: "ok", agents }))
}

/// `GET groups`
pub async fn groups(State(desk): State<Desk>, Extension(call): Extension<Call>) -> Answer {
    let groups = desk.read(&call, |db, actor| Ok(places::list_groups(db, actor)?)).await?;
    let style = AnswerStyle::of(&call.actor);
    let groups = groups.iter().cloned().map(|group| reference::group(group, &style)).collect();
    Ok(json(StatusCode::OK, &wire::Groups { code: "ok", groups }))
}

/// `GET services`
pub async fn services(State(desk): State<Desk>, Extension(call): Extension<Call>) -> Answer {
    let services = desk.read(&call, |db, actor| Ok(places::list_services(db, actor)?)).await?;
    let services = services.iter().cloned().map(reference::service).collect();
    Ok(json(StatusCode::OK, &wire::Services { code: "ok", services }))
}
