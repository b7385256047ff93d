//! The terms under which leads are found, written with the lead by `leads.rs` and with a caller's key by `lead_keys.rs`. Which terms
//! those are is a rule of the model; how they are walked through is the matter of `lead_search.rs`.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure, Insert, OnConflict, Row, Tx, Value, values};
use super::lead_keys;
use crate::actor::Actor;
use leadhub_model::search::{Searched, Terms, code_terms};
use leadhub_model::{Fact, Facts, Lead, LeadId, ListId, OrganisationId};
use std::collections::BTreeMap;

/// Numbers of one block, as a power of two. Smaller ones would cost a rare word more blocks, larger ones a common word more rows.
pub(crate) const BLOCK_BITS: u32 = 15;

pub(crate) fn block_of(lead: i64) -> i64 {
    lead >> BLOCK_BITS
}

fn searched(lead: &Lead) -> Searched<'_> {
    Searched { number: lead.number, facts: &lead.facts, last_comment: lead.last_comment.as_deref() }
}

/// Of a lead that is new: nothing may be found of it before.
pub(crate) fn insert(tx: &mut Tx, actor: &Actor, lead: &Lead) {
    let terms = Terms::of(&searched(lead)).all().into_iter().map(|term| (lead.id, term));
    tx.gather(&NEW_TERMS, actor.organisation_id(), terms.flat_map(row));
}

/// The key under which a caller knows the lead.
pub(crate) fn insert_key(tx: &mut Tx, actor: &Actor, lead: LeadId, key: &str) {
    insert_rows(tx, actor.organisation_id(), code_terms(key).into_iter().map(|term| (lead, term)));
}

/// What is found of a lead after a change, where that is something else than before.
pub(crate) fn replace(tx: &mut Tx, actor: &Actor, before: &Lead, lead: &Lead) -> Result<(), Failure> {
    if before.facts == lead.facts && before.last_comment == lead.last_comment {
        return Ok(());
    }
    let (old, new) = (Terms::of(&searched(before)).all(), Terms::of(&searched(lead)).all());
    let mut gone: Vec<String> = old.iter().filter(|term| new.binary_search(term).is_err()).cloned().collect();
    if !gone.is_empty() {
        let of_keys = key_terms(tx, actor, lead.id)?;
        gone.retain(|term| !of_keys.contains(term));
        delete_rows(tx, actor, lead.id, &gone)?;
    }
    let came = new.into_iter().filter(|term| old.binary_search(term).is_err()).map(|term| (lead.id, term));
    insert_rows(tx, actor.organisation_id(), came);
    Ok(())
}

/// Nothing is found of a lead that goes.
pub(crate) fn remove(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), Failure> {
    let mut terms = Terms::of(&searched(lead)).all();
    terms.extend(key_terms(tx, actor, lead.id)?);
    delete_rows(tx, actor, lead.id, &terms)
}

/// As `remove`, for every lead of a list.
pub(crate) fn remove_list(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM lead WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL AND id > $3
         ORDER BY id LIMIT $4"
    );
    let mut last = LeadId(i64::MIN);
    loop {
        let leads = tx.all(&sql, values![actor.organisation_id(), list, last, BATCH], read)?;
        let Some((end, _)) = leads.last() else { return Ok(()) };
        last = *end;
        let ids: Vec<LeadId> = leads.iter().map(|(id, _)| *id).collect();
        for (lead, key) in lead_keys::list_keys_of(tx, actor, &ids)? {
            delete_rows(tx, actor, lead, &code_terms(&key))?;
        }
        for (lead, terms) in leads {
            delete_rows(tx, actor, lead, &terms.all())?;
        }
    }
}

fn key_terms(tx: &mut Tx, actor: &Actor, lead: LeadId) -> Result<Vec<String>, Failure> {
    let keys = lead_keys::list_keys_of(tx, actor, &[lead])?;
    Ok(keys.iter().flat_map(|(_, key)| code_terms(key)).collect())
}

const ROW: &[&str] = &["block", "term", "lead_id"];
static NEW_TERMS: Insert = Insert::new("lead_term", ROW, OnConflict::RunAgain);
static TERMS: Insert = Insert::new("lead_term", ROW, OnConflict::Keep);

fn row((lead, term): (LeadId, String)) -> [Value<'static>; 3] {
    [block_of(lead.0).into(), Value::from(term), lead.into()]
}

/// A term that is there stays.
pub(crate) fn insert_rows(tx: &mut Tx, organisation: OrganisationId, rows: impl Iterator<Item = (LeadId, String)>) {
    tx.gather(&TERMS, organisation, rows.flat_map(row));
}

fn delete_rows(tx: &mut Tx, actor: &Actor, lead: LeadId, terms: &[String]) -> Result<(), Failure> {
    if terms.is_empty() {
        return Ok(());
    }
    let (places, bound) = among_terms(actor, lead, terms);
    let sql = format!(
        "DELETE FROM lead_term WHERE organisation_id = $1 AND block = $2 AND lead_id = $3 AND term IN ({places})"
    );
    tx.execute(&sql, &bound)?;
    Ok(())
}

/// The terms of those of these leads that the actor sees, as their rows have them now: newest first.
pub(crate) fn list_terms(db: &mut Db, actor: &Actor, leads: &[LeadId]) -> Result<Vec<(LeadId, Terms)>, Failure> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    let ids = all.bind_padded(leads);
    let sql = format!("SELECT {COLUMNS} FROM lead WHERE {} AND id IN ({ids}) ORDER BY id DESC", all.sql);
    let mut found = db.all(&sql, &all.values, read)?;
    let mut keys: BTreeMap<LeadId, Vec<String>> = BTreeMap::new();
    for (lead, key) in lead_keys::list_keys_of(db, actor, leads)? {
        keys.entry(lead).or_default().extend(code_terms(&key));
    }
    for (lead, terms) in &mut found {
        terms.open.extend(keys.remove(lead).unwrap_or_default());
    }
    Ok(found)
}

/// The facts that are searched, in the order in which they are read.
const FACTS: &[Fact] = &[
    Fact::Name,
    Fact::Phone,
    Fact::Phone2,
    Fact::Phone3,
    Fact::HomePhone,
    Fact::Zalo,
    Fact::Email,
    Fact::Subject,
    Fact::Code,
    Fact::ContractNumber,
    Fact::ProjectCode,
    Fact::ProjectName,
];
pub(crate) const COLUMNS: &str =
    "id, number, last_comment, name, phone, phone2, phone3, home_phone, zalo, email, subject, code,
    contract_number, project_code, project_name";

pub(crate) fn read(row: &mut Row) -> Result<(LeadId, Terms), Failure> {
    let (id, number, last_comment): (LeadId, i64, Option<String>) = (row.take()?, row.take()?, row.take()?);
    let mut facts = Facts::default();
    for fact in FACTS {
        facts.set(*fact, row.take()?);
    }
    Ok((id, Terms::of(&Searched { number, facts: &facts, last_comment: last_comment.as_deref() })))
}

/// Leads whose terms are written or looked at together.
pub(crate) const BATCH: i64 = 200;

fn among_terms<'t>(actor: &Actor, lead: LeadId, terms: &'t [String]) -> (String, Vec<Value<'t>>) {
    let mut bound: Vec<Value> = values![actor.organisation_id(), block_of(lead.0), lead].to_vec();
    let last = terms.last().into_iter().cycle();
    bound.extend(terms.iter().chain(last).take(terms.len().next_power_of_two()).map(Value::from));
    let places: Vec<String> = (4..=bound.len()).map(|place| format!("${place}")).collect();
    (places.join(", "), bound)
}
