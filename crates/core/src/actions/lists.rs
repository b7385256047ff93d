//! Switch lists and campaigns on and off, rename and delete them. A list takes its leads with it into deletion; a campaign goes only
//! when it is switched off and holds no list any more.

use super::check::check_name;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::{bookings, campaigns, events, leads, lists, withdrawn};
use leadhub_model::list::LeadList;
use leadhub_model::{Field, LeadError, RefusalReason, Resource};
use uuid::Uuid;

pub fn set_list_active(tx: &mut Tx, actor: &Actor, list: Uuid, active: bool) -> Result<(), LeadError> {
    let list = lists::find_list(tx, actor, list)?.ok_or(LeadError::NotFound(Resource::List))?;
    Ok(lists::set_active(tx, actor, list.id, active)?)
}

/// Its name is the organisation's only one.
pub fn rename_list(tx: &mut Tx, actor: &Actor, list: Uuid, name: &str) -> Result<(), LeadError> {
    check_name(Field::List, name)?;
    let list = lists::find_list(tx, actor, list)?.ok_or(LeadError::NotFound(Resource::List))?;
    match lists::find_list_by_name(tx, actor, name)? {
        Some(other) if other.id != list.id => Err(LeadError::refused(Field::List, RefusalReason::Taken)),
        _ => Ok(lists::rename(tx, actor, list.id, name)?),
    }
}

/// As `delete_list`, but leads that another wire or a booking has to do with are withdrawn, and stay.
pub fn withdraw_list(tx: &mut Tx, actor: &Actor, list: Uuid) -> Result<(), LeadError> {
    let row = hold(tx, actor, list)?;
    withdrawn::withdraw_shared(tx, actor, row.id)?;
    delete_list(tx, actor, list)
}

/// The list, held so that nobody puts a lead into it or changes one of it meanwhile, if all that it holds is seen.
fn hold(tx: &mut Tx, actor: &Actor, list: Uuid) -> Result<LeadList, LeadError> {
    let gone = LeadError::NotFound(Resource::List);
    let list = lists::find_list(tx, actor, list)?.ok_or(gone.clone())?;
    if !lists::lock(tx, actor, list.id)? {
        return Err(gone);
    }
    leads::lock_list(tx, actor, list.id)?;
    if leads::list_hides_leads(tx, actor, list.id)? {
        let why = RefusalReason::Unfit("it holds leads of others: who sees all leads may delete it");
        return Err(LeadError::refused(Field::List, why));
    }
    Ok(list)
}

pub fn delete_list(tx: &mut Tx, actor: &Actor, list: Uuid) -> Result<(), LeadError> {
    let list = hold(tx, actor, list)?;
    bookings::cancel_of_list(tx, actor, list.id)?;
    events::tell_deleted_of_list(tx, actor, list.id)?;
    leads::mark_list_deleted(tx, actor, list.id)?;
    Ok(lists::delete(tx, actor, list.id)?)
}

pub fn set_campaign_active(tx: &mut Tx, actor: &Actor, campaign: Uuid, active: bool) -> Result<(), LeadError> {
    let campaign = campaigns::find_campaign_by_uuid(tx, actor, campaign)?;
    let campaign = campaign.ok_or(LeadError::NotFound(Resource::Campaign))?;
    Ok(campaigns::set_active(tx, actor, campaign.id, active)?)
}

/// Its name is the organisation's only one.
pub fn rename_campaign(tx: &mut Tx, actor: &Actor, campaign: Uuid, name: &str) -> Result<(), LeadError> {
    check_name(Field::Campaign, name)?;
    let all = campaigns::cached_campaigns(tx, actor)?;
    let campaign = all.iter().find(|row| row.uuid == campaign).ok_or(LeadError::NotFound(Resource::Campaign))?;
    if all.iter().any(|other| other.name == name && other.id != campaign.id) {
        return Err(LeadError::refused(Field::Campaign, RefusalReason::Taken));
    }
    Ok(campaigns::rename(tx, actor, campaign.id, name)?)
}

pub fn delete_campaign(tx: &mut Tx, actor: &Actor, campaign: Uuid) -> Result<(), LeadError> {
    let campaign = campaigns::find_campaign_by_uuid(tx, actor, campaign)?;
    let campaign = campaign.ok_or(LeadError::NotFound(Resource::Campaign))?;
    if campaign.active {
        return Err(LeadError::refused(Field::Campaign, RefusalReason::StillActive));
    }
    if !campaigns::lock(tx, actor, campaign.id)? {
        return Err(LeadError::NotFound(Resource::Campaign));
    }
    let used = lists::campaign_has_lists(tx, actor, campaign.id)? || leads::campaign_has_leads(tx, actor, campaign.id)?;
    if used {
        return Err(LeadError::refused(
            Field::Campaign,
            RefusalReason::Unfit("it still holds lists or leads: delete those first"),
        ));
    }
    Ok(campaigns::delete(tx, actor, campaign.id)?)
}
