//! Trades an api_key, which is a lasting token of an integration of this dialect, for a token of a day that ends with it (decision T22).
//! The one operation without a `Call`.

use super::object;
use crate::dialer::errors::ApiError;
use crate::dialer::mapping::check::Check;
use crate::dialer::{KEY, wire};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{NewToken, issue_token};
use leadhub_core::store::reference::agents;
use leadhub_core::{Actor, Db, questions};
use leadhub_model::{IntegrationId, LeadError, Moment};
use leadhub_wire::answer;
use leadhub_wire::body;
use leadhub_wire::dialect::{AppState, TransportError};

/// Seconds a token is good for.
const LIFETIME: i64 = 86_400;

pub async fn trade(State(app): State<AppState>, body: Body) -> Result<Response, ApiError> {
    let body = object(&body::read(body, app.limits.body).await?)?;
    let mut check = Check::new(&body);
    let key = check.required("api_key", 1);
    let hash = questions::token_hash(check.done(key)?);
    let now = app.hub.now();
    let asked = hash.clone();
    let found = app.hub.read(move |db| owner(db, &asked, now)).await?;
    let (actor, integration, user) = found.ok_or(TransportError::Unauthorized)?;
    let over = Moment::from_micros(now.micros().saturating_add(LIFETIME * 1_000_000));
    let token = NewToken::passing(app.hub.chance(), over, &hash);
    let (organisation, issued) = (actor.organisation_id(), token.clone());
    app.hub.write(move |tx| issue_token(tx, organisation, integration, &issued)).await?;
    Ok(answer::json(StatusCode::OK, &shown(&token, &actor, integration, user)))
}

fn shown(token: &NewToken, actor: &Actor, integration: IntegrationId, user_id: String) -> wire::Token {
    wire::Token {
        client_id: integration.to_string(),
        domain_uuid: actor.organisation.uuid,
        expired_in: LIFETIME,
        refresh_token: "",
        token: token.text().to_owned(),
        token_type: "Bearer",
        user_id,
    }
}

/// Who the api_key speaks for, with the public id of its agent; a token that was traded itself speaks for nobody here.
fn owner(db: &mut Db, hash: &str, now: Moment) -> Result<Option<(Actor, IntegrationId, String)>, LeadError> {
    let Some((actor, true)) = questions::authenticate(db, hash, now)? else { return Ok(None) };
    let Some(integration) = actor.integration.filter(|_| actor.dialect == KEY) else { return Ok(None) };
    let agent = actor.agent.map(|id| agents::find_agent(db, &actor, id)).transpose()?.flatten();
    let user = agent.map(|stored| stored.agent.uuid.to_string()).unwrap_or_default();
    Ok(Some((actor, integration, user)))
}
