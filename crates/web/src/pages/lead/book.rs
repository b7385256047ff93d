//! Make a booking for the lead that is open: the dialog, and what it sends. Which booking bars another is the verb's to say, and the
//! dialog names the one in the way.

use super::change::done;
use super::page::{find, lead_id};
use super::words;
use crate::form::FormBody;
use crate::icon::Icon;
use crate::layout::Layout;
use crate::refusal::Refusal;
use crate::render;
use crate::say;
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions;
use leadhub_core::store::leads;
use leadhub_core::store::reference::catalogue;
use leadhub_model::{CompanyId, Field, LeadChange, LeadError, LeadId, Moment, NewBooking, NewLead, Noun, Why};
use leadhub_wire::query::Query;

/// Written before the number of a booking that was made on a page.
const PREFIX: &str = "Book-";

#[derive(Template)]
#[template(path = "parts/dialog_book.html")]
struct Dialog {
    layout: Layout,
    id: i64,
    companies: Vec<(String, String)>,
    chosen: String,
    day: String,
    refusal: Option<String>,
}

async fn dialog(
    visit: &Visit,
    id: LeadId,
    form: Option<&FormBody>,
    refusal: Option<String>,
) -> Result<Dialog, Refusal> {
    let companies = visit.read(|db, actor| Ok(catalogue::list_companies(db, actor)?)).await?;
    let refusal = refusal.or_else(|| companies.is_empty().then(|| words::NO_BRANCHES.say(visit.language()).to_owned()));
    let value = |name| form.map(|form| form.text(name)).unwrap_or_default();
    Ok(Dialog {
        layout: visit.layout("", None),
        id: id.0,
        companies: companies.iter().map(|company| (company.id.to_string(), company.name.clone())).collect(),
        chosen: value("company"),
        day: value("day"),
        refusal,
    })
}

pub async fn ask_booking(visit: Visit, id: Option<Path<String>>) -> Result<Response, Refusal> {
    let id = lead_id(id)?;
    find(&visit, id, &Query::default()).await?;
    Ok(render::page(StatusCode::OK, &dialog(&visit, id, None, None).await?))
}

pub async fn book(visit: Visit, id: Option<Path<String>>, form: FormBody) -> Result<Response, Refusal> {
    let (id, zone) = (lead_id(id)?, visit.actor.zone.clone());
    let Some(at) = Moment::read(&form.text("day"), &zone) else {
        let text = words::NO_DAY.say(visit.language()).to_owned();
        let dialog = dialog(&visit, id, Some(&form), Some(text)).await?;
        return Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &dialog));
    };
    let company = CompanyId(form.number("company").unwrap_or_default());
    let work = move |tx: &mut leadhub_core::Tx, actor: &leadhub_core::Actor| {
        let lead = leads::find_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Noun::Lead))?;
        let companies = catalogue::list_companies(tx, actor)?;
        let found = companies.iter().find(|known| known.id == company);
        let company = found.ok_or(LeadError::refused(Field::Company, Why::Unknown))?;
        let new = NewBooking {
            brand: company.brand,
            company: company.id,
            booked_at: at,
            ends_at: at.end_of_day(&actor.zone),
            code_prefix: PREFIX.to_owned(),
            code_digits: 0,
            person: Some(lead.person),
            code: None,
            booked_lead: Some(id),
            lead: NewLead::default(),
            change: LeadChange::default(),
            details: Default::default(),
        };
        actions::book(tx, actor, &new)
    };
    match visit.write(work).await {
        Ok(_) => done(&visit, id, words::BOOKED_DONE, None).await,
        Err(error @ (LeadError::Refused(_) | LeadError::BookingInEffect { .. })) => {
            let text = say::refusal(&error, visit.language());
            let dialog = dialog(&visit, id, Some(&form), Some(text)).await?;
            Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &dialog))
        }
        Err(error) => Err(error.into()),
    }
}
