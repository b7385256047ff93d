//! Whose the leads of a file's rows would be: what the store says of their contacts, and what the rows above would have made of them. Used by
//! the dry run; the rules are the verbs' own (`actions/whose.rs`), and nothing is written.

use super::repeated::Repeated;
use crate::actions::{Contacts, Owners, moved, new_phone, person_of};
use crate::actor::Actor;
use crate::hub::Hub;
use crate::store::engine::{Db, Failure};
use crate::store::person_batch::list_owners_of;
use crate::store::persons::{self, Contact};
use leadhub_model::person::ContactKind;
use leadhub_model::{LeadError, PersonId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Of the contacts of some rows, whose each is in the store.
pub type Stored = BTreeMap<Contact, Option<PersonId>>;

/// What the store says of these contacts.
pub fn stored(db: &mut Db, actor: &Actor, asked: BTreeSet<Contact>) -> Result<Stored, Failure> {
    let owners = list_owners_of(db, actor, &asked)?;
    let mut stored: Stored = asked.into_iter().map(|contact| (contact, None)).collect();
    stored.extend(owners.into_iter().map(|(contact, owner)| (contact, Some(owner))));
    Ok(stored)
}

pub struct Persons {
    hub: Hub,
    actor: Arc<Actor>,
    /// Of the rows that are played through now.
    stored: Stored,
    /// What rows above would have given to somebody, as far as it may be met again.
    claimed: HashMap<Contact, PersonId>,
    /// Those whom rows above would have given a phone.
    with_phone: HashSet<PersonId>,
    /// New persons have numbers that nobody in the store has.
    made: i64,
}

impl Persons {
    pub fn new(hub: Hub, actor: Arc<Actor>) -> Persons {
        let (claimed, with_phone) = (HashMap::new(), HashSet::new());
        Persons { hub, actor, stored: Stored::new(), claimed, with_phone, made: 0 }
    }

    /// What the store says of the rows that come next.
    pub fn look(&mut self, stored: Stored) {
        self.stored = stored;
    }

    /// Whose a new lead would be, and whether that is somebody who was known before.
    pub fn of_new(
        &mut self,
        contacts: &Contacts,
        named: Option<PersonId>,
        repeated: &Repeated,
    ) -> Result<(PersonId, bool), LeadError> {
        self.identify(contacts, named, |contact| repeated.has(contact))
    }

    /// Whose a lead of `person` would be after a change of its contacts.
    pub fn of_changed(&mut self, person: PersonId, before: &Contacts, after: Contacts) -> Result<PersonId, LeadError> {
        let Some(is_new_phone) = new_phone(before, &after) else { return Ok(person) };
        let phone = after.identifying().filter(|_| is_new_phone).cloned();
        let owner = phone.map(|phone| self.owner(&phone)).transpose()?.flatten();
        // A file believes no e-mail beside another phone.
        let said = (is_new_phone, false);
        let (moves, after) = moved((before, after), (person, owner), said, |person| self.has_phone(person))?;
        // What a known lead bears may be met again although it stands in the file once.
        let (found, _) = self.identify(&after, (!moves).then_some(person), |_| true)?;
        Ok(found)
    }

    fn identify(
        &mut self,
        contacts: &Contacts,
        known: Option<PersonId>,
        is_met_again: impl Fn(&Contact) -> bool,
    ) -> Result<(PersonId, bool), LeadError> {
        let mut owners = Owners { known, ..Owners::default() };
        let mut free: Vec<&Contact> = Vec::new();
        for contact in contacts.keys() {
            let owner = self.owner(contact)?;
            match contact.0 {
                ContactKind::Phone => owners.by_phone = owner,
                ContactKind::Email => owners.by_email = owner,
            }
            free.extend(owner.is_none().then_some(contact));
        }
        let (found, keeps_phone) = person_of(contacts, owners, |person| self.has_phone(person))?;
        let person = found.unwrap_or_else(|| {
            self.made += 1;
            PersonId(-self.made)
        });
        free.retain(|contact| keeps_phone || contact.0 != ContactKind::Phone);
        let may_be_met = person.0 > 0 || contacts.keys().any(&is_met_again);
        if may_be_met && free.iter().any(|contact| contact.0 == ContactKind::Phone) {
            self.with_phone.insert(person);
        }
        for contact in free.into_iter().filter(|contact| is_met_again(contact)) {
            self.claimed.insert(contact.clone(), person);
        }
        Ok((person, found.is_some()))
    }

    fn owner(&self, contact: &Contact) -> Result<Option<PersonId>, LeadError> {
        if let Some(owner) = self.claimed.get(contact) {
            return Ok(Some(*owner));
        }
        if let Some(owner) = self.stored.get(contact) {
            return Ok(*owner);
        }
        let (actor, asked) = (Arc::clone(&self.actor), BTreeSet::from([contact.clone()]));
        let found = self.hub.read_blocking(move |db| Ok(stored(db, &actor, asked.clone())?))?;
        Ok(found.into_values().flatten().next())
    }

    fn has_phone(&self, person: PersonId) -> Result<bool, LeadError> {
        if person.0 <= 0 || self.with_phone.contains(&person) {
            return Ok(self.with_phone.contains(&person));
        }
        let actor = Arc::clone(&self.actor);
        self.hub.read_blocking(move |db| Ok(persons::find_contact(db, &actor, person, ContactKind::Phone)?.is_some()))
    }
}
