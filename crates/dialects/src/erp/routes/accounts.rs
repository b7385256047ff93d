//! Customers by their phones: the accounts themselves, and whose leads and bookings the other lists show. Also reads the window
//! of those lists. Knows no lead and no booking.

use super::{Answer, size};
use crate::erp::errors::ApiError;
use crate::erp::mapping;
use crate::erp::wire::Many;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::questions::known_persons;
use leadhub_core::store::persons;
use leadhub_core::{Actor, Db};
use leadhub_model::phone::Phone;
use leadhub_model::{Paging, PersonId};
use leadhub_wire::answer::{explained, json};
use leadhub_wire::dialect::{Call, Desk};
use leadhub_wire::query::Query;

const DEFAULT: i64 = 10;
/// The rows of one answer at most.
const MOST: i64 = 500;
/// What is further back than this is not looked for.
const FARTHEST: i64 = 100_000;

/// What the lists by phone look at.
pub const WINDOW: &[&str] = &["phone", "phone_2", "phone_3", "offset", "limit"];

/// Says in a header which parameters a list did not look at.
pub fn told(response: Response, query: &Query, known: &[&str]) -> Response {
    let strangers = query.unknown(known);
    let reason = (!strangers.is_empty())
        .then(|| format!("no parameter of this list, so not looked at: {}", strangers.join(", ")));
    explained(response, reason.as_deref())
}

/// The phones asked about, `phone` among them, and the rows that are wanted.
pub fn window(query: &Query) -> Result<(Vec<String>, Paging), ApiError> {
    let first = query.get("phone").ok_or_else(|| ApiError::missing("phone"))?;
    let others = ["phone_2", "phone_3"].into_iter().filter_map(|key| query.get(key));
    let phones = std::iter::once(first).chain(others).map(str::to_owned).collect();
    Ok((phones, paging(query, DEFAULT)?))
}

/// `offset` and `limit`; over the most is the most.
pub fn paging(query: &Query, otherwise: i64) -> Result<Paging, ApiError> {
    let number = |key: &str, otherwise: i64, least: i64, most: i64| match query.get(key) {
        None => Ok(otherwise),
        Some(text) => match text.parse::<i64>() {
            Ok(number) if number >= least => Ok(number.min(most)),
            _ => Err(ApiError::params(key, &format!("must be a whole number from {least}"))),
        },
    };
    Ok(Paging { offset: number("offset", 0, 0, FARTHEST)?, limit: number("limit", otherwise, 1, MOST)? })
}

/// The rows of a list that a page shows.
pub fn cut<T>(rows: Vec<T>, paging: Paging) -> impl Iterator<Item = T> {
    rows.into_iter().skip(size(paging.offset)).take(size(paging.limit))
}

/// The keys of the phones that can be read.
pub fn keys(phones: &[String]) -> impl Iterator<Item = String> {
    let numbers = phones.iter().flat_map(|phone| Phone::read_all(phone));
    numbers.filter_map(|number| number.key().map(|key| key.as_str().to_owned()))
}

/// `GET account`: who is known by a phone, else the one person whose leads bear it (decision X12).
pub async fn list(State(desk): State<Desk>, Extension(call): Extension<Call>, query: Query) -> Answer {
    let (phones, paging) = window(&query)?;
    let question = move |db: &mut Db, actor: &Actor| {
        let mut persons: Vec<PersonId> = Vec::new();
        for key in keys(&phones) {
            let person = persons::find_person_of_phone(db, actor, &key)?;
            persons.extend(person.filter(|person| !persons.contains(person)));
        }
        let mut accounts = Vec::new();
        for id in cut(persons, paging) {
            accounts.extend(persons::find_person(db, actor, id)?);
        }
        known_persons(db, actor, accounts)
    };
    let accounts = desk.read(&call, question).await?.iter().map(mapping::account).collect();
    Ok(told(json(StatusCode::OK, &Many::<Vec<_>>::of(accounts)), &query, WINDOW))
}
