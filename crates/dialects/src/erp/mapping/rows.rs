//! The rows that an enquiry's ids stand for, as the routes found them, and the refusal of ids that stand for none, in the
//! vendor's order and words. Decides nothing else.

use super::enquiry::{Enquiry, PHONE};
use super::required::{Operation, is_as_deployed};
use crate::erp::errors::ApiError;
use leadhub_core::Actor;
use leadhub_model::catalogue::*;
use leadhub_model::*;
use std::collections::BTreeMap;
use std::sync::Arc;

pub const COUNTRY: &str = "ID Country not found";
pub const STATE: &str = "ID State not found";
pub const DISTRICT: &str = "ID District not found";
pub const SOURCE: &str = "ID Source CS not found";
pub const CATEGORY: &str = "ID Category Source not found";
pub const COMPANY: &str = "Code Company not found";
pub const PRICE_LIST: &str = "ID Price list not found";
pub const SERVICE: &str = "ID Service not found";
pub const CAMPAIGN: &str = "ID Campaign not found";
pub const ACCOUNT: &str = "ID Account not found";

/// What was found; `None` where nothing was asked for or nothing is there.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The integration's own.
    pub brand: Brand,
    pub country: Option<Country>,
    pub state: Option<Province>,
    pub district: Option<District>,
    pub category: Option<SourceCategory>,
    pub source: Option<Source>,
    pub company: Option<Company>,
    pub price_list: Option<PriceList>,
    /// What each service that exists costs; 0 where the price list does not say.
    pub services: BTreeMap<i64, i64>,
    pub campaign: Option<(CampaignId, String)>,
    pub agent: Option<AgentId>,
    pub stage: Option<StageId>,
    pub account: Option<PersonId>,
    /// Whose phone it is, where an account is named too.
    pub owner: Option<PersonId>,
    /// The phone by which the account is known, where the enquiry gives none.
    pub account_phone: Option<String>,
    pub hobbies: Arc<Vec<Hobby>>,
}

/// Refuses the first id that stands for nothing. An unknown account is refused only where no phone says who it is (A25).
pub fn check_rows(request: &Enquiry, rows: &Rows, operation: Operation, actor: &Actor) -> Result<(), ApiError> {
    known(COUNTRY, request.country, &rows.country)?;
    known(STATE, request.state, &rows.state)?;
    known(DISTRICT, request.district, &rows.district)?;
    known(CATEGORY, request.category, &rows.category)?;
    known(SOURCE, request.source, &rows.source)?;
    known(COMPANY, request.company.as_ref(), &rows.company)?;
    if operation == Operation::Booking && rows.company.as_ref().is_some_and(|company| !company.bookable) {
        return Err(ApiError::offending("Chọn sai công ty", request.company.as_deref().unwrap_or_default()));
    }
    known(PRICE_LIST, request.price_list, &rows.price_list)?;
    let wanted = request.lines.as_ref().map(|lines| lines.wanted()).unwrap_or_default();
    if let Some(unknown) = wanted.iter().find(|service| !rows.services.contains_key(service)) {
        return Err(ApiError::offending(SERVICE, unknown));
    }
    known(CAMPAIGN, request.campaign, &rows.campaign)?;
    if request.phone().is_none() {
        known(ACCOUNT, request.account, &rows.account)?;
    }
    check_length(request, rows, operation, actor)
}

fn known<T>(kind: &'static str, request: Option<impl std::fmt::Display>, found: &Option<T>) -> Result<(), ApiError> {
    match (request, found) {
        (Some(value), None) => Err(ApiError::offending(kind, value)),
        _ => Ok(()),
    }
}

/// A deployed vendor's booking takes exactly ten digits in Việt Nam, which is also meant where no country is given (P1).
fn check_length(request: &Enquiry, rows: &Rows, operation: Operation, actor: &Actor) -> Result<(), ApiError> {
    let is_vietnam = rows.country.as_ref().is_none_or(|country| country.code == "VN");
    match request.phone() {
        Some(phone) if operation == Operation::Booking && is_as_deployed(actor) && is_vietnam && phone.len() != 10 => {
            Err(ApiError::offending(PHONE, phone))
        }
        _ => Ok(()),
    }
}
