//! Change a lead: merge what is given, move it through the pipeline or to another person, and write the timeline with what
//! was before and after. What the caller's wire cannot express stays as it is.

use super::book::refuse_second;
use super::check::{Ids, check, expect_version, keep_homes};
use super::create_lead::{conversion, stored};
use super::difference::{NAMED_EVENT, change_custom_values, change_labels, difference};
use super::identify::{Contacts, identify};
use super::source::{self, Resolved};
use super::whose::{moved, new_phone};
use crate::actor::Actor;
use crate::store::engine::{Failure, Tx};
use crate::store::ids::next_ids;
use crate::store::reference::stages;
use crate::store::{bookings, comments, events, first_touch, leads, persons};
use leadhub_model::event::EventKind;
use leadhub_model::person::ContactKind;
use leadhub_model::*;
use serde_json::{Map, Value, json};

pub fn update_lead(tx: &mut Tx, actor: &Actor, id: LeadId, change: &LeadChange) -> Result<Lead, LeadError> {
    Ok(change_lead(tx, actor, id, change, None)?.0)
}

/// As `update_lead`; gives the event that tells what is different, if anything is: `undo` takes it back.
pub fn edit_lead(tx: &mut Tx, actor: &Actor, id: LeadId, change: &LeadChange) -> Result<Option<EventId>, LeadError> {
    Ok(change_lead(tx, actor, id, change, None)?.1)
}

/// A change that puts back what an event changed.
pub(crate) struct Restoring<'r> {
    pub event: EventId,
    /// Whose extras the change has, where that is not the actor's wire.
    pub dialect: Option<&'r str>,
    /// How the lead came into the stage that it goes back to, where the timeline tells.
    pub entered: Option<Entered>,
}

/// When a lead entered its stage, from which, and who moved it.
pub(crate) struct Entered {
    pub from: Option<StageId>,
    pub at: Moment,
    pub by: Option<AgentId>,
}

/// As `update_lead`; gives also the event that tells what is different, if anything is.
pub(crate) fn change_lead(
    tx: &mut Tx,
    actor: &Actor,
    id: LeadId,
    change: &LeadChange,
    restoring: Option<&Restoring>,
) -> Result<(Lead, Option<EventId>), LeadError> {
    let gone = LeadError::NotFound(Resource::Lead);
    let seen = leads::find_lead(tx, actor, id)?.ok_or(gone.clone())?;
    let completed = completed(&seen, change);
    let change = completed.as_ref().unwrap_or(change);
    let facts = change.facts.iter().filter_map(|(fact, text)| Some((*fact, text.as_deref()?)));
    let stage = check(tx, actor, &ids_of(change), facts, false)?;
    keep_homes(tx, actor, change.list, change.campaign)?;
    // Before any person is held: a new word waits for the organisation.
    let Resolved { id: source, word } = source::resolve(tx, actor, change.source.as_ref(), change.list.or(seen.list))?;
    let fresh = PersonId(next_ids(tx, actor, 1)?);
    // Keys of persons are locked before leads, here as everywhere.
    let moved_to = move_person(tx, actor, &seen, change, fresh)?;
    let before = leads::lock_lead(tx, actor, id)?.ok_or(gone)?;
    if moved_on(&seen, &before) {
        // A parallel update decided on the person meanwhile: this one is decided anew.
        return Err(tx.run_again("the lead's contacts changed under the change"));
    }
    expect_version(before.version, change.expected_version)?;
    let mut lead = before.clone();
    for (fact, text) in &change.facts {
        lead.facts.set(*fact, text.clone());
    }
    lead.agent = change.agent.or(lead.agent);
    lead.group = change.group.or(lead.group);
    lead.service = change.service.or(lead.service);
    lead.campaign = change.campaign.or(lead.campaign);
    lead.list = change.list.or(lead.list);
    lead.source = source.or(lead.source);
    lead.score = change.score.or(lead.score);
    lead.meeting_at = change.meeting_at.or(lead.meeting_at);
    lead.after_day = change.after_day.unwrap_or(lead.after_day);
    lead.called_count = change.called_count.unwrap_or(lead.called_count);
    // Whoever works lists sees what is in one.
    lead.withdrawn_at = lead.withdrawn_at.filter(|_| lead.list.is_none());
    for link in &change.unlinked {
        unlink(&mut lead, *link);
    }
    if let Some((stage, kind)) = stage {
        enter(tx, actor, &mut lead, (stage, kind), restoring.and_then(|restoring| restoring.entered.as_ref()));
    }
    set_reason(tx, actor, &mut lead, stage.map(|(_, kind)| kind), change.reason)?;
    let dialect = restoring.and_then(|restoring| restoring.dialect).unwrap_or(&actor.dialect);
    merge_extras(&mut lead.extras, dialect, &change.extras);
    if let Some(word) = word {
        merge_extras(&mut lead.extras, dialect, &Map::from_iter([(source::WORD.to_owned(), word.into())]));
    }
    // Not the person seen before the lock: a parallel update may have moved the lead.
    lead.person = moved_to.unwrap_or(lead.person);
    if let Some(comment) = &change.comment {
        lead.last_comment = Some(comment.body.clone());
        let stored = stored(tx, actor, comment)?;
        comments::insert(tx, actor, id, &stored);
        events::tell(tx, actor, id, EventKind::Commented, &json!({ "comment": [null, comment.body] }))?;
    }
    let mut difference = difference(&before, &lead);
    change_labels(tx, actor, id, change.labels.as_deref(), &mut difference)?;
    change_custom_values(tx, actor, id, &change.custom_values, &mut difference)?;
    let unmoved = before.person == lead.person;
    if difference.is_empty() && change.comment.is_none() && unmoved {
        // Nothing changed, so nothing is told: a repeated request does not look like news.
        return Ok((before, None));
    }
    keep(tx, actor, &before, &mut lead)?;
    if !unmoved {
        move_bookings(tx, actor, &lead)?;
        let moved = json!({ "person": [before.person, lead.person] });
        events::tell(tx, actor, id, EventKind::PersonChanged, &moved)?;
    }
    if difference.is_empty() {
        return Ok((lead, None));
    }
    let kind = match restoring {
        Some(restoring) => {
            difference.insert(NAMED_EVENT.to_owned(), json!([null, restoring.event]));
            EventKind::Undone
        }
        None => EventKind::Updated,
    };
    let event = events::tell(tx, actor, id, kind, &Value::Object(difference))?;
    Ok((lead, Some(event)))
}

/// Writes a lead about which somebody did something, as a new version that whoever follows leads is told of.
pub(super) fn keep(tx: &mut Tx, actor: &Actor, before: &Lead, lead: &mut Lead) -> Result<(), Failure> {
    first_touch::set(tx, actor, lead);
    lead.version += 1;
    lead.updated_at = tx.now();
    leads::rewrite(tx, actor, before, lead)
}

/// A change that brings another address or campaign, with what that says of the source; `None` where it brings none.
fn completed(seen: &Lead, change: &LeadChange) -> Option<LeadChange> {
    if !change.facts.iter().any(|(fact, _)| matches!(fact, Fact::RefUrl | Fact::UtmSource)) {
        return None;
    }
    let mut change = change.clone();
    utm::complete_change(&seen.facts, &mut change.facts);
    let sent = change.facts.iter().find(|(fact, _)| *fact == Fact::UtmSource).and_then(|(_, text)| text.as_deref());
    let new = sent.filter(|text| seen.facts.get(Fact::UtmSource) != Some(text));
    change.source = change.source.or_else(|| SourceRef::word(new?));
    Some(change)
}

/// Whom the change moves the lead to: a new phone moves it to the person of that number (decision X9), but for some first ones (X11).
fn move_person(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Lead,
    change: &LeadChange,
    fresh: PersonId,
) -> Result<Option<PersonId>, LeadError> {
    let mut facts = lead.facts.clone();
    for (fact, text) in &change.facts {
        facts.set(*fact, text.clone());
    }
    let (before, after) = (Contacts::of(&lead.facts), Contacts::of(&facts));
    let Some(is_new_phone) = new_phone(&before, &after) else { return Ok(None) };
    let owner = match after.phone() {
        Some(phone) if is_new_phone => persons::find_owner(tx, actor, ContactKind::Phone, phone)?,
        _ => None,
    };
    let has_phone = |person| has_phone(tx, actor, person);
    let (owned, said) = ((lead.person, owner), (is_new_phone, change.believes_email));
    let (moves, after) = moved((&before, after), owned, said, has_phone)?;
    let known = if moves { None } else { Some(lead.person) };
    let person = identify(tx, actor, &after, known, fresh, facts.get(Fact::Name))?;
    if moves {
        persons::lock_person(tx, actor, person)?;
    }
    Ok(moves.then_some(person))
}

fn has_phone(tx: &mut Tx, actor: &Actor, person: PersonId) -> Result<bool, Failure> {
    Ok(persons::find_contact(tx, actor, person, ContactKind::Phone)?.is_some())
}

fn moved_on(seen: &Lead, locked: &Lead) -> bool {
    let contacts = |lead: &Lead| Contacts::of(&lead.facts);
    seen.person != locked.person || contacts(seen) != contacts(locked)
}

/// Bookings go with their lead, unless the new person has one in effect with the same brand.
fn move_bookings(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), LeadError> {
    let now = tx.now();
    for booking in bookings::list_of_lead(tx, actor, lead.id)? {
        // One whose day is over is not carried along as if it were in effect.
        bookings::end_past(tx, actor, booking.person, booking.brand)?;
        if booking.is_in_effect(now) {
            refuse_second(tx, actor, lead.person, booking.brand, booking.id)?;
        }
    }
    Ok(bookings::move_to_person(tx, actor, lead.id, lead.person)?)
}

fn unlink(lead: &mut Lead, link: Link) {
    match link {
        Link::Agent => lead.agent = None,
        Link::Group => lead.group = None,
        Link::Service => lead.service = None,
        Link::List => lead.list = None,
        Link::Campaign => lead.campaign = None,
        Link::Reason => lead.reason = None,
        Link::Source => lead.source = None,
        Link::Score => lead.score = None,
        Link::Meeting => lead.meeting_at = None,
    }
}

/// A stage that is gone back to was entered when it was entered before.
fn enter(tx: &Tx, actor: &Actor, lead: &mut Lead, (stage, kind): (StageId, StageKind), before: Option<&Entered>) {
    if stage == lead.stage {
        return;
    }
    lead.previous_stage = before.map_or(Some(lead.stage), |before| before.from);
    lead.stage = stage;
    lead.conversion = conversion(tx, actor, kind);
    if let (Some(conversion), Some(before)) = (&mut lead.conversion, before) {
        (conversion.at, conversion.by) = (before.at, before.by);
    }
}

/// A reason belongs to an unqualified lead only; elsewhere it is ignored, and leaving the stage clears it (decision B18).
fn set_reason(
    tx: &mut Tx,
    actor: &Actor,
    lead: &mut Lead,
    entered: Option<StageKind>,
    reason: Option<ReasonId>,
) -> Result<(), Failure> {
    if entered.is_none() && reason.is_none() {
        return Ok(());
    }
    let kind = match entered {
        Some(kind) => Some(kind),
        None => stages::find_stage(tx, actor, lead.stage)?.map(|stage| stage.kind),
    };
    lead.reason = match kind {
        Some(StageKind::Unqualified) => reason.or(lead.reason),
        _ => None,
    };
    Ok(())
}

pub(super) fn merge_extras(kept: &mut LeadExtras, dialect: &str, extras: &Map<String, Value>) {
    if extras.is_empty() {
        return;
    }
    let own = kept.entry(dialect).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(own) = own {
        for (key, value) in extras {
            match value {
                Value::Null => own.remove(key),
                value => own.insert(key.clone(), value.clone()),
            };
        }
    }
}

fn ids_of(change: &LeadChange) -> Ids<'_> {
    Ids {
        stage: change.stage,
        list: change.list,
        reason: change.reason,
        agent: change.agent,
        group: change.group,
        service: change.service,
        campaign: change.campaign,
        source: change.source.as_ref(),
        labels: change.labels.as_deref().unwrap_or_default(),
        custom_values: &change.custom_values,
        comment: change.comment.as_ref(),
        ..Ids::default()
    }
}
