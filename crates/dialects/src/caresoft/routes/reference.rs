//! The reference lists: what the ids in leads stand for. Reached through the router behind the door. All of them take `page` and
//! `count` and refuse bad ones (decision B32), and what would narrow them if they knew it (B41); without a page they are whole.

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
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query;
use serde::Serialize;

type Filters = query::Filters<ApiError>;
type Answer = Result<Response, ApiError>;

/// `GET lead/status`
pub async fn statuses(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    data(app, call, filters, |db, actor| {
        Ok(stages::list_stages(db, actor)?.iter().cloned().map(reference::status).collect())
    })
    .await
}

/// `GET lead/unqualified-reason`
pub async fn reasons(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    data(app, call, filters, |db, actor| {
        Ok(stages::list_reasons(db, actor)?.iter().cloned().map(reference::reason).collect())
    })
    .await
}

/// `GET lead/labels`, at both of its paths
pub async fn labels(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| {
        let style = AnswerStyle::of(actor);
        Ok(labels::list_labels(db, actor)?.iter().cloned().map(|label| reference::label(label, &style)).collect())
    };
    data(app, call, filters, ask).await
}

/// The envelope that these three share.
async fn data<T: Serialize + Send + 'static>(
    app: State<AppState>,
    call: Extension<Call>,
    filters: Filters,
    ask: impl Fn(&mut Db, &Actor) -> Result<Vec<T>, LeadError> + Send + 'static,
) -> Answer {
    list(app, call, filters, ask, |data| json(StatusCode::OK, &wire::Data { code: "ok", data })).await
}

/// The rows that are asked for, in the envelope of the list.
async fn list<T: Send + 'static>(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    Filters { query, .. }: Filters,
    ask: impl Fn(&mut Db, &Actor) -> Result<Vec<T>, LeadError> + Send + 'static,
    envelope: impl FnOnce(Vec<T>) -> Response,
) -> Answer {
    let window = mapping::reference_window(&query)?;
    let ignored = mapping::passed_over(&query, mapping::PAGING)?;
    let rows = app.read(&call, ask).await?;
    Ok(explained(envelope(window.cut(rows)), ignored.as_deref()))
}

fn fields(db: &mut Db, actor: &Actor) -> Result<Vec<wire::CustomField>, LeadError> {
    Ok(custom_fields::list_custom_fields(db, actor)?.iter().cloned().map(reference::custom_field).collect())
}

/// `GET tickets/custom_fields` and `GET contacts/custom_fields`, as the vendor's other pages have them
pub async fn enveloped_custom_fields(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    let envelope = |custom_fields| json(StatusCode::OK, &wire::CustomFields { code: "ok", custom_fields });
    list(app, call, filters, fields, envelope).await
}

/// `GET lead/custom_fields`: a bare array
pub async fn custom_fields(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    list(app, call, filters, fields, |fields| json(StatusCode::OK, &fields)).await
}

/// `GET agents`
pub async fn agents(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| {
        let (groups, style) = (places::list_groups(db, actor)?, AnswerStyle::of(actor));
        let agents = agents::list_agents(db, actor)?;
        Ok(agents.iter().cloned().map(|agent| reference::agent(agent, &groups, &style)).collect())
    };
    list(app, call, filters, ask, |agents| json(StatusCode::OK, &wire::Agents { code: "ok", agents })).await
}

/// `GET groups`
pub async fn groups(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| {
        let style = AnswerStyle::of(actor);
        Ok(places::list_groups(db, actor)?.iter().cloned().map(|group| reference::group(group, &style)).collect())
    };
    list(app, call, filters, ask, |groups| json(StatusCode::OK, &wire::Groups { code: "ok", groups })).await
}

/// `GET services`
pub async fn services(app: State<AppState>, call: Extension<Call>, filters: Filters) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| {
        Ok(places::list_services(db, actor)?.iter().cloned().map(reference::service).collect())
    };
    list(app, call, filters, ask, |services| json(StatusCode::OK, &wire::Services { code: "ok", services })).await
}
