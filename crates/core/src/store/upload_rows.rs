//! What an upload consists of: its bytes in chunks; what its rows made, transaction by transaction; the rows that were refused; the leads
//! that its undo left alone. Written by `import`. How far an upload is stands in `uploads.rs`.

use super::engine::{Db, Failure, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::upload::{LeftLead, RejectedRow};
use leadhub_model::{LeadId, OrganisationId, Page, Paging, UploadId};

pub(crate) fn insert_chunk(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    number: i64,
    content: &[u8],
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO upload_chunk (organisation_id, upload_id, number, content) VALUES ($1, $2, $3, $4)",
        values![actor.organisation_id(), id, number, content],
    )?;
    Ok(())
}

pub(crate) fn find_chunk(
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

pub(crate) fn drop_chunks(tx: &mut Tx, organisation: OrganisationId, id: UploadId) -> Result<(), Failure> {
    tx.execute("DELETE FROM upload_chunk WHERE organisation_id = $1 AND upload_id = $2", values![organisation, id])?;
    Ok(())
}

pub(crate) fn insert_rejected(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    rejected: &RejectedRow,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO rejected_row (organisation_id, upload_id, row_number, line, content, field, reason, reason_vi)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation_id, upload_id, row_number) DO NOTHING",
        values![
            organisation,
            id,
            rejected.row,
            rejected.line,
            &rejected.text,
            &rejected.field,
            &rejected.reason,
            &rejected.reason_vi
        ],
    )?;
    Ok(())
}

/// Forgets what a dry run found wrong.
pub(crate) fn drop_rejected(tx: &mut Tx, organisation: OrganisationId, id: UploadId) -> Result<(), Failure> {
    tx.execute("DELETE FROM rejected_row WHERE organisation_id = $1 AND upload_id = $2", values![organisation, id])?;
    Ok(())
}

const REJECTED: &str = "SELECT row_number, line, content, field, reason, reason_vi FROM rejected_row
     WHERE organisation_id = $1 AND upload_id = $2";

/// The refused rows of an upload, in the file's order.
pub fn list_rejected(db: &mut Db, actor: &Actor, id: UploadId, paging: Paging) -> Result<Page<RejectedRow>, Failure> {
    let bound = values![actor.organisation_id(), id, paging.limit, paging.offset];
    let total = db
        .value("SELECT COUNT(*) FROM rejected_row WHERE organisation_id = $1 AND upload_id = $2", &bound[..2])?
        .unwrap_or_default();
    let sql = format!("{REJECTED} ORDER BY row_number LIMIT $3 OFFSET $4");
    Ok(Page { rows: db.all(&sql, bound, read)?, total })
}

/// The refused rows of an upload behind row `after`, in the file's order, `limit` at most.
pub fn list_rejected_after(
    db: &mut Db,
    actor: &Actor,
    id: UploadId,
    after: i64,
    limit: i64,
) -> Result<Vec<RejectedRow>, Failure> {
    let sql = format!("{REJECTED} AND row_number > $3 ORDER BY row_number LIMIT $4");
    db.all(&sql, values![actor.organisation_id(), id, after, limit], read)
}

fn read(row: &mut Row) -> Result<RejectedRow, Failure> {
    Ok(RejectedRow {
        row: row.take()?,
        line: row.take()?,
        text: row.take()?,
        field: row.take()?,
        reason: row.take()?,
        reason_vi: row.take()?,
    })
}

/// What the rows of one transaction made, the first of them being `first_row`.
pub(crate) fn insert_part(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    first_row: i64,
    made: &str,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO upload_part (organisation_id, upload_id, first_row, made) VALUES ($1, $2, $3, $4)",
        values![organisation, id, first_row, made],
    )?;
    Ok(())
}

/// The last part, which an undo takes back first.
pub(crate) fn find_last_part(
    db: &mut Db,
    organisation: OrganisationId,
    id: UploadId,
) -> Result<Option<(i64, String)>, Failure> {
    db.first(
        "SELECT first_row, made FROM upload_part WHERE organisation_id = $1 AND upload_id = $2
         ORDER BY first_row DESC LIMIT 1",
        values![organisation, id],
        |row| Ok((row.take()?, row.take()?)),
    )
}

/// What is left of a part; nothing is no part.
pub(crate) fn shorten_part(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    first_row: i64,
    made: &str,
) -> Result<(), Failure> {
    if made.is_empty() {
        tx.execute(
            "DELETE FROM upload_part WHERE organisation_id = $1 AND upload_id = $2 AND first_row = $3",
            values![organisation, id, first_row],
        )?;
    } else {
        tx.execute(
            "UPDATE upload_part SET made = $4 WHERE organisation_id = $1 AND upload_id = $2 AND first_row = $3",
            values![organisation, id, first_row, made],
        )?;
    }
    Ok(())
}

/// Names a lead that an undo leaves alone. False when it was named already.
pub(crate) fn insert_left(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: UploadId,
    left: &LeftLead,
) -> Result<bool, Failure> {
    let inserted = tx.execute(
        "INSERT INTO upload_left (organisation_id, upload_id, lead_id, reason, reason_vi) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation_id, upload_id, lead_id) DO NOTHING",
        values![organisation, id, left.lead, &left.reason, &left.reason_vi],
    )?;
    Ok(inserted > 0)
}

/// How many leads an undo left alone.
pub fn count_left(db: &mut Db, actor: &Actor, id: UploadId) -> Result<i64, Failure> {
    let sql = "SELECT COUNT(*) FROM upload_left WHERE organisation_id = $1 AND upload_id = $2";
    Ok(db.value(sql, values![actor.organisation_id(), id])?.unwrap_or_default())
}

/// The leads that an undo left alone, behind `after`, by id, `limit` at most.
pub fn list_left_after(
    db: &mut Db,
    actor: &Actor,
    id: UploadId,
    after: LeadId,
    limit: i64,
) -> Result<Vec<LeftLead>, Failure> {
    db.all(
        "SELECT lead_id, reason, reason_vi FROM upload_left
         WHERE organisation_id = $1 AND upload_id = $2 AND lead_id > $3 ORDER BY lead_id LIMIT $4",
        values![actor.organisation_id(), id, after, limit],
        |row| Ok(LeftLead { lead: row.take()?, reason: row.take()?, reason_vi: row.take()? }),
    )
}
