//! The job that keeps what integrations asked and were answered. Run by the loop, woken by the front door when something waits; it lets
//! half a second of them gather, so that one transaction keeps many.

use super::{Job, Outcome};
use crate::actions::{Grown, keep_requests};
use crate::hub::Hub;
use crate::request_log::WORK;
use leadhub_model::LeadError;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Nothing waits in the store, so nothing is found there by looking.
const LONG: Duration = Duration::from_secs(3600);

#[derive(Default)]
pub struct Requests {
    grown: Mutex<Grown>,
}

impl Job for Requests {
    fn name(&self) -> &'static str {
        WORK
    }

    fn pause(&self) -> Duration {
        Duration::from_millis(500)
    }

    fn work(&self, hub: &Hub) -> Result<Outcome, LeadError> {
        let mut grown = self.grown.lock().unwrap_or_else(PoisonError::into_inner);
        keep_requests(hub, &mut grown)?;
        Ok(Outcome::Rest(LONG))
    }
}
