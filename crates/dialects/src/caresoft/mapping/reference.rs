//! Reference data as the wire prints it, one row a function. Called by `routes/reference.rs`. What the ids mean to a lead is
//! printed by `answer.rs`.

use super::style::AnswerStyle;
use crate::caresoft::wire;
use leadhub_core::store::reference::agents::StoredAgent;
use leadhub_model::reference::{CustomField, CustomFieldKind, Group, Label, Reason, Service};
use leadhub_model::{Moment, Stage, StageKind};

pub fn status(stage: Stage) -> wire::Status {
    let status_type = match stage.kind {
        StageKind::Middle => 0,
        StageKind::First => 1,
        StageKind::Converted => 2,
        StageKind::Unqualified => 3,
    };
    wire::Status { id: stage.id.0, label: stage.label, status_type }
}

pub fn reason(reason: Reason) -> wire::Reason {
    wire::Reason { id: reason.id.0, label: reason.label }
}

pub fn label(label: Label, style: &AnswerStyle) -> wire::Label {
    wire::Label {
        id: label.id.0,
        created_at: style.spaced(label.created_at),
        updated_at: style.spaced(label.updated_at),
        label: label.label,
    }
}

pub fn custom_field(field: CustomField) -> wire::CustomField {
    let option = |option: leadhub_model::reference::CustomOption| wire::CustomOption {
        id: option.id,
        lable: option.label,
        parent_value_id: (),
    };
    wire::CustomField {
        custom_field_id: field.id.0,
        custom_field_lable: field.label,
        kind: kind_word(field.kind),
        values: field.options.into_iter().map(option).collect(),
    }
}

/// The vendor's word for a kind of custom field.
pub fn kind_word(kind: CustomFieldKind) -> &'static str {
    match kind {
        CustomFieldKind::Text => "Text",
        CustomFieldKind::LongText => "Textarea",
        CustomFieldKind::Number => "Numeric",
        CustomFieldKind::Date => "Date",
        CustomFieldKind::Url => "URL",
        CustomFieldKind::SingleChoice => "Single drop-down list",
        CustomFieldKind::MultipleChoice => "Multiple drop-down list",
    }
}

/// An agent as its own list prints it, contacts unmasked: callers find their agent by them.
pub fn agent(stored: StoredAgent, groups: &[(Group, Moment)], style: &AnswerStyle) -> wire::Agent {
    let agent = stored.agent;
    let group = groups.iter().find(|(group, _)| Some(group.id) == agent.group);
    wire::Agent {
        id: agent.id.0,
        username: agent.username,
        email: agent.email,
        phone_no: agent.phone,
        agent_id: agent.extension,
        created_at: style.spaced(stored.created_at),
        updated_at: style.spaced(stored.updated_at),
        group_id: agent.group.map(|id| id.0),
        group_name: group.map(|(group, _)| group.name.clone()),
        role_id: agent.role,
        login_status: (),
        call_status: (),
    }
}

pub fn group((group, made): (Group, Moment), style: &AnswerStyle) -> wire::Group {
    wire::Group { group_id: group.id.0, group_name: group.name, created_at: style.spaced(made) }
}

pub fn service(service: Service) -> wire::Service {
    wire::Service { service_id: service.id.0, service_name: service.name, service_type: service.kind }
}
