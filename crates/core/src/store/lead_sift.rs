//! Pages of leads in the order of moments that sets tell (`lead_walk.rs`): the index of the moments is walked, and of each lead that stands in
//! it its block's set says whether it matches. What an offset skips is skipped by whole blocks first, of which is known when their leads were
//! made. Called by `lead_filter.rs` for what no index of leads serves in its order.

use super::conditions::Conditions;
use super::engine::{Db, Failure};
use super::id_set::IdSet;
use super::lead_facets::Facet;
use super::lead_terms::block_of;
use super::lead_walk::{Block, MOST_CUT, Walk, created_in, periods};
use super::period::Period;
use crate::actor::Actor;
use leadhub_model::{Cursor, LeadFilter, LeadId, LeadOrder, Paging};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Places of the index that are read at once: few at first, for a common filter.
const FIRST: usize = 256;
const WIDEST: usize = 8_192;
/// A lead does not change before it was made; so much earlier where a clock was put back.
const CLOCKS: i64 = 3_600_000_000;

/// The leads of a page: those that match, behind `after` and without the first `offset` of them.
pub(crate) fn sift(
    db: &mut Db,
    actor: &Actor,
    walk: &Walk,
    filter: &LeadFilter,
    order: LeadOrder,
    after: Option<Cursor>,
    Paging { offset, limit }: Paging,
) -> Result<Vec<LeadId>, Failure> {
    let is_newest_first = order == LeadOrder::NewestCreated;
    let (mut place, mut left) = (after.unwrap_or(start(is_newest_first)), offset.max(0));
    let periods = periods(db, actor)?;
    if order == LeadOrder::OldestUpdated {
        let first = walk.blocks.iter().map(|block| period_of(block, &periods).from).min().unwrap_or(i64::MIN);
        let first = Cursor { at: first.saturating_sub(CLOCKS), id: i64::MIN };
        if place.at < first.at {
            place = first;
        }
    }
    if let Some((behind, skipped)) = skip(db, actor, walk, &periods, order, left)? {
        (place, left) = (behind, left - skipped);
    }
    let limit = usize::try_from(limit).unwrap_or_default();
    let are_matches = order != LeadOrder::OldestUpdated && walk.facets.iter().all(Facet::is_carried);
    let (mut found, mut width) = (Vec::new(), FIRST);
    let mut sets: BTreeMap<i64, IdSet> = BTreeMap::new();
    while found.len() < limit {
        if are_matches {
            width = usize::try_from(left).map_or(WIDEST, |left| (left + limit - found.len()).min(WIDEST));
        }
        let mut edge = None;
        if order != LeadOrder::OldestUpdated {
            let made = walk.blocks.iter().map(|block| period_of(block, &periods));
            let Some((next, until)) = leap(made, is_newest_first, place) else { break };
            (place, edge) = (next, Some(until));
        }
        let places = list_places(db, actor, walk, filter, order, (place, edge), width)?;
        if !are_matches {
            let mut blocks: Vec<i64> = places.iter().map(|place| block_of(place.id)).collect();
            blocks.dedup();
            walk.read_sets(db, actor, &blocks, &mut sets)?;
        }
        let matches =
            |place: &&Cursor| are_matches || sets.get(&block_of(place.id)).is_some_and(|set| set.has(place.id));
        for Cursor { id, .. } in places.iter().filter(matches) {
            if left > 0 {
                left -= 1;
            } else if found.len() < limit {
                found.push(LeadId(*id));
            }
        }
        place = match (places.last(), edge) {
            (Some(last), _) if places.len() == width => *last,
            (_, Some(edge)) => beyond(edge, is_newest_first),
            (_, None) => break,
        };
        width = (width * 4).min(WIDEST);
    }
    Ok(found)
}

/// Before every lead.
const fn start(is_newest_first: bool) -> Cursor {
    if is_newest_first { Cursor { at: i64::MAX, id: i64::MAX } } else { Cursor { at: i64::MIN, id: i64::MIN } }
}

/// Behind whatever was made at this moment.
fn beyond(at: i64, is_newest_first: bool) -> Cursor {
    if is_newest_first { Cursor { at, id: i64::MIN } } else { Cursor { at, id: i64::MAX } }
}

/// Where the next lead that matches can come, past whatever lies between the periods in which any were made, and the last moment of the
/// periods that it can be of. `None` where none can come any more.
fn leap(made: impl Iterator<Item = Period> + Clone, is_newest_first: bool, place: Cursor) -> Option<(Cursor, i64)> {
    if is_newest_first {
        let is_left = |period: &Period| period.from < place.at || (period.from == place.at && place.id > i64::MIN);
        let last = made.clone().filter(is_left).map(|period| period.until).max()?;
        let next = if last < place.at { Cursor { at: last, id: i64::MAX } } else { place };
        let edge = made.filter(is_left).filter(|period| period.until >= next.at).map(|period| period.from).min()?;
        Some((next, edge))
    } else {
        let is_left = |period: &Period| period.until > place.at || (period.until == place.at && place.id < i64::MAX);
        let first = made.clone().filter(is_left).map(|period| period.from).min()?;
        let next = if first > place.at { Cursor { at: first, id: i64::MIN } } else { place };
        let edge = made.filter(is_left).filter(|period| period.from <= next.at).map(|period| period.until).max()?;
        Some((next, edge))
    }
}

/// Of a block of which it is not known its leads may have been made at any time.
fn period_of(block: &Block, periods: &BTreeMap<i64, Period>) -> Period {
    periods.get(&block.number).copied().unwrap_or(Period { from: i64::MIN, until: i64::MAX })
}

/// The next places in the order, up to an edge that belongs to them: of leads that match, and of those that the index cannot tell from them.
fn list_places(
    db: &mut Db,
    actor: &Actor,
    walk: &Walk,
    filter: &LeadFilter,
    order: LeadOrder,
    (Cursor { at, id }, edge): (Cursor, Option<i64>),
    width: usize,
) -> Result<Vec<Cursor>, Failure> {
    let (column, is_newest_first) = match order {
        LeadOrder::OldestUpdated => ("updated_at", false),
        _ => ("created_at", order == LeadOrder::NewestCreated),
    };
    let (behind, within, direction) = if is_newest_first { ("<", ">=", " DESC") } else { (">", "<=", "") };
    let mut all = Conditions { sql: "organisation_id = $1".to_owned(), values: vec![actor.organisation_id().into()] };
    if column == "created_at" {
        all.within(column, filter.created);
        all.compare(column, within, edge);
        for facet in walk.facets.iter().filter(|facet| facet.is_carried()) {
            let condition = facet.condition(&mut all);
            all.sql.push_str(&format!(" AND {condition}"));
        }
    }
    let (at, id) = (all.bind(at), all.bind(id));
    all.sql.push_str(&format!(" AND ({column}, id) {behind} ({at}, {id})"));
    let limit = all.bind(i64::try_from(width).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT {column}, id FROM lead WHERE {} AND deleted_at IS NULL
         ORDER BY {column}{direction}, id{direction} LIMIT {limit}",
        all.sql
    );
    db.all(&sql, &all.values, |row| Ok(Cursor { at: row.take()?, id: row.take()? }))
}

/// A block, when its leads were made, and how many of them match.
type Made = (Period, Block, i64);

/// Where to begin so that most of what an offset skips is skipped, and how many that are. `None` where nothing is, or blocks do not tell it.
fn skip(
    db: &mut Db,
    actor: &Actor,
    walk: &Walk,
    periods: &BTreeMap<i64, Period>,
    order: LeadOrder,
    offset: i64,
) -> Result<Option<(Cursor, i64)>, Failure> {
    if offset == 0 || !matches!(order, LeadOrder::NewestCreated | LeadOrder::OldestCreated) {
        return Ok(None);
    }
    let is_newest_first = order == LeadOrder::NewestCreated;
    let blocks = list_made(db, actor, walk, periods, is_newest_first)?;
    let sums = blocks.iter().scan(0, |sum, (.., count)| {
        *sum += count;
        Some(*sum)
    });
    let sums: Vec<i64> = sums.take_while(|sum| *sum <= offset).collect();
    for (last, sum) in sums.iter().enumerate().rev() {
        let (period, ..) = blocks[last];
        let (edge, beyond) = match is_newest_first {
            true => (Cursor { at: period.from, id: i64::MIN }, Period { from: period.from, until: i64::MAX }),
            false => (Cursor { at: period.until, id: i64::MAX }, Period { from: i64::MIN, until: period.until }),
        };
        let Some(others) = count_in(db, actor, walk, &blocks[last + 1..], beyond)? else { return Ok(None) };
        if sum + others <= offset {
            return Ok(Some((edge, sum + others)));
        }
    }
    Ok(None)
}

/// The blocks in the order in which whole ones are skipped.
fn list_made(
    db: &mut Db,
    actor: &Actor,
    walk: &Walk,
    periods: &BTreeMap<i64, Period>,
    is_newest_first: bool,
) -> Result<Vec<Made>, Failure> {
    let counts = walk.counts(db, actor, &walk.blocks)?;
    let mut blocks: Vec<Made> =
        walk.blocks.iter().zip(counts).map(|(block, count)| (period_of(block, periods), *block, count)).collect();
    match is_newest_first {
        true => blocks.sort_by_key(|(period, ..)| Reverse(period.from)),
        false => blocks.sort_by_key(|(period, ..)| period.until),
    }
    Ok(blocks)
}

/// How many leads of these blocks match and were made in a period; `None` where too many of the blocks have any.
fn count_in(db: &mut Db, actor: &Actor, walk: &Walk, blocks: &[Made], period: Period) -> Result<Option<i64>, Failure> {
    let cut: Vec<(Period, Block)> =
        blocks.iter().filter_map(|(made, block, _)| Some((made.cut(period)?, *block))).collect();
    if cut.len() > MOST_CUT {
        return Ok(None);
    }
    let mut count = 0;
    for (period, block) in cut {
        for mut set in walk.sets(db, actor, &[block])? {
            set.keep(&created_in(db, actor, block.number, period)?);
            count += set.count();
        }
    }
    Ok(Some(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_the_periods_is_leapt_over() {
        let made = || [(10, 20), (15, 30), (70, 80)].map(|(from, until)| Period { from, until }).into_iter();
        let at = |at| Cursor { at, id: 7 };
        let newest = |at, id, edge| Some((Cursor { at, id }, edge));
        for (place, next) in [
            (start(true), newest(80, i64::MAX, 70)),
            (at(75), Some((at(75), 70))),
            (beyond(70, true), newest(30, i64::MAX, 15)),
            (at(69), newest(30, i64::MAX, 15)),
            (at(30), Some((at(30), 15))),
            (at(18), Some((at(18), 10))),
            (at(12), Some((at(12), 10))),
            (beyond(10, true), None),
            (at(9), None),
        ] {
            assert_eq!(leap(made(), true, place), next, "newest first from {place:?}");
        }
        for (place, next) in [
            (start(false), newest(10, i64::MIN, 20)),
            (at(16), Some((at(16), 30))),
            (at(25), Some((at(25), 30))),
            (beyond(30, false), newest(70, i64::MIN, 80)),
            (at(31), newest(70, i64::MIN, 80)),
            (at(80), Some((at(80), 80))),
            (beyond(80, false), None),
        ] {
            assert_eq!(leap(made(), false, place), next, "oldest first from {place:?}");
        }
        assert_eq!(leap([].into_iter(), true, start(true)), None);
    }
}
