//! The work on uploads: who finds one, takes it for a while, and moves its progress on with the rows. Written by `import`; what an upload is
//! stands in `uploads.rs`.

use super::engine::{Db, Failure, NotifyScope, Tx, values};
use super::organisations;
use super::uploads::{COLUMNS, WORK, read};
use leadhub_model::upload::{Tally, Task, Upload, UploadState};
use leadhub_model::{Moment, OrganisationId, UploadId};

/// Notes of a file, with the end of their last line: what is told of names stands behind them.
fn before_others(notes: &str) -> String {
    if notes.is_empty() { String::new() } else { format!("{notes}\n") }
}

/// Ends the work on an upload of which `done` rows were worked. False when somebody else went on with it, paused or ended it.
pub(crate) fn end(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    done: i64,
    fault: Option<&str>,
    notes: &str,
) -> Result<bool, Failure> {
    let (now, notes) = (tx.now(), before_others(notes));
    let changed = tx.execute(
        "UPDATE upload SET state = $5, fault = $6, notes = $7 || notes, leased_until = 0, worked_at = $8
         WHERE organisation_id = $1 AND id = $2 AND state = $3 AND total = $4",
        values![organisation, id, UploadState::Waiting.code(), done, UploadState::Done.code(), fault, &notes, now],
    )?;
    // Another file of the organisation may have waited for this one.
    tx.wake(WORK, NotifyScope::Everywhere);
    Ok(changed > 0)
}

/// Keeps what a dry run found, and holds the file again.
pub(crate) fn end_dry_run(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    found: &Progress,
    fault: Option<&str>,
    notes: &str,
) -> Result<bool, Failure> {
    let now = tx.now();
    let Progress { tally, without_phone, notes: made } = found;
    let (rows, count) = listed(without_phone);
    let notes = before_others(notes) + made;
    let bound = values![
        organisation,
        id,
        UploadState::Held.code(),
        tally.total(),
        tally.succeeded(),
        tally.failed,
        tally.filled,
        tally.updated,
        tally.skipped,
        tally.known_persons,
        count,
        &rows,
        fault,
        &notes,
        now,
        UploadState::Waiting.code(),
        Task::DryRun.code()
    ];
    let changed = tx.execute(
        "UPDATE upload SET state = $3, task = 0, total = $4, succeeded = $5, failed = $6, filled = $7, updated = $8,
         skipped = $9, known_persons = $10, without_phone = $11, rows_without_phone = $12, fault = $13, notes = $14,
         tries = 0, tried_at = $15, leased_until = $15 WHERE organisation_id = $1 AND id = $2 AND state = $16 AND task = $17",
        bound,
    )?;
    tx.wake(WORK, NotifyScope::Everywhere);
    Ok(changed > 0)
}

/// What a worker took an upload for.
#[derive(Debug, Clone)]
pub(crate) struct Lease {
    pub organisation: OrganisationId,
    pub id: UploadId,
    task: Task,
    options: String,
    plan: String,
}

impl Lease {
    /// Of an upload as `lease` gave it.
    pub fn of(organisation: OrganisationId, upload: &Upload) -> Lease {
        let (options, plan) = (upload.options.clone(), upload.plan.clone());
        Lease { organisation, id: upload.id, task: upload.task, options, plan }
    }
}

/// Holds the upload until the transaction ends and gives how many rows were worked: every transaction of a worker begins with this. `None`
/// when it was paused or stopped, or is worked for something else by now; then nothing may be written.
pub(crate) fn hold(tx: &mut Tx, lease: &Lease) -> Result<Option<i64>, Failure> {
    let Lease { organisation, id, task, options, plan } = lease;
    let sql = "SELECT total FROM upload WHERE organisation_id = $1 AND id = $2 AND state = $3 AND task = $4
         AND options = $5 AND plan = $6 FOR UPDATE";
    tx.value(sql, values![*organisation, *id, UploadState::Waiting.code(), task.code(), options, plan])
}

/// Says that a worker lives. False when nobody shall work it any more.
pub(crate) fn live(tx: &mut Tx, lease: &Lease, leased_until: Moment) -> Result<bool, Failure> {
    if hold(tx, lease)?.is_none() {
        return Ok(false);
    }
    tx.execute(
        "UPDATE upload SET leased_until = $3 WHERE organisation_id = $1 AND id = $2",
        values![lease.organisation, lease.id, leased_until],
    )?;
    Ok(true)
}

/// As `live`, and tells how far a dry run is: all of its rows so far, for it begins anew where it breaks off. False when nobody shall go on
/// with it.
pub(crate) fn advance_dry_run(
    tx: &mut Tx,
    lease: &Lease,
    tally: &Tally,
    leased_until: Moment,
) -> Result<bool, Failure> {
    if hold(tx, lease)?.is_none() {
        return Ok(false);
    }
    let now = tx.now();
    let bound = values![
        lease.organisation,
        lease.id,
        leased_until,
        tally.total(),
        tally.succeeded(),
        tally.failed,
        tally.filled,
        tally.updated,
        tally.skipped,
        tally.known_persons,
        now
    ];
    tx.execute(
        "UPDATE upload SET leased_until = $3, total = $4, succeeded = $5, failed = $6, filled = $7, updated = $8,
         skipped = $9, known_persons = $10, worked_at = $11 WHERE organisation_id = $1 AND id = $2",
        bound,
    )?;
    Ok(true)
}

/// Keeps what a first look through a file found: its columns, and how many rows it has.
pub(crate) fn set_shape(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    header: &[String],
    row_count: i64,
) -> Result<(), Failure> {
    let header = serde_json::to_string(header).map_err(|error| Failure::Bug(error.to_string()))?;
    tx.execute(
        "UPDATE upload SET header = $3, row_count = $4 WHERE organisation_id = $1 AND id = $2",
        values![organisation, id, header, row_count],
    )?;
    Ok(())
}

/// What one transaction made of an upload's rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    pub tally: Tally,
    /// The rows taken that have no phone that can be read.
    pub without_phone: Vec<i64>,
    /// What is told of names that were made, each line with its end.
    pub notes: String,
}

fn listed(rows: &[i64]) -> (String, i64) {
    let most = usize::try_from(LONGEST_ROWS).unwrap_or(usize::MAX);
    let text = rows.iter().take(most).map(|row| format!("{row} ")).collect();
    (text, i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

/// Row numbers are kept up to about so many characters; all of them are counted.
const LONGEST_ROWS: i64 = 10_000;

/// Moves the progress on from `done` rows. False when somebody else already did.
pub(crate) fn advance(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    done: i64,
    progress: &Progress,
    leased_until: Moment,
) -> Result<bool, Failure> {
    let Progress { tally, without_phone, notes } = progress;
    let (rows, count) = listed(without_phone);
    let now = tx.now();
    let bound = values![
        organisation,
        id,
        done,
        tally.succeeded(),
        tally.failed,
        tally.known_persons,
        leased_until,
        count,
        &rows,
        tally.filled,
        tally.updated,
        tally.skipped,
        now,
        UploadState::Waiting.code(),
        notes
    ];
    let changed = tx.execute(
        &format!(
            "UPDATE upload SET total = total + $4 + $5, succeeded = succeeded + $4, failed = failed + $5,
         known_persons = known_persons + $6, filled = filled + $10, updated = updated + $11, skipped = skipped + $12,
         tries = 1, leased_until = $7, without_phone = without_phone + $8, worked_at = $13, notes = notes || $15,
         rows_without_phone = CASE WHEN LENGTH(rows_without_phone) < {LONGEST_ROWS} THEN rows_without_phone || $9
         ELSE rows_without_phone END
         WHERE organisation_id = $1 AND id = $2 AND total = $3 AND state = $14"
        ),
        bound,
    )?;
    Ok(changed > 0)
}

/// As `advance`, for an undo that had come to `done` leads. False when somebody else went on with it, or paused it.
pub(crate) fn advance_undo(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    done: i64,
    (taken_back, left_alone): (i64, i64),
    leased_until: Moment,
) -> Result<bool, Failure> {
    let now = tx.now();
    let bound = values![organisation, id, done, taken_back, left_alone, leased_until, now, UploadState::Waiting.code()];
    let changed = tx.execute(
        "UPDATE upload SET taken_back = taken_back + $4, left_alone = left_alone + $5, tries = 1, leased_until = $6, worked_at = $7
         WHERE organisation_id = $1 AND id = $2 AND taken_back + left_alone = $3 AND state = $8",
        bound,
    )?;
    Ok(changed > 0)
}

/// An upload that waits, and until when somebody works on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub organisation: OrganisationId,
    pub id: UploadId,
    pub leased_until: Moment,
}

/// The oldest waiting uploads of all organisations, those being worked too. Nothing is claimed: see `lease`.
pub(crate) fn list_candidates(db: &mut Db, limit: i64) -> Result<Vec<Candidate>, Failure> {
    let waiting = UploadState::Waiting.code();
    db.all(
        "SELECT organisation_id, id, leased_until FROM upload WHERE state = $1 AND state < 2
         ORDER BY created_at, organisation_id, id LIMIT $2",
        values![waiting, limit],
        |row| Ok(Candidate { organisation: row.take()?, id: row.take()?, leased_until: row.take()? }),
    )
}

/// Takes a waiting upload until `leased_until`, and counts the try before anything is read, since what is read may end the process;
/// `None` when somebody works on it, it is done, or another one of the organisation is worked:
/// of two at once neither would see the leads that the other makes.
pub(crate) fn lease(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    leased_until: Moment,
) -> Result<Option<Upload>, Failure> {
    organisations::lock_organisation(tx, organisation)?;
    let now = tx.now();
    let waiting = UploadState::Waiting.code();
    let others =
        "SELECT COUNT(*) FROM upload WHERE organisation_id = $1 AND id <> $2 AND state = $3 AND leased_until >= $4";
    if tx.value::<i64>(others, values![organisation, id, waiting, now])?.unwrap_or_default() > 0 {
        return Ok(None);
    }
    let sql = format!(
        "UPDATE upload SET leased_until = $4, began_at = $5, worked_at = NULL,
         tries = tries + 1,
         began_total = CASE task WHEN 1 THEN 0 WHEN 2 THEN taken_back + left_alone ELSE total END
         WHERE organisation_id = $1 AND id = $2 AND state = $3 AND leased_until < $5 RETURNING {COLUMNS}"
    );
    tx.first(&sql, values![organisation, id, waiting, leased_until, now], read)
}

/// How often an upload was taken since its work last came on, this time counted.
pub(crate) fn tries(tx: &mut Tx, organisation: OrganisationId, id: UploadId) -> Result<i64, Failure> {
    let tries =
        tx.value("SELECT tries FROM upload WHERE organisation_id = $1 AND id = $2", values![organisation, id])?;
    Ok(tries.unwrap_or_default())
}

/// Lets a try not count: it ended for a reason that is not the file's.
pub(crate) fn forget_try(tx: &mut Tx, lease: &Lease) -> Result<(), Failure> {
    if hold(tx, lease)?.is_some() {
        tx.execute(
            "UPDATE upload SET tries = tries - 1 WHERE organisation_id = $1 AND id = $2 AND tries > 0",
            values![lease.organisation, lease.id],
        )?;
    }
    Ok(())
}

/// Pauses an upload that is held, and says why.
pub(crate) fn pause(tx: &mut Tx, organisation: OrganisationId, id: UploadId, fault: &str) -> Result<bool, Failure> {
    let changed = tx.execute(
        "UPDATE upload SET state = $3, fault = $4, tries = 0, leased_until = 0 WHERE organisation_id = $1 AND id = $2",
        values![organisation, id, UploadState::Paused.code(), fault],
    )?;
    // Another file of the organisation may have waited for this one.
    tx.wake(WORK, NotifyScope::Everywhere);
    Ok(changed > 0)
}

/// Complete uploads of all organisations that are not worked to their end.
pub fn count_waiting(db: &mut Db) -> Result<i64, Failure> {
    let waiting = UploadState::Waiting.code();
    Ok(db.value("SELECT COUNT(*) FROM upload WHERE state = $1 AND state < 2", values![waiting])?.unwrap_or(0))
}

/// Files that somebody held before `before` and never let begin.
pub(crate) fn list_forgotten(db: &mut Db, before: Moment) -> Result<Vec<(OrganisationId, UploadId)>, Failure> {
    db.all(
        "SELECT organisation_id, id FROM upload WHERE state = $1 AND leased_until < $2 ORDER BY organisation_id, id",
        values![UploadState::Held.code(), before],
        |row| Ok((row.take()?, row.take()?)),
    )
}

/// Uploads whose last bytes came before `before`.
pub(crate) fn list_abandoned(db: &mut Db, before: Moment) -> Result<Vec<(OrganisationId, UploadId)>, Failure> {
    db.all(
        "SELECT organisation_id, id FROM upload WHERE state = $1 AND leased_until < $2",
        values![UploadState::Arriving.code(), before],
        |row| Ok((row.take()?, row.take()?)),
    )
}
