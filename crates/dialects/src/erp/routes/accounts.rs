//! Customers by their phones: the accounts themselves, and whose leads and bookings the other lists show. Also reads the window
//! of those lists. Knows no lead and no booking.

use super::parameters::{self, with_ignored_parameters};
use super::{Answer, size};
use crate::erp::errors::ApiError;
use crate::erp::mapping;
use crate::erp::wire::Many;
use axum::Extension;
use axum::extract::State;
use http::StatusCode;
use leadhub_core::questions::known_persons;
use leadhub_core::store::persons;
use leadhub_core::{Actor, Db};
use leadhub_model::phone::Phone;
use leadhub_model::{Paging, PersonId};
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::Query;

const DEFAULT: i64 = 10;
/// The rows of one answer at most.
const MOST: i64 = 500;
/// What is further back than this is not looked for.
const FARTHEST: i64 = 100_000;

/// The parameters of the lists by phone.
pub const WINDOW: &[&str] = &["phone", "phone_2", "phone_3", "offset", "limit"];
const PHONES: &[&str] = &["phone", "phone_2", "phone_3"];
/// Phones of one question: each is looked up.
const MOST_PHONES: usize = 20;

/// The phones asked about, `phone` among them and each written as often as a caller likes, and the rows that are wanted.
pub fn window(query: &Query) -> Result<(Vec<String>, Paging), ApiError> {
    parameters::check(query, WINDOW)?;
    if query.get("phone").is_none() {
        return Err(ApiError::missing("phone"));
    }
    let phones: Vec<String> = PHONES.iter().flat_map(|key| query.all(key)).map(str::to_owned).collect();
    if phones.len() > MOST_PHONES {
        return Err(ApiError::params("phone", &format!("at most {MOST_PHONES} phones at once")));
    }
    Ok((phones, paging(query, DEFAULT)?))
}

/// `offset` and `limit`; over the most is the most.
pub fn paging(query: &Query, otherwise: i64) -> Result<Paging, ApiError> {
    let number = |key: &str, otherwise: i64, least: i64, most: i64| match parameters::one(query, key)? {
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
pub async fn list(State(app): State<AppState>, Extension(call): Extension<Call>, query: Query) -> Answer {
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
    let accounts = app.read(&call, question).await?.iter().map(mapping::account).collect();
    Ok(with_ignored_parameters(json(StatusCode::OK, &Many::<Vec<_>>::of(accounts)), &query, WINDOW))
}
