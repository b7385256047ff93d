//! What a lead's detail prints besides the lead: its card, and the rows that lead and card point to. Called by `leads.rs` on one
//! snapshot; how it is printed is the mapping's to say.

use super::leads::ORIGIN;
use crate::caresoft::mapping::LeadDetails;
use leadhub_core::questions::{Part, lead_card};
use leadhub_core::store::reference::{agents, custom_fields, external_names, places};
use leadhub_core::{Actor, Db};
use leadhub_model::*;
use std::collections::BTreeSet;

const SHOWN: &[Part] =
    &[Part::Comments, Part::Campaign, Part::Person, Part::Contacts, Part::Labels, Part::CustomValues];

pub fn details(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<LeadDetails, LeadError> {
    let card = lead_card(db, actor, lead, SHOWN)?;
    let mut agents = Vec::new();
    let authors = card.comments.iter().filter_map(|comment| comment.author);
    for id in lead.agent.into_iter().chain(authors).collect::<BTreeSet<AgentId>>() {
        agents.extend(agents::find_agent(db, actor, id)?);
    }
    let assignee = agents.iter().find(|known| Some(known.agent.id) == lead.agent);
    let group = match assignee.and_then(|known| known.agent.group) {
        Some(group) => places::find_group(db, actor, group)?,
        None => None,
    };
    Ok(LeadDetails {
        card,
        fields: custom_fields::list_custom_fields(db, actor)?,
        agents,
        group,
        sources: external_names::list_external_names(db, actor, ORIGIN)?,
    })
}
