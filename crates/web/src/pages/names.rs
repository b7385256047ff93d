//! The names that a page shows for ids: stages, agents, groups, labels, reasons, sources, services, fields of the organisation's own. Read in the page's own snapshot, from what is kept in
//! memory. It knows nothing of leads.

use crate::{format, stage};
use leadhub_core::store::reference::agents::StoredAgent;
use leadhub_core::store::reference::{agents, custom_fields, labels, places, sources, stages};
use leadhub_core::{Actor, Db, Sees};
use leadhub_model::catalogue::Source;
use leadhub_model::reference::{Agent, CustomField, CustomFieldKind, Group, Label, Reason, Service};
use leadhub_model::stage::Stage;
use leadhub_model::text::fold;
use leadhub_model::{AgentId, CustomFieldId, GroupId, LabelId, LeadError, Moment, ServiceId, SourceId, StageId};
use leadhub_wire::dialect::registered;
use std::sync::Arc;

/// What people call a wire.
pub fn dialect_name(key: &str) -> String {
    registered().iter().find(|dialect| dialect.key == key).map_or(key, |dialect| dialect.name).to_owned()
}

/// The wires to choose from: key, and what people call it.
pub fn dialect_choices() -> Vec<(String, String)> {
    registered().iter().map(|dialect| (dialect.key.to_owned(), dialect.name.to_owned())).collect()
}

#[derive(Clone)]
pub struct Names {
    pub stages: Arc<Vec<Stage>>,
    pub reasons: Arc<Vec<Reason>>,
    pub labels: Arc<Vec<Label>>,
    agents: Arc<Vec<StoredAgent>>,
    groups: Arc<Vec<(Group, Moment)>>,
    /// Her groups, of somebody who does not see all.
    seen: Option<Vec<GroupId>>,
    sources: Arc<Vec<Source>>,
    pub services: Arc<Vec<Service>>,
    pub own_fields: Arc<Vec<CustomField>>,
}

impl Names {
    pub fn read(db: &mut Db, actor: &Actor) -> Result<Names, LeadError> {
        Ok(Names {
            stages: stages::list_stages(db, actor)?,
            reasons: stages::list_reasons(db, actor)?,
            labels: labels::list_labels(db, actor)?,
            agents: agents::list_agents(db, actor)?,
            groups: places::list_groups(db, actor)?,
            seen: match &actor.sees {
                Sees::All => None,
                Sees::Own { groups, .. } => Some(groups.clone()),
            },
            sources: sources::list_sources(db, actor)?,
            services: places::list_services(db, actor)?,
            own_fields: custom_fields::list_custom_fields(db, actor)?,
        })
    }

    /// Label, and the class of its pill.
    pub fn stage(&self, id: StageId) -> (String, &'static str) {
        let found = self.stages.iter().find(|stage| stage.id == id);
        found.map(|found| (found.label.clone(), stage::class(found.kind))).unwrap_or_default()
    }

    /// Those that leads may be given to.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.iter().map(|stored| &stored.agent).filter(|agent| !agent.retired)
    }

    pub fn agent(&self, id: Option<AgentId>) -> String {
        let found = self.agents.iter().find(|stored| Some(stored.agent.id) == id);
        found.map(|stored| stored.agent.username.clone()).unwrap_or_default()
    }

    /// Those that the actor may see leads of.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups
            .iter()
            .map(|(group, _)| group)
            .filter(|group| self.seen.as_ref().is_none_or(|seen| seen.contains(&group.id)))
    }

    pub fn group(&self, id: Option<GroupId>) -> String {
        let found = self.groups.iter().find(|(group, _)| Some(group.id) == id);
        found.map(|(group, _)| group.name.clone()).unwrap_or_default()
    }

    /// Those that leads may come from: each that is folded into no other, as it is called.
    pub fn sources(&self) -> Vec<&Source> {
        let mut sources: Vec<&Source> = self.sources.iter().filter(|source| source.merged_into.is_none()).collect();
        sources.sort_by_key(|source| fold(&source.name));
        sources
    }

    /// One that was folded into another is called as that one.
    pub fn source(&self, id: Option<SourceId>) -> String {
        let found = id.and_then(|id| Source::standing_for(&self.sources, id));
        found.map(|source| source.name.clone()).unwrap_or_default()
    }

    pub fn service(&self, id: Option<ServiceId>) -> String {
        let found = self.services.iter().find(|service| Some(service.id) == id);
        found.map(|service| service.name.clone()).unwrap_or_default()
    }

    pub fn own_field(&self, id: CustomFieldId) -> Option<&CustomField> {
        self.own_fields.iter().find(|field| field.id == id)
    }

    /// A value of one of the organisation's own fields as people read it: options by their labels, a day as a day.
    pub fn own_value(&self, id: CustomFieldId, text: &str) -> String {
        let Some(field) = self.own_field(id) else { return text.to_owned() };
        let option = |id: &str| {
            let found = field.options.iter().find(|option| option.id.to_string() == id);
            found.map_or(id, |option| &option.label).to_owned()
        };
        match field.kind {
            CustomFieldKind::Date => format::iso_day(text),
            CustomFieldKind::SingleChoice | CustomFieldKind::MultipleChoice => {
                let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
                ids.map(option).collect::<Vec<_>>().join(", ")
            }
            _ => text.to_owned(),
        }
    }

    pub fn label(&self, id: LabelId) -> String {
        let found = self.labels.iter().find(|label| label.id == id);
        found.map(|label| label.label.clone()).unwrap_or_default()
    }

    pub fn reason(&self, id: leadhub_model::ReasonId) -> String {
        let found = self.reasons.iter().find(|reason| reason.id == id);
        found.map(|reason| reason.label.clone()).unwrap_or_default()
    }
}
