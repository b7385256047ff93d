//! Create, show and change bookings, and find them by code or by a customer's phone. A booking is printed with its lead. Reached
//! through the router; no rule stands here.

use super::accounts::{cut, owners_of, window};
use super::leads::{for_lead, value};
use super::{Answer, Named, WriteRequest, ask, enquiry, rows, surroundings};
use crate::erp::errors::ApiError;
use crate::erp::mapping::{self, AnswerStyle, Operation};
use crate::erp::wire::{self, Many, Nothing, One};
use axum::Extension;
use axum::extract::State;
use http::StatusCode;
use leadhub_core::actions::{BookingChange, Rendered, book, update_booking};
use leadhub_core::queries::{find_booking, find_booking_by_code, find_lead, list_bookings};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::*;
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{Call, Desk};
use leadhub_wire::query::Query;
use leadhub_wire::work::rendered;
use serde::Serialize;

/// `POST booking`: whether one is still in effect is seen last, in the write (decision K3).
pub async fn create(request: WriteRequest) -> Answer {
    let enquiry = enquiry(&request, Operation::Booking).await?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let rows = rows::named(tx, actor, &enquiry, Operation::Booking)?;
        let new = mapping::new_booking(&enquiry, &rows, actor, tx.now())?;
        let (booking, lead) = book(tx, actor, &new)?;
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

/// `GET booking/{id}`: what is not there is an empty object and a count of 0.
pub async fn detail(State(desk): State<Desk>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let id = BookingId(named.id()?);
    let now = desk.hub.now();
    let question = move |db: &mut Db, actor: &Actor| {
        let found =
            find_booking(db, actor, id)?.map(|booking| printed(db, actor, &booking, now)).transpose()?.flatten();
        match found {
            Some(booking) => value(&One::of(booking)),
            None => value(&NoBooking { error: 0, message: "Success", count: 0, data: Nothing {} }),
        }
    };
    ask(&desk, &call, question).await
}

/// `GET booking-name/{name}`
pub async fn by_name(State(desk): State<Desk>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let now = desk.hub.now();
    let (code, shown) = (named.0.clone(), mapping::cut(&named.0));
    let question = move |db: &mut Db, actor: &Actor| {
        let found = find_booking_by_code(db, actor, &code)?;
        Ok(found.map(|booking| printed(db, actor, &booking, now)).transpose()?.flatten())
    };
    let found = desk.read(&call, question).await?;
    let booking = found.ok_or_else(|| ApiError::offending("Booking not found", shown))?;
    Ok(json(StatusCode::OK, &One::of(booking)))
}

/// A booking whose lead was deleted is gone with it.
fn printed(db: &mut Db, actor: &Actor, booking: &Booking, now: Moment) -> Result<Option<wire::Lead>, LeadError> {
    let Some(lead) = find_lead(db, actor, booking.lead)? else { return Ok(None) };
    let around = surroundings::of_lead(db, actor, &lead)?;
    Ok(Some(mapping::booking(booking, &lead, &around, &AnswerStyle::of(actor), now)))
}

fn lead_of(db: &mut Db, actor: &Actor, booking: BookingId) -> Result<Option<Lead>, LeadError> {
    let Some(booking) = find_booking(db, actor, booking)? else { return Ok(None) };
    Ok(find_lead(db, actor, booking.lead)?)
}

/// `PUT booking/{id}`
pub async fn update(named: Named, request: WriteRequest) -> Answer {
    let id = BookingId(named.id()?);
    let enquiry = enquiry(&request, Operation::Change).await?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let rows = rows::named(tx, actor, &enquiry, Operation::Change)?;
        let date = enquiry.booking_date.as_deref();
        let booked = date.map(|date| mapping::day_of_booking(date, tx.now(), &actor.zone)).transpose()?;
        let (change, state) = (mapping::change(enquiry.clone(), &rows)?, mapping::booking_state(&enquiry)?);
        let lead = lead_of(tx, actor, id)?.ok_or(LeadError::NotFound(Noun::Booking))?;
        let lead = for_lead(tx, actor, &lead, &enquiry, &rows, change)?;
        let company = rows.company.as_ref().map(|company| company.id);
        let change = BookingChange { company, booked, state, lead, ..BookingChange::default() };
        let (booking, lead) = update_booking(tx, actor, id, &change)?;
        let around = surroundings::of_lead(tx, actor, &lead)?;
        let answer = mapping::booking(&booking, &lead, &around, &AnswerStyle::of(actor), tx.now());
        Ok(rendered(StatusCode::OK, &One::of(answer))?)
    };
    request.write(work).await
}

/// `GET bookings`: those of the customers whose phones these are.
pub async fn list(State(desk): State<Desk>, Extension(call): Extension<Call>, query: Query) -> Answer {
    let (phones, window) = window(&query)?;
    let now = desk.hub.now();
    let question = move |db: &mut Db, actor: &Actor| {
        let mut bookings = Vec::new();
        for person in owners_of(db, actor, &phones)? {
            let first = Paging { offset: 0, limit: window.offset + window.limit };
            bookings.extend(list_bookings(db, actor, person, first)?);
        }
        bookings.sort_by_key(|booking| std::cmp::Reverse(booking.id));
        let style = AnswerStyle::of(actor);
        let mut rows = Vec::new();
        for booking in cut(bookings, window) {
            let Some(lead) = find_lead(db, actor, booking.lead)? else { continue };
            let around = surroundings::of_row(db, actor, &lead)?;
            rows.push(mapping::row_of_booking(&booking, &lead, &around, &style, now));
        }
        Ok(Many::of(rows))
    };
    ask(&desk, &call, question).await
}
