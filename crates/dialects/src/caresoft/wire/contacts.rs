//! What stands beside the Lead page, in the shapes that clients of the vendor read: contacts, and the tickets and calls that the house
//! has none of. Filled by `mapping/contact.rs` and the routes.

use super::{CustomValue, KeptValue};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Contacts<'a> {
    pub code: &'static str,
    #[serde(rename = "numFound")]
    pub num_found: i64,
    pub contacts: Vec<ContactRow<'a>>,
}

#[derive(Debug, Serialize)]
pub struct ContactRow<'a> {
    pub id: i64,
    pub updated_at: String,
    pub created_at: String,
    pub gender: i64,
    pub email: Option<&'a str>,
    pub phone_no: Option<String>,
    pub username: Option<&'a str>,
}

/// One contact, after a change too.
#[derive(Debug, Serialize)]
pub struct WholeContact<'a> {
    pub code: &'static str,
    pub contact: Contact<'a>,
}

#[derive(Debug, Serialize)]
pub struct Contact<'a> {
    pub id: i64,
    pub updated_at: String,
    pub account_id: i64,
    pub username: Option<&'a str>,
    pub email: Option<&'a str>,
    pub email2: Option<&'a str>,
    pub phone_no: Option<String>,
    pub phone_no2: Option<String>,
    pub phone_no3: Option<String>,
    pub facebook: KeptValue,
    pub gender: i64,
    pub organization_id: KeptValue,
    pub created_at: String,
    pub role_id: KeptValue,
    pub campaign_handler_id: KeptValue,
    pub organization: KeptValue,
    pub custom_fields: Vec<CustomValue<'a>>,
    pub psid: Vec<serde_json::Value>,
}

#[derive(Debug, Serialize)]
pub struct Tickets {
    pub code: &'static str,
    #[serde(rename = "numFound")]
    pub num_found: i64,
    pub tickets: [(); 0],
}

/// The lead that a ticket's update landed on.
#[derive(Debug, Serialize)]
pub struct SavedTicket<'a> {
    pub code: &'static str,
    pub ticket: Ticket<'a>,
}

#[derive(Debug, Serialize)]
pub struct Ticket<'a> {
    pub id: i64,
    pub ticket_no: i64,
    pub ticket_subject: std::borrow::Cow<'a, str>,
    pub requester_id: i64,
    pub assignee_id: Option<i64>,
    pub group_id: Option<i64>,
    pub service_id: Option<i64>,
    pub created_at: String,
    pub updated_at: String,
}

#[derive(Debug, Serialize)]
pub struct Calls {
    pub code: &'static str,
    #[serde(rename = "numFound")]
    pub num_found: i64,
    pub calls: [(); 0],
}
