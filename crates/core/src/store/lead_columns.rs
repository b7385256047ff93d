//! The columns of the lead table, once: how a lead becomes bound values and how a row becomes a lead. Used by `leads.rs`
//! and `lead_filter.rs`; the text facts follow `Fact::ALL`, so a new fact needs a migration and nothing here.

use super::engine::{Failure, Insert, OnConflict, Row, Value};
use leadhub_model::phone::PhoneQuality;
use leadhub_model::*;
use std::sync::LazyLock;

/// Everything but the key, the organisation and the facts, in the order that `read` and `values` use.
const COLUMNS: &[&str] = &[
    "uuid",
    "number",
    "person_id",
    "stage_id",
    "previous_stage_id",
    "reason_id",
    "converted",
    "converted_at",
    "converted_by",
    "agent_id",
    "group_id",
    "service_id",
    "list_id",
    "campaign_id",
    "source_id",
    "score",
    "meeting_at",
    "last_comment",
    "after_day",
    "called_count",
    "last_call_at",
    "first_touch_at",
    "withdrawn_at",
    "origin",
    "extras",
    "version",
    "created_at",
    "updated_at",
];

fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().copied().chain(Fact::ALL.iter().map(|fact| fact.column()))
}

/// `lead.id, lead.uuid, …`: the select list that `read` expects, with every fact.
pub(crate) static SELECT: LazyLock<String> = LazyLock::new(|| select(Fact::ALL));

/// The select list that `read_with` expects.
pub(crate) fn select(facts: &[Fact]) -> String {
    let mut list = "lead.id".to_owned();
    for name in COLUMNS.iter().copied().chain(facts.iter().map(|fact| fact.column())) {
        list.push_str(", lead.");
        list.push_str(name);
    }
    list
}

/// Binds `values`, whose first one is the organisation.
pub(crate) static INSERT: LazyLock<Insert> = LazyLock::new(|| {
    let columns: Vec<&str> = ["id", "phone_quality"].into_iter().chain(names()).collect();
    Insert::new("lead", columns.leak(), OnConflict::RunAgain)
});

/// Binds `values`; rewrites every column of the row.
pub(crate) static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let sets: Vec<String> = names().enumerate().map(|(at, name)| format!("{name} = ${}", at + 4)).collect();
    format!("UPDATE lead SET phone_quality = $3, {} WHERE organisation_id = $1 AND id = $2", sets.join(", "))
});

/// How the lead's phone reads, as the column says it.
pub(crate) fn phone_quality(lead: &Lead) -> PhoneQuality {
    lead.read_phone().quality()
}

/// The bound values of `INSERT` and `UPDATE`.
pub(crate) fn values<'a>(organisation: OrganisationId, lead: &'a Lead) -> Vec<Value<'a>> {
    let conversion = lead.conversion.as_ref();
    let mut values = vec![
        organisation.into(),
        lead.id.into(),
        phone_quality(lead).code().into(),
        lead.uuid.into(),
        lead.number.into(),
        lead.person.into(),
        lead.stage.into(),
        lead.previous_stage.into(),
        lead.reason.into(),
        conversion.map(|conversion| conversion.converted).into(),
        conversion.map(|conversion| conversion.at).into(),
        conversion.and_then(|conversion| conversion.by).into(),
        lead.agent.into(),
        lead.group.into(),
        lead.service.into(),
        lead.list.into(),
        lead.campaign.into(),
        lead.source.into(),
        lead.score.into(),
        lead.meeting_at.into(),
        lead.last_comment.as_deref().into(),
        lead.after_day.into(),
        lead.called_count.into(),
        lead.last_call_at.into(),
        lead.first_touch_at.into(),
        lead.withdrawn_at.into(),
        lead.origin.as_str().into(),
        lead.extras.to_stored().into(),
        lead.version.into(),
        lead.created_at.into(),
        lead.updated_at.into(),
    ];
    values.extend(Fact::ALL.iter().map(|fact| Value::from(lead.facts.get(*fact))));
    values
}

/// Reads the select list `SELECT`.
pub(crate) fn read(row: &mut Row) -> Result<Lead, Failure> {
    read_with(Fact::ALL, row)
}

/// Reads a lead with these facts only. Such a lead is to be looked at, not to be written back.
pub(crate) fn read_with(facts: &[Fact], row: &mut Row) -> Result<Lead, Failure> {
    let mut lead = Lead {
        id: row.take()?,
        uuid: row.take()?,
        number: row.take()?,
        person: row.take()?,
        facts: Facts::default(),
        stage: row.take()?,
        previous_stage: row.take()?,
        reason: row.take()?,
        conversion: conversion(row)?,
        agent: row.take()?,
        group: row.take()?,
        service: row.take()?,
        list: row.take()?,
        campaign: row.take()?,
        source: row.take()?,
        score: row.take()?,
        meeting_at: row.take()?,
        last_comment: row.take()?,
        after_day: row.take()?,
        called_count: row.take()?,
        last_call_at: row.take()?,
        first_touch_at: row.take()?,
        withdrawn_at: row.take()?,
        origin: row.take()?,
        extras: extras(row)?,
        version: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
    };
    for fact in facts {
        if let Some(text) = row.take()? {
            lead.facts.set(*fact, Some(text));
        }
    }
    Ok(lead)
}

fn extras(row: &mut Row) -> Result<LeadExtras, Failure> {
    let Some(text) = row.take::<Option<String>>()? else { return Ok(LeadExtras::default()) };
    LeadExtras::stored(text).map_err(|error| Failure::Bug(format!("stored extras are unreadable: {error}")))
}

fn conversion(row: &mut Row) -> Result<Option<Conversion>, Failure> {
    let (converted, at, by): (Option<i64>, Option<Moment>, Option<AgentId>) = (row.take()?, row.take()?, row.take()?);
    Ok(converted.zip(at).map(|(converted, at)| Conversion { converted: converted != 0, at, by }))
}
