//! Contacts: persons with all their phones and e-mails, whether or not a lead of theirs came by this wire. Reached through the router
//! behind the door. Speaks the platform's shape of errors (decision B39).

use crate::caresoft::errors::{ApiError, PlatformError};
use crate::caresoft::mapping::{self, AnswerStyle, PersonWithExtras};
use crate::caresoft::wire;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use leadhub_core::actions::{PutPersonError, Rendered, put_person};
use leadhub_core::questions::{KnownPerson, known_persons};
use leadhub_core::store::reference::custom_fields;
use leadhub_core::store::{leads, persons};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::person::PersonChange;
use leadhub_model::phone::Phone;
use leadhub_model::reference::CustomField;
use leadhub_model::*;
use leadhub_wire::answer::{explained, json};
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::query;
use leadhub_wire::work::{self, rendered};
use std::collections::BTreeMap;
use std::sync::Arc;

type WriteRequest = work::WriteRequest<PlatformError>;
type Filters = query::Filters<PlatformError>;
type Answer = Result<Response, PlatformError>;

/// `GET contacts`
pub async fn list(State(app): State<AppState>, Extension(call): Extension<Call>, filters: Filters) -> Answer {
    let style = AnswerStyle::of(&call.actor);
    let (updated, window) = mapping::contact_filter(&filters.query, &style.zone)?;
    let ignored = mapping::passed_over(&filters.query, mapping::CONTACT_FILTERS)?;
    let ask = move |db: &mut Db, actor: &Actor| {
        let page = persons::list_persons(db, actor, updated, window.0)?;
        Ok((page.total, with_extras(db, actor, page.rows)?))
    };
    let (num_found, persons) = app.read(&call, ask).await?;
    let contacts = persons.iter().map(|person| mapping::contact_row(person, &style)).collect();
    Ok(explained(json(StatusCode::OK, &wire::Contacts { code: "ok", num_found, contacts }), ignored.as_deref()))
}

/// `GET contacts/{contactId}`
pub async fn detail(State(app): State<AppState>, Extension(call): Extension<Call>, uri: Uri) -> Answer {
    let id = contact_id(&uri)?;
    let found = app.read(&call, move |db, actor| whole(db, actor, id)).await?;
    Ok(json(StatusCode::OK, &found.shown(&call.actor)))
}

/// `GET contactsByPhone?phoneNo=`: who is known by the number, else the one person whose lead bears it.
pub async fn by_phone(State(app): State<AppState>, Extension(call): Extension<Call>, filters: Filters) -> Answer {
    let asked = filters.query.one("phoneNo").map_err(|_| ApiError::field("phoneNo", query::Several::SAY))?;
    let asked = asked.ok_or_else(|| ApiError::field("phoneNo", "is missing"))?;
    let key = Phone::read(asked).key().map(|key| key.as_str().to_owned());
    let ask = move |db: &mut Db, actor: &Actor| {
        let gone = LeadError::NotFound(Resource::Person);
        let key = key.as_deref().ok_or(gone.clone())?;
        let person = persons::find_person_of_phone(db, actor, key)?.ok_or(gone)?;
        whole(db, actor, person)
    };
    let found = app.read(&call, ask).await?;
    Ok(json(StatusCode::OK, &found.shown(&call.actor)))
}

/// `POST contacts`
pub async fn create(request: WriteRequest) -> Answer {
    put(request, None, mapping::new_contact).await
}

/// `PUT contacts/{contactId}`
pub async fn update(request: WriteRequest) -> Answer {
    let id = contact_id(&request.uri)?;
    put(request, Some(id), mapping::contact_change).await
}

async fn put(request: WriteRequest, id: Option<PersonId>, read: fn(&[u8]) -> Result<PersonChange, ApiError>) -> Answer {
    let change = read(&request.body)?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let change = news(tx, actor, id, &change)?;
        match put_person(tx, actor, id, &change) {
            Ok(person) => {
                let found = whole(tx, actor, person.id)?;
                Ok::<Rendered, PlatformError>(rendered(StatusCode::OK, &found.shown(actor))?)
            }
            Err(PutPersonError::Taken((kind, value), owner)) => {
                Err(ApiError::Taken(mapping::contact_field(&change, kind, &value), owner).into())
            }
            Err(PutPersonError::Lead(error)) => Err(ApiError::naming(error, &change.custom_values).into()),
        }
    };
    request.write(work).await
}

/// What a change says beside what was printed of the person's leads. Whether the person is there the verb says.
fn news(db: &mut Db, actor: &Actor, id: Option<PersonId>, change: &PersonChange) -> Result<PersonChange, LeadError> {
    let change = change.clone();
    let Some(id) = id.filter(|_| mapping::names_facebook(&change)) else { return Ok(change) };
    let kept = persons::list_extras(db, actor, &[id])?.pop().map(|(_, extras)| extras).unwrap_or_default();
    let of_lead = leads::find_newest_fact(db, actor, id, Fact::Facebook)?;
    Ok(mapping::contact_without_printed(change, &kept, of_lead.as_deref()))
}

/// A person with the fields that a contact shows.
struct Whole {
    person: PersonWithExtras,
    fields: Arc<Vec<CustomField>>,
}

impl Whole {
    fn shown(&self, actor: &Actor) -> wire::WholeContact<'_> {
        mapping::contact(&self.person, &self.fields, &AnswerStyle::of(actor))
    }
}

fn whole(db: &mut Db, actor: &Actor, id: PersonId) -> Result<Whole, LeadError> {
    let gone = LeadError::NotFound(Resource::Person);
    let person = persons::find_person(db, actor, id)?.ok_or(gone.clone())?;
    let fields = custom_fields::list_custom_fields(db, actor)?;
    let mut person = with_extras(db, actor, vec![person])?.pop().ok_or(gone)?;
    person.facebook = leads::find_newest_fact(db, actor, id, Fact::Facebook)?;
    Ok(Whole { person, fields })
}

/// What a list prints of these persons.
fn with_extras(db: &mut Db, actor: &Actor, persons: Vec<Person>) -> Result<Vec<PersonWithExtras>, LeadError> {
    let ids: Vec<PersonId> = persons.iter().map(|person| person.id).collect();
    let known = known_persons(db, actor, persons)?;
    let mut extras: BTreeMap<PersonId, LeadExtras> = persons::list_extras(db, actor, &ids)?.into_iter().collect();
    let of = |known: KnownPerson| {
        let extras = extras.remove(&known.person.id).unwrap_or_default();
        PersonWithExtras { known, extras, facebook: None }
    };
    Ok(known.into_iter().map(of).collect())
}

fn contact_id(uri: &Uri) -> Result<PersonId, ApiError> {
    super::last_number(uri).map(PersonId).ok_or_else(|| ApiError::field("contactId", "must be a whole number"))
}
