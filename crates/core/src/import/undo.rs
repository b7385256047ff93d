//! What an import made is taken back, the last row first: leads that it created are deleted, those that it changed get back what they had.
//! A lead that anybody touched since stays as it is and is named. A job: after a crash it goes on where it was. Each step is told on the
//! lead's timeline, by whoever asked for it.

use super::work::{lease_from, paused_meanwhile};
use crate::actions::{Outcome, delete_lead, is_change, restore};
use crate::actor::Actor;
use crate::hub::Hub;
use crate::store::engine::{Failure, Tx};
use crate::store::events::{import_of, list_events};
use crate::store::upload_work::Lease;
use crate::store::{leads, upload_rows, upload_work, uploads};
use leadhub_model::event::Event;
use leadhub_model::upload::{LeftLead, Upload, UploadState};
use leadhub_model::{EventId, LeadError, LeadId, UploadId};
use std::sync::Arc;

/// Stands for the event of a row that only added a comment, which is never taken back.
pub const NO_EVENT: EventId = EventId(0);

/// Works an undo to its end, for an actor that is marked with the upload.
pub fn run(hub: &Hub, lease: &Lease, upload: &Upload, actor: &Arc<Actor>) -> Result<(), LeadError> {
    let mut done = upload.taken_back + upload.left_alone;
    loop {
        let (by, held) = (Arc::clone(actor), lease.clone());
        match hub.write_behind_blocking(move |tx| take_back_some(tx, &by, &held, done)) {
            Ok(Some(more)) => done += more,
            Ok(None) => return Ok(()),
            Err(error) => return paused_meanwhile(hub, lease.organisation, lease.id, error),
        }
    }
}

/// As many as fit into one short transaction, from the end of the last part; `None` when none is left.
fn take_back_some(tx: &mut Tx, actor: &Actor, lease: &Lease, done: i64) -> Result<Option<i64>, LeadError> {
    if upload_work::hold(tx, lease)?.is_none() {
        return Err(LeadError::Busy);
    }
    let Lease { organisation, id, .. } = *lease;
    let Some((first_row, made)) = upload_rows::find_last_part(tx, organisation, id)? else {
        uploads::turn(tx, actor, id, &[UploadState::Waiting], UploadState::Undone)?;
        return Ok(None);
    };
    let mut items: Vec<&str> = made.split_ascii_whitespace().collect();
    let (mut taken_back, mut left_alone) = (0, 0);
    while let Some(item) = items.pop() {
        let (lead, event) = read(item)?;
        let left = match event {
            None => take_back_created(tx, actor, id, lead)?,
            Some(NO_EVENT) => leave_commented(tx, actor, lead)?,
            Some(event) => take_back_changed(tx, actor, id, (lead, event))?,
        };
        match left {
            None => taken_back += 1,
            Some((reason, reason_vi)) => {
                upload_rows::insert_left(tx, organisation, id, &LeftLead { lead, reason, reason_vi })?;
                left_alone += 1;
            }
        }
        if tx.should_yield() {
            break;
        }
    }
    upload_rows::shorten_part(tx, organisation, id, first_row, &items.join(" "))?;
    let leased_until = lease_from(tx.now());
    if !upload_work::advance_undo(tx, organisation, id, done, (taken_back, left_alone), leased_until)? {
        return Err(LeadError::Busy);
    }
    Ok(Some(taken_back + left_alone))
}

/// `12`, `12:34`, or `12:0` where nothing can be put back.
fn read(item: &str) -> Result<(LeadId, Option<EventId>), Failure> {
    let (lead, event) = item.split_once(':').map_or((item, None), |(lead, event)| (lead, Some(event)));
    let number = |text: &str| text.parse::<i64>().map_err(|_| Failure::Bug(format!("no lead is called '{item}'")));
    Ok((LeadId(number(lead)?), event.map(number).transpose()?.map(EventId)))
}

/// Why something was left alone, in English and in Vietnamese.
type Left = Option<(String, String)>;

fn take_back_created(tx: &mut Tx, actor: &Actor, id: UploadId, lead: LeadId) -> Result<Left, LeadError> {
    if leads::lock_lead(tx, actor, lead)?.is_none() {
        return Ok(gone());
    }
    let events = list_events(tx, actor, lead)?;
    if let Some(other) = events.iter().find(|event| is_change(event) && import_of(event) != Some(id)) {
        return Ok(touched(other));
    }
    delete_lead(tx, actor, lead)?;
    Ok(None)
}

fn take_back_changed(
    tx: &mut Tx,
    actor: &Actor,
    id: UploadId,
    (lead, event): (LeadId, EventId),
) -> Result<Left, LeadError> {
    Ok(match restore(tx, actor, lead, event, |later| import_of(later) == Some(id))? {
        Outcome::Changed(_) | Outcome::Unchanged => None,
        Outcome::Overtaken(other) => touched(&other),
        Outcome::Refused(LeadError::NotFound(_)) => gone(),
        Outcome::Refused(error) => Some((error.to_string(), format!("không hoàn lại được: {error}"))),
    })
}

fn leave_commented(tx: &mut Tx, actor: &Actor, lead: LeadId) -> Result<Left, LeadError> {
    if leads::lock_lead(tx, actor, lead)?.is_none() {
        return Ok(gone());
    }
    let (en, vi) = ("only a comment was added to it, which stays", "chỉ được thêm ghi chú, ghi chú này vẫn còn");
    Ok(Some((en.to_owned(), vi.to_owned())))
}

fn gone() -> Left {
    Some(("it was deleted since".to_owned(), "đã bị xoá từ trước".to_owned()))
}

fn touched(event: &Event) -> Left {
    let (kind, id) = (&event.kind, event.id);
    Some((
        format!("somebody touched it since: event {id}, {kind}"),
        format!("đã có người động tới sau khi nhập: sự kiện {id}, {kind}"),
    ))
}
