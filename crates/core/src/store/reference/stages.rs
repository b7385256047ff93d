//! Stages of the pipeline, in their order, and the reasons for leaving it unqualified.
//! What entering a stage does to a lead is decided by the verbs, not here.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::{Reason, StageRow};
use leadhub_model::{Stage, StageId, StageKind};
use std::sync::Arc;

/// A new one goes to the end.
pub(crate) fn put_stage(tx: &mut Tx, actor: &Actor, stage: &StageRow) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO stage (organisation_id, id, position, label, kind)
         VALUES ($1, $2, (SELECT COALESCE(MAX(position) + 1, 0) FROM stage WHERE organisation_id = $1), $3, $4)
         ON CONFLICT (organisation_id, id) DO UPDATE SET label = excluded.label, kind = excluded.kind",
        values![actor.organisation_id(), stage.id, &stage.label, stage.kind.code()],
    )?;
    Ok(())
}

pub(crate) fn set_position(tx: &mut Tx, actor: &Actor, id: StageId, position: i64) -> Result<(), Failure> {
    tx.execute(
        "UPDATE stage SET position = $3 WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id, position],
    )?;
    Ok(())
}

pub fn list_stages(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Stage>>, Failure> {
    db.cached(actor.organisation_id(), "stages", |db| {
        db.all(
            "SELECT id, label, kind FROM stage WHERE organisation_id = $1 ORDER BY position, id",
            values![actor.organisation_id()],
            read,
        )
    })
}

pub fn find_stage(db: &mut Db, actor: &Actor, id: StageId) -> Result<Option<Stage>, Failure> {
    Ok(list_stages(db, actor)?.iter().find(|known| known.id == id).cloned())
}

fn read(row: &mut Row) -> Result<Stage, Failure> {
    let (id, label, code) = (row.take()?, row.take()?, row.take()?);
    let kind = StageKind::from_code(code).ok_or_else(|| Failure::Bug(format!("no stage kind has the code {code}")))?;
    Ok(Stage { id, label, kind })
}

/// A new one goes to the end.
pub(crate) fn put_reason(tx: &mut Tx, actor: &Actor, reason: &Reason) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO reason (organisation_id, id, position, label)
         VALUES ($1, $2, (SELECT COALESCE(MAX(position) + 1, 0) FROM reason WHERE organisation_id = $1), $3)
         ON CONFLICT (organisation_id, id) DO UPDATE SET label = excluded.label",
        values![actor.organisation_id(), reason.id, &reason.label],
    )?;
    Ok(())
}

pub fn list_reasons(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Reason>>, Failure> {
    db.cached(actor.organisation_id(), "reasons", |db| {
        db.all(
            "SELECT id, label FROM reason WHERE organisation_id = $1 ORDER BY position, id",
            values![actor.organisation_id()],
            |row| Ok(Reason { id: row.take()?, label: row.take()? }),
        )
    })
}
