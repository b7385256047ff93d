//! Which communes of today an official code of a ward means: a code of before July 2025 means what its ward went into. Asked by the doors
//! whose callers send codes; what becomes of a code that means several is the door's to say.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::reference::geography;
use leadhub_model::catalogue::Commune;
use leadhub_model::{CommuneId, LeadError};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Old wards that are no single commune of the same code (`data/geography/README.md`).
const OLD_WARDS: &str = include_str!("../../data/geography/old_wards.csv");

static WENT_TO: LazyLock<BTreeMap<i64, Vec<CommuneId>>> = LazyLock::new(|| {
    let mut went_to: BTreeMap<i64, Vec<CommuneId>> = BTreeMap::new();
    let rows = OLD_WARDS.lines().filter_map(|line| line.split_once(','));
    for (ward, commune) in rows.filter_map(|(ward, commune)| Some((ward.parse().ok()?, commune.parse().ok()?))) {
        went_to.entry(ward).or_default().push(CommuneId(commune));
    }
    went_to
});

/// None where nobody knows the code; several where one old ward was divided, also if one of them has its code today.
pub fn communes_of_ward(db: &mut Db, actor: &Actor, code: i64) -> Result<Vec<Commune>, LeadError> {
    let own = [CommuneId(code)];
    let ids = WENT_TO.get(&code).map_or(own.as_slice(), Vec::as_slice);
    Ok(geography::list_communes_among(db, actor, ids)?)
}
