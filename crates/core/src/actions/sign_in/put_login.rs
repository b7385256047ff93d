//! Put a login: an administrator gives a user a role, and a password where she has none or lost it. Called by the pages, the command
//! line and the demo. The password was hashed before, by `Passwords`, which also looked at it.

use crate::actor::Actor;
use crate::passwords::PasswordHash;
use crate::questions::list_administrators;
use crate::store::engine::{Db, Failure, Tx};
use crate::store::reference::agents;
use crate::store::{logins, organisations, sessions};
use leadhub_model::organisation::Scope;
use leadhub_model::sign_in::{Login, Role};
use leadhub_model::{AgentId, Field, LeadError, RefusalReason, Resource};

#[derive(Debug, Clone)]
pub struct NewLogin {
    pub agent: AgentId,
    /// Absent: the one she has, else that of an agent.
    pub role: Option<Role>,
    /// Absent: the one she has, if any. A new one ends her sessions and her waiting.
    pub password: Option<PasswordHash>,
    /// Whether she has to take another than this password first.
    pub must_change: bool,
}

pub fn put_login(tx: &mut Tx, actor: &Actor, new: &NewLogin) -> Result<Login, LeadError> {
    actor.need(Scope::Admin)?;
    // So that of two administrators one stays, however fast both go.
    organisations::lock_organisation(tx, actor.organisation_id())?;
    agents::find_agent(tx, actor, new.agent)?.ok_or(LeadError::NotFound(Resource::User))?;
    let known = logins::lock_login(tx, actor, new.agent)?.map(|stored| stored.login);
    let role = new.role.or(known.as_ref().map(|login| login.role)).unwrap_or(Role::Agent);
    if role != Role::Admin && are_all_administrators(tx, actor, &[new.agent])? {
        return Err(LeadError::refused(Field::Role, NO_ADMINISTRATOR));
    }
    logins::put_role(tx, actor, new.agent, role)?;
    if let Some(password) = &new.password {
        logins::set_password(tx, actor, new.agent, password, new.must_change)?;
        sessions::end_sessions(tx, actor, new.agent, None)?;
    }
    let login = logins::find_login(tx, actor, new.agent)?;
    Ok(login.ok_or_else(|| Failure::Bug("a login that was put is gone".to_owned()))?)
}

/// Why somebody stays what she is.
pub const NO_ADMINISTRATOR: RefusalReason =
    RefusalReason::Unfit("nobody else is an administrator: give another user that role and a password first");

/// Whether nobody but these agents can sign in as an administrator, and one of them can.
pub fn are_all_administrators(db: &mut Db, actor: &Actor, agents: &[AgentId]) -> Result<bool, Failure> {
    let able = list_administrators(db, actor)?;
    Ok(!able.is_empty() && able.iter().all(|agent| agents.contains(agent)))
}
