//! Leads and what hangs on them, as they are shown. Called by the routes; values are borrowed, so that a page of leads is written
//! down without a copy of one.

use crate::wire::event as told;
use crate::wire::lead as wire;
use crate::wire::person::PersonName;
use crate::wire::sparse::FieldMask;
use crate::wire::value::At;
use leadhub_core::questions::{LeadCard, Part};
use leadhub_model::event::{Event, EventActor};
use leadhub_model::{Comment, Conversion, CustomValue, Fact, Lead, LeadExtras, mask};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The parts of a lead's card, by the fields that show them.
const PARTS: [(&str, Part); 4] = [
    ("labels", Part::Labels),
    ("custom_values", Part::CustomValues),
    ("comment_count", Part::CommentCount),
    ("person", Part::Person),
];

/// The parts that are looked up where these fields are shown.
pub fn parts(shown: &FieldMask) -> Vec<Part> {
    PARTS.iter().filter(|(field, _)| shown.has(field)).map(|(_, part)| *part).collect()
}

/// The facts that are looked at where these fields are shown; the phone is printed in three of them.
pub fn facts(shown: &FieldMask) -> Vec<Fact> {
    let is_shown = |fact: &Fact| {
        shown.has(fact.column()) || *fact == Fact::Phone && (shown.has("phone_e164") || shown.has("phone_quality"))
    };
    Fact::ALL.iter().copied().filter(is_shown).collect()
}

/// Masked, the contacts of a lead are, and what single wires keep of it, where contacts stand too, is not shown.
pub fn lead<'l>(lead: &'l Lead, card: Option<&'l LeadCard>, shown: &'l FieldMask, masked: bool) -> wire::Lead<'l> {
    let facts = if masked { Cow::Owned(mask::facts(&lead.facts)) } else { Cow::Borrowed(&lead.facts) };
    wire::Lead { shown, body: body(lead, masked), facts, card: card.map(lead_card) }
}

static NO_EXTRAS: LazyLock<LeadExtras> = LazyLock::new(LeadExtras::default);

fn body(lead: &Lead, masked: bool) -> wire::Body<'_> {
    let phone = lead.read_phone();
    let e164 = phone.key().map(|key| key.as_str().to_owned());
    wire::Body {
        id: lead.id.0,
        uuid: lead.uuid,
        number: lead.number,
        version: lead.version,
        person_id: lead.person.0,
        phone_quality: phone.quality().code(),
        phone_e164: if masked { e164.map(|key| mask::phone(&key)) } else { e164 },
        stage_id: lead.stage.0,
        previous_stage_id: lead.previous_stage.map(|id| id.0),
        reason_id: lead.reason.map(|id| id.0),
        conversion: lead.conversion.as_ref().map(conversion),
        agent_id: lead.agent.map(|id| id.0),
        group_id: lead.group.map(|id| id.0),
        service_id: lead.service.map(|id| id.0),
        list_id: lead.list.map(|id| id.0),
        campaign_id: lead.campaign.map(|id| id.0),
        source_id: lead.source.map(|id| id.0),
        score: lead.score,
        meeting_at: lead.meeting_at.map(At),
        last_comment: lead.last_comment.as_deref(),
        after_day: lead.after_day,
        called_count: lead.called_count,
        last_call_at: lead.last_call_at.map(At),
        first_touch_at: lead.first_touch_at.map(At),
        origin: &lead.origin,
        extras: if masked { &NO_EXTRAS } else { &lead.extras },
        created_at: At(lead.created_at),
        updated_at: At(lead.updated_at),
    }
}

fn conversion(conversion: &Conversion) -> wire::Conversion {
    let Conversion { converted, at, by } = conversion;
    wire::Conversion { converted: *converted, at: At(*at), by_agent_id: by.map(|id| id.0) }
}

fn lead_card(card: &LeadCard) -> wire::LeadCard<'_> {
    wire::LeadCard {
        labels: card.labels.iter().map(|label| wire::Label { id: label.id.0, label: &label.label }).collect(),
        custom_values: card.custom_values.iter().map(known_value).collect(),
        comment_count: card.comment_count,
        person: card.person.as_ref().map(|person| PersonName { id: person.id.0, name: person.name.as_deref() }),
    }
}

pub fn known_value(value: &CustomValue) -> wire::KnownValue<'_> {
    wire::KnownValue { field_id: value.field.0, value: value.value.as_deref() }
}

pub fn comment(comment: &Comment) -> wire::Comment<'_> {
    wire::Comment {
        id: comment.id.0,
        body: &comment.body,
        is_public: comment.is_public,
        author_id: comment.author.map(|id| id.0),
        created_at: At(comment.created_at),
    }
}

pub fn event(event: &Event) -> told::Event<'_> {
    told::Event {
        id: event.id.0,
        at: At(event.at),
        kind: &event.kind,
        by: match event.who() {
            EventActor::House => told::By::House,
            EventActor::Integration(..) => told::By::Integration,
            EventActor::Agent(_) => told::By::User,
        },
        dialect: &event.dialect,
        integration_id: event.integration.map(|id| id.0),
        agent_id: event.agent.map(|id| id.0),
        change: &event.change,
    }
}
