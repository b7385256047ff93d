//! Put labels on many leads and take others off.
//! Called by the pages and the house's own API.

use super::check::{Ids, check};
use super::many_leads::{Outcomes, each};
use super::update_lead::change_lead;
use crate::actor::Actor;
use crate::store::engine::Tx;
use crate::store::leads;
use crate::store::reference::labels;
use leadhub_model::{LabelId, LeadChange, LeadError, LeadId, Resource};

/// A label that is both put on and taken off is taken off.
#[derive(Debug, Clone, Default)]
pub struct Labelling {
    pub added: Vec<LabelId>,
    pub removed: Vec<LabelId>,
}

pub fn label_leads(tx: &mut Tx, actor: &Actor, leads: &[LeadId], how: &Labelling) -> Result<Outcomes, LeadError> {
    let named: Vec<LabelId> = how.added.iter().chain(&how.removed).copied().collect();
    check(tx, actor, &Ids { labels: &named, ..Ids::default() }, std::iter::empty(), false)?;
    each(tx, leads, |tx, lead| {
        // Held before its labels are read, so that nobody's label is lost; no person is locked behind it, since no contact changes.
        leads::lock_lead(tx, actor, lead)?.ok_or(LeadError::NotFound(Resource::Lead))?;
        let carried = labels::list_lead_labels(tx, actor, lead)?.into_iter().map(|label| label.id);
        let mut all: Vec<LabelId> = carried.chain(how.added.iter().copied()).collect();
        all.retain(|label| !how.removed.contains(label));
        all.sort_unstable();
        all.dedup();
        let change = LeadChange { labels: Some(all), ..LeadChange::default() };
        Ok(change_lead(tx, actor, lead, &change, None)?.1)
    })
}
