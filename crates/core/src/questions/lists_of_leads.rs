//! In which lists and campaigns the leads of a page are: asked by the doors whose rows print them, and for the card of one lead. Who may
//! see the leads was asked before.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::{campaigns, lists};
use leadhub_model::list::ListNames;
use leadhub_model::{CampaignId, Lead, LeadError, ListId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The lists that these leads are in; where none is in a list nothing is read.
pub fn lists_of_leads(db: &mut Db, actor: &Actor, leads: &[Lead]) -> Result<BTreeMap<ListId, ListNames>, LeadError> {
    names_of(db, actor, leads.iter().filter_map(|lead| lead.list))
}

/// The campaigns of leads.
#[derive(Debug, Clone, Default)]
pub struct LeadCampaigns(BTreeMap<ListId, CampaignId>);

impl LeadCampaigns {
    /// A lead's own campaign, else its list's.
    pub fn of(&self, lead: &Lead) -> Option<CampaignId> {
        lead.campaign.or_else(|| self.0.get(&lead.list?).copied())
    }
}

/// The campaigns that these leads are in, themselves or by their lists.
pub fn campaigns_of_leads(db: &mut Db, actor: &Actor, leads: &[Lead]) -> Result<LeadCampaigns, LeadError> {
    let without = leads.iter().filter(|lead| lead.campaign.is_none());
    let mut lists: BTreeMap<Uuid, Vec<ListId>> = BTreeMap::new();
    for names in names_of(db, actor, without.filter_map(|lead| lead.list))?.into_values() {
        lists.entry(names.campaign).or_default().push(names.id);
    }
    let mut found = LeadCampaigns::default();
    if lists.is_empty() {
        return Ok(found);
    }
    for campaign in campaigns::cached_campaigns(db, actor)?.iter() {
        let theirs = lists.get(&campaign.uuid).into_iter().flatten();
        found.0.extend(theirs.map(|list| (*list, campaign.id)));
    }
    Ok(found)
}

fn names_of(
    db: &mut Db,
    actor: &Actor,
    lists: impl Iterator<Item = ListId>,
) -> Result<BTreeMap<ListId, ListNames>, LeadError> {
    // Ordered, so that equal pages ask by equal statements.
    let ids: Vec<ListId> = lists.collect::<BTreeSet<_>>().into_iter().collect();
    Ok(lists::list_names(db, actor, &ids)?.into_iter().map(|names| (names.id, names)).collect())
}
