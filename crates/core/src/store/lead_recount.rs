//! What the sets of leads must be, told by the leads themselves: filled in for the leads of a store of before, and compared by `doctor` and
//! tests. Goes through an organisation a stretch of blocks at a time, so that its memory stays the same however many leads there are.

use super::engine::{Db, Failure, Insert, OnConflict, Row, Tx, values};
use super::id_set::{IdSet, StoredSet, change_of};
use super::lead_sets::{ALL, KINDS, LABEL, LABELLED, bytes, columns_of, kind_named};
use super::lead_terms::{BLOCK_BITS, block_of};
use super::period::Period;
use leadhub_model::{LeadId, OrganisationId};
use std::collections::{BTreeMap, BTreeSet};

/// Blocks that are looked at together: a hundred thousand leads at most.
const BLOCKS: i64 = 4;

/// The numbers of leads from one to another.
type Stretch = (LeadId, LeadId);

/// From this number on; one that ends at the greatest number is the last.
fn stretch(db: &mut Db, organisation: OrganisationId, from: LeadId) -> Result<Stretch, Failure> {
    let sql = "SELECT id FROM lead WHERE organisation_id = $1 AND id >= $2 ORDER BY id LIMIT 1";
    let first: Option<i64> = db.value(sql, values![organisation, from])?;
    Ok((from, LeadId(first.map_or(i64::MAX, |id| ((block_of(id) + BLOCKS) << BLOCK_BITS) - 1))))
}

fn behind((_, last): Stretch) -> Option<LeadId> {
    last.0.checked_add(1).map(LeadId)
}

/// The leads of each set that has some in a stretch, and of the set of all when they were made.
type Sets = BTreeMap<(&'static str, i64, i64), (Vec<u16>, Option<Period>)>;

fn gather(db: &mut Db, organisation: OrganisationId, (from, to): Stretch) -> Result<Sets, Failure> {
    let mut sets = Sets::new();
    let mut add = |kind, key, id| {
        sets.entry((kind, key, block_of(id))).or_default().0.push(change_of(id, true));
    };
    let bound = values![organisation, from, to];
    let keys: Vec<&str> = KINDS.iter().map(|(_, key)| *key).collect();
    let sql = format!(
        "SELECT lead.id, lead.created_at, {} FROM lead
         WHERE lead.organisation_id = $1 AND lead.id >= $2 AND lead.id <= $3 AND lead.deleted_at IS NULL",
        keys.join(", ")
    );
    let mut periods: BTreeMap<i64, Option<Period>> = BTreeMap::new();
    let of_leads = |row: &mut Row| {
        let (id, created) = (row.take()?, row.take()?);
        let period = periods.entry(block_of(id)).or_default();
        *period = Period::join(*period, Some(Period::at(created)));
        for (kind, _) in KINDS {
            row.take::<Option<i64>>()?.into_iter().for_each(|key| add(kind, key, id));
        }
        Ok(())
    };
    db.all(&sql, bound, of_leads)?;
    let sql = format!(
        "SELECT lead_label.label_id, lead_label.lead_id FROM {LABELLED}
         WHERE lead_label.organisation_id = $1 AND lead_label.lead_id >= $2 AND lead_label.lead_id <= $3
         AND lead.deleted_at IS NULL"
    );
    db.all(&sql, bound, |row| {
        let key = row.take()?;
        add(LABEL, key, row.take()?);
        Ok(())
    })?;
    for (block, period) in periods {
        sets.entry((ALL.0, ALL.1, block)).or_default().1 = period;
    }
    Ok(sets)
}

fn set_of(members: Vec<u16>) -> IdSet {
    let mut stored = StoredSet::empty();
    stored.change(members);
    stored.set()
}

static SETS: Insert = Insert::new(
    "lead_set",
    &["kind", "key", "block", "leads", "created_from", "created_until", "members"],
    OnConflict::RunAgain,
);

/// Fills the sets of the organisations that a migration marked.
pub(crate) fn bring_over(tx: &mut Tx) -> Result<(), Failure> {
    let marked = "SELECT id FROM organisation WHERE EXISTS (SELECT 1 FROM lead_set
         WHERE lead_set.organisation_id = organisation.id AND lead_set.kind = 'unfilled') ORDER BY id";
    let organisations: Vec<OrganisationId> = tx.all(marked, &[], |row| row.take())?;
    organisations.into_iter().try_for_each(|organisation| rebuild(tx, organisation))
}

/// Makes the sets of an organisation anew, whatever was kept.
pub(crate) fn rebuild(tx: &mut Tx, organisation: OrganisationId) -> Result<(), Failure> {
    tx.execute("DELETE FROM lead_set WHERE organisation_id = $1", values![organisation])?;
    tx.execute("DELETE FROM lead_set_part WHERE organisation_id = $1", values![organisation])?;
    let mut from = Some(LeadId(i64::MIN));
    while let Some(begin) = from {
        let stretch = stretch(tx, organisation, begin)?;
        let row = |((kind, key, block), (members, created)): (_, (Vec<u16>, _))| {
            let (kind, key, block): (&'static str, i64, i64) = (kind, key, block);
            let (set, [from, until]) = (set_of(members), columns_of(created));
            [kind.into(), key.into(), block.into(), set.count().into(), from, until, bytes(set.encode())]
        };
        let sets = gather(tx, organisation, stretch)?;
        tx.gather(&SETS, organisation, sets.into_iter().flat_map(row));
        // A store may have millions of leads.
        tx.write_gathered()?;
        from = behind(stretch);
    }
    Ok(())
}

/// The kinds of sets that are not what the leads tell. Reads every lead.
pub fn list_wrong(db: &mut Db, organisation: OrganisationId) -> Result<Vec<&'static str>, Failure> {
    let (mut wrong, mut from) = (BTreeSet::new(), Some(LeadId(i64::MIN)));
    while let Some(begin) = from {
        let (found, next) = list_wrong_from(db, organisation, begin)?;
        wrong.extend(found);
        from = next;
    }
    Ok(wrong.into_iter().collect())
}

/// As `list_wrong`, of so many leads from this number on as one read may look at; and the number behind them, if there is one.
pub fn list_wrong_from(
    db: &mut Db,
    organisation: OrganisationId,
    from: LeadId,
) -> Result<(BTreeSet<&'static str>, Option<LeadId>), Failure> {
    let stretch = stretch(db, organisation, from)?;
    let mut counted = gather(db, organisation, stretch)?;
    let mut wrong = BTreeSet::new();
    for (kind, key, block, StoredBlock { leads, created, rows }) in list_kept(db, organisation, stretch)? {
        let mut stored = StoredSet::empty();
        let is_readable = rows.iter().all(|row| stored.read(row).is_ok());
        let (counted, made) = counted.remove(&(kind, key, block)).unwrap_or_default();
        let reaches = made.is_none_or(|made| created.is_some_and(|created| created.covers(made)));
        if !is_readable || !reaches || leads != counted.len() as i64 || stored.set() != set_of(counted) {
            wrong.insert(kind);
        }
    }
    wrong.extend(counted.into_keys().map(|(kind, _, _)| kind));
    Ok((wrong, behind(stretch)))
}

/// What the rows of a set of a block tell together.
#[derive(Default)]
struct StoredBlock {
    leads: i64,
    created: Option<Period>,
    rows: Vec<Vec<u8>>,
}

/// Kind, key and block of each, and what is kept of it.
fn list_kept(
    db: &mut Db,
    organisation: OrganisationId,
    (from, to): Stretch,
) -> Result<Vec<(&'static str, i64, i64, StoredBlock)>, Failure> {
    let mut sets: BTreeMap<(String, i64, i64), StoredBlock> = BTreeMap::new();
    let of = |table| {
        format!(
            "SELECT kind, key, block, leads, created_from, created_until, members FROM {table}
             WHERE organisation_id = $1 AND block >= $2 AND block <= $3"
        )
    };
    let sql = format!("{} UNION ALL {}", of("lead_set"), of("lead_set_part"));
    db.all(&sql, values![organisation, block_of(from.0), block_of(to.0)], |row| {
        let kept = sets.entry((row.take()?, row.take()?, row.take()?)).or_default();
        kept.leads += row.take::<i64>()?;
        kept.created = Period::join(kept.created, Period::kept((row.take()?, row.take()?)));
        kept.rows.push(row.take()?);
        Ok(())
    })?;
    let kept =
        sets.into_iter().map(|((kind, key, block), kept)| (kind_named(&kind).unwrap_or("unfilled"), key, block, kept));
    Ok(kept.collect())
}
