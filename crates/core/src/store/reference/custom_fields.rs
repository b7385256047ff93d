//! The fields an organisation added to its leads, their options, and the values that leads have in them.
//! Whether a value fits its field is checked by the verbs, not here.

use crate::actor::Actor;
use crate::store::among;
use crate::store::conditions::{Rows, seen};
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::{CustomField, CustomFieldKind, CustomOption};
use leadhub_model::{CustomFieldId, CustomValue, LeadId};
use std::sync::Arc;

/// With its options. New ones go to the end; options that it does not name stay, since leads have them as values.
pub(crate) fn put_custom_field(tx: &mut Tx, actor: &Actor, field: &CustomField) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO custom_field (organisation_id, id, position, label, kind)
         VALUES ($1, $2, (SELECT COALESCE(MAX(position) + 1, 0) FROM custom_field WHERE organisation_id = $1), $3, $4)
         ON CONFLICT (organisation_id, id) DO UPDATE SET label = excluded.label, kind = excluded.kind",
        values![actor.organisation_id(), field.id, &field.label, field.kind.code()],
    )?;
    for option in &field.options {
        tx.execute(
            "INSERT INTO custom_option (organisation_id, field_id, id, position, label)
             VALUES ($1, $2, $3, (SELECT COALESCE(MAX(position) + 1, 0) FROM custom_option
                 WHERE organisation_id = $1 AND field_id = $2), $4)
             ON CONFLICT (organisation_id, field_id, id) DO UPDATE SET label = excluded.label",
            values![actor.organisation_id(), field.id, option.id, &option.label],
        )?;
    }
    Ok(())
}

pub fn list_custom_fields(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<CustomField>>, Failure> {
    db.cached(actor.organisation_id(), "custom_fields", |db| {
        let mut fields = db.all(
            "SELECT id, label, kind FROM custom_field WHERE organisation_id = $1 ORDER BY position, id",
            values![actor.organisation_id()],
            read,
        )?;
        let options = db.all(
            "SELECT field_id, id, label FROM custom_option WHERE organisation_id = $1 ORDER BY field_id, position, id",
            values![actor.organisation_id()],
            |row| Ok((row.take::<CustomFieldId>()?, CustomOption { id: row.take()?, label: row.take()? })),
        )?;
        for (field, option) in options {
            if let Some(field) = fields.iter_mut().find(|known| known.id == field) {
                field.options.push(option);
            }
        }
        Ok(fields)
    })
}

/// The values that a lead has; fields without one are absent.
pub fn list_custom_values(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<CustomValue>, Failure> {
    let mut bound = values![actor.organisation_id(), lead].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT field_id, value FROM lead_custom_value WHERE organisation_id = $1 AND lead_id = $2{seen}
         ORDER BY field_id"
    );
    db.all(&sql, &bound, |row| Ok(CustomValue { field: row.take()?, value: row.take()? }))
}

const OF_LEAD: Rows = Rows::OfLead("lead_custom_value.lead_id");

/// The values of many leads at once, by lead.
pub fn list_values_of(db: &mut Db, actor: &Actor, leads: &[LeadId]) -> Result<Vec<(LeadId, CustomValue)>, Failure> {
    let (places, mut bound) = among(actor, leads);
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT lead_id, field_id, value FROM lead_custom_value
         WHERE organisation_id = $1 AND lead_id IN ({places}){seen}
         ORDER BY lead_id, field_id"
    );
    db.all(&sql, &bound, |row| Ok((row.take()?, CustomValue { field: row.take()?, value: row.take()? })))
}

/// Sets a value, or clears it where it is `None`.
pub(crate) fn set_custom_value(tx: &mut Tx, actor: &Actor, lead: LeadId, value: &CustomValue) -> Result<(), Failure> {
    match &value.value {
        Some(text) => tx.execute(
            "INSERT INTO lead_custom_value (organisation_id, lead_id, field_id, value) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organisation_id, lead_id, field_id) DO UPDATE SET value = excluded.value",
            values![actor.organisation_id(), lead, value.field, text],
        ),
        None => tx.execute(
            "DELETE FROM lead_custom_value WHERE organisation_id = $1 AND lead_id = $2 AND field_id = $3",
            values![actor.organisation_id(), lead, value.field],
        ),
    }?;
    Ok(())
}

fn read(row: &mut Row) -> Result<CustomField, Failure> {
    let (id, label, code): (_, _, String) = (row.take()?, row.take()?, row.take()?);
    let kind = CustomFieldKind::from_code(&code)
        .ok_or_else(|| Failure::Bug(format!("no custom field kind has the code {code}")))?;
    Ok(CustomField { id, label, kind, options: Vec::new() })
}
