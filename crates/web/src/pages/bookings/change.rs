//! What became of a booking: done or cancelled, neither of which is taken back. And the answer to every change of one: the page's list anew,
//! with a word of what was done. Called by the page's buttons and by `reschedule.rs`.

use super::page::{self, List};
use super::span::Span;
use super::{booking_id, words};
use crate::form::FormBody;
use crate::layout::Layout;
use crate::refusal::{Refusal, elsewhere};
use crate::render;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, BookingChange};
use leadhub_core::store::bookings;
use leadhub_core::{Actor, Tx};
use leadhub_model::booking::BookingState;
use leadhub_model::{BookingId, Field, LeadError, RefusalReason, Resource};
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "parts/bookings_changed.html")]
struct Changed {
    layout: Layout,
    list: List,
    text: String,
}

pub async fn state(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let id = booking_id(id)?;
    let (state, word) = match form.text("state").as_str() {
        "done" => (BookingState::Done, words::SAID_DONE),
        "cancelled" => (BookingState::Cancelled, words::SAID_CANCELLED),
        _ => {
            let field = Field::Row { set: "bookings", id: id.0, column: "state" };
            return Err(Refusal::Core(LeadError::refused(field, RefusalReason::Unknown)));
        }
    };
    let change = BookingChange { state: Some(state), ..BookingChange::default() };
    let is_done = visit.write(move |tx, actor| change_open(tx, actor, id, &change)).await?;
    let back = form.text("back");
    let word = if is_done { word } else { words::ENDED };
    answer(&visit, back.strip_prefix('?').unwrap_or_default(), is_done, word.say(visit.language()).to_owned()).await
}

/// False of one that has ended otherwise: nothing is changed then.
pub fn change_open(tx: &mut Tx, actor: &Actor, id: BookingId, change: &BookingChange) -> Result<bool, LeadError> {
    let booking = bookings::find_booking(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Booking))?;
    if booking.state != BookingState::Open {
        return Ok(false);
    }
    if let Some(company) = change.company.filter(|company| *company != booking.company) {
        actions::check_branch(tx, actor, booking.brand, company)?;
    }
    let (changed, _) = actions::update_booking(tx, actor, id, change)?;
    Ok(changed.state == change.state.unwrap_or(BookingState::Open))
}

/// `query` is that of the page which is shown next where no script puts the list in.
pub async fn answer(visit: &Visit, query: &str, is_done: bool, text: String) -> Result<Response, Refusal> {
    if !visit.is_partial {
        let query = Some(query).filter(|query| !query.contains(['\r', '\n'])).unwrap_or_default();
        return Ok(elsewhere(&format!("/app/bookings?{query}"), false));
    }
    let span = Span::read(&Query::read(&visit.page_query), visit.now(), &visit.actor.zone);
    let list = page::list(visit, span).await?;
    let status = if is_done { StatusCode::OK } else { StatusCode::CONFLICT };
    Ok(render::page(status, &Changed { layout: visit.layout("", None), list, text }))
}
