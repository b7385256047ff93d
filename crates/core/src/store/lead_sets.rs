//! The sets of leads that have the same stage, agent, list, label and so on, kept by the writes that change them: `leads.rs`, `labels.rs` and
//! `withdrawn.rs` call here. `lead_facets.rs` reads them for totals and lists, `lead_recount.rs` fills and compares them; the background sums
//! up the parts that many writers leave. No set is read inside of a transaction that writes: what was put off is not in it yet.

use super::engine::{Db, Failure, Insert, NotifyScope, OnConflict, Row, RowChanges, Tx, Value, values};
use super::id_set::{StoredSet, change_of, encode_changes, gain, net};
use super::lead_terms::block_of;
use super::period::Period;
use super::{lead_columns, lists};
use crate::actor::Actor;
use leadhub_model::phone::PhoneQuality;
use leadhub_model::{CampaignId, LabelId, Lead, LeadId, ListId, OrganisationId, SourceId};
use std::collections::BTreeMap;

/// What the bell rings for when changes lie in parts.
pub(crate) const WORK: &str = "totals";

/// The sets of a column: its name, and the expression over a row of `lead` that gives the key of the set that it is in, NULL for none.
type Kind = (&'static str, &'static str);

/// The sets of all leads and of those without an agent have one key. No constant: a server groups by none.
pub(crate) const KINDS: [Kind; 13] = [
    ("agent", "lead.agent_id"),
    ("all", "lead.organisation_id * 0"),
    ("campaign", "lead.campaign_id"),
    ("converted", "lead.converted"),
    ("group", "lead.group_id"),
    ("list", "lead.list_id"),
    // By the campaign of its list.
    (
        "listed",
        "(SELECT lead_list.campaign_id FROM lead_list
         WHERE lead_list.organisation_id = lead.organisation_id AND lead_list.id = lead.list_id)",
    ),
    // By the number of its word: `key_of_quality`.
    (
        "phone",
        "CAST(CASE lead.phone_quality WHEN 'valid' THEN 1 WHEN 'respelled' THEN 2 WHEN 'converted_2018' THEN 3 WHEN 'lost_zero' THEN 4
         WHEN 'foreign' THEN 5 WHEN 'new_prefix' THEN 6 WHEN 'empty' THEN 7 WHEN 'not_identifying' THEN 8 WHEN 'invalid' THEN 9 END AS BIGINT)",
    ),
    ("service", "lead.service_id"),
    ("source", "lead.source_id"),
    ("stage", "lead.stage_id"),
    ("unassigned", "CASE WHEN lead.agent_id IS NULL THEN lead.organisation_id * 0 END"),
    ("withdrawn", "CASE WHEN lead.withdrawn_at IS NOT NULL THEN lead.organisation_id * 0 END"),
];
/// The set of all leads, whose rows also tell when they were made.
pub(crate) const ALL: (&str, i64) = ("all", 0);
/// What is put off of that: no set, and kept in the rows of the set of all.
const CREATED: &str = "created";
pub(crate) const LABEL: &str = "label";
/// The leads that bear labels, as `lead_label`.
pub(crate) const LABELLED: &str =
    "lead_label JOIN lead ON lead.organisation_id = lead_label.organisation_id AND lead.id = lead_label.lead_id";

/// The keys of the sets that a lead is in by its own row and by its list's, in the order of `KINDS`.
fn keys_of(lead: &Lead, listed: Option<CampaignId>) -> [Option<i64>; 13] {
    [
        lead.agent.map(|id| id.0),
        Some(0),
        lead.campaign.map(|id| id.0),
        lead.conversion.as_ref().map(|conversion| conversion.converted.into()),
        lead.group.map(|id| id.0),
        lead.list.map(|id| id.0),
        listed.map(|id| id.0),
        Some(key_of_quality(lead_columns::phone_quality(lead))),
        lead.service.map(|id| id.0),
        lead.source.map(|id| id.0),
        Some(lead.stage.0),
        lead.agent.is_none().then_some(0),
        lead.withdrawn_at.map(|_| 0),
    ]
}

/// The campaign of a lead's list, which stays the list's until the transaction ends.
fn listed(tx: &mut Tx, actor: &Actor, list: Option<ListId>) -> Result<Option<CampaignId>, Failure> {
    Ok(list.map(|list| lists::keep(tx, actor, list)).transpose()?.flatten())
}

/// Never changed once released.
pub(crate) fn key_of_quality(quality: PhoneQuality) -> i64 {
    match quality {
        PhoneQuality::Valid => 1,
        PhoneQuality::Respelled => 2,
        PhoneQuality::Converted2018 => 3,
        PhoneQuality::LostZero => 4,
        PhoneQuality::Foreign => 5,
        PhoneQuality::NewPrefix => 6,
        PhoneQuality::Empty => 7,
        PhoneQuality::NotIdentifying => 8,
        PhoneQuality::Invalid => 9,
    }
}

pub(crate) fn add(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), Failure> {
    let listed = listed(tx, actor, lead.list)?;
    put_off(tx, actor, (CREATED, lead.created_at.micros()), lead.id, true);
    change_keys(tx, actor, lead.id, keys_of(lead, listed), true);
    Ok(())
}

/// Takes out a lead that goes, with its labels.
pub(crate) fn remove(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), Failure> {
    let sql = "SELECT label_id FROM lead_label WHERE organisation_id = $1 AND lead_id = $2 ORDER BY label_id";
    let labels = tx.all(sql, values![actor.organisation_id(), lead.id], |row| row.take())?;
    labels.into_iter().for_each(|label| change_label(tx, actor, lead.id, label, false));
    let listed = listed(tx, actor, lead.list)?;
    change_keys(tx, actor, lead.id, keys_of(lead, listed), false);
    Ok(())
}

/// A lead carries a label from now on, or no longer.
pub(crate) fn change_label(tx: &mut Tx, actor: &Actor, lead: LeadId, label: LabelId, carried: bool) {
    put_off(tx, actor, (LABEL, label.0), lead, carried);
}

/// A lead that was `before` is `after`.
pub(crate) fn change(tx: &mut Tx, actor: &Actor, before: &Lead, after: &Lead) -> Result<(), Failure> {
    let (was_listed, is_listed) = match before.list == after.list {
        true => (None, None),
        false => (listed(tx, actor, before.list)?, listed(tx, actor, after.list)?),
    };
    let (mut gone, mut new) = (keys_of(before, was_listed), keys_of(after, is_listed));
    for (gone, new) in gone.iter_mut().zip(&mut new).filter(|(gone, new)| gone == new) {
        (*gone, *new) = (None, None);
    }
    change_keys(tx, actor, after.id, gone, false);
    change_keys(tx, actor, after.id, new, true);
    Ok(())
}

fn change_keys(tx: &mut Tx, actor: &Actor, lead: LeadId, keys: [Option<i64>; 13], is_in: bool) {
    for ((kind, _), key) in KINDS.iter().zip(keys) {
        key.into_iter().for_each(|key| put_off(tx, actor, (*kind, key), lead, is_in));
    }
}

/// Takes out every lead of a list that is about to be deleted with it.
pub(crate) fn remove_list(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let of_leads = KINDS.iter().map(|(kind, key)| (*kind, *key, "lead"));
    for (kind, key, from) in of_leads.chain([(LABEL, "lead_label.label_id", LABELLED)]) {
        let sql = format!(
            "SELECT {key}, lead.id FROM {from} WHERE lead.organisation_id = $1 AND lead.list_id = $2
             AND lead.deleted_at IS NULL AND {key} IS NOT NULL"
        );
        let rows: Vec<(i64, LeadId)> =
            tx.all(&sql, values![actor.organisation_id(), list], |row| Ok((row.take()?, row.take()?)))?;
        rows.into_iter().for_each(|(key, lead)| put_off(tx, actor, (kind, key), lead, false));
    }
    Ok(())
}

/// These leads of a list are in none any more, and withdrawn.
pub(crate) fn withdraw(tx: &mut Tx, actor: &Actor, list: ListId, leads: &[LeadId]) -> Result<(), Failure> {
    let listed = listed(tx, actor, Some(list))?;
    for lead in leads {
        put_off(tx, actor, ("list", list.0), *lead, false);
        listed.into_iter().for_each(|campaign| put_off(tx, actor, ("listed", campaign.0), *lead, false));
        put_off(tx, actor, ("withdrawn", 0), *lead, true);
    }
    Ok(())
}

/// A list that this transaction holds goes from one campaign into another.
pub(crate) fn move_list(
    tx: &mut Tx,
    actor: &Actor,
    list: ListId,
    from: CampaignId,
    into: CampaignId,
) -> Result<(), Failure> {
    let sql = "SELECT id FROM lead WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL";
    let leads: Vec<LeadId> = tx.all(sql, values![actor.organisation_id(), list], |row| row.take())?;
    for lead in leads {
        put_off(tx, actor, ("listed", from.0), lead, false);
        put_off(tx, actor, ("listed", into.0), lead, true);
    }
    Ok(())
}

pub(crate) fn move_to_source(tx: &mut Tx, actor: &Actor, from: SourceId, into: SourceId, leads: &[LeadId]) {
    for lead in leads {
        put_off(tx, actor, ("source", from.0), *lead, false);
        put_off(tx, actor, ("source", into.0), *lead, true);
    }
}

fn put_off(tx: &mut Tx, actor: &Actor, (kind, key): (&'static str, i64), lead: LeadId, is_in: bool) {
    let row = (actor.organisation_id(), kind, key, block_of(lead.0));
    tx.put_off(row, change_of(lead.0, is_in), write);
}

/// What changes of a set in a block: who comes and goes, and of the set of all when those who come were made.
#[derive(Default)]
struct Change {
    members: Vec<u16>,
    created: Option<Period>,
}

/// The changes of an organisation's sets, by kind, key and block.
type Changes = BTreeMap<(&'static str, i64, i64), Change>;

fn write(tx: &mut Tx, changes: RowChanges) -> Result<(), Failure> {
    let mut of: BTreeMap<OrganisationId, Changes> = BTreeMap::new();
    for ((organisation, kind, key, block), members) in changes {
        if kind == CREATED {
            let change = of.entry(organisation).or_default().entry((ALL.0, ALL.1, block)).or_default();
            change.created = Period::join(change.created, Some(Period::at(key)));
            continue;
        }
        let members = net(members);
        if !members.is_empty() {
            of.entry(organisation).or_default().entry((kind, key, block)).or_default().members = members;
        }
    }
    match tx.part() {
        0 => of.into_iter().try_for_each(|(organisation, changes)| settle(tx, organisation, changes)),
        part => {
            tx.wake(WORK, NotifyScope::Process);
            of.into_iter().try_for_each(|(organisation, changes)| insert_part(tx, organisation, part, changes))
        }
    }
}

static PARTS: Insert = Insert::new(
    "lead_set_part",
    &["kind", "key", "block", "part", "leads", "created_from", "created_until", "members"],
    OnConflict::RunAgain,
);

fn insert_part(tx: &mut Tx, organisation: OrganisationId, part: i64, changes: Changes) -> Result<(), Failure> {
    let row = |((kind, key, block), Change { members, created }): ((&'static str, i64, i64), Change)| {
        let [from, until] = columns_of(created);
        let (leads, members) = (gain(&members).into(), bytes(encode_changes(&members)));
        [kind.into(), key.into(), block.into(), part.into(), leads, from, until, members]
    };
    tx.gather(&PARTS, organisation, changes.into_iter().flat_map(row));
    tx.write_gathered()
}

/// What the two columns keep of it.
pub(crate) fn columns_of(created: Option<Period>) -> [Value<'static>; 2] {
    [created.map(|period| period.from).into(), created.map(|period| period.until).into()]
}

pub(crate) fn bytes(bytes: Vec<u8>) -> Value<'static> {
    Value::Bytes(bytes.into())
}

/// The organisations of whose sets parts lie apart.
pub(crate) fn list_parted(db: &mut Db) -> Result<Vec<OrganisationId>, Failure> {
    let sql = "SELECT DISTINCT organisation_id FROM lead_set_part ORDER BY organisation_id";
    db.all(sql, &[], |row| row.take())
}

/// Parts of an organisation that may lie where one thread writes: a list reads each of them.
const MOST_PARTS: i64 = 8;

/// Leaves what this transaction changed of sets in a part, as where many write, unless enough lie there: then all are summed up at its end. For
/// work of many leads in many transactions, since rewriting the sets costs each as much as several hundred leads do.
pub(crate) fn leave_apart(tx: &mut Tx, organisation: OrganisationId) -> Result<(), Failure> {
    if tx.part() != 0 {
        return Ok(());
    }
    let sql = "SELECT COUNT(DISTINCT part), COALESCE(MAX(part), 0) FROM lead_set_part WHERE organisation_id = $1";
    let there = tx.first(sql, values![organisation], |row| Ok((row.take()?, row.take()?)))?;
    let (parts, last): (i64, i64) = there.unwrap_or_default();
    match last.checked_add(1).filter(|_| parts < MOST_PARTS) {
        Some(part) => tx.write_put_off_apart(part),
        None => Ok(()),
    }
}

/// Sums up an organisation's parts.
pub(crate) fn sum_up(tx: &mut Tx, organisation: OrganisationId) -> Result<(), Failure> {
    settle(tx, organisation, Changes::new())
}

/// Brings changes into the sets themselves, and whatever lies in parts: also where one thread writes, since the store may have been moved from
/// where many do. Whoever waits for such a part finds it taken, and then the row that it went into.
fn settle(tx: &mut Tx, organisation: OrganisationId, mut changes: Changes) -> Result<(), Failure> {
    let sql = "DELETE FROM lead_set_part WHERE organisation_id = $1
               RETURNING kind, key, block, created_from, created_until, members";
    let parts = tx.all(sql, values![organisation], |row| {
        let (kind, key, block): (String, i64, i64) = (row.take()?, row.take()?, row.take()?);
        let kind = kind_named(&kind).ok_or_else(|| Failure::Bug(format!("no kind of set is called {kind}")))?;
        let created = Period::kept((row.take()?, row.take()?));
        Ok(((kind, key, block), created, row.take::<Vec<u8>>()?))
    })?;
    for (set, created, members) in parts {
        let mut stored = StoredSet::empty();
        stored.read(&members)?;
        let change = changes.entry(set).or_default();
        change.created = Period::join(change.created, created);
        change.members.extend(stored.changes());
    }
    changes.into_iter().try_for_each(|(set, changes)| settle_one(tx, organisation, set, &changes))
}

pub(crate) fn kind_named(word: &str) -> Option<&'static str> {
    KINDS.iter().map(|(kind, _)| *kind).chain([LABEL]).find(|kind| *kind == word)
}

/// A row is held from when it is read; of several who find none, one makes it and the others find that.
fn settle_one(
    tx: &mut Tx,
    organisation: OrganisationId,
    (kind, key, block): (&'static str, i64, i64),
    change: &Change,
) -> Result<(), Failure> {
    const SELECT: &str = "SELECT created_from, created_until, members FROM lead_set
         WHERE organisation_id = $1 AND kind = $2 AND key = $3 AND block = $4 FOR UPDATE";
    const INSERT: &str =
        "INSERT INTO lead_set (organisation_id, kind, key, block, leads, created_from, created_until, members)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    const UPDATE: &str = "UPDATE lead_set SET leads = $5, created_from = $6, created_until = $7, members = $8
         WHERE organisation_id = $1 AND kind = $2 AND key = $3 AND block = $4";
    const DELETE: &str = "DELETE FROM lead_set WHERE organisation_id = $1 AND kind = $2 AND key = $3 AND block = $4";
    let row = values![organisation, kind, key, block];
    loop {
        let read = |row: &mut Row| Ok((Period::kept((row.take()?, row.take()?)), row.take::<Vec<u8>>()?));
        let kept = tx.first(SELECT, row, read)?;
        let mut stored = StoredSet::empty();
        kept.iter().try_for_each(|(_, members)| stored.read(members))?;
        stored.change(change.members.iter().copied());
        let (set, was_kept) = (stored.set(), kept.is_some());
        let created = Period::join(kept.and_then(|(created, _)| created), change.created);
        let (mut bound, leads) = (row.to_vec(), set.count());
        bound.push(leads.into());
        bound.extend(columns_of(created));
        bound.push(bytes(set.encode()));
        let written = match (was_kept, leads) {
            (false, 0) => 1,
            (false, _) => tx.execute(INSERT, &bound)?,
            (true, 0) => tx.execute(DELETE, row)?,
            (true, _) => tx.execute(UPDATE, &bound)?,
        };
        if written > 0 {
            return Ok(());
        }
    }
}
