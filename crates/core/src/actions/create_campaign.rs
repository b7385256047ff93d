//! Create a campaign. Its name is the organisation's only one.
//! Called by the wires that know campaigns.

use super::check::check_name;
use super::create_lead::IDS;
use crate::actor::Actor;
use crate::store::campaigns;
use crate::store::engine::Tx;
use leadhub_model::list::{Campaign, NewCampaign};
use leadhub_model::{CampaignId, Field, LeadError, RefusalReason};

pub fn create_campaign(tx: &mut Tx, actor: &Actor, new: &NewCampaign) -> Result<Campaign, LeadError> {
    check_name(Field::Campaign, &new.name)?;
    let now = tx.now();
    let campaign = Campaign {
        id: CampaignId(tx.next_numbers(actor.organisation_id(), IDS, 1)?),
        uuid: tx.new_uuid(),
        name: new.name.clone(),
        kind: new.kind.clone(),
        active: true,
        status: 0,
        created_at: now,
        updated_at: now,
    };
    if campaigns::insert(tx, actor, &campaign)? {
        Ok(campaign)
    } else {
        Err(LeadError::refused(Field::Campaign, RefusalReason::Taken))
    }
}
