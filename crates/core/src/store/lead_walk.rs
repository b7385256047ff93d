//! Totals and lists of leads told by their sets, without looking at a lead: first how many leads of each block each set has, then, of the
//! blocks that can have some, which. Asked by `lead_filter.rs`. A walk reads a few blocks at a time, so that a page of a common filter reads
//! few of them and one of a rare filter asks few times. A range of moments takes whole blocks too: only of those at its edges are leads looked at.

use super::conditions::Conditions;
use super::engine::{Db, Failure, values};
use super::id_set::{IdSet, StoredSet};
use super::lead_facets::{Facet, facets_of};
use super::lead_sets::ALL;
use super::lead_terms::block_of;
use super::period::Period;
use crate::actor::Actor;
use leadhub_model::{LeadFilter, LeadId};
use std::collections::BTreeMap;

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
        let facets = facets_of(&actor.sees, filter).filter(|_| !db.is_writing());
        let Some(facets) = facets else { return Ok(None) };
        let mut counts: BTreeMap<i64, Vec<Vec<i64>>> = BTreeMap::new();
        read(db, actor, &facets, "leads", None, |block, facet, sets, row| {
            let none = || facets.iter().map(|facet| vec![0; facet.any.len()]).collect();
            counts.entry(block).or_insert_with(none)[facet][sets] += row.take::<i64>()?;
            Ok(())
        })?;
        let blocks = counts.into_iter().filter_map(|(number, counts)| Block::of(number, &facets, &counts)).collect();
        let mut walk = Walk { facets, blocks };
        if filter.created != (None, None) {
            let periods = periods(db, actor)?;
            walk.blocks.retain_mut(|block| block.keep_within(Period::of(filter.created), periods.get(&block.number)));
        }
        let cut = walk.blocks.iter().filter(|block| block.cut.is_some()).count();
        Ok((cut <= MOST_CUT).then_some(walk))
    }

    /// No more leads match.
    pub(crate) fn most(&self) -> i64 {
        self.blocks.iter().map(|block| block.most).sum()
    }

    pub(crate) fn total(&self, db: &mut Db, actor: &Actor) -> Result<i64, Failure> {
        Ok(self.counts(db, actor, &self.blocks)?.into_iter().sum())
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
        let mut stored: BTreeMap<(i64, usize, usize), StoredSet> = BTreeMap::new();
        let numbers: Vec<i64> = blocks.iter().map(|block| block.number).collect();
        read(db, actor, &self.facets, "members", Some(&numbers), |block, facet, sets, row| {
            stored.entry((block, facet, sets)).or_insert_with(StoredSet::empty).read(&row.take::<Vec<u8>>()?)
        })?;
        let of_block = |number| {
            let mut matching: Option<IdSet> = None;
            // Those that are excluded come last.
            for (at, facet) in self.facets.iter().enumerate() {
                let mut any = IdSet::empty();
                for sets in 0..facet.any.len() {
                    stored.remove(&(number, at, sets)).into_iter().for_each(|stored| any.add(&stored.set()));
                }
                match &mut matching {
                    None => matching = Some(any),
                    Some(matching) if facet.is_excluded => matching.take_out(&any),
                    Some(matching) => matching.keep(&any),
                }
            }
            matching.unwrap_or_else(IdSet::empty)
        };
        let mut matching: Vec<IdSet> = numbers.into_iter().map(of_block).collect();
        for (block, set) in blocks.iter().zip(&mut matching) {
            if let Some(period) = block.cut {
                set.keep(&created_in(db, actor, block.number, period)?);
            }
        }
        Ok(matching)
    }
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

/// Reads a column of the sets' rows, of all blocks or of these: `each` gets the block, the places of the facet and of its sets, and the row.
fn read(
    db: &mut Db,
    actor: &Actor,
    facets: &[Facet],
    column: &str,
    blocks: Option<&[i64]>,
    mut each: impl FnMut(i64, usize, usize, &mut super::engine::Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut all = Conditions { sql: String::new(), values: vec![actor.organisation_id().into()] };
    let within = blocks.map_or_else(String::new, |blocks| format!(" AND block IN ({})", all.bind_padded(blocks)));
    let mut places = Vec::new();
    let mut selects = Vec::new();
    for (facet, sets) in
        facets.iter().enumerate().flat_map(|(at, facet)| facet.any.iter().enumerate().map(move |sets| (at, sets)))
    {
        let condition = sets.1.condition(&mut all);
        for table in ["lead_set", "lead_set_part"] {
            let place = places.len();
            selects.push(format!(
                "SELECT CAST({place} AS BIGINT), block, {column} FROM {table} WHERE {condition}{within}"
            ));
        }
        places.push((facet, sets.0));
    }
    db.all(&selects.join(" UNION ALL "), &all.values, |row| {
        let (place, block): (i64, i64) = (row.take()?, row.take()?);
        let (facet, sets) = places[usize::try_from(place).unwrap_or_default()];
        each(block, facet, sets, row)
    })?;
    Ok(())
}
