//! Who a lead's contacts belong to (decision X11): the first readable phone's owner; only where there is none the e-mail's; else a
//! new person. The store's unique key makes parallel equal posts meet in one person. Used by every verb that brings a lead.

use super::known_contacts::KnownContacts;
use super::whose::{Owners, person_of};
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::person_batch;
use crate::store::persons::{self, Contact};
use crate::store::possible_duplicates;
use leadhub_model::email::EmailKey;
use leadhub_model::person::ContactKind;
use leadhub_model::phone::Phone;
use leadhub_model::*;

/// The contacts of a lead that could identify somebody. A shared, unreadable or empty one is no identity.
#[derive(PartialEq)]
pub struct Contacts {
    email: Option<Contact>,
    /// The first readable one: it alone identifies.
    phone: Option<Contact>,
    /// The other numbers join nobody; they show who may be the same.
    others: Vec<Contact>,
    believes_email: bool,
}

impl Contacts {
    pub fn of(facts: &Facts) -> Contacts {
        let email = facts.get(Fact::Email).and_then(EmailKey::read).filter(EmailKey::identifies);
        let (mut phone, mut others): (Option<Contact>, Vec<Contact>) = (None, Vec::new());
        for fact in Fact::PHONES {
            for number in facts.get(*fact).map(Phone::read_all).unwrap_or_default() {
                let Some(key) = number.key() else { continue };
                let contact = (ContactKind::Phone, key.as_str().to_owned());
                if phone.is_none() && Fact::IDENTIFYING.contains(fact) {
                    phone = Some(contact);
                } else if phone.as_ref() != Some(&contact) && !others.contains(&contact) {
                    others.push(contact);
                }
            }
        }
        Contacts {
            email: email.map(|key| (ContactKind::Email, key.as_str().to_owned())),
            phone,
            others,
            believes_email: false,
        }
    }

    /// A known e-mail is a known customer even where the phone is new; the phone does not become that customer's.
    pub fn believing_email(self, believes_email: bool) -> Contacts {
        Contacts { believes_email, ..self }
    }

    /// Where the phone is as it was: it is asked about as the other numbers are, and claimed by nobody.
    pub fn claiming_no_phone(mut self) -> Contacts {
        self.others.extend(self.phone.take());
        self
    }

    pub fn believes_email(&self) -> bool {
        self.believes_email
    }

    /// Those that a person is known by, in the order in which keys are locked, everywhere: by kind, then value.
    pub fn keys(&self) -> impl Iterator<Item = &Contact> {
        self.email.iter().chain(&self.phone)
    }

    pub fn phone(&self) -> Option<&str> {
        self.phone.as_ref().map(|(_, value)| value.as_str())
    }

    pub fn others(&self) -> &[Contact] {
        &self.others
    }

    /// The phone by which the person is known.
    pub fn identifying(&self) -> Option<&Contact> {
        self.phone.as_ref()
    }

    /// Every one of them.
    pub fn all(&self) -> impl Iterator<Item = &Contact> {
        self.email.iter().chain(&self.phone).chain(&self.others)
    }

    pub fn email(&self) -> Option<&str> {
        self.email.as_ref().map(|(_, value)| value.as_str())
    }
}

/// As `identify_among`, of a lead alone.
pub fn identify(
    tx: &mut Tx,
    actor: &Actor,
    contacts: &Contacts,
    known: Option<PersonId>,
    fresh: PersonId,
    name: Option<&str>,
) -> Result<PersonId, LeadError> {
    identify_among(tx, actor, contacts, known, (fresh, name), None)
}

/// The person behind the contacts. `known` is somebody the caller already named and wins over every contact; `fresh` is the
/// number a new person gets. A contact of somebody else is written down as a possible duplicate.
pub fn identify_among(
    tx: &mut Tx,
    actor: &Actor,
    contacts: &Contacts,
    known: Option<PersonId>,
    (fresh, name): (PersonId, Option<&str>),
    mut batch: Option<&mut KnownContacts>,
) -> Result<PersonId, LeadError> {
    let Contacts { email, phone, others, .. } = contacts;
    let keys: Vec<&Contact> = contacts.keys().collect();
    let asked: Vec<&Contact> = keys.iter().copied().chain(others).collect();
    let of_batch = batch.as_deref().and_then(|batch| batch.owners(&asked, phone.as_ref()));
    let is_looked_up = of_batch.is_some();
    let (owners, bearers) = match of_batch {
        Some(found) => found,
        None => persons::list_owners(tx, actor, &asked, phone.as_ref())?,
    };
    let owner_of = |wanted: &Contact| owners.iter().find(|(contact, _)| *contact == wanted).map(|(_, owner)| *owner);
    let (by_phone, by_email) = (phone.as_ref().and_then(owner_of), email.as_ref().and_then(owner_of));
    let has_phone = |owner| persons::lock_owner_and_find_phone(tx, actor, contacts.email().unwrap_or_default(), owner);
    let (person, keeps_phone) = person_of(contacts, Owners { known, by_phone, by_email }, has_phone)?;
    let person = person.unwrap_or(fresh);
    let is_free = |key: &&&Contact| owner_of(key).is_none() && (keeps_phone || key.0 != ContactKind::Phone);
    let free: Vec<&Contact> = keys.iter().filter(is_free).copied().collect();
    if is_looked_up {
        person_batch::claim_new(tx, actor, &free, person);
    } else if persons::claim(tx, actor, &free, person)?.iter().any(|owner| *owner != person) {
        // Somebody else took one between the look and the claim, which may change whose the lead is.
        return Err(tx.run_again("a contact was taken meanwhile"));
    }
    for (contact, other) in
        owners.iter().copied().chain(phone.iter().flat_map(|phone| bearers.iter().map(move |other| (phone, *other))))
    {
        if other != person {
            possible_duplicates::note(tx, actor, person, other, contact)?;
        }
    }
    if person != fresh && !free.is_empty() {
        match batch.as_deref_mut() {
            Some(batch) => batch.touch(person),
            None => persons::touch(tx, actor, &[person])?,
        }
    }
    let may_lack_name =
        !is_looked_up || batch.as_deref_mut().is_none_or(|batch| name.is_some() && batch.takes_name(person));
    match name {
        _ if person == fresh => persons::insert(tx, actor, person, name),
        Some(name) if may_lack_name => persons::name_the_nameless(tx, actor, person, name)?,
        _ => {}
    }
    if let Some(batch) = batch {
        batch.claimed(&free, person);
        batch.borne(contacts, person);
        if person == fresh {
            batch.made(person, name);
        }
    }
    Ok(person)
}
