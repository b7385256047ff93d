//! Create, show and change leads, and find them by a customer's phone. Each handler reads the request, hands it to the desk and
//! renders what comes back; no rule stands here.

use super::accounts::{WINDOW, keys, window};
use super::own_brand::{find_lead_of_ticket, find_own_lead, list_own_leads};
use super::parameters::with_ignored_parameters;
use super::{Answer, Named, WriteRequest, details, enquiry, fields, rows};
use crate::erp::errors::ApiError;
use crate::erp::mapping::{self, AnswerStyle, Enquiry, LINES, LeadDetails, Operation, Rows};
use crate::erp::wire::{Many, Nothing, One};
use axum::Extension;
use axum::extract::State;
use http::StatusCode;
use leadhub_core::actions::{Rendered, create_lead, update_lead};
use leadhub_core::store::reference::catalogue;
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::*;
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::Query;
use leadhub_wire::work::{Ready, rendered};
use serde_json::{Map, Value, json};

/// `POST lead`
pub async fn create(request: WriteRequest) -> Answer {
    let enquiry = Ready::of(enquiry(&request, Operation::Lead).await?);
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<_, ApiError> {
        let (lead, details) = put_lead(tx, actor, enquiry.take())?;
        let style = AnswerStyle::of(actor);
        Ok(move || rendered(StatusCode::OK, &One::of(mapping::created(&lead, &details, &style))))
    };
    request.write(work).await
}

/// The lead of the ticket, with what the enquiry adds to it, or a new one.
fn put_lead(tx: &mut Tx, actor: &Actor, enquiry: Enquiry) -> Result<(Lead, LeadDetails), ApiError> {
    let rows = rows::named(tx, actor, &enquiry, Operation::Lead)?;
    let Some(lead) = find_lead_of_ticket(tx, actor, &enquiry, &rows, Operation::Lead)? else {
        let person = mapping::account_of(&rows, Operation::Lead, actor);
        let lead = create_lead(tx, actor, mapping::new_lead(enquiry, &rows, person)?)?;
        return Ok((lead, details::of_new(tx, actor, rows)?));
    };
    let change = mapping::added(enquiry.clone(), &rows, &lead)?;
    let change = for_lead(tx, actor, &lead, &enquiry, &rows, change)?;
    let lead = update_lead(tx, actor, lead.id, &change).map_err(again(tx))?;
    let details = details::of_lead(tx, actor, &lead)?;
    Ok((lead, details))
}

/// `GET lead/{id}`: what is not there is an empty object.
pub async fn detail(State(app): State<AppState>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let id = LeadId(named.id()?);
    let question = move |db: &mut Db, actor: &Actor| {
        let Some(lead) = find_own_lead(db, actor, id)? else { return Ok(None) };
        let details = details::of_lead(db, actor, &lead)?;
        Ok(Some((lead, details)))
    };
    Ok(match app.read(&call, question).await? {
        Some((lead, details)) => json(StatusCode::OK, &One::of(mapping::detail(&lead, &details))),
        None => json(StatusCode::OK, &One::of(Nothing {})),
    })
}

/// `PUT lead/{id}`
pub async fn update(named: Named, request: WriteRequest) -> Answer {
    let id = LeadId(named.id()?);
    let fields = fields(&request).await?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let lead = change_lead(tx, actor, id, fields.clone())?;
        let details = details::of_lead(tx, actor, &lead)?;
        Ok(rendered(StatusCode::OK, &One::of(mapping::detail(&lead, &details)))?)
    };
    request.write(work).await
}

fn change_lead(tx: &mut Tx, actor: &Actor, id: LeadId, fields: Map<String, Value>) -> Result<Lead, ApiError> {
    let lead = find_own_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
    let details = details::of_lead(tx, actor, &lead)?;
    let news = mapping::without_printed(fields, &mapping::detail(&lead, &details))?;
    // The create's answer says the same with the lines as ids.
    let news = mapping::without_printed(news, &mapping::created(&lead, &details, &AnswerStyle::of(actor)))?;
    let enquiry = mapping::enquiry(news, Operation::Change, actor, tx.now())?;
    let rows = rows::named(tx, actor, &enquiry, Operation::Change)?;
    mapping::check_undated(enquiry.booking_date.is_some())?;
    let change = mapping::change(enquiry.clone(), &rows)?;
    let change = for_lead(tx, actor, &lead, &enquiry, &rows, change)?;
    Ok(update_lead(tx, actor, id, &change).map_err(again(tx))?)
}

/// Lines and calls are changed as they were read; where somebody else was quicker the whole request runs again.
pub fn again(tx: &mut Tx) -> impl FnOnce(LeadError) -> LeadError {
    |error| match error {
        LeadError::Stale(_) => tx.run_again("it changed since it was read"),
        error => error,
    }
}

/// The change with the lines that it leaves this lead. A service that is added costs what the lead's price list says.
pub fn for_lead(
    db: &mut Db,
    actor: &Actor,
    lead: &Lead,
    request: &Enquiry,
    rows: &Rows,
    mut change: LeadChange,
) -> Result<LeadChange, LeadError> {
    if let Some(lines) = &request.lines {
        let list = rows.price_list.as_ref().map(|list| list.id.0).or(mapping::kept_id(lead, "price_list_id"));
        let mut prices = rows.services.clone();
        for (service, price) in &mut prices {
            let found = match list {
                Some(list) => catalogue::find_price(db, actor, PriceListId(list), ProductId(*service))?,
                None => None,
            };
            *price = found.unwrap_or_default();
        }
        let source = rows.source.as_ref().map(|source| source.id).or(lead.source).map(|id| id.0);
        let price = |service| prices.get(&service).copied().unwrap_or_default();
        let lines = mapping::changed(mapping::stored(lead), lines, source, price)?;
        change.extras.insert(LINES.to_owned(), json!(lines));
        change.expected_version = Some(lead.version);
    }
    change.comment = change.comment.filter(|comment| lead.last_comment.as_deref() != Some(&comment.body));
    Ok(change)
}

/// `GET leads`: those of the customers who are known by the phones, and those that bear one of them besides.
pub async fn list(State(app): State<AppState>, Extension(call): Extension<Call>, query: Query) -> Answer {
    let (phones, window) = window(&query)?;
    let phones: Vec<String> = keys(&phones).collect();
    let question = move |db: &mut Db, actor: &Actor| {
        let leads = list_own_leads(db, actor, phones.clone(), window)?.into_iter();
        let with_row = |lead: Lead| details::of_row(db, actor, &lead).map(|details| (lead, details));
        leads.map(with_row).collect::<Result<Vec<_>, _>>()
    };
    let found = app.read(&call, question).await?;
    let style = AnswerStyle::of(&call.actor);
    let rows = found.iter().map(|(lead, details)| mapping::row(lead, details, &style)).collect();
    Ok(with_ignored_parameters(json(StatusCode::OK, &Many::<Vec<_>>::of(rows)), &query, WINDOW))
}
