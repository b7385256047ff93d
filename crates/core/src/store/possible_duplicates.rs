//! Pairs of persons who may be the same, each pair once, with the contact that says so. Noted by whoever finds out whose a contact is,
//! shown by the doors; nothing is merged here.

use super::engine::{Db, Failure, Tx, values};
use super::persons::{Contact, kind, only_seen};
use crate::actor::Actor;
use leadhub_model::PersonId;

/// Writes down that two persons may be one, the pair once; they are never merged by themselves.
pub(crate) fn note(
    tx: &mut Tx,
    actor: &Actor,
    one: PersonId,
    other: PersonId,
    (kind, value): &Contact,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO possible_duplicate (organisation_id, person_id, other_person_id, kind, value, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, person_id, other_person_id) DO NOTHING",
        values![actor.organisation_id(), one.min(other), one.max(other), kind.code(), value, now],
    )?;
    Ok(())
}

/// The persons who may be the same as this one. Which of the pair came first makes no difference.
pub fn list_possible_duplicates(db: &mut Db, actor: &Actor, person: PersonId) -> Result<Vec<PersonId>, Failure> {
    Ok(list_with_reasons(db, actor, person)?.into_iter().map(|(other, _)| other).collect())
}

/// As `list_possible_duplicates`, each with the contact that says so.
pub fn list_with_reasons(db: &mut Db, actor: &Actor, person: PersonId) -> Result<Vec<(PersonId, Contact)>, Failure> {
    if only_seen(db, actor, vec![person])?.is_empty() {
        return Ok(Vec::new());
    }
    let mut others = db.all(
        "SELECT other_person_id AS id, kind, value FROM possible_duplicate WHERE organisation_id = $1 AND person_id = $2
         UNION SELECT person_id, kind, value FROM possible_duplicate WHERE organisation_id = $1 AND other_person_id = $2
         ORDER BY id",
        values![actor.organisation_id(), person],
        |row| {
            let (other, code, value): (PersonId, String, _) = (row.take()?, row.take()?, row.take()?);
            Ok((other, (kind(&code)?, value)))
        },
    )?;
    let seen = only_seen(db, actor, others.iter().map(|(other, _)| *other).collect())?;
    others.retain(|(other, _)| seen.contains(other));
    Ok(others)
}
