//! Whether the days that are kept are what counting gives.
//! Asked by the command line's `doctor`.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure};
use crate::store::{lead_day_marks, lead_day_sums, lead_days};
use leadhub_model::Moment;
use leadhub_model::moment::Day;
use leadhub_model::overview::Days;

/// The days that are kept and are not what counting gives, but for those that are to be counted again anyway. Reads every lead.
pub fn list_wrong_days(db: &mut Db, actor: &Actor, now: Moment) -> Result<Vec<Day>, Failure> {
    let Some(built) = lead_day_marks::find_built(db, actor)? else { return Ok(Vec::new()) };
    let mut due = lead_day_marks::days_of(actor, &lead_day_marks::list_stale(db, actor)?);
    let mut since = lead_day_marks::look_from(built.changed, now);
    loop {
        let page = lead_day_marks::list_changed_days(db, actor, since, lead_day_marks::AT_ONCE)?;
        due.extend(page.iter().map(|(_, created_at)| Day::of(*created_at, &actor.zone)));
        let Some((last, _)) = page.last() else { break };
        since = *last;
    }
    let first = lead_day_marks::find_first(db, actor)?.map_or(built.last, |first| Day::of(first, &actor.zone));
    let kept = lead_days::find_bounds(db, actor)?;
    let first = kept.map_or(first, |(kept, _)| kept.min(first));
    let last = kept.map_or(built.last, |(_, kept)| kept.max(built.last));
    let mut wrong = Vec::new();
    for day in (Days { first, last }).each().filter(|day| !due.contains(day)) {
        // What is kept of a day that is not over is wrong, whatever it is.
        let counted = if day <= built.last { lead_days::count_day(db, actor, day, None)? } else { Vec::new() };
        if counted != lead_days::list_day(db, actor, day)? || !lead_day_sums::is_right(db, actor, day, &counted)? {
            wrong.push(day);
        }
    }
    Ok(wrong)
}
