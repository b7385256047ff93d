//! Persons and the contact keys that identify them. Called by the verb `identify`; the primary key of `person_key`, not a
//! look before the write, is what lets one number belong to one person only.

use super::among;
use super::conditions::{Conditions, Rows, seen};
use super::engine::{Db, Failure, Insert, OnConflict, Row, Tx, Value, values};
use super::lead_contacts;
use crate::actor::Actor;
use leadhub_model::person::ContactKind;
use leadhub_model::{LeadExtras, Moment, Page, Paging, Person, PersonId};

/// The columns that `read` reads.
const PERSON: &str = "id, name, created_at, updated_at";

pub fn find_person(db: &mut Db, actor: &Actor, id: PersonId) -> Result<Option<Person>, Failure> {
    let mut bound = values![actor.organisation_id(), id].to_vec();
    let seen = seen(actor, Rows::OfPerson("person.id"), &mut bound);
    let sql = format!("SELECT {PERSON} FROM person WHERE organisation_id = $1 AND id = $2{seen}");
    db.first(&sql, &bound, read)
}

/// The persons who have these contacts, themselves or by a lead that bears them, newest first, those behind `after`, `limit` at most.
pub fn list_persons_after(
    db: &mut Db,
    actor: &Actor,
    contacts: &[Contact],
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<Person>, Failure> {
    let mut all = Conditions::of(actor, Rows::OfPerson("person.id"), "id > 0");
    for (kind, value) in contacts {
        let searched = all.bind(lead_contacts::searched(*kind, value));
        let (kind, value) = (all.bind(kind.code()), all.bind(value));
        all.sql.push_str(&format!(
            " AND id IN (SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = {kind} AND value = {value}
             UNION SELECT person_id FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL AND id IN
             (SELECT lead_id FROM lead_contact WHERE organisation_id = $1 AND kind = {kind} AND value = {searched}))"
        ));
    }
    all.compare("id", "<", after);
    let limit = all.bind(limit);
    let sql = format!("SELECT {PERSON} FROM person WHERE {} ORDER BY id DESC LIMIT {limit}", all.sql);
    db.all(&sql, &all.values, read)
}

fn read(row: &mut Row) -> Result<Person, Failure> {
    Ok(Person { id: row.take()?, name: row.take()?, created_at: row.take()?, updated_at: row.take()? })
}

/// The contacts of many persons at once, as their keys are stored, each person's in the order in which they came.
pub fn list_contacts(
    db: &mut Db,
    actor: &Actor,
    persons: &[PersonId],
) -> Result<Vec<(PersonId, ContactKind, String)>, Failure> {
    let (places, mut bound) = among(actor, persons);
    let seen = seen(actor, Rows::OfPerson("person_key.person_id"), &mut bound);
    let sql = format!(
        "SELECT person_id, kind, value FROM person_key WHERE organisation_id = $1 AND person_id IN ({places}){seen}
         ORDER BY person_id, created_at, kind, value"
    );
    db.all(&sql, &bound, |row| {
        let (person, code, value): (_, String, _) = (row.take()?, row.take()?, row.take()?);
        Ok((person, kind(&code)?, value))
    })
}

/// Holds the person until the transaction ends: whoever books for them waits here. Locked after their contacts and before
/// leads and bookings.
pub(crate) fn lock_person(tx: &mut Tx, actor: &Actor, id: PersonId) -> Result<(), Failure> {
    let sql = "SELECT id FROM person WHERE organisation_id = $1 AND id = $2 FOR UPDATE";
    tx.value::<PersonId>(sql, values![actor.organisation_id(), id]).map(drop)
}

static PERSONS: Insert = Insert::new("person", &["id", "name", "created_at", "updated_at"], OnConflict::RunAgain);

pub(crate) fn insert(tx: &mut Tx, actor: &Actor, id: PersonId, name: Option<&str>) {
    let (now, name) = (tx.now(), name.map(str::to_owned));
    tx.gather(&PERSONS, actor.organisation_id(), values![id, name, now, now].iter().cloned());
}

/// A person keeps the first name they came with (decision X9), so only an absent one is set.
pub(crate) fn name_the_nameless(tx: &mut Tx, actor: &Actor, id: PersonId, name: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "UPDATE person SET name = $3, updated_at = $4 WHERE organisation_id = $1 AND id = $2 AND name IS NULL",
        values![actor.organisation_id(), id, name, now],
    )?;
    Ok(())
}

/// Whose contact it is, if anybody's.
pub(crate) fn find_owner(
    db: &mut Db,
    actor: &Actor,
    kind: ContactKind,
    value: &str,
) -> Result<Option<PersonId>, Failure> {
    db.value(
        "SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = $2 AND value = $3",
        values![actor.organisation_id(), kind.code(), value],
    )
}

/// The person's first contact of a kind, as its key is stored.
pub(crate) fn find_contact(
    db: &mut Db,
    actor: &Actor,
    person: PersonId,
    kind: ContactKind,
) -> Result<Option<String>, Failure> {
    db.value(
        "SELECT value FROM person_key WHERE organisation_id = $1 AND person_id = $2 AND kind = $3
         ORDER BY created_at, value",
        values![actor.organisation_id(), person, kind.code()],
    )
}

/// As `find_owner`, if the actor sees that person.
pub fn find_seen_owner(
    db: &mut Db,
    actor: &Actor,
    kind: ContactKind,
    value: &str,
) -> Result<Option<PersonId>, Failure> {
    let owner = find_owner(db, actor, kind, value)?;
    Ok(only_seen(db, actor, owner.into_iter().collect())?.pop())
}

/// As `find_contact`, of a person whom the actor sees.
pub fn find_seen_contact(
    db: &mut Db,
    actor: &Actor,
    person: PersonId,
    kind: ContactKind,
) -> Result<Option<String>, Failure> {
    if only_seen(db, actor, vec![person])?.is_empty() {
        return Ok(None);
    }
    find_contact(db, actor, person, kind)
}

/// Those of the persons whom the actor sees, in the same order.
pub(super) fn only_seen(db: &mut Db, actor: &Actor, mut persons: Vec<PersonId>) -> Result<Vec<PersonId>, Failure> {
    if actor.sees.is_all() {
        return Ok(persons);
    }
    let (places, mut bound) = among(actor, &persons);
    let seen = seen(actor, Rows::OfPerson("person.id"), &mut bound);
    let sql = format!("SELECT id FROM person WHERE organisation_id = $1 AND id IN ({places}){seen} ORDER BY id");
    let known: Vec<PersonId> = db.all(&sql, &bound, |row| row.take())?;
    persons.retain(|person| known.contains(person));
    Ok(persons)
}

/// A contact as its key is stored.
pub type Contact = (ContactKind, String);

/// Whose these contacts are, as far as they are anybody's; and where `phone` is nobody's, the persons whose leads bear that number
/// all the same.
#[expect(clippy::type_complexity, reason = "two lists of one look")]
pub(crate) fn list_owners<'c>(
    db: &mut Db,
    actor: &Actor,
    contacts: &[&'c Contact],
    phone: Option<&Contact>,
) -> Result<(Vec<(&'c Contact, PersonId)>, Vec<PersonId>), Failure> {
    let (mut owners, mut bearers) = (Vec::new(), Vec::new());
    if contacts.is_empty() {
        return Ok((owners, bearers));
    }
    let mut bound = values![actor.organisation_id()].to_vec();
    let mut looks = Vec::new();
    for (at, (kind, value)) in contacts.iter().enumerate() {
        bound.extend([Value::from(kind.code()), Value::from(value)]);
        let (kind, value) = (bound.len() - 1, bound.len());
        looks.push(format!(
            "SELECT CAST({at} AS BIGINT), person_id FROM person_key
             WHERE organisation_id = $1 AND kind = ${kind} AND value = ${value}"
        ));
    }
    if let Some((kind, value)) = phone {
        bound.extend([
            Value::from(kind.code()),
            Value::from(value),
            Value::from(lead_contacts::searched(*kind, value)),
        ]);
        let (kind, value, searched) = (bound.len() - 2, bound.len() - 1, bound.len());
        // No join: a server that knows nothing of the tables yet would read all leads for it.
        looks.push(format!(
            "SELECT DISTINCT CAST(-1 AS BIGINT), (SELECT person_id FROM lead
                WHERE organisation_id = $1 AND id = borne.lead_id AND deleted_at IS NULL)
             FROM lead_contact AS borne
             WHERE borne.organisation_id = $1 AND borne.kind = ${kind} AND borne.value = ${searched} AND NOT EXISTS
             (SELECT 1 FROM person_key WHERE organisation_id = $1 AND kind = ${kind} AND value = ${value})"
        ));
    }
    let found =
        db.all(&looks.join(" UNION ALL "), &bound, |row| Ok((row.take::<i64>()?, row.take::<Option<PersonId>>()?)))?;
    // A deleted lead bears its numbers still, and stands for nobody.
    for (at, person) in found.into_iter().filter_map(|(at, person)| Some((at, person?))) {
        match usize::try_from(at).ok().and_then(|at| contacts.get(at)) {
            Some(contact) => owners.push((*contact, person)),
            None => bearers.push(person),
        }
    }
    Ok((owners, bearers))
}

/// Whether the e-mail's owner has a phone. Holds the e-mail's key until the transaction ends, so that two new phones at once do not
/// both find none.
pub(crate) fn lock_owner_and_find_phone(
    tx: &mut Tx,
    actor: &Actor,
    email: &str,
    owner: PersonId,
) -> Result<bool, Failure> {
    let sql = "SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = $2 AND value = $3 FOR UPDATE";
    tx.value::<PersonId>(sql, values![actor.organisation_id(), ContactKind::Email.code(), email])?;
    Ok(find_contact(tx, actor, owner, ContactKind::Phone)?.is_some())
}

/// Takes contacts for `person`, but for those that are somebody's already; gives whose each is then. They come in the order in which
/// keys are locked. Parallel claims of one contact wait for each other here.
pub(crate) fn claim(
    tx: &mut Tx,
    actor: &Actor,
    contacts: &[&Contact],
    person: PersonId,
) -> Result<Vec<PersonId>, Failure> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<String> =
        (0..contacts.len()).map(|at| format!("($1, ${}, ${}, $2, $3)", at * 2 + 4, at * 2 + 5)).collect();
    let sql = format!(
        "INSERT INTO person_key (organisation_id, kind, value, person_id, created_at) VALUES {}
         ON CONFLICT (organisation_id, kind, value) DO UPDATE SET value = excluded.value
         RETURNING person_id",
        rows.join(", ")
    );
    let now = tx.now();
    let mut bound = values![actor.organisation_id(), person, now].to_vec();
    bound.extend(contacts.iter().flat_map(|(kind, value)| [Value::from(kind.code()), Value::from(value)]));
    let owners = tx.all(&sql, &bound, |row| row.take())?;
    if owners.len() < contacts.len() {
        return Err(Failure::Bug("a contact was claimed and belongs to nobody".to_owned()));
    }
    Ok(owners)
}

pub(super) fn kind(code: &str) -> Result<ContactKind, Failure> {
    ContactKind::from_code(code).ok_or_else(|| Failure::Bug(format!("no kind of contact has the code {code}")))
}

/// The person whose number this is: who is known by it, else the one person whose leads bear it. Of several who share it nobody is
/// meant, and nobody else's name is shown.
pub fn find_person_of_phone(db: &mut Db, actor: &Actor, key: &str) -> Result<Option<PersonId>, Failure> {
    let kind = ContactKind::Phone;
    if let Some(owner) = find_seen_owner(db, actor, kind, key)? {
        return Ok(Some(owner));
    }
    let bearers: Vec<PersonId> = db.all(
        "SELECT DISTINCT person_id FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL AND id IN
         (SELECT lead_id FROM lead_contact WHERE organisation_id = $1 AND kind = $2 AND value = $3)
         ORDER BY person_id",
        values![actor.organisation_id(), kind.code(), lead_contacts::searched(kind, key)],
        |row| row.take(),
    )?;
    Ok(match only_seen(db, actor, bearers)?.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

/// A page of all persons who changed between the two moments, the last changed first, and how many they are.
pub fn list_persons(
    db: &mut Db,
    actor: &Actor,
    updated: (Option<Moment>, Option<Moment>),
    paging: Paging,
) -> Result<Page<Person>, Failure> {
    let mut all = Conditions::of(actor, Rows::OfPerson("person.id"), "id > 0");
    all.within("updated_at", updated);
    let total = db.count(&format!("SELECT COUNT(*) FROM person WHERE {}", all.sql), &all.values)?;
    let (limit, offset) = (all.bind(paging.limit), all.bind(paging.offset));
    let sql = format!(
        "SELECT {PERSON} FROM person WHERE {} ORDER BY updated_at DESC, id DESC LIMIT {limit} OFFSET {offset}",
        all.sql
    );
    Ok(Page { rows: db.all(&sql, &all.values, read)?, total })
}

/// Says that these persons changed.
pub(crate) fn touch(tx: &mut Tx, actor: &Actor, ids: &[PersonId]) -> Result<(), Failure> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut all = Conditions { sql: String::new(), values: vec![actor.organisation_id().into()] };
    let (now, ids) = (all.bind(tx.now()), all.bind_padded(ids));
    let sql = format!("UPDATE person SET updated_at = {now} WHERE organisation_id = $1 AND id IN ({ids})");
    tx.execute(&sql, &all.values)?;
    Ok(())
}

pub(crate) fn rename(tx: &mut Tx, actor: &Actor, id: PersonId, name: Option<&str>) -> Result<(), Failure> {
    tx.execute(
        "UPDATE person SET name = $3 WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id, name],
    )?;
    Ok(())
}

/// What wires keep of many persons; those of whom nothing is kept are left out.
pub fn list_extras(db: &mut Db, actor: &Actor, persons: &[PersonId]) -> Result<Vec<(PersonId, LeadExtras)>, Failure> {
    let (places, mut bound) = among(actor, persons);
    let seen = seen(actor, Rows::OfPerson("person.id"), &mut bound);
    let sql = format!(
        "SELECT id, extras FROM person WHERE organisation_id = $1 AND id IN ({places}) AND extras IS NOT NULL{seen} ORDER BY id"
    );
    db.all(&sql, &bound, |row| {
        let (id, text) = (row.take()?, row.take()?);
        Ok((id, LeadExtras::stored(text).map_err(Failure::Bug)?))
    })
}

pub(crate) fn set_extras(tx: &mut Tx, actor: &Actor, id: PersonId, extras: &LeadExtras) -> Result<(), Failure> {
    let extras = extras.to_stored();
    tx.execute(
        "UPDATE person SET extras = $3 WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id, extras],
    )?;
    Ok(())
}

/// Gives the person a contact that comes at this place among theirs; gives whose it is then, which may be somebody else.
pub(crate) fn place(
    tx: &mut Tx,
    actor: &Actor,
    contact: &Contact,
    person: PersonId,
    at: Moment,
) -> Result<PersonId, Failure> {
    let (kind, value) = contact;
    let owner = tx.value(
        "INSERT INTO person_key (organisation_id, kind, value, person_id, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation_id, kind, value) DO UPDATE SET created_at =
         CASE WHEN person_key.person_id = excluded.person_id THEN excluded.created_at ELSE person_key.created_at END
         RETURNING person_id",
        values![actor.organisation_id(), kind.code(), value, person, at],
    )?;
    owner.ok_or_else(|| Failure::Bug("a contact was placed and belongs to nobody".to_owned()))
}

/// Takes a contact from the person. Leads that bear it keep it.
pub(crate) fn release(tx: &mut Tx, actor: &Actor, (kind, value): &Contact, person: PersonId) -> Result<(), Failure> {
    tx.execute(
        "DELETE FROM person_key WHERE organisation_id = $1 AND kind = $2 AND value = $3 AND person_id = $4",
        values![actor.organisation_id(), kind.code(), value, person],
    )?;
    Ok(())
}
