//! All leads that match what an address says, page by page by their ids, so that one which changes meanwhile comes once and is not passed over.
//! Asked by what is done to a whole list at once.

use super::query::LeadsQuery;
use leadhub_core::store::lead_filter;
use leadhub_core::{Actor, Db, questions};
use leadhub_model::{Cursor, LeadError, LeadId, LeadOrder};

/// The leads behind `after`, `most` at most or, of a search, perhaps fewer; and where to go on. As the list does, a search passes the filters over.
pub fn list_matching(
    db: &mut Db,
    actor: &Actor,
    query: &LeadsQuery,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<LeadId>, Option<Cursor>), LeadError> {
    if let Some(text) = query.get("q") {
        let found = questions::search_leads(db, actor, text, most, after, &[])?;
        return Ok((found.leads.iter().map(|lead| lead.id).collect(), found.next));
    }
    let (order, limit) = (LeadOrder::OldestId, i64::try_from(most).unwrap_or(i64::MAX));
    let filter = query.filter(db, actor)?;
    let leads = lead_filter::list_leads_after(db, actor, &filter, order, after, limit, &[])?;
    let last = leads.last().filter(|_| leads.len() == most);
    Ok((leads.iter().map(|lead| lead.id).collect(), last.map(|lead| lead_filter::cursor(order, lead))))
}
