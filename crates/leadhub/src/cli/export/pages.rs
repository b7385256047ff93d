//! The leads of an export, page by page, asked of the core. Every page is a short read of its own, so that others go on writing meanwhile;
//! how a lead is printed stands in `format.rs`.

use crate::cli::opened::Opened;
use leadhub_core::export::{Walk, Which};
use leadhub_core::questions::ExportedLead;
use leadhub_model::LeadFilter;

pub struct Pages<'o> {
    opened: &'o Opened,
    /// None behind the last page.
    walk: Option<Walk>,
}

impl<'o> Pages<'o> {
    pub fn of(opened: &'o Opened, filter: LeadFilter) -> Result<Pages<'o>, String> {
        let which = Which::Filter(Box::new(filter));
        let walk = opened.read(move |db, house| Walk::begin(db, house, which.clone()))?;
        Ok(Pages { opened, walk: Some(walk) })
    }

    /// `None` behind the last page.
    pub fn next(&mut self) -> Result<Option<Vec<ExportedLead>>, String> {
        let Some(walk) = self.walk.take() else { return Ok(None) };
        let (page, next) = self.opened.read(move |db, house| walk.clone().next(db, house))?;
        self.walk = next;
        Ok(Some(page))
    }
}
