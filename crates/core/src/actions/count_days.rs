//! Count what became of the leads that came on each day that is over, and again the days of which a lead changed since. Counted on a
//! snapshot, so that nobody waits for it; what is written are the few rows of a day. Called by the background, again and again.

use crate::actor::Actor;
use crate::hub::Hub;
use crate::store::engine::Db;
use crate::store::lead_day_marks::{self, AT_ONCE, Built};
use crate::store::lead_days::{self, DayRow};
use crate::store::organisations;
use leadhub_model::moment::Day;
use leadhub_model::overview::Days;
use leadhub_model::{Cursor, LeadError, Moment};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Days of one transaction, and the rows after which another one begins: who waits for the writer does not wait long.
const MOST_DAYS: usize = 30;
const MOST_ROWS: usize = 1_000;

pub fn count_days(hub: &Hub) -> Result<(), LeadError> {
    let now = hub.now();
    for organisation in hub.read_blocking(|db| Ok(organisations::list_organisations(db)?))? {
        let actor = Arc::new(Actor::house(organisation));
        let yesterday = Day::of(now, &actor.zone).plus(-1);
        let built = match ask(hub, &actor, |db, actor| Ok(lead_day_marks::find_built(db, actor)?))? {
            Some(built) => built,
            None => begin(hub, &actor, yesterday)?,
        };
        count(hub, &actor, (Days { first: built.last.plus(1), last: yesterday }).each())?;
        count_changed(hub, &actor, built.changed, now)?;
    }
    Ok(())
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

/// Counts days, and keeps them, as many in one transaction as have few rows together; one behind the last that is kept is the last from
/// then on.
fn count(hub: &Hub, actor: &Arc<Actor>, days: impl IntoIterator<Item = Day>) -> Result<(), LeadError> {
    let mut left: VecDeque<Day> = days.into_iter().collect();
    while !left.is_empty() {
        let asked: Vec<Day> = left.iter().copied().take(MOST_DAYS).collect();
        let counted = ask(hub, actor, move |db, actor| {
            let Some(built) = lead_day_marks::find_built(db, actor)? else { return Ok(None) };
            let (mut counted, mut rows) = (Vec::new(), 0);
            for day in &asked {
                let of_day = lead_days::count_day(db, actor, *day, None)?;
                rows += of_day.len();
                counted.push((*day, of_day));
                if rows >= MOST_ROWS {
                    break;
                }
            }
            Ok(Some((built.round, counted)))
        })?;
        // Another zone meanwhile: all is counted anew at the next look.
        let Some((round, counted)) = counted else { return Ok(()) };
        let days = counted.len();
        if keep(hub, actor, round, counted)? {
            left.drain(..days);
        }
    }
    Ok(())
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
