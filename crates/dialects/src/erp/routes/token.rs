//! Trades a login for a token of a day and takes it back. The login is an integration's name, its password a lasting token of it, with
//! which the traded one ends: the one pair of operations without a `Call`. A lasting token can be taken back by the command line alone.

use super::{Answer, body};
use crate::erp::KEY;
use crate::erp::errors::{ApiError, error_answer, failed};
use crate::erp::wire::{self, One, OrFalse};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use leadhub_core::actions::{NewToken, issue_token, revoke_passing_token};
use leadhub_core::store::organisations;
use leadhub_core::store::reference::catalogue;
use leadhub_core::{Actor, Db, questions};
use leadhub_model::{IntegrationId, LeadError, Moment};
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, TransportError};
use leadhub_wire::query::Query;
use serde_json::{Map, Value};

/// Seconds a token is good for.
const LIFETIME: i64 = 86_400;

/// `GET` and `POST auth/token`
pub async fn trade(
    State(app): State<AppState>,
    headers: HeaderMap,
    uri: Uri,
    query: Query,
    body: Body,
) -> Result<Response, ApiError> {
    let fields = body::fields(&headers, &leadhub_wire::body::read(body, app.limits.body).await?).await?;
    let given = |key: &str| parameter(key, &fields, &query, &headers);
    let (Some(login), Some(password)) = (given("login"), given("password")) else {
        return Ok(error_answer(StatusCode::FORBIDDEN, "missing error", "login and password are required"));
    };
    let (hash, now) = (questions::token_hash(&password), app.hub.now());
    let first = hash.clone();
    let found = app.hub.read(move |db| owner(db, &hash, &login, now)).await?;
    let own = |actor: &Actor| segment(&uri).is_none_or(|slug| slug.eq_ignore_ascii_case(&actor.organisation.slug));
    let Some((actor, integration, mut answer)) = found.filter(|(actor, ..)| own(actor)) else {
        return Ok(error_answer(StatusCode::UNAUTHORIZED, "Access denied", "login or password is wrong"));
    };
    if given("db").is_some_and(|name| !name.eq_ignore_ascii_case(&actor.organisation.slug)) {
        return Ok(error_answer(StatusCode::FORBIDDEN, "wrong database name", "there is no such database"));
    }
    answer.access_token = issue(&app, &actor, integration, &first, now).await?;
    let mut response = json(StatusCode::OK, &answer);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A token that is good for a day, or as long as the lasting one that was given for it.
async fn issue(
    app: &AppState,
    actor: &Actor,
    integration: IntegrationId,
    given: &str,
    now: Moment,
) -> Result<String, LeadError> {
    let over = Moment::from_micros(now.micros().saturating_add(LIFETIME * 1_000_000));
    let token = NewToken::passing(app.hub.chance(), over, given);
    let (text, organisation) = (token.text().to_owned(), actor.organisation_id());
    app.hub.write(move |tx| issue_token(tx, organisation, integration, &token)).await?;
    Ok(text)
}

/// `DELETE auth/token`: the token is a parameter, or the request's own.
pub async fn end(State(app): State<AppState>, headers: HeaderMap, query: Query, body: Body) -> Answer {
    let fields = body::fields(&headers, &leadhub_wire::body::read(body, app.limits.body).await?).await?;
    let token = parameter("access_token", &fields, &query, &headers).or_else(|| crate::erp::credential(&headers));
    let hash = questions::token_hash(&token.ok_or(ApiError::TransportError(TransportError::Unauthorized))?);
    match app.hub.write(move |tx| revoke_passing_token(tx, &hash)).await? {
        true => {
            Ok(json(StatusCode::OK, &One::of([wire::Ended { message: "access token has been deleted", delete: true }])))
        }
        false => Ok(failed(StatusCode::UNAUTHORIZED, Value::from(400), "there is no such access token")),
    }
}

/// From the body, the query or the head, the first that has it.
fn parameter(key: &str, fields: &Map<String, Value>, query: &Query, headers: &HeaderMap) -> Option<String> {
    let body = fields.get(key).and_then(Value::as_str);
    let head = headers.get(key).and_then(|value| value.to_str().ok());
    let given = [body, query.get(key), head].into_iter().flatten().map(str::trim).find(|text| !text.is_empty());
    given.map(str::to_owned)
}

/// The organisation's segment, if the path has one.
fn segment(uri: &Uri) -> Option<&str> {
    uri.path().trim_start_matches('/').split_once("/api/").map(|(slug, _)| slug)
}

/// Whom the password speaks for, if it is a lasting token of the integration of that name; the answer still lacks its token.
fn owner(
    db: &mut Db,
    hash: &str,
    login: &str,
    now: Moment,
) -> Result<Option<(Actor, IntegrationId, wire::Token)>, LeadError> {
    let Some((actor, true)) = questions::authenticate(db, hash, now)? else { return Ok(None) };
    let Some(integration) = actor.integration.filter(|_| actor.dialect == KEY) else { return Ok(None) };
    let known = organisations::list_integrations(db, actor.organisation_id())?;
    if !known.iter().any(|known| known.id == integration && known.name == login) {
        return Ok(None);
    }
    let brand = super::rows::brand_of(db, &actor)?.map(|brand| brand.id);
    let companies = catalogue::list_companies(db, &actor)?;
    let own: Vec<_> = companies.iter().filter(|company| Some(company.brand) == brand).collect();
    let answer = wire::Token {
        uid: integration.0,
        user_context: wire::UserContext { lang: "vi_VN", tz: actor.zone.name().to_owned() },
        company_id: OrFalse(own.first().map(|company| company.id.0)),
        company_ids: own.iter().map(|company| company.id.0).collect(),
        partner_id: integration.0,
        access_token: String::new(),
        company_name: OrFalse(own.first().map(|company| company.name.clone())),
        currency: "VND",
        country: "Việt Nam",
        contact_address: OrFalse(None),
        customer_rank: 0,
    };
    Ok(Some((actor, integration, answer)))
}
