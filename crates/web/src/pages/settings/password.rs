//! `POST /app/settings/users/{id}/password`: an administrator gives a user a new password, which is on this one page and nowhere else. The
//! user has to take another one when she signs in.

use super::kinds::Kind;
use super::{may_change, row_with, words};
use crate::icon::Icon;
use crate::layout::Layout;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, NewLogin};
use leadhub_core::passwords::generate_password;
use leadhub_core::store::reference::agents;
use leadhub_model::{AgentId, LeadError, Resource};

#[derive(Template)]
#[template(path = "pages/settings_password.html")]
struct Page {
    layout: Layout,
    title: String,
    password: String,
}

pub async fn reset(visit: Visit, path: Option<Path<(String, String)>>) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let agent = row_with(Kind::is_users, path).map(AgentId)?;
    let found = visit.read(move |db, actor| Ok(agents::find_agent(db, actor, agent)?)).await?;
    let name = found.ok_or(LeadError::NotFound(Resource::User))?.agent.username;
    let hub = &visit.app.hub;
    let password = generate_password(hub.chance());
    let hash = hub.passwords().hash(hub.chance(), &name, &password).await?;
    let login = NewLogin { agent, role: None, password: Some(hash), must_change: true };
    visit.write(move |tx, actor| actions::put_login(tx, actor, &login)).await?;
    let title = words::PASSWORD_TITLE.with(visit.language(), &name);
    let layout = visit.layout(title.clone(), Some(Place::Settings));
    Ok(render::secret(StatusCode::OK, &Page { layout, title, password }))
}
