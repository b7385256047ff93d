//! Tokens of an integration: made and shown once, put in the place of others, revoked one by one or all. The text of a token is on one page
//! only, the answer that made it.

use super::one::find;
use super::{curl, may_change, to_change, words};
use crate::form::FormBody;
use crate::format;
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::places::Place;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::visit::{Visit, base_url};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use leadhub_core::actions::{self, NewToken};
use leadhub_core::store::tokens;
use leadhub_model::organisation::{Integration, TokenInfo};
use leadhub_model::{IntegrationId, LeadError, Moment, Resource};

const SECOND_MICROS: i64 = 1_000_000;
/// The old tokens go on for a month at most.
const LONGEST_OVERLAP: i64 = 2_592_000;

#[derive(Template)]
#[template(path = "pages/token.html")]
struct Page {
    layout: Layout,
    id: i64,
    name: String,
    token: String,
    curl: String,
}

/// A token in the table: its name, when it was made, how it stands.
pub struct Line {
    pub id: String,
    pub made: String,
    pub ends: Option<String>,
    pub state: Word,
    pub is_good: bool,
}

impl Line {
    pub fn of(token: &TokenInfo, visit: &Visit) -> Line {
        let (zone, now) = (&visit.actor.zone, visit.now());
        let state = match token.revoked_at {
            Some(_) => words::REVOKED,
            None if token.is_good(now) => words::GOOD,
            None => words::OVER,
        };
        Line {
            id: token.id.clone(),
            made: format::date_time(token.created_at, zone),
            ends: token.expires_at.map(|end| format::date_time(end, zone)),
            state,
            is_good: token.is_good(now),
        }
    }
}

/// The one page that shows a token, with a request to try it.
pub fn shown(visit: &Visit, integration: &Integration, token: &NewToken, base: &str) -> Response {
    let sample = curl::sample(&integration.dialect, &visit.actor.organisation.slug);
    let curl = sample.map(|sample| curl::command(&sample, base).replace(curl::TOKEN, token.text())).unwrap_or_default();
    let page = Page {
        layout: visit.layout(words::NEW_TOKEN.say(visit.language()), Some(Place::Integrations)),
        id: integration.id.0,
        name: words::TOKEN_TITLE.with(visit.language(), &integration.name),
        token: token.text().to_owned(),
        curl,
    };
    render::secret(StatusCode::CREATED, &page)
}

/// Makes a token; with `overlap`, every other one ends after so many seconds.
async fn make(visit: Visit, id: IntegrationId, headers: HeaderMap, overlap: Option<i64>) -> Result<Response, Refusal> {
    let token = NewToken::lasting(visit.app.hub.chance(), None);
    let issued = token.clone();
    let integration = visit
        .write(move |tx, actor| {
            let known = find(tx, actor, id)?;
            match overlap {
                Some(seconds) => {
                    let end = Moment::from_micros(tx.now().micros() + seconds * SECOND_MICROS);
                    actions::rotate_tokens(tx, actor.organisation_id(), id, &issued, end)?;
                }
                None => actions::issue_token(tx, actor.organisation_id(), id, &issued)?,
            }
            Ok(known)
        })
        .await?;
    Ok(shown(&visit, &integration, &token, &base_url(&headers)))
}

pub async fn issue(visit: Visit, id: Option<Path<String>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let id = to_change(&visit, id)?;
    make(visit, id, headers, None).await
}

pub async fn rotate(
    visit: Visit,
    id: Option<Path<String>>,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Refusal> {
    let id = to_change(&visit, id)?;
    let overlap = form.number("overlap").unwrap_or_default().clamp(0, LONGEST_OVERLAP);
    make(visit, id, headers, Some(overlap)).await
}

/// Revokes one token of the integration's.
pub async fn revoke(visit: Visit, path: Option<Path<(String, String)>>) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let gone = || Refusal::Core(LeadError::NotFound(Resource::Token));
    let Path((id, token)) = path.ok_or_else(gone)?;
    let id = id.parse().map(IntegrationId).map_err(|_| gone())?;
    visit
        .write(move |tx, actor| {
            let now = tx.now();
            let all = tokens::list_tokens(tx, actor.organisation_id(), now)?;
            if !all.iter().any(|known| known.id == token && known.integration == id) {
                return Err(LeadError::NotFound(Resource::Token));
            }
            actions::revoke_token(tx, actor.organisation_id(), &token)
        })
        .await?;
    Ok(elsewhere(&format!("/app/integrations/{id}"), visit.is_partial))
}

/// Revokes all of them: the integration sends nothing any more, what it sent stays.
pub async fn retire(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = to_change(&visit, id)?;
    visit
        .write(move |tx, actor| {
            find(tx, actor, id)?;
            actions::revoke_tokens(tx, actor.organisation_id(), id)
        })
        .await?;
    Ok(elsewhere(&format!("/app/integrations/{id}"), visit.is_partial))
}
