//! Sessions of users who signed in, kept as SHA-256 only and found by it, within the organisation that the session's text names.
//! Called by the sign-in verbs; `find_session` takes no `Actor`, since it is how one is found.

use super::engine::{Db, Failure, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::sign_in::{Session, SessionId};
use leadhub_model::{AgentId, Moment, OrganisationId};

/// Digits of a hash that name its session among a user's.
const ID_DIGITS: usize = 12;

const SELECT: &str = "SELECT hash, agent_id, created_at, seen_at, expires_at, device FROM session
     WHERE organisation_id = $1";

pub(crate) fn insert_session(
    tx: &mut Tx,
    actor: &Actor,
    agent: AgentId,
    hash: &str,
    expires_at: Moment,
    device: &str,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO session (organisation_id, hash, agent_id, created_at, seen_at, expires_at, device)
         VALUES ($1, $2, $3, $4, $4, $5, $6)",
        values![actor.organisation_id(), hash, agent, now, expires_at, device],
    )?;
    Ok(())
}

pub(crate) fn find_session(db: &mut Db, organisation: OrganisationId, hash: &str) -> Result<Option<Session>, Failure> {
    db.first(&format!("{SELECT} AND hash = $2"), values![organisation, hash], read)
}

/// Those of a user, newest first, those that are over too.
pub(crate) fn list_sessions(db: &mut Db, actor: &Actor, agent: AgentId) -> Result<Vec<Session>, Failure> {
    let sql = format!("{SELECT} AND agent_id = $2 ORDER BY created_at DESC, hash");
    db.all(&sql, values![actor.organisation_id(), agent], read)
}

/// Writes down that it was seen, unless somebody did since `before`.
pub(crate) fn touch_session(
    tx: &mut Tx,
    organisation: OrganisationId,
    hash: &str,
    before: Moment,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE session SET seen_at = $3 WHERE organisation_id = $1 AND hash = $2 AND seen_at <= $4",
        values![organisation, hash, now, before],
    )?;
    Ok(())
}

pub(crate) fn end_session(tx: &mut Tx, organisation: OrganisationId, hash: &str) -> Result<(), Failure> {
    tx.execute("DELETE FROM session WHERE organisation_id = $1 AND hash = $2", values![organisation, hash])?;
    Ok(())
}

/// Ends every session of a user but the one of that hash; gives how many there were.
pub(crate) fn end_sessions(tx: &mut Tx, actor: &Actor, agent: AgentId, but: Option<&str>) -> Result<u64, Failure> {
    tx.execute(
        "DELETE FROM session WHERE organisation_id = $1 AND agent_id = $2 AND hash <> $3",
        values![actor.organisation_id(), agent, but.unwrap_or_default()],
    )
}

/// Removes the organisation's sessions that ended, or were seen last, at these moments or before.
pub(crate) fn sweep_sessions(tx: &mut Tx, actor: &Actor, ended: Moment, seen: Moment) -> Result<u64, Failure> {
    tx.execute(
        "DELETE FROM session WHERE organisation_id = $1 AND (expires_at <= $2 OR seen_at <= $3)",
        values![actor.organisation_id(), ended, seen],
    )
}

fn read(row: &mut Row) -> Result<Session, Failure> {
    let mut id: String = row.take()?;
    id.truncate(ID_DIGITS);
    Ok(Session {
        id: SessionId(id),
        agent: row.take()?,
        created_at: row.take()?,
        seen_at: row.take()?,
        expires_at: row.take()?,
        device: row.take()?,
    })
}
