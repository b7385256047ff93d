//! Move a booking to another day or branch: the dialog, and what it sends. What is refused is said at its field, and what was typed stays.
//! Which booking bars another is the verb's to say.

use super::booking_id;
use super::change::{answer, change_open};
use super::span::iso_day;
use super::words;
use crate::dialog::{self, DialogForm};
use crate::form::{Field, FormBody};
use crate::pages::lead;
use crate::pages::leads::row;
use crate::refusal::Refusal;
use crate::toast::Toast;
use crate::visit::Visit;
use crate::{format, render, say};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::BookingChange;
use leadhub_core::store::reference::catalogue;
use leadhub_core::store::{bookings, leads};
use leadhub_core::{Actor, Db};
use leadhub_model::booking::BookingState;
use leadhub_model::catalogue::Company;
use leadhub_model::{Booking, BookingId, CompanyId, Lead, LeadError, Moment, Resource, TimeStyle, Zone};

#[derive(Template)]
#[template(path = "parts/dialog_move.html")]
struct Dialog {
    asked: DialogForm,
    version: i64,
    now: String,
    fields: [Field; 2],
}

/// A booking, and where it may be.
struct Found {
    booking: Booking,
    lead: Lead,
    companies: Vec<Company>,
}

/// What was refused, and at which field, if at one.
#[derive(Default)]
struct Wrong {
    company: Option<String>,
    day: Option<String>,
    other: Option<String>,
}

/// A booking whose lead was deleted is gone with it.
fn find(db: &mut Db, actor: &Actor, id: BookingId) -> Result<Found, LeadError> {
    let gone = LeadError::NotFound(Resource::Booking);
    let booking = bookings::find_booking(db, actor, id)?.ok_or(gone.clone())?;
    let lead = leads::find_lead(db, actor, booking.lead)?.ok_or(gone)?;
    let companies = catalogue::list_companies(db, actor)?;
    let fits = |known: &&Company| known.brand == booking.brand && (known.bookable || known.id == booking.company);
    let companies = companies.iter().filter(fits).cloned().collect();
    Ok(Found { booking, lead, companies })
}

fn dialog(visit: &Visit, found: &Found, typed: Option<&FormBody>, wrong: Wrong) -> Dialog {
    let (booking, zone, language) = (&found.booking, &visit.actor.zone, visit.language());
    let company = found.companies.iter().find(|known| known.id == booking.company);
    let at = booking.booked_at;
    let when = format!("{} {}", format::day(at, zone, language), format::clock(at, zone));
    let place = company.map(|known| format!(" · {}", known.name)).unwrap_or_default();
    let value = |name, own| typed.map_or(own, |form| form.text(name));
    let title = words::MOVE_TITLE.with(language, &row::name(&found.lead, &visit.actor, language));
    let asked = DialogForm::new(visit, title, format!("/app/bookings/{}/move", booking.id), typed);
    let company = Field {
        value: value("company", booking.company.to_string()),
        options: found.companies.iter().map(|known| (known.id.to_string(), known.name.clone())).collect(),
        error: wrong.company,
        ..Field::new("company", lead::words::BRANCH)
    };
    let day = Field {
        kind: "datetime-local",
        value: value("day", as_typed(at, zone)),
        required: true,
        error: wrong.day,
        ..Field::new("day", lead::words::DAY)
    };
    Dialog {
        asked: DialogForm { refusal: wrong.other, ..asked },
        version: booking.version,
        now: words::NOW.with(language, &format!("{when}{place}")),
        fields: [day, company],
    }
}

/// As the field of a day and hour has it.
fn as_typed(at: Moment, zone: &Zone) -> String {
    at.format(zone, TimeStyle::Spaced).chars().take("2026-11-26 10:42".len()).collect::<String>().replace(' ', "T")
}

pub async fn ask_reschedule(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = booking_id(id)?;
    let found = visit.read(move |db, actor| find(db, actor, id)).await?;
    if found.booking.state != BookingState::Open {
        let text = words::ENDED.say(visit.language()).to_owned();
        return Ok(render::page(StatusCode::CONFLICT, &Toast::refusal(visit.preferences, text)));
    }
    let dialog = dialog(&visit, &found, None, Wrong::default());
    Ok(dialog::answer(StatusCode::OK, &dialog.asked, &dialog))
}

pub async fn reschedule(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, zone, language) = (booking_id(id)?, visit.actor.zone.clone(), visit.language());
    let Some(at) = Moment::read(&form.text("day"), &zone) else {
        let day = Some(lead::words::NO_DAY.say(language).to_owned());
        return again(&visit, id, &form, Wrong { day, ..Wrong::default() }).await;
    };
    let (company, booked) = (form.number("company").map(CompanyId), Some((at, at.end_of_day(&zone))));
    let expected_version = form.number("version");
    let change = BookingChange { company, booked, expected_version, ..BookingChange::default() };
    let is_done = match visit.write(move |tx, actor| change_open(tx, actor, id, &change)).await {
        Ok(is_done) => is_done,
        Err(error) => return again(&visit, id, &form, wrong(&visit, error)?).await,
    };
    let when = format!("{} {}", format::day(at, &zone, language), format::clock(at, &zone));
    let text = if is_done { words::MOVED.with(language, &when) } else { words::ENDED.say(language).to_owned() };
    answer(&visit, &format!("day={}", iso_day(at, &zone)), is_done, text).await
}

/// The dialog with what was typed and what is wrong with it, of the booking as it is now.
async fn again(visit: &Visit, id: BookingId, form: &FormBody, wrong: Wrong) -> Result<Response, Refusal> {
    let found = visit.read(move |db, actor| find(db, actor, id)).await?;
    let dialog = dialog(visit, &found, Some(form), wrong);
    Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, &dialog.asked, &dialog))
}

fn wrong(visit: &Visit, error: LeadError) -> Result<Wrong, Refusal> {
    let language = visit.language();
    let text = Some(say::refusal(&error, language));
    match error {
        LeadError::BookingInEffect { .. } => Ok(Wrong { day: text, ..Wrong::default() }),
        LeadError::Stale(_) => Ok(Wrong { other: Some(words::OVERTAKEN.say(language).to_owned()), ..Wrong::default() }),
        LeadError::Refused(refusal) => Ok(match refusal.field {
            leadhub_model::Field::Company => Wrong { company: text, ..Wrong::default() },
            leadhub_model::Field::BookedAt => Wrong { day: text, ..Wrong::default() },
            _ => Wrong { other: text, ..Wrong::default() },
        }),
        other => Err(other.into()),
    }
}
