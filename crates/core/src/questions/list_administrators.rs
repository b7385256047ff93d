//! Who can sign in as an administrator. Asked by the verbs that must leave one, by the pages and by the command line's `doctor`.
//! It changes nothing.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::logins;
use crate::store::reference::agents;
use leadhub_model::AgentId;
use leadhub_model::sign_in::Role;

/// Those with that role and a password who are not retired.
pub fn list_administrators(db: &mut Db, actor: &Actor) -> Result<Vec<AgentId>, Failure> {
    let all = agents::list_agents(db, actor)?;
    let is_here = |id: AgentId| all.iter().any(|stored| stored.agent.id == id && !stored.agent.retired);
    let logins = logins::list_logins(db, actor)?.into_iter();
    let able = logins.filter(|login| login.role == Role::Admin && login.has_password && is_here(login.agent));
    Ok(able.map(|login| login.agent).collect())
}
