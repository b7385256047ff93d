//! Create a list of leads in a campaign. Its name is the organisation's only one.
//! Called by the wires that know lists.

use super::check::check_name;
use super::create_lead::IDS;
use crate::actor::Actor;
use crate::store::engine::{Db, Tx};
use crate::store::{campaigns, lists};
use leadhub_model::list::{Campaign, LeadList, NewList};
use leadhub_model::{Field, LeadError, ListId, RefusalReason, Resource};

/// What `create_list` refuses of a list whose name is free, without making it. Gives its campaign.
pub fn check_new_list(db: &mut Db, actor: &Actor, new: &NewList) -> Result<Campaign, LeadError> {
    check_name(Field::List, &new.name)?;
    let campaign = campaigns::find_campaign_by_uuid(db, actor, new.campaign)?;
    campaign.ok_or(LeadError::NotFound(Resource::Campaign))
}

pub fn create_list(tx: &mut Tx, actor: &Actor, new: &NewList) -> Result<LeadList, LeadError> {
    let campaign = check_new_list(tx, actor, new)?;
    if !campaigns::keep(tx, actor, campaign.id)? {
        return Err(LeadError::NotFound(Resource::Campaign));
    }
    let now = tx.now();
    let list = LeadList {
        id: ListId(tx.next_numbers(actor.organisation_id(), IDS, 1)?),
        uuid: tx.new_uuid(),
        name: new.name.clone(),
        description: new.description.clone(),
        campaign: campaign.id,
        agent: actor.agent,
        active: true,
        created_at: now,
        updated_at: now,
    };
    if lists::insert(tx, actor, &list)? { Ok(list) } else { Err(LeadError::refused(Field::List, RefusalReason::Taken)) }
}
