//! Places as they are shown. Called by the routes.
//! No rule stands here.

use crate::wire::place::{PlaceInProvince, ShownCountry, ShownProvince};
use leadhub_model::catalogue::{Commune, Country, District, Province};

pub fn country(row: &Country) -> ShownCountry<'_> {
    ShownCountry { id: row.id.0, code: &row.code, name: &row.name }
}

pub fn province(row: &Province) -> ShownProvince<'_> {
    ShownProvince { id: row.id.0, country_id: row.country.0, code: &row.code, name: &row.name }
}

pub fn district(row: &District) -> PlaceInProvince<'_> {
    PlaceInProvince { id: row.id.0, province_id: row.province.0, name: &row.name }
}

pub fn commune(row: &Commune) -> PlaceInProvince<'_> {
    PlaceInProvince { id: row.id.0, province_id: row.province.0, name: &row.name }
}
