//! Lists and campaigns as they are shown. Called by the routes.
//! No rule stands here.

use crate::wire::value::At;
use crate::wire::{campaign, list as wire};
use leadhub_model::list::{Campaign, ListRow, NewCampaign, NewList};

pub fn list(row: &ListRow) -> wire::LeadList<'_> {
    let list = &row.list;
    wire::LeadList {
        id: list.id.0,
        uuid: list.uuid,
        name: &list.name,
        description: &list.description,
        campaign_id: list.campaign.0,
        campaign_uuid: row.campaign_uuid,
        campaign_name: &row.campaign_name,
        agent_id: list.agent.map(|id| id.0),
        active: list.active,
        lead_count: row.leads,
        uploaded: row.uploaded,
        succeeded: row.succeeded,
        failed: row.failed,
        created_at: At(list.created_at),
        updated_at: At(list.updated_at),
    }
}

pub fn campaign(campaign: &Campaign) -> campaign::Campaign<'_> {
    campaign::Campaign {
        id: campaign.id.0,
        uuid: campaign.uuid,
        name: &campaign.name,
        kind: &campaign.kind,
        active: campaign.active,
        created_at: At(campaign.created_at),
        updated_at: At(campaign.updated_at),
    }
}

pub fn new_list(request: wire::NewList) -> NewList {
    let description = request.description.map(|text| text.0).unwrap_or_default();
    NewList { name: request.name.0, description, campaign: request.campaign_uuid }
}

pub fn new_campaign(request: campaign::NewCampaign) -> NewCampaign {
    NewCampaign { name: request.name.0, kind: request.kind.0 }
}
