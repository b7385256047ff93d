//! Changes of many leads in the core's terms, and what became of each as it is shown.
//! Called by the routes; no rule stands here.

use crate::errors::error_text;
use crate::wire::many as wire;
use crate::wire::value::{Change, Id, Many, Optional};
use leadhub_core::actions::{AssigneeChoice, Assignment, Labelling, Outcome};
use leadhub_model::event::{Event, EventActor};
use leadhub_model::*;

pub fn leads(ids: &wire::LeadIds) -> Vec<LeadId> {
    ids.0.iter().map(|id| LeadId(id.0)).collect()
}

pub fn assignment(sent: &wire::Assigning) -> Assignment {
    fn whose<T>(change: Change<Id>, id: fn(i64) -> T) -> Option<AssigneeChoice<T>> {
        match change {
            Change::Stays => None,
            Change::Cleared => Some(AssigneeChoice::Nobodys),
            Change::To(given) => Some(AssigneeChoice::Of(id(given.0))),
        }
    }
    Assignment { agent: whose(sent.agent_id, AgentId), group: whose(sent.group_id, GroupId) }
}

pub fn labelling(sent: &wire::Labelling) -> Labelling {
    let ids = |given: &Optional<Many<Id, 0, 100>>| {
        given.0.iter().flat_map(|ids| &ids.0).map(|id| LabelId(id.0)).collect::<Vec<_>>()
    };
    Labelling { added: ids(&sent.add_label_ids), removed: ids(&sent.remove_label_ids) }
}

pub fn outcome((lead, outcome): &(LeadId, Outcome)) -> wire::LeadOutcome {
    let (word, event_id, reason) = match outcome {
        Outcome::Changed(event) => (wire::Became::Changed, Some(event.0), None),
        Outcome::Unchanged => (wire::Became::Unchanged, None, None),
        Outcome::Overtaken(event) => (wire::Became::Refused, None, Some(overtaken(event))),
        Outcome::Refused(error) => (wire::Became::Refused, None, Some(error_text(error))),
    };
    wire::LeadOutcome { lead_id: lead.0, outcome: word, event_id, reason }
}

/// Who came between, when, and what with; which fields, not what stands in them.
pub fn overtaken(event: &Event) -> String {
    let who = match event.who() {
        EventActor::House => "the server".to_owned(),
        EventActor::Integration(id, _) => format!("integration {id}"),
        EventActor::Agent(id) => format!("user {id}"),
    };
    let at = event.at.format(&Zone::utc(), TimeStyle::MicrosZ);
    let fields: Vec<&str> = event.change.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let fields = fields.join(", ");
    format!("{who} came between at {at} ({}: {fields}): look at the timeline, then change the lead", event.kind)
}

pub fn contacts(lead: LeadId, facts: &Facts) -> wire::Contacts {
    let text = |fact: Fact| facts.get(fact).map(str::to_owned);
    wire::Contacts {
        lead_id: lead.0,
        phone: text(Fact::Phone),
        phone2: text(Fact::Phone2),
        phone3: text(Fact::Phone3),
        home_phone: text(Fact::HomePhone),
        zalo: text(Fact::Zalo),
        facebook: text(Fact::Facebook),
        email: text(Fact::Email),
    }
}
