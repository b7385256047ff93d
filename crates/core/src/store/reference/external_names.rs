//! The words and numbers under which a dialect knows our rows: one table for all dialects and kinds.
//! The core never reads what a word means; each dialect reads only its own.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::ExternalName;

pub fn insert_external_name(tx: &mut Tx, actor: &Actor, name: &ExternalName) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO external_name (organisation_id, dialect, kind, external, label, row_id)
         VALUES ($1, $2, $3, $4, $5, $6)",
        values![actor.organisation_id(), &name.dialect, &name.kind, &name.external, name.label.as_deref(), name.row],
    )?;
    Ok(())
}

/// All names of one kind in the actor's own dialect.
pub fn list_external_names(db: &mut Db, actor: &Actor, kind: &str) -> Result<Vec<ExternalName>, Failure> {
    let mut names = db.all(
        "SELECT dialect, kind, external, label, row_id FROM external_name
         WHERE organisation_id = $1 AND dialect = $2 AND kind = $3",
        values![actor.organisation_id(), &actor.dialect, kind],
        read,
    )?;
    // Here, not in the statement: the engines do not order text alike.
    names.sort_by(|a, b| a.external.cmp(&b.external));
    Ok(names)
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
