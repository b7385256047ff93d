//! Between the wire and the model, both ways, pure and lossless: what the core has no name for stays in the lead's extras under
//! this dialect's key. Called by the routes, which fetch the rows that ids stand for. Knows no HTTP and asks no store.

mod answer;
mod call;
mod dates;
mod enquiry;
mod facts_from_extras;
mod fields;
mod lines;
pub mod literal;
mod portrait;
mod price;
mod request;
mod required;
mod rows;
mod unchanged;

pub use answer::{LeadDetails, ROW_FACTS, account, booked, booking, created, detail, row, row_of_booking};
pub use call::{CallRequest, Party, call_row, call_types, call_with, read_call, recorded, told_stage};
pub use dates::day_of_booking;
pub use enquiry::{Enquiry, enquiry};
pub use facts_from_extras::facts_from_extras;
pub use lines::{LINES, changed, stored};
pub use price::{Quote, priced, quote};
pub use request::{account_of, added, booking_state, change, new_booking, new_lead};
pub use required::{Operation, check_undated};
pub use rows::{COMPANY, COUNTRY, PRICE_LIST, Rows, SERVICE, STATE, check_rows};
pub use unchanged::without_printed;

use super::KEY;
use super::settings::Settings;
use leadhub_core::Actor;
use leadhub_model::{BrandId, KeptOrNone, Lead, Zone};
use serde_json::{Map, Value};

/// How one integration's answers look.
#[derive(Debug, Clone)]
pub struct AnswerStyle {
    /// What links begin with (decision K11).
    base_url: String,
    /// The newer generation's keys are wanted too (decision A10).
    newer_keys: bool,
    /// Where bookings are.
    zone: Zone,
}

impl AnswerStyle {
    /// Reads the settings `base_url` and `newer_keys`, and the organisation's zone.
    pub fn of(actor: &Actor) -> AnswerStyle {
        let settings = Settings::of(actor);
        let base_url = settings.base_url.trim_end_matches('/').to_owned();
        AnswerStyle { base_url, newer_keys: settings.newer_keys, zone: actor.zone.clone() }
    }

    /// The page of a lead or booking; the numbers are the vendor's own pages.
    fn link(&self, id: i64, action: i64) -> String {
        format!("{}/web#id={id}&model=crm.lead&view_type=form&action={action}&menu_id=430", self.base_url)
    }

    /// The page of a phone call.
    fn link_of_call(&self, id: i64) -> String {
        format!("{}/web#id={id}&model=crm.phone.call&view_type=form&action=713&menu_id=511", self.base_url)
    }
}

/// Under which a lead keeps the number of its brand.
pub const BRAND: &str = "brand_id";

/// The leads of a brand and those of none (decision K15).
pub fn of_brand(brand: BrandId) -> KeptOrNone {
    KeptOrNone { dialect: KEY, key: BRAND, number: brand.0 }
}

/// A text of the caller's as messages show it.
pub fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}

/// What the lead keeps under this dialect's key.
pub fn own_extras(lead: &Lead) -> Option<&Map<String, Value>> {
    lead.extras.get(KEY)?.as_object()
}

/// A number among them.
pub fn kept_id(lead: &Lead, key: &str) -> Option<i64> {
    own_extras(lead)?.get(key)?.as_i64()
}
