//! Bookings: list, make, show, change. Reached through the router. What a booking does to its lead is the core's; that its branch
//! is one of its brand is asked for here, since every wire has its own way to name branches.

use super::Answer;
use super::request::{Checked, Headed, NoParams, PathId, QueryParams, WriteRequest, is_known, tagged, unchanged};
use crate::errors::spelling;
use crate::mapping::{booking as mapping, filter};
use crate::openapi::{IfMatch, IfNoneMatch};
use crate::wire::booking::{Booking, BookingChange, BookingPage, BookingQuery, NewBooking};
use axum::extract::{Extension, State};
use http::{HeaderMap, Method, StatusCode};
use leadhub_core::store::{bookings, leads};
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::{BookingId, BookingState, Field, LeadError, RefusalReason, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, detail, update))]
pub struct Api;

const BOOKINGS: &str = "/hub/v1/bookings";

pub fn routes(routes: Routes) -> Routes {
    routes
        .on(Method::GET, BOOKINGS, list)
        .on(Method::POST, BOOKINGS, create)
        .on(Method::GET, "/hub/v1/bookings/{booking_id}", detail)
        .on(Method::PATCH, "/hub/v1/bookings/{booking_id}", update)
}

/// List bookings
#[utoipa::path(
    get, path = "/hub/v1/bookings", tag = "bookings", operation_id = "listBookings", params(BookingQuery),
    responses((status = 200, description = "A page of bookings, newest first.", body = inline(BookingPage)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<BookingQuery>,
) -> Answer {
    let (which, window) = mapping::query(&query)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let after = window.after_id().map(BookingId);
        Ok(bookings::list_bookings_after(db, actor, &which, after, window.request())?)
    };
    let (bookings, now) = (app.read(&call, ask).await?, app.hub.now());
    let place = |booking: &leadhub_model::Booking| filter::by_id(booking.id.0);
    Ok(answer::json(
        StatusCode::OK,
        &window.page(&bookings, place, |booking| mapping::booking(booking, now, call.actor.masked)),
    ))
}

/// Make a booking
#[utoipa::path(
    post, path = "/hub/v1/bookings", tag = "bookings", operation_id = "createBooking", request_body = NewBooking,
    responses((status = 201, description = "The new booking; its lead is converted.", body = Booking,
        headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Where it is."))))
)]
async fn create(request: WriteRequest) -> Answer {
    let new = mapping::new_booking(request.json::<NewBooking>()?, &request.call.actor.zone)?;
    let of_lead = new.booked_lead.is_some();
    let work = move |tx: &mut Tx, actor: &Actor| {
        actions::check_branch(tx, actor, new.brand, new.company)?;
        let mut new = new.clone();
        if let Some(id) = new.booked_lead {
            let lead =
                leads::find_lead(tx, actor, id)?.ok_or(LeadError::refused(Field::Identity, RefusalReason::Unknown))?;
            new.person = Some(lead.person);
        }
        let (booking, _) = actions::book(tx, actor, &new)?;
        let made = rendered(StatusCode::CREATED, &mapping::booking(&booking, tx.now(), actor.masked))?;
        Ok::<_, LeadError>(made.located(BOOKINGS, booking.id).versioned(booking.version))
    };
    request.write(work).await.map_err(|error| error.named(|field| own_name(field, of_lead)))
}

/// Show a booking
#[utoipa::path(
    get, path = "/hub/v1/bookings/{booking_id}", tag = "bookings", operation_id = "getBooking",
    params(IfNoneMatch),
    responses((status = 200, description = "The booking.", body = Booking, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "It is at a version that the caller has."))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    headers: HeaderMap,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let ask = move |db: &mut Db, actor: &Actor| find(db, actor, BookingId(id));
    let (booking, now) = (app.read(&call, ask).await?, app.hub.now());
    if is_known(&headers, booking.version) {
        return Ok(unchanged(booking.version));
    }
    Ok(tagged(answer::json(StatusCode::OK, &mapping::booking(&booking, now, call.actor.masked)), booking.version))
}

/// Change a booking
#[utoipa::path(
    patch, path = "/hub/v1/bookings/{booking_id}", tag = "bookings", operation_id = "updateBooking",
    request_body = BookingChange,
    params(IfMatch),
    responses((status = 200, description = "The booking as it is now.", body = Booking,
        headers(("ETag" = String, description = "Its version."))))
)]
async fn update(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let (sent, condition) = (request.json::<BookingChange>()?, request.condition());
    let work = move |tx: &mut Tx, actor: &Actor| {
        let seen = find(tx, actor, BookingId(id))?;
        let expected = condition.expected(|| Ok(seen.version))?;
        let change = mapping::booking_change(sent.clone(), expected, &actor.zone);
        if let Some(company) = change.company {
            actions::check_branch(tx, actor, seen.brand, company)?;
        }
        check_end(&seen, change.state)?;
        let (booking, _) = actions::update_booking(tx, actor, seen.id, &change)?;
        let changed = rendered(StatusCode::OK, &mapping::booking(&booking, tx.now(), actor.masked))?;
        Ok::<_, LeadError>(changed.versioned(booking.version))
    };
    request.write(work).await.map_err(|error| error.named(|field| own_name(field, true)))
}

/// A booking whose lead was deleted is gone with it.
fn find(db: &mut Db, actor: &Actor, id: BookingId) -> Result<leadhub_model::Booking, LeadError> {
    let booking = bookings::find_booking(db, actor, id)?.ok_or(LeadError::NotFound(Resource::Booking))?;
    leads::find_lead(db, actor, booking.lead)?.ok_or(LeadError::NotFound(Resource::Booking))?;
    Ok(booking)
}

/// A booking that has ended stays as it ended.
fn check_end(seen: &leadhub_model::Booking, state: Option<BookingState>) -> Result<(), LeadError> {
    if seen.state == BookingState::Open || state.is_none_or(|state| state == seen.state) {
        return Ok(());
    }
    let field = Field::Row { set: "bookings", id: seen.id.0, column: "state" };
    Err(LeadError::refused(field, RefusalReason::Unfit("has ended otherwise already: make a new booking")))
}

/// What the core refuses of the lead stands in the lead that came with the booking.
fn own_name(field: Field, of_lead: bool) -> String {
    match field {
        Field::Brand | Field::Company | Field::BookedAt => spelling(field),
        Field::Row { column, .. } => column.to_owned(),
        Field::Identity => "lead_id".to_owned(),
        field if of_lead => spelling(field),
        field => format!("lead.{}", spelling(field)),
    }
}
