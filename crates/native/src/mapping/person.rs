//! Persons as they are shown, and which are asked for. Called by the routes.
//! No rule stands here.

use super::filter::{BY_ID, Window, both, phone};
use crate::wire::person as wire;
use crate::wire::problem::Wrong;
use crate::wire::value::At;
use leadhub_core::Actor;
use leadhub_core::questions::KnownPerson;
use leadhub_model::email::EmailKey;
use leadhub_model::person::ContactKind;
use leadhub_model::{PersonId, mask};

/// A contact as the store keeps it.
pub type Key = (ContactKind, String);

/// The contacts by which persons are asked for, and the page.
pub fn query(query: &wire::PersonQuery) -> Result<(Vec<Key>, Window), Vec<Wrong>> {
    let email = query.email.0.as_ref().map(|text| EmailKey::read(&text.0)).map(|key| {
        let key = key.map(|key| key.as_str().to_owned());
        key.ok_or_else(|| vec![Wrong::new("email", "unfit", "is no e-mail address")])
    });
    let contacts = both(phone(&query.phone), email.transpose());
    let ((phone, email), window) = both(contacts, Window::read(BY_ID, &query.limit, &query.cursor))?;
    let phone = phone.map(|key| (ContactKind::Phone, key));
    Ok((phone.into_iter().chain(email.map(|key| (ContactKind::Email, key))).collect(), window))
}

/// With the contacts as the caller may see them.
pub fn masked(mut known: KnownPerson, actor: &Actor) -> KnownPerson {
    mask_each(&mut known.contacts, actor);
    known
}

/// Those who may be the same, with the contacts as the caller may see them.
pub fn masked_reasons(mut duplicates: Vec<(PersonId, Key)>, actor: &Actor) -> Vec<(PersonId, Key)> {
    mask_each(duplicates.iter_mut().map(|(_, contact)| contact), actor);
    duplicates
}

fn mask_each<'k>(contacts: impl IntoIterator<Item = &'k mut Key>, actor: &Actor) {
    for (kind, value) in contacts.into_iter().filter(|_| actor.masked) {
        *value = match kind {
            ContactKind::Phone => mask::phone(value),
            ContactKind::Email => mask::email(value),
        };
    }
}

fn contacts(known: &KnownPerson) -> Vec<wire::Contact<'_>> {
    known.contacts.iter().map(|(kind, value)| wire::Contact { kind: kind.code(), value }).collect()
}

pub fn person(known: &KnownPerson) -> wire::Person<'_> {
    let KnownPerson { person, .. } = known;
    let name = person.name.as_deref();
    wire::Person { id: person.id.0, name, contacts: contacts(known), created_at: At(person.created_at) }
}

pub fn whole<'p>(known: &'p KnownPerson, duplicates: &'p [(PersonId, Key)]) -> wire::WholePerson<'p> {
    let KnownPerson { person, .. } = known;
    let reason = |(id, (kind, value)): &'p (PersonId, Key)| wire::PossibleDuplicate {
        person_id: id.0,
        kind: kind.code(),
        value,
    };
    wire::WholePerson {
        id: person.id.0,
        name: person.name.as_deref(),
        contacts: contacts(known),
        possible_duplicate_ids: duplicates.iter().map(|(id, _)| id.0).collect(),
        possible_duplicates: duplicates.iter().map(reason).collect(),
        created_at: At(person.created_at),
    }
}
