//! Sign out: this session, every other one of one's own, or every session of a user; and the sweep of sessions that are over. Called by
//! the pages, the command line and the background work.

use super::session::key_of;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::reference::agents;
use crate::store::{organisations, sessions};
use leadhub_model::organisation::Scope;
use leadhub_model::sign_in::Session;
use leadhub_model::{AgentId, LeadError, Moment, Resource};

/// Ends the session of this text; one that is not there is over already.
pub fn sign_out(tx: &mut Tx, session: &str) -> Result<(), LeadError> {
    match key_of(session) {
        Some(key) => Ok(sessions::end_session(tx, key.organisation, &key.hash)?),
        None => Ok(()),
    }
}

/// Ends every session of the actor's own but the one of this text; gives how many there were.
pub fn sign_out_elsewhere(tx: &mut Tx, actor: &Actor, session: &str) -> Result<u64, LeadError> {
    let agent = actor.agent.filter(|_| actor.integration.is_none()).ok_or(LeadError::NotFound(Resource::User))?;
    let stays = key_of(session).map(|key| key.hash);
    Ok(sessions::end_sessions(tx, actor, agent, stays.as_deref())?)
}

/// Ends every session of the user, one's own or, for an administrator, anybody's; gives how many there were.
pub fn sign_out_everywhere(tx: &mut Tx, actor: &Actor, agent: AgentId) -> Result<u64, LeadError> {
    if actor.agent != Some(agent) {
        actor.need(Scope::Admin)?;
    }
    agents::find_agent(tx, actor, agent)?.ok_or(LeadError::NotFound(Resource::User))?;
    Ok(sessions::end_sessions(tx, actor, agent, None)?)
}

/// Removes the sessions that are over; gives how many there were.
pub fn sweep_sessions(tx: &mut Tx) -> Result<u64, LeadError> {
    let now = tx.now();
    let idle = Moment::from_micros(now.micros() - Session::IDLE);
    let mut swept = 0;
    for organisation in organisations::list_organisations(tx)? {
        swept += sessions::sweep_sessions(tx, &Actor::house(organisation), now, idle)?;
    }
    Ok(swept)
}
