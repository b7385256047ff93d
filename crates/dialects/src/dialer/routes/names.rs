//! Asks what the wire prints of the rows a page of leads points to: the words of stages, lists with their campaigns, agents.
//! Called by the routes that print leads and lists; `mapping` reads the outcome.

use crate::dialer::mapping::{self, Agents, Names};
use leadhub_core::questions::{list_named_stages, lists_of_leads};
use leadhub_core::store::reference::agents;
use leadhub_core::{Actor, Db};
use leadhub_model::*;
use std::collections::HashMap;

pub fn of_leads(db: &mut Db, actor: &Actor, leads: &[Lead]) -> Result<Names, LeadError> {
    Ok(Names {
        domain: actor.organisation.uuid,
        zone: mapping::zone_of(actor),
        stages: stages(db, actor)?,
        lists: lists_of_leads(db, actor, leads)?,
        agents: agents(db, actor, leads.iter().any(|lead| lead.agent.is_some()))?,
    })
}

/// The agents, or none where no row has one.
pub fn agents(db: &mut Db, actor: &Actor, wanted: bool) -> Result<Agents, LeadError> {
    if !wanted {
        return Ok(Agents::new());
    }
    let agents = agents::list_agents(db, actor)?;
    let agents = agents.iter().map(|stored| &stored.agent);
    Ok(agents.map(|agent| (agent.id, (agent.uuid, agent.username.clone()))).collect())
}

/// A stage without a name of this dialect is printed by its label.
pub fn stages(db: &mut Db, actor: &Actor) -> Result<HashMap<StageId, (String, String)>, LeadError> {
    let named = list_named_stages(db, actor)?;
    let stages = named.each().map(|(stage, name)| {
        let words = match name {
            Some(name) => (name.external.clone(), name.label.clone().unwrap_or_else(|| name.external.to_lowercase())),
            None => (stage.label.to_uppercase(), stage.label.clone()),
        };
        (stage.id, words)
    });
    Ok(stages.collect())
}
