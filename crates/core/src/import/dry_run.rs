//! Every row of a file judged as the import would, against the store and against the rows before it; nothing written but what was found.
//! Rows whose lead stands in the file more than once are played through in memory, so a file full of repetitions costs memory for those alone.

use super::file::File;
use super::judge::Work;
use super::keys::keys_of;
use super::lead_state::{LeadState, is_unqualified};
use super::names::{self, Names};
use super::persons;
use super::played::{Looked, Played};
use super::repeated::Repeated;
use super::work::{BATCH, rejected};
use crate::actions::{Contacts, check_new};
use crate::actor::Actor;
use crate::store::duplicates::list_known;
use crate::store::engine::Db;
use crate::store::upload_work::{Lease, Progress};
use crate::store::{leads, upload_rows, upload_work};
use leadhub_intake::{CsvRows, Reason, Row};
use leadhub_model::upload::{OnDuplicate, RejectedRow};
use leadhub_model::{Facts, LeadError, LeadId, Moment};
use std::sync::Arc;

/// What the import would do with the rows, and what is wrong with the file as a whole, if anything is.
pub fn run(file: &mut File, actor: &Arc<Actor>, work: &mut Work) -> Result<(Progress, Option<String>), LeadError> {
    let mut progress = Progress::default();
    let mut rows = match file.open() {
        Ok(rows) => rows,
        Err(fault) => return Ok((progress, Some(fault))),
    };
    work.check_header(rows.header());
    let work = Arc::new(work.clone());
    let repeated = look_through(file, &mut rows, &work)?;
    let Ok(mut rows) = file.open() else { return Ok((progress, None)) };
    let mut played = Played::new(repeated, file.hub.clone(), actor);
    let mut fault = None;
    loop {
        let batch = if fault.is_none() { batch_of(&mut rows, &mut fault) } else { Vec::new() };
        if batch.is_empty() {
            let unusable = work.unusable.as_ref().map(|reason| reason.en.clone());
            progress.notes = names::told(&played.names.made, 0);
            return Ok((progress, fault.or(unusable)));
        }
        let batch: Arc<[Row]> = batch.into();
        let (looked, stored) = {
            let (work, actor, batch, now) = (Arc::clone(&work), Arc::clone(actor), Arc::clone(&batch), file.hub.now());
            file.hub.read_blocking(move |db| {
                let mut names = Names::knowing(work.plan.new_list.as_ref());
                let looked = batch.iter().map(|row| look(db, &actor, &work, &mut names, (row, now)));
                let looked = looked.collect::<Result<Vec<_>, LeadError>>()?;
                let leads = looked.iter().flatten().map(|looked| Contacts::of(&looked.new.facts));
                let asked = leads.flat_map(|contacts| contacts.keys().cloned().collect::<Vec<_>>()).collect();
                Ok((looked, persons::stored(db, &actor, asked)?))
            })?
        };
        let mut refused = Vec::new();
        played.persons.look(stored);
        file.tried(progress.tally)?;
        for (row, looked) in batch.iter().zip(looked) {
            if let Err(reason) = played.play(&work, looked, row, &mut progress)? {
                progress.tally.failed += 1;
                refused.push(rejected(row, reason));
            }
        }
        keep(file, refused)?;
    }
}

fn keep(file: &File, refused: Vec<RejectedRow>) -> Result<(), LeadError> {
    if refused.is_empty() {
        return Ok(());
    }
    let lease = file.lease.clone();
    file.hub.write_behind_blocking(move |tx| {
        if upload_work::hold(tx, &lease)?.is_none() {
            return Err(LeadError::Busy);
        }
        let Lease { organisation, id, .. } = lease;
        for row in &refused {
            upload_rows::insert_rejected(tx, organisation, id, row)?;
        }
        Ok(())
    })
}

/// The next rows, up to what is wrong with the file.
fn batch_of(rows: &mut CsvRows, fault: &mut Option<String>) -> Vec<Row> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH {
        match rows.next() {
            Some(Ok(row)) => batch.push(row),
            Some(Err(say)) => {
                *fault = Some(say);
                break;
            }
            None => break,
        }
    }
    batch
}

/// What stands in the file more than once. Keeps how many rows there are.
fn look_through(file: &File, rows: &mut CsvRows, work: &Arc<Work>) -> Result<Repeated, LeadError> {
    let (mut repeated, mut count, mut fault) = (Repeated::default(), 0, None);
    while fault.is_none() {
        let batch = batch_of(rows, &mut fault);
        if batch.is_empty() {
            break;
        }
        for _ in &batch {
            count += 1;
            file.live(count)?;
        }
        let by = Arc::clone(work);
        // As a job of the store's, where a fault of the program is told and ends no worker.
        let all: Vec<Facts> = file.hub.read_blocking(move |_| {
            Ok(batch.iter().filter_map(|row| by.read(row).ok()).map(|read| read.lead.facts).collect())
        })?;
        all.iter().for_each(|facts| look_at(&mut repeated, work, facts));
    }
    file.read_error.check()?;
    file.keep_shape(rows.header(), count)?;
    Ok(repeated)
}

fn look_at(repeated: &mut Repeated, work: &Work, facts: &Facts) {
    Contacts::of(facts).all().for_each(|contact| repeated.look_at(contact));
    if work.plan.duplicates.then != OnDuplicate::Create {
        for (by, keys) in keys_of(facts, &work.plan.duplicates.by) {
            keys.iter().for_each(|key| repeated.look_at(&(by.code(), key)));
        }
    }
}

/// Of the leads that one key finds so many are looked at: one that a row above takes the key from leaves it to the next.
const BEARERS: usize = 50;

fn look(
    db: &mut Db,
    actor: &Actor,
    work: &Work,
    names: &mut Names,
    (row, now): (&Row, Moment),
) -> Result<Result<Looked, Reason>, LeadError> {
    let read = match work.read(row) {
        Ok(read) => read,
        Err(reason) => return Ok(Err(reason)),
    };
    let (mut new, plan) = (read.lead, &work.plan.duplicates);
    let mut known = Vec::new();
    if plan.then != OnDuplicate::Create {
        for (by, keys) in keys_of(&new.facts, &plan.by) {
            let mut states = Vec::new();
            for id in list_known(db, actor, by, &keys, work.among())?.into_iter().take(BEARERS) {
                states.extend(state_of(db, actor, id, now)?);
            }
            known.push((by, keys, states));
        }
    }
    let mut named = names.resolve(db, actor, &read.names, (&mut new, work.plan.makes_names))?;
    if named.is_ok()
        && let Err(error) = check_new(db, actor, &new)
    {
        match error {
            LeadError::Refused(refusal) => named = Err(Reason::refused(&refusal)),
            other => return Err(other),
        }
    }
    let enters_unqualified = is_unqualified(db, actor, new.stage)?;
    let new_source = Names::new_source(db, actor, new.source.as_ref())?;
    Ok(Ok(Looked { new, known, names: named, enters_unqualified, new_source }))
}

fn state_of(db: &mut Db, actor: &Actor, id: LeadId, now: Moment) -> Result<Option<LeadState>, LeadError> {
    Ok(match leads::find_lead(db, actor, id)? {
        Some(lead) => Some(LeadState::of(db, actor, &lead, now)?),
        None => None,
    })
}
