//! What services would cost, asked before anything is booked. Reached through the router; the sums are the mapping's. Writes
//! nothing.

use super::rows::brand_of;
use super::{Answer, body};
use crate::erp::errors::ApiError;
use crate::erp::mapping;
use crate::erp::wire::One;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, StatusCode, Uri};
use leadhub_core::store::reference::catalogue;
use leadhub_core::{Actor, Db};
use leadhub_model::{LeadError, PriceListId, ProductId};
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, Call};

/// `GET booking/calculate-price`: its parameters stand in the query string, or in a body as the vendor's samples have them.
pub async fn calculate(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    uri: Uri,
    body: Body,
) -> Answer {
    let body = leadhub_wire::body::read(body, app.limits.body).await?;
    let quote = mapping::quote(body::all_fields(uri.query(), &headers, &body).await?)?;
    let asked = quote.clone();
    let found = app.read(&call, move |db: &mut Db, actor: &Actor| find_prices(db, actor, &asked)).await?;
    let prices = found.ok_or_else(|| ApiError::offending(mapping::PRICE_LIST, quote.price_list))?;
    let prices = prices.into_iter().collect::<Result<Vec<i64>, i64>>();
    let prices = prices.map_err(|unknown| ApiError::offending(mapping::SERVICE, unknown))?;
    Ok(json(StatusCode::OK, &One::of(mapping::priced(&quote, &prices))))
}

/// Of each line what it costs, or the product that is none; `None` where the brand has no such list.
fn find_prices(db: &mut Db, actor: &Actor, quote: &mapping::Quote) -> Result<Option<Vec<Result<i64, i64>>>, LeadError> {
    let brand = brand_of(db, actor)?.map(|brand| brand.id);
    let list = catalogue::find_price_list(db, actor, PriceListId(quote.price_list))?;
    let Some(list) = list.filter(|list| Some(list.brand) == brand) else { return Ok(None) };
    let mut prices = Vec::new();
    for line in &quote.lines {
        let product = catalogue::find_product(db, actor, ProductId(line.product))?;
        let price = catalogue::find_price(db, actor, list.id, ProductId(line.product))?;
        // One that the list does not name costs nothing there, as on a lead.
        prices.push(product.map(|_| price.unwrap_or_default()).ok_or(line.product));
    }
    Ok(Some(prices))
}
