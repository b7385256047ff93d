//! The page of bookings, in the order of the hours; and its list alone, which is put in anew after a booking on it changed. A day or a week
//! that has more than it shows says so and goes on as a list.

use super::span::{Span, View, iso_day};
use super::words;
use crate::icon::Icon;
use crate::language::{Language, Word};
use crate::layout::Layout;
use crate::pages::leads::row;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::visit::Visit;
use crate::{format, render};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::Actor;
use leadhub_core::store::bookings;
use leadhub_core::store::reference::catalogue;
use leadhub_model::booking::BookingState;
use leadhub_model::catalogue::Company;
use leadhub_model::{Booking, BookingFilter, Fact, Lead};
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "pages/bookings.html")]
struct Bookings {
    layout: Layout,
    /// Address and word of each view, and whether it is the one.
    views: Vec<(String, Word, bool)>,
    view: Option<&'static str>,
    /// The days of a week.
    days: Option<String>,
    /// Stands beside the field, in which the browser writes the day in its own order.
    chosen: String,
    /// As the field of the day has it.
    day: String,
    earlier: String,
    later: String,
    list: List,
}

/// What a page shows of its bookings; filled here for the page and for what changes one.
pub struct List {
    /// The page's own address.
    pub address: String,
    pub has_days: bool,
    pub lines: Vec<Line>,
    /// What a day or a week says of how many it shows, and where those behind them are.
    pub cut: Option<(String, String)>,
    /// The first and the next page of a list.
    pub first: Option<String>,
    pub next: Option<String>,
}

pub struct Line {
    /// Where a day begins.
    pub day: Option<String>,
    pub id: i64,
    pub clock: String,
    pub code: String,
    pub lead: i64,
    pub name: String,
    pub phone: String,
    pub place: String,
    pub state: Word,
    pub is_open: bool,
}

pub async fn show(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let (zone, language) = (visit.actor.zone.clone(), visit.language());
    let span = Span::read(&query, visit.now(), &zone);
    let [earlier, later] = span.neighbours(&zone).map(|span| span.address(&zone));
    let page = Bookings {
        layout: visit.layout(words::TITLE.say(language), Some(Place::Bookings)),
        views: span.views(&zone),
        view: span.view.name(),
        days: span.week(&zone),
        chosen: format::day(span.first, &zone, language),
        day: iso_day(span.first, &zone),
        earlier,
        later,
        list: list(&visit, span).await?,
    };
    Ok(render::page(StatusCode::OK, &page))
}

pub async fn list(visit: &Visit, span: Span) -> Result<List, Refusal> {
    let (zone, language, most) = (&visit.actor.zone, visit.language(), span.view.most());
    let days = (span.first, span.last(zone));
    let (mut found, companies) = visit
        .read(move |db, actor| {
            let all = BookingFilter::default();
            let found = bookings::bookings_between(db, actor, days, &all, span.after, most + 1)?;
            Ok((found, catalogue::list_companies(db, actor)?))
        })
        .await?;
    let has_more = found.len() as i64 > most;
    found.truncate(most as usize);
    let rest = found.last().filter(|_| has_more).map(|(last, _)| span.behind(last).address(zone));
    let is_list = span.view == View::List;
    let shown = words::SHOWN.with(language, &format::whole(most, language));
    Ok(List {
        address: span.address(zone),
        has_days: span.view != View::Day,
        lines: lines(&found, &companies, &visit.actor, language),
        cut: rest.clone().filter(|_| !is_list).map(|rest| (shown, rest)),
        first: span.after.map(|_| span.seen_as(View::List).address(zone)),
        next: rest.filter(|_| is_list),
    })
}

fn lines(found: &[(Booking, Lead)], companies: &[Company], actor: &Actor, language: Language) -> Vec<Line> {
    let mut seen = String::new();
    let line = |(booking, lead): &(Booking, Lead)| {
        let day = format::day(booking.booked_at, &actor.zone, language);
        let begins = (day != seen).then(|| day.clone());
        seen = day;
        let company = companies.iter().find(|company| company.id == booking.company);
        Line {
            day: begins,
            id: booking.id.0,
            clock: format::clock(booking.booked_at, &actor.zone),
            code: booking.code.clone(),
            lead: lead.id.0,
            name: row::name(lead, actor, language),
            phone: row::phone(lead.facts.text(Fact::Phone), actor),
            place: company.map(|company| company.name.clone()).unwrap_or_default(),
            state: match booking.state {
                BookingState::Open => words::OPEN,
                BookingState::Done => words::DONE,
                BookingState::Cancelled => words::CANCELLED,
            },
            is_open: booking.state == BookingState::Open,
        }
    };
    found.iter().map(line).collect()
}
