//! Countries, provinces, districts of the old scheme, communes. The house's own rows (organisation 0, from a data package) serve
//! everybody; an organisation's own row with the same id comes before them. Read by the doors.

use super::many::put_rows;
use crate::actor::Actor;
use crate::store::among;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::catalogue::{Commune, Country, District, Province};
use leadhub_model::text::{fold, fold_place};
use leadhub_model::*;
use std::sync::Arc;

/// Under which the house's own rows stand.
pub(crate) const HOUSE: OrganisationId = OrganisationId(0);

/// Whether the house's own rows are there.
pub(crate) fn is_installed(db: &mut Db) -> Result<bool, Failure> {
    let sql = "SELECT id FROM country WHERE organisation_id = $1 ORDER BY id LIMIT 1";
    Ok(db.value::<i64>(sql, values![HOUSE])?.is_some())
}

pub(crate) fn put_countries(tx: &mut Tx, organisation: OrganisationId, countries: &[Country]) -> Result<(), Failure> {
    const COLUMNS: [&str; 4] = ["organisation_id", "id", "code", "name"];
    put_rows(tx, "country", 2, COLUMNS, countries, |row| {
        [organisation.into(), row.id.into(), (&row.code).into(), (&row.name).into()]
    })
}

pub(crate) fn put_provinces(tx: &mut Tx, organisation: OrganisationId, provinces: &[Province]) -> Result<(), Failure> {
    const COLUMNS: [&str; 6] = ["organisation_id", "id", "country_id", "code", "name", "folded_name"];
    put_rows(tx, "province", 2, COLUMNS, provinces, |row| {
        let (code, name) = (&row.code, &row.name);
        [organisation.into(), row.id.into(), row.country.into(), code.into(), name.into(), fold(name).into()]
    })
}

pub(crate) fn put_districts(tx: &mut Tx, organisation: OrganisationId, districts: &[District]) -> Result<(), Failure> {
    put_rows(tx, "district", 2, IN_PROVINCE, districts, |row| {
        [organisation.into(), row.id.into(), row.province.into(), (&row.name).into(), fold(&row.name).into()]
    })
}

pub(crate) fn put_communes(tx: &mut Tx, organisation: OrganisationId, communes: &[Commune]) -> Result<(), Failure> {
    put_rows(tx, "commune", 2, IN_PROVINCE, communes, |row| {
        [organisation.into(), row.id.into(), row.province.into(), (&row.name).into(), fold(&row.name).into()]
    })
}

const IN_PROVINCE: [&str; 5] = ["organisation_id", "id", "province_id", "name", "folded_name"];

/// The organisation's own, without the house's.
pub(crate) fn list_own_countries(db: &mut Db, actor: &Actor) -> Result<Vec<Country>, Failure> {
    let sql = "SELECT id, code, name FROM country WHERE organisation_id = $1 ORDER BY id";
    db.all(sql, values![actor.organisation_id()], country)
}

/// The organisation's own, without the house's.
pub(crate) fn list_own_districts(db: &mut Db, actor: &Actor) -> Result<Vec<District>, Failure> {
    let sql = "SELECT id, province_id, name FROM district WHERE organisation_id = $1 ORDER BY id";
    db.all(sql, values![actor.organisation_id()], district)
}

/// Own rows first; of the house's, those whose id is not the organisation's own.
const OURS: &str = "(organisation_id = $1 OR organisation_id = 0)";

/// Keeps the first of each id; rows come with the organisation's own ones first.
fn own_first<T>(rows: Vec<T>, id: impl Fn(&T) -> i64) -> Vec<T> {
    let mut seen = std::collections::HashSet::new();
    let mut rows: Vec<T> = rows.into_iter().filter(|row| seen.insert(id(row))).collect();
    rows.sort_by_key(|row| id(row));
    rows
}

pub fn find_country(db: &mut Db, actor: &Actor, id: CountryId) -> Result<Option<Country>, Failure> {
    Ok(list_countries(db, actor)?.iter().find(|row| row.id == id).cloned())
}

pub fn list_countries(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Country>>, Failure> {
    db.cached(actor.organisation_id(), "countries", |db| {
        let sql = format!("SELECT id, code, name FROM country WHERE {OURS} ORDER BY organisation_id DESC, id");
        Ok(own_first(db.all(&sql, values![actor.organisation_id()], country)?, |row| row.id.0))
    })
}

pub fn find_province(db: &mut Db, actor: &Actor, id: ProvinceId) -> Result<Option<Province>, Failure> {
    Ok(list_provinces(db, actor)?.iter().find(|row| row.id == id).cloned())
}

/// By its name, without regard to case and marks, also with its kind before it (`Thành phố Hà Nội`).
pub fn find_province_by_name(db: &mut Db, actor: &Actor, name: &str) -> Result<Option<Province>, Failure> {
    let provinces = list_provinces(db, actor)?;
    let mut called_so: Vec<&Province> = called(&provinces, name, |row| &row.name);
    // An own one comes before the house's of the same name.
    let own = list_own_provinces(db, actor)?;
    called_so.sort_by_key(|row| !own.iter().any(|known| known.id == row.id));
    Ok(called_so.first().map(|row| (*row).clone()))
}

/// Those that are called so; only where there is none, those that are with another kind before the name, or without one.
fn called<'r, T>(rows: &'r [T], name: &str, name_of: impl Fn(&T) -> &str) -> Vec<&'r T> {
    let exactly: Vec<&T> = rows.iter().filter(|row| fold(name_of(row)) == fold(name)).collect();
    if exactly.is_empty() {
        return rows.iter().filter(|row| fold_place(name_of(row)) == fold_place(name)).collect();
    }
    exactly
}

/// The district of a province by its name, with its kind or without; where two are called so, neither is meant.
pub fn find_district_by_name(
    db: &mut Db,
    actor: &Actor,
    province: ProvinceId,
    name: &str,
) -> Result<Option<District>, Failure> {
    let districts = list_districts(db, actor, province)?;
    match called(&districts, name, |row| &row.name)[..] {
        [district] => Ok(Some(district.clone())),
        _ => Ok(None),
    }
}

pub fn list_provinces(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Province>>, Failure> {
    db.cached(actor.organisation_id(), "provinces", |db| {
        let sql =
            format!("SELECT id, country_id, code, name FROM province WHERE {OURS} ORDER BY organisation_id DESC, id");
        Ok(own_first(db.all(&sql, values![actor.organisation_id()], province)?, |row| row.id.0))
    })
}

/// The organisation's own, without the house's.
pub(crate) fn list_own_provinces(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Province>>, Failure> {
    db.cached(actor.organisation_id(), "own provinces", |db| {
        let sql = "SELECT id, country_id, code, name FROM province WHERE organisation_id = $1 ORDER BY id";
        db.all(sql, values![actor.organisation_id()], province)
    })
}

/// Those of one province.
pub fn list_districts(db: &mut Db, actor: &Actor, province: ProvinceId) -> Result<Vec<District>, Failure> {
    Ok(cached_districts(db, actor)?.iter().filter(|row| row.province == province).cloned().collect())
}

pub fn find_district(db: &mut Db, actor: &Actor, id: DistrictId) -> Result<Option<District>, Failure> {
    Ok(cached_districts(db, actor)?.iter().find(|row| row.id == id).cloned())
}

fn cached_districts(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<District>>, Failure> {
    db.cached(actor.organisation_id(), "districts", |db| {
        let sql = format!("SELECT id, province_id, name FROM district WHERE {OURS} ORDER BY organisation_id DESC, id");
        Ok(own_first(db.all(&sql, values![actor.organisation_id()], district)?, |row| row.id.0))
    })
}

/// Those of one province.
pub fn list_communes(db: &mut Db, actor: &Actor, province: ProvinceId) -> Result<Vec<Commune>, Failure> {
    let sql = format!(
        "SELECT id, province_id, name FROM commune WHERE {OURS} AND province_id = $2 ORDER BY organisation_id DESC, id"
    );
    let rows = db.all(&sql, values![actor.organisation_id(), province], commune)?;
    Ok(own_first(rows, |row| row.id.0))
}

/// Those with these ids.
pub(crate) fn list_communes_among(db: &mut Db, actor: &Actor, ids: &[CommuneId]) -> Result<Vec<Commune>, Failure> {
    let (places, bound) = among(actor, ids);
    let sql = format!(
        "SELECT id, province_id, name FROM commune WHERE {OURS} AND id IN ({places}) ORDER BY organisation_id DESC, id"
    );
    Ok(own_first(db.all(&sql, &bound, commune)?, |row| row.id.0))
}

fn country(row: &mut Row) -> Result<Country, Failure> {
    Ok(Country { id: row.take()?, code: row.take()?, name: row.take()? })
}

fn province(row: &mut Row) -> Result<Province, Failure> {
    Ok(Province { id: row.take()?, country: row.take()?, code: row.take()?, name: row.take()? })
}

fn commune(row: &mut Row) -> Result<Commune, Failure> {
    Ok(Commune { id: row.take()?, province: row.take()?, name: row.take()? })
}

fn district(row: &mut Row) -> Result<District, Failure> {
    Ok(District { id: row.take()?, province: row.take()?, name: row.take()? })
}
