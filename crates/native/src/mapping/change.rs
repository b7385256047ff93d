//! What a caller asks to create or to change, in the core's terms. Called by the routes with what was read.
//! What an id stands for is the core's to find out.

use crate::wire::lead as wire;
use crate::wire::problem::Wrong;
use crate::wire::value::{Change, Id, Many, Optional};
use leadhub_model::*;

/// A lead to create.
pub fn new_lead(request: wire::NewLead) -> NewLead {
    let mut facts = Facts::default();
    for (fact, text) in request.facts.0 {
        facts.set(fact, text);
    }
    NewLead {
        believes_email: false,
        facts,
        person: request.person_id.map(|id| PersonId(id.0)),
        stage: request.stage_id.map(|id| StageId(id.0)),
        reason: request.reason_id.map(|id| ReasonId(id.0)),
        agent: request.agent_id.map(|id| AgentId(id.0)),
        group: request.group_id.map(|id| GroupId(id.0)),
        service: request.service_id.map(|id| ServiceId(id.0)),
        list: request.list_id.map(|id| ListId(id.0)),
        campaign: request.campaign_id.map(|id| CampaignId(id.0)),
        source: request
            .source_id
            .map(|id| SourceRef::Id(SourceId(id.0)))
            .or_else(|| request.source.and_then(|text| SourceRef::word(text.0))),
        score: request.score.map(|score| score.0),
        meeting_at: request.meeting_at.map(|at| at.0),
        labels: request.label_ids.map(labels).unwrap_or_default(),
        custom_values: request.custom_values.map(values).unwrap_or_default(),
        comment: request.comment.map(comment),
        after_day: request.after_day.map_or(0, |days| days.0),
        called_count: 0,
        extras: request.extras.unwrap_or_default(),
    }
}

/// A lead says who it is about.
pub fn check_somebody(new: &NewLead) -> Result<(), Vec<Wrong>> {
    let says = |fact| !new.facts.text(fact).trim().is_empty();
    if new.person.is_some() || says(Fact::Phone) || says(Fact::Email) {
        return Ok(());
    }
    let say = "is missing: send phone, email or person_id, so that the lead is somebody's";
    Err(vec![Wrong::new("phone", "missing", say)])
}

/// What changes in a lead that is at `expected_version`, if the caller says so.
pub fn lead_change(request: wire::LeadChange, expected_version: Option<i64>) -> LeadChange {
    let mut unlinked = Vec::new();
    LeadChange {
        after_day: None,
        called_count: None,
        believes_email: false,
        facts: request.facts.0,
        stage: request.stage_id.0.map(|id| StageId(id.0)),
        reason: request.reason_id.0.map(|id| ReasonId(id.0)),
        agent: linked(request.agent_id, Link::Agent, &mut unlinked).map(AgentId),
        group: linked(request.group_id, Link::Group, &mut unlinked).map(GroupId),
        service: linked(request.service_id, Link::Service, &mut unlinked).map(ServiceId),
        list: linked(request.list_id, Link::List, &mut unlinked).map(ListId),
        campaign: linked(request.campaign_id, Link::Campaign, &mut unlinked).map(CampaignId),
        source: linked(request.source_id, Link::Source, &mut unlinked)
            .map(|id| SourceRef::Id(SourceId(id)))
            .or_else(|| request.source.0.and_then(|text| SourceRef::word(text.0))),
        score: given(request.score, Link::Score, &mut unlinked).map(|score| score.0),
        meeting_at: given(request.meeting_at, Link::Meeting, &mut unlinked).map(|at| at.0),
        labels: request.label_ids.0.map(labels),
        custom_values: request.custom_values.0.map(values).unwrap_or_default(),
        comment: request.comment.0.map(comment),
        unlinked,
        expected_version,
        extras: request.extras.0.unwrap_or_default(),
    }
}

fn linked(change: Change<Id>, link: Link, unlinked: &mut Vec<Link>) -> Option<i64> {
    given(change, link, unlinked).map(|id| id.0)
}

fn given<T>(change: Change<T>, link: Link, unlinked: &mut Vec<Link>) -> Option<T> {
    match change {
        Change::Stays => None,
        Change::To(value) => Some(value),
        Change::Cleared => {
            unlinked.push(link);
            None
        }
    }
}

fn labels<const MAX: usize>(ids: Many<Id, 0, MAX>) -> Vec<LabelId> {
    ids.0.into_iter().map(|id| LabelId(id.0)).collect()
}

fn values<const MAX: usize>(values: Many<wire::NewValue, 0, MAX>) -> Vec<CustomValue> {
    let value = |request: wire::NewValue| CustomValue {
        field: CustomFieldId(request.field_id.0),
        value: request.value.0.map(|text| text.0),
    };
    values.0.into_iter().map(value).collect()
}

pub fn comment(request: wire::NewComment) -> NewComment {
    let Optional(is_public) = request.is_public;
    let author = request.author_id.map(|id| AgentId(id.0));
    NewComment { body: request.body.0, is_public: is_public.unwrap_or(false), author }
}
