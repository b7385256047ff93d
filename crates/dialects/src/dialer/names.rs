//! What the wire prints of the rows a lead points to: the words of its stage, its list and campaign, its agent. Asked by the
//! routes, one snapshot a page; read by `mapping`.

use super::KEY;
use leadhub_core::{Actor, Db, queries};
use leadhub_model::*;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Everything a page of leads needs beside the leads.
pub struct Names {
    /// The organisation, as this wire names it.
    pub domain: Uuid,
    /// In which times are printed (decision X6).
    pub zone: Zone,
    /// `status` and `alt_status` of each stage (decision T18).
    pub stages: HashMap<StageId, (String, String)>,
    pub lists: HashMap<ListId, InList>,
    pub agents: Agents,
}

/// The list a lead is in, with its campaign.
#[derive(Debug, Clone)]
pub struct InList {
    pub list: Uuid,
    pub list_name: String,
    pub campaign: Uuid,
    pub campaign_name: String,
}

/// Public id and name of each agent.
pub type Agents = HashMap<AgentId, (Uuid, String)>;

pub fn of_leads(db: &mut Db, actor: &Actor, leads: &[Lead]) -> Result<Names, LeadError> {
    Ok(Names {
        domain: actor.organisation.uuid,
        zone: actor.zone.clone(),
        stages: stages(db, actor)?,
        lists: lists(db, actor, leads)?,
        agents: agents(db, actor, leads.iter().any(|lead| lead.agent.is_some()))?,
    })
}

/// The agents, or none where no row has one.
pub fn agents(db: &mut Db, actor: &Actor, wanted: bool) -> Result<Agents, LeadError> {
    if !wanted {
        return Ok(Agents::new());
    }
    let agents = queries::list_agents(db, actor)?.into_iter().map(|stored| stored.agent);
    Ok(agents.map(|agent| (agent.id, (agent.uuid, agent.username))).collect())
}

/// A stage without a name of this dialect is printed by its label.
fn stages(db: &mut Db, actor: &Actor) -> Result<HashMap<StageId, (String, String)>, LeadError> {
    let own = queries::list_external_names(db, actor, "stage")?;
    let stages = queries::list_stages(db, actor)?.into_iter().map(|stage| {
        let name = own.iter().find(|name| name.dialect == KEY && name.row == stage.id.0);
        let words = match name {
            Some(name) => (name.external.clone(), name.label.clone().unwrap_or_else(|| name.external.to_lowercase())),
            None => (stage.label.to_uppercase(), stage.label),
        };
        (stage.id, words)
    });
    Ok(stages.collect())
}

fn lists(db: &mut Db, actor: &Actor, leads: &[Lead]) -> Result<HashMap<ListId, InList>, LeadError> {
    // Ordered, so that equal pages ask by equal statements.
    let ids: Vec<ListId> = leads.iter().filter_map(|lead| lead.list.map(|id| (id, ()))).collect::<BTreeMap<_, _>>().into_keys().collect();
    let rows = queries::list_names(db, actor, &ids)?.into_iter();
    Ok(rows
        .map(|(id, list, list_name, campaign, campaign_name)| (id, InList { list, list_name, campaign, campaign_name }))
        .collect())
}
