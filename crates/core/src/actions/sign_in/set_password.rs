//! Set one's own password, with the one it takes the place of. Called by the pages. Tries of the old one count and wait as those to
//! sign in do; every other session of the user ends.

use super::SignInError;
use super::session::key_of;
use crate::actor::Actor;
use crate::hub::Hub;
use crate::passwords::PasswordHash;
use crate::store::engine::Tx;
use crate::store::reference::agents;
use crate::store::{logins, sessions};
use leadhub_model::sign_in::{Waiting, check_password, composed};
use leadhub_model::{AgentId, Field, LeadError, RefusalReason, Resource};

/// `session` is the text of the one that it is done in, which goes on.
pub async fn set_password(hub: &Hub, actor: &Actor, session: &str, old: &str, new: &str) -> Result<(), SignInError> {
    let agent = actor.agent.filter(|_| actor.integration.is_none()).ok_or(LeadError::NotFound(Resource::User))?;
    let (house, given) = (actor.clone(), (composed(old), composed(new)));
    let (name, kept) = hub.attempt(move |tx| claim(tx, &house, agent, &given.0, &given.1)).await?;
    if !hub.passwords().verify(old, Some(&kept)).await? {
        let why = RefusalReason::Unfit("it is not your password: write the one you signed in with");
        return Err(LeadError::refused(Field::OldPassword, why).into());
    }
    let hash = hub.passwords().hash(hub.chance(), &name, new).await?;
    let (house, stays) = (actor.clone(), key_of(session).map(|key| key.hash));
    hub.attempt(move |tx| {
        let stored = logins::lock_login(tx, &house, agent)?;
        if stored.and_then(|stored| stored.hash).as_ref() != Some(&kept) {
            let why = RefusalReason::Unfit("it was changed meanwhile: sign in anew");
            return Err(LeadError::refused(Field::OldPassword, why).into());
        }
        logins::set_password(tx, &house, agent, &hash, false)?;
        sessions::end_sessions(tx, &house, agent, stays.as_deref())?;
        Ok(())
    })
    .await
}

/// Looks at the new password and counts the try; gives the user's name and what the old one is compared by.
fn claim(
    tx: &mut Tx,
    actor: &Actor,
    agent: AgentId,
    old: &str,
    new: &str,
) -> Result<(String, PasswordHash), SignInError> {
    let nobody = LeadError::NotFound(Resource::User);
    let name = agents::find_agent(tx, actor, agent)?.ok_or(nobody.clone())?.agent.username;
    check_password(new, &name).map_err(|why| LeadError::refused(Field::Password, why))?;
    if old == new {
        let why = RefusalReason::Unfit("it is the old one: take another");
        return Err(LeadError::refused(Field::Password, why).into());
    }
    let stored = logins::lock_login(tx, actor, agent)?.ok_or(nobody.clone())?;
    let now = tx.now();
    if let Some(until) = stored.login.tries.wait(now) {
        return Err(SignInError::wait(until, now));
    }
    logins::set_tries(tx, actor, agent, stored.login.tries.and_one(now, Waiting::OF_NAME))?;
    Ok((name, stored.hash.ok_or(nobody)?))
}
