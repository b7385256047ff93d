//! Put back what events changed, each where nobody else has come between: stage, reason, agent, group, service, list, campaign, labels,
//! facts, the organisation's own fields and what wires keep. Told as `undone`, which can be undone itself. Creations, comments, bookings
//! and deletions are not undone here. Called by the pages and the house's own API.

use super::difference::{CUSTOM_FIELD, NAMED_EVENT};
use super::many_leads::{Outcome, Outcomes, outcome, refuse_too_many};
use super::update_lead::{Entered, Restoring, change_lead};
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::events::NAMED_IMPORT;
use crate::store::{events, leads};
use leadhub_model::event::{Event, EventKind};
use leadhub_model::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

const NOT_UNDONE: RefusalReason =
    RefusalReason::Unfit("tells of nothing that can be put back: change the lead instead");

/// Of each pair what became of it, in the order of the leads' ids.
pub fn undo(tx: &mut Tx, actor: &Actor, pairs: &[(LeadId, EventId)]) -> Result<Outcomes, LeadError> {
    refuse_too_many(pairs.len())?;
    let mut pairs = pairs.to_vec();
    // As every change to many does, so that two at once do not wait for each other in a ring.
    pairs.sort_by_key(|(lead, _)| *lead);
    pairs.into_iter().map(|(lead, event)| Ok((lead, undo_one(tx, actor, lead, event)?))).collect()
}

fn undo_one(tx: &mut Tx, actor: &Actor, id: LeadId, event: EventId) -> Result<Outcome, LeadError> {
    restore(tx, actor, id, event, |later| later.who() == actor.who())
}

/// Puts back what an event changed, if all that came after it is one's own.
pub(crate) fn restore(
    tx: &mut Tx,
    actor: &Actor,
    id: LeadId,
    event: EventId,
    is_own: impl Fn(&Event) -> bool,
) -> Result<Outcome, LeadError> {
    let Some(seen) = leads::find_lead(tx, actor, id)? else {
        return Ok(Outcome::Refused(LeadError::NotFound(Resource::Lead)));
    };
    let events = events::list_events(tx, actor, id)?;
    let Some(at) = events.iter().position(|known| known.id == event) else {
        return Ok(Outcome::Refused(LeadError::NotFound(Resource::Event)));
    };
    if let Some(between) = events[at + 1..].iter().find(|later| is_change(later) && !is_own(later)) {
        return Ok(Outcome::Overtaken(Box::new(between.clone())));
    }
    let Some((change, dialect)) = before(&events[at]) else {
        return Ok(Outcome::Refused(LeadError::refused(Field::Event, NOT_UNDONE)));
    };
    // Whoever changes it after this look came between after all: then it is looked at again.
    let change = LeadChange { expected_version: Some(seen.version), ..change };
    let entered = change.stage.and_then(|stage| entered(&events, at, stage));
    let restoring = Restoring { event, dialect: dialect.as_deref(), entered };
    match change_lead(tx, actor, id, &change, Some(&restoring)) {
        Err(LeadError::Stale(_)) => Err(tx.run_again("the lead changed under its undo")),
        changed => outcome(changed.map(|(_, event)| event)),
    }
}

/// To see a contact changes nothing.
pub(crate) fn is_change(event: &Event) -> bool {
    event.kind != EventKind::Revealed.code()
}

/// The change that gives back what was before an event, and the wire whose extras it has; `None` where an event changed what cannot be
/// given back.
fn before(event: &Event) -> Option<(LeadChange, Option<String>)> {
    if ![EventKind::Updated.code(), EventKind::Undone.code()].contains(&event.kind.as_str()) {
        return None;
    }
    let (mut change, mut dialect) = (LeadChange::default(), None);
    for (name, values) in event.change.as_object()? {
        let before = values.get(0)?;
        if let Some(fact) = Fact::ALL.iter().find(|fact| fact.column() == name) {
            change.facts.push((*fact, before.as_str().map(str::to_owned)));
            continue;
        }
        let unlinked = &mut change.unlinked;
        match name.as_str() {
            NAMED_EVENT | NAMED_IMPORT => {}
            "stage" => change.stage = Some(read(before)?),
            "reason" => change.reason = linked(before, Link::Reason, unlinked)?,
            "agent" => change.agent = linked(before, Link::Agent, unlinked)?,
            "group" => change.group = linked(before, Link::Group, unlinked)?,
            "service" => change.service = linked(before, Link::Service, unlinked)?,
            "list" => change.list = linked(before, Link::List, unlinked)?,
            "campaign" => change.campaign = linked(before, Link::Campaign, unlinked)?,
            "source" => change.source = linked(before, Link::Source, unlinked)?.map(SourceRef::Id),
            "score" => change.score = linked(before, Link::Score, unlinked)?,
            "meeting_at" => change.meeting_at = linked(before, Link::Meeting, unlinked)?,
            "after_day" => change.after_day = Some(read(before)?),
            "called_count" => change.called_count = Some(read(before)?),
            "labels" => change.labels = Some(read(before)?),
            _ => match (name.strip_prefix(CUSTOM_FIELD), name.split_once('.')) {
                (Some(id), _) => {
                    let value = CustomValue { field: CustomFieldId(id.parse().ok()?), value: read(before)? };
                    change.custom_values.push(value);
                }
                (None, Some((wire, key))) => {
                    dialect = Some(wire.to_owned());
                    change.extras.insert(key.to_owned(), before.clone());
                }
                (None, None) => return None,
            },
        }
    }
    Some((change, dialect))
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

/// What a lead pointed to before; `Some(None)` where that was nothing.
fn linked<T: DeserializeOwned>(before: &Value, link: Link, unlinked: &mut Vec<Link>) -> Option<Option<T>> {
    if before.is_null() {
        unlinked.push(link);
    }
    read(before)
}

/// How the lead came into the stage in which it stood before the event at this place. An undo put it there as of when it was there before.
fn entered(events: &[Event], mut place: usize, stage: StageId) -> Option<Entered> {
    loop {
        let moved = |event: &Event| event.change.get("stage")?.get(1).and_then(read::<StageId>);
        place = events[..place].iter().rposition(|event| moved(event) == Some(stage))?;
        let event = &events[place];
        if event.kind != EventKind::Undone.code() {
            let from = event.change["stage"].get(0).and_then(read);
            return Some(Entered { from, at: event.at, by: event.agent });
        }
        let undone: EventId = read(event.change.get(NAMED_EVENT)?.get(1)?)?;
        place = events[..place].iter().position(|event| event.id == undone)?;
    }
}
