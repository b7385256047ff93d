//! The leads of an export, a page at a time, each page a short read of its own, so that others go on writing meanwhile. Used by the doors and
//! the command line. A lead that is newer than the export is left for the next one, so that this one ends.

use crate::actor::Actor;
use crate::questions::{ExportedLead, export_page, search_leads};
use crate::store::engine::Db;
use crate::store::lead_filter;
use leadhub_model::{Cursor, LeadError, LeadFilter, LeadId, LeadOrder};

/// Leads that are in memory at once.
const PAGE: i64 = 200;

/// Which leads an export takes.
#[derive(Debug, Clone)]
pub enum Which {
    Filter(Box<LeadFilter>),
    /// What a search for this text finds.
    Found(String),
}

/// Where an export stands.
#[derive(Debug, Clone)]
pub struct Walk {
    which: Which,
    after: Option<Cursor>,
    /// The newest lead there was; none where there was none.
    last: Option<LeadId>,
}

impl Walk {
    pub fn begin(db: &mut Db, actor: &Actor, which: Which) -> Result<Walk, LeadError> {
        let all = LeadFilter::default();
        let newest = lead_filter::list_leads_after(db, actor, &all, LeadOrder::NewestId, None, 1, &[])?;
        Ok(Walk { which, after: None, last: newest.first().map(|lead| lead.id) })
    }

    /// The next leads, and where to go on; none behind the last. A page may be empty and still be followed by another.
    pub fn next(self, db: &mut Db, actor: &Actor) -> Result<(Vec<ExportedLead>, Option<Walk>), LeadError> {
        let Some(last) = self.last else { return Ok((Vec::new(), None)) };
        let (page, after) = match &self.which {
            Which::Filter(filter) => {
                let page = export_page(db, actor, filter, self.after, last, PAGE)?;
                // One that is not full ends where the leads do, or where later ones begin.
                let end = page.last().filter(|_| page.len() as i64 == PAGE).map(ExportedLead::cursor);
                (page, end)
            }
            Which::Found(text) => found(db, actor, text, self.after, last)?,
        };
        Ok((page, after.map(|after| Walk { after: Some(after), ..self })))
    }
}

/// What the search finds next, in its own order from page to page.
fn found(
    db: &mut Db,
    actor: &Actor,
    text: &str,
    after: Option<Cursor>,
    last: LeadId,
) -> Result<(Vec<ExportedLead>, Option<Cursor>), LeadError> {
    let found = search_leads(db, actor, text, PAGE as usize, after, &[])?;
    let ids = found.leads.iter().map(|lead| lead.id).collect();
    let filter = LeadFilter { ids: Some(ids), ..LeadFilter::default() };
    Ok((export_page(db, actor, &filter, None, last, PAGE)?, found.next))
}
