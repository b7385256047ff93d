//! Whose the contacts of many leads are, asked of the store with a few statements before the leads are made. An import looks for a batch of rows
//! at once and keeps this up to date with what the batch itself brings; `identify` decides with it as it does alone.

use super::identify::Contacts;
use crate::actor::Actor;
use crate::store::engine::{Failure, Tx};
use crate::store::person_batch;
use crate::store::persons::{self, Contact};
use leadhub_model::PersonId;
use leadhub_model::person::ContactKind;
use std::collections::{BTreeMap, BTreeSet};

/// What a transaction knows of the contacts that it asked about, as long as nobody else writes. Somebody who does is met by the key of
/// the contacts, and the transaction is run again.
#[derive(Default)]
pub struct KnownContacts {
    /// Everything that was asked about; `None` belongs to nobody yet.
    owners: BTreeMap<Contact, Option<PersonId>>,
    /// By a number that belongs to nobody: the persons whose leads bear it all the same.
    bearers: BTreeMap<Contact, BTreeSet<PersonId>>,
    /// Of the persons met, those who have no name.
    nameless: BTreeSet<PersonId>,
    /// Those that this transaction made, who are of this moment already.
    made: BTreeSet<PersonId>,
    /// Others who got a contact, which is said at the end.
    touched: BTreeSet<PersonId>,
}

impl KnownContacts {
    pub fn look(tx: &mut Tx, actor: &Actor, leads: &[Contacts]) -> Result<KnownContacts, Failure> {
        let asked: BTreeSet<Contact> = leads.iter().flat_map(Contacts::all).cloned().collect();
        let mut known = KnownContacts::default();
        for (contact, owner) in person_batch::list_owners_of(tx, actor, &asked)? {
            known.owners.insert(contact, Some(owner));
        }
        let met: BTreeSet<PersonId> = known.owners.values().flatten().copied().collect();
        known.nameless = person_batch::list_nameless(tx, actor, &met)?.into_iter().collect();
        // Bearers are asked about of the number that identifies alone.
        let identifying = leads.iter().filter_map(Contacts::identifying);
        let free: BTreeSet<Contact> =
            identifying.filter(|contact| !known.owners.contains_key(*contact)).cloned().collect();
        for (contact, bearer) in person_batch::list_bearers_of(tx, actor, &free)? {
            known.bearers.entry(contact).or_default().insert(bearer);
        }
        for contact in asked {
            known.owners.entry(contact).or_default();
        }
        Ok(known)
    }

    /// As `persons::list_owners`; `None` when it was not asked about all of them.
    #[expect(clippy::type_complexity, reason = "the same two lists as the store gives")]
    pub fn owners<'c>(
        &self,
        contacts: &[&'c Contact],
        phone: Option<&Contact>,
    ) -> Option<(Vec<(&'c Contact, PersonId)>, Vec<PersonId>)> {
        let owners: Option<Vec<_>> =
            contacts.iter().map(|contact| Some((*contact, *self.owners.get(*contact)?))).collect();
        let owners: Vec<_> = owners?.into_iter().filter_map(|(contact, owner)| Some((contact, owner?))).collect();
        let free = phone.filter(|phone| owners.iter().all(|(contact, _)| contact != phone));
        let bearers = free.and_then(|phone| self.bearers.get(phone));
        Some((owners, bearers.into_iter().flatten().copied().collect()))
    }

    /// These contacts are the person's now.
    pub fn claimed(&mut self, contacts: &[&Contact], person: PersonId) {
        for contact in contacts {
            self.owners.insert((*contact).clone(), Some(person));
        }
    }

    /// A lead of the person bears these contacts.
    pub fn borne(&mut self, contacts: &Contacts, person: PersonId) {
        for contact in contacts.all().filter(|contact| contact.0 == ContactKind::Phone) {
            self.bearers.entry(contact.clone()).or_default().insert(person);
        }
    }

    pub fn made(&mut self, person: PersonId, name: Option<&str>) {
        self.made.insert(person);
        if name.is_none() {
            self.nameless.insert(person);
        }
    }

    /// The person changed.
    pub fn touch(&mut self, person: PersonId) {
        if !self.made.contains(&person) {
            self.touched.insert(person);
        }
    }

    /// Writes down which persons changed: once for all of them, since a look at the table has all new ones written first.
    pub fn settle(&mut self, tx: &mut Tx, actor: &Actor) -> Result<(), Failure> {
        let touched: Vec<PersonId> = std::mem::take(&mut self.touched).into_iter().collect();
        persons::touch(tx, actor, &touched)
    }

    /// Whether the person has no name yet, and gets one now.
    pub fn takes_name(&mut self, person: PersonId) -> bool {
        self.nameless.remove(&person)
    }
}
