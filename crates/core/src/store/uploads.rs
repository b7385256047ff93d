//! Files of leads on their way in: their bytes in chunks, their progress, the rows that were refused. Kept in the store, so
//! that what was answered survives a crash and any process may go on with it. Written by `actions::import`.

use super::engine::{Db, Failure, Reach, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::upload::{RejectedRow, Upload, UploadState};
use leadhub_model::{ListId, Moment, OrganisationId, Page, Paging, UploadId};

/// What the bell rings for when a file waits to be worked.
pub const WORK: &str = "uploads";

pub fn insert(tx: &mut Tx, actor: &Actor, upload: &Upload) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO upload (organisation_id, id, integration_id, dialect, list_id, filename, state, total, succeeded,
         failed, leased_until, created_at, options) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $8, $9)",
        values![
            actor.organisation_id(),
            upload.id,
            upload.integration,
            &upload.dialect,
            upload.list,
            &upload.filename,
            upload.state.code(),
            upload.created_at,
            &upload.options
        ],
    )?;
    Ok(())
}

pub fn insert_chunk(tx: &mut Tx, actor: &Actor, id: UploadId, number: i64, content: &[u8]) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO upload_chunk (organisation_id, upload_id, number, content) VALUES ($1, $2, $3, $4)",
        values![actor.organisation_id(), id, number, content],
    )?;
    Ok(())
}

pub fn find_chunk(
    db: &mut Db,
    organisation: OrganisationId,
    id: UploadId,
    number: i64,
) -> Result<Option<Vec<u8>>, Failure> {
    db.value(
        "SELECT content FROM upload_chunk WHERE organisation_id = $1 AND upload_id = $2 AND number = $3",
        values![organisation, id, number],
    )
}

pub fn drop_chunks(tx: &mut Tx, organisation: OrganisationId, id: UploadId) -> Result<(), Failure> {
    tx.execute("DELETE FROM upload_chunk WHERE organisation_id = $1 AND upload_id = $2", values![organisation, id])?;
    Ok(())
}

/// Notes that bytes of an arriving upload came now. False when it is not arriving (any more).
pub fn hear_of(tx: &mut Tx, actor: &Actor, id: UploadId) -> Result<bool, Failure> {
    let now = tx.now();
    let changed = tx.execute(
        "UPDATE upload SET leased_until = $4 WHERE organisation_id = $1 AND id = $2 AND state = $3",
        values![actor.organisation_id(), id, UploadState::Arriving.code(), now],
    )?;
    Ok(changed > 0)
}

/// Hands a complete upload to whoever works it next. False when it is not arriving (any more).
pub fn hand_over(tx: &mut Tx, actor: &Actor, id: UploadId, list: ListId) -> Result<bool, Failure> {
    let changed = tx.execute(
        "UPDATE upload SET state = $4, list_id = $5, leased_until = 0
         WHERE organisation_id = $1 AND id = $2 AND state = $3",
        values![actor.organisation_id(), id, UploadState::Arriving.code(), UploadState::Waiting.code(), list],
    )?;
    tx.wake(WORK, Reach::Everywhere);
    Ok(changed > 0)
}

/// Ends the work on an upload of which `done` rows were worked. False when somebody else went on with it or ended it.
pub fn end(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    done: i64,
    fault: Option<&str>,
    notes: &str,
) -> Result<bool, Failure> {
    let changed = tx.execute(
        "UPDATE upload SET state = $5, fault = $6, notes = $7, leased_until = 0
         WHERE organisation_id = $1 AND id = $2 AND state = $3 AND total = $4",
        values![organisation, id, UploadState::Waiting.code(), done, UploadState::Done.code(), fault, notes],
    )?;
    Ok(changed > 0)
}

/// What one transaction made of an upload's rows.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    pub succeeded: i64,
    pub failed: i64,
    /// Of those that succeeded, the leads of persons who were known before.
    pub known_persons: i64,
    /// Of those that succeeded, the rows without a phone that can be read.
    pub without_phone: Vec<i64>,
}

/// Row numbers are kept up to about so many characters; all of them are counted.
const LONGEST_ROWS: i64 = 10_000;

/// Moves the progress on from `done` rows. False when somebody else already did.
pub fn advance(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    done: i64,
    progress: &Progress,
    leased_until: Moment,
) -> Result<bool, Failure> {
    let Progress { succeeded, failed, known_persons, without_phone } = progress;
    let rows: String = without_phone.iter().map(|row| format!("{row} ")).collect();
    let count = i64::try_from(without_phone.len()).unwrap_or(i64::MAX);
    let changed = tx.execute(
        &format!(
            "UPDATE upload SET total = total + $4 + $5, succeeded = succeeded + $4, failed = failed + $5,
         known_persons = known_persons + $6, tries = 0, leased_until = $7, without_phone = without_phone + $8,
         rows_without_phone = CASE WHEN LENGTH(rows_without_phone) < {LONGEST_ROWS} THEN rows_without_phone || $9
         ELSE rows_without_phone END
         WHERE organisation_id = $1 AND id = $2 AND total = $3"
        ),
        values![organisation, id, done, *succeeded, *failed, *known_persons, leased_until, count, &rows],
    )?;
    Ok(changed > 0)
}

/// An upload that waits, and until when somebody works on it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    pub organisation: OrganisationId,
    pub id: UploadId,
    pub leased_until: Moment,
}

/// The oldest waiting uploads of all organisations, those being worked too. Nothing is claimed: see `lease`.
pub fn list_candidates(db: &mut Db, limit: i64) -> Result<Vec<Candidate>, Failure> {
    let waiting = UploadState::Waiting.code();
    db.all(
        "SELECT organisation_id, id, leased_until FROM upload WHERE state = $1 AND state < 2
         ORDER BY created_at, organisation_id, id LIMIT $2",
        values![waiting, limit],
        |row| Ok(Candidate { organisation: row.take()?, id: row.take()?, leased_until: row.take()? }),
    )
}

/// Takes a waiting upload until `leased_until`; `None` when somebody works on it or it is done.
pub fn lease(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    leased_until: Moment,
) -> Result<Option<Upload>, Failure> {
    let now = tx.now();
    let waiting = UploadState::Waiting.code();
    let sql = format!(
        "UPDATE upload SET leased_until = $4 WHERE organisation_id = $1 AND id = $2 AND state = $3 AND leased_until < $5
         RETURNING {COLUMNS}"
    );
    tx.first(&sql, values![organisation, id, waiting, leased_until, now], read)
}

/// Notes that the row behind `done` ended in a fault of the program; gives how often it did. `None` when somebody else goes on.
pub fn note_fault(tx: &mut Tx, organisation: OrganisationId, id: UploadId, done: i64) -> Result<Option<i64>, Failure> {
    tx.value(
        "UPDATE upload SET tries = tries + 1 WHERE organisation_id = $1 AND id = $2 AND total = $3 RETURNING tries",
        values![organisation, id, done],
    )
}

/// Complete uploads of all organisations that are not worked to their end.
pub fn count_waiting(db: &mut Db) -> Result<i64, Failure> {
    let waiting = UploadState::Waiting.code();
    Ok(db.value("SELECT COUNT(*) FROM upload WHERE state = $1 AND state < 2", values![waiting])?.unwrap_or(0))
}

/// Uploads whose last bytes came before `before`.
pub fn list_abandoned(db: &mut Db, before: Moment) -> Result<Vec<(OrganisationId, UploadId)>, Failure> {
    db.all(
        "SELECT organisation_id, id FROM upload WHERE state = $1 AND leased_until < $2",
        values![UploadState::Arriving.code(), before],
        |row| Ok((row.take()?, row.take()?)),
    )
}

/// Removes an upload that is still arriving and was silent since before a moment. False when it was not (any more).
pub fn delete_abandoned(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    before: Moment,
) -> Result<bool, Failure> {
    let deleted = tx.execute(
        "DELETE FROM upload WHERE organisation_id = $1 AND id = $2 AND state = $3 AND leased_until < $4",
        values![organisation, id, UploadState::Arriving.code(), before],
    )?;
    Ok(deleted > 0)
}

pub fn delete(tx: &mut Tx, organisation: OrganisationId, id: UploadId) -> Result<(), Failure> {
    tx.execute("DELETE FROM upload WHERE organisation_id = $1 AND id = $2", values![organisation, id])?;
    Ok(())
}

pub fn insert_rejected(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    rejected: &RejectedRow,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO rejected_row (organisation_id, upload_id, row_number, content, reason)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, upload_id, row_number) DO NOTHING",
        values![organisation, id, rejected.row, &rejected.text, &rejected.reason],
    )?;
    Ok(())
}

/// The refused rows of an upload, in the file's order.
pub fn list_rejected(db: &mut Db, actor: &Actor, id: UploadId, paging: Paging) -> Result<Page<RejectedRow>, Failure> {
    let bound = values![actor.organisation_id(), id, paging.limit, paging.offset];
    let total = db
        .value("SELECT COUNT(*) FROM rejected_row WHERE organisation_id = $1 AND upload_id = $2", &bound[..2])?
        .unwrap_or_default();
    let rows = db.all(
        "SELECT row_number, content, reason FROM rejected_row WHERE organisation_id = $1 AND upload_id = $2
         ORDER BY row_number LIMIT $3 OFFSET $4",
        bound,
        |row| Ok(RejectedRow { row: row.take()?, text: row.take()?, reason: row.take()? }),
    )?;
    Ok(Page { rows, total })
}

/// The refused rows of an upload behind row `after`, in the file's order, `limit` at most.
pub fn list_rejected_after(
    db: &mut Db,
    actor: &Actor,
    id: UploadId,
    after: i64,
    limit: i64,
) -> Result<Vec<RejectedRow>, Failure> {
    db.all(
        "SELECT row_number, content, reason FROM rejected_row
         WHERE organisation_id = $1 AND upload_id = $2 AND row_number > $3 ORDER BY row_number LIMIT $4",
        values![actor.organisation_id(), id, after, limit],
        |row| Ok(RejectedRow { row: row.take()?, text: row.take()?, reason: row.take()? }),
    )
}

pub fn find_upload(db: &mut Db, actor: &Actor, id: UploadId) -> Result<Option<Upload>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM upload WHERE organisation_id = $1 AND id = $2");
    db.first(&sql, values![actor.organisation_id(), id], read)
}

/// The uploads into a list, newest first.
pub fn list_uploads(db: &mut Db, actor: &Actor, list: ListId) -> Result<Vec<Upload>, Failure> {
    db.all(
        &format!(
            "SELECT {COLUMNS} FROM upload WHERE organisation_id = $1 AND list_id = $2 ORDER BY created_at DESC, id DESC"
        ),
        values![actor.organisation_id(), list],
        read,
    )
}

/// The uploads into a list by id, the newest first, those behind `after`, `limit` at most.
pub fn list_uploads_after(
    db: &mut Db,
    actor: &Actor,
    list: ListId,
    after: Option<UploadId>,
    limit: i64,
) -> Result<Vec<Upload>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM upload WHERE organisation_id = $1 AND list_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4"
    );
    let after = after.map_or(i64::MAX, |upload| upload.0);
    db.all(&sql, values![actor.organisation_id(), list, after, limit], read)
}

const COLUMNS: &str =
    "id, integration_id, dialect, list_id, filename, state, total, succeeded, failed, known_persons, without_phone,
     rows_without_phone, options, notes, fault, created_at";

fn read(row: &mut Row) -> Result<Upload, Failure> {
    Ok(Upload {
        id: row.take()?,
        integration: row.take()?,
        dialect: row.take()?,
        list: row.take()?,
        filename: row.take()?,
        state: {
            let code = row.take()?;
            UploadState::from_code(code).ok_or_else(|| Failure::Bug(format!("no upload state has the code {code}")))?
        },
        total: row.take()?,
        succeeded: row.take()?,
        failed: row.take()?,
        known_persons: row.take()?,
        without_phone: row.take()?,
        rows_without_phone: {
            let rows: String = row.take()?;
            rows.split(' ').filter_map(|row| row.parse().ok()).collect()
        },
        options: row.take()?,
        notes: row.take()?,
        fault: row.take()?,
        created_at: row.take()?,
    })
}
