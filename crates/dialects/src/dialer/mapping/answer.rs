//! What is stored to what the wire prints: leads, lists, campaigns, with the names of the rows they point to. Called by the
//! routes, which ask the store for those names.

use super::stage::{Stages, printed};
use super::{ADDITIONAL, NETWORK, NO_DAY, own_extra};
use crate::dialer::wire;
use leadhub_model::list::ListNames;
use leadhub_model::list::{Campaign, ListRow};
use leadhub_model::upload::{RejectedRow, Upload, UploadState};
use leadhub_model::*;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What the wire prints for a call that never was (decision T16).
const NO_CALL: &str = "1970-01-01T08:00:01+08:00";

/// Everything a page of leads needs beside the leads.
pub struct Names {
    /// The organisation, as this wire names it.
    pub domain: Uuid,
    /// In which times are printed (decision X6).
    pub zone: Zone,
    /// `status` and `alt_status` of each stage (decision T18).
    pub stages: Stages,
    pub lists: BTreeMap<ListId, ListNames>,
    pub agents: Agents,
}

/// Public id and name of each agent.
pub type Agents = HashMap<AgentId, (Uuid, String)>;

/// A lead as the wire prints it (decisions T15 to T18, X9). One that came by another wire is in no list.
pub fn lead(lead: &Lead, names: &Names) -> wire::Lead {
    let fact = |fact| lead.facts.text(fact).to_owned();
    let extra = |key: &str| own_extra(lead, key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (status, alt_status) = printed(lead, &names.stages);
    let list: Option<&ListNames> = lead.list.and_then(|id| names.lists.get(&id));
    let of_list = |text: fn(&ListNames) -> String| list.map(text).unwrap_or_default();
    let (agent, username) = assigned(lead.agent, &names.agents);
    let moment = |moment: Moment| moment.format(&names.zone, TimeStyle::Offset);
    wire::Lead {
        domain_uuid: names.domain,
        lead_uuid: lead.uuid,
        lead_name: fact(Fact::Name),
        lead_code: fact(Fact::Code),
        list_uuid: of_list(|list| list.list.to_string()),
        phone_number: lead.phone(),
        contract_number: fact(Fact::ContractNumber),
        status,
        alt_status,
        identity_number: fact(Fact::IdentityNumber),
        identity_issued_at: fact(Fact::IdentityIssuedAt),
        identity_issued_on: day(fact(Fact::IdentityIssuedOn)),
        address: fact(Fact::Address),
        province: fact(Fact::Province),
        district: fact(Fact::District),
        ward: fact(Fact::Ward),
        date_of_birth: fact(Fact::BirthDate),
        additional: extra(ADDITIONAL),
        after_day: lead.after_day,
        called_count: lead.called_count,
        last_call_time: lead.last_call_at.map_or_else(|| NO_CALL.to_owned(), moment),
        created_at: moment(lead.created_at),
        updated_at: moment(lead.updated_at),
        hopper_id: own_extra(lead, "hopper_id").and_then(Value::as_i64).unwrap_or_default(),
        comment: lead.last_comment.clone().unwrap_or_default(),
        ref_id: extra("ref_id"),
        ref_code: extra("ref_code"),
        gender: fact(Fact::Gender),
        other_identity_number: extra("other_identity_number"),
        other_identity_issued_at: extra("other_identity_issued_at"),
        other_identity_issued_on: day(extra("other_identity_issued_on")),
        network: extra(NETWORK),
        campaign_uuid: of_list(|list| list.campaign.to_string()),
        campaign_name: of_list(|list| list.campaign_name.clone()),
        list_name: of_list(|list| list.list_name.clone()),
        assign_user_uuid: agent,
        assign_username: username,
    }
}

fn day(text: String) -> String {
    if text.is_empty() { NO_DAY.to_owned() } else { text }
}

fn assigned(agent: Option<AgentId>, agents: &Agents) -> (String, String) {
    let found = agent.and_then(|id| agents.get(&id));
    found.map(|(uuid, username)| (uuid.to_string(), username.clone())).unwrap_or_default()
}

/// A list as the wire prints it.
pub fn list(row: &ListRow, domain: Uuid, zone: &Zone, agents: &Agents) -> wire::List {
    let (user_uuid, username) = assigned(row.list.agent, agents);
    wire::List {
        domain_uuid: domain,
        list_uuid: row.list.uuid,
        list_name: row.list.name.clone(),
        campaign_uuid: row.campaign_uuid,
        description: row.list.description.clone(),
        reset_time: NO_DAY,
        active: row.list.active,
        user_uuid,
        created_at: row.list.created_at.format(zone, TimeStyle::Offset),
        updated_at: row.list.updated_at.format(zone, TimeStyle::Offset),
        total_leads: row.leads,
        total_fields: 0,
        campaign_name: row.campaign_name.clone(),
        username,
        firstname: "",
        middlename: "",
        lastname: "",
        total_upload: row.uploaded,
        total_success: row.succeeded,
        total_fail: row.failed,
        recall_status: None,
    }
}

/// What became of a file.
pub fn file_report(
    upload: &Upload,
    list: Option<&ListNames>,
    rejected: Page<RejectedRow>,
    paging: Paging,
) -> wire::FileReport {
    let row = |row: RejectedRow| wire::RefusedRow { row: row.row, content: row.text, error: row.reason };
    wire::FileReport {
        upload_id: upload.id.0,
        list_uuid: list.map(|list| list.list.to_string()).unwrap_or_default(),
        file_name: upload.filename.clone(),
        status: match upload.state {
            UploadState::Done if upload.fault.is_some() => "failed",
            UploadState::Done | UploadState::Cancelled | UploadState::Undone => "done",
            _ if upload.total > 0 => "processing",
            _ => "waiting",
        },
        error: upload.fault.clone().unwrap_or_default(),
        notes: upload.notes.lines().map(str::to_owned).collect(),
        total_upload: upload.total,
        total_success: upload.succeeded,
        total_fail: upload.failed,
        total_without_phone: upload.without_phone,
        rows_without_phone: upload.rows_without_phone.clone(),
        data: rejected.rows.into_iter().map(row).collect(),
        limit: paging.limit,
        offset: paging.offset,
        total: rejected.total,
    }
}

/// A campaign as the wire prints it.
pub fn campaign(campaign: &Campaign, domain: Uuid, zone: &Zone) -> wire::Campaign {
    wire::Campaign {
        domain_uuid: domain,
        campaign_uuid: campaign.uuid,
        campaign_name: campaign.name.clone(),
        r#type: campaign.kind.clone(),
        active: campaign.active,
        status: match campaign.status {
            1 => "start",
            2 => "pause",
            _ => "stop",
        },
        created_at: campaign.created_at.format(zone, TimeStyle::Offset),
        updated_at: campaign.updated_at.format(zone, TimeStyle::Offset),
        ..wire::Campaign::default()
    }
}
