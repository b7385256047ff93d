//! Pages of leads in the order of moments that sets tell (`lead_walk.rs`): the index of the moments is walked, and of each lead that stands in
//! it its block's set says whether it matches. What an offset skips is skipped by whole blocks first, of which is known when their leads were
//! made. Called by `lead_filter.rs` for what no index of leads serves in its order.

use super::conditions::Conditions;
use super::engine::{Db, Failure};
use super::id_set::IdSet;
use super::lead_terms::block_of;
use super::lead_walk::{Block, MOST_CUT, Walk, created_in, spans};
use super::span::Span;
use crate::actor::Actor;
use leadhub_model::{Cursor, LeadFilter, LeadId, LeadOrder, Paging};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Places of the index that are read at once: few at first, for a common filter.
const FIRST: usize = 256;
const WIDEST: usize = 8_192;

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
    let (mut place, mut left) = (after, offset.max(0));
    let spans = spans(db, actor)?;
    if let Some((behind, skipped)) = skip(db, actor, walk, &spans, order, left)? {
        (place, left) = (Some(behind), left - skipped);
    }
    let limit = usize::try_from(limit).unwrap_or_default();
    let (mut found, mut width) = (Vec::new(), FIRST);
    let mut sets: BTreeMap<i64, IdSet> = BTreeMap::new();
    while found.len() < limit {
        let Some(next) = leap(walk, &spans, order, place) else { break };
        place = next;
        let places = list_places(db, actor, filter, order, place, width)?;
        read_sets(db, actor, walk, &places, &mut sets)?;
        for Cursor { id, .. } in
            places.iter().filter(|place| sets.get(&block_of(place.id)).is_some_and(|set| set.has(place.id)))
        {
            if left > 0 {
                left -= 1;
            } else if found.len() < limit {
                found.push(LeadId(*id));
            }
        }
        if places.len() < width {
            break;
        }
        place = places.last().copied();
        width = (width * 4).min(WIDEST);
    }
    Ok(found)
}

/// Where leads that match can come next: past whatever lies between the blocks that have some. `None` where none can come any more.
fn leap(walk: &Walk, spans: &BTreeMap<i64, Span>, order: LeadOrder, place: Option<Cursor>) -> Option<Option<Cursor>> {
    if order == LeadOrder::OldestUpdated {
        return Some(place);
    }
    let made = walk.blocks.iter().map(|block| span_of(block, spans));
    let next = if order == LeadOrder::NewestCreated {
        let at = place.map_or(i64::MAX, |place| place.at);
        let last = made.filter(|span| span.from <= at).map(|span| span.until).max()?;
        (last < at).then_some(Cursor { at: last, id: i64::MAX })
    } else {
        let at = place.map_or(i64::MIN, |place| place.at);
        let first = made.filter(|span| span.until >= at).map(|span| span.from).min()?;
        (first > at).then_some(Cursor { at: first, id: i64::MIN })
    };
    Some(next.or(place))
}

/// Of a block of which it is not known its leads may have been made at any time.
fn span_of(block: &Block, spans: &BTreeMap<i64, Span>) -> Span {
    spans.get(&block.number).copied().unwrap_or(Span { from: i64::MIN, until: i64::MAX })
}

/// The next places in the order, whether they match or not.
fn list_places(
    db: &mut Db,
    actor: &Actor,
    filter: &LeadFilter,
    order: LeadOrder,
    after: Option<Cursor>,
    width: usize,
) -> Result<Vec<Cursor>, Failure> {
    let (column, is_newest_first) = match order {
        LeadOrder::OldestUpdated => ("updated_at", false),
        _ => ("created_at", order == LeadOrder::NewestCreated),
    };
    let (behind, direction) = if is_newest_first { ("<", " DESC") } else { (">", "") };
    let mut all = Conditions { sql: "organisation_id = $1".to_owned(), values: vec![actor.organisation_id().into()] };
    if column == "created_at" {
        all.within(column, filter.created);
    }
    if let Some(Cursor { at, id }) = after {
        let (at, id) = (all.bind(at), all.bind(id));
        all.sql.push_str(&format!(" AND ({column}, id) {behind} ({at}, {id})"));
    }
    let limit = all.bind(i64::try_from(width).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT {column}, id FROM lead WHERE {} AND deleted_at IS NULL
         ORDER BY {column}{direction}, id{direction} LIMIT {limit}",
        all.sql
    );
    db.all(&sql, &all.values, |row| Ok(Cursor { at: row.take()?, id: row.take()? }))
}

/// Reads the sets of the blocks in which these places lie, each once.
fn read_sets(
    db: &mut Db,
    actor: &Actor,
    walk: &Walk,
    places: &[Cursor],
    sets: &mut BTreeMap<i64, IdSet>,
) -> Result<(), Failure> {
    let mut numbers: Vec<i64> = places.iter().map(|place| block_of(place.id)).collect();
    numbers.dedup();
    let is_new = |block: &&Block| numbers.contains(&block.number) && !sets.contains_key(&block.number);
    let new: Vec<Block> = walk.blocks.iter().filter(is_new).copied().collect();
    if !new.is_empty() {
        let read = walk.sets(db, actor, &new)?;
        sets.extend(new.iter().map(|block| block.number).zip(read));
    }
    Ok(())
}

/// A block, when its leads were made, and how many of them match.
type Made = (Span, Block, i64);

/// Where to begin so that most of what an offset skips is skipped, and how many that are. `None` where nothing is, or blocks do not tell it.
fn skip(
    db: &mut Db,
    actor: &Actor,
    walk: &Walk,
    spans: &BTreeMap<i64, Span>,
    order: LeadOrder,
    offset: i64,
) -> Result<Option<(Cursor, i64)>, Failure> {
    if offset == 0 || !matches!(order, LeadOrder::NewestCreated | LeadOrder::OldestCreated) {
        return Ok(None);
    }
    let is_newest_first = order == LeadOrder::NewestCreated;
    let blocks = list_made(db, actor, walk, spans, is_newest_first)?;
    let sums = blocks.iter().scan(0, |sum, (.., count)| {
        *sum += count;
        Some(*sum)
    });
    let sums: Vec<i64> = sums.take_while(|sum| *sum <= offset).collect();
    for (last, sum) in sums.iter().enumerate().rev() {
        let (span, ..) = blocks[last];
        let (edge, beyond) = match is_newest_first {
            true => (Cursor { at: span.from, id: i64::MIN }, Span { from: span.from, until: i64::MAX }),
            false => (Cursor { at: span.until, id: i64::MAX }, Span { from: i64::MIN, until: span.until }),
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
    spans: &BTreeMap<i64, Span>,
    is_newest_first: bool,
) -> Result<Vec<Made>, Failure> {
    let counts = walk.counts(db, actor, &walk.blocks)?;
    let mut blocks: Vec<Made> =
        walk.blocks.iter().zip(counts).map(|(block, count)| (span_of(block, spans), *block, count)).collect();
    match is_newest_first {
        true => blocks.sort_by_key(|(span, ..)| Reverse(span.from)),
        false => blocks.sort_by_key(|(span, ..)| span.until),
    }
    Ok(blocks)
}

/// How many leads of these blocks match and were made in a span; `None` where too many of the blocks have any.
fn count_in(db: &mut Db, actor: &Actor, walk: &Walk, blocks: &[Made], span: Span) -> Result<Option<i64>, Failure> {
    let cut: Vec<(Span, Block)> =
        blocks.iter().filter_map(|(made, block, _)| Some((made.cut(span)?, *block))).collect();
    if cut.len() > MOST_CUT {
        return Ok(None);
    }
    let mut count = 0;
    for (span, block) in cut {
        for mut set in walk.sets(db, actor, &[block])? {
            set.keep(&created_in(db, actor, block.number, span)?);
            count += set.count();
        }
    }
    Ok(Some(count))
}
