//! The keys under which integrations created leads: the same key of the same integration is the same lead. Written by
//! `actions::create_lead_once`; the primary key makes equal posts meet.

use super::conditions::{Conditions, Rows, seen};
use super::engine::{Db, Failure, Tx, values};
use super::{among, lead_terms};
use crate::actor::Actor;
use leadhub_model::{IntegrationId, KeptOrNone, LeadId, PersonId};

/// Takes the key for a lead that is about to be made, under which it is found once `found_by` says so; false when it is taken.
pub(crate) fn take(tx: &mut Tx, actor: &Actor, key: &str, lead: LeadId) -> Result<bool, Failure> {
    let taken = tx.execute(
        "INSERT INTO lead_key (organisation_id, integration_id, value, lead_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, integration_id, value) DO NOTHING",
        values![actor.organisation_id(), integration(actor), key, lead],
    )?;
    Ok(taken > 0)
}

/// The lead that was made is found by its key.
pub(crate) fn found_by(tx: &mut Tx, actor: &Actor, key: &str, lead: LeadId) {
    lead_terms::insert_key(tx, actor, lead, key);
}

/// The lead that the actor's own integration created under the key.
pub fn find_lead_by_key(db: &mut Db, actor: &Actor, key: &str) -> Result<Option<LeadId>, Failure> {
    let mut bound = values![actor.organisation_id(), integration(actor), key].to_vec();
    let seen = seen(actor, Rows::OfLead("lead_key.lead_id"), &mut bound);
    let sql =
        format!("SELECT lead_id FROM lead_key WHERE organisation_id = $1 AND integration_id = $2 AND value = $3{seen}");
    db.value(&sql, &bound)
}

/// The lead under the key, whoever sees it; holds the key until the transaction ends, so that of twins one makes the lead.
pub(crate) fn lock_lead_by_key(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Option<LeadId>, Failure> {
    tx.value(
        "SELECT lead_id FROM lead_key WHERE organisation_id = $1 AND integration_id = $2 AND value = $3 FOR UPDATE",
        values![actor.organisation_id(), integration(actor), key],
    )
}

/// The person's newest lead that carries the code and has not left the pipeline, among those with what is kept.
pub fn find_open_lead(
    db: &mut Db,
    actor: &Actor,
    person: PersonId,
    code: &str,
    kept: Option<KeptOrNone>,
) -> Result<Option<LeadId>, Failure> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL AND converted IS NULL");
    all.compare("person_id", "=", Some(person));
    all.compare("code", "=", Some(code));
    all.narrow_to_kept(kept);
    db.value(&format!("SELECT id FROM lead WHERE {} ORDER BY id DESC LIMIT 1", all.sql), &all.values)
}

/// Lets a key that was taken stand for this lead.
pub(crate) fn point(tx: &mut Tx, actor: &Actor, key: &str, lead: LeadId) -> Result<(), Failure> {
    tx.execute(
        "UPDATE lead_key SET lead_id = $4 WHERE organisation_id = $1 AND integration_id = $2 AND value = $3",
        values![actor.organisation_id(), integration(actor), key, lead],
    )?;
    lead_terms::insert_key(tx, actor, lead, key);
    Ok(())
}

/// Keeps the hash of what was sent under a key; false when it is the one that was kept before.
pub(crate) fn keep_content(tx: &mut Tx, actor: &Actor, key: &str, hash: &str) -> Result<bool, Failure> {
    let changed = tx.execute(
        "UPDATE lead_key SET content_hash = $4
         WHERE organisation_id = $1 AND integration_id = $2 AND value = $3 AND content_hash <> $4",
        values![actor.organisation_id(), integration(actor), key, hash],
    )?;
    Ok(changed > 0)
}

/// The keys of leads, whichever integration gave them.
pub(crate) fn list_keys_of(db: &mut Db, actor: &Actor, leads: &[LeadId]) -> Result<Vec<(LeadId, String)>, Failure> {
    let (places, bound) = among(actor, leads);
    let sql = format!(
        "SELECT lead_id, value FROM lead_key WHERE organisation_id = $1 AND lead_id IN ({places}) ORDER BY lead_id, value"
    );
    db.all(&sql, &bound, |row| Ok((row.take()?, row.take()?)))
}

/// Whether the actor's own integration created the lead, and under no key.
pub fn made_without_key(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<bool, Failure> {
    let found: Option<i64> = db.value(
        "SELECT CAST(1 AS BIGINT) FROM lead_event WHERE organisation_id = $1 AND lead_id = $2 AND kind = 'created'
         AND dialect = $3 AND integration_id = $4 AND NOT EXISTS (SELECT 1 FROM lead_key
             WHERE lead_key.organisation_id = $1 AND lead_key.lead_id = $2) LIMIT 1",
        values![actor.organisation_id(), lead, &actor.dialect, integration(actor)],
    )?;
    Ok(found.is_some())
}

/// Keys are an integration's own.
fn integration(actor: &Actor) -> IntegrationId {
    actor.integration.unwrap_or(IntegrationId(0))
}
