//! Sums up the parts in which many writers leave the sets of leads, which tell the totals. Called by the background, again and again; where one thread
//! writes there is nothing to do.

use super::one_by_one;
use crate::hub::Hub;
use crate::store::lead_sets;
use leadhub_model::LeadError;

pub fn sum_up_totals(hub: &Hub) -> Result<(), LeadError> {
    let parted = hub.read_blocking(|db| Ok(lead_sets::list_parted(db)?))?;
    one_by_one(parted, |organisation| hub.write_behind_blocking(move |tx| Ok(lead_sets::sum_up(tx, organisation)?)))
}
