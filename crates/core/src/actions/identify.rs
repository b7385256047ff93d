//! Who a lead's contacts belong to: the phone's owner, else the e-mail's, else a new person. The store's unique key makes
//! parallel equal posts meet in one person. Used by `create_lead` and `update_lead`.

use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::persons::{self, Contact};
use leadhub_model::email::EmailKey;
use leadhub_model::person::ContactKind;
use leadhub_model::phone::Phone;
use leadhub_model::*;

/// The contacts of a lead that identify somebody. A shared, unreadable or empty one is no identity.
pub struct Contacts {
    /// In the order in which their keys are locked, everywhere: by kind, then value.
    keys: Vec<Contact>,
}

impl Contacts {
    pub fn of(facts: &Facts) -> Contacts {
        let email = facts.get(Fact::Email).and_then(EmailKey::read);
        let phone = facts.get(Fact::Phone).and_then(|text| Phone::read(text).key().cloned());
        let email = email.map(|key| (ContactKind::Email, key.as_str().to_owned()));
        let phone = phone.map(|key| (ContactKind::Phone, key.as_str().to_owned()));
        Contacts { keys: email.into_iter().chain(phone).collect() }
    }

    pub fn phone(&self) -> Option<&str> {
        self.value(ContactKind::Phone)
    }

    fn value(&self, kind: ContactKind) -> Option<&str> {
        self.keys.iter().find(|(known, _)| *known == kind).map(|(_, value)| value.as_str())
    }
}

/// The person behind the contacts. `known` is somebody the caller already named and wins over every contact; `fresh` is the
/// number a new person gets. A contact of somebody else is written down as a possible duplicate.
pub fn identify(
    tx: &mut Tx,
    actor: &Actor,
    contacts: &Contacts,
    known: Option<PersonId>,
    fresh: PersonId,
    name: Option<&str>,
) -> Result<PersonId, LeadError> {
    let mut owners = persons::list_owners(tx, actor, &contacts.keys)?;
    let candidate = known.or_else(|| owner_of_phone_else_email(&owners)).unwrap_or(fresh);
    let is_free = |(kind, _): &&Contact| owners.iter().all(|(known, _)| known != kind);
    let free: Vec<&Contact> = contacts.keys.iter().filter(is_free).collect();
    owners.extend(persons::claim(tx, actor, &free, candidate)?);
    let person = known.or_else(|| owner_of_phone_else_email(&owners)).unwrap_or(candidate);
    for (kind, value) in &contacts.keys {
        let owner = owners.iter().find(|(known, _)| known == kind).map_or(person, |(_, owner)| *owner);
        if owner == fresh && person != fresh {
            // Somebody else took the phone between the look and the claim: the e-mail goes with it.
            persons::hand_over(tx, actor, *kind, value, fresh, person)?;
        } else if owner != person {
            persons::note_possible_duplicate(tx, actor, person, owner, *kind, value)?;
        }
    }
    match name {
        _ if person == fresh => persons::insert(tx, actor, person, name)?,
        Some(name) => persons::name_the_nameless(tx, actor, person, name)?,
        None => {}
    }
    Ok(person)
}

/// The first phone wins over the e-mail.
fn owner_of_phone_else_email(owners: &[(ContactKind, PersonId)]) -> Option<PersonId> {
    let owner_of = |kind| owners.iter().find(|(known, _)| *known == kind).map(|(_, owner)| *owner);
    owner_of(ContactKind::Phone).or(owner_of(ContactKind::Email))
}
