//! Create an organisation. Its slug is its segment in URLs and the store's only one.
//! Called by the command line and the demo; it brings no reference data.

use super::create_lead::IDS;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::organisations;
use leadhub_model::organisation::{Organisation, check_slug};
use leadhub_model::{LeadError, OrganisationId, Zone};

/// The counters that belong to no organisation.
pub(super) const STORE: OrganisationId = OrganisationId(0);

/// Ids up to this are never dealt by the house.
pub(super) const OWN_IDS: i64 = 1000;

#[derive(Debug, Clone)]
pub struct NewOrganisation {
    pub slug: String,
    pub name: String,
    /// IANA name, e.g. `Asia/Ho_Chi_Minh`.
    pub zone: String,
    pub default_dialect: String,
    /// Given only where they are known already.
    pub uuid: Option<uuid::Uuid>,
    pub account: Option<i64>,
}

/// The actor of the new organisation's house; `Err` in the outer result is the store's, in the inner one the caller's, saying
/// what to do.
pub fn create_organisation(tx: &mut Tx, new: &NewOrganisation) -> Result<Result<Actor, String>, LeadError> {
    if let Err(say) = check_slug(&new.slug) {
        return Ok(Err(say));
    }
    if Zone::named(&new.zone).is_none() {
        return Ok(Err(format!("'{}' is no time zone: give an IANA name such as Asia/Ho_Chi_Minh", new.zone)));
    }
    let id = OrganisationId(tx.next_numbers(STORE, "organisation", 1)?);
    let organisation = Organisation {
        id,
        slug: new.slug.clone(),
        name: new.name.clone(),
        zone: new.zone.clone(),
        uuid: new.uuid.unwrap_or_else(|| tx.new_uuid()),
        account: new.account.unwrap_or(id.0),
        default_dialect: new.default_dialect.clone(),
        language: "vi".to_owned(),
        logs_requests: true,
    };
    if !organisations::insert_organisation(tx, &organisation)? {
        return Ok(Err(format!("there is an organisation '{}' already", new.slug)));
    }
    // Lower ids are the organisation's own to give to the rows it brings.
    tx.next_numbers(id, IDS, OWN_IDS)?;
    Ok(Ok(Actor::house(organisation)))
}
