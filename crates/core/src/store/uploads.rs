//! Files of leads on their way in: what they are, how far they are, who works them. Kept in the store, so that what was answered survives
//! a crash and any process may go on with it. Written by `import`; the work on them stands in `upload_work.rs`,
//! their bytes and rows in `upload_rows.rs`.

use super::engine::{Db, Failure, NotifyScope, Row, Tx, Value, values};
use super::read_json;
use crate::actor::Actor;
use leadhub_model::upload::{Task, UndoneBy, Upload, UploadState};
use leadhub_model::{ListId, Moment, OrganisationId, UploadId};

/// What the bell rings for when a file waits to be worked.
pub(crate) const WORK: &str = "uploads";

pub(crate) fn insert(tx: &mut Tx, actor: &Actor, upload: &Upload) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO upload (organisation_id, id, integration_id, dialect, list_id, filename, state, total, succeeded,
         failed, leased_until, created_at, options, agent_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $8, $9, $10)",
        values![
            actor.organisation_id(),
            upload.id,
            upload.integration,
            &upload.dialect,
            upload.list,
            &upload.filename,
            upload.state.code(),
            upload.created_at,
            &upload.options,
            upload.agent
        ],
    )?;
    Ok(())
}

/// Notes that bytes of an arriving upload came now. False when it is not arriving (any more).
pub(crate) fn hear_of(tx: &mut Tx, actor: &Actor, id: UploadId) -> Result<bool, Failure> {
    let now = tx.now();
    let changed = tx.execute(
        "UPDATE upload SET leased_until = $4 WHERE organisation_id = $1 AND id = $2 AND state = $3",
        values![actor.organisation_id(), id, UploadState::Arriving.code(), now],
    )?;
    Ok(changed > 0)
}

/// Hands a complete upload to whoever works it next, or holds it. False when it is not arriving (any more).
pub(crate) fn hand_over(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    list: ListId,
    state: UploadState,
) -> Result<bool, Failure> {
    // What is held too long is swept, and so it is known since when it is.
    let since = if state == UploadState::Held { tx.now() } else { Moment::from_micros(0) };
    let changed = tx.execute(
        "UPDATE upload SET state = $4, list_id = $5, leased_until = $6
         WHERE organisation_id = $1 AND id = $2 AND state = $3",
        values![actor.organisation_id(), id, UploadState::Arriving.code(), state.code(), list, since],
    )?;
    tx.wake(WORK, NotifyScope::Everywhere);
    Ok(changed > 0)
}

/// Keeps what is said about a file that is held, and lets what a dry run found of it be as if it never was. False when it is not held.
pub(crate) fn set_plan(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    list: ListId,
    (options, plan): (&str, &str),
) -> Result<bool, Failure> {
    let sql = format!(
        "UPDATE upload SET list_id = $4, options = $5, plan = $6, tried_at = NULL, leased_until = $7, {NOTHING_DONE}
         WHERE organisation_id = $1 AND id = $2 AND state = $3"
    );
    let (held, now) = (UploadState::Held.code(), tx.now());
    Ok(tx.execute(&sql, values![actor.organisation_id(), id, held, list, options, plan, now])? > 0)
}

/// Stops a dry run: the file is held again, from now on. False when it is not tried out.
pub(crate) fn hold_again(tx: &mut Tx, actor: &Actor, id: UploadId) -> Result<bool, Failure> {
    let (held, now) = (UploadState::Held.code(), tx.now());
    let sql = format!(
        "UPDATE upload SET state = $3, task = $4, leased_until = $5, {NOTHING_DONE}
         WHERE organisation_id = $1 AND id = $2 AND task = $6{}",
        among(&[UploadState::Waiting, UploadState::Paused])
    );
    let bound = values![actor.organisation_id(), id, held, Task::Import.code(), now, Task::DryRun.code()];
    let changed = tx.execute(&sql, bound)?;
    tx.wake(WORK, NotifyScope::Everywhere);
    Ok(changed > 0)
}

const NOTHING_DONE: &str =
    "total = 0, succeeded = 0, failed = 0, filled = 0, updated = 0, skipped = 0, known_persons = 0,
     without_phone = 0, rows_without_phone = '', tries = 0, notes = '', fault = NULL";

/// Lets a task begin on an upload that is in one of these states. False when it is in none of them.
pub(crate) fn begin(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    from: &[UploadState],
    task: Task,
) -> Result<bool, Failure> {
    let bound = values![
        actor.organisation_id(),
        id,
        UploadState::Waiting.code(),
        task.code(),
        &actor.dialect,
        actor.integration,
        actor.agent
    ];
    let begun = match task {
        Task::Undo => {
            "taken_back = 0, left_alone = 0, tries = 0, undo_dialect = $5, undo_integration_id = $6, undo_agent_id = $7"
        }
        Task::Import | Task::DryRun => NOTHING_DONE,
    };
    let sql = format!(
        "UPDATE upload SET state = $3, task = $4, leased_until = 0, {begun} WHERE organisation_id = $1 AND id = $2{}",
        among(from)
    );
    let bound = if task == Task::Undo { &bound[..] } else { &bound[..4] };
    let changed = tx.execute(&sql, bound)?;
    tx.wake(WORK, NotifyScope::Everywhere);
    Ok(changed > 0)
}

/// Moves an upload from one of these states to another. False when it is in none of them.
pub(crate) fn turn(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    from: &[UploadState],
    to: UploadState,
) -> Result<bool, Failure> {
    let sql = format!(
        "UPDATE upload SET state = $3, fault = NULL, tries = 0, leased_until = 0 WHERE organisation_id = $1 AND id = $2{}",
        among(from)
    );
    let changed = tx.execute(&sql, values![actor.organisation_id(), id, to.code()])?;
    tx.wake(WORK, NotifyScope::Everywhere);
    Ok(changed > 0)
}

fn among(states: &[UploadState]) -> String {
    let codes: Vec<String> = states.iter().map(|state| state.code().to_string()).collect();
    format!(" AND state IN ({})", codes.join(", "))
}

/// Removes an upload that is in this state and was silent since before a moment. False when it was not (any more).
pub(crate) fn delete_silent(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    state: UploadState,
    before: Moment,
) -> Result<bool, Failure> {
    let deleted = tx.execute(
        "DELETE FROM upload WHERE organisation_id = $1 AND id = $2 AND state = $3 AND leased_until < $4",
        values![organisation, id, state.code(), before],
    )?;
    Ok(deleted > 0)
}

pub(crate) fn delete(tx: &mut Tx, organisation: OrganisationId, id: UploadId) -> Result<(), Failure> {
    tx.execute("DELETE FROM upload WHERE organisation_id = $1 AND id = $2", values![organisation, id])?;
    Ok(())
}

/// Who sees only leads of her own sees only the files that she brought: their rows are others' people.
fn brought<'v>(actor: &Actor, bound: &mut Vec<Value<'v>>) -> String {
    if actor.sees.is_all() {
        return String::new();
    }
    bound.push(actor.integration.into());
    format!(" AND integration_id = ${}", bound.len())
}

pub fn find_upload(db: &mut Db, actor: &Actor, id: UploadId) -> Result<Option<Upload>, Failure> {
    let mut bound = values![actor.organisation_id(), id].to_vec();
    let brought = brought(actor, &mut bound);
    let sql = format!("SELECT {COLUMNS} FROM upload WHERE organisation_id = $1 AND id = $2{brought}");
    db.first(&sql, &bound, read)
}

/// The uploads into a list, newest first.
pub fn list_uploads(db: &mut Db, actor: &Actor, list: ListId) -> Result<Vec<Upload>, Failure> {
    let mut bound = values![actor.organisation_id(), list].to_vec();
    let brought = brought(actor, &mut bound);
    let sql = format!(
        "SELECT {COLUMNS} FROM upload WHERE organisation_id = $1 AND list_id = $2{brought} ORDER BY created_at DESC, id DESC"
    );
    db.all(&sql, &bound, read)
}

/// The uploads into a list by id, the newest first, those behind `after`, `limit` at most.
pub fn list_uploads_after(
    db: &mut Db,
    actor: &Actor,
    list: ListId,
    after: Option<UploadId>,
    limit: i64,
) -> Result<Vec<Upload>, Failure> {
    let after = after.map_or(i64::MAX, |upload| upload.0);
    let mut bound = values![actor.organisation_id(), list, after, limit].to_vec();
    let brought = brought(actor, &mut bound);
    let sql = format!(
        "SELECT {COLUMNS} FROM upload WHERE organisation_id = $1 AND list_id = $2 AND id < $3{brought}
         ORDER BY id DESC LIMIT $4"
    );
    db.all(&sql, &bound, read)
}

/// All files of the organisation that lie in the store whole, the newest first, those behind `after`, `limit` at most.
pub fn list_imports_after(
    db: &mut Db,
    actor: &Actor,
    after: Option<UploadId>,
    limit: i64,
) -> Result<Vec<Upload>, Failure> {
    let after = after.map_or(i64::MAX, |upload| upload.0);
    let mut bound = values![actor.organisation_id(), UploadState::Arriving.code(), after, limit].to_vec();
    let brought = brought(actor, &mut bound);
    let sql = format!(
        "SELECT {COLUMNS} FROM upload WHERE organisation_id = $1 AND state <> $2 AND id < $3{brought}
         ORDER BY id DESC LIMIT $4"
    );
    db.all(&sql, &bound, read)
}

pub(super) const COLUMNS: &str =
    "id, integration_id, agent_id, dialect, list_id, filename, state, task, total, succeeded, failed, filled, updated,
     skipped, known_persons, without_phone, rows_without_phone, options, plan, notes, fault, row_count, header, began_at,
     began_total, worked_at, tried_at, taken_back, left_alone, undo_dialect, undo_integration_id, undo_agent_id, created_at";

pub(super) fn read(row: &mut Row) -> Result<Upload, Failure> {
    Ok(Upload {
        id: row.take()?,
        integration: row.take()?,
        agent: row.take()?,
        dialect: row.take()?,
        list: row.take()?,
        filename: row.take()?,
        state: {
            let code = row.take()?;
            UploadState::from_code(code).ok_or_else(|| Failure::Bug(format!("no upload state has the code {code}")))?
        },
        task: {
            let code = row.take()?;
            Task::from_code(code).ok_or_else(|| Failure::Bug(format!("no task has the code {code}")))?
        },
        total: row.take()?,
        succeeded: row.take()?,
        failed: row.take()?,
        filled: row.take()?,
        updated: row.take()?,
        skipped: row.take()?,
        known_persons: row.take()?,
        without_phone: row.take()?,
        rows_without_phone: {
            let rows: String = row.take()?;
            rows.split(' ').filter_map(|row| row.parse().ok()).collect()
        },
        options: row.take()?,
        plan: row.take()?,
        notes: row.take()?,
        fault: row.take()?,
        row_count: row.take()?,
        header: {
            let header: String = row.take()?;
            if header.is_empty() { Vec::new() } else { read_json(&header)? }
        },
        began_at: row.take()?,
        began_total: row.take()?,
        worked_at: row.take()?,
        tried_at: row.take()?,
        taken_back: row.take()?,
        left_alone: row.take()?,
        undone_by: {
            let (dialect, integration, agent): (String, _, _) = (row.take()?, row.take()?, row.take()?);
            (!dialect.is_empty()).then_some(UndoneBy { dialect, integration, agent })
        },
        created_at: row.take()?,
    })
}
