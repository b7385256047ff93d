//! Stages of the pipeline, in their order, and the reasons for leaving it unqualified.
//! What entering a stage does to a lead is decided by the verbs, not here.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::Reason;
use leadhub_model::{Stage, StageId, StageKind};

pub fn insert_stage(tx: &mut Tx, actor: &Actor, position: i64, stage: &Stage) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO stage (organisation_id, id, position, label, kind) VALUES ($1, $2, $3, $4, $5)",
        values![actor.organisation_id(), stage.id, position, &stage.label, stage.kind.code()],
    )?;
    Ok(())
}

pub fn list_stages(db: &mut Db, actor: &Actor) -> Result<Vec<Stage>, Failure> {
    db.all(
        "SELECT id, label, kind FROM stage WHERE organisation_id = $1 ORDER BY position, id",
        values![actor.organisation_id()],
        read,
    )
}

pub fn find_stage(db: &mut Db, actor: &Actor, id: StageId) -> Result<Option<Stage>, Failure> {
    db.first(
        "SELECT id, label, kind FROM stage WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id],
        read,
    )
}

fn read(row: &mut Row) -> Result<Stage, Failure> {
    let (id, label, code) = (row.take()?, row.take()?, row.take()?);
    let kind = StageKind::from_code(code).ok_or_else(|| Failure::Bug(format!("no stage kind has the code {code}")))?;
    Ok(Stage { id, label, kind })
}

pub fn insert_reason(tx: &mut Tx, actor: &Actor, position: i64, reason: &Reason) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO reason (organisation_id, id, position, label) VALUES ($1, $2, $3, $4)",
        values![actor.organisation_id(), reason.id, position, &reason.label],
    )?;
    Ok(())
}

pub fn list_reasons(db: &mut Db, actor: &Actor) -> Result<Vec<Reason>, Failure> {
    db.all(
        "SELECT id, label FROM reason WHERE organisation_id = $1 ORDER BY position, id",
        values![actor.organisation_id()],
        |row| Ok(Reason { id: row.take()?, label: row.take()? }),
    )
}
