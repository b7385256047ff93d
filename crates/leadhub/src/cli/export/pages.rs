//! The leads of an export, page by page, asked of the core. Every page is a short read of its own, so that others go on writing meanwhile;
//! how a lead is printed stands in `format.rs`.

use crate::cli::opened::Opened;
use leadhub_core::questions::{ExportedLead, export_page};
use leadhub_core::store::lead_filter;
use leadhub_model::{Cursor, LeadFilter, LeadId, LeadOrder};

/// Leads that are in memory at once.
const PAGE: i64 = 200;

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
    pub fn next(&mut self) -> Result<Option<Vec<ExportedLead>>, String> {
        let (filter, after, last) = (self.filter.clone(), self.after, self.last);
        let Some(last) = last else { return Ok(None) };
        let page = self.opened.read(move |db, house| export_page(db, house, &filter, after, last, PAGE))?;
        self.after = page.last().map(ExportedLead::cursor);
        if page.is_empty() {
            self.last = None;
            return Ok(None);
        }
        Ok(Some(page))
    }
}
