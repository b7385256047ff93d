//! Switch lists and campaigns on and off, and delete them. A list takes its leads with it into deletion; a campaign goes only
//! when it is switched off and holds no list any more.

use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::{bookings, campaigns, events, leads, lists};
use leadhub_model::{Field, LeadError, Noun, Why};
use uuid::Uuid;

pub fn set_list_active(tx: &mut Tx, actor: &Actor, list: Uuid, active: bool) -> Result<(), LeadError> {
    let list = lists::find_list(tx, actor, list)?.ok_or(LeadError::NotFound(Noun::List))?;
    Ok(lists::set_active(tx, actor, list.id, active)?)
}

pub fn delete_list(tx: &mut Tx, actor: &Actor, list: Uuid) -> Result<(), LeadError> {
    let list = lists::find_list(tx, actor, list)?.ok_or(LeadError::NotFound(Noun::List))?;
    if leads::list_hides_leads(tx, actor, list.id)? {
        let why = Why::Unfit("it holds leads of others: who sees all leads may delete it");
        return Err(LeadError::refused(Field::List, why));
    }
    bookings::cancel_of_list(tx, actor, list.id)?;
    events::tell_deleted_of_list(tx, actor, list.id)?;
    leads::mark_list_deleted(tx, actor, list.id)?;
    Ok(lists::delete(tx, actor, list.id)?)
}

pub fn set_campaign_active(tx: &mut Tx, actor: &Actor, campaign: Uuid, active: bool) -> Result<(), LeadError> {
    let campaign = campaigns::find_campaign_by_uuid(tx, actor, campaign)?;
    let campaign = campaign.ok_or(LeadError::NotFound(Noun::Campaign))?;
    Ok(campaigns::set_active(tx, actor, campaign.id, active)?)
}

pub fn delete_campaign(tx: &mut Tx, actor: &Actor, campaign: Uuid) -> Result<(), LeadError> {
    let campaign = campaigns::find_campaign_by_uuid(tx, actor, campaign)?;
    let campaign = campaign.ok_or(LeadError::NotFound(Noun::Campaign))?;
    if campaign.active {
        return Err(LeadError::refused(Field::Campaign, Why::StillActive));
    }
    let used = lists::campaign_has_lists(tx, actor, campaign.id)? || leads::campaign_has_leads(tx, actor, campaign.id)?;
    if used {
        return Err(LeadError::refused(
            Field::Campaign,
            Why::Unfit("it still holds lists or leads: delete those first"),
        ));
    }
    Ok(campaigns::delete(tx, actor, campaign.id)?)
}
