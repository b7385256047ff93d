//! A set of reference data as the settings look at it: every kind in the one form that a set is written in. Read from the core and put back
//! into it; nothing of a rule is known here.

use super::kinds::{KINDS, Kind};
use leadhub_core::questions::get_reference;
use leadhub_core::{Actor, Db};
use leadhub_model::LeadError;
use leadhub_model::reference::{ExternalName, LARGEST_ID, ReferenceData};
use serde_json::{Map, Value, json};

/// All rows of an organisation.
pub struct Set(Value);

pub type Row = Map<String, Value>;

fn fault(error: serde_json::Error) -> LeadError {
    LeadError::Internal(error.to_string())
}

impl Set {
    pub fn read(db: &mut Db, actor: &Actor) -> Result<Set, LeadError> {
        Ok(Set(serde_json::to_value(get_reference(db, actor)?).map_err(fault)?))
    }

    pub fn rows(&self, kind: &Kind) -> impl Iterator<Item = &Row> {
        let place = if kind.is_sold { &self.0["catalogue"][kind.set] } else { &self.0[kind.set] };
        place.as_array().into_iter().flatten().filter_map(Value::as_object)
    }

    pub fn find(&self, kind: &Kind, id: i64) -> Option<&Row> {
        self.rows(kind).find(|row| id_of(row) == id)
    }

    /// The rows of a kind by the name of its set, as a choice.
    pub fn choices(&self, set: &str) -> Vec<(String, String)> {
        let Some(kind) = KINDS.iter().find(|kind| kind.set == set) else { return Vec::new() };
        self.rows(kind).map(|row| (id_of(row).to_string(), text_of(row, kind.name()))).collect()
    }

    /// A number that no row of the kind has.
    pub fn free_id(&self, kind: &Kind) -> i64 {
        let highest = self.rows(kind).map(id_of).max().unwrap_or_default();
        if highest < LARGEST_ID {
            return highest + 1;
        }
        (1..).find(|id| self.find(kind, *id).is_none()).unwrap_or_default()
    }

    /// The words of every dialect for a row.
    pub fn names(&self, kind: &Kind, id: i64) -> Vec<(String, String)> {
        let all: Vec<ExternalName> = serde_json::from_value(self.0["external_names"].clone()).unwrap_or_default();
        let own = all.into_iter().filter(|name| name.kind == kind.named && name.row == id);
        own.map(|name| (name.dialect, name.external)).collect()
    }
}

pub fn id_of(row: &Row) -> i64 {
    row.get("id").and_then(Value::as_i64).unwrap_or_default()
}

pub fn text_of(row: &Row, column: &str) -> String {
    match row.get(column) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

/// A set of some rows of one kind, to be put.
pub fn of_rows(kind: &Kind, rows: Vec<Row>) -> Result<ReferenceData, LeadError> {
    let set = match kind.is_sold {
        true => json!({ "catalogue": { kind.set: rows } }),
        false => json!({ kind.set: rows }),
    };
    serde_json::from_value(set).map_err(fault)
}
