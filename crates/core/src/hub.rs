//! The hub: an open store that takes closures. `write` and `read` are the only doors to the book; the closures call verbs
//! (`actions`) and questions (`questions`, and the reads of `store`). Write closures may run again, so they have no effect outside of their `Tx`.

use crate::actions::{FactsFromExtrasOf, bring_facts, install_geography};
use crate::clock::{Clock, RandomSource};
use crate::jobs::JobMeters;
use crate::log_throttle::LogThrottle;
use crate::login_throttle::LoginThrottle;
use crate::passwords::Passwords;
use crate::request_log::RequestLog;
use crate::store::engine::{
    self, Changes, Copied, Db, Done, Engine, EngineOptions, Failure, Lane, Notifier, ReadJob, Setup, Spread, Start, Tx,
    WriteJob, internal,
};
use crate::store::{ANCHOR, TOLD, UNFILLED, lead_contacts, lead_recount, lead_reindex};
use leadhub_model::sign_in::Waiting;
use leadhub_model::{LeadError, Moment, OrganisationId};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// How a hub is opened. The default is right for everything but tests.
#[derive(Debug, Clone)]
pub struct HubOptions {
    pub clock: Clock,
    pub chance: Arc<RandomSource>,
    /// Writes that may wait at once; past that the answer is `LeadError::Busy`.
    pub queue: usize,
    /// How long an asynchronous caller waits for its answer, whatever the store does.
    pub patience: Duration,
}

impl Default for HubOptions {
    fn default() -> Self {
        HubOptions { clock: Clock::System, chance: Arc::default(), queue: 4096, patience: Duration::from_secs(30) }
    }
}

/// Creates the store where there is none, brings it to the newest schema and gives it the house's geography. Gives the names
/// of the migrations that ran; the error says what is wrong and what to do. `facts_of` says which extras of older leads are facts.
pub fn migrate(url: &str, facts_of: FactsFromExtrasOf) -> Result<Vec<String>, String> {
    engine::migrate(url, Setup { fill: &|tx| fill(tx, facts_of), unfilled: UNFILLED, anchor: ANCHOR })
}

/// Spreads a migrated store over the machines of its server's cluster, by the organisation. The error says what to do.
pub fn spread(url: &str) -> Result<Spread, String> {
    engine::spread(url, ANCHOR)
}

/// Brings a backup back into a store that is empty or not there yet, on either engine; after an error it is as empty as before.
/// A backup of an older program is brought to the newest schema on the way; the file itself is never changed.
pub fn restore(file: &Path, url: &str, facts_of: FactsFromExtrasOf) -> Result<Copied, String> {
    engine::restore(file, url, Setup { fill: &|tx| fill(tx, facts_of), unfilled: UNFILLED, anchor: ANCHOR })
}

/// Moves the store at `from`, which nobody serves, into an empty one, on either engine; every row is compared on both sides. After an
/// error the one at `to` is as empty as before.
pub fn move_store(from: &str, to: &str, facts_of: FactsFromExtrasOf) -> Result<Copied, String> {
    engine::move_store(from, to, Setup { fill: &|tx| fill(tx, facts_of), unfilled: UNFILLED, anchor: ANCHOR })
}

/// Makes anew, from the leads, the kept sets of some organisations and the terms of some. Nobody else writes leads meanwhile, and all is done
/// or nothing.
pub fn mend(url: &str, sets: &[OrganisationId], terms: &[OrganisationId]) -> Result<(), String> {
    let fill = |tx: &mut Tx| {
        sets.iter().try_for_each(|organisation| lead_recount::rebuild(tx, *organisation))?;
        terms.iter().try_for_each(|organisation| lead_reindex::rebuild(tx, *organisation))
    };
    engine::refill(url, &TOLD, &fill)
}

/// What a store gets once its schema is the newest: the house's geography, and what a migration leaves to the program.
fn fill(tx: &mut Tx, facts_of: FactsFromExtrasOf) -> Result<(), Failure> {
    install_geography(tx)?;
    lead_contacts::bring_over(tx)?;
    lead_reindex::bring_over(tx)?;
    lead_recount::bring_over(tx)?;
    // Last, since it rewrites leads as any change does.
    bring_facts(tx, facts_of)
}

/// An open store. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Open>);

/// Behind one count of who holds it: a request clones the hub several times on its way.
struct Open {
    engine: Engine,
    clock: Clock,
    chance: Arc<RandomSource>,
    bell: Arc<Notifier>,
    changes: Arc<Changes>,
    jobs: JobMeters,
    passwords: Arc<Passwords>,
    waits: SignInWaits,
    requests: RequestLog,
    patience: Duration,
}

/// In an outage every request meets the same.
static UNANSWERED: LogThrottle = LogThrottle::new();

/// An answer that is waited for, and the work's start.
struct PendingJob<T, E, F> {
    answer: oneshot::Receiver<Done<T, E, F>>,
    start: Arc<Start>,
}

/// Who has to wait before the next try to sign in.
pub(crate) struct SignInWaits {
    pub addresses: LoginThrottle,
    pub unknown_names: LoginThrottle,
}

impl Hub {
    /// Opens a store that exists and is at this program's schema; otherwise the error says what to do.
    /// `url` is what the operator configured: the path of a file or the address of a server.
    pub fn open(url: &str, options: HubOptions) -> Result<Hub, String> {
        engine::check_current(url, UNFILLED)?;
        let HubOptions { clock, chance, queue, patience } = options;
        let (bell, changes) = (Arc::<Notifier>::default(), Arc::<Changes>::default());
        let options = EngineOptions {
            clock: clock.clone(),
            chance: Arc::clone(&chance),
            queue,
            cache: Arc::default(),
            bell: Arc::clone(&bell),
            changes: Arc::clone(&changes),
        };
        let engine = Engine::open(url, options)?;
        let (addresses, unknown_names) =
            (LoginThrottle::new(Waiting::OF_ADDRESS), LoginThrottle::new(Waiting::OF_NAME));
        let waits = SignInWaits { addresses, unknown_names };
        let requests = RequestLog::new(Arc::clone(&bell));
        Ok(Hub(Arc::new(Open {
            engine,
            clock,
            chance,
            bell,
            changes,
            jobs: JobMeters::default(),
            passwords: Arc::default(),
            waits,
            requests,
            patience,
        })))
    }

    /// Runs `work` in one transaction for somebody who waits. The answer comes after the commit.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        self.attempt(work).await
    }

    /// As `write`, for work that also refuses in words of its own. Whatever it refuses, nothing of it is kept.
    pub async fn attempt<T: Send + 'static, E: From<LeadError> + Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.written(self.queue_write(work, Lane::Interactive)).await
    }

    /// Runs `work` behind everybody who waits. It should stop when `Tx::should_yield` says so.
    pub async fn write_behind<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        self.written(self.queue_write(work, Lane::Background)).await
    }

    /// As `write`, for a thread outside of the async runtime.
    pub fn write_blocking<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        answer(self.queue_write(work, Lane::Interactive).answer.blocking_recv())
    }

    /// As `write_behind`, for a thread outside of the async runtime.
    pub fn write_behind_blocking<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        answer(self.queue_write(work, Lane::Background).answer.blocking_recv())
    }

    /// Runs `work` on one snapshot of the store.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Db) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        self.read_shown(work, |found| found).await
    }

    /// As `read`, but what was read goes to `show` on the thread that read it, once it needs the snapshot no more.
    pub async fn read_shown<T: Send + 'static, A: Send + 'static>(
        &self,
        work: impl Fn(&mut Db) -> Result<T, LeadError> + Send + 'static,
        show: impl FnOnce(T) -> A + Send + 'static,
    ) -> Result<A, LeadError> {
        self.in_time(self.queue_read(work, show), LeadError::Unavailable).await
    }

    /// As `read`, for a thread outside of the async runtime.
    pub fn read_blocking<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Db) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        answer(self.queue_read(work, |found| found).answer.blocking_recv())
    }

    fn queue_write<T: Send + 'static, E: From<LeadError> + Send + 'static, F>(
        &self,
        work: F,
        lane: Lane,
    ) -> PendingJob<T, E, F>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
    {
        let ((sender, answer), start) = (oneshot::channel(), Arc::<Start>::default());
        self.0.engine.write(Box::new(WriteJob::new(work, sender, Arc::clone(&start))), lane);
        PendingJob { answer, start }
    }

    /// A write that began and was not answered in time may yet be done.
    async fn written<T, E: From<LeadError>, F>(&self, pending: PendingJob<T, E, F>) -> Result<T, E> {
        self.in_time(pending, LeadError::OutcomeUnknown).await
    }

    /// The answer, or that it did not come in time: `begun` where the work had begun by then.
    async fn in_time<T, E: From<LeadError>, F>(&self, pending: PendingJob<T, E, F>, begun: LeadError) -> Result<T, E> {
        match tokio::time::timeout(self.0.patience, pending.answer).await {
            Ok(received) => answer(received),
            Err(_) => {
                let error = if pending.start.take() { LeadError::Unavailable } else { begun };
                if let Some(untold) = UNANSWERED.admit() {
                    tracing::warn!(%error, untold, "the store does not answer");
                }
                Err(error.into())
            }
        }
    }

    fn queue_read<T, A, F, S>(&self, work: F, show: S) -> PendingJob<A, LeadError, F>
    where
        T: Send + 'static,
        A: Send + 'static,
        F: Fn(&mut Db) -> Result<T, LeadError> + Send + 'static,
        S: FnOnce(T) -> A + Send + 'static,
    {
        let ((sender, answer), start) = (oneshot::channel(), Arc::<Start>::default());
        self.0.engine.read(Box::new(ReadJob::new(work, show, sender, Arc::clone(&start))));
        PendingJob { answer, start }
    }

    pub fn now(&self) -> Moment {
        self.0.clock.now()
    }

    pub fn chance(&self) -> &Arc<RandomSource> {
        &self.0.chance
    }

    /// Where passwords are hashed.
    pub fn passwords(&self) -> &Arc<Passwords> {
        &self.0.passwords
    }

    /// Where the front door leaves the requests that are to be kept for a while.
    pub fn request_log(&self) -> &RequestLog {
        &self.0.requests
    }

    pub(crate) fn waits(&self) -> &SignInWaits {
        &self.0.waits
    }

    /// Changes after each commit of this process that touched leads of the organisation; over when the store is closed. What changed
    /// `lead_changes::list_changed` tells; what other processes did is found by asking it now and then.
    pub fn changed(&self, organisation: OrganisationId) -> watch::Receiver<()> {
        self.0.changes.watch(organisation)
    }

    /// Writes that wait for their turn.
    pub fn waiting(&self) -> usize {
        self.0.engine.waiting()
    }

    /// Tells how the store stands to the `metrics` recorder of the moment, as `leadhub_store_…`. From the first call on, what is
    /// counted and timed goes to that recorder too.
    pub fn report(&self) {
        self.0.engine.report();
        self.0.jobs.report();
        self.0.requests.report();
    }

    /// Rung when there may be work for somebody who waits; over when the store is closed.
    pub(crate) fn bell(&self) -> &Notifier {
        &self.0.bell
    }

    pub(crate) fn job_meters(&self) -> &JobMeters {
        &self.0.jobs
    }

    /// Lets the bell be rung by other processes too, for these kinds of work.
    pub(crate) fn listen(&self, kinds: &'static [&'static str]) -> Result<(), String> {
        self.0.engine.listen(kinds)
    }

    /// Makes sure that this process alone serves an embedded store.
    pub fn lock_for_serving(&self) -> Result<(), String> {
        self.0.engine.lock_for_serving()
    }

    /// Whoever watches (`Hub::changed`) hears that it is over: for a server that stops, whose streams would else keep it waiting.
    pub fn end_watching(&self) {
        self.0.changes.end();
    }

    /// Finishes what waits, then closes the store. Later calls answer `LeadError::Busy`.
    pub fn close(&self) {
        self.0.engine.close();
    }
}

/// A job is always answered; a dropped sender is a fault of ours.
fn answer<T, E: From<LeadError>, F>(received: Result<Done<T, E, F>, oneshot::error::RecvError>) -> Result<T, E> {
    let done = received.map(|(result, _)| result);
    done.unwrap_or_else(|_| Err(internal("a job was dropped unanswered").into()))
}
