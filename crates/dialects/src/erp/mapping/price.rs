//! What services cost together: the question and its answer, pure. Called by the route that asks the price list in between. Knows no
//! store.

use super::fields::{Fields, shown, whole_number};
use super::lines::LINES;
use super::rows::{PRICE_LIST, SERVICE};
use crate::erp::errors::ApiError;
use crate::erp::wire;
use serde_json::{Map, Value};

/// Services to be priced by a price list.
#[derive(Debug, Clone)]
pub struct Quote {
    pub price_list: i64,
    pub lines: Vec<QuoteLine>,
}

#[derive(Debug, Clone)]
pub struct QuoteLine {
    /// The caller's own number of the line.
    ordinal: Value,
    pub product: i64,
    quantity: i64,
}

/// Reads the question. There are no discount programs here, so one that is named is not found: a price without it would be wrong.
pub fn quote(body: Map<String, Value>) -> Result<Quote, ApiError> {
    let mut fields = Fields::new(body);
    let missing: Vec<&'static str> = ["price_list_id", LINES].into_iter().filter(|field| !fields.has(field)).collect();
    if !missing.is_empty() {
        return Err(ApiError::Missing(missing));
    }
    let price_list = fields.id("price_list_id", PRICE_LIST)?.ok_or_else(|| ApiError::missing("price_list_id"))?;
    if let Some(program) = fields.word("crm_discount_program")? {
        return Err(ApiError::offending("ID Discount program not found", program));
    }
    let lines = fields.literal(LINES)?.ok_or_else(|| ApiError::missing(LINES))?;
    let one = std::slice::from_ref(&lines);
    let lines = lines.as_array().map_or(one, Vec::as_slice);
    Ok(Quote { price_list, lines: lines.iter().enumerate().map(line).collect::<Result<_, _>>()? })
}

fn line((at, given): (usize, &Value)) -> Result<QuoteLine, ApiError> {
    let product = given.get("product_id").and_then(whole_number);
    let product = product.ok_or_else(|| ApiError::offending(SERVICE, shown(given)))?;
    let quantity = match given.get("quantity") {
        None | Some(Value::Null) => Some(1),
        Some(quantity) => whole_number(quantity).filter(|quantity| *quantity > 0),
    };
    let quantity = quantity.ok_or_else(|| ApiError::params(LINES, "a quantity is a whole number from 1"))?;
    let ordinal = given.get("ordinal_numbers").cloned().unwrap_or_else(|| Value::from(at + 1));
    Ok(QuoteLine { ordinal, product, quantity })
}

/// The answer; `prices` has what one of each line costs.
pub fn priced(quote: &Quote, prices: &[i64]) -> wire::Quote {
    let sum = |(line, price): (&QuoteLine, &i64)| (line.ordinal.clone(), price.saturating_mul(line.quantity) as f64);
    let sums = quote.lines.iter().zip(prices).map(sum);
    let line = |(ordinal_numbers, amount_after_discount)| wire::QuoteLine { ordinal_numbers, amount_after_discount };
    let crm_line_ids: Vec<wire::QuoteLine> = sums.map(line).collect();
    let price_total = crm_line_ids.iter().map(|line| line.amount_after_discount).sum();
    wire::Quote { price_total, crm_line_ids }
}
