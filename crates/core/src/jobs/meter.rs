//! What the jobs tell of themselves: how often each looked, how long it took, how often it failed. The loop writes into it; the hub hands
//! it to the metrics recorder of the moment.

use metrics::{Counter, Histogram, Unit, counter, describe_counter, describe_histogram, histogram};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

type Instruments = (Histogram, Counter);

#[derive(Default)]
pub struct JobMeters {
    /// Resolved once; until then nobody listens.
    of: OnceLock<BTreeMap<&'static str, Instruments>>,
}

impl JobMeters {
    pub(crate) fn ran(&self, job: &'static str, took: Duration, well: bool) {
        let Some((seconds, failures)) = self.of.get().and_then(|of| of.get(job)) else { return };
        seconds.record(took);
        failures.increment(u64::from(!well));
    }

    /// From the first call on, what is counted and timed of every job goes to the recorder of that moment.
    pub(crate) fn report(&self) {
        self.of.get_or_init(|| {
            describe_histogram!(
                "leadhub_job_seconds",
                Unit::Seconds,
                "Time a job took for one look and the work it found"
            );
            describe_counter!("leadhub_job_failures_total", Unit::Count, "Looks of a job that ended in an error");
            let of = |job: &'static str| {
                (histogram!("leadhub_job_seconds", "job" => job), counter!("leadhub_job_failures_total", "job" => job))
            };
            super::names().map(|job| (job, of(job))).collect()
        });
    }
}
