//! Which leads changed since, for who follows them: clients of the native API, page by page, and open pages, which look again and again.
//! Called by `native/routes/changes.rs` and by `GET /app/live`; both then ask for the leads themselves.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure, values};
use crate::actor::Actor;
use leadhub_model::{Changed, Cursor, Moment};

/// Which leads changed behind `since`, in the order in which they last did, `limit` at most; by the index alone for who sees all. A change
/// that commits late stands before others that were seen already: who follows begins some seconds before the last one seen, and drops what
/// comes twice. A lead that was deleted or is no longer seen is not told.
pub fn list_changed(db: &mut Db, actor: &Actor, since: Cursor, limit: i64) -> Result<Vec<Changed>, Failure> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    let (at, id, limit) = (all.bind(since.at), all.bind(since.id), all.bind(limit));
    let sql = format!(
        "SELECT id, updated_at FROM lead WHERE {} AND (updated_at, id) > ({at}, {id}) ORDER BY updated_at, id LIMIT {limit}",
        all.sql
    );
    db.all(&sql, &all.values, |row| Ok(Changed { lead: row.take()?, at: row.take()? }))
}

/// What changed behind a moment.
pub struct Changes {
    /// Those that the actor sees, in the order in which they last changed.
    pub seen: Vec<Changed>,
    /// When others did: what is somebody else's now may have been hers.
    pub unseen: Vec<Moment>,
    /// Where these are not all: when the last lead changed.
    pub more_until: Option<Moment>,
}

/// Of all leads of the organisation the first `limit` that changed behind `since`, with those in it that the actor sees told apart: whoever sees
/// few leads looks at no more rows than who sees all. Deleted leads are not among them.
pub fn look_for_changes(db: &mut Db, actor: &Actor, since: Cursor, limit: i64) -> Result<Changes, Failure> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    let (at, id, most) = (all.bind(since.at), all.bind(since.id), all.bind(limit));
    let sql = format!(
        "SELECT id, updated_at, CAST(CASE WHEN {} THEN 1 ELSE 0 END AS BIGINT) FROM lead
         WHERE organisation_id = $1 AND deleted_at IS NULL AND (updated_at, id) > ({at}, {id})
         ORDER BY updated_at, id LIMIT {most}",
        all.sql
    );
    let found: Vec<(Changed, bool)> =
        db.all(&sql, &all.values, |row| Ok((Changed { lead: row.take()?, at: row.take()? }, row.take::<i64>()? == 1)))?;
    let is_whole = i64::try_from(found.len()).is_ok_and(|found| found < limit);
    let more_until = if is_whole { None } else { find_last_change(db, actor)? };
    let (seen, unseen): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, is_seen)| *is_seen);
    let seen = seen.into_iter().map(|(changed, _)| changed).collect();
    Ok(Changes { seen, unseen: unseen.into_iter().map(|(changed, _)| changed.at).collect(), more_until })
}

fn find_last_change(db: &mut Db, actor: &Actor) -> Result<Option<Moment>, Failure> {
    let sql = "SELECT MAX(updated_at) FROM lead WHERE organisation_id = $1 AND deleted_at IS NULL";
    Ok(db.first(sql, values![actor.organisation_id()], |row| row.take::<Option<Moment>>())?.flatten())
}
