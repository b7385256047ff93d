//! Persons and the contact keys that identify them. Called by the verb `identify`; the primary key of `person_key`, not a
//! look before the write, is what lets one number belong to one person only.

use super::among;
use super::conditions::Conditions;
use super::engine::{Db, Failure, Row, Tx, Value, values};
use crate::actor::Actor;
use leadhub_model::person::ContactKind;
use leadhub_model::{Person, PersonId};

pub fn find_person(db: &mut Db, actor: &Actor, id: PersonId) -> Result<Option<Person>, Failure> {
    db.first(
        "SELECT id, name, created_at FROM person WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id],
        read,
    )
}

/// The persons who have these contacts, newest first, those behind `after`, `limit` at most.
pub fn list_persons_after(
    db: &mut Db,
    actor: &Actor,
    contacts: &[Contact],
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<Person>, Failure> {
    let mut all = Conditions::of(actor, "id > 0");
    for (kind, value) in contacts {
        let (kind, value) = (all.bind(kind.code()), all.bind(value));
        all.sql.push_str(&format!(
            " AND id IN (SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = {kind} AND value = {value})"
        ));
    }
    all.compare("id", "<", after);
    let limit = all.bind(limit);
    let sql = format!("SELECT id, name, created_at FROM person WHERE {} ORDER BY id DESC LIMIT {limit}", all.sql);
    db.all(&sql, &all.values, read)
}

fn read(row: &mut Row) -> Result<Person, Failure> {
    Ok(Person { id: row.take()?, name: row.take()?, created_at: row.take()? })
}

/// The contacts of many persons at once, as their keys are stored, each person's in the order in which they came.
pub fn list_contacts(
    db: &mut Db,
    actor: &Actor,
    persons: &[PersonId],
) -> Result<Vec<(PersonId, ContactKind, String)>, Failure> {
    let (places, bound) = among(actor, persons);
    let sql = format!(
        "SELECT person_id, kind, value FROM person_key WHERE organisation_id = $1 AND person_id IN ({places})
         ORDER BY person_id, created_at, kind, value"
    );
    db.all(&sql, &bound, |row| {
        let (person, code, value): (_, String, _) = (row.take()?, row.take()?, row.take()?);
        Ok((person, kind(&code)?, value))
    })
}

/// Holds the person until the transaction ends: whoever books for them waits here. Locked after their contacts and before
/// leads and bookings.
pub fn lock_person(tx: &mut Tx, actor: &Actor, id: PersonId) -> Result<(), Failure> {
    let sql = "SELECT id FROM person WHERE organisation_id = $1 AND id = $2 FOR UPDATE";
    tx.value::<PersonId>(sql, values![actor.organisation_id(), id]).map(drop)
}

pub fn insert(tx: &mut Tx, actor: &Actor, id: PersonId, name: Option<&str>) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO person (organisation_id, id, name, created_at) VALUES ($1, $2, $3, $4)",
        values![actor.organisation_id(), id, name, now],
    )?;
    Ok(())
}

/// A person keeps the first name they came with (decision X9), so only an absent one is set.
pub fn name_the_nameless(tx: &mut Tx, actor: &Actor, id: PersonId, name: &str) -> Result<(), Failure> {
    tx.execute(
        "UPDATE person SET name = $3 WHERE organisation_id = $1 AND id = $2 AND name IS NULL",
        values![actor.organisation_id(), id, name],
    )?;
    Ok(())
}

/// Whose contact it is, if anybody's.
pub fn find_owner(db: &mut Db, actor: &Actor, kind: ContactKind, value: &str) -> Result<Option<PersonId>, Failure> {
    db.value(
        "SELECT person_id FROM person_key WHERE organisation_id = $1 AND kind = $2 AND value = $3",
        values![actor.organisation_id(), kind.code(), value],
    )
}

/// The person's first contact of a kind, as its key is stored.
pub fn find_contact(
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

/// A contact as its key is stored. Statements take one of each kind at most, in the order in which keys are locked: by kind.
pub type Contact = (ContactKind, String);

/// Whose these contacts are, as far as they are anybody's.
pub fn list_owners(db: &mut Db, actor: &Actor, contacts: &[Contact]) -> Result<Vec<(ContactKind, PersonId)>, Failure> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let one = |at: usize| {
        let (kind, value) = (at * 2 + 2, at * 2 + 3);
        format!(
            "SELECT kind, person_id FROM person_key WHERE organisation_id = $1 AND kind = ${kind} AND value = ${value}"
        )
    };
    let sql = (0..contacts.len()).map(one).collect::<Vec<_>>().join(" UNION ALL ");
    let mut bound = values![actor.organisation_id()].to_vec();
    bound.extend(contacts.iter().flat_map(|(kind, value)| [Value::from(kind.code()), Value::from(value)]));
    db.all(&sql, &bound, read_owner)
}

/// Takes contacts for `person`, but for those that are somebody's already; gives whose each is then. Parallel claims of one contact
/// wait for each other here and meet in one person.
pub fn claim(
    tx: &mut Tx,
    actor: &Actor,
    contacts: &[&Contact],
    person: PersonId,
) -> Result<Vec<(ContactKind, PersonId)>, Failure> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<String> =
        (0..contacts.len()).map(|at| format!("($1, ${}, ${}, $2, $3)", at * 2 + 4, at * 2 + 5)).collect();
    let sql = format!(
        "INSERT INTO person_key (organisation_id, kind, value, person_id, created_at) VALUES {}
         ON CONFLICT (organisation_id, kind, value) DO UPDATE SET value = excluded.value
         RETURNING kind, person_id",
        rows.join(", ")
    );
    let now = tx.now();
    let mut bound = values![actor.organisation_id(), person, now].to_vec();
    bound.extend(contacts.iter().flat_map(|(kind, value)| [Value::from(kind.code()), Value::from(value)]));
    let owners = tx.all(&sql, &bound, read_owner)?;
    if owners.len() < contacts.len() {
        return Err(Failure::Bug("a contact was claimed and belongs to nobody".to_owned()));
    }
    Ok(owners)
}

fn read_owner(row: &mut Row) -> Result<(ContactKind, PersonId), Failure> {
    Ok((kind(&row.take::<String>()?)?, row.take()?))
}

fn kind(code: &str) -> Result<ContactKind, Failure> {
    ContactKind::from_code(code).ok_or_else(|| Failure::Bug(format!("no kind of contact has the code {code}")))
}

/// Gives a contact that was just claimed for `from` to `to`.
pub fn hand_over(
    tx: &mut Tx,
    actor: &Actor,
    kind: ContactKind,
    value: &str,
    from: PersonId,
    to: PersonId,
) -> Result<(), Failure> {
    tx.execute(
        "UPDATE person_key SET person_id = $5
         WHERE organisation_id = $1 AND kind = $2 AND value = $3 AND person_id = $4",
        values![actor.organisation_id(), kind.code(), value, from, to],
    )?;
    Ok(())
}

/// Writes down that two persons may be one; they are never merged by themselves.
pub fn note_possible_duplicate(
    tx: &mut Tx,
    actor: &Actor,
    person: PersonId,
    other: PersonId,
    kind: ContactKind,
    value: &str,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO possible_duplicate (organisation_id, person_id, other_person_id, kind, value, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, person_id, other_person_id) DO NOTHING",
        values![actor.organisation_id(), person, other, kind.code(), value, now],
    )?;
    Ok(())
}

/// The persons who may be the same as this one.
pub fn list_possible_duplicates(db: &mut Db, actor: &Actor, person: PersonId) -> Result<Vec<PersonId>, Failure> {
    db.all(
        "SELECT other_person_id FROM possible_duplicate WHERE organisation_id = $1 AND person_id = $2
         ORDER BY other_person_id",
        values![actor.organisation_id(), person],
        |row| row.take(),
    )
}
