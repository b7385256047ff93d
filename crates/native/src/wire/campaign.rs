//! Campaigns on this wire. Filled by `mapping::list`.
//! No rule stands here.

use super::from_json::{body, query};
use super::page::{Limit, Page, Position};
use super::shape::answer;
use super::value::{At, Optional, Text};
use uuid::Uuid;

answer! {
    /// A campaign that lists belong to.
    pub struct Campaign<'c> {
        /// The number that leads point to.
        id: i64,
        uuid: Uuid,
        name: &'c str,
        /// The caller's word for what kind it is.
        kind: &'c str,
        active: bool,
        created_at: At,
        updated_at: At,
    }
}

pub type CampaignPage = Page<Vec<Campaign<'static>>>;

query! {
    /// Which campaigns.
    pub struct CampaignQuery {
        kind: Optional<Text<1, 50>>,
        /// Rows of a page; 50 without it.
        limit: Optional<Limit>,
        /// What next_cursor gave.
        cursor: Optional<Position>,
    }
}

body! {
    /// A campaign to create.
    pub struct NewCampaign {
        /// No other campaign of the organisation has it.
        name: Text<1, 255>,
        /// The caller's word for what kind it is, such as autodialer.
        kind: Text<1, 50>,
    }
}
