//! `/app/bookings`: who comes on a day or in a week, in the order of the hours; what became of a booking is said here. Which change is
//! allowed is the verb's to say.

pub mod words;

use crate::form::FormBody;
use crate::icon::Icon;
use crate::language::Word;
use crate::layout::Layout;
use crate::pages::leads::row;
use crate::places::Place;
use crate::refusal::{Refusal, elsewhere};
use crate::visit::Visit;
use crate::{format, render};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, BookingChange};
use leadhub_core::store::bookings;
use leadhub_core::store::reference::catalogue;
use leadhub_model::booking::BookingState;
use leadhub_model::{BookingFilter, BookingId, Fact, LeadError, Moment, Noun};
use leadhub_wire::query::Query;

const MOST: i64 = 200;
const DAY_MICROS: i64 = 86_400_000_000;

#[derive(Template)]
#[template(path = "pages/bookings.html")]
struct Bookings {
    layout: Layout,
    is_week: bool,
    title: String,
    /// As the field of the day has it.
    day: String,
    earlier: String,
    later: String,
    lines: Vec<Line>,
}

struct Line {
    /// Where a day begins.
    day: Option<String>,
    id: i64,
    clock: String,
    code: String,
    lead: i64,
    name: String,
    phone: String,
    place: String,
    state: Word,
    is_open: bool,
}

pub async fn show(visit: Visit, query: Query) -> Result<Response, Refusal> {
    let (zone, language, now) = (visit.actor.zone.clone(), visit.language(), visit.now());
    let asked = query.get("day").and_then(|day| Moment::read(day, &zone));
    let first = start_of_day(asked.unwrap_or(now), &zone);
    let is_week = query.get("view") == Some("week");
    let days = if is_week { 7 } else { 1 };
    let last = Moment::from_micros(first.micros() + days * DAY_MICROS - DAY_MICROS / 2).end_of_day(&zone);
    let (found, companies) = visit
        .read(move |db, actor| {
            let all = BookingFilter::default();
            let found = bookings::bookings_between(db, actor, (first, last), &all, None, MOST)?;
            Ok((found, catalogue::list_companies(db, actor)?))
        })
        .await?;
    let mut seen = String::new();
    let lines = found.iter().map(|(booking, lead)| {
        let day = format::day(booking.booked_at, &zone, language);
        let begins = (day != seen).then(|| day.clone());
        seen = day;
        let company = companies.iter().find(|company| company.id == booking.company);
        Line {
            day: begins,
            id: booking.id.0,
            clock: format::clock(booking.booked_at, &zone),
            code: booking.code.clone(),
            lead: lead.id.0,
            name: row::name(lead, &visit.actor, language),
            phone: row::phone(lead.facts.text(Fact::Phone), &visit.actor),
            place: company.map(|company| company.name.clone()).unwrap_or_default(),
            state: match booking.state {
                BookingState::Open => words::OPEN,
                BookingState::Done => words::DONE,
                BookingState::Cancelled => words::CANCELLED,
            },
            is_open: booking.state == BookingState::Open,
        }
    });
    let lines: Vec<Line> = lines.collect();
    let view = if is_week { "&view=week" } else { "" };
    let address = |days: i64| {
        let at = Moment::from_micros(first.micros() + days * DAY_MICROS + DAY_MICROS / 2);
        format!("?day={}{view}", iso_day(at, &zone))
    };
    let page = Bookings {
        layout: visit.layout(words::TITLE.say(language), Some(Place::Bookings)),
        is_week,
        title: if is_week {
            format!("{} – {}", format::date(first, &zone), format::date(last, &zone))
        } else {
            format::day(first, &zone, language)
        },
        day: iso_day(first, &zone),
        earlier: address(-days),
        later: address(days),
        lines,
    };
    Ok(render::page(StatusCode::OK, &page))
}

fn iso_day(at: Moment, zone: &leadhub_model::Zone) -> String {
    at.format(zone, leadhub_model::TimeStyle::Spaced).split(' ').next().unwrap_or_default().to_owned()
}

fn start_of_day(at: Moment, zone: &leadhub_model::Zone) -> Moment {
    Moment::read(&iso_day(at, zone), zone).unwrap_or(at)
}

/// What became of a booking.
pub async fn state(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let id = id.and_then(|Path(text)| text.parse().ok()).map(BookingId);
    let id = id.ok_or(Refusal::Core(LeadError::NotFound(Noun::Booking)))?;
    let state = match form.text("state").as_str() {
        "done" => BookingState::Done,
        "open" => BookingState::Open,
        _ => BookingState::Cancelled,
    };
    let change = BookingChange { state: Some(state), ..BookingChange::default() };
    visit.write(move |tx, actor| actions::update_booking(tx, actor, id, &change)).await?;
    let back = form.text("back");
    let query = back.strip_prefix('?').filter(|query| !query.contains(['\r', '\n'])).unwrap_or_default();
    Ok(elsewhere(&format!("/app/bookings?{query}"), visit.is_partial))
}
