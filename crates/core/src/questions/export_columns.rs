//! The columns of an export, which there are and which were asked for, and the cells of a lead in them, names beside numbers. Asked by the
//! exports of every door; how a column is called and a cell printed is the intake's.

use super::ExportedLead;
use crate::actor::Actor;
use crate::store::campaigns;
use crate::store::engine::Db;
use crate::store::reference::{agents, custom_fields, labels, places, sources, stages};
use leadhub_intake::columns::{Link, NameOf};
use leadhub_intake::print::{self, Printed};
use leadhub_model::catalogue::Source;
use leadhub_model::{CustomFieldId, Lead, LeadError, LeadExtras, mask};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub struct ExportColumns {
    header: Vec<String>,
    /// The place of each among all columns.
    places: Vec<usize>,
    fields: Vec<CustomFieldId>,
    sources: Arc<Vec<Source>>,
    /// What everything is called that a lead may point to, but lists: those may be many, and each lead brings its own.
    names: BTreeMap<(NameOf, i64), String>,
}

/// All columns that an organisation's leads have.
pub fn export_columns(db: &mut Db, actor: &Actor) -> Result<ExportColumns, LeadError> {
    let fields: Vec<CustomFieldId> =
        custom_fields::list_custom_fields(db, actor)?.iter().map(|field| field.id).collect();
    let header = print::header(&fields);
    let places = (0..header.len()).collect();
    let (sources, names) = (sources::list_sources(db, actor)?, names(db, actor)?);
    Ok(ExportColumns { header, places, fields, sources, names })
}

impl ExportColumns {
    /// Only these, in this order. Refuses one that is not there, naming those that are, and one that is asked for twice.
    pub fn chosen(self, wanted: &[String]) -> Result<ExportColumns, String> {
        let mut places = Vec::with_capacity(wanted.len());
        for name in wanted {
            let place = self.header.iter().position(|column| column.eq_ignore_ascii_case(name.trim()));
            let there = || format!("there is no column '{name}': there are {}", self.header.join(", "));
            let place = place.ok_or_else(there)?;
            if places.contains(&place) {
                return Err(format!("the column '{name}' is asked for twice"));
            }
            places.push(place);
        }
        let header = places.iter().filter_map(|place| self.header.get(*place).cloned()).collect();
        Ok(ExportColumns { header, places, ..self })
    }

    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Masked, contacts are shown by their ends, and what single wires keep, where contacts stand too, is not.
    pub fn cells(&self, exported: &ExportedLead, masked: bool) -> Vec<String> {
        let named = |of: NameOf| self.named(exported, of);
        let (labels, values) = (&exported.labels, &exported.custom_values);
        let with = Printed { labels, values, source: self.source(&exported.lead), named: &named };
        let lead = if masked { Cow::Owned(masked_lead(&exported.lead)) } else { Cow::Borrowed(&exported.lead) };
        let mut all = print::cells(&lead, &with, &self.fields);
        self.places.iter().map(|place| all.get_mut(*place).map(std::mem::take).unwrap_or_default()).collect()
    }

    fn source(&self, lead: &Lead) -> &str {
        let source = lead.source.and_then(|id| Source::standing_for(&self.sources, id));
        source.map_or("", |source| source.name.as_str())
    }

    fn named(&self, exported: &ExportedLead, of: NameOf) -> String {
        let name = |id: i64| self.names.get(&(of, id)).map(String::as_str);
        let pointed = |link: Link| print::id_of(&exported.lead, link).and_then(name).unwrap_or_default().to_owned();
        match of {
            NameOf::Stage => pointed(Link::Stage),
            NameOf::Reason => pointed(Link::Reason),
            NameOf::Agent => pointed(Link::Agent),
            NameOf::Group => pointed(Link::Group),
            NameOf::Service => pointed(Link::Service),
            NameOf::Campaign => pointed(Link::Campaign),
            NameOf::Label => exported.labels.iter().filter_map(|label| name(label.0)).collect::<Vec<_>>().join(", "),
            NameOf::List => exported.list.clone().unwrap_or_default(),
        }
    }
}

fn masked_lead(lead: &Lead) -> Lead {
    Lead { facts: mask::facts(&lead.facts), extras: LeadExtras::default(), ..lead.clone() }
}

fn names(db: &mut Db, actor: &Actor) -> Result<BTreeMap<(NameOf, i64), String>, LeadError> {
    let mut names = BTreeMap::new();
    let mut row = |of: NameOf, id: i64, name: &str| drop(names.insert((of, id), name.to_owned()));
    stages::list_stages(db, actor)?.iter().for_each(|stage| row(NameOf::Stage, stage.id.0, &stage.label));
    stages::list_reasons(db, actor)?.iter().for_each(|reason| row(NameOf::Reason, reason.id.0, &reason.label));
    let agents = agents::list_agents(db, actor)?;
    agents.iter().for_each(|stored| row(NameOf::Agent, stored.agent.id.0, &stored.agent.username));
    places::list_groups(db, actor)?.iter().for_each(|(group, _)| row(NameOf::Group, group.id.0, &group.name));
    places::list_services(db, actor)?.iter().for_each(|service| row(NameOf::Service, service.id.0, &service.name));
    labels::list_labels(db, actor)?.iter().for_each(|label| row(NameOf::Label, label.id.0, &label.label));
    let campaigns = campaigns::cached_campaigns(db, actor)?;
    campaigns.iter().for_each(|campaign| row(NameOf::Campaign, campaign.id.0, &campaign.name));
    Ok(names)
}
