//! Whole leads, a page at a time by their ids, each with its labels, values and comments: for whoever carries leads away. A lead keeps its id
//! however it changes, so over all pages none comes twice and none is passed over.

use super::lists_of_leads::lists_of_leads;
use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::reference::{custom_fields, labels};
use crate::store::{comments, lead_filter};
use leadhub_model::{Comment, Cursor, CustomValue, Fact, LabelId, Lead, LeadError, LeadFilter, LeadId, LeadOrder};
use std::collections::HashMap;

/// A lead with what is carried away with it.
#[derive(Debug, Clone)]
pub struct ExportedLead {
    pub lead: Lead,
    pub labels: Vec<LabelId>,
    pub custom_values: Vec<CustomValue>,
    pub comments: Vec<Comment>,
    /// What the list is called that it is in.
    pub list: Option<String>,
}

impl ExportedLead {
    /// Behind which the next page begins.
    pub fn cursor(&self) -> Cursor {
        lead_filter::cursor(LeadOrder::OldestId, &self.lead)
    }
}

/// The oldest first, those behind `after` and none newer than `last`, `limit` at most.
pub fn export_page(
    db: &mut Db,
    actor: &Actor,
    filter: &LeadFilter,
    after: Option<Cursor>,
    last: LeadId,
    limit: i64,
) -> Result<Vec<ExportedLead>, LeadError> {
    let mut leads = lead_filter::list_leads_after(db, actor, filter, LeadOrder::OldestId, after, limit, Fact::ALL)?;
    leads.retain(|lead| lead.id <= last);
    let ids: Vec<LeadId> = leads.iter().map(|lead| lead.id).collect();
    let mut labels = by_lead(labels::list_labels_of(db, actor, &ids)?);
    let mut values = by_lead(custom_fields::list_values_of(db, actor, &ids)?);
    let mut comments = by_lead(comments::list_comments_of(db, actor, &ids)?);
    let lists = lists_of_leads(db, actor, &leads)?;
    let exported = |lead: Lead| ExportedLead {
        labels: labels.remove(&lead.id).unwrap_or_default(),
        custom_values: values.remove(&lead.id).unwrap_or_default(),
        comments: comments.remove(&lead.id).unwrap_or_default(),
        list: lead.list.and_then(|list| lists.get(&list)).map(|names| names.list_name.clone()),
        lead,
    };
    Ok(leads.into_iter().map(exported).collect())
}

fn by_lead<T>(rows: Vec<(LeadId, T)>) -> HashMap<LeadId, Vec<T>> {
    let mut grouped: HashMap<LeadId, Vec<T>> = HashMap::new();
    for (lead, row) in rows {
        grouped.entry(lead).or_default().push(row);
    }
    grouped
}
