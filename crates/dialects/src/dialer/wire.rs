//! The answers of this wire, key by key in the vendor's spelling and order (dialer-lead.md; the supporting operations as its
//! sibling pages print them). Filled by `mapping` and the routes. No rule stands here.

use serde::Serialize;
use uuid::Uuid;

/// A lead as "Get Leads by ID" prints it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lead {
    pub domain_uuid: Uuid,
    pub lead_uuid: Uuid,
    pub lead_name: String,
    pub lead_code: String,
    pub list_uuid: String,
    pub phone_number: String,
    pub contract_number: String,
    pub status: String,
    pub alt_status: String,
    pub identity_number: String,
    pub identity_issued_at: String,
    pub identity_issued_on: String,
    pub address: String,
    pub province: String,
    pub district: String,
    pub ward: String,
    pub date_of_birth: String,
    pub additional: String,
    pub after_day: i64,
    pub called_count: i64,
    pub last_call_time: String,
    pub created_at: String,
    pub updated_at: String,
    pub hopper_id: i64,
    pub comment: String,
    pub ref_id: String,
    pub ref_code: String,
    pub gender: String,
    pub other_identity_number: String,
    pub other_identity_issued_at: String,
    pub other_identity_issued_on: String,
    pub network: String,
    pub campaign_uuid: String,
    pub campaign_name: String,
    pub list_name: String,
    pub assign_user_uuid: String,
    pub assign_username: String,
}

/// A page of anything.
#[derive(Debug, Serialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    pub limit: i64,
    pub offset: i64,
    pub total: i64,
}

#[derive(Debug, Serialize)]
pub struct LeadCreated {
    pub created: bool,
    pub lead_uuid: Uuid,
}

#[derive(Debug, Serialize)]
pub struct LeadUuid {
    pub lead_uuid: Uuid,
}

/// The answer to many rows at once.
#[derive(Debug, Serialize)]
pub struct Inserted {
    pub message: &'static str,
    pub total_insert: usize,
}

/// The answer to a file.
#[derive(Debug, Serialize)]
pub struct Processing {
    pub msg: &'static str,
}

/// What became of a file. Ours: the vendor tells nobody.
#[derive(Debug, Serialize)]
pub struct FileReport {
    pub upload_id: i64,
    pub list_uuid: String,
    pub file_name: String,
    /// `waiting`, `processing`, `done` or `failed`: nothing of it could be read.
    pub status: &'static str,
    /// Why the file as a whole could not be read, or `""`.
    pub error: String,
    /// What was found out about the file, a line each.
    pub notes: Vec<String>,
    /// Rows worked so far.
    pub total_upload: i64,
    pub total_success: i64,
    pub total_fail: i64,
    pub total_without_phone: i64,
    /// The numbers of the first of these rows.
    pub rows_without_phone: Vec<i64>,
    /// The refused rows, in the file's order; `limit`, `offset` and `total` are theirs.
    pub data: Vec<RefusedRow>,
    pub limit: i64,
    pub offset: i64,
    pub total: i64,
}

#[derive(Debug, Default, Serialize)]
pub struct RefusedRow {
    /// 1 is the first row of data.
    pub row: i64,
    pub content: String,
    pub error: String,
}

#[derive(Debug, Serialize)]
pub struct ListCreated {
    pub created: bool,
    pub list_uuid: Uuid,
}

#[derive(Debug, Serialize)]
pub struct ListUuid {
    pub list_uuid: Uuid,
}

#[derive(Debug, Serialize)]
pub struct ListActive {
    pub active: bool,
    pub list_uuid: Uuid,
}

#[derive(Debug, Default, Serialize)]
pub struct List {
    pub domain_uuid: Uuid,
    pub list_uuid: Uuid,
    pub list_name: String,
    pub campaign_uuid: Uuid,
    pub description: String,
    pub reset_time: &'static str,
    pub active: bool,
    pub user_uuid: String,
    pub created_at: String,
    pub updated_at: String,
    pub total_leads: i64,
    pub total_fields: i64,
    pub campaign_name: String,
    pub username: String,
    pub firstname: &'static str,
    pub middlename: &'static str,
    pub lastname: &'static str,
    pub total_upload: i64,
    pub total_success: i64,
    pub total_fail: i64,
    pub recall_status: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
pub struct CampaignCreated {
    pub campaign_uuid: Uuid,
    pub created: bool,
}

#[derive(Debug, Serialize)]
pub struct CampaignUuid {
    pub campaign_uuid: Uuid,
}

#[derive(Debug, Serialize)]
pub struct CampaignActive {
    pub active: bool,
    pub campaign_uuid: Uuid,
}

/// A campaign. Nothing here dials, so everything about dialling has the vendor's zero value.
#[derive(Debug, Default, Serialize)]
pub struct Campaign {
    pub domain_uuid: Uuid,
    pub campaign_uuid: Uuid,
    pub campaign_name: String,
    pub r#type: String,
    pub description: &'static str,
    pub active: bool,
    pub concurrent_call: i64,
    pub ratio: i64,
    pub carrier_uuid: &'static str,
    pub call_center_queue_uuid: &'static str,
    pub template_uuid: &'static str,
    pub recall_times: i64,
    pub limit_recall_duration: i64,
    pub schedule_recall: &'static str,
    pub schedule_recall_duration: i64,
    pub hopper: i64,
    pub answer_callback_url: &'static str,
    pub local_start_time: &'static str,
    pub local_end_time: &'static str,
    pub customer_order: &'static str,
    pub allow_manual_dial: bool,
    pub allow_search_lead: bool,
    pub enable_callback_alert: bool,
    pub default_list_uuid: &'static str,
    pub script_uuid: &'static str,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    pub call_center_queue_strategy: &'static str,
    pub template_name: &'static str,
    pub carrier_name: &'static str,
    pub mode_call: &'static str,
    pub network: Network,
    pub run_id: &'static str,
    pub type_autocall: &'static str,
    pub call_timeout: i64,
    pub domain_name: &'static str,
    pub users: Option<Vec<String>>,
    pub groups: Option<Vec<String>>,
    pub statuses: Option<Vec<String>>,
    pub schedules: Option<Vec<String>>,
    pub priority_recall: &'static str,
    pub recall_status: Option<Vec<String>>,
    pub enable_encrypt: bool,
    pub callback_url: &'static str,
    pub orig_campaign_uuid: &'static str,
}

/// Calls at once in each network.
#[derive(Debug, Default, Serialize)]
pub struct Network {
    pub viettel: i64,
    pub mobi: i64,
    pub vina: i64,
    pub tel: i64,
    pub offnet: i64,
}

/// The answer to an api_key; bare, not under `data`.
#[derive(Debug, Serialize)]
pub struct Token {
    pub client_id: String,
    pub domain_uuid: Uuid,
    /// Seconds.
    pub expired_in: i64,
    pub refresh_token: &'static str,
    pub token: String,
    pub token_type: &'static str,
    pub user_id: String,
}
