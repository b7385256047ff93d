//! Labels, and which leads carry them.
//! Written by `install_reference` and the lead verbs, read by the dialects.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::Label;
use leadhub_model::{LabelId, LeadId, Moment};

pub fn insert_label(
    tx: &mut Tx,
    actor: &Actor,
    position: i64,
    id: LabelId,
    label: &str,
    created_at: Moment,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO label (organisation_id, id, position, label, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $5)",
        values![actor.organisation_id(), id, position, label, created_at],
    )?;
    Ok(())
}

pub fn list_labels(db: &mut Db, actor: &Actor) -> Result<Vec<Label>, Failure> {
    db.all(
        "SELECT id, label, created_at, updated_at FROM label WHERE organisation_id = $1 ORDER BY position, id",
        values![actor.organisation_id()],
        read,
    )
}

pub fn has_label(db: &mut Db, actor: &Actor, id: LabelId) -> Result<bool, Failure> {
    let found: Option<i64> = db.value(
        "SELECT CAST(1 AS BIGINT) FROM label WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id],
    )?;
    Ok(found.is_some())
}

/// The labels that a lead carries.
pub fn list_lead_labels(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<Label>, Failure> {
    db.all(
        "SELECT label.id, label.label, label.created_at, label.updated_at FROM lead_label
         JOIN label ON label.organisation_id = lead_label.organisation_id AND label.id = lead_label.label_id
         WHERE lead_label.organisation_id = $1 AND lead_label.lead_id = $2 ORDER BY label.position, label.id",
        values![actor.organisation_id(), lead],
        read,
    )
}

/// Makes the lead carry exactly these.
pub fn replace_lead_labels(tx: &mut Tx, actor: &Actor, lead: LeadId, labels: &[LabelId]) -> Result<(), Failure> {
    tx.execute(
        "DELETE FROM lead_label WHERE organisation_id = $1 AND lead_id = $2",
        values![actor.organisation_id(), lead],
    )?;
    add_lead_labels(tx, actor, lead, labels)
}

pub fn add_lead_labels(tx: &mut Tx, actor: &Actor, lead: LeadId, labels: &[LabelId]) -> Result<(), Failure> {
    for label in labels {
        tx.execute(
            "INSERT INTO lead_label (organisation_id, lead_id, label_id) VALUES ($1, $2, $3)
             ON CONFLICT (organisation_id, lead_id, label_id) DO NOTHING",
            values![actor.organisation_id(), lead, *label],
        )?;
    }
    Ok(())
}

fn read(row: &mut Row) -> Result<Label, Failure> {
    Ok(Label { id: row.take()?, label: row.take()?, created_at: row.take()?, updated_at: row.take()? })
}
