//! The vendor's answers, key by key in the document's order and spelling, its slips included (`attack_file_id`, `lable`). Filled
//! by `mapping` and `errors`. `KeptValue` values have no home in the model and come from the lead's extras, else they are `null`.

use serde::Serialize;
use serde_json::Value;

/// Boxed, since few are there and a page has hundreds of them.
pub type KeptValue = Option<Box<Value>>;

/// The answer to a create or update call.
#[derive(Debug, Serialize)]
pub struct Saved<'a> {
    pub code: &'static str,
    pub lead: SavedLead<'a>,
}

#[derive(Debug, Serialize)]
pub struct SavedLead<'a> {
    pub updated_at: String,
    pub subject: std::borrow::Cow<'a, str>,
    pub created_at: String,
    pub id: i64,
    pub requester_id: i64,
}

/// The detail; alone among the answers it has no `code` (decision B14).
#[derive(Debug, Serialize)]
pub struct Detail<'a> {
    pub lead: DetailLead<'a>,
}

#[derive(Debug, Serialize)]
pub struct DetailLead<'a> {
    pub account_id: i64,
    pub id: i64,
    pub lead_no: i64,
    pub requester_id: i64,
    pub group_id: Option<i64>,
    pub ticket_source_end_status: Option<i64>,
    pub assignee_id: Option<i64>,
    pub ticket_source: &'a str,
    pub merge_status: KeptValue,
    pub merge_to: KeptValue,
    pub clone_from: KeptValue,
    pub subject: std::borrow::Cow<'a, str>,
    pub created_at: String,
    pub updated_at: String,
    pub duedate: KeptValue,
    pub satisfaction: KeptValue,
    pub satisfaction_content: KeptValue,
    pub satisfaction_at: KeptValue,
    pub satisfaction_send: KeptValue,
    pub campaign_id: Option<i64>,
    pub campaign_action_id: Option<i64>,
    pub campaign_status: Option<i64>,
    pub automessage_id: KeptValue,
    pub manualmessage_id: KeptValue,
    pub incident_id: Option<i64>,
    pub service_id: Option<i64>,
    pub qa_script_id: KeptValue,
    pub qa_agent: KeptValue,
    pub current_agent: KeptValue,
    pub ticket_source_detail_id: Option<i64>,
    pub convert_by: Option<i64>,
    pub convert_at: Option<String>,
    pub convert_type: Option<i64>,
    pub unqualified_reasons: Option<i64>,
    pub last_lead_status_id: Option<i64>,
    pub estimated_closed_date: Option<&'a str>,
    pub lead_status_id: i64,
    pub comments: Vec<Comment<'a>>,
    pub custom_fields: Vec<CustomValue<'a>>,
    pub tags: Vec<Value>,
    pub ccs: Vec<Value>,
    pub follows: Vec<Value>,
    pub labels: Vec<Choice<'a>>,
    pub campaign: Option<Campaign<'a>>,
    pub campaign_action: KeptValue,
    pub assignee: Option<Assignee<'a>>,
    pub requester: Requester<'a>,
}

#[derive(Debug, Serialize)]
pub struct Comment<'a> {
    pub ticket_comments_id: i64,
    pub ticket_id: i64,
    pub comment: &'a str,
    pub commentator_id: Option<i64>,
    pub username: Option<&'a str>,
    pub facebook: (),
    pub facebook_name: (),
    pub comment_source: (),
    pub created_at: String,
    pub attack_file_id: (),
    pub file_name: (),
    pub file_id: (),
    pub download_connection_string: (),
    pub call_id: (),
    pub email_receive_id: (),
    pub addition_details: (),
    pub is_public: i64,
    pub can_hide: (),
    pub can_remove: (),
    pub can_reply_privately: (),
    pub facebook_comment_state: i64,
    pub role_id: Option<i64>,
    pub avatar: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct CustomValue<'a> {
    pub id: i64,
    pub label: &'a str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub value: Value,
}

/// An id and what people read for it.
#[derive(Debug, Serialize)]
pub struct Choice<'a> {
    pub id: i64,
    pub label: &'a str,
}

#[derive(Debug, Serialize)]
pub struct Campaign<'a> {
    pub id: i64,
    pub campaign_name: &'a str,
    pub status: i64,
}

#[derive(Debug, Serialize)]
pub struct Assignee<'a> {
    pub id: i64,
    pub username: &'a str,
    pub email: Option<String>,
    pub phone_no: Option<&'a str>,
    pub agent_id: Option<&'a str>,
    pub role_id: i64,
    pub group_id: Option<i64>,
    pub group_name: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct Requester<'a> {
    pub id: i64,
    pub username: Option<&'a str>,
    pub email: Option<&'a str>,
    pub phone_no: Option<String>,
    pub organization_id: (),
}

#[derive(Debug, Serialize)]
pub struct Leads<L> {
    pub code: &'static str,
    #[serde(rename = "numFound")]
    pub num_found: i64,
    /// `Row`s.
    pub leads: L,
}

/// A lead in a list: other keys than the detail's, and times in another form (decisions B4, B15).
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    pub id: i64,
    pub lead_no: i64,
    pub requester_id: i64,
    pub ticket_source_end_status: Option<i64>,
    pub assignee_id: Option<i64>,
    pub ticket_priority: std::borrow::Cow<'a, str>,
    pub ticket_source: &'a str,
    pub is_overdue: KeptValue,
    pub subject: std::borrow::Cow<'a, str>,
    pub created_at: String,
    pub updated_at: String,
    pub duedate: KeptValue,
    pub service_id: Option<i64>,
    pub incident_id: Option<i64>,
    pub satisfaction: KeptValue,
    pub satisfaction_at: KeptValue,
    pub satisfaction_content: KeptValue,
    pub campaign_id: Option<i64>,
    pub automessage_id: KeptValue,
    pub source_detail_id: Option<i64>,
    pub convert_by: Option<i64>,
    pub convert_at: Option<String>,
    pub convert_type: Option<i64>,
    pub unqualified_reasons: Option<i64>,
    pub last_lead_status_id: Option<i64>,
    pub lead_status_id: i64,
    pub estimated_closed_date: Option<&'a str>,
}

/// A reference list of leads.
#[derive(Debug, Serialize)]
pub struct Data<T> {
    pub code: &'static str,
    pub data: Vec<T>,
}

#[derive(Debug, Serialize)]
pub struct Status {
    pub id: i64,
    pub label: String,
    pub status_type: i64,
}

#[derive(Debug, Serialize)]
pub struct Reason {
    pub id: i64,
    pub label: String,
}

#[derive(Debug, Serialize)]
pub struct Label {
    pub id: i64,
    pub label: String,
    pub created_at: String,
    pub updated_at: String,
}

/// A custom field where it is described, not where it has a value: here the vendor writes `lable` (decision B24).
#[derive(Debug, Serialize)]
pub struct CustomField {
    pub custom_field_id: i64,
    pub custom_field_lable: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub values: Vec<CustomOption>,
}

#[derive(Debug, Serialize)]
pub struct CustomOption {
    pub id: i64,
    pub lable: String,
    pub parent_value_id: (),
}

#[derive(Debug, Serialize)]
pub struct Agents {
    pub code: &'static str,
    pub agents: Vec<Agent>,
}

#[derive(Debug, Serialize)]
pub struct Agent {
    pub id: i64,
    pub username: String,
    pub email: Option<String>,
    pub phone_no: Option<String>,
    pub agent_id: Option<String>,
    pub created_at: String,
    pub updated_at: String,
    pub group_id: Option<i64>,
    pub group_name: Option<String>,
    pub role_id: i64,
    pub login_status: (),
    pub call_status: (),
}

#[derive(Debug, Serialize)]
pub struct CustomFields {
    pub code: &'static str,
    pub custom_fields: Vec<CustomField>,
}

#[derive(Debug, Serialize)]
pub struct Groups {
    pub code: &'static str,
    pub groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
pub struct Group {
    pub group_id: i64,
    pub group_name: String,
    pub created_at: String,
}

#[derive(Debug, Serialize)]
pub struct Services {
    pub code: &'static str,
    pub services: Vec<Service>,
}

#[derive(Debug, Serialize)]
pub struct Service {
    pub service_id: i64,
    pub service_name: String,
    pub service_type: String,
}

/// 400 (decision B12).
#[derive(Debug, Serialize)]
pub struct Invalid<'a> {
    pub error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
}

/// Every other failure (decision B13).
#[derive(Debug, Serialize)]
pub struct Failed<'a> {
    pub code: &'static str,
    pub message: &'a str,
}

/// 404 for a lead (decision B13).
#[derive(Debug, Serialize)]
pub struct NoLead {
    pub code: &'static str,
    pub message: &'static str,
    pub error: &'static str,
}
