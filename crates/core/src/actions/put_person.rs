//! A person without a lead: made, or changed in name, contacts and what a wire keeps of them. Called by the wires that keep contacts.
//! A contact belongs to one person only; one that is somebody's already refuses the whole request and says whose it is.

use super::check::{Ids, check};
use super::create_lead::IDS;
use super::update_lead::merge_extras;
use crate::actor::Actor;
use crate::store::engine::{Failure, Tx};
use crate::store::persons::{self, Contact};
use crate::store::possible_duplicates;
use leadhub_model::email::EmailKey;
use leadhub_model::person::{ContactKind, PersonChange};
use leadhub_model::phone::PhoneKey;
use leadhub_model::*;

/// Why a person was not saved; nothing was written.
#[derive(Debug)]
pub enum PutPersonError {
    /// The contact is somebody's: whose, if the actor sees that person.
    Taken(Contact, Option<PersonId>),
    Lead(LeadError),
}

impl<E: Into<LeadError>> From<E> for PutPersonError {
    fn from(error: E) -> Self {
        PutPersonError::Lead(error.into())
    }
}

const OWN_ONLY: RefusalReason = RefusalReason::Unfit(
    "somebody who sees only her own leads would not see a contact without one: create a lead with it",
);

/// Changes the person with this id, or makes one.
pub fn put_person(
    tx: &mut Tx,
    actor: &Actor,
    id: Option<PersonId>,
    change: &PersonChange,
) -> Result<Person, PutPersonError> {
    let values = Ids { custom_values: &change.custom_values, ..Ids::default() };
    check(tx, actor, &values, std::iter::empty(), false)?;
    let gone = LeadError::NotFound(Resource::Person);
    let known = match id {
        Some(id) => Some(persons::find_person(tx, actor, id)?.ok_or(gone.clone())?),
        None if !actor.sees.is_all() => return Err(LeadError::refused(Field::Person, OWN_ONLY).into()),
        None => None,
    };
    let person = match &known {
        Some(known) => known.id,
        None => PersonId(tx.next_numbers(actor.organisation_id(), IDS, 1)?),
    };
    let before = contacts_of(tx, actor, person)?;
    let after = arranged(&before, change);
    if after.is_empty() && (known.is_none() || !before.is_empty()) {
        return Err(LeadError::refused(Field::Identity, RefusalReason::Missing).into());
    }
    let mut changed = after != before;
    if changed {
        take_contacts(tx, actor, person, &before, &after)?;
    }
    if known.is_some() {
        // What is kept of it is read and written: of two changes at once none goes under.
        persons::lock_person(tx, actor, person)?;
    }
    match (&known, &change.name) {
        (None, name) => persons::insert(tx, actor, person, name.as_ref().and_then(|name| name.as_deref())),
        (Some(known), Some(name)) if known.name != *name => {
            persons::rename(tx, actor, person, name.as_deref())?;
            changed = true;
        }
        _ => {}
    }
    changed |= keep_extras(tx, actor, person, change)?;
    if changed && known.is_some() {
        persons::touch(tx, actor, &[person])?;
    }
    Ok(persons::find_person(tx, actor, person)?.ok_or(gone)?)
}

/// E-mails before phones, each kind in its order.
fn contacts_of(tx: &mut Tx, actor: &Actor, person: PersonId) -> Result<Vec<Contact>, Failure> {
    let contacts = persons::list_contacts(tx, actor, &[person])?;
    let mut contacts: Vec<Contact> = contacts.into_iter().map(|(_, kind, value)| (kind, value)).collect();
    contacts.sort_by_key(|(kind, _)| *kind);
    Ok(contacts)
}

/// The contacts after the change, each once.
fn arranged(before: &[Contact], change: &PersonChange) -> Vec<Contact> {
    let emails = change.emails.iter().map(|(at, key)| (*at, key.as_ref().map(EmailKey::as_str)));
    let phones = change.phones.iter().map(|(at, key)| (*at, key.as_ref().map(PhoneKey::as_str)));
    let mut after = Vec::new();
    for (kind, change) in [(ContactKind::Email, emails.collect::<Vec<_>>()), (ContactKind::Phone, phones.collect())] {
        let mut places: Vec<Option<&str>> =
            before.iter().filter(|known| known.0 == kind).map(|(_, value)| Some(value.as_str())).collect();
        for (at, key) in change {
            places.resize(places.len().max(at + 1), None);
            places[at] = key;
        }
        for value in places.into_iter().flatten() {
            let contact = (kind, value.to_owned());
            if !after.contains(&contact) {
                after.push(contact);
            }
        }
    }
    after
}

fn take_contacts(
    tx: &mut Tx,
    actor: &Actor,
    person: PersonId,
    before: &[Contact],
    after: &[Contact],
) -> Result<(), PutPersonError> {
    let new: Vec<&Contact> = after.iter().filter(|contact| !before.contains(contact)).collect();
    if let Some((contact, owner)) = persons::list_owners(tx, actor, &new, None)?.0.first() {
        let owner = persons::find_person(tx, actor, *owner)?.map(|owner| owner.id);
        return Err(PutPersonError::Taken((*contact).clone(), owner));
    }
    for phone in new.into_iter().filter(|(kind, _)| *kind == ContactKind::Phone) {
        for bearer in persons::list_owners(tx, actor, &[phone], Some(phone))?.1 {
            if bearer != person {
                possible_duplicates::note(tx, actor, person, bearer, phone)?;
            }
        }
    }
    // Their order is that of their moments; they are locked in the order of keys, here as everywhere.
    let now = tx.now().micros();
    let mut placed: Vec<(&Contact, i64)> = after.iter().zip(now..).collect();
    placed.sort();
    for (contact, at) in placed {
        if persons::place(tx, actor, contact, person, Moment::from_micros(at))? != person {
            return Err(tx.run_again("a contact was taken meanwhile").into());
        }
    }
    for contact in before.iter().filter(|contact| !after.contains(contact)) {
        persons::release(tx, actor, contact, person)?;
    }
    persons::lock_person(tx, actor, person)?;
    if contacts_of(tx, actor, person)? != after {
        return Err(tx.run_again("the person's contacts changed under the change").into());
    }
    Ok(())
}

/// Whether anything else is kept now.
fn keep_extras(tx: &mut Tx, actor: &Actor, person: PersonId, change: &PersonChange) -> Result<bool, Failure> {
    let before = persons::list_extras(tx, actor, &[person])?.pop().map(|(_, extras)| extras).unwrap_or_default();
    let mut after = before.clone();
    merge_extras(&mut after, &actor.dialect, &change.extras);
    let changed = *after != *before;
    if changed {
        persons::set_extras(tx, actor, person, &after)?;
    }
    Ok(changed)
}
