//! The load generator: keep-alive connections on one thread, each sending its next request when the last was answered.
//! Every answer's status is checked; one wrong answer fails the run. It is as light as it can be, since it shares the
//! machine with what it measures. Used for every HTTP figure, for filling a store and for recordings.

mod answer;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use super::request::Request;
use answer::Answer;

pub struct Plan {
    pub address: SocketAddr,
    pub connections: usize,
    /// Requests in a second, however slowly they are answered; `None` sends the next when one was answered. What comes late is late from
    /// the moment it was due.
    pub pace: Option<f64>,
    pub warm_up: Duration,
    pub length: Duration,
    /// Ends before its time when so many were sent.
    pub most: i64,
    pub status: u16,
    /// The number of the first request; they count up from it.
    pub first: i64,
}

#[derive(Debug)]
pub struct Outcome {
    /// All answers, those of the warm-up too.
    pub answered: i64,
    /// Answers in a second, behind the warm-up.
    pub rate: f64,
    /// Microseconds from the first byte sent to the last byte of the answer, behind the warm-up.
    pub latency: Histogram<u64>,
}

/// Sends `requests` in turn; `ids` are the leads that `{id}` is taken from at random.
pub fn run(plan: Plan, requests: Vec<Request>, ids: &[i64]) -> Result<Outcome, String> {
    run_until(Arc::default(), plan, requests, ids)
}

/// The same, for as long as `over` is not set: beside something whose length nobody knows.
pub fn run_until(over: Arc<AtomicBool>, plan: Plan, requests: Vec<Request>, ids: &[i64]) -> Result<Outcome, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("the load generator: {error}"))?;
    let latency = Histogram::new_with_bounds(1, 60_000_000, 3).map_err(|error| error.to_string())?;
    let start = Instant::now();
    let begin = start + plan.warm_up;
    let (connections, length, end) = (plan.connections, plan.length, begin + plan.length);
    let count = Count { sent: 0, answered: 0, latency, chance: 0x9E37_79B9_7F4A_7C15 };
    let (ids, count) = (ids.to_vec(), RefCell::new(count));
    let shared = Rc::new(Shared { over, plan, requests, ids, start, begin, end, count });
    LocalSet::new().block_on(&runtime, async {
        let spawn = |_| tokio::task::spawn_local(connection(Rc::clone(&shared)));
        for task in (0..connections).map(spawn).collect::<Vec<_>>() {
            task.await.map_err(|error| error.to_string())??;
        }
        Ok::<_, String>(())
    })?;
    let shared = Rc::into_inner(shared).ok_or("a connection of the load generator did not end")?;
    let length = if shared.over.load(Ordering::Relaxed) { length.min(begin.elapsed()) } else { length };
    let count = shared.count.into_inner();
    let rate = count.latency.len() as f64 / length.as_secs_f64();
    Ok(Outcome { answered: count.answered, rate, latency: count.latency })
}

/// The body of the answer to one request that must go well.
pub fn one(address: SocketAddr, request: &Request) -> Result<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("the load generator: {error}"))?;
    runtime.block_on(async {
        let stream = TcpStream::connect(address).await;
        let mut stream = stream.map_err(|error| format!("cannot connect: {error}"))?;
        let (mut out, mut answer) = (Vec::new(), Answer::default());
        request.write(&mut out, 0, 0);
        stream.write_all(&out).await.map_err(|error| format!("a request was not taken: {error}"))?;
        answer.read(&mut stream).await?;
        if answer.status == 200 {
            Ok(answer.whole_body())
        } else {
            Err(format!("{}: {}", answer.status, answer.body()))
        }
    })
}

struct Shared {
    over: Arc<AtomicBool>,
    plan: Plan,
    requests: Vec<Request>,
    ids: Vec<i64>,
    start: Instant,
    begin: Instant,
    end: Instant,
    count: RefCell<Count>,
}

struct Count {
    sent: i64,
    answered: i64,
    latency: Histogram<u64>,
    chance: u64,
}

impl Shared {
    /// Writes the next request to `out` and tells when it is due; `None` when it is over.
    fn next(&self, out: &mut Vec<u8>) -> Option<Instant> {
        let mut count = self.count.borrow_mut();
        let now = Instant::now();
        let due = self.plan.pace.map_or(now, |pace| self.start + Duration::from_secs_f64(count.sent as f64 / pace));
        let is_over = self.over.load(Ordering::Relaxed) || due.max(now) >= self.end;
        if count.sent >= self.plan.most || is_over {
            return None;
        }
        let number = self.plan.first + count.sent;
        count.sent += 1;
        // xorshift: any spread will do, and the same one in every run.
        count.chance ^= count.chance << 13;
        count.chance ^= count.chance >> 7;
        count.chance ^= count.chance << 17;
        let at = count.chance as usize % self.ids.len().max(1);
        let request = &self.requests[number as usize % self.requests.len()];
        request.write(out, number, self.ids.get(at).copied().unwrap_or_default());
        Some(due)
    }

    fn answered(&self, sent: Instant, answer: &Answer) -> Result<(), String> {
        if answer.status != self.plan.status {
            let (status, wanted, body) = (answer.status, self.plan.status, answer.body());
            return Err(format!("answered {status} where {wanted} was due: {body}"));
        }
        let now = Instant::now();
        let mut count = self.count.borrow_mut();
        count.answered += 1;
        if self.begin <= now && now < self.end {
            count.latency.saturating_record((now - sent).as_micros() as u64);
        }
        Ok(())
    }
}

async fn connection(shared: Rc<Shared>) -> Result<(), String> {
    let stream = TcpStream::connect(shared.plan.address).await;
    let mut stream = stream.map_err(|error| format!("cannot connect: {error}"))?;
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let (mut out, mut answer) = (Vec::new(), Answer::default());
    while let Some(due) = shared.next(&mut out) {
        if due > Instant::now() {
            tokio::time::sleep_until(due.into()).await;
        }
        // Without a pace it is due when it is sent.
        let sent = if shared.plan.pace.is_some() { due } else { Instant::now() };
        stream.write_all(&out).await.map_err(|error| format!("a request was not taken: {error}"))?;
        answer.read(&mut stream).await?;
        shared.answered(sent, &answer)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
