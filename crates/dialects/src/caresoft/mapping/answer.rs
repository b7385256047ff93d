//! A stored lead as the wire prints it: the answer to a write, the row of a list, the detail. Called by the routes, which fetch
//! what a lead points to beforehand.

use super::custom_values;
use super::extras::{PrintedExtras, elements, number};
use super::style::AnswerStyle;
use crate::caresoft::{DIALECT, wire};
use leadhub_core::questions::LeadCard;
use leadhub_core::store::reference::agents::StoredAgent;
use leadhub_model::person::ContactKind;
use leadhub_model::phone::Phone;
use leadhub_model::reference::{CustomField, ExternalName, Group};
use leadhub_model::*;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// Everything that a lead's detail prints besides the lead itself.
#[derive(Debug)]
pub struct LeadDetails {
    pub card: LeadCard,
    /// All fields of the organisation, in their order.
    pub fields: Arc<Vec<CustomField>>,
    /// The assignee and the authors of the comments.
    pub agents: Vec<StoredAgent>,
    /// The assignee's group.
    pub group: Option<Group>,
    pub sources: Arc<Vec<ExternalName>>,
}

impl LeadDetails {
    fn agent(&self, id: Option<AgentId>) -> Option<&reference::Agent> {
        let found = self.agents.iter().find(|known| Some(known.agent.id) == id);
        found.map(|known| &known.agent)
    }

    fn value(&self, field: CustomFieldId) -> Option<&str> {
        self.card.custom_values.iter().find(|value| value.field == field)?.value.as_deref()
    }

    /// The person's first of a kind, as its key is stored.
    fn contact(&self, kind: ContactKind) -> Option<&str> {
        self.card.contacts.iter().find(|(known, _)| *known == kind).map(|(_, key)| key.as_str())
    }
}

pub fn saved<'a>(lead: &'a Lead, style: &AnswerStyle) -> wire::Saved<'a> {
    wire::Saved {
        code: "ok",
        lead: wire::SavedLead {
            updated_at: style.spaced(lead.updated_at),
            subject: subject(lead),
            created_at: style.spaced(lead.created_at),
            id: lead.id.0,
            requester_id: lead.person.0,
        },
    }
}

pub fn saved_ticket<'a>(lead: &'a Lead, style: &AnswerStyle) -> wire::SavedTicket<'a> {
    wire::SavedTicket {
        code: "ok",
        ticket: wire::Ticket {
            id: lead.id.0,
            ticket_no: lead.number,
            ticket_subject: subject(lead),
            requester_id: lead.person.0,
            assignee_id: lead.agent.map(|id| id.0),
            group_id: lead.group.map(|id| id.0),
            service_id: lead.service.map(|id| id.0),
            created_at: style.spaced(lead.created_at),
            updated_at: style.spaced(lead.updated_at),
        },
    }
}

/// The facts that a row prints.
pub const ROW_FACTS: &[Fact] = &[Fact::Name, Fact::Subject, Fact::EstimatedClose];

pub fn row<'a>(
    lead: &'a Lead,
    campaign: Option<CampaignId>,
    sources: &'a [ExternalName],
    style: &AnswerStyle,
) -> wire::Row<'a> {
    let extras = PrintedExtras::of(lead);
    let source_detail = extras.source_detail();
    wire::Row {
        id: lead.id.0,
        lead_no: lead.number,
        requester_id: lead.person.0,
        ticket_source_end_status: number(&extras.ticket_source_end_status),
        assignee_id: lead.agent.map(|id| id.0),
        ticket_priority: match extras.ticket_priority.map(|value| *value) {
            Some(Value::String(text)) => Cow::Owned(text),
            _ => Cow::Borrowed("Normal"),
        },
        ticket_source: source(lead, &extras.ticket_source, sources),
        is_overdue: extras.is_overdue,
        subject: subject(lead),
        created_at: style.iso(lead.created_at),
        updated_at: style.iso(lead.updated_at),
        duedate: extras.duedate,
        service_id: lead.service.map(|id| id.0),
        incident_id: number(&extras.incident_id),
        satisfaction: extras.satisfaction,
        satisfaction_at: extras.satisfaction_at,
        satisfaction_content: extras.satisfaction_content,
        campaign_id: campaign.map(|id| id.0),
        automessage_id: extras.automessage_id,
        source_detail_id: source_detail,
        convert_by: converted_by(lead),
        convert_at: lead.conversion.as_ref().map(|conversion| style.iso(conversion.at)),
        convert_type: convert_type(lead),
        unqualified_reasons: lead.reason.map(|id| id.0),
        last_lead_status_id: lead.previous_stage.map(|id| id.0),
        lead_status_id: lead.stage.0,
        estimated_closed_date: lead.facts.get(Fact::EstimatedClose),
    }
}

pub fn detail<'a>(lead: &'a Lead, details: &'a LeadDetails, style: &AnswerStyle) -> wire::Detail<'a> {
    let extras = PrintedExtras::of(lead);
    let source_detail = extras.source_detail();
    let campaign = details.card.campaign.as_ref();
    let lead = wire::DetailLead {
        account_id: style.account,
        id: lead.id.0,
        lead_no: lead.number,
        requester_id: lead.person.0,
        group_id: lead.group.map(|id| id.0),
        ticket_source_end_status: number(&extras.ticket_source_end_status),
        assignee_id: lead.agent.map(|id| id.0),
        ticket_source: source(lead, &extras.ticket_source, &details.sources),
        merge_status: extras.merge_status,
        merge_to: extras.merge_to,
        clone_from: extras.clone_from,
        subject: subject(lead),
        created_at: style.spaced(lead.created_at),
        updated_at: style.spaced(lead.updated_at),
        duedate: extras.duedate,
        satisfaction: extras.satisfaction,
        satisfaction_content: extras.satisfaction_content,
        satisfaction_at: extras.satisfaction_at,
        satisfaction_send: extras.satisfaction_send,
        campaign_id: campaign.map(|campaign| campaign.id.0),
        // What the document prints for a lead in a campaign.
        campaign_action_id: campaign.map(|_| number(&extras.campaign_action_id).unwrap_or(-1)),
        campaign_status: campaign.map(|_| number(&extras.campaign_status).unwrap_or(0)),
        automessage_id: extras.automessage_id,
        manualmessage_id: extras.manualmessage_id,
        incident_id: number(&extras.incident_id),
        service_id: lead.service.map(|id| id.0),
        qa_script_id: extras.qa_script_id,
        qa_agent: extras.qa_agent,
        current_agent: extras.current_agent,
        ticket_source_detail_id: source_detail,
        convert_by: converted_by(lead),
        convert_at: lead.conversion.as_ref().map(|conversion| style.spaced(conversion.at)),
        convert_type: convert_type(lead),
        unqualified_reasons: lead.reason.map(|id| id.0),
        last_lead_status_id: lead.previous_stage.map(|id| id.0),
        estimated_closed_date: lead.facts.get(Fact::EstimatedClose),
        lead_status_id: lead.stage.0,
        comments: details.card.comments.iter().map(|one| comment(lead, one, details, style)).collect(),
        custom_fields: details
            .fields
            .iter()
            .map(|field| custom_values::printed(field, details.value(field.id)))
            .collect(),
        tags: elements(extras.tags),
        ccs: elements(extras.ccs),
        follows: elements(extras.follows),
        labels: details.card.labels.iter().map(|label| wire::Choice { id: label.id.0, label: &label.label }).collect(),
        campaign: campaign.map(|campaign| wire::Campaign {
            id: campaign.id.0,
            campaign_name: &campaign.name,
            status: campaign.status,
        }),
        campaign_action: extras.campaign_action,
        assignee: details.agent(lead.agent).map(|agent| assignee(agent, details.group.as_ref(), style)),
        requester: requester(lead, details),
    };
    wire::Detail { lead }
}

/// Other wires know no subject; this one always prints a text.
pub fn subject(lead: &Lead) -> Cow<'_, str> {
    match (lead.facts.get(Fact::Subject), lead.facts.get(Fact::Name)) {
        (Some(subject), _) => Cow::Borrowed(subject),
        (None, Some(name)) => Cow::Owned(format!("Lead {name}")),
        (None, None) => Cow::Owned(format!("Lead {}", lead.number)),
    }
}

/// What the caller said it came from, else the organisation's own name of the wire it came by, else that wire's key (decision B37).
pub fn source<'a>(lead: &'a Lead, value: &wire::KeptValue, sources: &'a [ExternalName]) -> Cow<'a, str> {
    if let Some(Value::String(text)) = value.as_deref() {
        return Cow::Owned(text.clone());
    }
    if lead.origin == DIALECT.key {
        return Cow::Borrowed("API");
    }
    let named = sources.iter().find(|name| name.external == lead.origin).and_then(|name| name.label.as_deref());
    Cow::Borrowed(named.unwrap_or(&lead.origin))
}

fn converted_by(lead: &Lead) -> Option<i64> {
    lead.conversion.as_ref()?.by.map(|id| id.0)
}

/// 1 = converted, 2 = unqualified (decision B16).
fn convert_type(lead: &Lead) -> Option<i64> {
    lead.conversion.as_ref().map(|conversion| if conversion.converted { 1 } else { 2 })
}

fn comment<'a>(lead: &Lead, stored: &'a Comment, details: &'a LeadDetails, style: &AnswerStyle) -> wire::Comment<'a> {
    let author = details.agent(stored.author);
    wire::Comment {
        ticket_comments_id: stored.id.0,
        ticket_id: lead.id.0,
        comment: &stored.body,
        commentator_id: stored.author.map(|id| id.0),
        username: author.map(|agent| agent.username.as_str()),
        facebook: (),
        facebook_name: (),
        comment_source: (),
        created_at: style.spaced(stored.created_at),
        attack_file_id: (),
        file_name: (),
        file_id: (),
        download_connection_string: (),
        call_id: (),
        email_receive_id: (),
        addition_details: (),
        is_public: stored.is_public.into(),
        can_hide: (),
        can_remove: (),
        can_reply_privately: (),
        facebook_comment_state: 0,
        role_id: author.map(|agent| agent.role),
        avatar: author.and_then(|agent| agent.avatar.as_deref()),
    }
}

fn assignee<'a>(agent: &'a reference::Agent, group: Option<&'a Group>, style: &AnswerStyle) -> wire::Assignee<'a> {
    wire::Assignee {
        id: agent.id.0,
        username: &agent.username,
        email: style.email(agent.email.as_deref()),
        phone_no: style.phone(agent.phone.as_deref()),
        agent_id: agent.extension.as_deref(),
        role_id: agent.role,
        group_id: agent.group.map(|id| id.0),
        group_name: group.map(|group| group.name.as_str()),
    }
}

/// The person: whichever lead they are asked through, they are the same (decision B36). Only what is not known of them is said with
/// the lead's own words.
fn requester<'a>(lead: &'a Lead, details: &'a LeadDetails) -> wire::Requester<'a> {
    let name = details.card.person.as_ref().and_then(|person| person.name.as_deref());
    let phone = details.contact(ContactKind::Phone).map_or_else(|| lead.phone(), |key| Phone::read(key).display());
    wire::Requester {
        id: lead.person.0,
        username: name.or_else(|| lead.facts.get(Fact::Name)),
        email: details.contact(ContactKind::Email).or_else(|| lead.facts.get(Fact::Email)),
        phone_no: Some(phone).filter(|phone| !phone.is_empty()),
        organization_id: (),
    }
}
