//! The lead table: insert, rewrite, find, delete. Called by the verbs and by the doors. A deleted
//! lead stays in the table with its timeline, but nothing here finds it.

use super::conditions::{Conditions, Rows, seen};
use super::engine::{Db, Failure, Tx, Value, values};
use super::lead_columns::{self, INSERT, SELECT, UPDATE};
use super::{events, lead_contacts, lead_day_marks, lead_sets, lead_terms};
use crate::actor::Actor;
use leadhub_model::event::EventKind;
use leadhub_model::{CampaignId, Fact, Lead, LeadId, ListId, PersonId, SourceId};
use serde_json::json;
use uuid::Uuid;

pub(crate) fn insert(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), Failure> {
    let row = lead_columns::values(actor.organisation_id(), lead);
    tx.gather(&INSERT, actor.organisation_id(), row.into_iter().skip(1).map(Value::into_owned));
    lead_sets::add(tx, actor, lead)?;
    lead_terms::insert(tx, actor, lead);
    lead_contacts::insert(tx, actor, lead.id, &lead.facts);
    Ok(())
}

/// Writes every column of a lead that was read before.
pub(crate) fn rewrite(tx: &mut Tx, actor: &Actor, before: &Lead, lead: &Lead) -> Result<(), Failure> {
    tx.execute(&UPDATE, &lead_columns::values(actor.organisation_id(), lead))?;
    lead_sets::change(tx, actor, before, lead)?;
    lead_terms::replace(tx, actor, before, lead)?;
    lead_contacts::replace(tx, actor, lead.id, &before.facts, &lead.facts)
}

pub fn find_lead(db: &mut Db, actor: &Actor, id: LeadId) -> Result<Option<Lead>, Failure> {
    let mut bound = values![actor.organisation_id(), id].to_vec();
    let seen = seen(actor, Rows::Leads, &mut bound);
    let sql =
        format!("SELECT {} FROM lead WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL{seen}", *SELECT);
    db.first(&sql, &bound, lead_columns::read)
}

/// As `find_lead`, and holds the row until the transaction ends.
pub(crate) fn lock_lead(tx: &mut Tx, actor: &Actor, id: LeadId) -> Result<Option<Lead>, Failure> {
    let mut bound = values![actor.organisation_id(), id].to_vec();
    let seen = seen(actor, Rows::Leads, &mut bound);
    let sql = format!(
        "SELECT {} FROM lead WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL{seen} FOR UPDATE",
        *SELECT
    );
    tx.first(&sql, &bound, lead_columns::read)
}

/// The id behind the public id, whether or not more is wanted of it.
pub fn find_lead_id(db: &mut Db, actor: &Actor, uuid: Uuid) -> Result<Option<LeadId>, Failure> {
    let mut bound = values![actor.organisation_id(), uuid].to_vec();
    let seen = seen(actor, Rows::Leads, &mut bound);
    let sql = format!("SELECT id FROM lead WHERE organisation_id = $1 AND uuid = $2 AND deleted_at IS NULL{seen}");
    db.value(&sql, &bound)
}

/// A fact as the newest of the person's leads has it that has it at all.
pub fn find_newest_fact(db: &mut Db, actor: &Actor, person: PersonId, fact: Fact) -> Result<Option<String>, Failure> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    all.compare("person_id", "=", Some(person));
    let column = fact.column();
    let sql = format!("SELECT {column} FROM lead WHERE {} AND {column} IS NOT NULL ORDER BY id DESC LIMIT 1", all.sql);
    db.value(&sql, &all.values)
}

/// Whether the lead is there, for whoever sees it.
pub(crate) fn exists(db: &mut Db, actor: &Actor, id: LeadId) -> Result<bool, Failure> {
    let sql = "SELECT id FROM lead WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL";
    Ok(db.value::<LeadId>(sql, values![actor.organisation_id(), id])?.is_some())
}

/// Holds every lead of a list until the transaction ends: what is told and counted of them is what goes.
pub(crate) fn lock_list(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let sql =
        "SELECT id FROM lead WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL ORDER BY id FOR UPDATE";
    tx.all(sql, values![actor.organisation_id(), list], |_| Ok(()))?;
    Ok(())
}

/// Whether a list holds a lead that the actor does not see.
pub(crate) fn list_hides_leads(db: &mut Db, actor: &Actor, list: ListId) -> Result<bool, Failure> {
    let mut bound = values![actor.organisation_id(), list].to_vec();
    let seen = seen(actor, Rows::Leads, &mut bound);
    if seen.is_empty() {
        return Ok(false);
    }
    let sql = format!(
        "SELECT id FROM lead WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL AND id NOT IN
         (SELECT id FROM lead WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL{seen}) LIMIT 1"
    );
    Ok(db.value::<LeadId>(&sql, &bound)?.is_some())
}

pub fn find_lead_by_uuid(db: &mut Db, actor: &Actor, uuid: Uuid) -> Result<Option<Lead>, Failure> {
    let mut bound = values![actor.organisation_id(), uuid].to_vec();
    let seen = seen(actor, Rows::Leads, &mut bound);
    let sql =
        format!("SELECT {} FROM lead WHERE organisation_id = $1 AND uuid = $2 AND deleted_at IS NULL{seen}", *SELECT);
    db.first(&sql, &bound, lead_columns::read)
}

/// Deletes a lead that this transaction holds.
pub(crate) fn mark_deleted(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), Failure> {
    let sql = "UPDATE lead SET deleted_at = $3, updated_at = $3, version = version + 1
         WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL";
    let now = tx.now();
    tx.execute(sql, values![actor.organisation_id(), lead.id, now])?;
    lead_sets::remove(tx, actor, lead)?;
    lead_terms::remove(tx, actor, lead)?;
    lead_day_marks::mark(tx, actor, lead.created_at)
}

/// Deletes every lead of a list that goes away.
pub(crate) fn mark_list_deleted(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let sql = "UPDATE lead SET deleted_at = $3, updated_at = $3, version = version + 1
         WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL";
    let now = tx.now();
    lead_sets::remove_list(tx, actor, list)?;
    lead_day_marks::mark_list(tx, actor, list)?;
    lead_terms::remove_list(tx, actor, list)?;
    tx.execute(sql, values![actor.organisation_id(), list, now])?;
    Ok(())
}

/// The leads of a source that is folded into another one, told of each.
pub(crate) fn move_to_source(tx: &mut Tx, actor: &Actor, from: SourceId, into: SourceId) -> Result<(), Failure> {
    let now = tx.now();
    let of_source = ("lead.source_id = $2 AND lead.deleted_at IS NULL", values![actor.organisation_id(), from]);
    events::tell_each(tx, actor, (of_source.0, of_source.1), EventKind::Updated, &json!({ "source": [from, into] }))?;
    let sql = "UPDATE lead SET source_id = $3, updated_at = $4, version = version + 1
         WHERE organisation_id = $1 AND source_id = $2 AND deleted_at IS NULL RETURNING id";
    let moved: Vec<LeadId> = tx.all(sql, values![actor.organisation_id(), from, into, now], |row| row.take())?;
    lead_sets::move_to_source(tx, actor, from, into, &moved);
    Ok(())
}

/// Whether a lead that still stands is in the campaign by its own column.
pub(crate) fn campaign_has_leads(db: &mut Db, actor: &Actor, campaign: CampaignId) -> Result<bool, Failure> {
    let found: Option<i64> = db.value(
        "SELECT CAST(1 AS BIGINT) FROM lead WHERE organisation_id = $1 AND campaign_id = $2 AND deleted_at IS NULL LIMIT 1",
        values![actor.organisation_id(), campaign],
    )?;
    Ok(found.is_some())
}
