//! Persons with the contacts by which they are known: asked by the doors that print customers. One statement for all of them, and no contact
//! of a person whom the actor does not see; masks are laid over them by the doors that mask.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::persons;
use leadhub_model::person::ContactKind;
use leadhub_model::{LeadError, Person, PersonId};
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub struct KnownPerson {
    pub person: Person,
    /// As their keys are stored, in the order in which they came.
    pub contacts: Vec<(ContactKind, String)>,
}

/// In the order in which they are given.
pub fn known_persons(db: &mut Db, actor: &Actor, persons: Vec<Person>) -> Result<Vec<KnownPerson>, LeadError> {
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PersonId> = persons.iter().map(|person| person.id).collect();
    let mut contacts: BTreeMap<PersonId, Vec<(ContactKind, String)>> = BTreeMap::new();
    for (person, kind, value) in persons::list_contacts(db, actor, &ids)? {
        contacts.entry(person).or_default().push((kind, value));
    }
    let known = |person: Person| KnownPerson { contacts: contacts.remove(&person.id).unwrap_or_default(), person };
    Ok(persons.into_iter().map(known).collect())
}
