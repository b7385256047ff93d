//! The job that counts what became of the leads that came on each day. Run by the loop, which looks now and then; nobody need wake it,
//! since today is asked of the leads themselves.

use super::{Job, Outcome, POLL_INTERVAL};
use crate::actions;
use crate::hub::Hub;
use leadhub_model::LeadError;
use std::time::Duration;

pub struct Days;

impl Job for Days {
    fn name(&self) -> &'static str {
        "days"
    }

    /// So that a store that is away does not fill the log.
    fn pause_after_failure(&self) -> Duration {
        Duration::from_secs(60)
    }

    fn work(&self, hub: &Hub) -> Result<Outcome, LeadError> {
        actions::count_days(hub)?;
        Ok(Outcome::Rest(POLL_INTERVAL))
    }
}
