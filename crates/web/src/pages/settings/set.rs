//! A set of reference data as the settings look at it: every kind in the one form that a set is written in, and beside it the places that the
//! house has for everybody. Read from the core and put back into it; nothing of a rule is known here.

use super::kinds::{KINDS, Kind};
use leadhub_core::questions::get_reference;
use leadhub_core::store::reference::geography;
use leadhub_core::{Actor, Db};
use leadhub_model::LeadError;
use leadhub_model::catalogue::Source;
use leadhub_model::reference::{ExternalName, LARGEST_ID, ReferenceData};
use leadhub_model::text::fold;
use serde_json::{Map, Value, json};

/// All rows of an organisation.
pub struct Set {
    own: Value,
    /// Its own and the house's, number and name, by the name of their set.
    places: [(&'static str, Vec<(i64, String)>); 3],
}

pub type Row = Map<String, Value>;

fn fault(error: serde_json::Error) -> LeadError {
    LeadError::Internal(error.to_string())
}

impl Set {
    pub fn read(db: &mut Db, actor: &Actor) -> Result<Set, LeadError> {
        let (countries, provinces) = (geography::list_countries(db, actor)?, geography::list_provinces(db, actor)?);
        let mut districts = Vec::new();
        for province in provinces.iter() {
            districts.extend(geography::list_districts(db, actor, province.id)?);
        }
        let places = [
            ("countries", countries.iter().map(|row| (row.id.0, row.name.clone())).collect()),
            ("provinces", provinces.iter().map(|row| (row.id.0, row.name.clone())).collect()),
            ("districts", districts.into_iter().map(|row| (row.id.0, row.name)).collect()),
        ];
        Ok(Set { own: serde_json::to_value(get_reference(db, actor)?).map_err(fault)?, places })
    }

    pub fn rows(&self, kind: &Kind) -> impl Iterator<Item = &Row> {
        let place = if kind.is_sold { &self.own["catalogue"][kind.set] } else { &self.own[kind.set] };
        place.as_array().into_iter().flatten().filter_map(Value::as_object)
    }

    pub fn find(&self, kind: &Kind, id: i64) -> Option<&Row> {
        self.rows(kind).find(|row| id_of(row) == id)
    }

    fn places(&self, set: &str) -> Option<&[(i64, String)]> {
        self.places.iter().find(|(known, _)| *known == set).map(|(_, places)| places.as_slice())
    }

    /// The rows of a kind by the name of its set, as a choice; of places also the house's.
    pub fn choices(&self, set: &str) -> Vec<(String, String)> {
        if let Some(places) = self.places(set) {
            return places.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
        }
        let Some(kind) = KINDS.iter().find(|kind| kind.set == set) else { return Vec::new() };
        self.rows(kind).map(|row| (id_of(row).to_string(), text_of(row, kind.name()))).collect()
    }

    fn sources(&self) -> Vec<Source> {
        serde_json::from_value(self.own["catalogue"]["sources"].clone()).unwrap_or_default()
    }

    /// The sources that wait to be looked at.
    pub fn waiting(&self) -> Vec<i64> {
        self.sources().iter().filter(|source| source.is_waiting()).map(|source| source.id.0).collect()
    }

    /// What a source may be folded into: each other that stands by itself. And what was chosen, however that stands.
    pub fn folds(&self, own: i64, chosen: &str) -> Vec<(String, String)> {
        let mut all = self.sources();
        all.sort_by_key(|source| fold(&source.name));
        let may = |source: &Source| source.merged_into.is_none() && source.id.0 != own;
        let shown = all.into_iter().filter(|source| may(source) || source.id.to_string() == chosen);
        shown.map(|source| (source.id.to_string(), source.name)).collect()
    }

    /// A number that no row of the kind has; a place with one of the house's would stand before that one.
    pub fn free_id(&self, kind: &Kind) -> i64 {
        let places = self.places(kind.set).unwrap_or_default();
        let highest = self.rows(kind).map(id_of).chain(places.iter().map(|(id, _)| *id)).max().unwrap_or_default();
        if highest < LARGEST_ID {
            return highest + 1;
        }
        (1..)
            .find(|id| self.find(kind, *id).is_none() && places.iter().all(|(place, _)| place != id))
            .unwrap_or_default()
    }

    /// The words of every dialect for a row.
    pub fn names(&self, kind: &Kind, id: i64) -> Vec<(String, String)> {
        let all: Vec<ExternalName> = serde_json::from_value(self.own["external_names"].clone()).unwrap_or_default();
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
