//! The bounded queue of work between the async world and the threads that own connections. Interactive work goes first;
//! background work gets one place in every group and a turn in every crowd, so neither starves the other. Used by both
//! engines.

use super::job::Job;
use super::meter::Meter;
use metrics::gauge;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Who waits for the work: a person or client, or nobody in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Interactive,
    Background,
}

/// Interactive jobs that may pass a waiting background job where jobs are taken one by one.
const TURN: usize = 64;

#[derive(Default)]
struct Waiting {
    interactive: VecDeque<Box<dyn Job>>,
    background: VecDeque<Box<dyn Job>>,
    /// Interactive jobs taken since a background job was.
    passed: usize,
    /// Workers without work. Who came last is called first: its connection has its plans and pages at hand, and those that are not needed
    /// hold nothing.
    idle: Vec<Arc<Condvar>>,
    closed: bool,
}

pub struct Queue {
    waiting: Mutex<Waiting>,
    capacity: usize,
    /// Of the connections that work this queue.
    pub meter: Meter,
}

impl Queue {
    pub fn new(capacity: usize) -> Self {
        Queue { waiting: Mutex::default(), capacity, meter: Meter::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing under the lock can panic halfway, so a poisoned queue is still whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a job, or gives it back when its lane is full or the queue is closed.
    pub fn push(&self, job: Box<dyn Job>, lane: Lane) -> Result<(), Box<dyn Job>> {
        let mut waiting = self.lock();
        let closed = waiting.closed;
        let line = match lane {
            Lane::Interactive => &mut waiting.interactive,
            Lane::Background => &mut waiting.background,
        };
        if closed || line.len() >= self.capacity {
            self.meter.refused();
            return Err(job);
        }
        line.push_back(job);
        let called = waiting.idle.pop();
        drop(waiting);
        called.inspect(|worker| worker.notify_one());
        Ok(())
    }

    /// Waits for work, then takes what is there: up to `most` jobs, at most one of them from the background lane, which comes
    /// last. Empty only when the queue is closed and drained.
    pub fn take(&self, most: usize) -> VecDeque<Box<dyn Job>> {
        self.take_as(|_| most, None).unwrap_or_default()
    }

    /// As `take`, but empty also where nothing came for so long; `None` when the queue is closed and drained.
    pub fn take_within(&self, most: usize, patience: Option<Duration>) -> Option<VecDeque<Box<dyn Job>>> {
        self.take_as(|_| most, patience)
    }

    /// As `take_within`, for one of so many workers: its share of what waits, `most` at most.
    pub fn take_share(
        &self,
        workers: usize,
        most: usize,
        patience: Option<Duration>,
    ) -> Option<VecDeque<Box<dyn Job>>> {
        self.take_as(|waiting| waiting.div_ceil(workers).clamp(1, most), patience)
    }

    fn take_as(&self, most: impl FnOnce(usize) -> usize, patience: Option<Duration>) -> Option<VecDeque<Box<dyn Job>>> {
        let mut waiting = self.lock();
        while waiting.interactive.is_empty() && waiting.background.is_empty() {
            if waiting.closed {
                return None;
            }
            let called = Arc::new(Condvar::new());
            waiting.idle.push(Arc::clone(&called));
            let is_late;
            (waiting, is_late) = match patience {
                None => (called.wait(waiting).unwrap_or_else(PoisonError::into_inner), false),
                Some(patience) => {
                    let waited = called.wait_timeout(waiting, patience);
                    let (waiting, wait) = waited.unwrap_or_else(PoisonError::into_inner);
                    (waiting, wait.timed_out())
                }
            };
            waiting.idle.retain(|worker| !Arc::ptr_eq(worker, &called));
            if is_late && waiting.interactive.is_empty() && waiting.background.is_empty() {
                return if waiting.closed { None } else { Some(VecDeque::new()) };
            }
        }
        let most = most(waiting.interactive.len());
        let is_due = most > 1 || waiting.interactive.is_empty() || waiting.passed >= TURN;
        let background = if is_due { waiting.background.pop_front() } else { None };
        let places = (most - usize::from(background.is_some())).min(waiting.interactive.len());
        let mut group: VecDeque<_> = waiting.interactive.drain(..places).collect();
        waiting.passed = if background.is_some() { 0 } else { waiting.passed + places };
        group.extend(background);
        Some(group)
    }

    /// Whether an interactive job waits.
    pub fn someone_waits(&self) -> bool {
        !self.lock().interactive.is_empty()
    }

    /// How many jobs wait in both lanes.
    pub fn len(&self) -> usize {
        let (interactive, background) = self.waiting();
        interactive + background
    }

    fn waiting(&self) -> (usize, usize) {
        let waiting = self.lock();
        (waiting.interactive.len(), waiting.background.len())
    }

    /// Tells how much waits, and of the connections, to the metrics recorder of the moment.
    pub fn report(&self, kind: &'static str) {
        self.meter.report(kind);
        let (interactive, background) = self.waiting();
        let set = |lane: &'static str, jobs: usize| {
            gauge!("leadhub_store_jobs_waiting", "kind" => kind, "lane" => lane).set(jobs as f64);
        };
        set("interactive", interactive);
        set("background", background);
    }

    /// Takes no more work; what waits is still done.
    pub fn close(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.idle.drain(..).for_each(|worker| worker.notify_one());
    }
}

#[cfg(test)]
mod tests {
    use super::super::job::Unit;
    use super::*;
    use leadhub_model::LeadError;
    use std::thread;
    use tracing::Span;

    struct Nothing;

    impl Job for Nothing {
        fn begins(&self) -> bool {
            true
        }

        fn asked_by(&self) -> Span {
            Span::none()
        }

        fn run(&mut self, _: Unit) -> bool {
            true
        }

        fn answer(self: Box<Self>) {}

        fn fail(self: Box<Self>, _: LeadError) {}
    }

    /// Waits until so many workers have no work.
    fn until_idle(queue: &Queue, workers: usize) {
        while queue.lock().idle.len() != workers {
            thread::yield_now();
        }
    }

    fn push(queue: &Queue) {
        assert!(queue.push(Box::new(Nothing), Lane::Interactive).is_ok());
    }

    #[test]
    fn who_came_last_is_called_first_and_whoever_is_left_is_told_of_the_end() {
        let (queue, done) = (Arc::new(Queue::new(9)), Arc::new(Mutex::new(Vec::new())));
        let worker = |number: usize| {
            let (queue, done) = (Arc::clone(&queue), Arc::clone(&done));
            thread::spawn(move || {
                while !queue.take(1).is_empty() {
                    done.lock().unwrap().push(number);
                }
            })
        };
        let first = worker(1);
        until_idle(&queue, 1);
        let second = worker(2);
        until_idle(&queue, 2);
        for _ in 0..5 {
            let before = done.lock().unwrap().len();
            push(&queue);
            while done.lock().unwrap().len() == before {
                thread::yield_now();
            }
            until_idle(&queue, 2);
        }
        assert_eq!(*done.lock().unwrap(), [2; 5]);
        queue.close();
        assert!(first.join().is_ok() && second.join().is_ok());
    }

    #[test]
    fn two_jobs_call_two_workers() {
        let queue = Arc::new(Queue::new(9));
        let workers: Vec<_> = (0..2)
            .map(|_| {
                let queue = Arc::clone(&queue);
                thread::spawn(move || queue.take(1).len())
            })
            .collect();
        until_idle(&queue, 2);
        push(&queue);
        push(&queue);
        assert_eq!(workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn nobody_waits_longer_than_they_want_to() {
        let queue = Queue::new(9);
        assert_eq!(queue.take_within(1, Some(Duration::from_millis(1))).map(|group| group.len()), Some(0));
        assert!(queue.lock().idle.is_empty());
        queue.close();
        assert!(queue.take_within(1, Some(Duration::from_millis(1))).is_none());
    }
}
