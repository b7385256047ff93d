//! Agents: the people who work leads, each in any number of groups.
//! Written by `put_reference`, read by the verbs and the dialects; masking is the dialects' own.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::Agent;
use leadhub_model::{AgentId, GroupId, Moment};
use std::sync::Arc;

/// The change of a known one is of now.
pub(crate) fn put_agent(tx: &mut Tx, actor: &Actor, agent: &Agent) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO agent (organisation_id, id, uuid, username, email, phone, extension, role, group_id, avatar,
         retired, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
         ON CONFLICT (organisation_id, id) DO UPDATE SET uuid = excluded.uuid, username = excluded.username,
         email = excluded.email, phone = excluded.phone, extension = excluded.extension, role = excluded.role,
         group_id = excluded.group_id, avatar = excluded.avatar, retired = excluded.retired,
         updated_at = excluded.updated_at
         WHERE (agent.uuid, agent.username, agent.email, agent.phone, agent.extension, agent.role, agent.group_id,
             agent.avatar, agent.retired) IS DISTINCT FROM (excluded.uuid, excluded.username, excluded.email, excluded.phone,
             excluded.extension, excluded.role, excluded.group_id, excluded.avatar, excluded.retired)",
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
            agent.retired,
            now
        ],
    )?;
    tx.execute(
        "DELETE FROM group_member WHERE organisation_id = $1 AND agent_id = $2",
        values![actor.organisation_id(), agent.id],
    )?;
    for group in agent.groups() {
        tx.execute(
            "INSERT INTO group_member (organisation_id, agent_id, group_id) VALUES ($1, $2, $3)",
            values![actor.organisation_id(), agent.id, group],
        )?;
    }
    Ok(())
}

const SELECT: &str = "SELECT id, uuid, username, email, phone, extension, role, group_id, avatar, retired, created_at,
     updated_at FROM agent WHERE organisation_id = $1";

/// An agent as stored, with the moments it was made and last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAgent {
    pub agent: Agent,
    pub created_at: Moment,
    pub updated_at: Moment,
}

pub fn list_agents(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<StoredAgent>>, Failure> {
    db.cached(actor.organisation_id(), "agents", |db| {
        let members: Vec<(AgentId, GroupId)> = db.all(
            "SELECT agent_id, group_id FROM group_member WHERE organisation_id = $1 ORDER BY agent_id, group_id",
            values![actor.organisation_id()],
            |row| Ok((row.take()?, row.take()?)),
        )?;
        let mut agents = db.all(&format!("{SELECT} ORDER BY id"), values![actor.organisation_id()], read)?;
        for StoredAgent { agent, .. } in &mut agents {
            let groups = members.iter().filter(|(of, group)| *of == agent.id && Some(*group) != agent.group);
            agent.more_groups = groups.map(|(_, group)| *group).collect();
        }
        Ok(agents)
    })
}

pub fn find_agent(db: &mut Db, actor: &Actor, id: AgentId) -> Result<Option<StoredAgent>, Failure> {
    Ok(list_agents(db, actor)?.iter().find(|known| known.agent.id == id).cloned())
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
        more_groups: Vec::new(),
        avatar: row.take()?,
        retired: row.take()?,
    };
    Ok(StoredAgent { agent, created_at: row.take()?, updated_at: row.take()? })
}
