//! One unit of work on its way to a connection thread: a closure, the place for its result, and the way to answer whoever
//! waits. The engines see only the `Job` trait; `hub.rs` makes the typed ones.

use super::db::{Db, Tx};
use leadhub_model::LeadError;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::oneshot;
use tracing::Span;

/// What a job's closure works on.
pub enum Unit<'a, 'c> {
    Write(&'a mut Tx<'c>),
    Read(&'a mut Db<'c>),
}

/// Taken once: by the thread that begins the work, or by whoever has waited long enough and gives it up. So it is known of every
/// answer that came too late whether anything can have been written.
#[derive(Default)]
pub struct Start(AtomicBool);

impl Start {
    /// Whether it was still to be had.
    pub fn take(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }
}

pub trait Job: Send {
    /// Called once, before the job runs: false where nobody waits for its answer any more, and it must not run.
    fn begins(&self) -> bool;
    /// The request that asked for it: entered by the engine's thread, so that what is logged there carries the request's id.
    fn asked_by(&self) -> Span;
    /// Runs the closure and keeps its result. May be called again, when the transaction was lost through no fault of its own.
    /// True when the work wants to be kept.
    fn run(&mut self, unit: Unit) -> bool;
    /// Answers with the kept result, now that it is durable.
    fn answer(self: Box<Self>);
    /// Answers with an error, whatever the result was.
    fn fail(self: Box<Self>, error: LeadError);
}

/// The result goes back with the work, so that what the work carries is let go where it was made and not on a thread that everybody
/// waits for.
pub type Done<T, E, F> = (Result<T, E>, F);
type Answer<T, E, F> = oneshot::Sender<Done<T, E, F>>;

pub struct WriteJob<T, E, F> {
    work: F,
    result: Option<Result<T, E>>,
    show: fn(T) -> T,
    answer: Answer<T, E, F>,
    start: Arc<Start>,
    span: Span,
}

/// `show` makes the answer of what was read, behind the snapshot but on the thread that read it: what a list is made of is let go where it was
/// made, which costs a tenth less.
pub struct ReadJob<T, A, E, F, S> {
    work: F,
    result: Option<Result<T, E>>,
    show: S,
    answer: Answer<A, E, F>,
    start: Arc<Start>,
    span: Span,
}

impl<T, E, F: Fn(&mut Tx) -> Result<T, E>> WriteJob<T, E, F> {
    pub fn new(work: F, answer: Answer<T, E, F>, start: Arc<Start>) -> Self {
        WriteJob { work, result: None, show: |made| made, answer, start, span: Span::current() }
    }
}

impl<T, A, E, F: Fn(&mut Db) -> Result<T, E>, S: FnOnce(T) -> A> ReadJob<T, A, E, F, S> {
    pub fn new(work: F, show: S, answer: Answer<A, E, F>, start: Arc<Start>) -> Self {
        ReadJob { work, result: None, show, answer, start, span: Span::current() }
    }
}

/// A panic in a closure is that request's fault, never the process's end.
fn guarded<T, E: From<LeadError>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(super::internal(&panic_message(panic.as_ref())).into()))
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.unwrap_or_default())
}

macro_rules! job {
    ([$($generics:tt)*] $job:ty, $unit:ident, $handle:ident) => {
        impl<T: Send, E: From<LeadError> + Send, F: Fn(&mut $handle) -> Result<T, E> + Send, $($generics)*> Job for $job {
            fn begins(&self) -> bool {
                self.start.take() && !self.answer.is_closed()
            }

            fn asked_by(&self) -> Span {
                self.span.clone()
            }

            fn run(&mut self, unit: Unit) -> bool {
                let Unit::$unit(handle) = unit else {
                    self.result = Some(Err(super::internal("a job met the wrong lane").into()));
                    return false;
                };
                let result = guarded(|| (self.work)(handle));
                let keep = result.is_ok();
                self.result = Some(result);
                keep
            }

            fn answer(self: Box<Self>) {
                let early = || super::internal("a job was answered before it ran");
                let (result, show) = (self.result.unwrap_or_else(|| Err(early().into())), self.show);
                let result = result.and_then(|found| guarded(|| Ok(show(found))));
                // Whoever waited may have gone; what was done stays done.
                drop(self.answer.send((result, self.work)));
            }

            fn fail(self: Box<Self>, error: LeadError) {
                drop(self.answer.send((Err(error.into()), self.work)));
            }
        }
    };
}

job!([] WriteJob<T, E, F>, Write, Tx);
job!([A: Send, S: FnOnce(T) -> A + Send] ReadJob<T, A, E, F, S>, Read, Db);
