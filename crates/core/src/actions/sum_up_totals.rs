//! Sums up the parts in which many writers leave the sets of leads, which tell the totals. Called by the background, again and again; where one thread
//! writes there is nothing to do.

use crate::hub::Hub;
use crate::store::lead_sets;
use leadhub_model::LeadError;

pub fn sum_up_totals(hub: &Hub) -> Result<(), LeadError> {
    for organisation in hub.read_blocking(|db| Ok(lead_sets::list_parted(db)?))? {
        hub.write_behind_blocking(move |tx| Ok(lead_sets::sum_up(tx, organisation)?))?;
    }
    Ok(())
}
