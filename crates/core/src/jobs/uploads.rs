//! The job that works uploaded files, several at a time, those of one organisation one after the other: so no organisation waits behind
//! the files of another, and two files do not meet in the same persons. Run by the loop; what a row is, is the importer's business.

use super::{Job, Outcome, POLL_INTERVAL, ReaderOf};
use crate::hub::Hub;
use crate::import;
use leadhub_model::{LeadError, OrganisationId};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub(crate) use crate::store::uploads::WORK;

/// Organisations whose files are worked at once.
const PLACES: usize = 2;

pub struct Uploads {
    reader_of: ReaderOf,
    /// The organisations whose files this process works now.
    busy: Mutex<BTreeSet<OrganisationId>>,
}

impl Uploads {
    pub fn new(reader_of: ReaderOf) -> Self {
        Uploads { reader_of, busy: Mutex::default() }
    }

    /// A place at an organisation's files; none while another one is taken.
    fn take(&self, organisation: OrganisationId) -> Option<Taken<'_>> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.insert(organisation).then(|| Taken { uploads: self, organisation })
    }
}

struct Taken<'u> {
    uploads: &'u Uploads,
    organisation: OrganisationId,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.uploads.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.organisation);
    }
}

impl Job for Uploads {
    fn name(&self) -> &'static str {
        WORK
    }

    fn places(&self) -> usize {
        PLACES
    }

    fn work(&self, hub: &Hub) -> Result<Outcome, LeadError> {
        let now = hub.now();
        let mut rest = POLL_INTERVAL;
        for waiting in import::list_waiting(hub)? {
            let leased = waiting.leased_until.micros().saturating_sub(now.micros());
            if leased >= 0 {
                // Its worker may have died: then it is due when the lease is over.
                rest = rest.min(Duration::from_micros(leased.unsigned_abs() + 1));
            } else if let Some(_taken) = self.take(waiting.organisation)
                && import::work(hub, waiting.organisation, waiting.id, self.reader_of)?
            {
                return Ok(Outcome::More);
            }
        }
        Ok(Outcome::Rest(rest))
    }
}
