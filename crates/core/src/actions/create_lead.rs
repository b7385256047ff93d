//! Create a lead: find or make its person, check what it points to, write it with its labels, values, comment and timeline,
//! all in the caller's transaction. Called by every wire and by the importer.

use super::check::{Ids, check, keep_homes};
use super::identify::{Contacts, identify_among};
use super::known_contacts::KnownContacts;
use super::source::{self, Resolved};
use crate::actor::{Actor, Sees};
use crate::store::engine::{Db, Failure, Tx};
use crate::store::ids::next_ids;
use crate::store::reference::{custom_fields, labels};
use crate::store::{comments, events, leads, persons};
use leadhub_model::event::EventKind;
use leadhub_model::*;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

pub(crate) use crate::store::ids::IDS;

const LEAD_NUMBERS: &str = "lead_number";

pub fn create_lead(tx: &mut Tx, actor: &Actor, new: NewLead) -> Result<Lead, LeadError> {
    create_lead_among(tx, actor, new, None)
}

/// As `create_lead`, one of many: whose contacts are whose was looked up for the batch.
pub(crate) fn create_lead_among(
    tx: &mut Tx,
    actor: &Actor,
    new: NewLead,
    batch: Option<&mut KnownContacts>,
) -> Result<Lead, LeadError> {
    check_person(tx, actor, new.person)?;
    let id = reserve(tx, actor)?;
    create(tx, actor, new, id, batch)
}

/// A person whom a caller names is one that it sees.
pub(super) fn check_person(db: &mut Db, actor: &Actor, person: Option<PersonId>) -> Result<(), LeadError> {
    match person.filter(|_| !actor.sees.is_all()) {
        Some(person) if persons::find_person(db, actor, person)?.is_none() => {
            Err(LeadError::refused(Field::Person, RefusalReason::Unknown))
        }
        _ => Ok(()),
    }
}

/// Who sees only what is her own sees what she creates: it is hers unless it goes to somebody.
fn agent_of(actor: &Actor, new: &NewLead) -> Option<AgentId> {
    match &actor.sees {
        Sees::Own { agent, .. } if new.group.is_none() => new.agent.or(Some(*agent)),
        _ => new.agent,
    }
}

/// The number of a lead to be made. The one behind it is its person's.
pub(super) fn reserve(tx: &mut Tx, actor: &Actor) -> Result<LeadId, LeadError> {
    Ok(LeadId(next_ids(tx, actor, 2)?))
}

/// Creates the lead under a number that was reserved for it.
pub(super) fn create_numbered(tx: &mut Tx, actor: &Actor, new: NewLead, id: LeadId) -> Result<Lead, LeadError> {
    create(tx, actor, new, id, None)
}

fn create(
    tx: &mut Tx,
    actor: &Actor,
    mut new: NewLead,
    id: LeadId,
    batch: Option<&mut KnownContacts>,
) -> Result<Lead, LeadError> {
    utm::complete(&mut new.facts);
    let stage = check(tx, actor, &ids_of(&new), new.facts.iter(), new.stage.is_none())?;
    let (stage, kind) = stage.ok_or(LeadError::refused(Field::Stage, RefusalReason::Unknown))?;
    keep_homes(tx, actor, new.list, new.campaign)?;
    // Before any person is held: a new word waits for the organisation.
    let named = new.source.take().or_else(|| source::of_facts(&new.facts));
    let Resolved { id: source, word } = source::resolve(tx, actor, named.as_ref(), new.list)?;
    let number = tx.next_of_block(actor.organisation_id(), LEAD_NUMBERS, 1, 1)?;
    let contacts = Contacts::of(&new.facts).believing_email(new.believes_email);
    let fresh = (fresh_person(id), new.facts.get(Fact::Name));
    let person = identify_among(tx, actor, &contacts, new.person, fresh, batch)?;
    let now = tx.now();
    let agent = agent_of(actor, &new);
    let mut lead = Lead {
        id,
        uuid: tx.new_uuid(),
        number,
        person,
        facts: new.facts,
        stage,
        previous_stage: None,
        reason: new.reason.filter(|_| kind == StageKind::Unqualified),
        conversion: conversion(tx, actor, kind),
        agent,
        group: new.group,
        service: new.service,
        list: new.list,
        campaign: new.campaign,
        source,
        score: new.score,
        meeting_at: new.meeting_at,
        last_comment: new.comment.as_ref().map(|comment| comment.body.clone()),
        after_day: new.after_day,
        called_count: new.called_count,
        last_call_at: None,
        first_touch_at: None,
        withdrawn_at: None,
        origin: actor.dialect.clone(),
        extras: LeadExtras::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    if let Some(word) = &word {
        new.extras.entry(source::WORD).or_insert_with(|| Value::from(word.as_str()));
    }
    if !new.extras.is_empty() {
        lead.extras.insert(actor.dialect.clone(), Value::Object(new.extras));
    }
    leads::insert(tx, actor, &lead)?;
    labels::insert_lead_labels(tx, actor, id, &new.labels);
    for value in &new.custom_values {
        custom_fields::set_custom_value(tx, actor, id, value)?;
    }
    if let Some(comment) = &new.comment {
        let comment = stored(tx, actor, comment)?;
        comments::insert(tx, actor, id, &comment);
    }
    events::tell(tx, actor, id, EventKind::Created, &Created { lead: &lead, labels: &new.labels, word })?;
    Ok(lead)
}

/// The number that a lead's person gets where nobody is known.
fn fresh_person(lead: LeadId) -> PersonId {
    PersonId(lead.0 + 1)
}

/// What `create_lead` refuses of a lead, without making one.
pub(crate) fn check_new(db: &mut Db, actor: &Actor, new: &NewLead) -> Result<(), LeadError> {
    check_person(db, actor, new.person)?;
    check(db, actor, &ids_of(new), new.facts.iter(), new.stage.is_none()).map(drop)
}

/// Whether a lead that was just created met a person who was known before.
pub(crate) fn met_known_person(lead: &Lead) -> bool {
    lead.person != fresh_person(lead.id)
}

/// Entering a final stage is a conversion by the acting agent (decision B16).
pub(super) fn conversion(tx: &Tx, actor: &Actor, kind: StageKind) -> Option<Conversion> {
    let converted = kind == StageKind::Converted;
    kind.is_final().then(|| Conversion { converted, at: tx.now(), by: actor.agent })
}

/// A comment without an author carries the integration's agent (decision B34).
pub(super) fn stored(tx: &mut Tx, actor: &Actor, comment: &NewComment) -> Result<Comment, Failure> {
    Ok(Comment {
        id: CommentId(next_ids(tx, actor, 1)?),
        body: comment.body.clone(),
        is_public: comment.is_public,
        author: comment.author.or(actor.agent),
        created_at: tx.now(),
    })
}

fn ids_of(new: &NewLead) -> Ids<'_> {
    Ids {
        stage: new.stage,
        person: new.person,
        reason: new.reason,
        agent: new.agent,
        group: new.group,
        service: new.service,
        list: new.list,
        campaign: new.campaign,
        source: new.source.as_ref(),
        labels: &new.labels,
        custom_values: &new.custom_values,
        comment: new.comment.as_ref(),
    }
}

/// What stands on the timeline: everything that the lead came with, each behind the nothing that was before.
struct Created<'l> {
    lead: &'l Lead,
    labels: &'l [LabelId],
    /// Of a source that there is none of.
    word: Option<String>,
}

impl Serialize for Created<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Created { lead, labels, word } = self;
        let mut change = serializer.serialize_map(None)?;
        for (fact, text) in lead.facts.iter() {
            change.serialize_entry(fact.column(), &((), text))?;
        }
        change.serialize_entry("stage", &((), lead.stage))?;
        let ids = [
            ("agent", lead.agent.map(|id| id.0)),
            ("group", lead.group.map(|id| id.0)),
            ("service", lead.service.map(|id| id.0)),
            ("list", lead.list.map(|id| id.0)),
            ("campaign", lead.campaign.map(|id| id.0)),
            ("source", lead.source.map(|id| id.0)),
            ("score", lead.score),
            ("meeting_at", lead.meeting_at.map(Moment::micros)),
        ];
        for (name, id) in ids.into_iter().filter(|(_, id)| id.is_some()) {
            change.serialize_entry(name, &((), id))?;
        }
        if let Some(word) = word {
            change.serialize_entry("source", &((), word))?;
        }
        if let Some(comment) = &lead.last_comment {
            change.serialize_entry("comment", &((), comment))?;
        }
        if !labels.is_empty() {
            change.serialize_entry("labels", &((), labels))?;
        }
        change.end()
    }
}
