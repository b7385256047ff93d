//! Install the house's own geography: the countries, and Vietnam's provinces, communes and old districts, out of the files in
//! `data/geography` (its README: where they come from). Called once in a store's life, by its migration.

use crate::store::engine::{Failure, Tx};
use crate::store::reference::geography::{self, HOUSE};
use serde::de::DeserializeOwned;

const COUNTRIES: &str = include_str!("../../data/geography/countries.csv");
const PROVINCES: &str = include_str!("../../data/geography/provinces.csv");
const DISTRICTS: &str = include_str!("../../data/geography/districts.csv");
const COMMUNES: &str = include_str!("../../data/geography/communes.csv");

/// Nothing to do where the house has countries already.
pub fn install_geography(tx: &mut Tx) -> Result<(), Failure> {
    if geography::is_installed(tx)? {
        return Ok(());
    }
    geography::put_countries(tx, HOUSE, &read(COUNTRIES)?)?;
    geography::put_provinces(tx, HOUSE, &read(PROVINCES)?)?;
    geography::put_districts(tx, HOUSE, &read(DISTRICTS)?)?;
    geography::put_communes(tx, HOUSE, &read(COMMUNES)?)
}

/// The columns are named as the nouns' fields are; an official code is read as the number it is.
fn read<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, Failure> {
    let rows = csv::Reader::from_reader(file.as_bytes()).into_deserialize().collect::<Result<_, _>>();
    rows.map_err(|error| Failure::Bug(format!("the house's geography cannot be read: {error}")))
}
