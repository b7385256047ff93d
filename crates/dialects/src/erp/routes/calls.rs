//! Tell of phone calls, change what was told, and find them by a customer's phone. Reached through the router; whom a call is with is
//! found in `own_brand`, what it says is read by the mapping.

use super::accounts::{WINDOW, window};
use super::leads::again;
use super::own_brand::{find_lead_of_call, find_own_call, list_own_calls};
use super::parameters::with_ignored_parameters;
use super::rows::{brand_of, company, named_stage, own_id, stage_names};
use super::{Answer, Named, WriteRequest, fields};
use crate::erp::errors::ApiError;
use crate::erp::mapping::{self, AnswerStyle, COMPANY, COUNTRY, CallRequest, Party, STATE};
use crate::erp::wire::{CallRow, Many, One};
use axum::Extension;
use axum::extract::State;
use http::StatusCode;
use leadhub_core::actions::{CallChange, NewCall, Rendered, record_call, update_call};
use leadhub_core::store::reference::geography;
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::catalogue::Brand;
use leadhub_model::*;
use leadhub_wire::answer::json;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query::Query;
use leadhub_wire::work::rendered;
use serde_json::{Map, Value};

/// `POST phone-call`
pub async fn create(request: WriteRequest) -> Answer {
    let told = mapping::read_call(fields(&request).await?, true, &request.call.actor)?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let brand = brand_of(tx, actor)?;
        let brand = brand.ok_or(ApiError::Refused("ID Brand not found", "the integration has no brand".to_owned()))?;
        let facts = mapping::call_with(looked_up(tx, actor, told.clone(), &brand)?, None)?;
        let lead = find_lead_of_call(tx, actor, &Party::of(&facts))?;
        let call = record_call(tx, actor, NewCall { lead, brand: brand.id, facts }).map_err(anew(tx))?;
        Ok(rendered(StatusCode::OK, &One::of(mapping::recorded(&call, &AnswerStyle::of(actor))))?)
    };
    request.write(work).await
}

/// No call is lost because its lead was deleted since it was found: it is looked for anew, as is a call that changed.
fn anew(tx: &mut Tx) -> impl FnOnce(LeadError) -> LeadError {
    |error| match error {
        LeadError::NotFound(Resource::Lead) => tx.run_again("the call's lead was deleted since it was found"),
        error => again(tx)(error),
    }
}

/// The request with the ids that its branch and places have here, none of which is missing.
fn looked_up(db: &mut Db, actor: &Actor, mut request: CallRequest, brand: &Brand) -> Result<CallRequest, ApiError> {
    let mut keep = |key: &str, id: i64| drop(request.details.insert(key.to_owned(), id.into()));
    if let Some(id) = request.country {
        let found = geography::find_country(db, actor, CountryId(id)).map_err(LeadError::from)?;
        keep("country_id", found.ok_or_else(|| ApiError::offending(COUNTRY, id))?.id.0);
    }
    if let Some(id) = own_id(db, actor, "state", request.state)? {
        let found = geography::find_province(db, actor, ProvinceId(id)).map_err(LeadError::from)?;
        keep("state_id", found.ok_or_else(|| ApiError::offending(STATE, id))?.id.0);
    }
    if let Some(text) = &request.company {
        let found = company(db, actor, brand, text)?;
        keep("company_id", found.ok_or_else(|| ApiError::offending(COMPANY, mapping::cut(text)))?.id.0);
    }
    Ok(request)
}

/// `PUT phone-call/{id}`
pub async fn update(named: Named, request: WriteRequest) -> Answer {
    let id = CallId(named.id()?);
    let fields = fields(&request).await?;
    let work = move |tx: &mut Tx, actor: &Actor| -> Result<Rendered, ApiError> {
        let change = change_of(tx, actor, id, fields.clone())?;
        let call = update_call(tx, actor, id, change).map_err(anew(tx))?;
        Ok(rendered(StatusCode::OK, &One::of(mapping::recorded(&call, &AnswerStyle::of(actor))))?)
    };
    request.write(work).await
}

/// What is new in these fields beside what was printed of the call, and whose it is then.
fn change_of(tx: &mut Tx, actor: &Actor, id: CallId, fields: Map<String, Value>) -> Result<CallChange, ApiError> {
    let call = find_own_call(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::PhoneCall))?;
    let names = stage_names(tx, actor)?;
    let news = mapping::without_printed(fields, &row(&call, &names, &actor.zone))?;
    let request = mapping::read_call(news, false, actor)?;
    let brand = brand_of(tx, actor)?.ok_or(LeadError::NotFound(Resource::PhoneCall))?;
    let facts = mapping::call_with(looked_up(tx, actor, request, &brand)?, Some(&call.facts))?;
    let party = Party::of(&facts);
    let lead = match call.lead {
        Some(lead) if party == Party::of(&call.facts) => Some(lead),
        // Somebody else's, or of somebody who may be known by now.
        _ => find_lead_of_call(tx, actor, &party)?,
    };
    Ok(CallChange { lead, facts, expected_version: call.version })
}

/// `GET phones-call`: those with the phones, and those on the leads of the customers who are known by them.
pub async fn list(State(app): State<AppState>, Extension(call): Extension<Call>, query: Query) -> Answer {
    let (phones, window) = window(&query)?;
    let numbers: Vec<String> = phones.iter().flat_map(|phone| phone_call::keys(phone)).collect();
    let question = move |db: &mut Db, actor: &Actor| {
        Ok((stage_names(db, actor)?, list_own_calls(db, actor, numbers.clone(), window)?))
    };
    let (names, calls) = app.read(&call, question).await?;
    let rows = calls.iter().map(|told| row(told, &names, &call.actor.zone)).collect();
    Ok(with_ignored_parameters(json(StatusCode::OK, &Many::<Vec<_>>::of(rows)), &query, WINDOW))
}

/// A stage that is none here is printed as it was told.
fn row(call: &PhoneCall, names: &[(StageId, String)], zone: &Zone) -> CallRow {
    let stage = mapping::told_stage(call).map(|text| named_stage(names, text).map_or(text, |(_, name)| name.as_str()));
    mapping::call_row(call, stage, zone)
}
