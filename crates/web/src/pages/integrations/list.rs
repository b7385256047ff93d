//! `GET /app/integrations`: the integrations with what they asked today, and below them the requests, refusals first; one of them may be
//! open beside the list. `GET /app/integrations/rows?newer=&has=`: what came since and is not there yet, for who has the list open. Which
//! requests there are is the question's to say.

use super::query::RequestsQuery;
use super::request::RequestView;
use super::{curl, may_look, words};
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::pages::live::LATE_MICROS;
use crate::pages::names::{dialect_choices, dialect_name};
use crate::places::Place;
use crate::refusal::Refusal;
use crate::visit::{Visit, base_url};
use crate::{format, render};
use askama::Template;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Db, questions};
use leadhub_model::organisation::{Integration, Scope};
use leadhub_model::request::{LoggedRequest, RequestCount, RequestFilter};
use leadhub_model::{IntegrationId, LeadError, Moment, RequestId, Zone};
use leadhub_wire::query::Query;
use std::collections::BTreeSet;

const ROWS: i64 = 50;
/// A list that follows shows no more than these at once, so no more are asked for.
const MOST_ROWS: i64 = 200;

#[derive(Template)]
#[template(path = "pages/integrations.html")]
struct Page {
    layout: Layout,
    query: RequestsQuery,
    may_change: bool,
    logs: bool,
    cards: Vec<Card>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
    dialects: Vec<(String, String)>,
    view: Option<RequestView>,
    /// Whether what comes belongs on top of this page.
    follows: bool,
}

#[derive(Template)]
#[template(path = "parts/request_rows.html")]
struct NewRows {
    query: RequestsQuery,
    rows: Vec<Row>,
}

/// An integration with its day.
struct Card {
    id: i64,
    name: String,
    dialect: String,
    address: String,
    answered: String,
    refused: Option<String>,
}

pub struct Row {
    pub id: i64,
    pub clock: String,
    pub moment: String,
    pub status: i64,
    pub class: &'static str,
    pub method: String,
    pub path: String,
    pub by: String,
    pub why: String,
    pub took: String,
}

impl Row {
    pub fn of(request: &LoggedRequest, names: &[Integration], zone: &Zone, language: Language) -> Row {
        Row {
            id: request.id.0,
            clock: format::clock_seconds(request.at(), zone),
            moment: format::date_time(request.at(), zone),
            status: request.status,
            class: class(request.status),
            method: request.method.clone(),
            path: request.path.clone(),
            by: by(request, names, language),
            why: why(request),
            took: took(request.micros),
        }
    }
}

pub fn class(status: i64) -> &'static str {
    match status {
        500.. => "unqualified",
        400.. => "middle",
        _ => "converted",
    }
}

/// Who asked, by which wire.
pub fn by(request: &LoggedRequest, names: &[Integration], language: Language) -> String {
    let known = names.iter().find(|known| Some(known.id) == request.integration);
    let name = known.map_or_else(|| words::NOBODY.say(language).to_owned(), |known| known.name.clone());
    format!("{name} · {}", dialect_name(&request.dialect))
}

/// The first fault, and how many more there are.
fn why(request: &LoggedRequest) -> String {
    let Some(first) = request.faults.first() else { return String::new() };
    let field = if first.field.is_empty() { String::new() } else { format!("{}: ", first.field) };
    let more = match request.faults.len() {
        1 => String::new(),
        all => format!(" (+{})", all - 1),
    };
    format!("{field}{}{more}", first.message)
}

pub fn took(micros: i64) -> String {
    match micros / 1000 {
        0 => "<1 ms".to_owned(),
        millis @ 1..10_000 => format!("{millis} ms"),
        millis => format!("{} s", millis / 1000),
    }
}

struct PageData {
    integrations: Vec<Integration>,
    counts: Vec<(IntegrationId, RequestCount)>,
    requests: Vec<LoggedRequest>,
    /// Whether there are more behind them.
    more: bool,
    open: Option<LoggedRequest>,
    logs: bool,
}

pub async fn list(visit: Visit, query: Query, headers: HeaderMap) -> Result<Response, Refusal> {
    may_look(&visit)?;
    let query = RequestsQuery::read(&query);
    let (asked, now) = (query.clone(), visit.now());
    let data = visit.read(move |db, actor| ask(db, actor, &asked, now)).await?;
    Ok(render::page(StatusCode::OK, &page(&visit, query, data, &base_url(&headers))))
}

fn ask(db: &mut Db, actor: &Actor, query: &RequestsQuery, now: Moment) -> Result<PageData, LeadError> {
    let open = query.open().map(|id| found(db, actor, id)).transpose()?.flatten();
    let mut requests = questions::list_requests(db, actor, &query.filter(), query.after(), ROWS + 1)?;
    let more = requests.len() as i64 > ROWS;
    requests.truncate(ROWS as usize);
    let integrations = organisations::list_integrations(db, actor.organisation_id())?;
    let logs = organisations::get_organisation(db, actor.organisation_id())?.logs_requests;
    Ok(PageData { integrations, counts: questions::count_requests(db, actor, now)?, requests, more, open, logs })
}

impl Card {
    fn of(known: &Integration, count: RequestCount, visit: &Visit, base: &str) -> Card {
        let sample = curl::sample(&known.dialect, &visit.actor.organisation.slug);
        Card {
            id: known.id.0,
            name: known.name.clone(),
            dialect: dialect_name(&known.dialect),
            address: format!("{base}{}", sample.map(|sample| sample.target).unwrap_or_default()),
            answered: format::whole(count.answered, visit.language()),
            refused: (count.refused > 0).then(|| format::whole(count.refused, visit.language())),
        }
    }
}

fn page(visit: &Visit, query: RequestsQuery, data: PageData, base: &str) -> Page {
    let (language, PageData { integrations, counts, requests, more, open, logs }) = (visit.language(), data);
    let card = |known: &Integration| {
        let count = counts.iter().find(|(id, _)| *id == known.id).map(|(_, count)| *count).unwrap_or_default();
        Card::of(known, count, visit, base)
    };
    let last = requests.last().filter(|_| more);
    Page {
        layout: visit.layout(words::TITLE.say(language), Some(Place::Integrations)),
        may_change: visit.actor.scopes.has(Scope::Admin),
        logs,
        cards: integrations.iter().map(card).collect(),
        rows: requests.iter().map(|row| Row::of(row, &integrations, &visit.actor.zone, language)).collect(),
        first: query.after().map(|_| query.with("after", "")),
        next: last.map(|last| query.with("after", &last.id.to_string())),
        dialects: dialect_choices(),
        follows: logs && query.after().is_none(),
        view: open.map(|open| RequestView::of(&open, &integrations, visit, base)),
        query,
    }
}

pub async fn rows(visit: Visit, query: Query) -> Result<Response, Refusal> {
    may_look(&visit)?;
    let newer = query.get("newer").and_then(|id| id.parse().ok()).map(RequestId);
    let has: BTreeSet<i64> = query.get("has").unwrap_or_default().split(',').flat_map(str::parse).collect();
    let query = RequestsQuery::read(&query);
    let (filter, language) = (RequestFilter { newer, ..query.filter() }, visit.language());
    let (integrations, requests) = visit
        .read(move |db, actor| {
            let integrations = organisations::list_integrations(db, actor.organisation_id())?;
            Ok((integrations, questions::list_requests(db, actor, &filter, None, MOST_ROWS)?))
        })
        .await?;
    let new = requests.iter().filter(|request| !has.contains(&request.id.0));
    let rows = new.map(|request| Row::of(request, &integrations, &visit.actor.zone, language)).collect();
    Ok(render::page(StatusCode::OK, &NewRows { query, rows }))
}

/// One that is gone meanwhile is simply not open.
fn found(db: &mut Db, actor: &Actor, id: RequestId) -> Result<Option<LoggedRequest>, LeadError> {
    match questions::get_request(db, actor, id) {
        Ok(found) => Ok(Some(found)),
        Err(LeadError::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Page {
    /// The kinds of answers as chips: where each leads, what it says, whether it is on.
    fn statuses(&self) -> Vec<(String, Word, bool)> {
        let chip =
            |value: &str, status: &str, word| (self.query.with("status", status), word, self.query.status() == value);
        vec![
            chip("refused", "", words::REFUSED),
            chip("4xx", "4xx", words::CLIENT),
            chip("5xx", "5xx", words::SERVER),
            chip("all", "all", words::EVERY),
        ]
    }

    /// Filters that are on, each with the address without it.
    fn filters(&self) -> Vec<(String, String)> {
        let named = |key: &str, value: &str| match key {
            "dialect" => dialect_name(value),
            "integration" => {
                let known = self.cards.iter().find(|card| card.id.to_string() == value);
                known.map_or_else(|| value.to_owned(), |card| card.name.clone())
            }
            _ => value.to_owned(),
        };
        let on = ["integration", "dialect", "id"].into_iter();
        on.filter_map(|key| Some((named(key, self.query.get(key)?), self.query.with(key, "")))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_model::request::Fault;

    fn request(faults: Vec<Fault>) -> LoggedRequest {
        LoggedRequest {
            id: RequestId(0),
            request_id: String::new(),
            dialect: "none".to_owned(),
            integration: None,
            method: "GET".to_owned(),
            path: "/".to_owned(),
            status: 422,
            micros: 0,
            lead: None,
            faults,
            media: String::new(),
            sent: None,
            answered: None,
        }
    }

    #[test]
    fn a_row_tells_the_first_fault_and_counts_the_others() {
        let fault = |field: &str| Fault::new(field, "missing", "is missing");
        assert_eq!(why(&request(vec![])), "");
        assert_eq!(why(&request(vec![fault("")])), "is missing");
        assert_eq!(why(&request(vec![fault("phone"), fault("name"), fault("x")])), "phone: is missing (+2)");
        assert_eq!([0, 999, 1000, 9_999_000, 61_000_000].map(took), ["<1 ms", "<1 ms", "1 ms", "9999 ms", "61 s"]);
    }
}
