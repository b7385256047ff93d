//! Create, show and change bookings, and find them by code or by a customer's phone. A booking is printed with its lead. Reached
//! through the router; no rule stands here.

use super::accounts::{WINDOW, keys, window};
use super::leads::{again, for_lead};
use super::own_brand::{find_lead_of_ticket, list_own_bookings, with_lead};
use super::parameters::with_ignored_parameters;
use super::{Answer, Named, WriteRequest, details, enquiry, fields, rows};
use crate::erp::errors::ApiError;
use crate::erp::mapping::{self, AnswerStyle, LeadDetails, Operation};
use crate::erp::wire::{Many, Nothing, One};
use axum::Extension;
use axum::extract::State;
use http::StatusCode;
use leadhub_core::actions::{BookingChange, Rendered, book, update_booking};
use leadhub_core::store::bookings;
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::*;
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::Query;
use leadhub_wire::work::rendered;
use serde::Serialize;
use serde_json::{Map, Value};

/// `POST booking`: whether one is still in effect is seen last, in the write (decision K3).
pub async fn create(request: WriteRequest) -> Answer {
    let enquiry = enquiry(&request, Operation::Booking).await?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let rows = rows::named(tx, actor, &enquiry, Operation::Booking)?;
        let mut new = mapping::new_booking(&enquiry, &rows, actor, tx.now())?;
        if let Some(lead) = find_lead_of_ticket(tx, actor, &enquiry, &rows, Operation::Booking)? {
            let change = mapping::added(enquiry.clone(), &rows, &lead)?;
            new.change = for_lead(tx, actor, &lead, &enquiry, &rows, change)?;
            new.booked_lead = Some(lead.id);
        }
        let (booking, lead) = book(tx, actor, &new).map_err(again(tx))?;
        Ok(rendered(StatusCode::OK, &One::of(mapping::booked(&booking, &lead, &AnswerStyle::of(actor))))?)
    };
    request.write(work).await
}

/// What is not there.
#[derive(Serialize)]
struct NoBooking {
    error: i64,
    message: &'static str,
    count: i64,
    data: Nothing,
}

/// A booking, its lead and what that points to.
type Found = (Booking, Lead, LeadDetails);

/// `GET booking/{id}`: what is not there is an empty object and a count of 0.
pub async fn detail(State(app): State<AppState>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let id = BookingId(named.id()?);
    let question = move |db: &mut Db, actor: &Actor| {
        let booking = bookings::find_booking(db, actor, id)?;
        find(db, actor, booking)
    };
    Ok(match app.read(&call, question).await? {
        Some(found) => printed(&app, &call, &found),
        None => json(StatusCode::OK, &NoBooking { error: 0, message: "Success", count: 0, data: Nothing {} }),
    })
}

/// `GET booking-name/{name}`
pub async fn by_name(State(app): State<AppState>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let code = named.0.clone();
    let question = move |db: &mut Db, actor: &Actor| {
        let booking = bookings::find_booking_by_code(db, actor, &code)?;
        find(db, actor, booking)
    };
    let found = app.read(&call, question).await?;
    let found = found.ok_or_else(|| ApiError::offending("Booking not found", mapping::cut(&named.0)))?;
    Ok(printed(&app, &call, &found))
}

fn find(db: &mut Db, actor: &Actor, booking: Option<Booking>) -> Result<Option<Found>, LeadError> {
    let Some((booking, lead)) = with_lead(db, actor, booking)? else { return Ok(None) };
    let details = details::of_lead(db, actor, &lead)?;
    Ok(Some((booking, lead, details)))
}

fn printed(app: &AppState, call: &Call, (booking, lead, details): &Found) -> axum::response::Response {
    let style = AnswerStyle::of(&call.actor);
    json(StatusCode::OK, &One::of(mapping::booking(booking, lead, details, &style, app.hub.now())))
}

/// `PUT booking/{id}`
pub async fn update(named: Named, request: WriteRequest) -> Answer {
    let id = BookingId(named.id()?);
    let fields = fields(&request).await?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let change = change_of(tx, actor, id, fields.clone())?;
        let (booking, lead) = update_booking(tx, actor, id, &change).map_err(again(tx))?;
        let (details, style) = (details::of_lead(tx, actor, &lead)?, AnswerStyle::of(actor));
        Ok(rendered(StatusCode::OK, &One::of(mapping::booking(&booking, &lead, &details, &style, tx.now())))?)
    };
    request.write(work).await
}

/// What is new in these fields beside what was printed of the booking.
fn change_of(tx: &mut Tx, actor: &Actor, id: BookingId, fields: Map<String, Value>) -> Result<BookingChange, ApiError> {
    let (booking, now) = (bookings::find_booking(tx, actor, id).map_err(LeadError::from)?, tx.now());
    let (booking, lead, details) = find(tx, actor, booking)?.ok_or(LeadError::NotFound(Resource::Booking))?;
    let shown = mapping::booking(&booking, &lead, &details, &AnswerStyle::of(actor), now);
    let enquiry = mapping::enquiry(mapping::without_printed(fields, &shown)?, Operation::Change, actor, now)?;
    let rows = rows::named(tx, actor, &enquiry, Operation::Change)?;
    if enquiry.clears("company_id") {
        return Err(ApiError::params("company_id", "a booking has one"));
    }
    let date = enquiry.booking_date.as_deref();
    let booked = date.map(|date| mapping::day_of_booking(date, now, &actor.zone)).transpose()?;
    let (change, state) = (mapping::change(enquiry.clone(), &rows)?, mapping::booking_state(&enquiry)?);
    let lead = for_lead(tx, actor, &lead, &enquiry, &rows, change)?;
    let company = rows.company.as_ref().map(|company| company.id);
    Ok(BookingChange { company, booked, state, lead, ..BookingChange::default() })
}

/// `GET bookings`: those of the customers whose phones these are.
pub async fn list(State(app): State<AppState>, Extension(call): Extension<Call>, query: Query) -> Answer {
    let (phones, window) = window(&query)?;
    let phones: Vec<String> = keys(&phones).collect();
    let question = move |db: &mut Db, actor: &Actor| {
        let bookings = list_own_bookings(db, actor, phones.clone(), window)?.into_iter();
        let with_row = |(booking, lead): (Booking, Lead)| {
            details::of_row(db, actor, &lead).map(|details| (booking, lead, details))
        };
        bookings.map(with_row).collect::<Result<Vec<Found>, _>>()
    };
    let found = app.read(&call, question).await?;
    let (style, now) = (AnswerStyle::of(&call.actor), app.hub.now());
    let row = |(booking, lead, details): &Found| mapping::row_of_booking(booking, lead, details, &style, now);
    let answer = json(StatusCode::OK, &Many::<Vec<_>>::of(found.iter().map(row).collect()));
    Ok(with_ignored_parameters(answer, &query, WINDOW))
}
