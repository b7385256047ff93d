//! The words and numbers under which a dialect knows our rows: one table for all dialects and kinds.
//! The core never reads what a word means; each vendor's wire reads only its own.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::ExternalName;
use std::sync::Arc;

/// What the dialect called by this name before gives it up.
pub(crate) fn put_external_name(tx: &mut Tx, actor: &Actor, name: &ExternalName) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO external_name (organisation_id, dialect, kind, external, label, row_id)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, dialect, kind, external)
         DO UPDATE SET label = excluded.label, row_id = excluded.row_id",
        values![actor.organisation_id(), &name.dialect, &name.kind, &name.external, name.label.as_deref(), name.row],
    )?;
    Ok(())
}

pub(crate) fn delete_external_name(tx: &mut Tx, actor: &Actor, name: &ExternalName) -> Result<(), Failure> {
    tx.execute(
        "DELETE FROM external_name WHERE organisation_id = $1 AND dialect = $2 AND kind = $3 AND external = $4",
        values![actor.organisation_id(), &name.dialect, &name.kind, &name.external],
    )?;
    Ok(())
}

const SELECT: &str = "SELECT dialect, kind, external, label, row_id FROM external_name WHERE organisation_id = $1";

/// All names of one kind in the actor's own dialect.
pub fn list_external_names(db: &mut Db, actor: &Actor, kind: &str) -> Result<Arc<Vec<ExternalName>>, Failure> {
    let name = format!("names of {} for {kind}", actor.dialect);
    db.cached(actor.organisation_id(), &name, |db| {
        let sql = format!("{SELECT} AND dialect = $2 AND kind = $3");
        Ok(in_order(db.all(&sql, values![actor.organisation_id(), &actor.dialect, kind], read)?))
    })
}

/// All names of every kind in every dialect.
pub fn list_all_names(db: &mut Db, actor: &Actor) -> Result<Vec<ExternalName>, Failure> {
    Ok(in_order(db.all(SELECT, values![actor.organisation_id()], read)?))
}

/// Here, not in the statement: the engines do not order text alike.
fn in_order(mut names: Vec<ExternalName>) -> Vec<ExternalName> {
    names.sort_by(|a, b| (&a.dialect, &a.kind, &a.external).cmp(&(&b.dialect, &b.kind, &b.external)));
    names
}

fn read(row: &mut Row) -> Result<ExternalName, Failure> {
    Ok(ExternalName {
        dialect: row.take()?,
        kind: row.take()?,
        external: row.take()?,
        label: row.take()?,
        row: row.take()?,
    })
}
