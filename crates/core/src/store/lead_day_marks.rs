//! How far the days of leads are counted, and which of those that are must be counted again: because a lead changed since, or because
//! something changed that does not show in when a lead last did. Used by `actions::count_days`, `questions::overview`, and the verbs that
//! delete and book.

use super::engine::{Db, Failure, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::moment::Day;
use leadhub_model::{Cursor, ListId, Moment};
use std::collections::BTreeSet;

/// How far an organisation's days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Built {
    /// The last day that is kept.
    pub last: Day,
    /// The last change that is in.
    pub changed: Cursor,
    /// How often days were kept: whoever counted before somebody else kept some counts again.
    pub round: i64,
}

/// Hours stand as the microseconds of their beginning.
const HOUR: i64 = 3_600_000_000;

/// A transaction that commits later than others may have begun so long before them.
const OVERLAP_MICROS: i64 = 60_000_000;
/// Changes looked at in one snapshot.
pub(crate) const AT_ONCE: i64 = 5_000;

/// Where to look for changes from. What may have been committed late is looked at once more, as long as it may come.
pub(crate) fn look_from(changed: Cursor, now: Moment) -> Cursor {
    let before = Cursor { at: changed.at.saturating_sub(OVERLAP_MICROS), id: i64::MIN };
    if is_settled(changed, now) { changed } else { before }
}

/// Whether nothing that stands before this change can come any more.
pub(crate) fn is_settled(changed: Cursor, now: Moment) -> bool {
    now.micros().saturating_sub(changed.at) > 2 * OVERLAP_MICROS
}

/// An hour of which something is to be counted again, in which part that was said (`Tx::part`), and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stale {
    pub hour: Moment,
    pub part: i64,
    pub marked_at: Moment,
}

impl Stale {
    /// The last instant of the hour.
    pub const fn end(self) -> Moment {
        Moment::from_micros(self.hour.micros() + HOUR - 1)
    }
}

/// An hour may lie on two days.
pub(crate) fn days_of(actor: &Actor, stale: &[Stale]) -> BTreeSet<Day> {
    let both = |stale: &Stale| [Day::of(stale.hour, &actor.zone), Day::of(stale.end(), &actor.zone)];
    stale.iter().flat_map(both).collect()
}

/// `None` where nothing is counted yet, or in another zone.
pub(crate) fn find_built(db: &mut Db, actor: &Actor) -> Result<Option<Built>, Failure> {
    let sql =
        "SELECT last_day, changed_at, changed_id, round FROM lead_day_built WHERE organisation_id = $1 AND zone = $2";
    db.first(sql, values![actor.organisation_id(), actor.zone.name()], |row| {
        let (last, changed) = (Day(row.take()?), Cursor { at: row.take()?, id: row.take()? });
        Ok(Built { last, changed, round: row.take()? })
    })
}

/// As `find_built`, and holds others back who count the same days.
pub(crate) fn lock_built(tx: &mut Tx, actor: &Actor) -> Result<Option<Built>, Failure> {
    let sql = "SELECT zone FROM lead_day_built WHERE organisation_id = $1 FOR UPDATE";
    tx.value::<String>(sql, values![actor.organisation_id()])?;
    find_built(tx, actor)
}

/// The round is one more than that of `built`.
pub(crate) fn put_built(tx: &mut Tx, actor: &Actor, built: Built) -> Result<(), Failure> {
    let Built { last, changed, round } = built;
    tx.execute(
        "INSERT INTO lead_day_built (organisation_id, zone, last_day, changed_at, changed_id, round)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organisation_id) DO UPDATE SET zone = excluded.zone, last_day = excluded.last_day,
         changed_at = excluded.changed_at, changed_id = excluded.changed_id, round = excluded.round",
        values![actor.organisation_id(), actor.zone.name(), last.0, changed.at, changed.id, round + 1],
    )?;
    Ok(())
}

/// When the first lead came.
pub(crate) fn find_first(db: &mut Db, actor: &Actor) -> Result<Option<Moment>, Failure> {
    let sql =
        "SELECT created_at FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL ORDER BY created_at, id LIMIT 1";
    db.value(sql, values![actor.organisation_id()])
}

/// The newest change of any lead.
pub(crate) fn find_newest_change(db: &mut Db, actor: &Actor) -> Result<Option<Cursor>, Failure> {
    let sql = "SELECT updated_at, id FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL
         ORDER BY updated_at DESC, id DESC LIMIT 1";
    db.first(sql, values![actor.organisation_id()], |row| Ok(Cursor { at: row.take()?, id: row.take()? }))
}

/// When the leads came that changed behind `since`, each with the place of its change, `limit` at most.
pub(crate) fn list_changed_days(
    db: &mut Db,
    actor: &Actor,
    since: Cursor,
    limit: i64,
) -> Result<Vec<(Cursor, Moment)>, Failure> {
    let sql = "SELECT updated_at, id, created_at FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL
         AND (updated_at, id) > ($2, $3) ORDER BY updated_at, id LIMIT $4";
    db.all(sql, values![actor.organisation_id(), since.at, since.id, limit], |row| {
        Ok((Cursor { at: row.take()?, id: row.take()? }, row.take()?))
    })
}

/// The lead that came then is to be counted again.
pub(crate) fn mark(tx: &mut Tx, actor: &Actor, created_at: Moment) -> Result<(), Failure> {
    let (hour, now) = (created_at.micros() - created_at.micros().rem_euclid(HOUR), tx.now());
    tx.execute(
        "INSERT INTO lead_day_stale (organisation_id, hour, part, marked_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, hour, part) DO UPDATE SET marked_at = excluded.marked_at",
        values![actor.organisation_id(), hour, tx.part(), now],
    )?;
    Ok(())
}

/// As `mark`, for every lead of a list that is about to be deleted with it.
pub(crate) fn mark_list(tx: &mut Tx, actor: &Actor, list: ListId) -> Result<(), Failure> {
    let sql = "SELECT DISTINCT created_at - created_at % $3 FROM lead
         WHERE organisation_id = $1 AND list_id = $2 AND deleted_at IS NULL ORDER BY 1";
    let hours: Vec<Moment> = tx.all(sql, values![actor.organisation_id(), list, HOUR], |row| row.take())?;
    hours.into_iter().try_for_each(|hour| mark(tx, actor, hour))
}

pub(crate) fn list_stale(db: &mut Db, actor: &Actor) -> Result<Vec<Stale>, Failure> {
    let sql = "SELECT hour, part, marked_at FROM lead_day_stale WHERE organisation_id = $1 ORDER BY hour, part";
    db.all(sql, values![actor.organisation_id()], |row: &mut Row| {
        Ok(Stale { hour: row.take()?, part: row.take()?, marked_at: row.take()? })
    })
}

/// What was said of the hour is done, unless it was said again since.
pub(crate) fn unmark(tx: &mut Tx, actor: &Actor, stale: Stale) -> Result<(), Failure> {
    tx.execute(
        "DELETE FROM lead_day_stale WHERE organisation_id = $1 AND hour = $2 AND part = $3 AND marked_at = $4",
        values![actor.organisation_id(), stale.hour, stale.part, stale.marked_at],
    )?;
    Ok(())
}
