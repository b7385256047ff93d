//! What only ends in faults of the program is set aside after a few tries and says so, so that the work behind it goes on: a row of a file, or
//! a whole file where the fault lies in no row. Called by the importer.

use super::file::File;
use super::work::{lease_from, rejected};
use crate::hub::Hub;
use crate::store::engine::{Failure, Tx};
use crate::store::upload_rows;
use crate::store::upload_work::{self, Lease, Progress};
use leadhub_intake::{Reason, Row};
use leadhub_model::LeadError;
use leadhub_model::upload::Task;

/// So often a fault may come before what it comes of is set aside.
const TRIES: i64 = 3;

/// Refuses the row behind `done` others, and gives how many rows that were; before the last try the fault is given back.
pub fn row(file: &File, done: i64, row: &Row, fault: String) -> Result<usize, LeadError> {
    let lease = file.lease.clone();
    let Lease { organisation, id: upload, .. } = lease;
    let reason = Reason::of_row(
        format!("leadhub failed on this row {TRIES} times and set it aside: the log tells of fault {fault}"),
        format!("leadhub gặp lỗi {TRIES} lần ở dòng này nên để riêng ra: nhật ký có lỗi {fault}"),
    );
    let rejected = rejected(row, reason);
    let is_set_aside = file.hub.write_behind_blocking(move |tx| {
        // Of two who work on one file the second finds it moved on.
        if upload_work::hold(tx, &lease)? != Some(done) {
            return Err(LeadError::Busy);
        }
        if upload_work::tries(tx, organisation, upload)? < TRIES {
            return Ok(false);
        }
        upload_rows::insert_rejected(tx, organisation, upload, &rejected)?;
        let mut refused = Progress::default();
        refused.tally.failed = 1;
        match upload_work::advance(tx, organisation, upload, done, &refused, lease_from(tx.now()))? {
            true => Ok(true),
            false => Err(LeadError::Busy),
        }
    })?;
    if is_set_aside { Ok(1) } else { Err(LeadError::Internal(fault)) }
}

/// Stops the work on the file. Before the last try the fault is given back.
pub fn file(hub: &Hub, lease: &Lease, task: Task, fault: String) -> Result<(), LeadError> {
    let text = format!("leadhub failed on this file {TRIES} times and set it aside: the log tells of fault {fault}");
    let lease = lease.clone();
    let is_set_aside = hub.write_behind_blocking(move |tx| {
        if upload_work::hold(tx, &lease)?.is_none() {
            return Ok(true);
        }
        if upload_work::tries(tx, lease.organisation, lease.id)? < TRIES {
            return Ok(false);
        }
        stop(tx, &lease, task, &text)?;
        Ok(true)
    })?;
    if is_set_aside { Ok(()) } else { Err(LeadError::Internal(fault)) }
}

/// Stops the work on a file that was just taken once more although every process that worked it ended without a word: it would end this
/// one too. False when it may be worked.
pub fn deadly(tx: &mut Tx, lease: &Lease, task: Task) -> Result<bool, Failure> {
    if upload_work::tries(tx, lease.organisation, lease.id)? <= TRIES {
        return Ok(false);
    }
    let text = format!(
        "leadhub itself ended {TRIES} times while it worked on this file and set it aside: save it anew, as .xlsx or as CSV UTF-8"
    );
    stop(tx, lease, task, &text)?;
    Ok(true)
}

/// A dry run is ended, an import or undo paused, each with the fault.
fn stop(tx: &mut Tx, lease: &Lease, task: Task, text: &str) -> Result<(), Failure> {
    let Lease { organisation, id, .. } = *lease;
    match task {
        Task::DryRun => upload_work::end_dry_run(tx, organisation, id, &Progress::default(), Some(text), "")?,
        Task::Import | Task::Undo => upload_work::pause(tx, organisation, id, text)?,
    };
    Ok(())
}
