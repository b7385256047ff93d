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
use leadhub_core::store;
use leadhub_core::store::campaigns;
use leadhub_core::store::reference::{agents, geography, places, sources};
use leadhub_core::{Actor, Db};
use leadhub_model::*;
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::{Query, Several};
use serde::Serialize;

type Rows<T> = Result<Vec<T>, LeadError>;

async fn list<T: Serialize + Send + 'static>(
    app: State<AppState>,
    call: Extension<Call>,
    query: Query,
    own: &[&str],
    rows: impl Fn(&mut Db, &Actor) -> Rows<T> + Send + 'static,
) -> Answer {
    let known = [own, &["offset", "limit"]].concat();
    parameters::check(&query, &known)?;
    let is_cut = query.get("offset").or(query.get("limit")).is_some();
    let window = if is_cut { Some(paging(&query, i64::MAX)?) } else { None };
    let question = move |db: &mut Db, actor: &Actor| {
        let rows = rows(db, actor)?;
        Ok(match window {
            Some(window) => cut(rows, window).collect(),
            None => rows,
        })
    };
    let answer = json(StatusCode::OK, &Many::<Vec<T>>::of(app.read(&call, question).await?));
    Ok(with_ignored_parameters(answer, &query, &known))
}

fn coded(id: i64, code: String, name: String) -> Coded {
    Coded { id, code: OrFalse(Some(code).filter(|code| !code.is_empty())), name }
}

/// `GET brand`
pub async fn brands(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        Ok(store::reference::catalogue::list_brands(db, actor)?
            .iter()
            .cloned()
            .map(|row| coded(row.id.0, row.code, row.name))
            .collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET location`, `GET company`
pub async fn companies(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        let brand = brand_of(db, actor)?.map(|brand| brand.id);
        let companies = store::reference::catalogue::list_companies(db, actor)?;
        let own = companies.iter().filter(|row| Some(row.brand) == brand).cloned();
        Ok(own.map(|row| coded(row.id.0, row.code, row.name)).collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET services`
pub async fn services(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        Ok(store::reference::catalogue::list_products(db, actor)?
            .iter()
            .cloned()
            .map(|row| coded(row.id.0, row.code, row.name))
            .collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET price-list`
pub async fn price_lists(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        let brand = brand_of(db, actor)?.map(|brand| brand.id);
        let lists = store::reference::catalogue::list_price_lists(db, actor)?;
        let own = lists.iter().filter(|row| Some(row.brand) == brand);
        Ok(own.map(|row| Row { id: row.id.0, name: row.name.clone() }).collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET price-list/{id}`: with what everything costs; what is not there is an empty object.
pub async fn price_list(State(app): State<AppState>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let id = PriceListId(named.id()?);
    let question = move |db: &mut Db, actor: &Actor| {
        let brand = brand_of(db, actor)?.map(|brand| brand.id);
        let lists = store::reference::catalogue::list_price_lists(db, actor)?;
        let found = lists.iter().find(|row| row.id == id && Some(row.brand) == brand);
        let Some(found) = found else { return Ok(None) };
        let products = store::reference::catalogue::list_products(db, actor)?;
        let item = |price: &catalogue::Price| Price {
            service_id: price.product.0,
            service_name: OrFalse(products.iter().find(|row| row.id == price.product).map(|row| row.name.clone())),
            price: price.amount as f64,
        };
        let items = found.prices.iter().map(item).collect();
        Ok(Some(PriceList { id: found.id.0, name: found.name.clone(), items }))
    };
    Ok(match app.read(&call, question).await? {
        Some(list) => json(StatusCode::OK, &One::of(list)),
        None => json(StatusCode::OK, &One::of(Nothing {})),
    })
}

/// `GET campaign`
pub async fn campaigns(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        let all = Paging { offset: 0, limit: 10_000 };
        let campaigns = campaigns::list_campaigns(db, actor, None, all)?.rows;
        Ok(campaigns.into_iter().map(|row| Row { id: row.id.0, name: row.name }).collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET countries`
pub async fn countries(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        Ok(geography::list_countries(db, actor)?
            .iter()
            .cloned()
            .map(|row| coded(row.id.0, row.code, row.name))
            .collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET states`, all or those of `country_id`
pub async fn states(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let country = number(&query, "country_id")?;
    let rows = move |db: &mut Db, actor: &Actor| {
        let provinces = geography::list_provinces(db, actor)?;
        let own = provinces.iter().filter(|row| country.is_none_or(|id| row.country.0 == id)).cloned();
        Ok(own.map(|row| coded(row.id.0, row.code, row.name)).collect())
    };
    list(app, call, query, &["country_id"], rows).await
}

/// `GET districts` of a `state_id`
pub async fn districts(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let state = number(&query, "state_id")?.ok_or_else(|| ApiError::missing("state_id"))?;
    let rows = move |db: &mut Db, actor: &Actor| {
        let districts = geography::list_districts(db, actor, ProvinceId(state))?;
        Ok(districts.into_iter().map(|row| Row { id: row.id.0, name: row.name }).collect())
    };
    list(app, call, query, &["state_id"], rows).await
}

/// `GET stage`
pub async fn stages(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        Ok(stage_names(db, actor)?.into_iter().map(|(id, name)| Row { id: id.0, name }).collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET source-category`
pub async fn categories(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        Ok(store::reference::catalogue::list_source_categories(db, actor)?
            .iter()
            .cloned()
            .map(|row| Row { id: row.id.0, name: row.name })
            .collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET source`: those that have a category; what came as a word of another wire has none before somebody looks at it.
pub async fn sources(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        let categories = store::reference::catalogue::list_source_categories(db, actor)?;
        let name = |id| OrFalse(categories.iter().find(|row| row.id == id).map(|row| row.name.clone()));
        let source = |row: &catalogue::Source| {
            let category = row.category.filter(|_| row.merged_into.is_none())?;
            Some(Source {
                id: row.id.0,
                name: row.name.clone(),
                category_id: category.0,
                category_name: name(category),
            })
        };
        Ok(sources::list_sources(db, actor)?.iter().filter_map(source).collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET hobby`
pub async fn hobbies(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |db: &mut Db, actor: &Actor| {
        Ok(store::reference::catalogue::list_hobbies(db, actor)?
            .iter()
            .cloned()
            .map(|row| Row { id: row.id.0, name: row.name })
            .collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET type-phone-call` (decision K17)
pub async fn call_types(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let rows = |_: &mut Db, actor: &Actor| {
        Ok(mapping::call_types(actor).into_iter().map(|(id, name)| Row { id, name }).collect())
    };
    list(app, call, query, &[], rows).await
}

/// `GET employee` of a `company_id` and a `deparment_id`, in the vendor's spelling too. Agents belong to no branch, so a branch only has to
/// be one of the brand.
pub async fn employees(app: State<AppState>, call: Extension<Call>, query: Query) -> Answer {
    let department = match (number(&query, "deparment_id")?, number(&query, "department_id")?) {
        (Some(one), Some(other)) if one != other => return Err(ApiError::params("department_id", Several::SAY)),
        (one, other) => one.or(other),
    };
    check_company(&app, &call, &query).await?;
    let rows = move |db: &mut Db, actor: &Actor| {
        let groups = places::list_groups(db, actor)?;
        let agents = agents::list_agents(db, actor)?;
        let own = agents.iter().map(|stored| &stored.agent);
        let own = own.filter(|agent| department.is_none_or(|id| agent.group.is_some_and(|group| group.0 == id)));
        Ok(own.map(|agent| employee(agent, groups.iter().map(|(row, _)| row))).collect())
    };
    list(app, call, query, &["company_id", "deparment_id", "department_id"], rows).await
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

fn employee<'g>(agent: &reference::Agent, mut groups: impl Iterator<Item = &'g reference::Group>) -> Employee {
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
