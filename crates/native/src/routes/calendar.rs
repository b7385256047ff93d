//! The bookings of some days, each with its lead's name, phone and user.
//! Reached through the router; no rule stands here.

use super::Answer;
use super::request::QueryParams;
use crate::mapping::booking::{state, stored_state};
use crate::mapping::filter::Window;
use crate::wire::follow::{BookedLead, CalendarPage, CalendarQuery};
use crate::wire::value::At;
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::store::bookings;
use leadhub_core::{Actor, Db};
use leadhub_model::{AgentId, Booking, BookingFilter, BrandId, CompanyId, Cursor, Fact, Lead, Moment, mask};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(calendar))]
pub struct Api;

/// The earliest first.
const BY_DAY: char = 'd';

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/calendar", calendar)
}

/// List the bookings of some days
#[utoipa::path(
    get, path = "/hub/v1/calendar", tag = "bookings", operation_id = "listCalendar", params(CalendarQuery),
    responses((status = 200, description = "A page of bookings with their leads, the earliest first.", body = inline(CalendarPage)))
)]
async fn calendar(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<CalendarQuery>,
) -> Answer {
    let window = Window::read(BY_DAY, &query.limit, &query.cursor)?;
    let days = (query.since.0, query.to.0);
    let filter = BookingFilter {
        agents: query.agent_id.0.map(|ids| ids.0.iter().map(|id| AgentId(id.0)).collect()),
        brand: query.brand_id.0.map(|id| BrandId(id.0)),
        company: query.company_id.0.map(|id| CompanyId(id.0)),
        state: query.state.0.map(stored_state),
        ..BookingFilter::default()
    };
    let ask = move |db: &mut Db, actor: &Actor| {
        Ok(bookings::bookings_between(db, actor, days, &filter, window.after, window.request())?)
    };
    let (rows, now, masked) = (app.read(&call, ask).await?, app.hub.now(), call.actor.masked);
    let place = |(booking, _): &(Booking, Lead)| Cursor { at: booking.booked_at.micros(), id: booking.id.0 };
    Ok(answer::json(StatusCode::OK, &window.page(&rows, place, |row| shown(row, now, masked))))
}

fn shown((booking, lead): &(Booking, Lead), now: Moment, masked: bool) -> BookedLead<'_> {
    let phone = lead.facts.get(Fact::Phone).map(|text| if masked { mask::phone(text) } else { text.to_owned() });
    BookedLead {
        booking_id: booking.id.0,
        code: &booking.code,
        brand_id: booking.brand.0,
        company_id: booking.company.0,
        booked_at: At(booking.booked_at),
        state: state(booking.state),
        in_effect: booking.is_in_effect(now),
        lead_id: lead.id.0,
        name: lead.facts.get(Fact::Name),
        phone,
        agent_id: lead.agent.map(|id| id.0),
        group_id: lead.group.map(|id| id.0),
    }
}
