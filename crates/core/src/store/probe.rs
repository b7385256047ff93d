//! The row that readiness writes: as large as what a lead costs, so that a store without room for a lead says so before one is
//! lost. Called by the action `probe`; nobody reads it.

use super::engine::{Failure, Tx, values};
use leadhub_model::OrganisationId;

/// Bytes that are written with every look. They are drawn anew, since the same or empty ones would be packed to nothing.
const BALLAST: usize = 64 * 1024;

pub(crate) fn write_probe(tx: &mut Tx, store: OrganisationId) -> Result<(), Failure> {
    let ballast = tx.random::<BALLAST>();
    tx.execute(
        "INSERT INTO probe (organisation_id, ballast) VALUES ($1, $2)
         ON CONFLICT (organisation_id) DO UPDATE SET ballast = excluded.ballast",
        values![store, ballast.as_slice()],
    )?;
    Ok(())
}
