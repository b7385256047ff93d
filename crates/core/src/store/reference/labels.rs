//! Labels, and which leads carry them.
//! Written by `put_reference` and the lead verbs, read by the dialects.

use crate::actor::Actor;
use crate::store::conditions::{Rows, seen};
use crate::store::engine::{Db, Failure, Insert, OnConflict, Row, Tx, Value, values};
use crate::store::{among, lead_sets};
use leadhub_model::reference::Label;
use leadhub_model::{LabelId, LeadId, Moment};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A new one goes to the end and was made at `created_at`; a known one keeps that, and its change is of now.
pub(crate) fn put_label(
    tx: &mut Tx,
    actor: &Actor,
    id: LabelId,
    label: &str,
    created_at: Moment,
) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO label (organisation_id, id, position, label, created_at, updated_at)
         VALUES ($1, $2, (SELECT COALESCE(MAX(position) + 1, 0) FROM label WHERE organisation_id = $1), $3, $4, $4)
         ON CONFLICT (organisation_id, id) DO UPDATE SET label = excluded.label, updated_at = $5
         WHERE label.label <> excluded.label",
        values![actor.organisation_id(), id, label, created_at, now],
    )?;
    Ok(())
}

/// A new label of a number of its own. Whoever holds the organisation makes it alone.
pub(crate) fn insert_label(tx: &mut Tx, actor: &Actor, label: &str) -> Result<LabelId, Failure> {
    let sql = "SELECT CAST(COALESCE(MAX(id), 0) + 1 AS BIGINT) FROM label WHERE organisation_id = $1";
    let id = LabelId(tx.value(sql, values![actor.organisation_id()])?.unwrap_or(1));
    let now = tx.now();
    put_label(tx, actor, id, label, now)?;
    tx.outdate(actor.organisation_id())?;
    Ok(id)
}

/// As the table has them at this moment.
pub(crate) fn find_label_by_name(tx: &mut Tx, actor: &Actor, label: &str) -> Result<Option<LabelId>, Failure> {
    let sql = "SELECT id FROM label WHERE organisation_id = $1 AND label = $2 ORDER BY id";
    tx.value(sql, values![actor.organisation_id(), label])
}

pub fn list_labels(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Label>>, Failure> {
    db.cached(actor.organisation_id(), "labels", |db| {
        db.all(
            "SELECT id, label, created_at, updated_at FROM label WHERE organisation_id = $1 ORDER BY position, id",
            values![actor.organisation_id()],
            read,
        )
    })
}

const OF_LEAD: Rows = Rows::OfLead("lead_label.lead_id");

/// The labels that a lead carries.
pub fn list_lead_labels(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<Label>, Failure> {
    let mut bound = values![actor.organisation_id(), lead].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!("SELECT label_id FROM lead_label WHERE organisation_id = $1 AND lead_id = $2{seen}");
    let carried: Vec<LabelId> = db.all(&sql, &bound, |row| row.take())?;
    if carried.is_empty() {
        return Ok(Vec::new());
    }
    // In the order of the labels themselves.
    let labels = list_labels(db, actor)?;
    Ok(labels.iter().filter(|label| carried.contains(&label.id)).cloned().collect())
}

/// The labels of many leads at once, by lead.
pub fn list_labels_of(db: &mut Db, actor: &Actor, leads: &[LeadId]) -> Result<Vec<(LeadId, LabelId)>, Failure> {
    let (places, mut bound) = among(actor, leads);
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT lead_id, label_id FROM lead_label WHERE organisation_id = $1 AND lead_id IN ({places}){seen}
         ORDER BY lead_id, label_id"
    );
    db.all(&sql, &bound, |row| Ok((row.take()?, row.take()?)))
}

/// Rows of one statement, so that there are few different texts.
const MOST_ROWS: usize = 16;

/// Makes the lead carry exactly these.
pub(crate) fn replace_lead_labels(tx: &mut Tx, actor: &Actor, lead: LeadId, labels: &[LabelId]) -> Result<(), Failure> {
    let sql = "DELETE FROM lead_label WHERE organisation_id = $1 AND lead_id = $2 RETURNING label_id";
    let gone = tx.all(sql, values![actor.organisation_id(), lead], |row| row.take())?;
    gone.into_iter().for_each(|label| lead_sets::change_label(tx, actor, lead, label, false));
    add_lead_labels(tx, actor, lead, labels)
}

static CARRIED: Insert = Insert::new("lead_label", &["lead_id", "label_id"], OnConflict::RunAgain);

/// Those of a lead that is being made.
pub(crate) fn insert_lead_labels(tx: &mut Tx, actor: &Actor, lead: LeadId, labels: &[LabelId]) {
    for label in labels.iter().copied().collect::<BTreeSet<LabelId>>() {
        tx.gather(&CARRIED, actor.organisation_id(), [lead.into(), label.into()]);
        lead_sets::change_label(tx, actor, lead, label, true);
    }
}

pub(crate) fn add_lead_labels(tx: &mut Tx, actor: &Actor, lead: LeadId, labels: &[LabelId]) -> Result<(), Failure> {
    for labels in labels.chunks(MOST_ROWS) {
        let mut bound = values![actor.organisation_id(), lead].to_vec();
        bound.extend(labels.iter().map(|label| Value::from(*label)));
        let rows: Vec<String> = (3..=bound.len()).map(|place| format!("($1, $2, ${place})")).collect();
        let sql = format!(
            "INSERT INTO lead_label (organisation_id, lead_id, label_id) VALUES {}
             ON CONFLICT (organisation_id, lead_id, label_id) DO NOTHING RETURNING label_id",
            rows.join(", ")
        );
        let new = tx.all(&sql, &bound, |row| row.take())?;
        new.into_iter().for_each(|label| lead_sets::change_label(tx, actor, lead, label, true));
    }
    Ok(())
}

fn read(row: &mut Row) -> Result<Label, Failure> {
    Ok(Label { id: row.take()?, label: row.take()?, created_at: row.take()?, updated_at: row.take()? })
}
