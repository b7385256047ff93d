//! The terms under which leads must be found, told by the leads themselves: filled in for the leads of a store of before, and compared by
//! `doctor` and tests. Goes through an organisation a batch of leads at a time. What is written with a lead is the matter of `lead_terms.rs`.

use super::conditions::Conditions;
use super::engine::{Db, Failure, Tx, values};
use super::lead_terms::{BATCH, COLUMNS, block_of, insert_rows, list_terms, read};
use crate::actor::Actor;
use leadhub_model::search::{Terms, code_terms};
use leadhub_model::{LeadId, OrganisationId};
use std::collections::{BTreeMap, BTreeSet};

/// Where a migration leaves its mark that terms are missing: no lead's number lies there.
const MARK: i64 = -1;

const WITHOUT: &str = "SELECT id FROM organisation WHERE NOT EXISTS
     (SELECT 1 FROM lead_term WHERE lead_term.organisation_id = organisation.id) ORDER BY id";
const MARKED: &str = "SELECT id FROM organisation WHERE EXISTS (SELECT 1 FROM lead_term
     WHERE lead_term.organisation_id = organisation.id AND lead_term.block = -1 AND term = 'unfilled') ORDER BY id";

/// The leads that may have terms which programs of before did not write: those of a project or a contract, and those of which 48 terms, which
/// were all that a lead got of its texts, may have been too few. Four letters make three terms at most (`1-2`).
const SINCE: &str = " AND (project_code IS NOT NULL OR project_name IS NOT NULL OR contract_number IS NOT NULL
     OR LENGTH(COALESCE(name, '')) + LENGTH(COALESCE(code, '')) + LENGTH(COALESCE(subject, ''))
     + LENGTH(COALESCE(last_comment, '')) >= 60)";

/// Writes the terms of the leads that were there before this table was: of each organisation that has leads and no term. And those that
/// programs of before did not write, of each organisation that a migration marked.
pub(crate) fn bring_over(tx: &mut Tx) -> Result<(), Failure> {
    for organisation in tx.all(WITHOUT, &[], |row| row.take())? {
        insert_all(tx, organisation)?;
    }
    for organisation in tx.all(MARKED, &[], |row| row.take())? {
        insert_missing(tx, organisation)?;
        let done = "DELETE FROM lead_term WHERE organisation_id = $1 AND block = $2 AND term = 'unfilled'";
        tx.execute(done, values![organisation, MARK])?;
    }
    Ok(())
}

/// Makes the terms of an organisation anew, whatever was kept.
pub(crate) fn rebuild(tx: &mut Tx, organisation: OrganisationId) -> Result<(), Failure> {
    tx.execute("DELETE FROM lead_term WHERE organisation_id = $1", values![organisation])?;
    insert_all(tx, organisation)
}

fn insert_all(tx: &mut Tx, organisation: OrganisationId) -> Result<(), Failure> {
    let mut last = LeadId(i64::MIN);
    while let Some(end) = insert_batch(tx, organisation, last, "")? {
        insert_keys(tx, organisation, last, end)?;
        // A store may have millions of them.
        tx.write_gathered()?;
        last = end;
    }
    Ok(())
}

fn insert_missing(tx: &mut Tx, organisation: OrganisationId) -> Result<(), Failure> {
    let mut last = LeadId(i64::MIN);
    while let Some(end) = insert_batch(tx, organisation, last, SINCE)? {
        tx.write_gathered()?;
        last = end;
    }
    Ok(())
}

/// Of the next leads for which the condition holds. Gives the last of them; `None` when none was left.
fn insert_batch(
    tx: &mut Tx,
    organisation: OrganisationId,
    last: LeadId,
    condition: &str,
) -> Result<Option<LeadId>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM lead WHERE organisation_id = $1 AND id > $2 AND deleted_at IS NULL{condition}
         ORDER BY id LIMIT $3"
    );
    let leads = tx.all(&sql, values![organisation, last, BATCH], read)?;
    let end = leads.last().map(|(lead, _)| *lead);
    let rows = leads.into_iter().flat_map(|(lead, terms)| terms.all().into_iter().map(move |term| (lead, term)));
    insert_rows(tx, organisation, rows);
    Ok(end)
}

/// Of the keys under which callers know the leads behind `last` up to `end`.
fn insert_keys(tx: &mut Tx, organisation: OrganisationId, last: LeadId, end: LeadId) -> Result<(), Failure> {
    let sql = "SELECT lead_id, value FROM lead_key WHERE organisation_id = $1 AND lead_id > $2 AND lead_id <= $3
         ORDER BY lead_id";
    let keys: Vec<(LeadId, String)> =
        tx.all(sql, values![organisation, last, end], |row| Ok((row.take()?, row.take()?)))?;
    let rows = keys.iter().flat_map(|(lead, key)| code_terms(key).into_iter().map(|term| (*lead, term)));
    insert_rows(tx, organisation, rows);
    Ok(())
}

/// Of a sample of an organisation's leads, newest first, those that are not found under all that stands in their rows, or under anything else.
pub fn list_wrong(db: &mut Db, actor: &Actor) -> Result<Vec<LeadId>, Failure> {
    let newest = "SELECT id FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL ORDER BY id DESC LIMIT $2";
    let oldest = "SELECT id FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL ORDER BY id LIMIT $2";
    let mut sample: Vec<LeadId> = db.all(newest, values![actor.organisation_id(), BATCH], |row| row.take())?;
    sample.extend(db.all(oldest, values![actor.organisation_id(), BATCH], |row| row.take::<LeadId>())?);
    sample.sort_unstable_by(|one, other| other.cmp(one));
    sample.dedup();
    let mut kept = list_kept(db, actor, &sample)?;
    let told = list_terms(db, actor, &sample)?;
    let mut is_wrong = |lead, terms: Terms| kept.remove(&lead).unwrap_or_default() != BTreeSet::from_iter(terms.all());
    Ok(told.into_iter().filter_map(|(lead, terms)| is_wrong(lead, terms).then_some(lead)).collect())
}

/// The terms that are kept of these leads. Reads the blocks in which they lie.
fn list_kept(db: &mut Db, actor: &Actor, leads: &[LeadId]) -> Result<BTreeMap<LeadId, BTreeSet<String>>, Failure> {
    let mut kept: BTreeMap<LeadId, BTreeSet<String>> = BTreeMap::new();
    for of_block in leads.chunk_by(|one, other| block_of(one.0) == block_of(other.0)) {
        let mut all = Conditions { sql: String::new(), values: vec![actor.organisation_id().into()] };
        let block = all.bind(of_block.first().map_or(MARK, |lead| block_of(lead.0)));
        let ids = all.bind_padded(of_block);
        let sql = format!(
            "SELECT lead_id, term FROM lead_term WHERE organisation_id = $1 AND block = {block} AND lead_id IN ({ids})"
        );
        db.all(&sql, &all.values, |row| {
            kept.entry(row.take()?).or_default().insert(row.take()?);
            Ok(())
        })?;
    }
    Ok(kept)
}
