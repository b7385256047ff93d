//! Who goes on with a session: asked by the pages' door with every request. The user's role, groups and retirement are those of this
//! moment. That the session was seen is written down once a minute at most.

use super::session::{SessionKey, key_of};
use crate::actor::Actor;
use crate::hub::Hub;
use crate::store::engine::Db;
use crate::store::reference::agents;
use crate::store::{logins, organisations, sessions};
use leadhub_model::organisation::Scopes;
use leadhub_model::sign_in::{Role, Session};
use leadhub_model::{LeadError, Moment};

const MINUTE: i64 = 60_000_000;

/// A user who signed in before.
#[derive(Debug, Clone, PartialEq)]
pub struct Authenticated {
    /// Without any scope while the password has to be changed.
    pub actor: Actor,
    pub role: Role,
    pub name: String,
    pub must_change: bool,
    pub session: Session,
}

/// `door` is the key of the door she comes through, as the timeline tells it. `None` for a session that is unknown or over, or whose
/// user may not sign in any more.
pub async fn authenticate_session(hub: &Hub, door: &str, text: &str) -> Result<Option<Authenticated>, LeadError> {
    let Some(key) = key_of(text) else { return Ok(None) };
    let (now, wanted, door) = (hub.now(), key.clone(), door.to_owned());
    let found = hub.read(move |db| find(db, &wanted, &door, now)).await?;
    let a_minute_ago = Moment::from_micros(now.micros() - MINUTE);
    if found.as_ref().is_some_and(|found| found.session.seen_at <= a_minute_ago) {
        let seen = hub.write(move |tx| Ok(sessions::touch_session(tx, key.organisation, &key.hash, a_minute_ago)?));
        if let Err(error) = seen.await {
            tracing::debug!(%error, "that a session was seen could not be written, it will be tried again");
        }
    }
    Ok(found)
}

fn find(db: &mut Db, key: &SessionKey, door: &str, now: Moment) -> Result<Option<Authenticated>, LeadError> {
    let found = sessions::find_session(db, key.organisation, &key.hash)?;
    let Some(session) = found.filter(|session| session.is_good(now)) else { return Ok(None) };
    let organisation = organisations::get_organisation(db, key.organisation)?;
    let house = Actor::house(organisation.clone());
    let agent = agents::find_agent(db, &house, session.agent)?.filter(|stored| !stored.agent.retired);
    let login = logins::find_login(db, &house, session.agent)?.filter(|login| login.has_password);
    let Some((agent, login)) = agent.zip(login) else { return Ok(None) };
    let mut actor = Actor::signed_in(organisation, door, login.role, &agent.agent);
    if login.must_change {
        actor.scopes = Scopes::of([]);
    }
    let (name, must_change) = (agent.agent.username, login.must_change);
    Ok(Some(Authenticated { actor, role: login.role, name, must_change, session }))
}
