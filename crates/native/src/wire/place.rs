//! Places on this wire, read-only: countries, provinces, the districts of the scheme that ended in 2025, communes. Shown as the
//! model has them; and lists that need no cursor.

use super::from_json::query;
use super::kind::RowId;
use super::shape::{Parts, Shape, answer};
use super::value::Optional;
use serde::Serialize;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

/// All rows at once.
#[derive(Debug, Clone, Serialize)]
pub struct All<T> {
    pub data: Vec<T>,
}

impl<T: Shape> Shape for All<T> {
    fn shape() -> RefOr<Schema> {
        ObjectBuilder::new().property("data", Vec::<T>::shape()).required("data").into()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: Shape> utoipa::PartialSchema for All<T> {
    fn schema() -> RefOr<Schema> {
        Self::shape()
    }
}

impl<T: Shape> utoipa::ToSchema for All<T> {
    fn schemas(parts: &mut Parts) {
        Self::parts(parts);
    }
}

answer! {
    /// A country.
    pub struct ShownCountry<'p> {
        id: i64,
        /// ISO 3166-1 alpha-2.
        code: &'p str,
        name: &'p str,
    }
}

answer! {
    /// A province of a country.
    pub struct ShownProvince<'p> {
        id: i64,
        country_id: i64,
        code: &'p str,
        name: &'p str,
    }
}

answer! {
    /// A district or commune of a province.
    pub struct PlaceInProvince<'p> {
        id: i64,
        province_id: i64,
        name: &'p str,
    }
}

pub type Countries = All<ShownCountry<'static>>;
pub type Provinces = All<ShownProvince<'static>>;
pub type PlacesInProvince = All<PlaceInProvince<'static>>;

query! {
    /// Which provinces.
    pub struct ProvinceQuery {
        /// Those of this country alone.
        country_id: Optional<RowId>,
    }
}

query! {
    /// Which districts or communes.
    pub struct InProvince {
        /// The province they lie in.
        province_id: RowId,
    }
}
