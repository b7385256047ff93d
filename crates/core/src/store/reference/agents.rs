//! Agents: the people who work leads.
//! Written by `install_reference`, read by the verbs and the dialects; masking is the dialects' own.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::Agent;
use leadhub_model::{AgentId, Moment};

pub fn insert_agent(tx: &mut Tx, actor: &Actor, agent: &Agent) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO agent (organisation_id, id, uuid, username, email, phone, extension, role, group_id, avatar,
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        values![
            actor.organisation_id(),
            agent.id,
            agent.uuid,
            &agent.username,
            agent.email.as_deref(),
            agent.phone.as_deref(),
            agent.extension.as_deref(),
            agent.role,
            agent.group,
            agent.avatar.as_deref(),
            now
        ],
    )?;
    Ok(())
}

const SELECT: &str =
    "SELECT id, uuid, username, email, phone, extension, role, group_id, avatar, created_at, updated_at
     FROM agent WHERE organisation_id = $1";

/// An agent as stored, with the moments it was made and last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAgent {
    pub agent: Agent,
    pub created_at: Moment,
    pub updated_at: Moment,
}

pub fn list_agents(db: &mut Db, actor: &Actor) -> Result<Vec<StoredAgent>, Failure> {
    db.all(&format!("{SELECT} ORDER BY id"), values![actor.organisation_id()], read)
}

pub fn find_agent(db: &mut Db, actor: &Actor, id: AgentId) -> Result<Option<StoredAgent>, Failure> {
    db.first(&format!("{SELECT} AND id = $2"), values![actor.organisation_id(), id], read)
}

fn read(row: &mut Row) -> Result<StoredAgent, Failure> {
    let agent = Agent {
        id: row.take()?,
        uuid: row.take()?,
        username: row.take()?,
        email: row.take()?,
        phone: row.take()?,
        extension: row.take()?,
        role: row.take()?,
        group: row.take()?,
        avatar: row.take()?,
    };
    Ok(StoredAgent { agent, created_at: row.take()?, updated_at: row.take()? })
}
