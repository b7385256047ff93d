//! The reference lists: what the ids in leads stand for. Of branches and price lists only those of the integration's brand are
//! shown. `offset` and `limit` cut any list; without them it is whole.

use super::accounts::{cut, paging};
use super::parameters::{self, with_ignored_parameters};
use super::rows::{brand_of, company, stage_names};
use super::{Answer, Named};
use crate::erp::errors::ApiError;
use crate::erp::mapping::{self, COMPANY};
use crate::erp::wire::{Coded, Employee, Many, Named as Row, Nothing, One, OrFalse, Price, PriceList, Source};
use axum::Extension;
use axum::extract::State;
use http::StatusCode;
use leadhub_core::store::campaigns;
use leadhub_core::store::reference::agents::{self, StoredAgent};
use leadhub_core::store::reference::{catalogue, geography, places, sources};
use leadhub_core::{Actor, Db};
use leadhub_model::catalogue::{
    Brand, Company, Country, District, Hobby, Price as StoredPrice, PriceList as StoredPriceList, Product, Province,
    Source as StoredSource, SourceCategory,
};
use leadhub_model::list::Campaign;
use leadhub_model::reference::{Agent, Group};
use leadhub_model::{BrandId, LeadError, Moment, Paging, PriceListId, ProvinceId, StageId};
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::{Query, Several};
use serde::Serialize;
use std::sync::Arc;

type StoredGroups = Arc<Vec<(Group, Moment)>>;

/// What is asked is read as the store has it; the rows are made of it behind the snapshot.
async fn list<R: Send + 'static, T: Serialize>(
    (State(app), Extension(call)): (State<AppState>, Extension<Call>),
    query: Query,
    own: &[&str],
    ask: impl Fn(&mut Db, &Actor) -> Result<R, LeadError> + Send + 'static,
    rows: impl FnOnce(R) -> Vec<T> + Send + 'static,
) -> Answer {
    let known = [own, &["offset", "limit"]].concat();
    parameters::check(&query, &known)?;
    let is_cut = query.get("offset").or(query.get("limit")).is_some();
    let window = if is_cut { Some(paging(&query, i64::MAX)?) } else { None };
    let show = move |found: R| {
        let rows = rows(found);
        let rows = match window {
            Some(window) => cut(rows, window).collect(),
            None => rows,
        };
        json(StatusCode::OK, &Many::<Vec<T>>::of(rows))
    };
    Ok(with_ignored_parameters(app.read_shown(&call, ask, show).await?, &query, &known))
}

fn coded(id: i64, code: &str, name: &str) -> Coded {
    Coded { id, code: OrFalse(Some(code).filter(|code| !code.is_empty()).map(str::to_owned)), name: name.to_owned() }
}

fn named(id: i64, name: &str) -> Row {
    Row { id, name: name.to_owned() }
}

/// `GET brand`
pub async fn brands(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok(catalogue::list_brands(db, actor)?);
    let rows = |all: Arc<Vec<Brand>>| all.iter().map(|row| coded(row.id.0, &row.code, &row.name)).collect();
    list((app, call), query, &[], ask, rows).await
}

/// `GET location`, `GET company`
pub async fn companies(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok((own_brand(db, actor)?, catalogue::list_companies(db, actor)?));
    let rows = |(brand, all): (Option<BrandId>, Arc<Vec<Company>>)| {
        let own = all.iter().filter(|row| Some(row.brand) == brand);
        own.map(|row| coded(row.id.0, &row.code, &row.name)).collect()
    };
    list((app, call), query, &[], ask, rows).await
}

fn own_brand(db: &mut Db, actor: &Actor) -> Result<Option<BrandId>, LeadError> {
    Ok(brand_of(db, actor)?.map(|brand| brand.id))
}

/// `GET services`
pub async fn services(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok(catalogue::list_products(db, actor)?);
    let rows = |all: Arc<Vec<Product>>| all.iter().map(|row| coded(row.id.0, &row.code, &row.name)).collect();
    list((app, call), query, &[], ask, rows).await
}

/// `GET price-list`
pub async fn price_lists(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok((own_brand(db, actor)?, catalogue::list_price_lists(db, actor)?));
    let rows = |(brand, all): (Option<BrandId>, Arc<Vec<StoredPriceList>>)| {
        all.iter().filter(|row| Some(row.brand) == brand).map(|row| named(row.id.0, &row.name)).collect()
    };
    list((app, call), query, &[], ask, rows).await
}

/// `GET price-list/{id}`: with what everything costs; what is not there is an empty object.
pub async fn price_list(State(app): State<AppState>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let id = PriceListId(named.id()?);
    let ask = |db: &mut Db, actor: &Actor| {
        Ok((own_brand(db, actor)?, catalogue::list_price_lists(db, actor)?, catalogue::list_products(db, actor)?))
    };
    let (brand, lists, products) = app.read(&call, ask).await?;
    let found = lists.iter().find(|row| row.id == id && Some(row.brand) == brand);
    Ok(match found {
        Some(list) => json(StatusCode::OK, &One::of(priced(list, &products))),
        None => json(StatusCode::OK, &One::of(Nothing {})),
    })
}

fn priced(list: &StoredPriceList, products: &[Product]) -> PriceList {
    let name = |id| products.iter().find(|row| row.id == id).map(|row| row.name.clone());
    let item = |price: &StoredPrice| Price {
        service_id: price.product.0,
        service_name: OrFalse(name(price.product)),
        price: price.amount as f64,
    };
    PriceList { id: list.id.0, name: list.name.clone(), items: list.prices.iter().map(item).collect() }
}

/// `GET campaign`
pub async fn campaigns(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| {
        let all = Paging { offset: 0, limit: 10_000 };
        Ok(campaigns::list_campaigns(db, actor, None, all)?.rows)
    };
    let rows = |all: Vec<Campaign>| all.into_iter().map(|row| Row { id: row.id.0, name: row.name }).collect();
    list((app, call), query, &[], ask, rows).await
}

/// `GET countries`
pub async fn countries(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok(geography::list_countries(db, actor)?);
    let rows = |all: Arc<Vec<Country>>| all.iter().map(|row| coded(row.id.0, &row.code, &row.name)).collect();
    list((app, call), query, &[], ask, rows).await
}

/// `GET states`, all or those of `country_id`
pub async fn states(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let country = number(&query, "country_id")?;
    let ask = |db: &mut Db, actor: &Actor| Ok(geography::list_provinces(db, actor)?);
    let rows = move |all: Arc<Vec<Province>>| {
        let own = all.iter().filter(|row| country.is_none_or(|id| row.country.0 == id));
        own.map(|row| coded(row.id.0, &row.code, &row.name)).collect()
    };
    list((app, call), query, &["country_id"], ask, rows).await
}

/// `GET districts` of a `state_id`
pub async fn districts(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let state = number(&query, "state_id")?.ok_or_else(|| ApiError::missing("state_id"))?;
    let ask = move |db: &mut Db, actor: &Actor| Ok(geography::list_districts(db, actor, ProvinceId(state))?);
    let rows = |all: Vec<District>| all.into_iter().map(|row| Row { id: row.id.0, name: row.name }).collect();
    list((app, call), query, &["state_id"], ask, rows).await
}

/// `GET stage`
pub async fn stages(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |all: Vec<(StageId, String)>| all.into_iter().map(|(id, name)| Row { id: id.0, name }).collect();
    list((app, call), query, &[], stage_names, rows).await
}

/// `GET source-category`
pub async fn categories(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok(catalogue::list_source_categories(db, actor)?);
    let rows = |all: Arc<Vec<SourceCategory>>| all.iter().map(|row| named(row.id.0, &row.name)).collect();
    list((app, call), query, &[], ask, rows).await
}

/// `GET source`: those that have a category; what came as a word of another wire has none before somebody looks at it.
pub async fn sources(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| {
        Ok((catalogue::list_source_categories(db, actor)?, sources::list_sources(db, actor)?))
    };
    let rows = |(categories, all): (Arc<Vec<SourceCategory>>, Arc<Vec<StoredSource>>)| {
        all.iter().filter_map(|row| source(row, &categories)).collect()
    };
    list((app, call), query, &[], ask, rows).await
}

fn source(row: &StoredSource, categories: &[SourceCategory]) -> Option<Source> {
    let category = row.category.filter(|_| row.merged_into.is_none())?;
    let name = categories.iter().find(|row| row.id == category).map(|row| row.name.clone());
    Some(Source { id: row.id.0, name: row.name.clone(), category_id: category.0, category_name: OrFalse(name) })
}

/// `GET hobby`
pub async fn hobbies(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |db: &mut Db, actor: &Actor| Ok(catalogue::list_hobbies(db, actor)?);
    let rows = |all: Arc<Vec<Hobby>>| all.iter().map(|row| named(row.id.0, &row.name)).collect();
    list((app, call), query, &[], ask, rows).await
}

/// `GET type-phone-call` (decision K17)
pub async fn call_types(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let ask = |_: &mut Db, actor: &Actor| Ok(mapping::call_types(actor));
    let rows = |all: Vec<(i64, String)>| all.into_iter().map(|(id, name)| Row { id, name }).collect();
    list((app, call), query, &[], ask, rows).await
}

/// `GET employee` of a `company_id` and a `deparment_id`, in the vendor's spelling too. Agents belong to no branch, so a branch only has to
/// be one of the brand.
pub async fn employees(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let department = match (number(&query, "deparment_id")?, number(&query, "department_id")?) {
        (Some(one), Some(other)) if one != other => return Err(ApiError::params("department_id", Several::SAY)),
        (one, other) => one.or(other),
    };
    check_company(&app, &call, &query).await?;
    let ask = |db: &mut Db, actor: &Actor| Ok((places::list_groups(db, actor)?, agents::list_agents(db, actor)?));
    let rows = move |(groups, agents): (StoredGroups, Arc<Vec<StoredAgent>>)| {
        let own = agents.iter().map(|stored| &stored.agent);
        let own = own.filter(|agent| department.is_none_or(|id| agent.group.is_some_and(|group| group.0 == id)));
        own.map(|agent| employee(agent, groups.iter().map(|(row, _)| row))).collect()
    };
    list((app, call), query, &["company_id", "deparment_id", "department_id"], ask, rows).await
}

/// A branch that is named is one of the brand.
async fn check_company(app: &AppState, call: &Call, query: &Query) -> Result<(), ApiError> {
    let Some(text) = parameters::one(query, "company_id")?.map(str::to_owned) else { return Ok(()) };
    let wanted = text.clone();
    let question = move |db: &mut Db, actor: &Actor| match brand_of(db, actor)? {
        Some(brand) => company(db, actor, &brand, &wanted),
        None => Ok(None),
    };
    app.read(call, question).await?.ok_or_else(|| ApiError::offending(COMPANY, text))?;
    Ok(())
}

fn employee<'g>(agent: &Agent, mut groups: impl Iterator<Item = &'g Group>) -> Employee {
    Employee {
        id: agent.id.0,
        name: agent.username.clone(),
        email: OrFalse(agent.email.clone()),
        department_id: OrFalse(agent.group.map(|group| group.0)),
        department_name: OrFalse(groups.find(|row| Some(row.id) == agent.group).map(|row| row.name.clone())),
    }
}

fn number(query: &Query, key: &str) -> Result<Option<i64>, ApiError> {
    let number = |text: &str| text.parse().map_err(|_| ApiError::params(key, "must be a whole number"));
    parameters::one(query, key)?.map(number).transpose()
}
