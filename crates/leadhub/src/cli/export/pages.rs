//! The leads of an export, page by page by their ids, each with its labels, custom values and comments. Every page is a short read of its own:
//! a lead keeps its id however it changes, so none comes twice and none is passed over.

use crate::cli::opened::Opened;
use leadhub_core::store::reference::{custom_fields, labels};
use leadhub_core::store::{comments, lead_filter};
use leadhub_core::{Actor, Db};
use leadhub_model::*;
use std::collections::HashMap;

/// Leads that are in memory at once.
const PAGE: i64 = 200;

/// A lead with what lies beside it.
pub struct Entry {
    pub lead: Lead,
    pub labels: Vec<LabelId>,
    pub values: Vec<CustomValue>,
    pub comments: Vec<Comment>,
}

pub struct Pages<'o> {
    opened: &'o Opened,
    filter: LeadFilter,
    after: Option<Cursor>,
    /// The newest lead that was there at the beginning: later ones are left for the next export, so that this one ends.
    last: Option<LeadId>,
}

impl<'o> Pages<'o> {
    pub fn of(opened: &'o Opened, filter: LeadFilter) -> Result<Pages<'o>, String> {
        let everything = LeadFilter::default();
        let newest = opened.read(move |db, house| {
            Ok(lead_filter::list_leads_after(db, house, &everything, LeadOrder::NewestId, None, 1, &[])?)
        })?;
        Ok(Pages { opened, filter, after: None, last: newest.first().map(|lead| lead.id) })
    }

    /// `None` behind the last page.
    pub fn next(&mut self) -> Result<Option<Vec<Entry>>, String> {
        let (filter, after, last) = (self.filter.clone(), self.after, self.last);
        let Some(last) = last else { return Ok(None) };
        let page = self.opened.read(move |db, house| page(db, house, &filter, after, last))?;
        self.after = page.last().map(|entry| lead_filter::cursor(LeadOrder::OldestId, &entry.lead));
        if page.is_empty() {
            self.last = None;
            return Ok(None);
        }
        Ok(Some(page))
    }
}

fn page(
    db: &mut Db,
    house: &Actor,
    filter: &LeadFilter,
    after: Option<Cursor>,
    last: LeadId,
) -> Result<Vec<Entry>, LeadError> {
    let mut leads = lead_filter::list_leads_after(db, house, filter, LeadOrder::OldestId, after, PAGE, Fact::ALL)?;
    leads.retain(|lead| lead.id <= last);
    let ids: Vec<LeadId> = leads.iter().map(|lead| lead.id).collect();
    let mut labels = by_lead(labels::list_labels_of(db, house, &ids)?);
    let mut values = by_lead(custom_fields::list_values_of(db, house, &ids)?);
    let mut comments = by_lead(comments::list_comments_of(db, house, &ids)?);
    let entry = |lead: Lead| {
        let (labels, values) =
            (labels.remove(&lead.id).unwrap_or_default(), values.remove(&lead.id).unwrap_or_default());
        let comments = comments.remove(&lead.id).unwrap_or_default();
        Entry { lead, labels, values, comments }
    };
    Ok(leads.into_iter().map(entry).collect())
}

fn by_lead<T>(rows: Vec<(LeadId, T)>) -> HashMap<LeadId, Vec<T>> {
    let mut grouped: HashMap<LeadId, Vec<T>> = HashMap::new();
    for (lead, row) in rows {
        grouped.entry(lead).or_default().push(row);
    }
    grouped
}
