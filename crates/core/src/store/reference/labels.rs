//! Labels, and which leads carry them.
//! Written by `install_reference` and the lead verbs, read by the dialects.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, Value, values};
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

/// Rows of one statement, so that there are few different texts.
const MOST_ROWS: usize = 16;

/// Makes the lead carry exactly these.
pub fn replace_lead_labels(tx: &mut Tx, actor: &Actor, lead: LeadId, labels: &[LabelId]) -> Result<(), Failure> {
    tx.execute(
        "DELETE FROM lead_label WHERE organisation_id = $1 AND lead_id = $2",
        values![actor.organisation_id(), lead],
    )?;
    add_lead_labels(tx, actor, lead, labels)
}

pub fn add_lead_labels(tx: &mut Tx, actor: &Actor, lead: LeadId, labels: &[LabelId]) -> Result<(), Failure> {
    for labels in labels.chunks(MOST_ROWS) {
        let mut bound = values![actor.organisation_id(), lead].to_vec();
        bound.extend(labels.iter().map(|label| Value::from(*label)));
        let rows: Vec<String> = (3..=bound.len()).map(|place| format!("($1, $2, ${place})")).collect();
        let sql = format!(
            "INSERT INTO lead_label (organisation_id, lead_id, label_id) VALUES {}
             ON CONFLICT (organisation_id, lead_id, label_id) DO NOTHING",
            rows.join(", ")
        );
        tx.execute(&sql, &bound)?;
    }
    Ok(())
}

fn read(row: &mut Row) -> Result<Label, Failure> {
    Ok(Label { id: row.take()?, label: row.take()?, created_at: row.take()?, updated_at: row.take()? })
}
