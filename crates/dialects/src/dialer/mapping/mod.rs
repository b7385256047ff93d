//! Between the wire and the model, both ways, pure and lossless: what the core has no name for stays in the lead's extras
//! under this dialect's key. Called by the routes and the importer. Knows no HTTP and asks no store.

mod answer;
pub mod check;
mod day;
pub mod number;
mod request;
pub mod rows;
mod stage;

use super::KEY;
use super::settings::Settings;
use leadhub_core::Actor;
use leadhub_model::{Fact, Field, Lead, LeadChange, NewLead, SourceRef, Zone};
use serde_json::Value;
use uuid::Uuid;

pub use answer::{Agents, Names, campaign, file_report, lead, list};
pub use request::{for_lead, lead_change, narrow_to_phone, new_lead, news};
pub use stage::Words;
#[cfg(test)]
pub use {request::Sent, stage::Stages};

/// What the wire prints for a day nobody gave (decision T16).
const NO_DAY: &str = "0001-01-01T00:00:00Z";
/// The characters of a UUID: the least a `list_uuid` may have (decision T3).
const UUID_LENGTH: usize = 36;

/// In which zone times are printed: the integration's setting `zone`, else the vendor's own (decision X6).
pub fn zone_of(actor: &Actor) -> Zone {
    Settings::of(actor).zone.clone()
}

/// Where a text of the wire lies in a lead: a fact, or the extras where the core has no name for it.
const TEXTS: &[(&str, Option<Fact>)] = &[
    ("lead_name", Some(Fact::Name)),
    ("lead_code", Some(Fact::Code)),
    (PHONE, Some(Fact::Phone)),
    ("contract_number", Some(Fact::ContractNumber)),
    ("identity_number", Some(Fact::IdentityNumber)),
    ("identity_issued_at", Some(Fact::IdentityIssuedAt)),
    ("identity_issued_on", Some(Fact::IdentityIssuedOn)),
    ("address", Some(Fact::Address)),
    ("province", Some(Fact::Province)),
    ("district", Some(Fact::District)),
    ("ward", Some(Fact::Ward)),
    ("date_of_birth", Some(Fact::BirthDate)),
    (ADDITIONAL, None),
    ("gender", Some(Fact::Gender)),
    ("ref_id", None),
    ("ref_code", None),
    ("other_identity_number", None),
    ("other_identity_issued_at", None),
    ("other_identity_issued_on", None),
];
pub const PHONE: &str = "phone_number";
pub const ADDITIONAL: &str = "additional";
pub const NETWORK: &str = "network";

/// Sets a text of a new lead, unless it stands for nothing.
pub fn put(new: &mut NewLead, field: &str, fact: Option<Fact>, text: &str) {
    match (fact, meant(field, text)) {
        (Some(fact), text) => new.facts.set(fact, text.map(str::to_owned)),
        (None, Some(text)) => drop(new.extras.insert(field.to_owned(), Value::from(text))),
        (None, None) => {}
    }
}

/// The texts a row of a file may carry under their own names, besides those that stand for the row itself.
pub fn row_texts() -> impl Iterator<Item = (&'static str, Option<Fact>)> {
    TEXTS.iter().copied().filter(|(field, _)| *field != ADDITIONAL)
}

/// Of leads of older programs: those that came by this wire come from their list.
pub fn facts_from_extras(lead: &Lead) -> LeadChange {
    LeadChange { source: (lead.origin == KEY).then_some(SourceRef::List), ..LeadChange::default() }
}

/// What the lead's extras of this dialect hold under a key.
fn own_extra<'l>(lead: &'l Lead, key: &str) -> Option<&'l Value> {
    lead.extras.get(KEY)?.as_object()?.get(key)
}

/// `None` for a text that stands for nothing: the empty one, and the zero day where a day belongs.
fn meant<'t>(field: &str, text: &'t str) -> Option<&'t str> {
    let is_no_day = text == NO_DAY && field.ends_with("_issued_on");
    Some(text).filter(|text| !text.is_empty() && !is_no_day)
}

/// Reads a UUID as this wire writes it, with its dashes.
pub fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|_| text.len() == UUID_LENGTH)
}

/// The vendor's name of a field of the core.
pub fn spelling(field: Field) -> &'static str {
    match field {
        Field::Fact(fact) => TEXTS.iter().find(|(_, of)| *of == Some(fact)).map_or("(root)", |(field, _)| field),
        Field::List => "list_uuid",
        Field::Campaign => "campaign_uuid",
        Field::CommentBody => "comment",
        Field::Stage => "status",
        Field::Agent => "assign_user_uuid",
        _ => "(root)",
    }
}
