//! Contacts: persons with all their phones and e-mails, whether or not a lead of theirs came by this wire. Reached through the router
//! behind the door. Speaks the platform's shape of errors (decision B39).

use crate::caresoft::errors::{ApiError, PlatformError};
use crate::caresoft::mapping::{self, AnswerStyle, Known};
use crate::caresoft::wire;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use leadhub_core::actions::{PutPersonError, Rendered, put_person};
use leadhub_core::store::persons;
use leadhub_core::store::reference::custom_fields;
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::person::{ContactKind, PersonChange};
use leadhub_model::phone::Phone;
use leadhub_model::*;
use leadhub_wire::answer::{explained, json};
use leadhub_wire::dialect::{Call, Desk};
use leadhub_wire::query;
use leadhub_wire::work::{self, rendered};
use std::collections::BTreeMap;

type WriteRequest = work::WriteRequest<PlatformError>;
type Filters = query::Filters<PlatformError>;
type Answer = Result<Response, PlatformError>;

/// `GET contacts`
pub async fn list(State(desk): State<Desk>, Extension(call): Extension<Call>, filters: Filters) -> Answer {
    let style = AnswerStyle::of(&call.actor);
    let (updated, window) = mapping::contact_filter(&filters.query, &style.zone)?;
    let ignored = mapping::passed_over(&filters.query, mapping::CONTACT_FILTERS)?;
    let answer = desk.read(&call, move |db, actor| {
        let page = persons::list_persons(db, actor, updated, window.0)?;
        let known = known(db, actor, page.rows)?;
        let contacts = known.iter().map(|known| mapping::contact_row(known, &style)).collect();
        Ok(json(StatusCode::OK, &wire::Contacts { code: "ok", num_found: page.total, contacts }))
    });
    Ok(explained(answer.await?, ignored.as_deref()))
}

/// `GET contacts/{contactId}`
pub async fn detail(State(desk): State<Desk>, Extension(call): Extension<Call>, uri: Uri) -> Answer {
    let id = contact_id(&uri)?;
    let answer = desk.read(&call, move |db, actor| whole(db, actor, id, |contact| Ok(json(StatusCode::OK, contact))));
    Ok(answer.await?)
}

/// `GET contactsByPhone?phoneNo=`: who is known by the number, else the one person whose lead bears it.
pub async fn by_phone(State(desk): State<Desk>, Extension(call): Extension<Call>, filters: Filters) -> Answer {
    let asked = filters.query.one("phoneNo").map_err(|_| ApiError::field("phoneNo", query::Several::SAY))?;
    let asked = asked.ok_or_else(|| ApiError::field("phoneNo", "is missing"))?;
    let key = Phone::read(asked).key().map(|key| key.as_str().to_owned());
    let answer = desk.read(&call, move |db, actor| {
        let gone = LeadError::NotFound(Noun::Person);
        let key = key.as_deref().ok_or(gone.clone())?;
        let person = match persons::find_seen_owner(db, actor, ContactKind::Phone, key)? {
            Some(owner) => owner,
            // Of several who share it nobody is shown.
            None => match persons::list_persons_of_phone(db, actor, key)?.as_slice() {
                [only] => *only,
                _ => return Err(gone),
            },
        };
        whole(db, actor, person, |contact| Ok(json(StatusCode::OK, contact)))
    });
    Ok(answer.await?)
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
    let work = move |tx: &mut Tx, actor: &Actor| match put_person(tx, actor, id, &change) {
        Ok(person) => {
            let answer: Rendered = whole(tx, actor, person.id, |contact| rendered(StatusCode::OK, contact))?;
            Ok::<_, PlatformError>(answer)
        }
        Err(PutPersonError::Taken((kind, value), owner)) => {
            Err(ApiError::Taken(mapping::contact_field(&change, kind, &value), owner).into())
        }
        Err(PutPersonError::Lead(error)) => Err(ApiError::naming(error, &change.custom_values).into()),
    };
    request.write(work).await
}

fn whole<T>(
    db: &mut Db,
    actor: &Actor,
    id: PersonId,
    show: impl FnOnce(&wire::WholeContact) -> Result<T, LeadError>,
) -> Result<T, LeadError> {
    let gone = LeadError::NotFound(Noun::Person);
    let person = persons::find_person(db, actor, id)?.ok_or(gone.clone())?;
    let fields = custom_fields::list_custom_fields(db, actor)?;
    let known = known(db, actor, vec![person])?;
    show(&mapping::contact(known.first().ok_or(gone)?, &fields, &AnswerStyle::of(actor)))
}

/// What is printed of these persons.
fn known(db: &mut Db, actor: &Actor, persons: Vec<Person>) -> Result<Vec<Known>, LeadError> {
    let ids: Vec<PersonId> = persons.iter().map(|person| person.id).collect();
    let (contacts, extras) = (persons::list_contacts(db, actor, &ids)?, persons::list_extras(db, actor, &ids)?);
    let mut known: Vec<Known> = persons
        .into_iter()
        .map(|person| Known { person, contacts: Vec::new(), extras: LeadExtras::default() })
        .collect();
    let places: BTreeMap<PersonId, usize> = ids.into_iter().zip(0..).collect();
    for (person, kind, value) in contacts {
        if let Some(known) = places.get(&person).and_then(|at| known.get_mut(*at)) {
            known.contacts.push((kind, value));
        }
    }
    for (person, extras) in extras {
        if let Some(known) = places.get(&person).and_then(|at| known.get_mut(*at)) {
            known.extras = extras;
        }
    }
    Ok(known)
}

fn contact_id(uri: &Uri) -> Result<PersonId, ApiError> {
    super::last_number(uri).map(PersonId).ok_or_else(|| ApiError::field("contactId", "must be a whole number"))
}
