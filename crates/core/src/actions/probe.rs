//! A real write that means nothing, of the size of a lead's, so that a full disk or a read-only store is noticed before a lead is.
//! Asked by the health check; an empty transaction would succeed where none can write, a small one where no lead has room.

use super::create_organisation::STORE;
use crate::store::engine::Tx;
use crate::store::probe;
use leadhub_model::LeadError;

pub fn probe(tx: &mut Tx) -> Result<(), LeadError> {
    Ok(probe::write_probe(tx, STORE)?)
}
