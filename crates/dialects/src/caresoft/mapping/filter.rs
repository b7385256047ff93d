//! The query strings of the lists: which leads, and how many rows at once. Called by the routes. An unknown id in a filter
//! matches nothing and refuses nothing; what cannot be read is refused (decisions B26, B32).

use crate::caresoft::errors::ApiError;
use leadhub_model::email::EmailKey;
use leadhub_model::phone::Phone;
use leadhub_model::*;
use leadhub_wire::query::{Query, Several};
use std::collections::BTreeSet;

const ROWS: i64 = 50;
const MOST_ROWS: i64 = 500;

/// Which rows of a list are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window(pub Paging);

impl Window {
    /// The rows of a list that is at hand whole.
    pub fn cut<T>(self, rows: Vec<T>) -> Vec<T> {
        let at = |number| usize::try_from(number).unwrap_or(usize::MAX);
        rows.into_iter().skip(at(self.0.offset)).take(at(self.0.limit)).collect()
    }
}

/// `page` from 1 and `count`, at most 500 (decision B27).
pub fn list_window(query: &Query) -> Result<Window, ApiError> {
    let page = positive(query, "page")?.unwrap_or(1);
    let limit = positive(query, "count")?.unwrap_or(ROWS).min(MOST_ROWS);
    Ok(Window(Paging { offset: (page - 1).saturating_mul(limit), limit }))
}

/// The same for reference lists, which are given whole unless the caller asks for a page: their answers do not say how many
/// rows there are.
pub fn reference_window(query: &Query) -> Result<Window, ApiError> {
    let window = list_window(query)?;
    let whole = PAGING.iter().all(|name| query.get(name).is_none());
    Ok(if whole { Window(Paging { offset: 0, limit: i64::MAX }) } else { window })
}

/// The parameters of every list.
pub const PAGING: &[&str] = &["page", "count"];

/// The parameters of the list of leads, and other words for some of them.
pub const LEAD_FILTERS: &[&str] = &[
    "page",
    "count",
    "requester_id",
    "assignee_id",
    "service_id",
    "group_id",
    "campaign_id",
    "status_ids",
    "status_id",
    "lead_status_id",
    "lead_status",
    "status",
    "convert_type",
    "phone",
    "email",
    "subject",
    "created_since",
    "created_to",
    "updated_since",
    "updated_to",
    "convert_since",
    "convert_to",
];

pub const CONTACT_FILTERS: &[&str] = &["page", "count", "updated_since", "updated_to"];

/// What the vendor's lists of tickets and calls are asked by. The house has none of them, so whatever is asked is answered.
pub const TICKET_FILTERS: &[&str] = &[
    "page",
    "count",
    "created_since",
    "created_to",
    "updated_since",
    "updated_to",
    "start_time_since",
    "start_time_to",
];

/// Words that narrow a list where a list knows them; this one does not.
const NARROWING: &[&str] = &[
    "custom_fields",
    "email",
    "filter",
    "gender",
    "id",
    "incident",
    "is_overdue",
    "keyword",
    "label",
    "lead_label",
    "lead_no",
    "limit",
    "name",
    "offset",
    "page_size",
    "per_page",
    "phone",
    "phone_no",
    "priority",
    "q",
    "query",
    "ref_url",
    "search",
    "size",
    "source",
    "status",
    "subject",
    "tag",
    "ticket_priority",
    "ticket_source",
    "unqualified_reasons",
    "unqualify_reason",
    "username",
];

/// How the names of filters end.
const ENDINGS: &[&str] = &["_at", "_by", "_date", "_from", "_id", "_ids", "_since", "_to", "_until", "_type"];

/// Refuses parameters that would narrow the list if it knew them; gives what to say of the others, which are passed over (decision
/// B41).
pub fn passed_over(query: &Query, known: &[&str]) -> Result<Option<String>, ApiError> {
    let narrows = |name: &str| {
        let bare = name.split('[').next().unwrap_or_default();
        NARROWING.contains(&bare) || ENDINGS.iter().any(|ending| bare.ends_with(ending))
    };
    let wrong = query.would_narrow(known, narrows);
    if wrong.is_empty() {
        return Ok(notice(&query.unknown(known)));
    }
    Err(ApiError::Fields(wrong.into_iter().map(|(name, what)| (name.to_owned(), what)).collect()))
}

/// The same of a list that is always empty: nothing can narrow it, so nothing is refused.
pub fn passed_over_by_none(query: &Query, known: &[&str]) -> Option<String> {
    notice(&query.unknown(known))
}

fn notice(strangers: &[&str]) -> Option<String> {
    (!strangers.is_empty()).then(|| format!("nothing is narrowed by: {}", strangers.join(", ")))
}

/// Which leads, times read in `zone`.
pub fn filter(query: &Query, zone: &Zone) -> Result<LeadFilter, ApiError> {
    let converted = match number(query, "convert_type")? {
        None => None,
        Some(1) => Some(true),
        Some(2) => Some(false),
        Some(_) => return Err(ApiError::field("convert_type", "must be 1 or 2")),
    };
    Ok(LeadFilter {
        person: number(query, "requester_id")?.map(PersonId),
        agents: number(query, "assignee_id")?.map(|id| vec![AgentId(id)]),
        service: number(query, "service_id")?.map(ServiceId),
        group: number(query, "group_id")?.map(GroupId),
        campaign: number(query, "campaign_id")?.map(CampaignId),
        stages: stages(query)?,
        phone_key: phone(query)?,
        email_key: email(query)?,
        subject: only(query, "subject")?.map(str::to_owned),
        converted,
        created: between(query, zone, "created_since", "created_to")?,
        updated: between(query, zone, "updated_since", "updated_to")?,
        conversion: between(query, zone, "convert_since", "convert_to")?,
        ..LeadFilter::default()
    })
}

type Between = (Option<Moment>, Option<Moment>);

/// Which contacts, by when they changed, and how many rows at once.
pub fn contact_filter(query: &Query, zone: &Zone) -> Result<(Between, Window), ApiError> {
    Ok((between(query, zone, "updated_since", "updated_to")?, list_window(query)?))
}

fn between(query: &Query, zone: &Zone, since: &str, to: &str) -> Result<Between, ApiError> {
    Ok((moment(query, since, zone, "")?, last_moment(query, to, zone)?))
}

fn phone(query: &Query) -> Result<Option<String>, ApiError> {
    let Some(text) = only(query, "phone")? else { return Ok(None) };
    let key = Phone::read(text).key().map(|key| key.as_str().to_owned());
    key.map(Some).ok_or_else(|| ApiError::field("phone", "must be a whole phone number"))
}

fn email(query: &Query) -> Result<Option<String>, ApiError> {
    let Some(text) = only(query, "email")? else { return Ok(None) };
    let key = EmailKey::read(text).map(|key| key.as_str().to_owned());
    key.map(Some).ok_or_else(|| ApiError::field("email", "must be an e-mail address"))
}

/// `12`, `12,34,56`, or the key once for each; callers write it in the singular and under the field's names too.
fn stages(query: &Query) -> Result<Option<Vec<StageId>>, ApiError> {
    let given = ["status_ids", "status_id", "lead_status_id", "lead_status", "status"].map(|name| query.all(name));
    let ids = given.into_iter().flatten().flat_map(|text| text.split(',')).map(str::trim).filter(|id| !id.is_empty());
    let ids: Result<BTreeSet<i64>, _> = ids.map(str::parse).collect();
    let ids = ids.map_err(|_| ApiError::field("status_ids", "must be whole numbers with commas between"))?;
    Ok((!ids.is_empty()).then(|| ids.into_iter().map(StageId).collect()))
}

/// The end of what was written: printed times have no fraction, so the whole second counts, and of a date alone the whole day.
fn last_moment(query: &Query, key: &str, zone: &Zone) -> Result<Option<Moment>, ApiError> {
    const SECOND: i64 = 1_000_000;
    let at = moment(query, key, zone, "T23:59:59")?;
    Ok(at.map(|at| Moment::from_micros(at.micros().div_euclid(SECOND) * SECOND + SECOND - 1)))
}

/// A moment; `time` is what a date alone stands for.
fn moment(query: &Query, key: &str, zone: &Zone, time: &str) -> Result<Option<Moment>, ApiError> {
    let Some(text) = only(query, key)? else { return Ok(None) };
    let dated = format!("{text}{time}");
    let at = Moment::read(&dated, zone).or_else(|| Moment::read(text, zone));
    at.map(Some).ok_or_else(|| ApiError::field(key, "must be a time such as 2024-06-01T00:00:00Z"))
}

fn positive(query: &Query, key: &str) -> Result<Option<i64>, ApiError> {
    match number(query, key)? {
        Some(number) if number < 1 => Err(ApiError::field(key, "must be 1 or more")),
        number => Ok(number),
    }
}

fn number(query: &Query, key: &str) -> Result<Option<i64>, ApiError> {
    let number = only(query, key)?.map(str::parse).transpose();
    number.map_err(|_| ApiError::field(key, "must be a whole number"))
}

/// What can have one value only is refused with several, since dropping one would answer another question.
fn only<'q>(query: &'q Query, key: &str) -> Result<Option<&'q str>, ApiError> {
    query.one(key).map_err(|_| ApiError::field(key, Several::SAY))
}
