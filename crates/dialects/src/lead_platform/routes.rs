//! The two operations of this wire and what both need of a request: a call, the header `source`, a body. Mounted by the front
//! door, which puts a `Call` among the request's extensions; without one the answer is 401 before anything else.

mod rows;

use super::errors::{ApiError, refuse};
use super::{mapping, wire};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode};
use leadhub_core::actions::{self, Rendered};
use leadhub_core::store::reference::external_names;
use leadhub_core::store::{lead_keys, leads};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::{Lead, LeadChange, LeadError, LeadId, Resource, StageId};
use leadhub_wire::answer;
use leadhub_wire::dialect::{Call, TransportError};
use leadhub_wire::json;
use leadhub_wire::routes::Routes;
use leadhub_wire::work::{Ready, rendered};
use rows::Places;

/// Required of every request, and the one value it may have (decision L6).
const SOURCE: (&str, &str) = ("source", "TCB");

pub fn routes() -> Routes {
    Routes::default()
        .on(Method::POST, "/lead-platform/v1/leads/create", create)
        .on(Method::PUT, "/lead-platform/v1/leads/changeStatus", change_status)
        .with(|router| {
            router
                .fallback(async || refuse(TransportError::NoSuchPath))
                .method_not_allowed_fallback(async || refuse(TransportError::WrongMethod))
                .layer(from_fn(only_with_a_call))
        })
}

async fn only_with_a_call(request: Request, next: Next) -> Response {
    if request.extensions().get::<Call>().is_some() {
        next.run(request).await
    } else {
        refuse(TransportError::Unauthorized)
    }
}

async fn create(request: WriteRequest) -> Result<Response, ApiError> {
    check_source(&request.headers)?;
    let create = mapping::create(json::object(&request.body)?, SOURCE.1, &request.call.actor)?;
    let reason = unknown_fields(&create.unknown);
    let create = Ready::of(create);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let mut create = create.take();
        let notice = find_rows(tx, actor, &mut create)?;
        let lead = match &create.source_id {
            Some(key) => create_or_change(tx, actor, key, &create)?,
            None => actions::create_lead(tx, actor, create.lead)?,
        };
        Ok::<_, LeadError>(move || telling(rendered(StatusCode::CREATED, &mapping::created(&lead)), notice))
    };
    Ok(answer::explained(request.write(work).await?, reason.as_deref()))
}

/// Puts the rows that words and codes stand for into a new lead; gives what is to be said of a code that stays.
fn find_rows(db: &mut Db, actor: &Actor, create: &mut mapping::Create) -> Result<Option<String>, LeadError> {
    let new = &mut create.lead;
    new.stage = stage(db, actor, create.status.as_deref())?;
    let Places { named, notice } = rows::places(db, actor, |fact| new.facts.get(fact))?;
    for (fact, name) in named {
        new.facts.set(fact, Some(name));
    }
    new.agent = rows::agent(db, actor, &new.extras)?;
    Ok(notice)
}

/// The answer with what is to be said in its header.
fn telling(answer: Result<Rendered, LeadError>, notice: Option<String>) -> Result<Rendered, LeadError> {
    let answer = answer?;
    Ok(match notice {
        Some(notice) => answer.with(answer::REASON, notice),
        None => answer,
    })
}

/// The lead of the key. The same data again change nothing, whoever changed the lead since; other data change it (decision L15).
fn create_or_change(tx: &mut Tx, actor: &Actor, key: &str, create: &mapping::Create) -> Result<Lead, LeadError> {
    let (lead, is_new) = actions::create_lead_once(tx, actor, key, create.lead.clone())?;
    if !actions::is_new_content(tx, actor, key, &create.content)? || is_new {
        return Ok(lead);
    }
    let (change, status) = mapping::repeated(create, &lead);
    let stage = stage(tx, actor, status.as_deref())?;
    actions::update_lead(tx, actor, lead.id, &LeadChange { stage, agent: create.lead.agent, ..change })
}

/// What is said of fields that no object has: a slip in the name of an optional one loses nothing, but is not what was meant.
fn unknown_fields(unknown: &[String]) -> Option<String> {
    let (verb, kept) = if unknown.len() == 1 { ("is", "it was") } else { ("are", "they were") };
    (!unknown.is_empty()).then(|| format!("{} {verb} no field of this object; {kept} kept as sent", unknown.join(", ")))
}

async fn change_status(request: WriteRequest) -> Result<Response, ApiError> {
    check_source(&request.headers)?;
    let asked_for = mapping::change(json::object(&request.body)?, &request.call.actor)?;
    let reason = unknown_fields(&asked_for.unknown);
    let work = move |tx: &mut Tx, actor: &Actor| {
        let seen = find(tx, actor, &asked_for.source_id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
        let (change, notice) = change_of(tx, actor, &asked_for, &seen)?;
        let lead = mapping::created(&actions::update_lead(tx, actor, seen.id, &change)?);
        telling(rendered(StatusCode::OK, &wire::StatusChanged { lead, status: asked_for.status.clone() }), notice)
    };
    Ok(answer::explained(request.write(work).await?, reason.as_deref()))
}

/// What changes in this lead, its words and codes read; and what is to be said of a code that stays.
fn change_of(
    db: &mut Db,
    actor: &Actor,
    asked_for: &mapping::Change,
    seen: &Lead,
) -> Result<(LeadChange, Option<String>), LeadError> {
    let stage = stage(db, actor, Some(&asked_for.status))?;
    let agent = rows::agent(db, actor, &asked_for.lead.extras)?;
    let mut change = LeadChange { stage, agent, ..mapping::for_lead(&asked_for.lead, seen) };
    let sent = |fact| asked_for.lead.facts.iter().find(|(known, _)| *known == fact)?.1.as_deref();
    let Places { named, notice } = rows::places(db, actor, sent)?;
    for (fact, name) in named {
        change.facts.retain(|(known, _)| *known != fact);
        change.facts.push((fact, Some(name)));
    }
    Ok((change, notice))
}

/// The lead of a caller's key, else the one with that number, if this very integration made it without a key (decision L4): numbers
/// can be guessed, and a partner's own key may look like one.
fn find(db: &mut Db, actor: &Actor, source_id: &str) -> Result<Option<Lead>, LeadError> {
    if let Some(id) = lead_keys::find_lead_by_key(db, actor, source_id)? {
        return Ok(leads::find_lead(db, actor, id)?);
    }
    let Ok(id) = source_id.trim().parse() else { return Ok(None) };
    let is_own = lead_keys::made_without_key(db, actor, LeadId(id))?;
    Ok(if is_own { leads::find_lead(db, actor, LeadId(id))? } else { None })
}

/// The stage that the organisation gave the partner's word, whatever its case; a word without one moves nothing (L13).
fn stage(db: &mut Db, actor: &Actor, status: Option<&str>) -> Result<Option<StageId>, LeadError> {
    let Some(status) = status else { return Ok(None) };
    let known = external_names::list_external_names(db, actor, "stage")?;
    let meant = known.iter().find(|name| rows::same_word(&name.external, status.trim()));
    Ok(meant.map(|name| StageId(name.row)))
}

type WriteRequest = leadhub_wire::work::WriteRequest<ApiError>;

/// The header that every request carries (decision L6).
fn check_source(headers: &HeaderMap) -> Result<(), ApiError> {
    let (name, wanted) = SOURCE;
    if headers.get(name).is_some_and(|given| given.as_bytes() == wanted.as_bytes()) {
        return Ok(());
    }
    Err(ApiError::Fields(vec![(name.to_owned(), format!("this header must be {wanted}"))]))
}
