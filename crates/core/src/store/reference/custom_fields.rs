//! The fields an organisation added to its leads, their options, and the values that leads have in them.
//! Whether a value fits its field is checked by the verbs, not here.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::reference::{CustomField, CustomFieldKind, CustomOption};
use leadhub_model::{CustomFieldId, CustomValue, LeadId};

pub fn insert_custom_field(tx: &mut Tx, actor: &Actor, position: i64, field: &CustomField) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO custom_field (organisation_id, id, position, label, kind) VALUES ($1, $2, $3, $4, $5)",
        values![actor.organisation_id(), field.id, position, &field.label, field.kind.code()],
    )?;
    for (position, option) in (0i64..).zip(&field.options) {
        tx.execute(
            "INSERT INTO custom_option (organisation_id, field_id, id, position, label) VALUES ($1, $2, $3, $4, $5)",
            values![actor.organisation_id(), field.id, option.id, position, &option.label],
        )?;
    }
    Ok(())
}

pub fn list_custom_fields(db: &mut Db, actor: &Actor) -> Result<Vec<CustomField>, Failure> {
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
}

/// The field without its options.
pub fn find_custom_field(db: &mut Db, actor: &Actor, id: CustomFieldId) -> Result<Option<CustomField>, Failure> {
    db.first(
        "SELECT id, label, kind FROM custom_field WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id],
        read,
    )
}

/// The values that a lead has; fields without one are absent.
pub fn list_custom_values(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<CustomValue>, Failure> {
    db.all(
        "SELECT field_id, value FROM lead_custom_value WHERE organisation_id = $1 AND lead_id = $2 ORDER BY field_id",
        values![actor.organisation_id(), lead],
        |row| Ok(CustomValue { field: row.take()?, value: row.take()? }),
    )
}

/// Sets a value, or clears it where it is `None`.
pub fn set_custom_value(tx: &mut Tx, actor: &Actor, lead: LeadId, value: &CustomValue) -> Result<(), Failure> {
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
