//! Rows of reference data out of what was sent, and rows with their names as they are shown. Called by the routes; pure, but for
//! the new public ids that it is given.

#[cfg(test)]
mod tests;

use crate::wire::kind::{Entry, Kind, OwnName, PutRow, ShownName, ShownRow};
use crate::wire::reference::{CatalogueSet, LoginRole, OutsideName, ReferenceSet};
use crate::wire::value::{Many, Optional};
use leadhub_model::LeadError;
use leadhub_model::catalogue::Catalogue;
use leadhub_model::reference::{Agent, ExternalName, ReferenceData};
use leadhub_model::sign_in::Login;
use serde_json::{Map, Value};
use uuid::Uuid;

/// The row as the model has it. Where no `uuid` was sent, a known row keeps its own and a new one gets `fresh`.
pub fn row<K: Kind>(id: i64, fields: &Map<String, Value>, known: Option<&K>, fresh: Uuid) -> Result<K, LeadError> {
    let mut row = fields.clone();
    row.insert("id".to_owned(), id.into());
    if K::FIELDS.iter().any(|named| named.name == "uuid") && !row.contains_key("uuid") {
        let known = known.and_then(|known| serde_json::to_value(known).ok()?.get("uuid").cloned());
        row.insert("uuid".to_owned(), known.unwrap_or_else(|| Value::from(fresh.to_string())));
    }
    serde_json::from_value(Value::Object(row)).map_err(|error| LeadError::Internal(error.to_string()))
}

/// The set that puts one row with its names. `word` is what the table of names calls its kind.
pub fn alone<K: Kind>(put: &PutRow<K>, row: K, word: &str) -> ReferenceData {
    let id = row.id();
    let name = |(dialect, name): &(&str, OwnName)| ExternalName {
        dialect: (*dialect).to_owned(),
        kind: word.to_owned(),
        external: name.external.0.clone(),
        label: name.label.as_ref().map(|label| label.0.clone()),
        row: id,
    };
    ReferenceData { external_names: put.names.iter().map(name).collect(), ..row.alone() }
}

/// A row with what is shown besides, and with its names out of all names there are.
pub fn shown<K: Kind>(row: K, besides: Map<String, Value>, word: &str, names: &[ExternalName]) -> ShownRow<K> {
    let mut shown = ShownRow { names: Default::default(), besides, row };
    for name in names.iter().filter(|name| name.kind == word && name.row == shown.row.id()) {
        let written = ShownName { external: name.external.clone(), label: name.label.clone() };
        shown.names.entry(name.dialect.clone()).or_default().push(written);
    }
    shown
}

/// Of a user: what she may do once she signed in, and whether she can.
pub fn login_of(agent: &Agent, logins: &[Login]) -> Map<String, Value> {
    let login = logins.iter().find(|login| login.agent == agent.id);
    let has_login = !agent.retired && login.is_some_and(|login| login.has_password);
    let role = login.and_then(|login| serde_json::to_value(LoginRole::from(login.role)).ok());
    [("login_role", role.unwrap_or_default()), ("has_login", has_login.into())]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// A whole set; `known` is what is there, `fresh` makes public ids.
pub fn set(sent: &ReferenceSet, known: &ReferenceData, fresh: &impl Fn() -> Uuid) -> Result<ReferenceData, LeadError> {
    let names = sent.external_names.0.as_ref().map(|names| names.0.iter().map(external_name).collect());
    Ok(ReferenceData {
        stages: rows(&sent.stages, known, fresh)?,
        reasons: rows(&sent.reasons, known, fresh)?,
        labels: rows(&sent.labels, known, fresh)?,
        custom_fields: rows(&sent.custom_fields, known, fresh)?,
        groups: rows(&sent.groups, known, fresh)?,
        agents: rows(&sent.agents, known, fresh)?,
        services: rows(&sent.services, known, fresh)?,
        campaigns: rows(&sent.campaigns, known, fresh)?,
        lists: rows(&sent.lists, known, fresh)?,
        external_names: names.unwrap_or_default(),
        catalogue: match &sent.catalogue.0 {
            Some(sent) => catalogue(sent, known, fresh)?,
            None => Catalogue::default(),
        },
    })
}

fn catalogue(sent: &CatalogueSet, known: &ReferenceData, fresh: &impl Fn() -> Uuid) -> Result<Catalogue, LeadError> {
    Ok(Catalogue {
        brands: rows(&sent.brands, known, fresh)?,
        companies: rows(&sent.companies, known, fresh)?,
        price_lists: rows(&sent.price_lists, known, fresh)?,
        products: rows(&sent.products, known, fresh)?,
        source_categories: rows(&sent.source_categories, known, fresh)?,
        sources: rows(&sent.sources, known, fresh)?,
        hobbies: rows(&sent.hobbies, known, fresh)?,
        countries: rows(&sent.countries, known, fresh)?,
        provinces: rows(&sent.provinces, known, fresh)?,
        districts: rows(&sent.districts, known, fresh)?,
        persons: rows(&sent.persons, known, fresh)?,
    })
}

fn rows<K: Kind, const MIN: usize, const MAX: usize>(
    sent: &Optional<Many<Entry<K>, MIN, MAX>>,
    known: &ReferenceData,
    fresh: &impl Fn() -> Uuid,
) -> Result<Vec<K>, LeadError> {
    let sent = sent.0.iter().flat_map(|many| &many.0);
    sent.map(|entry| row(entry.id, &entry.fields, K::find(known, entry.id), fresh())).collect()
}

fn external_name(name: &OutsideName) -> ExternalName {
    ExternalName {
        dialect: name.dialect.0.to_owned(),
        kind: name.kind.0.clone(),
        external: name.external.0.clone(),
        label: name.label.as_ref().map(|label| label.0.clone()),
        row: name.row_id.0,
    }
}
