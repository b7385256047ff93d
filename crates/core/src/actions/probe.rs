//! A real write that means nothing, so that a full disk or a read-only store is noticed before a lead is. Asked by the health
//! check; an empty transaction would succeed where none can write.

use super::create_organisation::STORE;
use crate::store::engine::Tx;
use crate::store::organisations;
use leadhub_model::LeadError;

pub fn probe(tx: &mut Tx) -> Result<(), LeadError> {
    Ok(organisations::touch(tx, STORE)?)
}
