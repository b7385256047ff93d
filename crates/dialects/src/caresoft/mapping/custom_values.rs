//! The values of custom fields as bodies give them, and how a value is printed with its field. Used for leads and contacts; whether
//! a field knows an option is checked by the core.

use super::fields::{Fields, whole};
use super::reference::kind_word;
use crate::caresoft::errors::Fault;
use crate::caresoft::wire;
use leadhub_model::reference::{CustomField, CustomFieldKind};
use leadhub_model::{CustomFieldId, CustomValue};
use serde_json::Value;

const ID: &str = "custom_fields.id";
const VALUE: &str = "custom_fields.value";

/// `[{"id", "value"}]`, numbers and texts alike (decision B24); an empty value clears the field.
pub fn custom_values(fields: &mut Fields) -> Vec<CustomValue> {
    let given = fields.list("custom_fields").unwrap_or_default();
    given.iter().filter_map(|given| fields.keep(custom_value(given))).collect()
}

fn custom_value(given: &Value) -> Result<CustomValue, Fault> {
    let id = given.get("id").ok_or_else(|| (ID.to_owned(), "is missing".to_owned()))?;
    let id = whole(ID, id)?;
    let wrong = |what: &str| Err((VALUE.to_owned(), format!("of the field {id} {what}")));
    let value = match given.get("value") {
        None => return wrong("is missing"),
        Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        // Several options, as the vendor writes them elsewhere: `,1,2,`.
        Some(Value::Array(options)) => {
            let options: Result<Vec<String>, Fault> =
                options.iter().map(|option| Ok(whole(VALUE, option)?.to_string())).collect();
            match options {
                Ok(options) => (!options.is_empty()).then(|| format!(",{},", options.join(","))),
                Err((_, what)) => return wrong(&what),
            }
        }
        Some(_) => return wrong("must be a text, a number or an array of options"),
    };
    Ok(CustomValue { field: CustomFieldId(id), value: value.filter(|value| !value.is_empty()) })
}

/// The option of a choice field is an integer, and a number is one (decision B24); several options are a text `,1,2,`.
pub fn printed<'a>(field: &'a CustomField, value: Option<&str>) -> wire::CustomValue<'a> {
    let value = value.map(|text| match field.kind {
        CustomFieldKind::SingleChoice => text.trim().parse::<i64>().map_or(Value::from(text), Value::from),
        CustomFieldKind::Number => {
            serde_json::from_str(text).ok().filter(Value::is_number).unwrap_or_else(|| text.into())
        }
        _ => Value::from(text),
    });
    wire::CustomValue {
        id: field.id.0,
        label: &field.label,
        kind: kind_word(field.kind),
        value: value.unwrap_or_default(),
    }
}
