//! `/app/integrations`: the systems that talk to the organisation, each with what it asked today, its tokens and its settings; and the
//! inspector, which tells why a request was refused. Managers look, administrators change.

mod curl;
mod list;
mod mend;
mod one;
mod query;
mod request;
mod settings;
mod token;
pub mod words;

pub use list::{list, rows};
pub use one::{ask_new, create, save, show};
pub use request::request;
pub use token::{issue, retire, revoke, rotate};

use crate::pages::path_id;
use crate::refusal::Refusal;
use crate::visit::Visit;
use axum::extract::Path;
use leadhub_model::organisation::Scope;
use leadhub_model::{IntegrationId, LeadError, Resource};
use leadhub_wire::Dialect;

/// Managers and administrators look: a request tells of any lead.
fn may_look(visit: &Visit) -> Result<(), Refusal> {
    if visit.role.sees_all() { Ok(()) } else { Err(LeadError::Forbidden(Scope::Admin).into()) }
}

fn may_change(visit: &Visit) -> Result<(), Refusal> {
    Ok(visit.actor.need(Scope::Admin)?)
}

/// The integration that a path names.
fn named(id: Option<Path<String>>) -> Result<IntegrationId, Refusal> {
    path_id(id, Resource::Integration).map(IntegrationId)
}

/// The same, for who may change it.
fn to_change(visit: &Visit, id: Option<Path<String>>) -> Result<IntegrationId, Refusal> {
    may_change(visit)?;
    named(id)
}

fn dialect(key: &str) -> Option<&'static Dialect> {
    leadhub_wire::dialect::registered().iter().find(|dialect| dialect.key == key)
}
