//! Count what became of the leads that came on each day that is over, and again the days of which a lead changed since; today too where so
//! many came that nobody could wait for them to be counted. Counted on snapshots, so that nobody waits for it; what is written are the few rows
//! of a day. Called by the background, again and again.

use super::one_by_one;
use crate::actor::Actor;
use crate::hub::Hub;
use crate::store::engine::Db;
use crate::store::lead_day_marks::{self, AT_ONCE, Built};
use crate::store::lead_days::{self, DayRow};
use crate::store::{lead_filter, organisations};
use leadhub_model::moment::Day;
use leadhub_model::overview::Days;
use leadhub_model::{Cursor, LeadError, LeadFilter, Moment};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Days of one transaction, and the rows after which another one begins: who waits for the writer does not wait long.
const MOST_DAYS: usize = 30;
const MOST_ROWS: usize = 1_000;
/// Leads of one look: a file may bring millions on one day.
const MOST_LEADS: i64 = 50_000;
/// With more leads today is kept as a day that is over is, and so half a minute behind; up to then it is asked of the leads.
const CROWDED: i64 = 20_000;

pub fn count_days(hub: &Hub) -> Result<(), LeadError> {
    let now = hub.now();
    let wanting = hub.read_blocking(move |db| {
        let all =
            organisations::list_organisations(db)?.into_iter().map(|organisation| Arc::new(Actor::house(organisation)));
        let found: Result<Vec<_>, LeadError> = all.map(|actor| Ok((has_work(db, &actor, now)?, actor))).collect();
        Ok(found?.into_iter().filter_map(|(has_work, actor)| has_work.then_some(actor)).collect::<Vec<_>>())
    })?;
    one_by_one(wanting, |actor| count_days_of(hub, &actor, now))
}

/// Whether a day is over, or anything changed since it was looked last; asked of all at once, so that a quiet house is looked at once.
fn has_work(db: &mut Db, actor: &Actor, now: Moment) -> Result<bool, LeadError> {
    let Some(built) = lead_day_marks::find_built(db, actor)? else { return Ok(true) };
    let newest = lead_day_marks::find_newest_change(db, actor)?;
    let has_changed = newest.is_some_and(|newest| (newest.at, newest.id) > (built.changed.at, built.changed.id));
    Ok(has_changed
        || !lead_day_marks::is_settled(built.changed, now)
        || built.last < Day::of(now, &actor.zone).plus(-1)
        || !lead_day_marks::list_stale(db, actor)?.is_empty())
}

fn count_days_of(hub: &Hub, actor: &Arc<Actor>, now: Moment) -> Result<(), LeadError> {
    let today = Day::of(now, &actor.zone);
    let yesterday = today.plus(-1);
    let built = match ask(hub, actor, |db, actor| Ok(lead_day_marks::find_built(db, actor)?))? {
        Some(built) => built,
        None => begin(hub, actor, yesterday)?,
    };
    let last = if is_crowded(hub, actor, today)? { today } else { yesterday };
    count(hub, actor, (Days { first: built.last.plus(1), last }).each())?;
    count_changed(hub, actor, built.changed, now)
}

/// The day before the first lead came; whatever was counted before is forgotten.
fn begin(hub: &Hub, actor: &Arc<Actor>, yesterday: Day) -> Result<Built, LeadError> {
    let built = ask(hub, actor, move |db, actor| {
        let first = lead_day_marks::find_first(db, actor)?.map(|first| Day::of(first, &actor.zone).plus(-1));
        let changed = lead_day_marks::find_newest_change(db, actor)?.unwrap_or(Cursor::START);
        Ok(Built { last: first.map_or(yesterday, |first| first.min(yesterday)), changed, round: 0 })
    })?;
    let actor = Arc::clone(actor);
    hub.write_behind_blocking(move |tx| {
        // Another process may have begun meanwhile.
        if let Some(built) = lead_day_marks::lock_built(tx, &actor)? {
            return Ok(built);
        }
        lead_days::forget(tx, &actor)?;
        lead_day_marks::put_built(tx, &actor, built)?;
        Ok(built)
    })
}

fn is_crowded(hub: &Hub, actor: &Arc<Actor>, today: Day) -> Result<bool, LeadError> {
    ask(hub, actor, move |db, actor| {
        let created = (Some(today.start(&actor.zone)), None);
        let of_today = LeadFilter { created, ..LeadFilter::default() };
        let counted = lead_filter::count_up_to(db, actor, &of_today, CROWDED)?;
        Ok(counted.more || counted.rows > CROWDED)
    })
}

/// What one look counted.
struct CountedDays {
    round: i64,
    days: Vec<(Day, Vec<DayRow>)>,
    /// Of the last of the days there is more behind this.
    goes_on: Option<Cursor>,
}

/// Counts days, and keeps them, as many in one transaction as have few rows together; one behind the last that is kept is the last from
/// then on.
fn count(hub: &Hub, actor: &Arc<Actor>, days: impl IntoIterator<Item = Day>) -> Result<(), LeadError> {
    let mut left: VecDeque<Day> = days.into_iter().collect();
    // Of a day that is counted in several looks: the round of the first of them, and what they gave.
    let mut begun: Option<(i64, Vec<DayRow>, Cursor)> = None;
    while !left.is_empty() {
        let asked: Vec<Day> = left.iter().copied().take(MOST_DAYS).collect();
        let after = begun.as_ref().map_or(Cursor::START, |(.., after)| *after);
        // Another zone meanwhile: all is counted anew at the next look.
        let Some(mut look) = ask(hub, actor, move |db, actor| look(db, actor, &asked, after))? else { return Ok(()) };
        if let (Some((round, mut rows, _)), Some((_, more))) = (begun.take(), look.days.first_mut()) {
            rows.append(more);
            (look.round, *more) = (round, lead_days::join(rows));
        }
        let unfinished = look.goes_on.and_then(|after| Some((look.days.pop()?.1, after)));
        let days = look.days.len();
        // What is kept now makes a round of its own.
        let round = look.round + i64::from(days > 0);
        if days == 0 || keep(hub, actor, look.round, look.days)? {
            left.drain(..days);
            begun = unfinished.map(|(rows, after)| (round, rows, after));
        }
    }
    Ok(())
}

/// Counts as many of the days as one look may, of the first what lies behind `after`.
fn look(db: &mut Db, actor: &Actor, days: &[Day], after: Cursor) -> Result<Option<CountedDays>, LeadError> {
    let Some(built) = lead_day_marks::find_built(db, actor)? else { return Ok(None) };
    let mut look = CountedDays { round: built.round, days: Vec::new(), goes_on: None };
    let (mut rows, mut leads) = (0, 0);
    for (at, day) in days.iter().enumerate() {
        let after = if at == 0 { after } else { Cursor::START };
        let (counted, end) = lead_days::count_piece(db, actor, *day, after, MOST_LEADS)?;
        rows += counted.len();
        leads += counted.iter().map(|row| row.numbers.created).sum::<i64>();
        look.days.push((*day, counted));
        look.goes_on = end;
        if end.is_some() || rows >= MOST_ROWS || leads >= MOST_LEADS {
            break;
        }
    }
    Ok(Some(look))
}

/// False where another process kept days since: what it kept may be newer than what was counted here.
fn keep(hub: &Hub, actor: &Arc<Actor>, round: i64, counted: Vec<(Day, Vec<DayRow>)>) -> Result<bool, LeadError> {
    let actor = Arc::clone(actor);
    hub.write_behind_blocking(move |tx| {
        let Some(built) = lead_day_marks::lock_built(tx, &actor)?.filter(|built| built.round == round) else {
            return Ok(false);
        };
        for (day, rows) in &counted {
            lead_days::replace_day(tx, &actor, *day, rows)?;
        }
        let last = counted.iter().map(|(day, _)| *day).fold(built.last, Day::max);
        lead_day_marks::put_built(tx, &actor, Built { last, ..built })?;
        Ok(true)
    })
}

/// Counts again the days of which a lead changed behind that change, or of which something was said.
fn count_changed(hub: &Hub, actor: &Arc<Actor>, known: Cursor, now: Moment) -> Result<(), LeadError> {
    let stale = ask(hub, actor, |db, actor| Ok(lead_day_marks::list_stale(db, actor)?))?;
    let (mut days, mut changed) = (lead_day_marks::days_of(actor, &stale), known);
    for day in changed_days(hub, actor, &mut changed, now)? {
        days.insert(day);
    }
    let last = ask(hub, actor, |db, actor| Ok(lead_day_marks::find_built(db, actor)?))?.map(|built| built.last);
    // Later days are counted when they are over.
    count(hub, actor, days.into_iter().filter(|day| last.is_some_and(|last| *day <= last)))?;
    if changed == known && stale.is_empty() {
        return Ok(());
    }
    let actor = Arc::clone(actor);
    hub.write_behind_blocking(move |tx| {
        let Some(built) = lead_day_marks::lock_built(tx, &actor)? else { return Ok(()) };
        stale.iter().try_for_each(|stale| lead_day_marks::unmark(tx, &actor, *stale))?;
        Ok(lead_day_marks::put_built(tx, &actor, Built { changed, ..built })?)
    })
}

/// Moves on to the newest change.
fn changed_days(hub: &Hub, actor: &Arc<Actor>, changed: &mut Cursor, now: Moment) -> Result<BTreeSet<Day>, LeadError> {
    let (mut days, mut since) = (BTreeSet::new(), lead_day_marks::look_from(*changed, now));
    loop {
        let page = ask(hub, actor, move |db, actor| Ok(lead_day_marks::list_changed_days(db, actor, since, AT_ONCE)?))?;
        days.extend(page.iter().map(|(_, created_at)| Day::of(*created_at, &actor.zone)));
        let Some((last, _)) = page.last() else { break };
        since = *last;
    }
    if (since.at, since.id) > (changed.at, changed.id) {
        *changed = since;
    }
    Ok(days)
}

fn ask<T: Send + 'static>(
    hub: &Hub,
    actor: &Arc<Actor>,
    question: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
) -> Result<T, LeadError> {
    let actor = Arc::clone(actor);
    hub.read_blocking(move |db| question(db, &actor))
}
