//! Count what became of the leads that came on each day that is over, and again the days of which a lead changed since. Counted on a
//! snapshot, so that nobody waits for it; what is written are the few rows of a day. Called by the background, again and again.

use crate::actor::Actor;
use crate::hub::Hub;
use crate::store::engine::Db;
use crate::store::lead_day_marks::{self, AT_ONCE, Built, OVERLAP_MICROS};
use crate::store::{lead_days, organisations};
use leadhub_model::moment::Day;
use leadhub_model::overview::Days;
use leadhub_model::{Cursor, LeadError, Moment};
use std::collections::BTreeSet;
use std::sync::Arc;

pub fn count_days(hub: &Hub) -> Result<(), LeadError> {
    let now = hub.now();
    for organisation in hub.read_blocking(|db| Ok(organisations::list_organisations(db)?))? {
        let actor = Arc::new(Actor::house(organisation));
        let yesterday = Day::of(now, &actor.zone).plus(-1);
        let built = match ask(hub, &actor, |db, actor| Ok(lead_day_marks::find_built(db, actor)?))? {
            Some(built) => built,
            None => begin(hub, &actor, yesterday)?,
        };
        for day in (Days { first: built.last.plus(1), last: yesterday }).each() {
            count(hub, &actor, day)?;
        }
        count_changed(hub, &actor, built.changed, now)?;
    }
    Ok(())
}

/// The day before the first lead came; whatever was counted before is forgotten.
fn begin(hub: &Hub, actor: &Arc<Actor>, yesterday: Day) -> Result<Built, LeadError> {
    let built = ask(hub, actor, move |db, actor| {
        let first = lead_day_marks::find_first(db, actor)?.map(|first| Day::of(first, &actor.zone).plus(-1));
        let changed = lead_day_marks::find_newest_change(db, actor)?.unwrap_or(Cursor::START);
        Ok(Built { last: first.map_or(yesterday, |first| first.min(yesterday)), changed })
    })?;
    let actor = Arc::clone(actor);
    hub.write_behind_blocking(move |tx| {
        lead_day_marks::lock_built(tx, &actor)?;
        lead_days::forget(tx, &actor)?;
        lead_day_marks::put_built(tx, &actor, built)?;
        Ok(built)
    })
}

/// Counts a day, and keeps it; one behind the last that is kept is the last from then on.
fn count(hub: &Hub, actor: &Arc<Actor>, day: Day) -> Result<(), LeadError> {
    let rows = ask(hub, actor, move |db, actor| Ok(lead_days::count_day(db, actor, day, None)?))?;
    let actor = Arc::clone(actor);
    hub.write_behind_blocking(move |tx| {
        // Another zone meanwhile: all is counted anew at the next look.
        let Some(built) = lead_day_marks::lock_built(tx, &actor)? else { return Ok(()) };
        lead_days::replace_day(tx, &actor, day, &rows)?;
        if day > built.last {
            lead_day_marks::put_built(tx, &actor, Built { last: day, ..built })?;
        }
        Ok(())
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
    for day in days.into_iter().filter(|day| last.is_some_and(|last| *day <= last)) {
        count(hub, actor, day)?;
    }
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

/// Moves on to the newest change. What may have been committed late is looked at once more, as long as it may come.
fn changed_days(hub: &Hub, actor: &Arc<Actor>, changed: &mut Cursor, now: Moment) -> Result<BTreeSet<Day>, LeadError> {
    let settled = now.micros().saturating_sub(changed.at) > 2 * OVERLAP_MICROS;
    let (mut days, mut since) = (BTreeSet::new(), if settled { *changed } else { lead_day_marks::earlier(*changed) });
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
