//! What an answer prints besides a lead: the rows that it points to. Called by the routes on the snapshot or in the transaction that
//! gave the lead.

use super::rows::{brand_of, stage_names};
use crate::erp::mapping::{BRAND, LeadDetails, Rows, kept_id, stored};
use leadhub_core::questions::{Part, lead_card};
use leadhub_core::store::reference::{catalogue, geography, sources};
use leadhub_core::{Actor, Db};
use leadhub_model::catalogue::{District, Province, SourceCategory};
use leadhub_model::*;

/// What the answer to a create shows: the rows that the lead was made of.
pub fn of_new(db: &mut Db, actor: &Actor, rows: Rows) -> Result<LeadDetails, LeadError> {
    let category = rows.source.and_then(|source| source.category);
    Ok(LeadDetails {
        country: rows.country,
        state: rows.state,
        district: rows.district,
        company: rows.company,
        brand: Some(rows.brand),
        price_list: rows.price_list,
        category: catalogue::list_source_categories(db, actor)?.iter().find(|row| Some(row.id) == category).cloned(),
        campaign: rows.campaign,
        ..LeadDetails::default()
    })
}

/// Everything of one lead.
pub fn of_lead(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<LeadDetails, LeadError> {
    let lines = stored(lead);
    let mut details = of_row(db, actor, lead)?;
    details.country = match kept_id(lead, "country_id") {
        Some(id) => geography::find_country(db, actor, CountryId(id))?,
        None => None,
    };
    details.state = state(db, actor, lead)?;
    details.district = district(db, actor, lead, details.state.as_ref())?;
    details.brand = match kept_id(lead, BRAND) {
        Some(id) => catalogue::list_brands(db, actor)?.iter().find(|brand| brand.id.0 == id).cloned(),
        None => brand_of(db, actor)?,
    };
    details.price_list = match kept_id(lead, "price_list_id") {
        Some(id) => catalogue::find_price_list(db, actor, PriceListId(id))?,
        None => None,
    };
    details.category = category(db, actor, lead)?;
    let campaign = lead_card(db, actor, lead, &[Part::Campaign])?.campaign;
    details.campaign = campaign.map(|campaign| (campaign.id, campaign.name));
    for line in &lines {
        let product = catalogue::find_product(db, actor, line.service)?;
        details.services.extend(product.map(|product| (product.id.0, product.name)));
    }
    if lines.iter().any(|line| line.source.is_some()) {
        details.sources =
            sources::list_sources(db, actor)?.iter().map(|source| (source.id.0, source.name.clone())).collect();
    }
    Ok(details)
}

/// That of the lead's source (decision A8).
fn category(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<Option<SourceCategory>, LeadError> {
    let Some(id) = lead.source else { return Ok(None) };
    let category = sources::list_sources(db, actor)?.iter().find(|row| row.id == id).and_then(|row| row.category);
    Ok(catalogue::list_source_categories(db, actor)?.iter().find(|row| Some(row.id) == category).cloned())
}

/// What a row of a list shows.
pub fn of_row(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<LeadDetails, LeadError> {
    let company = kept_id(lead, "company_id");
    Ok(LeadDetails {
        company: catalogue::list_companies(db, actor)?.iter().find(|row| Some(row.id.0) == company).cloned(),
        stage: stage_names(db, actor)?.into_iter().find(|(id, _)| *id == lead.stage).map(|(_, name)| name),
        ..LeadDetails::default()
    })
}

/// The row that has the name of the lead's province: the one that was given, else whichever is called so.
fn state(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<Option<Province>, LeadError> {
    let Some(name) = lead.facts.get(Fact::Province) else { return Ok(None) };
    if let Some(id) = kept_id(lead, "state_id") {
        let given = geography::find_province(db, actor, ProvinceId(id))?.filter(|row| row.name == name);
        if given.is_some() {
            return Ok(given);
        }
    }
    Ok(geography::find_province_by_name(db, actor, name)?)
}

fn district(db: &mut Db, actor: &Actor, lead: &Lead, state: Option<&Province>) -> Result<Option<District>, LeadError> {
    let Some(name) = lead.facts.get(Fact::District) else { return Ok(None) };
    if let Some(id) = kept_id(lead, "district_id") {
        let given = geography::find_district(db, actor, DistrictId(id))?.filter(|row| row.name == name);
        if given.is_some() {
            return Ok(given);
        }
    }
    let Some(state) = state else { return Ok(None) };
    Ok(geography::find_district_by_name(db, actor, state.id, name)?)
}
