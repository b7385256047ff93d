//! The keys under which callers created leads: the same key of the same dialect is the same lead. Written by
//! `actions::create_lead_once`; the primary key makes equal posts meet.

use super::engine::{Db, Failure, Tx, values};
use crate::actor::Actor;
use leadhub_model::{LeadId, PersonId};

/// Takes the key for a lead that is about to be made; false when it is taken.
pub fn take(tx: &mut Tx, actor: &Actor, key: &str, lead: LeadId) -> Result<bool, Failure> {
    let taken = tx.execute(
        "INSERT INTO lead_key (organisation_id, dialect, value, lead_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, dialect, value) DO NOTHING",
        values![actor.organisation_id(), &actor.dialect, key, lead],
    )?;
    Ok(taken > 0)
}

/// The lead that was created under the key in the actor's own dialect.
pub fn find_lead_by_key(db: &mut Db, actor: &Actor, key: &str) -> Result<Option<LeadId>, Failure> {
    db.value(
        "SELECT lead_id FROM lead_key WHERE organisation_id = $1 AND dialect = $2 AND value = $3",
        values![actor.organisation_id(), &actor.dialect, key],
    )
}

/// As `find_lead_by_key`, and holds the key until the transaction ends, so that of twins one makes the lead.
pub fn lock_lead_by_key(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Option<LeadId>, Failure> {
    tx.value(
        "SELECT lead_id FROM lead_key WHERE organisation_id = $1 AND dialect = $2 AND value = $3 FOR UPDATE",
        values![actor.organisation_id(), &actor.dialect, key],
    )
}

/// The person's newest lead that carries the code and has not left the pipeline.
pub fn find_open_lead(db: &mut Db, actor: &Actor, person: PersonId, code: &str) -> Result<Option<LeadId>, Failure> {
    db.value(
        "SELECT id FROM lead WHERE organisation_id = $1 AND person_id = $2 AND code = $3 AND deleted_at IS NULL
         AND converted IS NULL ORDER BY id DESC LIMIT 1",
        values![actor.organisation_id(), person, code],
    )
}

/// Lets a key that was taken stand for this lead.
pub fn point(tx: &mut Tx, actor: &Actor, key: &str, lead: LeadId) -> Result<(), Failure> {
    tx.execute(
        "UPDATE lead_key SET lead_id = $4 WHERE organisation_id = $1 AND dialect = $2 AND value = $3",
        values![actor.organisation_id(), &actor.dialect, key, lead],
    )?;
    Ok(())
}
