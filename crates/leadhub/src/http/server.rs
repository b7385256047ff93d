//! The accept loop: takes connections, serves each with the front door, and stops gracefully. Started by `serve`, by `demo` and
//! by the integration tests.

use super::background;
use super::front_door::FrontDoor;
use super::paced_body::Pace;
use super::unread_body::UnreadBody;
use super::{rate, unauthenticated_limiter};
use axum::body::{Body, HttpBody};
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use leadhub_core::Hub;
use leadhub_core::jobs::Running;
use leadhub_wire::Limits;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::Instant;

/// A client that has not sent its whole head by then is dropped.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Requests under way at a stop get so long to finish.
const STOP_PATIENCE: Duration = Duration::from_secs(8);
/// A stop takes no longer in all: a store that hangs by then is left behind.
const WHOLE_STOP: Duration = Duration::from_millis(9500);
/// After a failed accept (usually: too many open files) the loop takes a breath.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How often durations are summed up; until then each one is kept.
const SUM_UP_EVERY: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct ServerOptions {
    pub limits: Limits,
    /// How many requests an integration whose settings say nothing may make in a second.
    pub requests_per_second: i64,
    /// How many unknown tokens an address may try in ten seconds.
    pub unknown_tokens: u32,
    /// How fast a body must come.
    pub pace: Pace,
    /// The token that `GET /metrics` asks for; without one it is open to whoever reaches the port.
    pub metrics_token: Option<String>,
    /// Keeps requests for a while, so that somebody can see why one was refused.
    pub request_log: bool,
    /// Serves `POST /health/echo`, the floor that benchmarks compare with. Never in production.
    pub echo: bool,
}

impl Default for ServerOptions {
    fn default() -> Self {
        let requests_per_second = rate::DEFAULT;
        ServerOptions {
            limits: Limits::default(),
            requests_per_second,
            unknown_tokens: unauthenticated_limiter::DEFAULT,
            pace: Pace::default(),
            metrics_token: None,
            request_log: true,
            echo: false,
        }
    }
}

/// A server bound to its address, not yet serving.
pub struct Server {
    hub: Hub,
    listener: TcpListener,
    door: Arc<FrontDoor>,
    pace: Pace,
}

impl Server {
    pub async fn bind(hub: Hub, address: SocketAddr, options: ServerOptions) -> std::io::Result<Server> {
        let listener = TcpListener::bind(address).await?;
        let door = FrontDoor::new(hub.clone(), &options).map_err(std::io::Error::other)?;
        Ok(Server { hub, listener, door: Arc::new(door), pace: options.pace })
    }

    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is ready, then finishes what is under way and closes the store.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> std::io::Result<()> {
        let Server { hub, listener, door, pace } = self;
        let jobs = background::start(&hub)?;
        let summing = tokio::spawn(sum_up(Arc::clone(&door)));
        let graceful = GracefulShutdown::new();
        let take = |stream: TcpStream, peer: SocketAddr| {
            // Answers are small: waiting to fill a packet only delays them.
            drop(stream.set_nodelay(true));
            let connection = graceful.watch(http1_connection(stream, peer, Arc::clone(&door), pace));
            tokio::spawn(work(connection, Arc::clone(&door)));
        };
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => take(stream, peer),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        let end = Instant::now() + WHOLE_STOP;
        door.stop();
        hub.end_watching();
        // Whoever got through to the port before it closes is served too.
        let last = listener.into_std()?;
        while let Ok((stream, peer)) = last.accept() {
            stream.set_nonblocking(true)?;
            take(TcpStream::from_std(stream)?, peer);
        }
        drop(last);
        tracing::info!("stopping: requests under way are finished");
        if tokio::time::timeout(STOP_PATIENCE, graceful.shutdown()).await.is_err() {
            tracing::warn!("some clients did not finish in time and were cut off");
        }
        summing.abort();
        match tokio::time::timeout_at(end, closed(hub, jobs)?).await {
            Ok(_) => tracing::info!("stopped"),
            Err(_) => tracing::error!("stopped without the store, which does not answer"),
        }
        Ok(())
    }
}

/// Ready when the store is closed. On a thread of its own, which the runtime does not wait for.
fn closed(hub: Hub, jobs: Running) -> std::io::Result<oneshot::Receiver<()>> {
    let (done, closed) = oneshot::channel();
    let close = move || {
        hub.close();
        jobs.join();
        // Nobody may wait for it any more.
        done.send(()).ok();
    };
    std::thread::Builder::new().name("closing".to_owned()).spawn(close)?;
    Ok(closed)
}

/// Works a connection to its end.
async fn work(connection: impl Future<Output = Result<(), hyper::Error>>, door: Arc<FrontDoor>) {
    let _open = door.metrics().connection();
    if connection.await.is_err_and(|error| error.is_parse()) {
        door.metrics().unreadable.increment(1);
    }
}

async fn sum_up(door: Arc<FrontDoor>) {
    loop {
        tokio::time::sleep(SUM_UP_EVERY).await;
        door.sum_up();
    }
}

/// Answers a request, and reads what the answer did not wait for.
async fn answer(door: &FrontDoor, request: http::Request<Incoming>, pace: Pace) -> Response {
    if request.body().is_end_stream() {
        return door.answer(request.map(Body::new)).await;
    }
    let (head, incoming) = request.into_parts();
    let body = UnreadBody::of(&head.headers, incoming);
    let mut response = door.answer(http::Request::from_parts(head, body.reader(pace))).await;
    body.settle(&mut response).await;
    response
}

fn http1_connection(
    stream: TcpStream,
    peer: SocketAddr,
    door: Arc<FrontDoor>,
    pace: Pace,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let door = Arc::clone(&door);
        async move { Ok::<_, Infallible>(answer(&door, request, pace).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
}
