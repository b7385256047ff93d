//! Tokens of an integration: list, make, revoke, rotate. Reached through the router, by integrations with the scope `admin` alone. A
//! token's text stands in the answer that is sent and not in the one that is kept, so that nothing keeps it (README, Q11).

use super::Answer;
use super::integrations::find;
use super::request::{Checked, InPath, NoParams, PathId, PathIds, QueryParams, WriteRequest, nothing_left};
use crate::errors::ApiError;
use crate::mapping::integration as mapping;
use crate::wire::integration::{self as wire, IssuedToken, Rotation, Tokens};
use crate::wire::place::All;
use crate::wire::problem::Wrong;
use crate::wire::value::At;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::actions::{self, NewToken, Rendered};
use leadhub_core::store::tokens;
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::organisation::{Scope, TokenInfo};
use leadhub_model::{LeadError, Moment, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::{ShownOnce, rendered};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, revoke, rotate))]
pub struct Api;

const TOKENS: &str = "/hub/v1/integrations/{integration_id}/tokens";

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, TOKENS, list)
        .on(Method::POST, TOKENS, create)
        .on(Method::DELETE, "/hub/v1/integrations/{integration_id}/tokens/{token_id}", revoke)
        .on(Method::POST, "/hub/v1/integrations/{integration_id}/rotate", rotate)
}

/// List an integration's tokens
#[utoipa::path(
    get, path = "/hub/v1/integrations/{integration_id}/tokens", tag = "integrations", operation_id = "listTokens",
    responses((status = 200, description = "All lasting ones, newest first, also those that are over; behind them those traded for one that still open.", body = inline(Tokens)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let now = app.hub.now();
    let rows = app.read_needing(Scope::Admin, &call, move |db: &mut Db, actor: &Actor| of(db, actor, id, now)).await?;
    Ok(answer::json(StatusCode::OK, &All { data: rows.iter().map(mapping::token).collect() }))
}

/// Make a token
#[utoipa::path(
    post, path = "/hub/v1/integrations/{integration_id}/tokens", tag = "integrations", operation_id = "createToken",
    request_body = wire::NewToken,
    responses((status = 201, description = "The token, with its text.", body = IssuedToken))
)]
async fn create(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let request = request.needing(Scope::Admin)?;
    let end = request.json::<wire::NewToken>()?.expires_at.map(|At(end)| end);
    if end.is_some_and(|end| end <= request.app.hub.now()) {
        return Err(ApiError::Fields(vec![Wrong::new("expires_at", "unfit", "is over already: take a later moment")]));
    }
    let given = NewToken::lasting(request.app.hub.chance(), end);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let integration = find(tx, actor, id)?;
        actions::issue_token(tx, actor.organisation_id(), integration.id, &given)?;
        let id = given.id();
        shown_once(&given, |text| rendered(StatusCode::CREATED, &issued(tx, &id, text, end)))
    };
    request.write(work).await
}

/// Revoke a token
#[utoipa::path(
    delete, path = "/hub/v1/integrations/{integration_id}/tokens/{token_id}", tag = "integrations",
    operation_id = "revokeToken", params(("token_id" = String, Path, pattern = "^[0-9a-f]{12}$")),
    responses((status = 204, description = "It opens nothing any more."))
)]
async fn revoke(PathIds(id, TokenId(token)): PathIds<i64, TokenId>, request: WriteRequest) -> Answer {
    let request = request.needing(Scope::Admin)?;
    request.check()?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let now = tx.now();
        if !of(tx, actor, id, now)?.iter().any(|known| known.id == token) {
            return Err(LeadError::NotFound(Resource::Token));
        }
        actions::revoke_token(tx, actor.organisation_id(), &token).map(|()| nothing_left())
    };
    request.write(work).await
}

/// Make a token in place of all others
#[utoipa::path(
    post, path = "/hub/v1/integrations/{integration_id}/rotate", tag = "integrations", operation_id = "rotateTokens",
    request_body = Rotation,
    responses((status = 201, description = "The new token, with its text.", body = IssuedToken))
)]
async fn rotate(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let request = request.needing(Scope::Admin)?;
    let overlap = request.json::<Rotation>()?.overlap_seconds.0.map_or(0, |seconds| seconds.0);
    let given = NewToken::lasting(request.app.hub.chance(), None);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let integration = find(tx, actor, id)?;
        let end = Moment::from_micros(tx.now().micros() + overlap * 1_000_000);
        actions::rotate_tokens(tx, actor.organisation_id(), integration.id, &given, end)?;
        let id = given.id();
        shown_once(&given, |text| rendered(StatusCode::CREATED, &issued(tx, &id, text, None)))
    };
    request.write(work).await
}

/// The tokens of the integration that a path names.
fn of(db: &mut Db, actor: &Actor, id: i64, now: Moment) -> Result<Vec<TokenInfo>, LeadError> {
    let integration = find(db, actor, id)?;
    let mut tokens = tokens::list_tokens(db, actor.organisation_id(), now)?;
    tokens.retain(|token| token.integration == integration.id);
    Ok(tokens)
}

/// A token that this transaction issues, with its text or without.
pub fn issued<'t>(tx: &Tx, id: &'t str, text: Option<&'t str>, expires_at: Option<Moment>) -> IssuedToken<'t> {
    IssuedToken { id, token: text, created_at: At(tx.now()), expires_at: expires_at.map(At) }
}

/// The answer to whoever makes a token, with its text; a repetition of the request is given it without.
pub fn shown_once(
    token: &NewToken,
    answer: impl Fn(Option<&str>) -> Result<Rendered, LeadError>,
) -> Result<ShownOnce, LeadError> {
    Ok(ShownOnce { sent: answer(Some(token.text()))?, kept: answer(None)? })
}

/// How a path names a token.
struct TokenId(String);

impl InPath for TokenId {
    fn read(text: &str) -> Option<Self> {
        Some(TokenId(text.to_owned()))
    }
}
