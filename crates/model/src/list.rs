//! Lists of leads and the campaigns that dial them. Read and written by the wire that dials; other wires see the campaign
//! a lead is in through its list.

use crate::ids::{AgentId, CampaignId, ListId};
use crate::moment::Moment;
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    pub id: CampaignId,
    pub uuid: Uuid,
    pub name: String,
    /// The caller's word for what kind it is.
    pub kind: String,
    pub active: bool,
    /// A number of the caller's own for its state.
    pub status: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadList {
    pub id: ListId,
    pub uuid: Uuid,
    pub name: String,
    pub description: String,
    pub campaign: CampaignId,
    pub agent: Option<AgentId>,
    /// Leads of an inactive list are not dialled.
    pub active: bool,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// A list with its campaign's name and its totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    pub list: LeadList,
    pub campaign_uuid: Uuid,
    pub campaign_name: String,
    pub leads: i64,
    /// Rows of all files uploaded into it: seen, taken, refused.
    pub uploaded: i64,
    pub succeeded: i64,
    pub failed: i64,
}

/// How far the leads of a list are worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListProgress {
    pub list: ListId,
    pub leads: i64,
    /// Somebody did something about them.
    pub touched: i64,
    pub converted: i64,
}

/// What the leads' wires print of the list a lead is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListNames {
    pub id: ListId,
    pub list: Uuid,
    pub list_name: String,
    pub campaign: Uuid,
    pub campaign_name: String,
}

#[derive(Debug, Clone)]
pub struct NewCampaign {
    pub name: String,
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewList {
    pub name: String,
    pub description: String,
    pub campaign: Uuid,
}
