//! The vendor's answers, key by key in the documents' order and spelling. Filled by `mapping`, `errors` and the routes. What is
//! not set is `false`, as the vendor's framework prints it (decision A11); only the portrait has `null`.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value, or `false`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrFalse<T>(pub Option<T>);

impl<T: Serialize> Serialize for OrFalse<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_bool(false),
        }
    }
}

pub type Text = OrFalse<String>;
pub type Id = OrFalse<i64>;

#[derive(Debug, Serialize)]
pub struct Failed<'a> {
    #[serde(rename = "type")]
    pub kind: Value,
    pub message: &'a str,
}

#[derive(Debug, Serialize)]
pub struct One<T> {
    pub error: i64,
    pub message: &'static str,
    pub data: T,
}

impl<T> One<T> {
    pub fn of(data: T) -> One<T> {
        One { error: 0, message: "Success", data }
    }
}

/// `count` is the number of rows in this answer.
#[derive(Debug, Serialize)]
pub struct Many<T> {
    pub error: i64,
    pub message: &'static str,
    pub count: usize,
    pub data: T,
}

impl<T> Many<Vec<T>> {
    pub fn of(data: Vec<T>) -> Many<Vec<T>> {
        Many { error: 0, message: "Success", count: data.len(), data }
    }
}

/// The answer for what is not there: an empty object.
#[derive(Debug, Serialize)]
pub struct Nothing {}

#[derive(Debug, Serialize)]
pub struct Lead {
    pub id: i64,
    pub name: Text,
    pub contact_name: Text,
    pub gender: Text,
    pub pass_port: Text,
    pub phone: Text,
    pub mobile: Text,
    pub birth_date: Text,
    pub year_of_birth: Text,
    pub email_from: Text,
    pub country_id: Id,
    pub country_name: Text,
    pub state_id: Id,
    pub state_name: Text,
    pub district_id: Id,
    pub district_name: Text,
    pub street: Text,
    pub company_id: Id,
    pub company_name: Text,
    pub facebook_acc: Text,
    pub send_info_facebook: Text,
    pub zalo_acc: Text,
    pub send_info_zalo: Text,
    pub brand_id: Id,
    pub brand_name: Text,
    pub price_list_id: Id,
    pub price_list_name: Text,
    pub category_source_id: Id,
    pub category_source_name: Text,
    pub overseas_vietnamese: Text,
    pub work_online: Text,
    pub online_counseling: Text,
    pub shuttle_bus: Text,
    pub campaign_id: Id,
    pub campaign_name: Text,
    pub amount_total: f64,
    pub create_on: String,
    pub crm_line_ids: Lines,
    /// Only where the integration wants the newer generation's keys too (decision A10).
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub newer: Option<Newer>,
    /// Only in bookings.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub booking: Option<Booking>,
}

/// Ids in the answer to a create, objects elsewhere (decision A9).
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Lines {
    Ids(Vec<i64>),
    Rows(Vec<Line>),
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub id: i64,
    pub service_id: i64,
    pub service_name: Text,
    pub quantity: i64,
    pub source_extend_id: Id,
    pub source_extend_name: Text,
    pub total_before_discount: f64,
    pub total_after_discount: f64,
}

#[derive(Debug, Serialize)]
pub struct Newer {
    pub customer_portrait: Portrait,
    pub id_lead: i64,
    pub link_lead_detail: String,
}

#[derive(Debug, Serialize)]
pub struct Booking {
    pub booking_date: String,
    pub effect: &'static str,
    pub link_booking_detail: String,
}

#[derive(Debug, Serialize)]
pub struct Booked {
    pub account_id: i64,
    pub customer_portrait: Portrait,
    pub id_booking: i64,
    pub link_booking_detail: String,
}

#[derive(Debug, Serialize)]
pub struct Portrait {
    pub revenue_source: Option<String>,
    pub term_goals: Option<String>,
    pub social_influence: Option<String>,
    pub behavior_on_the_internet: Option<String>,
    pub affected_by: Option<String>,
    pub work_start_time: Option<f64>,
    pub work_end_time: Option<f64>,
    pub break_start_time: Option<f64>,
    pub break_end_time: Option<f64>,
    pub transport: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pain_point: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub desires: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hobby: Vec<String>,
}

/// A lead or booking found by a customer's phone.
#[derive(Debug, Serialize)]
pub struct Row {
    pub id: i64,
    pub name: Text,
    pub stage: Text,
    pub create_on: String,
    pub link_detail: String,
    pub company_id: OrFalse<(i64, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub struct RecordedCall {
    pub id_phonecall: i64,
    pub link_phonecall_detail: String,
}

/// A call found by a customer's phone: its type and its stage by their names.
#[derive(Debug, Serialize)]
pub struct CallRow {
    pub id: i64,
    pub name: String,
    pub type_crm_id: String,
    pub stage_id: Text,
    pub support_rating: Value,
    pub call_date: String,
}

#[derive(Debug, Serialize)]
pub struct Account {
    pub id: i64,
    pub name: Text,
    pub phone: Text,
    pub email: Text,
    pub create_on: String,
}

#[derive(Debug, Serialize)]
pub struct Named {
    pub id: i64,
    pub name: String,
}

#[derive(Debug, Serialize)]
pub struct Coded {
    pub id: i64,
    pub code: Text,
    pub name: String,
}

#[derive(Debug, Serialize)]
pub struct Source {
    pub id: i64,
    pub name: String,
    pub category_id: i64,
    pub category_name: Text,
}

#[derive(Debug, Serialize)]
pub struct PriceList {
    pub id: i64,
    pub name: String,
    pub items: Vec<Price>,
}

#[derive(Debug, Serialize)]
pub struct Price {
    pub service_id: i64,
    pub service_name: Text,
    pub price: f64,
}

#[derive(Debug, Serialize)]
pub struct Quote {
    pub price_total: f64,
    pub crm_line_ids: Vec<QuoteLine>,
}

#[derive(Debug, Serialize)]
pub struct QuoteLine {
    pub ordinal_numbers: Value,
    pub amount_after_discount: f64,
}

#[derive(Debug, Serialize)]
pub struct Employee {
    pub id: i64,
    pub name: String,
    pub email: Text,
    pub department_id: Id,
    pub department_name: Text,
}

#[derive(Debug, Serialize)]
pub struct Token {
    pub uid: i64,
    pub user_context: UserContext,
    pub company_id: Id,
    pub company_ids: Vec<i64>,
    pub partner_id: i64,
    pub access_token: String,
    pub company_name: Text,
    pub currency: &'static str,
    pub country: &'static str,
    pub contact_address: Text,
    pub customer_rank: i64,
}

#[derive(Debug, Serialize)]
pub struct UserContext {
    pub lang: &'static str,
    pub tz: String,
}

#[derive(Debug, Serialize)]
pub struct Ended {
    pub message: &'static str,
    pub delete: bool,
}
