//! Fetches what leads point to, so that the mapping can print it: the many things of one detail, the campaigns of a page of
//! leads. Called by `leads.rs` on one snapshot.

use super::leads::ORIGIN;
use crate::caresoft::mapping::Surroundings;
use leadhub_core::store::reference::{agents, custom_fields, external_names, labels, places};
use leadhub_core::store::{campaigns, comments, lists, persons};
use leadhub_core::{Actor, Db};
use leadhub_model::list::ListNames;
use leadhub_model::person::ContactKind;
use leadhub_model::phone::Phone;
use leadhub_model::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub fn surroundings(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<Surroundings, LeadError> {
    let comments = comments::list_comments(db, actor, lead.id)?;
    let mut agents = Vec::new();
    let authors = comments.iter().filter_map(|comment| comment.author);
    for id in lead.agent.into_iter().chain(authors).collect::<BTreeSet<AgentId>>() {
        agents.extend(agents::find_agent(db, actor, id)?);
    }
    let assignee = agents.iter().find(|known| Some(known.agent.id) == lead.agent);
    let group = match assignee.and_then(|known| known.agent.group) {
        Some(group) => places::find_group(db, actor, group)?,
        None => None,
    };
    let campaigns = campaigns_of(db, actor, std::slice::from_ref(lead))?;
    let campaign = match campaign_of(lead, &campaigns) {
        Some(campaign) => campaigns::find_campaign(db, actor, campaign)?,
        None => None,
    };
    Ok(Surroundings {
        person: persons::find_person(db, actor, lead.person)?,
        person_email: persons::find_seen_contact(db, actor, lead.person, ContactKind::Email)?,
        person_phone: persons::find_seen_contact(db, actor, lead.person, ContactKind::Phone)?
            .map(|key| Phone::read(&key).display()),
        campaign,
        labels: labels::list_lead_labels(db, actor, lead.id)?,
        fields: custom_fields::list_custom_fields(db, actor)?,
        values: custom_fields::list_custom_values(db, actor, lead.id)?,
        sources: external_names::list_external_names(db, actor, ORIGIN)?,
        comments,
        agents,
        group,
    })
}

/// The campaigns of the lists that these leads are in.
pub fn campaigns_of(db: &mut Db, actor: &Actor, leads: &[Lead]) -> Result<BTreeMap<ListId, CampaignId>, LeadError> {
    let lists: BTreeSet<ListId> = leads.iter().filter_map(|lead| lead.list).collect();
    let lists: Vec<ListId> = lists.into_iter().collect();
    let mut seen: BTreeMap<Uuid, Option<CampaignId>> = BTreeMap::new();
    let mut campaigns = BTreeMap::new();
    for ListNames { id: list, campaign: uuid, .. } in lists::list_names(db, actor, &lists)? {
        let campaign = match seen.get(&uuid) {
            Some(campaign) => *campaign,
            None => campaigns::find_campaign_by_uuid(db, actor, uuid)?.map(|campaign| campaign.id),
        };
        seen.insert(uuid, campaign);
        campaigns.extend(campaign.map(|campaign| (list, campaign)));
    }
    Ok(campaigns)
}

/// A lead's own campaign, else its list's.
pub fn campaign_of(lead: &Lead, campaigns: &BTreeMap<ListId, CampaignId>) -> Option<CampaignId> {
    lead.campaign.or_else(|| campaigns.get(&lead.list?).copied())
}
