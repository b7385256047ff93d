//! Work the files that were taken in: row by row through `create_lead`, in short transactions behind everybody who waits. Each
//! transaction moves the upload's progress on with its rows, so after a crash the work goes on at the right row.

use super::chunks::{Chunks, ReadError};
use crate::actions::create_lead::{create_lead, met_known_person};
use crate::actor::Actor;
use crate::hub::Hub;
use crate::queries::actor_of;
use crate::store::engine::{Tx, internal};
use crate::store::organisations;
use crate::store::uploads::{self, Candidate, Progress};
use leadhub_intake::{CsvRows, FileOptions, Row, is_without_phone};
use leadhub_model::upload::{RejectedRow, Upload};
use leadhub_model::{Lead, LeadError, Moment, NewLead, OrganisationId, UploadId};
use std::sync::Arc;

/// How a dialect reads the files that came by it.
#[derive(Clone, Copy)]
pub struct RowReader {
    /// Refuses a file whose columns cannot be used, saying what is wrong.
    pub check_header: fn(&[String]) -> Result<(), String>,
    /// A lead from a row, or why not.
    pub read: fn(&Row) -> Result<NewLead, String>,
}

/// Rows read ahead of one transaction.
const BATCH: usize = 200;
/// Uploads looked at to find one to work.
const CANDIDATES: i64 = 1000;
/// So often a row may end in a fault of the program before it is set aside.
const TRIES: i64 = 3;
/// A worker that says nothing for so long has died, and another may go on.
const LEASE_MICROS: i64 = 15_000_000;
/// An upload of which no byte has come for so long will never be whole.
const ABANDONED_MICROS: i64 = 3_600_000_000;

/// Works the oldest waiting upload that nobody works on to its end. False when there is none.
pub fn work_next(hub: &Hub, reader_of: impl Fn(&str) -> Option<RowReader>) -> Result<bool, LeadError> {
    for waiting in list_waiting(hub)? {
        if waiting.leased_until < hub.now() && work(hub, waiting.organisation, waiting.id, &reader_of)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The oldest uploads that wait or are being worked, over all organisations.
pub fn list_waiting(hub: &Hub) -> Result<Vec<Candidate>, LeadError> {
    hub.read_blocking(|db| Ok(uploads::list_candidates(db, CANDIDATES)?))
}

/// As `work_next`, for that upload alone.
pub fn work_upload(
    hub: &Hub,
    actor: &Actor,
    upload: UploadId,
    reader_of: impl Fn(&str) -> Option<RowReader>,
) -> Result<bool, LeadError> {
    work(hub, actor.organisation_id(), upload, reader_of)
}

/// Works an upload to its end. False when somebody else works on it, or nobody need any more.
pub fn work(
    hub: &Hub,
    organisation: OrganisationId,
    id: UploadId,
    reader_of: impl Fn(&str) -> Option<RowReader>,
) -> Result<bool, LeadError> {
    let leased =
        hub.write_behind_blocking(move |tx| Ok(uploads::lease(tx, organisation, id, lease_from(tx.now()))?))?;
    let Some(upload) = leased else { return Ok(false) };
    let trouble = ReadError::default();
    let mut notes = String::new();
    let (done, fault) = match reader_of(&upload.dialect) {
        Some(reader) => work_rows(hub, organisation, &upload, reader, &trouble, &mut notes)?,
        None => (upload.total, Some(format!("nobody reads files of '{}'", upload.dialect))),
    };
    // A store that was away is no fault of the file: whoever leases it next goes on.
    trouble.check()?;
    hub.write_behind_blocking(move |tx| {
        // A worker that comes late must not speak for the one that went on.
        if uploads::end(tx, organisation, id, done, fault.as_deref(), &notes)? {
            uploads::drop_chunks(tx, organisation, id)?;
        }
        Ok(())
    })?;
    Ok(true)
}

fn lease_from(now: Moment) -> Moment {
    Moment::from_micros(now.micros().saturating_add(LEASE_MICROS))
}

/// Gives how many rows are worked now, and what is wrong with the file as a whole, if anything is.
fn work_rows(
    hub: &Hub,
    organisation: OrganisationId,
    upload: &Upload,
    reader: RowReader,
    trouble: &ReadError,
    notes: &mut String,
) -> Result<(i64, Option<String>), LeadError> {
    let integration = upload.integration;
    let actor = hub.read_blocking(move |db| {
        let organisation = organisations::get_organisation(db, organisation)?;
        Ok(match organisations::find_integration(db, organisation.id, integration)? {
            Some(integration) => actor_of(db, organisation, integration)?,
            None => Actor::house(organisation),
        })
    })?;
    let actor = Arc::new(actor);
    let mut done = upload.total;
    let file = Chunks::new(hub.clone(), organisation, upload.id, trouble.clone());
    let mut rows = match CsvRows::open_as(file, &FileOptions::of_text(&upload.options)) {
        Ok(rows) => rows,
        Err(fault) => return Ok((done, Some(fault))),
    };
    *notes = rows.notes().join("\n").replace('\0', "\u{fffd}");
    // A file whose columns cannot be used is a file of refused rows, each with that reason.
    let unusable: Option<Arc<str>> = (reader.check_header)(rows.header()).err().map(Arc::from);
    for _ in 0..done {
        if let Some(Err(fault)) = rows.next() {
            return Ok((done, Some(fault)));
        }
    }
    let mut batch: Vec<Row> = Vec::with_capacity(BATCH);
    // So many rows go one by one: a fault came of one of them.
    let mut careful = 0;
    loop {
        let mut fault = None;
        while batch.len() < BATCH && fault.is_none() {
            match rows.next() {
                Some(Ok(row)) => batch.push(row),
                Some(Err(say)) => fault = Some(say),
                None => break,
            }
        }
        let last = batch.len() < BATCH;
        while !batch.is_empty() {
            let many = if careful > 0 { 1 } else { batch.len() };
            let worked = match work_batch(hub, &actor, upload, (reader, &unusable), done, batch[..many].into()) {
                Err(LeadError::Internal(_)) if many > 1 => {
                    careful = many;
                    continue;
                }
                Err(LeadError::Internal(fault)) => set_aside(hub, organisation, upload.id, done, &batch[0], fault)?,
                worked => worked?,
            };
            batch.drain(..worked);
            careful = careful.saturating_sub(worked);
            done += i64::try_from(worked).map_err(|error| internal(&error.to_string()))?;
            if !last {
                break;
            }
        }
        if last {
            return Ok((done, fault.or(unusable.map(|say| say.to_string()))));
        }
    }
}

/// One transaction's worth from the front of the rows; gives how many that were.
fn work_batch(
    hub: &Hub,
    actor: &Arc<Actor>,
    upload: &Upload,
    (reader, unusable): (RowReader, &Option<Arc<str>>),
    done: i64,
    rows: Vec<Row>,
) -> Result<usize, LeadError> {
    let (actor, upload, unusable) = (Arc::clone(actor), upload.clone(), unusable.clone());
    let read = move |row: &Row| match &unusable {
        Some(reason) => Err(reason.to_string()),
        None => (reader.read)(row),
    };
    hub.write_behind_blocking(move |tx| import_rows(tx, &actor, &upload, &read, done, &rows))
}

/// A row of which only a fault of the program comes is refused after a few tries, so that the rows behind it are worked and somebody
/// is told. Before that the fault is given back.
fn set_aside(
    hub: &Hub,
    organisation: OrganisationId,
    upload: UploadId,
    done: i64,
    row: &Row,
    fault: String,
) -> Result<usize, LeadError> {
    let reason = format!("leadhub failed on this row {TRIES} times and set it aside: the log tells of fault {fault}");
    let rejected = RejectedRow { row: row.number, text: row.text(), reason };
    let is_set_aside = hub.write_behind_blocking(move |tx| {
        if uploads::note_fault(tx, organisation, upload, done)?.is_none_or(|tries| tries < TRIES) {
            return Ok(false);
        }
        uploads::insert_rejected(tx, organisation, upload, &rejected)?;
        let refused = Progress { failed: 1, ..Progress::default() };
        Ok(uploads::advance(tx, organisation, upload, done, &refused, lease_from(tx.now()))?)
    })?;
    if is_set_aside { Ok(1) } else { Err(LeadError::Internal(fault)) }
}

/// As many rows as fit into one short transaction, with the progress they make.
fn import_rows(
    tx: &mut Tx,
    actor: &Actor,
    upload: &Upload,
    read: &dyn Fn(&Row) -> Result<NewLead, String>,
    done: i64,
    rows: &[Row],
) -> Result<usize, LeadError> {
    let mut progress = Progress::default();
    for row in rows {
        match import_row(tx, actor, upload, read, row)? {
            Ok(lead) => {
                progress.succeeded += 1;
                progress.known_persons += i64::from(met_known_person(&lead));
                if is_without_phone(&lead.facts) {
                    progress.without_phone.push(row.number);
                }
            }
            Err(reason) => {
                let rejected = RejectedRow { row: row.number, text: row.text(), reason };
                uploads::insert_rejected(tx, actor.organisation_id(), upload.id, &rejected)?;
                progress.failed += 1;
            }
        }
        if tx.should_yield() {
            break;
        }
    }
    let lease = lease_from(tx.now());
    let mine = uploads::advance(tx, actor.organisation_id(), upload.id, done, &progress, lease)?;
    if !mine {
        tracing::info!(upload = upload.id.0, "another worker goes on with this upload");
        return Err(LeadError::Busy);
    }
    usize::try_from(progress.succeeded + progress.failed).map_err(|error| internal(&error.to_string()))
}

/// The row's lead, or why it was not taken. Verbs check before they write, so a refused row leaves nothing behind.
fn import_row(
    tx: &mut Tx,
    actor: &Actor,
    upload: &Upload,
    read: &dyn Fn(&Row) -> Result<NewLead, String>,
    row: &Row,
) -> Result<Result<Lead, String>, LeadError> {
    if let Err(reason) = row.check() {
        return Ok(Err(reason));
    }
    let new = match read(row) {
        Ok(new) => NewLead { list: Some(upload.list), ..new },
        Err(reason) => return Ok(Err(reason)),
    };
    match create_lead(tx, actor, new) {
        Ok(lead) => Ok(Ok(lead)),
        Err(LeadError::Refused(refusal)) => Ok(Err(refusal.to_string())),
        Err(error) => Err(error),
    }
}

/// Throws away uploads whose bytes stopped arriving long ago; nobody was told that they were taken.
pub fn sweep_abandoned(hub: &Hub) -> Result<usize, LeadError> {
    let before = Moment::from_micros(hub.now().micros().saturating_sub(ABANDONED_MICROS));
    let abandoned = hub.read_blocking(move |db| Ok(uploads::list_abandoned(db, before)?))?;
    for (organisation, id) in &abandoned {
        let (organisation, id): (OrganisationId, UploadId) = (*organisation, *id);
        hub.write_behind_blocking(move |tx| {
            // It may have gone on meanwhile.
            if uploads::delete_abandoned(tx, organisation, id, before)? {
                uploads::drop_chunks(tx, organisation, id)?;
            }
            Ok(())
        })?;
    }
    Ok(abandoned.len())
}
