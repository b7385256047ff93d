//! Lists of leads on this wire. Filled by `mapping::list`.
//! No rule stands here.

use super::from_json::{body, query};
use super::page::{Limit, Page, Position};
use super::shape::answer;
use super::value::{At, Optional, Text};
use uuid::Uuid;

answer! {
    /// A list of leads, in one campaign.
    pub struct LeadList<'l> {
        /// The number that leads point to.
        id: i64,
        uuid: Uuid,
        name: &'l str,
        description: &'l str,
        campaign_id: i64,
        campaign_uuid: Uuid,
        campaign_name: &'l str,
        agent_id: Option<i64>,
        /// Leads of an inactive list are not dialled.
        active: bool,
        /// How many leads it holds.
        lead_count: i64,
        /// Rows of all files uploaded into it: seen, taken, refused.
        uploaded: i64,
        succeeded: i64,
        failed: i64,
        created_at: At,
        updated_at: At,
    }
}

pub type LeadListPage = Page<Vec<LeadList<'static>>>;

query! {
    /// Which lists.
    pub struct ListQuery {
        campaign_uuid: Optional<Uuid>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}

body! {
    /// A list to create.
    pub struct NewList {
        /// No other list of the organisation has it.
        name: Text<1, 255>,
        description: Option<Text<0, 5000>>,
        campaign_uuid: Uuid,
    }
}

body! {
    /// Renames a list or a campaign, or switches it on or off. What is absent stays.
    pub struct Renaming {
        /// No other list, or campaign, of the organisation has it.
        name: Option<Text<1, 255>>,
        active: Option<bool>,
    }
}
