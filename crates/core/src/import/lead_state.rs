//! What a known lead says now, and what a row would change in it: filled in where it says nothing, or put in place of what it says. Used by
//! the importer on leads of the store, and by the dry run also on leads that earlier rows of the file would have made.

use crate::actor::Actor;
use crate::store::bookings;
use crate::store::engine::{Db, Failure};
use crate::store::reference::{custom_fields, labels, sources, stages};
use leadhub_model::lead::Extras;
use leadhub_model::phone::Phone;
use leadhub_model::text::fold;
use leadhub_model::upload::OnDuplicate;
use leadhub_model::*;

#[derive(Debug, Clone, Default)]
pub struct LeadState {
    /// `None`: an earlier row of the file would have made it.
    pub id: Option<LeadId>,
    /// Whose it is; of a lead that a row would make, once that is known.
    pub person: Option<PersonId>,
    pub facts: Facts,
    stage: Option<StageId>,
    reason: Option<ReasonId>,
    /// Its stage is one of unqualified leads, which alone have a reason.
    is_unqualified: bool,
    agent: Option<AgentId>,
    group: Option<GroupId>,
    service: Option<ServiceId>,
    campaign: Option<CampaignId>,
    /// Where it comes from; of a lead that a row above would make, what that row says.
    source: Option<SourceRef>,
    /// Its name, folded.
    source_name: String,
    score: Option<i64>,
    meeting_at: Option<Moment>,
    labels: Vec<LabelId>,
    values: Vec<CustomValue>,
    extras: Extras,
    comment: Option<String>,
    after_day: i64,
    /// A booking is in effect: its phone is not changed by a file.
    is_booked: bool,
}

impl LeadState {
    pub fn of(db: &mut Db, actor: &Actor, lead: &Lead, now: Moment) -> Result<LeadState, Failure> {
        let labels = labels::list_lead_labels(db, actor, lead.id)?.iter().map(|label| label.id).collect();
        let extras = lead.extras.get(&actor.dialect).and_then(serde_json::Value::as_object).cloned();
        Ok(LeadState {
            id: Some(lead.id),
            person: Some(lead.person),
            facts: lead.facts.clone(),
            stage: Some(lead.stage),
            reason: lead.reason,
            is_unqualified: is_unqualified(db, actor, Some(lead.stage))?,
            agent: lead.agent,
            group: lead.group,
            service: lead.service,
            campaign: lead.campaign,
            source: lead.source.map(SourceRef::Id),
            source_name: match lead.source {
                Some(id) => {
                    let sources = sources::list_sources(db, actor)?;
                    sources.iter().find(|source| source.id == id).map(|source| fold(&source.name)).unwrap_or_default()
                }
                None => String::new(),
            },
            score: lead.score,
            meeting_at: lead.meeting_at,
            labels,
            values: custom_fields::list_custom_values(db, actor, lead.id)?,
            extras: extras.unwrap_or_default(),
            comment: lead.last_comment.clone(),
            after_day: lead.after_day,
            is_booked: bookings::list_of_lead(db, actor, lead.id)?.iter().any(|booking| booking.is_in_effect(now)),
        })
    }

    /// A lead that a row makes; whether its stage is one of unqualified leads is known already.
    pub fn of_new(new: &NewLead, is_unqualified: bool) -> LeadState {
        LeadState {
            facts: new.facts.clone(),
            stage: new.stage,
            reason: new.reason.filter(|_| is_unqualified),
            is_unqualified,
            agent: new.agent,
            group: new.group,
            service: new.service,
            campaign: new.campaign,
            source: new.source.clone(),
            source_name: name_of(new.source.as_ref()),
            score: new.score,
            meeting_at: new.meeting_at,
            labels: new.labels.clone(),
            values: new.custom_values.clone(),
            extras: new.extras.clone(),
            comment: new.comment.as_ref().map(|comment| comment.body.clone()),
            after_day: new.after_day,
            ..LeadState::default()
        }
    }

    /// What the row changes; `None` where that is nothing. `enters_unqualified` is of the row's stage.
    pub fn change(&self, new: &NewLead, then: OnDuplicate, enters_unqualified: bool) -> Option<LeadChange> {
        let updates = then == OnDuplicate::Update;
        let mut change = LeadChange::default();
        for (fact, text) in new.facts.iter() {
            let known = self.facts.get(fact);
            if (known.is_none() || updates) && known != Some(text) && !self.bears(fact, text, updates) {
                change.facts.push((fact, Some(text.to_owned())));
            }
        }
        change.agent = differing(self.agent, new.agent, updates);
        change.group = differing(self.group, new.group, updates);
        change.service = differing(self.service, new.service, updates);
        change.campaign = differing(self.campaign, new.campaign, updates);
        change.score = differing(self.score, new.score, updates);
        change.meeting_at = differing(self.meeting_at, new.meeting_at, updates);
        let is_known = |source: &SourceRef| match source {
            SourceRef::Word(_) => name_of(Some(source)) == self.source_name,
            other => self.source.as_ref() == Some(other),
        };
        let comes = |source: &&SourceRef| self.source.is_none() || updates && !is_known(source);
        change.source = new.source.as_ref().filter(comes).cloned();
        if updates {
            change.stage = new.stage.filter(|stage| self.stage != Some(*stage));
            change.after_day = Some(new.after_day).filter(|days| *days != 0 && *days != self.after_day);
        }
        let is_unqualified = if change.stage.is_some() { enters_unqualified } else { self.is_unqualified };
        change.reason = differing(self.reason, new.reason, updates).filter(|_| is_unqualified);
        let more: Vec<LabelId> = new.labels.iter().filter(|label| !self.labels.contains(label)).copied().collect();
        if !more.is_empty() {
            change.labels = Some(self.labels.iter().copied().chain(more).collect());
        }
        for value in &new.custom_values {
            let known = self.values.iter().find(|known| known.field == value.field);
            if known.is_none_or(|known| updates && known.value != value.value) {
                change.custom_values.push(value.clone());
            }
        }
        for (key, value) in &new.extras {
            if self.extras.get(key).is_none_or(|known| updates && known != value) {
                change.extras.insert(key.clone(), value.clone());
            }
        }
        let is_news = |comment: &&NewComment| match &self.comment {
            None => true,
            Some(known) => updates && *known != comment.body,
        };
        change.comment = new.comment.as_ref().filter(is_news).cloned();
        let is_nothing = change.facts.is_empty()
            && change.agent.is_none()
            && change.group.is_none()
            && change.service.is_none()
            && change.campaign.is_none()
            && change.source.is_none()
            && change.score.is_none()
            && change.meeting_at.is_none()
            && change.reason.is_none()
            && change.stage.is_none()
            && change.after_day.is_none()
            && change.labels.is_none()
            && change.custom_values.is_empty()
            && change.extras.is_empty()
            && change.comment.is_none();
        (!is_nothing).then_some(change)
    }

    /// Whether a number says what the lead says already: in another spelling, or, where only gaps are filled, under another fact.
    fn bears(&self, fact: Fact, text: &str, updates: bool) -> bool {
        if !Fact::PHONES.contains(&fact) {
            return false;
        }
        let read = Phone::read(text);
        let Some(key) = read.key() else { return false };
        let is_it =
            |known: &&Fact| Phone::read_all(self.facts.text(**known)).iter().any(|phone| phone.key() == Some(key));
        Fact::PHONES.iter().filter(|known| !updates || **known == fact).any(|known| is_it(&known))
    }

    /// Whether a change would move a lead with a booking in effect to another number.
    pub fn moves_booking(&self, change: &LeadChange) -> bool {
        self.is_booked && change.facts.iter().any(|(fact, _)| *fact == Fact::Phone)
    }

    pub fn apply(&mut self, change: &LeadChange, enters_unqualified: bool) {
        for (fact, text) in &change.facts {
            self.facts.set(*fact, text.clone());
        }
        if change.stage.is_some() {
            (self.stage, self.is_unqualified) = (change.stage, enters_unqualified);
        }
        self.reason = change.reason.or(self.reason).filter(|_| self.is_unqualified);
        self.agent = change.agent.or(self.agent);
        self.group = change.group.or(self.group);
        self.service = change.service.or(self.service);
        self.campaign = change.campaign.or(self.campaign);
        if change.source.is_some() {
            (self.source, self.source_name) = (change.source.clone(), name_of(change.source.as_ref()));
        }
        self.score = change.score.or(self.score);
        self.meeting_at = change.meeting_at.or(self.meeting_at);
        self.after_day = change.after_day.unwrap_or(self.after_day);
        if let Some(labels) = &change.labels {
            self.labels.clone_from(labels);
        }
        for value in &change.custom_values {
            self.values.retain(|known| known.field != value.field);
            self.values.push(value.clone());
        }
        self.extras.extend(change.extras.clone());
        if let Some(comment) = &change.comment {
            self.comment = Some(comment.body.clone());
        }
    }
}

/// Whether a stage is one of unqualified leads; the first one, which is none, is not.
pub fn is_unqualified(db: &mut Db, actor: &Actor, stage: Option<StageId>) -> Result<bool, Failure> {
    let Some(stage) = stage else { return Ok(false) };
    Ok(stages::find_stage(db, actor, stage)?.is_some_and(|stage| stage.kind == StageKind::Unqualified))
}

/// What a word names, folded as sources are looked for.
fn name_of(source: Option<&SourceRef>) -> String {
    match source {
        Some(SourceRef::Word(word)) => fold(&source::name(word)),
        _ => String::new(),
    }
}

fn differing<T: Copy + PartialEq>(known: Option<T>, new: Option<T>, updates: bool) -> Option<T> {
    new.filter(|_| known.is_none() || updates).filter(|new| known != Some(*new))
}
