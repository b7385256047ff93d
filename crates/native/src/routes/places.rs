//! Countries, provinces, old districts, communes: the house's own with the organisation's before them. Reached through the
//! router; they are only read here, since a set of reference data brings an organisation's own.

use super::Answer;
use super::request::{NoParams, QueryParams};
use crate::mapping::place as mapping;
use crate::wire::place::*;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::reference::geography;
use leadhub_core::{Actor, Db};
use leadhub_model::ProvinceId;
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(countries, provinces, districts, communes))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, "/hub/v1/countries", countries)
        .on(Method::GET, "/hub/v1/provinces", provinces)
        .on(Method::GET, "/hub/v1/districts", districts)
        .on(Method::GET, "/hub/v1/communes", communes)
}

/// List countries
#[utoipa::path(
    get, path = "/hub/v1/countries", tag = "places", operation_id = "listCountries",
    responses((status = 200, description = "All of them.", body = inline(Countries)))
)]
async fn countries(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let rows = app.read(&call, |db: &mut Db, actor: &Actor| Ok(geography::list_countries(db, actor)?)).await?;
    Ok(answer::json(StatusCode::OK, &All { data: rows.iter().map(mapping::country).collect() }))
}

/// List provinces
#[utoipa::path(
    get, path = "/hub/v1/provinces", tag = "places", operation_id = "listProvinces", params(ProvinceQuery),
    responses((status = 200, description = "All of them, or those of one country.", body = inline(Provinces)))
)]
async fn provinces(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<ProvinceQuery>,
) -> Answer {
    let rows = app.read(&call, |db: &mut Db, actor: &Actor| Ok(geography::list_provinces(db, actor)?)).await?;
    let wanted = query.country_id.0.map(|id| id.0);
    let rows = rows.iter().filter(|row| wanted.is_none_or(|wanted| row.country.0 == wanted));
    Ok(answer::json(StatusCode::OK, &All { data: rows.map(mapping::province).collect() }))
}

/// List districts
#[utoipa::path(
    get, path = "/hub/v1/districts", tag = "places", operation_id = "listDistricts", params(InProvince),
    description = "Those of the scheme that ended in 2025, under the province they lie in now.",
    responses((status = 200, description = "Those of the province.", body = inline(PlacesInProvince)))
)]
async fn districts(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<InProvince>,
) -> Answer {
    let province = ProvinceId(query.province_id.0);
    let ask = move |db: &mut Db, actor: &Actor| Ok(geography::list_districts(db, actor, province)?);
    let rows = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &All { data: rows.iter().map(mapping::district).collect() }))
}

/// List communes
#[utoipa::path(
    get, path = "/hub/v1/communes", tag = "places", operation_id = "listCommunes", params(InProvince),
    responses((status = 200, description = "Those of the province.", body = inline(PlacesInProvince)))
)]
async fn communes(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<InProvince>,
) -> Answer {
    let province = ProvinceId(query.province_id.0);
    let ask = move |db: &mut Db, actor: &Actor| Ok(geography::list_communes(db, actor, province)?);
    let rows = app.read(&call, ask).await?;
    Ok(answer::json(StatusCode::OK, &All { data: rows.iter().map(mapping::commune).collect() }))
}
