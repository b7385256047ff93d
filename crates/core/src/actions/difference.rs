//! What is different in a lead after a change: written down field by field as `[before, after]`, the form in which the timeline tells it
//! and from which `undo` reads it back. Used by `update_lead`; labels and the organisation's own fields are written here too, since what
//! was before is read for both.

use crate::actor::Actor;
use crate::store::engine::{Failure, Tx};
use crate::store::reference::{custom_fields, labels};
use leadhub_model::*;
use serde_json::{Map, Value, json};

/// Under this name an event names another one.
pub(super) const NAMED_EVENT: &str = "event";
/// Before the id of one of the organisation's own fields.
pub(super) const CUSTOM_FIELD: &str = "custom_field ";

pub(super) fn change_labels(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    new: Option<&[LabelId]>,
    difference: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let Some(new) = new else { return Ok(()) };
    let before: Vec<LabelId> = labels::list_lead_labels(tx, actor, lead)?.iter().map(|label| label.id).collect();
    // A set: neither the order nor a repetition is a change.
    if before.iter().any(|label| !new.contains(label)) || new.iter().any(|label| !before.contains(label)) {
        labels::replace_lead_labels(tx, actor, lead, new)?;
        difference.insert("labels".to_owned(), json!([before, new]));
    }
    Ok(())
}

pub(super) fn change_custom_values(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    values: &[CustomValue],
    difference: &mut Map<String, Value>,
) -> Result<(), Failure> {
    if values.is_empty() {
        return Ok(());
    }
    let before = custom_fields::list_custom_values(tx, actor, lead)?;
    for value in values {
        let old = before.iter().find(|known| known.field == value.field).and_then(|known| known.value.as_ref());
        if old != value.value.as_ref() {
            custom_fields::set_custom_value(tx, actor, lead, value)?;
            difference.insert(format!("{CUSTOM_FIELD}{}", value.field), json!([old, value.value]));
        }
    }
    Ok(())
}

/// Field name → `[before, after]` of everything that lies in the lead itself.
pub(super) fn difference(before: &Lead, after: &Lead) -> Map<String, Value> {
    let mut change = Map::new();
    let mut compare = |name: &str, before: Value, after: Value| {
        if before != after {
            change.insert(name.to_owned(), json!([before, after]));
        }
    };
    for fact in Fact::ALL {
        compare(fact.column(), json!(before.facts.get(*fact)), json!(after.facts.get(*fact)));
    }
    compare("stage", json!(before.stage), json!(after.stage));
    compare("reason", json!(before.reason), json!(after.reason));
    compare("agent", json!(before.agent), json!(after.agent));
    compare("group", json!(before.group), json!(after.group));
    compare("service", json!(before.service), json!(after.service));
    compare("list", json!(before.list), json!(after.list));
    compare("campaign", json!(before.campaign), json!(after.campaign));
    compare("source", json!(before.source), json!(after.source));
    compare("score", json!(before.score), json!(after.score));
    compare("meeting_at", json!(before.meeting_at), json!(after.meeting_at));
    compare("after_day", json!(before.after_day), json!(after.after_day));
    compare("called_count", json!(before.called_count), json!(after.called_count));
    for (dialect, own) in after.extras.iter() {
        let old = before.extras.get(dialect);
        let keys = [old, Some(own)].into_iter().flatten().filter_map(Value::as_object).flat_map(Map::keys);
        for key in keys.collect::<std::collections::BTreeSet<_>>() {
            let of = |extras: Option<&Value>| extras.and_then(|extras| extras.get(key)).cloned().unwrap_or(Value::Null);
            compare(&format!("{dialect}.{key}"), of(old), of(Some(own)));
        }
    }
    change
}
