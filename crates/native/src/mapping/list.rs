//! Lists, uploads and campaigns as they are shown. Called by the routes.
//! No rule stands here.

use crate::wire::value::At;
use crate::wire::{campaign, list as wire};
use leadhub_model::list::{Campaign, ListRow, NewCampaign, NewList};
use leadhub_model::mask;
use leadhub_model::upload::{RejectedRow, Upload, UploadState};

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

pub fn upload(upload: &Upload) -> wire::Upload<'_> {
    wire::Upload {
        id: upload.id.0,
        integration_id: upload.integration.0,
        origin: &upload.dialect,
        filename: &upload.filename,
        state: match upload.state {
            UploadState::Arriving => wire::UploadState::Arriving,
            UploadState::Waiting => wire::UploadState::Waiting,
            UploadState::Done => wire::UploadState::Done,
        },
        total: upload.total,
        succeeded: upload.succeeded,
        failed: upload.failed,
        fault: upload.fault.as_deref(),
        created_at: At(upload.created_at),
    }
}

/// Masked, the row itself is not shown: contacts stand in it.
pub fn rejected(row: &RejectedRow, masked: bool) -> wire::RejectedRow<'_> {
    let text = if masked { mask::NOTHING } else { &row.text };
    wire::RejectedRow { row: row.row, text, reason: &row.reason }
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
