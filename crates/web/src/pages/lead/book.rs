//! Make a booking for the lead that is open: what is asked, and what it sends. Which booking bars another is the verb's to say, and
//! the one in the way is named.

use super::change::done;
use super::page::{find, lead_id};
use super::words;
use crate::dialog::{self, DialogForm};
use crate::form::{Field, FormBody};
use crate::refusal::Refusal;
use crate::say;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions::{self, Outcomes};
use leadhub_core::store::reference::{catalogue, stages};
use leadhub_core::store::{bookings, leads};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::catalogue::Company;
use leadhub_model::{
    BookingFilter, BookingState, Field as About, LeadChange, LeadError, LeadId, Moment, NewBooking, NewLead,
    RefusalReason, Resource, StageId, StageKind,
};
use leadhub_wire::query::Query;

/// Written before the number of a booking that was made on a page.
const PREFIX: &str = "Book-";

/// Of a lead's bookings the newest are looked at.
const BOOKINGS: i64 = 20;

#[derive(Template)]
#[template(path = "parts/dialog_book.html")]
struct Dialog {
    asked: DialogForm,
    fields: Vec<Field>,
}

async fn dialog(
    visit: &Visit,
    id: LeadId,
    form: Option<&FormBody>,
    error: Option<&LeadError>,
) -> Result<Dialog, Refusal> {
    let companies = visit.read(|db, actor| Ok(catalogue::list_companies(db, actor)?)).await?;
    let language = visit.language();
    let refused = if let Some(LeadError::Refused(refused)) = error { Some(refused) } else { None };
    let wrong = |about: About| say::beside(refused, |field| field == about, language);
    let value = |name| form.map(|form| form.text(name)).unwrap_or_default();
    let bookable = companies.iter().filter(|known| known.bookable);
    let mut options: Vec<_> = bookable.map(|known| (known.id.to_string(), known.name.clone())).collect();
    let refusal = match error {
        None if options.is_empty() => Some(words::NO_BRANCHES.say(language).to_owned()),
        Some(error @ LeadError::BookingInEffect { .. }) => Some(say::refusal(error, language)),
        _ => say::above(refused, |field| matches!(field, About::Company | About::BookedAt), language),
    };
    if options.is_empty() {
        options.push(Default::default());
    }
    let day_error = wrong(About::BookedAt).map(|_| words::NO_DAY.say(language).to_owned());
    let field = |name, label| Field { value: value(name), ..Field::new(name, label) };
    let day = Field { kind: "datetime-local", required: true, error: day_error, ..field("day", words::DAY) };
    let company = Field { options, error: wrong(About::Company), ..field("company", words::BRANCH) };
    let asked = DialogForm::new(visit, words::BOOK_TITLE.say(language), format!("/app/leads/{id}/book"), form);
    Ok(Dialog { asked: DialogForm { refusal, ..asked }, fields: vec![company, day] })
}

/// The lead for which a booking is offered after a move: it came alone to a stage that converts, and has none that was not cancelled.
pub fn wants_booking(
    db: &mut Db,
    actor: &Actor,
    moved: &Outcomes,
    stage: StageId,
) -> Result<Option<LeadId>, LeadError> {
    let [(lead, _)] = actions::changed(moved)[..] else { return Ok(None) };
    let stages = stages::list_stages(db, actor)?;
    let converts = stages.iter().any(|known| known.id == stage && known.kind == StageKind::Converted);
    if moved.len() > 1 || !converts || !catalogue::list_companies(db, actor)?.iter().any(|known| known.bookable) {
        return Ok(None);
    }
    let of_lead = BookingFilter { lead: Some(lead), ..BookingFilter::default() };
    let known = bookings::list_bookings_after(db, actor, &of_lead, None, BOOKINGS)?;
    Ok(Some(lead).filter(|_| known.iter().all(|booking| booking.state == BookingState::Cancelled)))
}

pub async fn ask_booking(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    find(&visit, id, &Query::default()).await?;
    let dialog = dialog(&visit, id, None, None).await?;
    Ok(dialog::answer(StatusCode::OK, &dialog.asked, &dialog))
}

/// Everything that is wrong with the form is told at once.
fn checked(companies: &[Company], company: Option<i64>, at: Option<Moment>) -> Result<(&Company, Moment), LeadError> {
    let company = companies.iter().find(|known| Some(known.id.0) == company);
    match (company, at) {
        (Some(company), Some(at)) => Ok((company, at)),
        (company, at) => {
            let wrong = [
                (company.is_none(), About::Company, RefusalReason::Unknown),
                (at.is_none(), About::BookedAt, RefusalReason::Missing),
            ];
            let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong).map(|(_, field, why)| (field, why));
            LeadError::refuse_all(wrong.collect())?;
            Err(LeadError::refused(About::BookedAt, RefusalReason::Missing))
        }
    }
}

pub async fn book(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, zone) = (lead_id(id)?, visit.actor.zone.clone());
    let (at, company) = (Moment::read(&form.text("day"), &zone), form.number("company"));
    match visit.write(move |tx, actor| book_lead(tx, actor, id, (company, at))).await {
        Ok(_) => done(&visit, id, words::BOOKED_DONE, None).await,
        Err(error @ (LeadError::Refused(_) | LeadError::BookingInEffect { .. })) => {
            let dialog = dialog(&visit, id, Some(&form), Some(&error)).await?;
            Ok(dialog::answer(StatusCode::UNPROCESSABLE_ENTITY, &dialog.asked, &dialog))
        }
        Err(error) => Err(error.into()),
    }
}

fn book_lead(
    tx: &mut Tx,
    actor: &Actor,
    id: LeadId,
    (company, at): (Option<i64>, Option<Moment>),
) -> Result<(), LeadError> {
    let lead = leads::find_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
    let companies = catalogue::list_companies(tx, actor)?;
    let (company, at) = checked(&companies, company, at)?;
    actions::check_branch(tx, actor, company.brand, company.id)?;
    let new = NewBooking {
        brand: company.brand,
        company: company.id,
        booked_at: at,
        ends_at: at.end_of_day(&actor.zone),
        code_prefix: PREFIX.to_owned(),
        code_digits: 0,
        person: Some(lead.person),
        code: None,
        kept: None,
        booked_lead: Some(id),
        lead: NewLead::default(),
        change: LeadChange::default(),
        details: Default::default(),
    };
    actions::book(tx, actor, &new).map(drop)
}
