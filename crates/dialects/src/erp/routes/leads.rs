//! Create, show and change leads, and find them by a customer's phone. Each handler reads the request, hands it to the desk and
//! renders what comes back; no rule stands here.

use super::accounts::{cut, keys, owners_of, window};
use super::{Answer, Named, WriteRequest, ask, enquiry, rows, surroundings};
use crate::erp::errors::ApiError;
use crate::erp::mapping::{self, AnswerStyle, Enquiry, Operation, Rows};
use crate::erp::wire::{Many, Nothing, One};
use axum::Extension;
use axum::extract::State;
use http::StatusCode;
use leadhub_core::actions::{Rendered, create_lead, update_lead};
use leadhub_core::queries::{find_lead, find_price, list_leads};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::*;
use leadhub_wire::dialect::{Call, Desk};
use leadhub_wire::query::Query;
use leadhub_wire::work::{Ready, rendered};
use serde_json::{json, to_value};

/// `POST lead`
pub async fn create(request: WriteRequest) -> Answer {
    let enquiry = Ready::of(enquiry(&request, Operation::Lead).await?);
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<_, ApiError> {
        let enquiry = enquiry.take();
        let rows = rows::named(tx, actor, &enquiry, Operation::Lead)?;
        let new = mapping::new_lead(enquiry, &rows, mapping::account_of(&rows, false))?;
        let lead = create_lead(tx, actor, new)?;
        let (around, style) = (surroundings::of_new(tx, actor, rows)?, AnswerStyle::of(actor));
        Ok(move || rendered(StatusCode::OK, &One::of(mapping::created(&lead, &around, &style))))
    };
    request.write(work).await
}

/// `GET lead/{id}`: what is not there is an empty object.
pub async fn detail(State(desk): State<Desk>, Extension(call): Extension<Call>, named: Named) -> Answer {
    let id = LeadId(named.id()?);
    let question = move |db: &mut Db, actor: &Actor| {
        let Some(lead) = find_lead(db, actor, id)? else { return value(&One::of(Nothing {})) };
        let around = surroundings::of_lead(db, actor, &lead)?;
        value(&One::of(mapping::detail(&lead, &around)))
    };
    ask(&desk, &call, question).await
}

/// `PUT lead/{id}`
pub async fn update(named: Named, request: WriteRequest) -> Answer {
    let id = LeadId(named.id()?);
    let enquiry = enquiry(&request, Operation::Change).await?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let rows = rows::named(tx, actor, &enquiry, Operation::Change)?;
        mapping::check_undated(enquiry.booking_date.is_some())?;
        let change = mapping::change(enquiry.clone(), &rows)?;
        let before = find_lead(tx, actor, id).map_err(LeadError::from)?.ok_or(LeadError::NotFound(Noun::Lead))?;
        let change = for_lead(tx, actor, &before, &enquiry, &rows, change)?;
        let lead = update_lead(tx, actor, id, &change)?;
        let around = surroundings::of_lead(tx, actor, &lead)?;
        Ok(rendered(StatusCode::OK, &One::of(mapping::detail(&lead, &around)))?)
    };
    request.write(work).await
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
                Some(list) => find_price(db, actor, PriceListId(list), ProductId(*service))?,
                None => None,
            };
            *price = found.unwrap_or_default();
        }
        let source = rows.source.as_ref().map(|source| source.id.0).or(mapping::kept_id(lead, "source_id"));
        let price = |service| prices.get(&service).copied().unwrap_or_default();
        let lines = mapping::changed(mapping::stored(lead), lines, source, price)?;
        change.extras.insert("crm_line_ids".to_owned(), json!(lines));
    }
    // What the lead shows already says nothing new, also where another wire wrote it in its own words.
    change.facts.retain(|(fact, text)| !mapping::is_printed(lead, *fact, text.as_deref()));
    change.comment = change.comment.filter(|comment| lead.last_comment.as_deref() != Some(&comment.body));
    Ok(change)
}

/// `GET leads`: those of the customers who are known by the phones, and those that bear one of them besides.
pub async fn list(State(desk): State<Desk>, Extension(call): Extension<Call>, query: Query) -> Answer {
    let (phones, window) = window(&query)?;
    let question = move |db: &mut Db, actor: &Actor| {
        let mut leads = Vec::new();
        let owned = owners_of(db, actor, &phones)?.into_iter();
        let owned = owned.map(|person| LeadFilter { person: Some(person), ..LeadFilter::default() });
        let borne = keys(&phones).map(|key| LeadFilter { phone_key: Some(key), ..LeadFilter::default() });
        for filter in owned.chain(borne) {
            let first = Paging { offset: 0, limit: window.offset + window.limit };
            leads.extend(list_leads(db, actor, &filter, LeadOrder::NewestId, first, mapping::ROW_FACTS)?.rows);
        }
        leads.sort_by_key(|lead| std::cmp::Reverse(lead.id));
        leads.dedup_by_key(|lead| lead.id);
        let style = AnswerStyle::of(actor);
        let mut rows = Vec::new();
        for lead in cut(leads, window) {
            let around = surroundings::of_row(db, actor, &lead)?;
            rows.push(mapping::row(&lead, &around, &style));
        }
        Ok(Many::of(rows))
    };
    ask(&desk, &call, question).await
}

/// One type for an answer that has two shapes.
pub fn value(answer: &impl serde::Serialize) -> Result<serde_json::Value, LeadError> {
    to_value(answer).map_err(|error| LeadError::Internal(error.to_string()))
}
