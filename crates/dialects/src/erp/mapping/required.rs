//! Which fields a request must have: every one the documents mark True, or the short list that the deployed vendor enforces
//! (decisions A1, A3, A4). Called before anything else is read.

use super::fields::Fields;
use crate::erp::errors::ApiError;
use crate::erp::settings::Settings;
use leadhub_core::Actor;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Lead,
    Booking,
    /// A change of either, which names what it changes.
    Change,
}

const DOCUMENTED: &[&str] = &[
    "ticket_id",
    "agent_email",
    "user_id",
    "contact_name",
    "gender",
    "country_id",
    "state_id",
    "street",
    "company_id",
    "price_list_id",
    "category_source_id",
    "source_id",
    "campaign_id",
    "crm_line_ids",
];
const LEAD_AS_DEPLOYED: &[&str] =
    &["contact_name", "gender", "company_id", "category_source_id", "source_id", "price_list_id"];
const BOOKING_AS_DEPLOYED: &[&str] =
    &["contact_name", "gender", "company_id", "source_id", "price_list_id", "crm_line_ids"];
const DATE: &str = "booking_date";

/// Whether the integration wants only what the deployed vendor enforces.
pub fn is_as_deployed(actor: &Actor) -> bool {
    Settings::of(actor).validation == "as_deployed"
}

/// Refuses with the fields that are missing, in the documents' order.
pub fn check_required(fields: &Fields, operation: Operation, actor: &Actor) -> Result<(), ApiError> {
    if operation == Operation::Change {
        return Ok(());
    }
    let required = match (is_as_deployed(actor), operation) {
        (false, _) => DOCUMENTED,
        (true, Operation::Booking) => BOOKING_AS_DEPLOYED,
        (true, _) => LEAD_AS_DEPLOYED,
    };
    let date = (operation == Operation::Booking).then_some(&DATE);
    let nobody = !fields.has("account_id") && !fields.has("phone_no1");
    let pair = nobody.then_some("account_id or phone_no1");
    let lacking = required.iter().chain(date).copied().filter(|field| !fields.has(field));
    let missing: Vec<&'static str> = pair.into_iter().chain(lacking).collect();
    match missing.is_empty() {
        false => Err(ApiError::Missing(missing)),
        true if operation == Operation::Lead => check_undated(fields.has(DATE)),
        true => Ok(()),
    }
}

/// A day is a booking's, never a lead's (decision A24).
pub fn check_undated(is_dated: bool) -> Result<(), ApiError> {
    match is_dated {
        true => Err(ApiError::Refused("Error", "a lead has no booking_date: create a booking".to_owned())),
        false => Ok(()),
    }
}
