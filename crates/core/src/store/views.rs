//! Saved views, each an agent's own or everybody's. Written by `actions::save_view`, read by the doors; who may write which is the
//! verb's to say.

use super::engine::{Db, Failure, Row, Tx, values};
use super::read_json;
use crate::actor::Actor;
use leadhub_model::view::SavedView;
use leadhub_model::{AgentId, ViewId};

/// `$2` is the actor's agent; nobody is the agent 0.
const SEEN: &str = "SELECT id, owner_id, page, name, position, query, columns FROM saved_view
     WHERE organisation_id = $1 AND (owner_id = $2 OR owner_id IS NULL)";

fn agent(actor: &Actor) -> AgentId {
    actor.agent.unwrap_or(AgentId(0))
}

/// The actor's own and everybody's, of one page or of all, in their order.
pub fn list_views(db: &mut Db, actor: &Actor, page: Option<&str>) -> Result<Vec<SavedView>, Failure> {
    // No page is called so.
    let page = page.unwrap_or_default();
    let sql = format!("{SEEN} AND (page = $3 OR $3 = '') ORDER BY page, position, id");
    db.all(&sql, values![actor.organisation_id(), agent(actor), page], read)
}

pub fn find_view(db: &mut Db, actor: &Actor, id: ViewId) -> Result<Option<SavedView>, Failure> {
    db.first(&format!("{SEEN} AND id = $3"), values![actor.organisation_id(), agent(actor), id], read)
}

/// The view of that name that stands on the page beside those of the same owner.
pub(crate) fn find_named(db: &mut Db, actor: &Actor, like: &SavedView) -> Result<Option<ViewId>, Failure> {
    let sql = "SELECT id FROM saved_view WHERE organisation_id = $1 AND page = $2 AND name = $3
         AND COALESCE(owner_id, 0) = $4 ORDER BY id";
    let owner = like.owner.unwrap_or(AgentId(0));
    db.value(sql, values![actor.organisation_id(), &like.page, &like.name, owner])
}

/// Behind all views of the page that the actor sees.
pub(crate) fn next_position(db: &mut Db, actor: &Actor, page: &str) -> Result<i64, Failure> {
    Ok(list_views(db, actor, Some(page))?.iter().map(|view| view.position + 1).max().unwrap_or_default())
}

/// False when the name was taken meanwhile.
pub(crate) fn insert(tx: &mut Tx, actor: &Actor, view: &SavedView) -> Result<bool, Failure> {
    let now = tx.now();
    let sql = "INSERT INTO saved_view (organisation_id, id, owner_id, page, name, position, query, columns, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT DO NOTHING";
    let columns = columns(view)?;
    let bound = values![
        actor.organisation_id(),
        view.id,
        view.owner,
        &view.page,
        &view.name,
        view.position,
        &view.query,
        columns,
        now
    ];
    Ok(tx.execute(sql, bound)? > 0)
}

pub(crate) fn rewrite(tx: &mut Tx, actor: &Actor, view: &SavedView) -> Result<(), Failure> {
    let now = tx.now();
    let sql = "UPDATE saved_view SET owner_id = $3, page = $4, name = $5, position = $6, query = $7, columns = $8, updated_at = $9
         WHERE organisation_id = $1 AND id = $2";
    let columns = columns(view)?;
    let bound = values![
        actor.organisation_id(),
        view.id,
        view.owner,
        &view.page,
        &view.name,
        view.position,
        &view.query,
        columns,
        now
    ];
    tx.execute_unless_taken(sql, bound)?;
    Ok(())
}

pub(crate) fn delete(tx: &mut Tx, actor: &Actor, id: ViewId) -> Result<(), Failure> {
    tx.execute("DELETE FROM saved_view WHERE organisation_id = $1 AND id = $2", values![actor.organisation_id(), id])?;
    Ok(())
}

fn columns(view: &SavedView) -> Result<String, Failure> {
    serde_json::to_string(&view.columns).map_err(|error| Failure::Bug(error.to_string()))
}

fn read(row: &mut Row) -> Result<SavedView, Failure> {
    Ok(SavedView {
        id: row.take()?,
        owner: row.take()?,
        page: row.take()?,
        name: row.take()?,
        position: row.take()?,
        query: row.take()?,
        columns: read_json(&row.take::<String>()?)?,
    })
}
