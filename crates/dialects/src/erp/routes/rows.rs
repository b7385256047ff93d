//! Fetches the rows that an enquiry's ids stand for, in the transaction that writes, so that none goes away between the look and the
//! write. Called by the handlers; whether one is missing is the mapping's to say.

use crate::erp::errors::ApiError;
use crate::erp::mapping::{self, Enquiry, Operation, Rows};
use crate::erp::settings::Settings;
use leadhub_core::questions::list_named_stages;
use leadhub_core::store::reference::agents::StoredAgent;
use leadhub_core::store::reference::{agents, catalogue, external_names, geography, sources};
use leadhub_core::store::{campaigns, persons};
use leadhub_core::{Actor, Db};
use leadhub_model::catalogue::{Brand, Company, Source};
use leadhub_model::person::ContactKind;
use leadhub_model::phone::Phone;
use leadhub_model::text::fold;
use leadhub_model::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rows, none of which is missing.
pub fn named(db: &mut Db, actor: &Actor, request: &Enquiry, operation: Operation) -> Result<Rows, ApiError> {
    let brand = brand_of(db, actor)?;
    let brand = brand.ok_or(ApiError::Refused("ID Brand not found", "the integration has no brand".to_owned()))?;
    let rows = find(db, actor, request, brand)?;
    mapping::check_rows(request, &rows, operation, actor)?;
    Ok(rows)
}

fn find(db: &mut Db, actor: &Actor, request: &Enquiry, brand: Brand) -> Result<Rows, LeadError> {
    let own = |db: &mut Db, kind: &str, id: Option<i64>| own_id(db, actor, kind, id);
    let (state, district) = (own(db, "state", request.state)?, own(db, "district", request.district)?);
    let source = own(db, "source", request.source)?;
    let price_list = match request.price_list {
        Some(id) => catalogue::find_price_list(db, actor, PriceListId(id))?.filter(|list| list.brand == brand.id),
        None => None,
    };
    let account = match request.account {
        Some(id) => persons::find_person(db, actor, PersonId(id))?.map(|person| person.id),
        None => None,
    };
    Ok(Rows {
        country: request.country.map(|id| geography::find_country(db, actor, CountryId(id))).transpose()?.flatten(),
        state: state.map(|id| geography::find_province(db, actor, ProvinceId(id))).transpose()?.flatten(),
        district: district.map(|id| geography::find_district(db, actor, DistrictId(id))).transpose()?.flatten(),
        category: match request.category {
            Some(id) => {
                catalogue::list_source_categories(db, actor)?.iter().find(|category| category.id.0 == id).cloned()
            }
            None => None,
        },
        source: match source {
            Some(id) => Source::standing_for(&sources::list_sources(db, actor)?, SourceId(id)).cloned(),
            None => None,
        },
        company: request.company.as_ref().map(|text| company(db, actor, &brand, text)).transpose()?.flatten(),
        services: services(db, actor, request, price_list.as_ref().map(|list| list.id))?,
        campaign: match request.campaign {
            Some(id) => {
                campaigns::find_campaign(db, actor, CampaignId(id))?.map(|campaign| (campaign.id, campaign.name))
            }
            None => None,
        },
        agent: request.agent_email.as_ref().map(|email| agent(db, actor, email)).transpose()?.flatten(),
        stage: request.stage.as_ref().map(|text| stage(db, actor, text)).transpose()?.flatten(),
        // Only where an account could be somebody else.
        owner: match request.phone().filter(|_| account.is_some()) {
            Some(phone) => owner_of(db, actor, phone)?,
            None => None,
        },
        account_phone: match account.filter(|_| request.phone().is_none()) {
            Some(person) => persons::find_seen_contact(db, actor, person, ContactKind::Phone)?
                .map(|key| Phone::read(&key).display()),
            None => None,
        },
        hobbies: if request.portrait.is_some() { catalogue::list_hobbies(db, actor)? } else { Arc::default() },
        account,
        price_list,
        brand,
    })
}

/// The brand that the integration speaks for: its setting `brand_id`, else the organisation's first.
pub fn brand_of(db: &mut Db, actor: &Actor) -> Result<Option<Brand>, LeadError> {
    let wanted = Settings::of(actor).brand_id;
    let brands = catalogue::list_brands(db, actor)?;
    Ok(brands.iter().find(|brand| wanted.is_none_or(|wanted| brand.id.0 == wanted)).cloned())
}

/// Whose phone it is.
pub fn owner_of(db: &mut Db, actor: &Actor, phone: &str) -> Result<Option<PersonId>, LeadError> {
    match Phone::read_first(phone).key() {
        Some(key) => Ok(persons::find_seen_owner(db, actor, ContactKind::Phone, key.as_str())?),
        None => Ok(None),
    }
}

/// A stage's name here: the organisation's name of it for this wire, else its label.
pub fn stage_names(db: &mut Db, actor: &Actor) -> Result<Vec<(StageId, String)>, LeadError> {
    let named = list_named_stages(db, actor)?;
    let named = named.each().map(|(stage, name)| (stage.id, name.map_or(&stage.label, |name| &name.external).clone()));
    Ok(named.collect())
}

/// Where the integration sends another system's ids, those are looked up first (decision A7).
pub fn own_id(db: &mut Db, actor: &Actor, kind: &str, id: Option<i64>) -> Result<Option<i64>, LeadError> {
    let Some(id) = id.filter(|_| Settings::of(actor).match_external_ids) else { return Ok(id) };
    let names = external_names::list_external_names(db, actor, kind)?;
    let external = id.to_string();
    Ok(Some(names.iter().find(|name| name.external == external).map_or(id, |name| name.row)))
}

/// By number or code, among the brand's (decision A6).
pub fn company(db: &mut Db, actor: &Actor, brand: &Brand, text: &str) -> Result<Option<Company>, LeadError> {
    let id = text.parse::<i64>().ok();
    let is_meant = |company: &Company| Some(company.id.0) == id || company.code.eq_ignore_ascii_case(text);
    Ok(catalogue::list_companies(db, actor)?
        .iter()
        .find(|company| company.brand == brand.id && is_meant(company))
        .cloned())
}

fn services(
    db: &mut Db,
    actor: &Actor,
    request: &Enquiry,
    price_list: Option<PriceListId>,
) -> Result<BTreeMap<i64, i64>, LeadError> {
    let mut services = BTreeMap::new();
    for id in request.lines.as_ref().map(|lines| lines.wanted()).unwrap_or_default() {
        if services.contains_key(&id) || catalogue::find_product(db, actor, ProductId(id))?.is_none() {
            continue;
        }
        let price = match price_list {
            Some(list) => catalogue::find_price(db, actor, list, ProductId(id))?,
            None => None,
        };
        services.insert(id, price.unwrap_or_default());
    }
    Ok(services)
}

fn agent(db: &mut Db, actor: &Actor, email: &str) -> Result<Option<AgentId>, LeadError> {
    let is_meant =
        |stored: &&StoredAgent| stored.agent.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email));
    Ok(agents::list_agents(db, actor)?.iter().find(is_meant).map(|stored| stored.agent.id))
}

/// By name, else by number; what is neither is no stage, and no error (README, Q20).
fn stage(db: &mut Db, actor: &Actor, text: &str) -> Result<Option<StageId>, LeadError> {
    Ok(named_stage(&stage_names(db, actor)?, text).map(|(stage, _)| *stage))
}

/// The stage that a text names or numbers.
pub fn named_stage<'n>(names: &'n [(StageId, String)], text: &str) -> Option<&'n (StageId, String)> {
    let by_name = names.iter().find(|(_, name)| fold(name) == fold(text));
    let by_id = || text.trim().parse::<i64>().ok().and_then(|id| names.iter().find(|(stage, _)| stage.0 == id));
    by_name.or_else(by_id)
}
