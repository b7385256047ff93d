//! Work the files that were taken in: row by row, in short transactions behind everybody who waits. Each transaction moves the upload's
//! progress on with its rows, so after a crash the work goes on at the right row. Dry runs and undos are begun here too.

use super::chunks::ReadError;
use super::file::File;
use super::judge::{RowReader, Work};
use super::names::{self, Names};
use super::plan::Plan;
use super::row::{Made, contacts_of, work_row};
use super::{dry_run, set_aside, undo};
use crate::actions::{KnownContacts, met_known_person};
use crate::actor::Actor;
use crate::hub::Hub;
use crate::questions::actor_of;
use crate::store::engine::{Db, Tx, internal};
use crate::store::upload_work::{self, Candidate, Lease, Progress};
use crate::store::{campaigns, lead_sets, lists, organisations, upload_rows, uploads};
use leadhub_intake::{Reason, Row, is_without_phone};
use leadhub_model::upload::{OnDuplicate, RejectedRow, Task, Upload, UploadState};
use leadhub_model::{AgentId, IntegrationId, LeadError, Moment, OrganisationId, UploadId};
use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;

/// Rows read ahead of one transaction.
pub const BATCH: usize = 1024;
/// Rows of one look at whose their contacts are: as many as transactions end with while others wait, up to so many.
const TOGETHER: usize = 256;
const FEWEST: usize = 32;
/// Uploads looked at to find one to work.
const CANDIDATES: i64 = 1000;
/// A worker that says nothing for so long has died, and another may go on.
const LEASE_MICROS: i64 = 15_000_000;

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
    hub.read_blocking(|db| Ok(upload_work::list_candidates(db, CANDIDATES)?))
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
    let leased = hub.write_behind_blocking(move |tx| {
        let Some(upload) = upload_work::lease(tx, organisation, id, lease_from(tx.now()))? else { return Ok(None) };
        let lease = Lease::of(organisation, &upload);
        let is_deadly = set_aside::deadly(tx, &lease, upload.task)?;
        Ok(Some((upload, lease, is_deadly)))
    })?;
    let Some((upload, lease, is_deadly)) = leased else { return Ok(false) };
    if is_deadly {
        return Ok(true);
    }
    match work_leased(hub, &lease, &upload, &reader_of) {
        Err(LeadError::Internal(fault)) => set_aside::file(hub, &lease, upload.task, fault).map(|()| true),
        Err(error) => {
            // A store that is away, or another worker, is no fault of the file.
            if let Err(failure) = hub.write_behind_blocking(move |tx| Ok(upload_work::forget_try(tx, &lease)?)) {
                tracing::warn!(upload = id.0, %failure, "a try of this upload counts although nothing is wrong with it");
            }
            Err(error)
        }
        Ok(()) => Ok(true),
    }
}

fn work_leased(
    hub: &Hub,
    lease: &Lease,
    upload: &Upload,
    reader_of: &impl Fn(&str) -> Option<RowReader>,
) -> Result<(), LeadError> {
    let reader = reader_of(&upload.dialect);
    let plan = Plan::of_text(&upload.plan);
    let new_list = plan.new_list.clone().filter(|_| upload.task == Task::DryRun);
    let list = if new_list.is_some() { None } else { Some(upload.list) };
    let (actor, campaign) = hub.read_blocking({
        let (organisation, upload) = (lease.organisation, upload.clone());
        move |db| {
            let actor = Arc::new(worker(db, organisation, &upload)?);
            let found = lists::list_names(db, &actor, &[upload.list])?.pop().map(|list| list.campaign);
            let campaign = found.or(new_list.as_ref().map(|list| list.campaign));
            let campaign =
                campaign.map(|campaign| campaigns::find_campaign_by_uuid(db, &actor, campaign)).transpose()?;
            Ok((actor, campaign.flatten()))
        }
    })?;
    if upload.task == Task::Undo {
        return undo::run(hub, lease, upload, &actor);
    }
    // While it is worked nothing stands in the notes but the names that were made before somebody went on with it.
    let told = upload.notes.lines().count();
    let read_error = ReadError::default();
    let mut file = File { hub, lease: lease.clone(), upload, read_error, notes: String::new(), told };
    let (done, fault, found) = match reader {
        None => (upload.total, Some(format!("nobody reads files of '{}'", upload.dialect)), None),
        Some(reader) => {
            let campaign = campaign.map(|campaign| (campaign.id, campaign.uuid));
            let mut work = Work { plan, list, campaign, reader, unusable: None };
            if upload.task == Task::DryRun {
                match dry_run::run(&mut file, &actor, &mut work) {
                    Ok((progress, fault)) => (progress.tally.total(), fault, Some(progress)),
                    Err(error) => return paused_meanwhile(hub, lease.organisation, lease.id, error),
                }
            } else {
                match work_rows(&mut file, &actor, &mut work) {
                    Ok((done, fault)) => (done, fault, None),
                    Err(error) => return paused_meanwhile(hub, lease.organisation, lease.id, error),
                }
            }
        }
    };
    // A store that was away is no fault of the file: whoever leases it next goes on.
    file.read_error.check()?;
    let notes = file.notes;
    let (is_dry, lease) = (upload.task == Task::DryRun, lease.clone());
    hub.write_behind_blocking(move |tx| {
        // A worker that comes late must not speak for the one that went on.
        if upload_work::hold(tx, &lease)?.is_none() {
            return Ok(());
        }
        let Lease { organisation, id, .. } = lease;
        let found = found.clone().unwrap_or_default();
        if is_dry {
            upload_work::end_dry_run(tx, organisation, id, &found, fault.as_deref(), &notes)?;
        } else if upload_work::end(tx, organisation, id, done, fault.as_deref(), &notes)? {
            upload_rows::drop_chunks(tx, organisation, id)?;
            lead_sets::sum_up(tx, organisation)?;
        }
        Ok(())
    })
}

pub fn lease_from(now: Moment) -> Moment {
    Moment::from_micros(now.micros().saturating_add(LEASE_MICROS))
}

/// A worker that finds its file paused, cancelled or, of a dry run, held again has done its part.
pub fn paused_meanwhile(
    hub: &Hub,
    organisation: OrganisationId,
    id: UploadId,
    error: LeadError,
) -> Result<(), LeadError> {
    if error != LeadError::Busy {
        return Err(error);
    }
    let stopped = hub.read_blocking(move |db| {
        let actor = Actor::house(organisations::get_organisation(db, organisation)?);
        let upload = uploads::find_upload(db, &actor, id)?;
        let stopped = [UploadState::Paused, UploadState::Cancelled, UploadState::Held];
        Ok(upload.is_some_and(|upload| stopped.contains(&upload.state)))
    })?;
    if stopped { Ok(()) } else { Err(error) }
}

/// Whoever brought the file, or asked for the undo, marked with it.
fn worker(db: &mut Db, organisation: OrganisationId, upload: &Upload) -> Result<Actor, LeadError> {
    let organisation = organisations::get_organisation(db, organisation)?;
    let (dialect, integration, agent): (&str, Option<IntegrationId>, Option<AgentId>) = match &upload.undone_by {
        Some(by) if upload.task == Task::Undo => (&by.dialect, by.integration, by.agent),
        _ => (&upload.dialect, Some(upload.integration), upload.agent),
    };
    let integration = match integration {
        Some(integration) => organisations::find_integration(db, organisation.id, integration)?,
        None => None,
    };
    let actor = match (integration, agent) {
        (Some(integration), _) => actor_of(db, organisation, integration)?,
        (None, Some(agent)) => Actor { dialect: dialect.to_owned(), agent: Some(agent), ..Actor::house(organisation) },
        (None, None) => Actor::house(organisation),
    };
    Ok(Actor { import: Some(upload.id), ..actor })
}

/// Counts the rows, so that somebody who looks knows how much is left.
fn count(file: &mut File) -> Result<(), LeadError> {
    if file.upload.row_count.is_some() {
        return Ok(());
    }
    let Ok(mut rows) = file.open() else { return Ok(()) };
    let mut count = 0;
    while let Some(Ok(_)) = rows.next() {
        count += 1;
        file.live(count)?;
    }
    file.read_error.check()?;
    file.keep_shape(rows.header(), count)
}

/// Gives how many rows are worked now, and what is wrong with the file as a whole, if anything is.
fn work_rows(file: &mut File, actor: &Arc<Actor>, work: &mut Work) -> Result<(i64, Option<String>), LeadError> {
    count(file)?;
    let mut done = file.upload.total;
    let mut rows = match file.open() {
        Ok(rows) => rows,
        Err(fault) => return Ok((done, Some(fault))),
    };
    // A file whose columns cannot be used is a file of refused rows, each with that reason.
    work.check_header(rows.header());
    let work = Arc::new(work.clone());
    for over in 0..done {
        if let Some(Err(fault)) = rows.next() {
            return Ok((done, Some(fault)));
        }
        file.live(over + 1)?;
    }
    let mut batch: Vec<Arc<Row>> = Vec::with_capacity(BATCH);
    // So many rows go one by one: a fault came of one of them.
    let mut careful = 0;
    let mut together = TOGETHER;
    loop {
        let mut fault = None;
        while batch.len() < BATCH && fault.is_none() {
            match rows.next() {
                Some(Ok(row)) => batch.push(Arc::new(row)),
                Some(Err(say)) => fault = Some(say),
                None => break,
            }
        }
        let last = batch.len() < BATCH;
        while !batch.is_empty() {
            let many = if careful > 0 { 1 } else { batch.len() };
            let worked = match work_batch(file, actor, &work, (done, together), batch[..many].into()) {
                Err(LeadError::Internal(_)) if many > 1 => {
                    careful = many;
                    continue;
                }
                Err(LeadError::Internal(fault)) => set_aside::row(file, done, &batch[0], fault)?,
                worked => worked?,
            };
            batch.drain(..worked);
            together = if worked < many { worked } else { together * 2 }.clamp(FEWEST, TOGETHER);
            careful = careful.saturating_sub(worked);
            let before = done;
            done += i64::try_from(worked).map_err(|error| internal(&error.to_string()))?;
            // What was small when its statements were planned may have doubled with each power of two.
            if before.max(1).ilog2() < done.max(1).ilog2() {
                file.hub.write_behind_blocking(|tx| Ok(tx.refresh_statistics()?))?;
            }
            if !last {
                break;
            }
        }
        if last {
            return Ok((done, fault.or(work.unusable.as_ref().map(|reason| reason.en.clone()))));
        }
    }
}

/// One transaction's worth from the front of the rows; gives how many that were.
fn work_batch(
    file: &mut File,
    actor: &Arc<Actor>,
    work: &Arc<Work>,
    (done, together): (i64, usize),
    rows: Vec<Arc<Row>>,
) -> Result<usize, LeadError> {
    let (actor, work, lease) = (Arc::clone(actor), Arc::clone(work), file.lease.clone());
    let told = file.told;
    let (worked, more) = file
        .hub
        .write_behind_blocking(move |tx| import_rows(tx, &actor, &work, (&lease, done, told), (&rows, together)))?;
    file.told += more;
    Ok(worked)
}

pub fn rejected(row: &Row, reason: Reason) -> RejectedRow {
    RejectedRow {
        row: row.number,
        line: row.line,
        text: row.text(),
        field: reason.field,
        reason: reason.en,
        reason_vi: reason.vi,
    }
}

/// As many rows as fit into one short transaction, with the progress they make; gives how many, and how many lines tell of made names.
fn import_rows(
    tx: &mut Tx,
    actor: &Actor,
    work: &Work,
    (lease, done, told): (&Lease, i64, usize),
    (rows, together): (&[Arc<Row>], usize),
) -> Result<(usize, usize), LeadError> {
    // Of two who work on one file the second finds it moved on, before it writes anything.
    if upload_work::hold(tx, lease)? != Some(done) {
        return Err(LeadError::Busy);
    }
    let Lease { organisation, id, .. } = *lease;
    let (mut progress, mut names, mut made) = (Progress::default(), Names::default(), String::new());
    let tally = &mut progress.tally;
    let (mut ahead, mut contacts) = (VecDeque::new(), KnownContacts::default());
    for (at, row) in rows.iter().enumerate() {
        if ahead.is_empty() {
            ahead = rows.iter().skip(at).take(together).map(|row| work.read(row)).collect();
            contacts.settle(tx, actor)?;
            contacts = contacts_of(tx, actor, work, &ahead)?;
        }
        let worked = match ahead.pop_front() {
            Some(Ok(read)) => work_row(tx, actor, work, (&mut names, &mut contacts), read)?,
            Some(Err(reason)) => Err(reason),
            None => return Err(internal("a row was not read ahead")),
        };
        // Writing to a String cannot fail.
        match worked {
            Ok(Made::Created(lead)) => {
                tally.created += 1;
                tally.known_persons += i64::from(met_known_person(&lead));
                if is_without_phone(&lead.facts) {
                    progress.without_phone.push(row.number);
                }
                let _ = write!(made, "{} ", lead.id);
            }
            Ok(Made::Changed(lead, event)) => {
                match work.plan.duplicates.then {
                    OnDuplicate::Fill => tally.filled += 1,
                    _ => tally.updated += 1,
                }
                let _ = write!(made, "{lead}:{} ", event.unwrap_or(undo::NO_EVENT));
            }
            Ok(Made::Skipped) => tally.skipped += 1,
            Err(reason) => {
                upload_rows::insert_rejected(tx, organisation, id, &rejected(row, reason))?;
                tally.failed += 1;
            }
        }
        if tx.should_yield() {
            break;
        }
    }
    contacts.settle(tx, actor)?;
    let worked = tally.total();
    progress.notes = names::told(&names.made, told);
    if !made.is_empty() {
        upload_rows::insert_part(tx, organisation, id, done + 1, made.trim_end())?;
    }
    if !upload_work::advance(tx, organisation, id, done, &progress, lease_from(tx.now()))? {
        tracing::info!(upload = id.0, "another worker goes on with this upload, or somebody stopped it");
        return Err(LeadError::Busy);
    }
    lead_sets::leave_apart(tx, organisation)?;
    let worked = usize::try_from(worked).map_err(|error| internal(&error.to_string()))?;
    Ok((worked, progress.notes.lines().count()))
}
