//! How far the leads of lists are worked: counted of the leads themselves, those that the actor sees. Asked by the page of lists, for as
//! many leads as a page may count.

use super::conditions::{Conditions, Rows};
use super::engine::{Db, Failure};
use crate::actor::Actor;
use leadhub_model::ListId;
use leadhub_model::list::ListProgress;

/// Of each of these lists in which the actor sees a lead. Reads every lead of them.
pub fn list_progress(db: &mut Db, actor: &Actor, lists: &[ListId]) -> Result<Vec<ListProgress>, Failure> {
    let mut all = Conditions::of(actor, Rows::Leads, "deleted_at IS NULL");
    let lists = all.bind_each(lists.iter().copied());
    let sql = format!(
        "SELECT list_id, COUNT(*), COUNT(first_touch_at), COUNT(CASE WHEN converted = 1 THEN 1 END)
         FROM lead WHERE {} AND list_id IN ({lists}) GROUP BY list_id ORDER BY list_id",
        all.sql
    );
    db.all(&sql, &all.values, |row| {
        Ok(ListProgress { list: row.take()?, leads: row.take()?, touched: row.take()?, converted: row.take()? })
    })
}
