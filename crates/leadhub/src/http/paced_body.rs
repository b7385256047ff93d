//! A request's body that must come at some pace: a client that sends a byte now and then would else hold its place for hours. Made by
//! the accept loop around every body; it counts only the time in which the client was waited for, not what the store takes.

use super::unread_body::UnreadBody;
use axum::BoxError;
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use leadhub_wire::body::TooSlow;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a body may be waited for in all.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Granted to every body, however small.
    pub grace: Duration,
    /// What came in so far buys a second for each of so many bytes.
    pub bytes_per_second: u32,
    /// No body is waited for longer.
    pub longest: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { grace: Duration::from_secs(30), bytes_per_second: 8 * 1024, longest: Duration::from_secs(3600) }
    }
}

impl Pace {
    fn allowed(&self, received: u64) -> Duration {
        let bought = Duration::from_secs(received / u64::from(self.bytes_per_second.max(1)));
        self.grace.saturating_add(bought).min(self.longest)
    }
}

pub struct PacedBody {
    body: UnreadBody,
    pace: Pace,
    received: u64,
    /// For how long the client was waited for, up to the wait that goes on.
    waited: Duration,
    waiting: Option<Waiting>,
}

struct Waiting {
    since: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl PacedBody {
    pub fn new(body: UnreadBody, pace: Pace) -> Self {
        PacedBody { body, pace, received: 0, waited: Duration::ZERO, waiting: None }
    }
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let left = self.pace.allowed(self.received).saturating_sub(self.waited);
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                if let Some(waiting) = self.waiting.take() {
                    self.waited += waiting.since.elapsed();
                }
                if let Some(Ok(frame)) = &frame {
                    let bytes = frame.data_ref().map_or(0, Bytes::len);
                    self.received += u64::try_from(bytes).unwrap_or(u64::MAX);
                }
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => {
                let begin = || {
                    let since = Instant::now();
                    Waiting { since, alarm: Box::pin(sleep_until(since + left)) }
                };
                let waiting = self.waiting.get_or_insert_with(begin);
                waiting.alarm.as_mut().poll(context).map(|()| Some(Err(TooSlow.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_buys_time_up_to_an_end() {
        let pace = Pace { grace: Duration::from_secs(30), bytes_per_second: 1000, longest: Duration::from_secs(60) };
        let seconds = [0, 999, 10_000, 1_000_000].map(|received| pace.allowed(received).as_secs());
        assert_eq!(seconds, [30, 30, 40, 60]);
    }
}
