//! Persons: list and show. Nobody writes them: they come with their leads. Reached through the router; no rule stands here.
//! The leads of a person are a list of leads.

use super::Answer;
use super::request::{NoParams, PathId, QueryParams};
use crate::mapping::{filter, person as mapping};
use crate::wire::person::{PersonPage, PersonQuery, WholePerson};
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::questions::{KnownPerson, known_persons};
use leadhub_core::store::{persons, possible_duplicates};
use leadhub_core::{Actor, Db};
use leadhub_model::{LeadError, PersonId, Resource};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, detail))]
pub struct Api;

pub fn routes(routes: Routes) -> Routes {
    routes.on(Method::GET, "/hub/v1/persons", list).on(Method::GET, "/hub/v1/persons/{person_id}", detail)
}

/// List persons
#[utoipa::path(
    get, path = "/hub/v1/persons", tag = "persons", operation_id = "listPersons", params(PersonQuery),
    responses((status = 200, description = "A page of persons, newest first.", body = inline(PersonPage)))
)]
async fn list(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(query): QueryParams<PersonQuery>,
) -> Answer {
    let (contacts, window) = mapping::query(&query)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let after = window.after_id().map(PersonId);
        let persons = persons::list_persons_after(db, actor, &contacts, after, window.request())?;
        known_persons(db, actor, persons)
    };
    let persons = app.read(&call, ask).await?.into_iter();
    let persons: Vec<KnownPerson> = persons.map(|known| mapping::masked(known, &call.actor)).collect();
    let place = |known: &KnownPerson| filter::by_id(known.person.id.0);
    let page = window.page(&persons, place, mapping::person);
    Ok(answer::json(StatusCode::OK, &page))
}

/// Show a person
#[utoipa::path(
    get, path = "/hub/v1/persons/{person_id}", tag = "persons", operation_id = "getPerson",
    responses((status = 200, description = "The person.", body = WholePerson))
)]
async fn detail(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    PathId(id): PathId<i64>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let ask = move |db: &mut Db, actor: &Actor| {
        let person = persons::find_person(db, actor, PersonId(id))?.ok_or(LeadError::NotFound(Resource::Person))?;
        let duplicates = possible_duplicates::list_with_reasons(db, actor, person.id)?;
        let known = known_persons(db, actor, vec![person])?.pop().ok_or(LeadError::NotFound(Resource::Person))?;
        Ok((known, duplicates))
    };
    let (known, duplicates) = app.read(&call, ask).await?;
    let duplicates = mapping::masked_reasons(duplicates, &call.actor);
    Ok(answer::json(StatusCode::OK, &mapping::whole(&mapping::masked(known, &call.actor), &duplicates)))
}
