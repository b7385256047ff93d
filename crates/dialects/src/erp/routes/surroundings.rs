//! Fetches what leads point to, so that the mapping can print it. Called by the routes on the snapshot or in the transaction that
//! gave the lead.

use super::rows::{brand_of, stage_names};
use crate::erp::mapping::{Rows, Surroundings, kept_id, stored};
use leadhub_core::store::reference::{catalogue, geography, sources};
use leadhub_core::store::{campaigns, lists};
use leadhub_core::{Actor, Db};
use leadhub_model::catalogue::{District, Province, SourceCategory};
use leadhub_model::*;

/// What the answer to a create shows: the rows that the lead was made of.
pub fn of_new(db: &mut Db, actor: &Actor, rows: Rows) -> Result<Surroundings, LeadError> {
    let category = rows.source.and_then(|source| source.category);
    Ok(Surroundings {
        country: rows.country,
        state: rows.state,
        district: rows.district,
        company: rows.company,
        brand: Some(rows.brand),
        price_list: rows.price_list,
        category: catalogue::list_source_categories(db, actor)?.iter().find(|row| Some(row.id) == category).cloned(),
        campaign: rows.campaign,
        ..Surroundings::default()
    })
}

/// Everything of one lead.
pub fn of_lead(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<Surroundings, LeadError> {
    let lines = stored(lead);
    let mut around = of_row(db, actor, lead)?;
    around.country = match kept_id(lead, "country_id") {
        Some(id) => geography::find_country(db, actor, CountryId(id))?,
        None => None,
    };
    around.state = state(db, actor, lead)?;
    around.district = district(db, actor, lead, around.state.as_ref())?;
    around.brand = match kept_id(lead, "brand_id") {
        Some(id) => catalogue::list_brands(db, actor)?.iter().find(|brand| brand.id.0 == id).cloned(),
        None => brand_of(db, actor)?,
    };
    around.price_list = match kept_id(lead, "price_list_id") {
        Some(id) => catalogue::find_price_list(db, actor, PriceListId(id))?,
        None => None,
    };
    around.category = category(db, actor, lead)?;
    around.campaign = campaign(db, actor, lead)?;
    for line in &lines {
        let product = catalogue::find_product(db, actor, line.service)?;
        around.services.extend(product.map(|product| (product.id.0, product.name)));
    }
    if lines.iter().any(|line| line.source.is_some()) {
        around.sources =
            sources::list_sources(db, actor)?.iter().map(|source| (source.id.0, source.name.clone())).collect();
    }
    Ok(around)
}

/// That of the lead's source (decision A8).
fn category(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<Option<SourceCategory>, LeadError> {
    let Some(id) = lead.source else { return Ok(None) };
    let category = sources::list_sources(db, actor)?.iter().find(|row| row.id == id).and_then(|row| row.category);
    Ok(catalogue::list_source_categories(db, actor)?.iter().find(|row| Some(row.id) == category).cloned())
}

/// What a row of a list shows.
pub fn of_row(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<Surroundings, LeadError> {
    let company = kept_id(lead, "company_id");
    Ok(Surroundings {
        company: catalogue::list_companies(db, actor)?.iter().find(|row| Some(row.id.0) == company).cloned(),
        stage: stage_names(db, actor)?.into_iter().find(|(id, _)| *id == lead.stage).map(|(_, name)| name),
        ..Surroundings::default()
    })
}

/// The lead's own, else that of the list it is in, as other wires show it.
fn campaign(db: &mut Db, actor: &Actor, lead: &Lead) -> Result<Option<(CampaignId, String)>, LeadError> {
    let campaign = match (lead.campaign, lead.list) {
        (Some(id), _) => campaigns::find_campaign(db, actor, id)?,
        (None, Some(list)) => match lists::list_names(db, actor, &[list])?.first() {
            Some(names) => campaigns::find_campaign_by_uuid(db, actor, names.campaign)?,
            None => None,
        },
        (None, None) => None,
    };
    Ok(campaign.map(|campaign| (campaign.id, campaign.name)))
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
