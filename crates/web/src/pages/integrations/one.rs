//! One integration: its name, whom it acts for, what it may, its settings and its tokens; and a new one. What is wrong is said at the field;
//! which rules there are is the verbs' and the wires' to say.

use super::{curl, dialect, may_change, may_look, named, settings, to_change, token, words};
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::pages::names::{dialect_choices, dialect_name};
use crate::places::Place;
use crate::refusal::{Refusal, elsewhere, refused};
use crate::visit::{Visit, base_url};
use crate::{render, say};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use leadhub_core::actions::{self, NewIntegration, NewToken};
use leadhub_core::store::reference::agents;
use leadhub_core::store::{organisations, tokens};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::organisation::{Integration, Scope, Scopes, Sight, TokenInfo};
use leadhub_model::{AgentId, Field as About, IntegrationId, LeadError, Refusal as Refused, RefusalReason, Resource};
use serde_json::Map;

#[derive(Template)]
#[template(path = "pages/integration.html")]
struct Page {
    layout: Layout,
    id: i64,
    name: String,
    dialect: String,
    may_change: bool,
    fields: Vec<Field>,
    scopes: Vec<(&'static str, Word, bool)>,
    settings: Vec<Field>,
    tokens: Vec<token::Line>,
    curl: String,
    is_saved: bool,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/integration_new.html")]
struct NewPage {
    layout: Layout,
    fields: Vec<Field>,
    refusal: Option<String>,
}

const SCOPES: [(Scope, Word); 3] =
    [(Scope::Read, words::SCOPE_READ), (Scope::Write, words::SCOPE_WRITE), (Scope::Admin, words::SCOPE_ADMIN)];

pub fn find(db: &mut Db, actor: &Actor, id: IntegrationId) -> Result<Integration, LeadError> {
    let found = organisations::find_integration(db, actor.organisation_id(), id)?;
    found.ok_or(LeadError::NotFound(Resource::Integration))
}

/// Users by id and name, for a choice.
type Users = Vec<(String, String)>;

struct Found {
    integration: Integration,
    tokens: Vec<TokenInfo>,
    users: Users,
}

async fn ask(visit: &Visit, id: IntegrationId) -> Result<Found, Refusal> {
    let now = visit.now();
    let found = visit.read(move |db, actor| {
        let integration = find(db, actor, id)?;
        let mut tokens = tokens::list_tokens(db, actor.organisation_id(), now)?;
        tokens.retain(|token| token.integration == id);
        Ok(Found { integration, tokens, users: users(db, actor)? })
    });
    Ok(found.await?)
}

fn users(db: &mut Db, actor: &Actor) -> Result<Users, LeadError> {
    let all = agents::list_agents(db, actor)?;
    let here = all.iter().map(|stored| &stored.agent).filter(|agent| !agent.retired);
    Ok(here.map(|agent| (agent.id.to_string(), agent.username.clone())).collect())
}

const fn is_field(about: About) -> bool {
    matches!(about, About::Name | About::Agent)
}

/// Name and user, with what is wrong with them.
fn fields(users: Users, (name, agent): (String, String), refused: Option<&Refused>, language: Language) -> Vec<Field> {
    let wrong = |about: About| say::beside(refused, |field| field == about, language);
    let nobody = (String::new(), words::NO_AGENT.say(language).to_owned());
    vec![
        Field {
            value: name,
            required: true,
            hint: Some(words::NAME_HINT),
            error: wrong(About::Name),
            ..Field::new("integration_name", words::NAME)
        },
        Field {
            value: agent,
            options: [nobody].into_iter().chain(users).collect(),
            hint: Some(words::AGENT_HINT),
            error: wrong(About::Agent),
            ..Field::new("integration_agent", words::AGENT)
        },
    ]
}

/// The page, with what was typed and what is wrong with it, if anything was.
fn page(
    visit: &Visit,
    base: &str,
    found: Found,
    typed: Option<&FormBody>,
    (refused, wrong): (Option<&Refused>, &[(String, String)]),
    is_saved: bool,
) -> Page {
    let (language, Found { integration: known, tokens, users }) = (visit.language(), found);
    let names = match typed {
        Some(form) => (form.text("integration_name"), form.text("integration_agent")),
        None => (known.name.clone(), known.agent.map(|agent| agent.to_string()).unwrap_or_default()),
    };
    let has = |scope: Scope| typed.map_or_else(|| known.scopes.has(scope), |form| form.has("scope", scope.word()));
    let refusal = say::above(refused, is_field, language);
    Page {
        layout: visit.layout(known.name.clone(), Some(Place::Integrations)),
        id: known.id.0,
        dialect: dialect_name(&known.dialect),
        may_change: visit.actor.scopes.has(Scope::Admin),
        fields: fields(users, names, refused, language),
        scopes: SCOPES.map(|(scope, word)| (scope.word(), word, has(scope))).to_vec(),
        settings: settings::fields(&known.dialect, &known.settings, typed, wrong, language),
        tokens: tokens.iter().map(|token| token::Line::of(token, visit)).collect(),
        curl: curl::sample(&known.dialect, &visit.actor.organisation.slug)
            .map(|sample| curl::command(&sample, base))
            .unwrap_or_default(),
        name: known.name,
        is_saved,
        refusal,
    }
}

pub async fn show(
    visit: Visit,
    id: Option<Path<String>>,
    query: leadhub_wire::query::Query,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    may_look(&visit)?;
    let found = ask(&visit, named(id)?).await?;
    let is_saved = query.get("saved").is_some();
    Ok(render::page(StatusCode::OK, &page(&visit, &base_url(&headers), found, None, (None, &[]), is_saved)))
}

pub async fn save(
    visit: Visit,
    id: Option<Path<String>>,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Refusal> {
    let id = to_change(&visit, id)?;
    let found = ask(&visit, id).await?;
    let refuse = |found, why: (Option<&Refused>, &[(String, String)])| {
        let page = page(&visit, &base_url(&headers), found, Some(&form), why, false);
        Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let settings = match settings::read(&found.integration.dialect, &found.integration.settings, &form) {
        Ok(settings) => settings,
        Err(wrong) => return refuse(found, (None, &wrong)),
    };
    let wanted = NewIntegration { settings, ..typed(&found.integration.dialect, &form) };
    match visit.write(move |tx, actor| update(tx, actor, id, &wanted)).await {
        Ok(_) => Ok(elsewhere(&format!("/app/integrations/{id}?saved=1"), visit.is_partial)),
        Err(error) => refuse(found, (Some(&refused(error)?), &[])),
    }
}

/// What a form says of an integration; its settings are read by its wire.
fn typed(dialect: &str, form: &FormBody) -> NewIntegration {
    NewIntegration {
        dialect: dialect.to_owned(),
        name: form.text("integration_name"),
        agent: form.number("integration_agent").map(AgentId),
        settings: Map::new(),
        scopes: Scopes::of(Scope::ALL.into_iter().filter(|scope| form.has("scope", scope.word()))),
        sight: Sight::default(),
    }
}

/// Its dialect and what it sees stay as they are.
fn update(tx: &mut Tx, actor: &Actor, id: IntegrationId, wanted: &NewIntegration) -> Result<Integration, LeadError> {
    let (known, NewIntegration { name, agent, settings, scopes, .. }) = (find(tx, actor, id)?, wanted.clone());
    actions::update_integration(tx, actor, &Integration { name, agent, scopes, settings, ..known })
}

fn new_page(visit: &Visit, users: Users, form: Option<&FormBody>, refused: Option<&Refused>) -> NewPage {
    let (language, text) = (visit.language(), |name| form.map(|form| form.text(name)).unwrap_or_default());
    let choice = Field {
        value: text("integration_dialect"),
        options: dialect_choices(),
        ..Field::new("integration_dialect", words::DIALECT)
    };
    let rest = fields(users, (text("integration_name"), text("integration_agent")), refused, language);
    NewPage {
        layout: visit.layout(words::ADD.say(language), Some(Place::Integrations)),
        fields: [choice].into_iter().chain(rest).collect(),
        refusal: say::above(refused, is_field, language),
    }
}

pub async fn ask_new(visit: Visit) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let users = visit.read(users).await?;
    Ok(render::page(StatusCode::OK, &new_page(&visit, users, None, None)))
}

/// A new integration with its first token, which is shown now and never again.
pub async fn create(visit: Visit, headers: HeaderMap, form: FormBody) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let given = form.text("integration_dialect");
    let dialect = dialect(&given).ok_or(Refusal::Transport(leadhub_wire::TransportError::NoSuchPath))?;
    let new = NewIntegration { scopes: Scopes::default(), ..typed(dialect.key, &form) };
    let token = NewToken::lasting(visit.app.hub.chance(), None);
    let issued = token.clone();
    match visit.write(move |tx, actor| make(tx, actor, &new, &issued)).await {
        Ok(made) => Ok(token::shown(&visit, &made, &token, &base_url(&headers))),
        Err(error) => {
            let (refused, users) = (refused(error)?, visit.read(users).await?);
            Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &new_page(&visit, users, Some(&form), Some(&refused))))
        }
    }
}

fn make(tx: &mut Tx, actor: &Actor, new: &NewIntegration, token: &NewToken) -> Result<Integration, LeadError> {
    if new.name.is_empty() {
        return Err(LeadError::refused(About::Name, RefusalReason::Missing));
    }
    let made = actions::create_integration(tx, actor, new)?;
    let made = made.ok_or(LeadError::refused(About::Name, RefusalReason::Taken))?;
    actions::issue_token(tx, actor.organisation_id(), made.id, token)?;
    Ok(made)
}
