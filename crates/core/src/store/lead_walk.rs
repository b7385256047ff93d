//! Totals and lists of leads told by their sets, without looking at a lead: first how many leads of each block each set has, then, of the
//! blocks that can have some, which. Asked by `lead_filter.rs`. A walk reads a few blocks at a time, so that a page of a common filter reads
//! few of them and one of a rare filter asks few times. A range of moments takes whole blocks too: only of those at its edges are leads looked at.

use super::conditions::Conditions;
use super::engine::{Db, Failure, FromColumn, values};
use super::id_set::{IdSet, StoredSet};
use super::lead_facets::{Facet, Sets, facets_of};
use super::lead_sets::ALL;
use super::lead_terms::block_of;
use super::period::Period;
use crate::actor::Actor;
use leadhub_model::{LeadFilter, LeadId};
use std::collections::{BTreeMap, BTreeSet};

/// Blocks that are read at once.
const WIDEST: usize = 64;
/// Blocks at the edges of a range, of which leads are looked at. Those that come at once stand in few; with more, counting is quicker.
pub(crate) const MOST_CUT: usize = 4;

/// The leads that match a filter, block by block.
pub(crate) struct Walk {
    pub(crate) facets: Vec<Facet>,
    /// Lowest numbers first.
    pub(crate) blocks: Vec<Block>,
}

#[derive(Clone, Copy)]
pub(crate) struct Block {
    pub number: i64,
    /// No more leads of it match.
    pub most: i64,
    /// So many do.
    is_exact: bool,
    /// Of leads that were made in this period alone, since others of the block were not made in the range that is asked for.
    cut: Option<Period>,
}

/// Which of the leads are wanted. Nobody asks both to begin behind one and to skip some.
pub(crate) struct Stretch {
    pub is_newest_first: bool,
    /// The number of the lead behind which it begins.
    pub after: Option<i64>,
    pub skipped: i64,
    pub limit: usize,
}

impl Walk {
    /// `None` where sets cannot tell: what is kept is behind inside of a transaction that writes.
    pub(crate) fn of(db: &mut Db, actor: &Actor, filter: &LeadFilter) -> Result<Option<Walk>, Failure> {
        Ok(Walk::of_each(db, actor, std::slice::from_ref(filter))?.pop().flatten())
    }

    /// Of several filters, whose sets are read together.
    pub(crate) fn of_each(db: &mut Db, actor: &Actor, filters: &[LeadFilter]) -> Result<Vec<Option<Walk>>, Failure> {
        let is_told = !db.is_writing();
        let facets = |filter: &LeadFilter| facets_of(&actor.sees, filter).filter(|_| is_told).unwrap_or_default();
        let mut walks: Vec<Walk> =
            filters.iter().map(|filter| Walk { facets: facets(filter), blocks: Vec::new() }).collect();
        let mut counts: Vec<BTreeMap<i64, Vec<Vec<i64>>>> = walks.iter().map(|_| BTreeMap::new()).collect();
        read(db, actor, &walks.iter().collect::<Vec<_>>(), "leads", None, |at, block, leads: &i64| {
            let none = || walks[at.walk].facets.iter().map(|facet| vec![0; facet.any.len()]).collect();
            counts[at.walk].entry(block).or_insert_with(none)[at.facet][at.sets] += leads;
            Ok(())
        })?;
        for (walk, counts) in walks.iter_mut().zip(counts) {
            walk.blocks =
                counts.into_iter().filter_map(|(number, counts)| Block::of(number, &walk.facets, &counts)).collect();
        }
        let mut kept = None;
        let mut each = Vec::new();
        for (mut walk, filter) in walks.into_iter().zip(filters) {
            if walk.facets.is_empty() {
                each.push(None);
                continue;
            }
            if filter.created != (None, None) {
                let kept = match &kept {
                    Some(kept) => kept,
                    None => kept.insert(periods(db, actor)?),
                };
                walk.blocks.retain_mut(|block| block.keep_within(Period::of(filter.created), kept.get(&block.number)));
            }
            let cut = walk.blocks.iter().filter(|block| block.cut.is_some()).count();
            each.push((cut <= MOST_CUT).then_some(walk));
        }
        Ok(each)
    }

    /// No more leads match.
    pub(crate) fn most(&self) -> i64 {
        self.blocks.iter().map(|block| block.most).sum()
    }

    pub(crate) fn total(&self, db: &mut Db, actor: &Actor) -> Result<i64, Failure> {
        Ok(Walk::total_of_each(db, actor, &[self])?.into_iter().sum())
    }

    /// How many leads match, of several walks, whose sets are read together.
    pub(crate) fn total_of_each(db: &mut Db, actor: &Actor, walks: &[&Walk]) -> Result<Vec<i64>, Failure> {
        let exact = |walk: &&Walk| walk.blocks.iter().filter(|block| block.is_exact).map(|block| block.most).sum();
        let mut totals: Vec<i64> = walks.iter().map(exact).collect();
        let uncounted = |walk: &&Walk| walk.blocks.iter().filter(|block| !block.is_exact).copied().collect();
        let uncounted: Vec<Vec<Block>> = walks.iter().map(uncounted).collect();
        let numbers: BTreeSet<i64> = uncounted.iter().flatten().map(|block| block.number).collect();
        for numbers in Vec::from_iter(numbers).chunks(WIDEST) {
            let within = |blocks: &Vec<Block>| -> Vec<Block> {
                blocks.iter().filter(|block| numbers.contains(&block.number)).copied().collect()
            };
            let blocks: Vec<Vec<Block>> = uncounted.iter().map(within).collect();
            for (total, sets) in totals.iter_mut().zip(Walk::sets_of_each(db, actor, walks, &blocks)?) {
                *total += sets.iter().map(IdSet::count).sum::<i64>();
            }
        }
        Ok(totals)
    }

    /// In the order of their numbers.
    pub(crate) fn list_ids(&self, db: &mut Db, actor: &Actor, wanted: &Stretch) -> Result<Vec<LeadId>, Failure> {
        let Stretch { is_newest_first, after, skipped: mut left, limit } = *wanted;
        let behind = |id: i64| after.is_none_or(|after| if is_newest_first { id < after } else { id > after });
        let is_met = |block: &Block| {
            after.is_none_or(|after| match is_newest_first {
                true => block.number <= block_of(after),
                false => block.number >= block_of(after),
            })
        };
        let mut blocks: Vec<Block> = self.blocks.iter().copied().filter(is_met).collect();
        if is_newest_first {
            blocks.reverse();
        }
        let (mut found, mut at, mut width) = (Vec::new(), 0, 1);
        while at < blocks.len() && found.len() < limit {
            if blocks[at].is_exact && blocks[at].most <= left {
                left -= blocks[at].most;
                at += 1;
                continue;
            }
            let stretch = &blocks[at..blocks.len().min(at + width)];
            for (block, set) in stretch.iter().zip(self.sets(db, actor, stretch)?) {
                let count = set.count();
                if count <= left {
                    left -= count;
                    continue;
                }
                let mut ids: Vec<i64> = set.ids(block.number).collect();
                if is_newest_first {
                    ids.reverse();
                }
                for id in ids.into_iter().filter(|id| behind(*id)) {
                    if left > 0 {
                        left -= 1;
                    } else if found.len() < limit {
                        found.push(LeadId(id));
                    }
                }
            }
            at += stretch.len();
            width = (width * 4).min(WIDEST);
        }
        Ok(found)
    }

    /// How many leads of each of these blocks match.
    pub(crate) fn counts(&self, db: &mut Db, actor: &Actor, blocks: &[Block]) -> Result<Vec<i64>, Failure> {
        let uncounted: Vec<Block> = blocks.iter().copied().filter(|block| !block.is_exact).collect();
        let mut counted = Vec::new();
        for blocks in uncounted.chunks(WIDEST) {
            counted.extend(self.sets(db, actor, blocks)?.iter().map(IdSet::count));
        }
        let mut counted = counted.into_iter();
        let of_each = blocks.iter().map(|block| if block.is_exact { Some(block.most) } else { counted.next() });
        Ok(of_each.map(Option::unwrap_or_default).collect())
    }

    /// Which leads of these blocks match.
    pub(crate) fn sets(&self, db: &mut Db, actor: &Actor, blocks: &[Block]) -> Result<Vec<IdSet>, Failure> {
        Ok(Walk::sets_of_each(db, actor, &[self], &[blocks.to_vec()])?.into_iter().flatten().collect())
    }

    /// Reads the sets of those of these blocks that are not there yet.
    pub(crate) fn read_sets(
        &self,
        db: &mut Db,
        actor: &Actor,
        numbers: &[i64],
        sets: &mut BTreeMap<i64, IdSet>,
    ) -> Result<(), Failure> {
        let is_new = |block: &&Block| numbers.contains(&block.number) && !sets.contains_key(&block.number);
        let new: Vec<Block> = self.blocks.iter().filter(is_new).copied().collect();
        if !new.is_empty() {
            let read = self.sets(db, actor, &new)?;
            sets.extend(new.iter().map(|block| block.number).zip(read));
        }
        Ok(())
    }

    /// Of each walk, which leads of its blocks match.
    fn sets_of_each(
        db: &mut Db,
        actor: &Actor,
        walks: &[&Walk],
        blocks: &[Vec<Block>],
    ) -> Result<Vec<Vec<IdSet>>, Failure> {
        let mut stored: BTreeMap<(i64, At), StoredSet> = BTreeMap::new();
        let numbers: BTreeSet<i64> = blocks.iter().flatten().map(|block| block.number).collect();
        read(db, actor, walks, "members", Some(&Vec::from_iter(numbers)), |at, block, members: &Vec<u8>| {
            stored.entry((block, at)).or_insert_with(StoredSet::empty).read(members)
        })?;
        let mut each = Vec::new();
        for (walk, (facets, blocks)) in walks.iter().map(|walk| &walk.facets).zip(blocks).enumerate() {
            let of_block = |block: &Block| matching(walk, facets, block.number, &mut stored);
            let mut sets: Vec<IdSet> = blocks.iter().map(of_block).collect();
            for (block, set) in blocks.iter().zip(&mut sets) {
                if let Some(period) = block.cut {
                    set.keep(&created_in(db, actor, block.number, period)?);
                }
            }
            each.push(sets);
        }
        Ok(each)
    }
}

/// The leads of a block that are in every facet of a walk.
fn matching(walk: usize, facets: &[Facet], number: i64, stored: &mut BTreeMap<(i64, At), StoredSet>) -> IdSet {
    let mut matching: Option<IdSet> = None;
    // Those that are excluded come last.
    for (place, facet) in facets.iter().enumerate() {
        let mut any = IdSet::empty();
        for sets in 0..facet.any.len() {
            let at = At { walk, facet: place, sets };
            stored.remove(&(number, at)).into_iter().for_each(|stored| any.add(&stored.set()));
        }
        match &mut matching {
            None => matching = Some(any),
            Some(matching) if facet.is_excluded => matching.take_out(&any),
            Some(matching) => matching.keep(&any),
        }
    }
    matching.unwrap_or_else(IdSet::empty)
}

/// From when to when the leads of each block were made.
pub(crate) fn periods(db: &mut Db, actor: &Actor) -> Result<BTreeMap<i64, Period>, Failure> {
    let of = |table| {
        format!(
            "SELECT block, created_from, created_until FROM {table}
             WHERE organisation_id = $1 AND kind = '{}' AND key = {}",
            ALL.0, ALL.1
        )
    };
    let sql = format!("{} UNION ALL {}", of("lead_set"), of("lead_set_part"));
    let mut periods: BTreeMap<i64, Period> = BTreeMap::new();
    db.all(&sql, values![actor.organisation_id()], |row| {
        let block = row.take()?;
        if let Some(period) = Period::join(periods.remove(&block), Period::kept((row.take()?, row.take()?))) {
            periods.insert(block, period);
        }
        Ok(())
    })?;
    Ok(periods)
}

/// The leads of a block that were made in a period, by the index of moments alone.
pub(crate) fn created_in(db: &mut Db, actor: &Actor, block: i64, period: Period) -> Result<IdSet, Failure> {
    let sql = "SELECT id FROM lead
               WHERE organisation_id = $1 AND created_at >= $2 AND created_at <= $3 AND deleted_at IS NULL";
    let mut ids: Vec<i64> =
        db.all(sql, values![actor.organisation_id(), period.from, period.until], |row| row.take())?;
    ids.retain(|id| block_of(*id) == block);
    Ok(IdSet::of(ids))
}

impl Block {
    /// `None` where no lead of it can match; `counts` tells the leads of each facet's sets.
    fn of(number: i64, facets: &[Facet], counts: &[Vec<i64>]) -> Option<Block> {
        let of_each = || facets.iter().zip(counts);
        let asked: Vec<i64> =
            of_each().filter(|(facet, _)| !facet.is_excluded).map(|(_, counts)| counts.iter().sum()).collect();
        let is_told = |(facet, counts): (&Facet, &Vec<i64>)| match facet.is_excluded {
            true => counts.iter().all(|count| *count == 0),
            false => facet.is_disjoint || counts.iter().filter(|count| **count > 0).count() < 2,
        };
        let most = asked.iter().copied().min().filter(|most| *most > 0)?;
        Some(Block { number, most, is_exact: asked.len() == 1 && of_each().all(is_told), cut: None })
    }

    /// Whether leads of it can have been made in a range; those that were not are left out of it from now on.
    fn keep_within(&mut self, range: Period, period: Option<&Period>) -> bool {
        self.cut = match period {
            Some(period) if range.covers(*period) => return true,
            Some(period) => period.cut(range),
            // All of them are looked at.
            None => Some(range),
        };
        self.is_exact = false;
        self.cut.is_some()
    }
}

/// Where sets are asked for: the places of the walk, of its facet and of the sets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    walk: usize,
    facet: usize,
    sets: usize,
}

/// Reads a column of the sets' rows, of all blocks or of these: `each` gets where it is asked for, the block and what stands there. What several
/// ask for is read once.
fn read<T: FromColumn>(
    db: &mut Db,
    actor: &Actor,
    walks: &[&Walk],
    column: &str,
    blocks: Option<&[i64]>,
    mut each: impl FnMut(At, i64, &T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut asked: BTreeMap<&Sets, Vec<At>> = BTreeMap::new();
    for (walk, facets) in walks.iter().map(|walk| &walk.facets).enumerate() {
        for (facet, any) in facets.iter().map(|facet| &facet.any).enumerate() {
            for (place, sets) in any.iter().enumerate() {
                asked.entry(sets).or_default().push(At { walk, facet, sets: place });
            }
        }
    }
    let mut all = Conditions { sql: String::new(), values: vec![actor.organisation_id().into()] };
    let within = blocks.map_or_else(String::new, |blocks| format!(" AND block IN ({})", all.bind_padded(blocks)));
    let mut selects = Vec::new();
    for (place, sets) in asked.keys().enumerate() {
        let condition = sets.condition(&mut all);
        selects.extend(["lead_set", "lead_set_part"].map(|table| {
            format!("SELECT CAST({place} AS BIGINT), block, {column} FROM {table} WHERE {condition}{within}")
        }));
    }
    let asked: Vec<Vec<At>> = asked.into_values().collect();
    if asked.is_empty() {
        return Ok(());
    }
    db.all(&selects.join(" UNION ALL "), &all.values, |row| {
        let (place, block): (i64, i64) = (row.take()?, row.take()?);
        let (value, places) = (row.take::<T>()?, &asked[usize::try_from(place).unwrap_or_default()]);
        places.iter().try_for_each(|at| each(*at, block, &value))
    })?;
    Ok(())
}
