//! `limit` and `offset` of every list (decision T24). Used by the routes that list; what lies outside the limits is refused,
//! not bent.

use crate::dialer::mapping::check::{Failed, whole};
use leadhub_model::Paging;
use leadhub_wire::query::Query;

const DEFAULT: i64 = 10;
const MOST: i64 = 10_000;

pub fn read(query: &Query) -> Result<Paging, Vec<Failed>> {
    let mut failed = Vec::new();
    let mut within = |field, default, least, most| {
        let number = query.get(field).map_or(Some(default), whole);
        match number {
            None => failed.push(Failed::of_type(field, "integer", "string")),
            Some(number) if number < least => failed.push(Failed::under(field, least)),
            Some(number) if number > most => failed.push(Failed::over(field, most)),
            Some(_) => {}
        }
        number.unwrap_or(default)
    };
    let paging = Paging { limit: within("limit", DEFAULT, 1, MOST), offset: within("offset", 0, 0, i64::MAX) };
    if failed.is_empty() { Ok(paging) } else { Err(failed) }
}
