//! Logins: role and password hash of the users who sign in, with the tries that failed. Called by the sign-in verbs, which take the
//! row first and hash outside of the transaction; the hash leaves this room for them alone.

use crate::actor::Actor;
use crate::passwords::PasswordHash;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::sign_in::{FailedAttempts, Login, Role};
use leadhub_model::{AgentId, Moment};

const SELECT: &str = "SELECT agent_id, role, password_hash, must_change, failed, locked_until, changed_at FROM login";

/// A login with what it is compared by.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLogin {
    pub login: Login,
    pub hash: Option<PasswordHash>,
}

pub fn find_login(db: &mut Db, actor: &Actor, agent: AgentId) -> Result<Option<Login>, Failure> {
    let sql = format!("{SELECT} WHERE organisation_id = $1 AND agent_id = $2");
    Ok(db.first(&sql, values![actor.organisation_id(), agent], read)?.map(|stored| stored.login))
}

pub fn list_logins(db: &mut Db, actor: &Actor) -> Result<Vec<Login>, Failure> {
    let sql = format!("{SELECT} WHERE organisation_id = $1 ORDER BY agent_id");
    db.all(&sql, values![actor.organisation_id()], |row| Ok(read(row)?.login))
}

/// Holds the login until the transaction ends: tries of one user are counted one after the other.
pub(crate) fn lock_login(tx: &mut Tx, actor: &Actor, agent: AgentId) -> Result<Option<StoredLogin>, Failure> {
    let sql = format!("{SELECT} WHERE organisation_id = $1 AND agent_id = $2 FOR UPDATE");
    tx.first(&sql, values![actor.organisation_id(), agent], read)
}

/// Gives the role; a password that is there stays.
pub(crate) fn put_role(tx: &mut Tx, actor: &Actor, agent: AgentId, role: Role) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO login (organisation_id, agent_id, role, must_change, failed) VALUES ($1, $2, $3, 0, 0)
         ON CONFLICT (organisation_id, agent_id) DO UPDATE SET role = excluded.role",
        values![actor.organisation_id(), agent, role.word()],
    )?;
    Ok(())
}

/// Sets the password of a login that is there, and forgets the tries.
pub(crate) fn set_password(
    tx: &mut Tx,
    actor: &Actor,
    agent: AgentId,
    hash: &PasswordHash,
    must_change: bool,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE login SET password_hash = $3, must_change = $4, failed = 0, locked_until = NULL, changed_at = $5
         WHERE organisation_id = $1 AND agent_id = $2",
        values![actor.organisation_id(), agent, hash.as_str(), must_change, now],
    )?;
    Ok(())
}

pub(crate) fn set_tries(tx: &mut Tx, actor: &Actor, agent: AgentId, tries: FailedAttempts) -> Result<(), Failure> {
    tx.execute(
        "UPDATE login SET failed = $3, locked_until = $4 WHERE organisation_id = $1 AND agent_id = $2",
        values![actor.organisation_id(), agent, tries.failed, tries.until],
    )?;
    Ok(())
}

fn read(row: &mut Row) -> Result<StoredLogin, Failure> {
    let (agent, role): (AgentId, String) = (row.take()?, row.take()?);
    let hash: Option<String> = row.take()?;
    let must_change = row.take()?;
    let tries = FailedAttempts { failed: row.take()?, until: row.take::<Option<Moment>>()? };
    let changed_at = row.take()?;
    let role = Role::read(&role).map_err(Failure::Bug)?;
    let login = Login { agent, role, has_password: hash.is_some(), must_change, tries, changed_at };
    Ok(StoredLogin { login, hash: hash.map(PasswordHash::stored) })
}
