//! What the server tells of itself in Prometheus' text form: the recorder of one server, and what is counted around requests.
//! Made by the front door; the store's part is the core's, an operation's is `operations.rs`. Nothing here decides anything.

use super::process;
use leadhub_core::Hub;
use leadhub_core::store::upload_work;
use metrics::{
    Counter, Gauge, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, with_local_recorder,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusRecorder};
use std::time::Duration;

/// Seconds of a request, from the head to the answer.
const REQUEST_SECONDS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// The store's steps are shorter.
const STORE_SECONDS: &[f64] = &[0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0];
const COMMIT_JOBS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// A store that is away must not keep the rest from being told.
const PATIENCE: Duration = Duration::from_millis(500);

/// One server's metrics. Each server has a recorder of its own, so that several in one process do not add up.
pub struct Metrics {
    recorder: PrometheusRecorder,
    in_flight: Gauge,
    connections: Gauge,
    /// Requests whose head could not be read; they reach no dialect.
    pub unreadable: Counter,
}

/// Something that is counted as long as it lasts.
pub struct Counted(Gauge);

impl Counted {
    fn one_of(gauge: &Gauge) -> Counted {
        gauge.increment(1.0);
        Counted(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

impl Metrics {
    /// The store tells its part to this server from now on.
    pub fn new(hub: &Hub) -> Result<Metrics, BuildError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(REQUEST_SECONDS)?
            .set_buckets_for_metric(Matcher::Prefix("leadhub_store_".to_owned()), STORE_SECONDS)?
            .set_buckets_for_metric(Matcher::Full("leadhub_store_commit_jobs".to_owned()), COMMIT_JOBS)?
            .build_recorder();
        let (in_flight, connections, unreadable) = with_local_recorder(&recorder, || {
            describe();
            process::report_once(hub.now());
            hub.report();
            (
                gauge!("leadhub_http_requests_in_flight"),
                gauge!("leadhub_http_connections_open"),
                counter!("leadhub_http_unreadable_requests_total"),
            )
        });
        Ok(Metrics { recorder, in_flight, connections, unreadable })
    }

    /// Registers instruments with this server's recorder.
    pub fn register<T>(&self, instruments: impl FnOnce() -> T) -> T {
        with_local_recorder(&self.recorder, instruments)
    }

    /// Counts a request under way until it is dropped.
    pub fn request(&self) -> Counted {
        Counted::one_of(&self.in_flight)
    }

    /// Counts an open connection until it is dropped.
    pub fn connection(&self) -> Counted {
        Counted::one_of(&self.connections)
    }

    /// Everything there is to tell now, as Prometheus reads it.
    pub async fn render(&self, hub: &Hub) -> String {
        let ask = hub.read(|db| Ok(upload_work::count_waiting(db)?));
        let uploads = tokio::time::timeout(PATIENCE, ask).await.ok().and_then(Result::ok);
        self.register(|| {
            // Not a number is how Prometheus writes down what nobody knows.
            gauge!("leadhub_uploads_waiting").set(uploads.map_or(f64::NAN, |count| count as f64));
            hub.report();
            process::report();
        });
        self.recorder.handle().render()
    }

    /// Sums up what was timed since the last time. Must be called now and then: the recorder keeps every single duration until
    /// then.
    pub fn sum_up(&self) {
        self.recorder.handle().run_upkeep();
    }
}

fn describe() {
    describe_counter!("leadhub_http_requests_total", Unit::Count, "Requests answered");
    describe_histogram!("leadhub_http_request_seconds", Unit::Seconds, "Time from the head read to the answer ready");
    describe_gauge!("leadhub_http_requests_in_flight", Unit::Count, "Requests under way");
    describe_gauge!("leadhub_http_connections_open", Unit::Count, "Open connections");
    describe_counter!("leadhub_http_unreadable_requests_total", Unit::Count, "Requests whose head was no HTTP");
    describe_gauge!("leadhub_uploads_waiting", Unit::Count, "Uploaded files not yet worked to their end");
}
