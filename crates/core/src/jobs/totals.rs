//! The job that sums up the parts in which several writers leave the sets of leads. Parts lie for a second at most, since a list adds
//! them up with each question. Run by the loop, woken by the writes themselves.

use super::{Job, Outcome, POLL_INTERVAL};
use crate::actions;
use crate::hub::Hub;
use crate::store::lead_sets::WORK;
use leadhub_model::LeadError;
use std::time::Duration;

pub struct Totals;

impl Job for Totals {
    fn name(&self) -> &'static str {
        WORK
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(1)
    }

    /// So that a store that is away does not fill the log.
    fn pause_after_failure(&self) -> Duration {
        Duration::from_secs(10)
    }

    fn work(&self, hub: &Hub) -> Result<Outcome, LeadError> {
        actions::sum_up_totals(hub)?;
        Ok(Outcome::Rest(POLL_INTERVAL))
    }
}
