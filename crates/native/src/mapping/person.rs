//! Persons as they are shown, and which are asked for. Called by the routes.
//! No rule stands here.

use super::filter::{BY_ID, Window, both, phone};
use crate::wire::person as wire;
use crate::wire::problem::Wrong;
use crate::wire::value::At;
use leadhub_core::Actor;
use leadhub_model::email::EmailKey;
use leadhub_model::person::ContactKind;
use leadhub_model::{Person, PersonId, mask};

/// A contact and whose it is.
pub type Owned = (PersonId, ContactKind, String);

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

/// The contacts as the caller may see them.
pub fn masked(mut owned: Vec<Owned>, actor: &Actor) -> Vec<Owned> {
    for (_, kind, value) in owned.iter_mut().filter(|_| actor.masked) {
        *value = match kind {
            ContactKind::Phone => mask::phone(value),
            ContactKind::Email => mask::email(value),
        };
    }
    owned
}

fn contacts(person: PersonId, owned: &[Owned]) -> Vec<wire::Contact<'_>> {
    let own = owned.iter().filter(|(owner, _, _)| *owner == person);
    own.map(|(_, kind, value)| wire::Contact { kind: kind.code(), value }).collect()
}

pub fn person<'p>(person: &'p Person, owned: &'p [Owned]) -> wire::Person<'p> {
    let name = person.name.as_deref();
    wire::Person { id: person.id.0, name, contacts: contacts(person.id, owned), created_at: At(person.created_at) }
}

pub fn whole<'p>(person: &'p Person, owned: &'p [Owned], duplicates: &[PersonId]) -> wire::WholePerson<'p> {
    wire::WholePerson {
        id: person.id.0,
        name: person.name.as_deref(),
        contacts: contacts(person.id, owned),
        possible_duplicate_ids: duplicates.iter().map(|id| id.0).collect(),
        created_at: At(person.created_at),
    }
}
