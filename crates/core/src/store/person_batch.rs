//! Whose the contacts of many leads are, and their claims, with few statements. Asked by the verb that knows a batch of leads; the rules of
//! a single one stand in `persons.rs`.

use super::among;
use super::engine::{Db, Failure, Insert, OnConflict, Tx, Value, values};
use super::lead_contacts;
use super::persons::Contact;
use crate::actor::Actor;
use leadhub_model::PersonId;
use leadhub_model::person::ContactKind;
use std::collections::{BTreeMap, BTreeSet};

static KEYS: Insert = Insert::new("person_key", &["kind", "value", "person_id", "created_at"], OnConflict::RunAgain);

/// As `claim`, of contacts that are known to be nobody's: who takes one meanwhile makes the transaction run again.
pub(crate) fn claim_new(tx: &mut Tx, actor: &Actor, contacts: &[&Contact], person: PersonId) {
    let now = tx.now();
    for (kind, value) in contacts {
        let row = values![kind.code(), value.clone(), person, now];
        tx.gather(&KEYS, actor.organisation_id(), row.iter().cloned());
    }
}

/// Whose each of these contacts is, as far as they are anybody's.
pub(crate) fn list_owners_of(
    db: &mut Db,
    actor: &Actor,
    contacts: &BTreeSet<Contact>,
) -> Result<Vec<(Contact, PersonId)>, Failure> {
    let mut owners = Vec::new();
    for kind in [ContactKind::Email, ContactKind::Phone] {
        let values = contacts.iter().filter(|contact| contact.0 == kind).map(|(_, value)| Value::from(value));
        let Some((places, bound)) = among_values(actor, kind, values) else { continue };
        let sql = format!(
            "SELECT value, person_id FROM person_key WHERE organisation_id = $1 AND kind = $2 AND value IN ({places})"
        );
        owners.extend(db.all(&sql, &bound, |row| Ok(((kind, row.take()?), row.take()?)))?);
    }
    Ok(owners)
}

/// The persons whose leads bear these numbers, each with the number.
pub(crate) fn list_bearers_of(
    db: &mut Db,
    actor: &Actor,
    phones: &BTreeSet<Contact>,
) -> Result<Vec<(Contact, PersonId)>, Failure> {
    let searched: BTreeMap<String, &Contact> =
        phones.iter().map(|contact| (lead_contacts::searched(contact.0, &contact.1), contact)).collect();
    let values = searched.keys().map(Value::from);
    let Some((places, bound)) = among_values(actor, ContactKind::Phone, values) else { return Ok(Vec::new()) };
    // No join: a server that knows nothing of the tables yet would read all leads for it.
    let sql = format!(
        "SELECT value, (SELECT person_id FROM lead WHERE organisation_id = $1 AND id = borne.lead_id AND deleted_at IS NULL)
         FROM lead_contact AS borne WHERE borne.organisation_id = $1 AND borne.kind = $2 AND borne.value IN ({places})"
    );
    let found = db.all(&sql, &bound, |row| Ok((row.take::<String>()?, row.take::<Option<PersonId>>()?)))?;
    Ok(found.into_iter().filter_map(|(value, person)| Some(((*searched.get(&value)?).clone(), person?))).collect())
}

/// Those of the persons who have no name.
pub(crate) fn list_nameless(
    db: &mut Db,
    actor: &Actor,
    persons: &BTreeSet<PersonId>,
) -> Result<Vec<PersonId>, Failure> {
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    let persons: Vec<PersonId> = persons.iter().copied().collect();
    let (places, bound) = among(actor, &persons);
    let sql = format!("SELECT id FROM person WHERE organisation_id = $1 AND id IN ({places}) AND name IS NULL");
    db.all(&sql, &bound, |row| row.take())
}

/// The organisation, the kind, then the values, as often as there are places: few different texts. `None` for no values.
fn among_values<'v>(
    actor: &Actor,
    kind: ContactKind,
    values: impl Iterator<Item = Value<'v>>,
) -> Option<(String, Vec<Value<'v>>)> {
    let mut bound: Vec<Value> = values![actor.organisation_id(), kind.code()].to_vec();
    bound.extend(values);
    let last = bound.get(2..)?.last()?.clone();
    let values = bound.len() - 2;
    bound.resize(values.next_power_of_two() + 2, last);
    let places: Vec<String> = (3..=bound.len()).map(|place| format!("${place}")).collect();
    Some((places.join(", "), bound))
}
