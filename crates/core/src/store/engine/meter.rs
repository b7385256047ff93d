//! What a pool of connections tells of itself: how much it does, how long that takes, what went wrong. Its threads write into
//! it; `Engine::report` hands it to the metrics recorder of the moment. It knows no engine and decides nothing.

use metrics::{
    Counter, Histogram, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

/// One pool's meter: the writers' or the readers'.
#[derive(Default)]
pub struct Meter {
    seats: AtomicUsize,
    open: AtomicUsize,
    busy: AtomicUsize,
    /// Resolved once; until then nobody listens.
    instruments: OnceLock<Instruments>,
}

struct Instruments {
    refused: Counter,
    reruns: Counter,
    lost: Counter,
    job: Histogram,
    commit: Histogram,
    group: Histogram,
}

impl Meter {
    /// There is one more place for a connection.
    pub fn seat(&self) {
        self.seats.fetch_add(1, Relaxed);
    }

    /// A seat has a connection now.
    pub fn connected(&self) {
        self.open.fetch_add(1, Relaxed);
    }

    /// A seat's connection is gone.
    pub fn lost(&self) {
        self.open.fetch_sub(1, Relaxed);
        self.tell(|instruments| instruments.lost.increment(1));
    }

    /// Too many waited already.
    pub fn refused(&self) {
        self.tell(|instruments| instruments.refused.increment(1));
    }

    /// A job runs once more, through no fault of its own.
    pub fn rerun(&self) {
        self.tell(|instruments| instruments.reruns.increment(1));
    }

    /// Runs a job on a connection.
    pub fn job<T>(&self, run: impl FnOnce() -> T) -> T {
        self.timed(|instruments| &instruments.job, run)
    }

    /// Commits the work of so many jobs.
    pub fn commit<T>(&self, jobs: usize, run: impl FnOnce() -> T) -> T {
        self.tell(|instruments| instruments.group.record(jobs as f64));
        self.timed(|instruments| &instruments.commit, run)
    }

    fn timed<T>(&self, told: fn(&Instruments) -> &Histogram, run: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        self.busy.fetch_add(1, Relaxed);
        let outcome = run();
        self.busy.fetch_sub(1, Relaxed);
        self.tell(|instruments| told(instruments).record(began.elapsed()));
        outcome
    }

    fn tell(&self, what: impl FnOnce(&Instruments)) {
        if let Some(instruments) = self.instruments.get() {
            what(instruments);
        }
    }

    /// Sets the gauges in the recorder of the moment; from the first call on, what is counted and timed goes there too.
    pub fn report(&self, kind: &'static str) {
        self.instruments.get_or_init(|| Instruments::new(kind));
        let set = |name, count: &AtomicUsize| gauge!(name, "kind" => kind).set(count.load(Relaxed) as f64);
        set("leadhub_store_connection_seats", &self.seats);
        set("leadhub_store_connections_open", &self.open);
        set("leadhub_store_connections_busy", &self.busy);
    }
}

impl Instruments {
    fn new(kind: &'static str) -> Self {
        describe();
        Instruments {
            refused: counter!("leadhub_store_jobs_refused_total", "kind" => kind),
            lost: counter!("leadhub_store_connections_lost_total", "kind" => kind),
            job: histogram!("leadhub_store_job_seconds", "kind" => kind),
            // Only writers commit.
            reruns: counter!("leadhub_store_reruns_total"),
            commit: histogram!("leadhub_store_commit_seconds"),
            group: histogram!("leadhub_store_commit_jobs"),
        }
    }
}

fn describe() {
    describe_gauge!("leadhub_store_jobs_waiting", Unit::Count, "Jobs that wait for a connection");
    describe_counter!("leadhub_store_jobs_refused_total", Unit::Count, "Jobs refused because too many waited");
    describe_histogram!("leadhub_store_job_seconds", Unit::Seconds, "Time a job ran, without waiting and commit");
    describe_histogram!("leadhub_store_commit_seconds", Unit::Seconds, "Time a commit took");
    describe_histogram!("leadhub_store_commit_jobs", Unit::Count, "Jobs made durable by one commit");
    describe_counter!("leadhub_store_reruns_total", Unit::Count, "Transactions run again");
    describe_gauge!("leadhub_store_connection_seats", Unit::Count, "Connections there may be");
    describe_gauge!("leadhub_store_connections_open", Unit::Count, "Connections there are");
    describe_gauge!("leadhub_store_connections_busy", Unit::Count, "Connections that work now");
    describe_counter!("leadhub_store_connections_lost_total", Unit::Count, "Connections lost and made anew");
    describe_gauge!("leadhub_store_file_bytes", Unit::Bytes, "Size of the embedded store's file");
    describe_gauge!("leadhub_store_log_bytes", Unit::Bytes, "Size of the embedded store's write-ahead log");
}
