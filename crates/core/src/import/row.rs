//! One row of a file inside a transaction: a lead is made, a known one filled or updated, or the row is refused. Verbs check before they
//! write, so a refused row leaves nothing behind. Called by the importer alone.

use super::judge::{Work, booked};
use super::keys::keys_of;
use super::lead_state::{LeadState, is_unqualified};
use super::names::Names;
use crate::actions::{Contacts, KnownContacts, change_lead, check_new, create_lead_among};
use crate::actor::Actor;
use crate::store::duplicates::find_known;
use crate::store::engine::Tx;
use crate::store::leads;
use leadhub_intake::{Named, ReadRow, Reason};
use leadhub_model::upload::OnDuplicate;
use leadhub_model::*;
use std::collections::VecDeque;

pub enum Made {
    Created(Box<Lead>),
    /// The event tells what changed, where that can be put back; of a comment alone it cannot.
    Changed(LeadId, Option<EventId>),
    /// Known, and left as it was.
    Skipped,
}

/// What became of the row, or why it was not taken.
pub fn work_row(
    tx: &mut Tx,
    actor: &Actor,
    work: &Work,
    (names, contacts): (&mut Names, &mut KnownContacts),
    read: ReadRow,
) -> Result<Result<Made, Reason>, LeadError> {
    let (mut new, then) = (read.lead, work.plan.duplicates.then);
    let known = if then == OnDuplicate::Create { None } else { find(tx, actor, work, &new.facts)? };
    if known.is_some() && then == OnDuplicate::Skip {
        return Ok(Ok(Made::Skipped));
    }
    let mut unknown: Vec<Named> = Vec::new();
    if !read.names.is_empty() {
        match names.resolve(tx, actor, &read.names, (&mut new, work.plan.makes_names))? {
            Ok(left) => unknown = left,
            Err(reason) => return Ok(Err(reason)),
        }
    }
    // A row that would be refused makes no names, and one of a known lead is judged as one of a new one.
    if (!unknown.is_empty() || known.is_some())
        && let Err(error) = check_new(tx, actor, &new)
    {
        return refused(error);
    }
    if let (false, Some((_, campaign))) = (unknown.is_empty(), work.campaign) {
        names.make(tx, actor, (&unknown, campaign), &mut new)?;
    }
    let new_source = Names::new_source(tx, actor, new.source.as_ref())?;
    let made = match known {
        Some(lead) => change(tx, actor, lead, &new, then)?,
        None => match create_lead_among(tx, actor, new, Some(contacts)) {
            Ok(lead) => Ok(Made::Created(Box::new(lead))),
            Err(error) => refused(error)?,
        },
    };
    if let Some(source) = new_source {
        names.tell_source(tx, actor, &source)?;
    }
    Ok(made)
}

fn find(tx: &mut Tx, actor: &Actor, work: &Work, facts: &Facts) -> Result<Option<LeadId>, LeadError> {
    for (by, keys) in keys_of(facts, &work.plan.duplicates.by) {
        if let Some(lead) = find_known(tx, actor, by, &keys, work.among())? {
            return Ok(Some(lead));
        }
    }
    Ok(None)
}

fn change(
    tx: &mut Tx,
    actor: &Actor,
    id: LeadId,
    new: &NewLead,
    then: OnDuplicate,
) -> Result<Result<Made, Reason>, LeadError> {
    let lead = leads::find_lead(tx, actor, id)?.ok_or(LeadError::NotFound(Resource::Lead))?;
    let now = tx.now();
    let state = LeadState::of(tx, actor, &lead, now)?;
    let enters_unqualified = is_unqualified(tx, actor, new.stage)?;
    let Some(change) = state.change(new, then, enters_unqualified) else { return Ok(Ok(Made::Skipped)) };
    if state.moves_booking(&change) {
        return Ok(Err(booked()));
    }
    match change_lead(tx, actor, id, &change, None) {
        Ok((_, event)) => Ok(Ok(Made::Changed(id, event))),
        Err(error) => refused(error),
    }
}

/// What is wrong with the row is told with it; anything else stops the work.
fn refused(error: LeadError) -> Result<Result<Made, Reason>, LeadError> {
    match error {
        LeadError::Refused(refusal) => Ok(Err(Reason::refused(&refusal))),
        LeadError::BookingInEffect { .. } => Ok(Err(booked())),
        other => Err(other),
    }
}

/// Whose the contacts of the next rows are. Where known leads are looked for, each row asks the store for itself.
pub fn contacts_of(
    tx: &mut Tx,
    actor: &Actor,
    work: &Work,
    rows: &VecDeque<Result<ReadRow, Reason>>,
) -> Result<KnownContacts, LeadError> {
    if work.plan.duplicates.then != OnDuplicate::Create {
        return Ok(KnownContacts::default());
    }
    let leads: Vec<Contacts> = rows.iter().flatten().map(|read| Contacts::of(&read.lead.facts)).collect();
    Ok(KnownContacts::look(tx, actor, &leads)?)
}
