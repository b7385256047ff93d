//! The sessions of a user that go on: one's own or, for an administrator, anybody's. Asked by the pages and the command line; the
//! texts that go on with them are nowhere to be read.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::sessions;
use leadhub_model::organisation::Scope;
use leadhub_model::sign_in::Session;
use leadhub_model::{AgentId, LeadError, Moment};

/// Newest first.
pub fn list_sessions(db: &mut Db, actor: &Actor, agent: AgentId, now: Moment) -> Result<Vec<Session>, LeadError> {
    if actor.agent != Some(agent) {
        actor.need(Scope::Admin)?;
    }
    let mut all = sessions::list_sessions(db, actor, agent)?;
    all.retain(|session| session.is_good(now));
    Ok(all)
}
