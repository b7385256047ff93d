//! Sends a sample's request over real HTTP and takes the reply.
//!
//! Called by `run.rs`. One connection a request, nothing retried or followed, so that what is compared is what the server
//! said first. It must not look at the reply.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::Request;

/// No sample's answer takes longer; a hung server must fail a sample, not hang it.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Header names (lower case) and values, in order.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Bytes,
}

impl Reply {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Why there is no reply to compare.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The server under test is not given as `http://host:port`.
    #[error("`{0}` is not an address such as http://127.0.0.1:8080")]
    Address(String),
    /// A placeholder of the sample has no value.
    #[error(transparent)]
    Unfilled(#[from] super::Unfilled),
    /// The sample's method, target or headers are no HTTP.
    #[error("the request cannot be sent: {0}")]
    Request(#[from] http::Error),
    /// The connection was refused or lost.
    #[error("the connection failed: {0}")]
    Connection(#[from] std::io::Error),
    /// The other side does not speak HTTP, or stopped in the middle.
    #[error("the exchange failed: {0}")]
    Exchange(#[from] hyper::Error),
    /// Nothing came in time.
    #[error("no complete reply within {} s", PATIENCE.as_secs())]
    TimedOut,
}

/// Sends `request` to the server at `base_url` (`http://host:port`).
pub async fn send(base_url: &str, request: &Request) -> Result<Reply, SendError> {
    let authority = base_url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
    let authority = authority.ok_or_else(|| SendError::Address(base_url.to_owned()))?;
    let exchange = exchange(authority, request);
    tokio::time::timeout(PATIENCE, exchange).await.map_err(|_| SendError::TimedOut)?
}

async fn exchange(authority: &str, request: &Request) -> Result<Reply, SendError> {
    let mut outgoing = http::Request::builder()
        .method(request.method.as_str())
        .uri(&request.target)
        .header(http::header::HOST, authority)
        .header(http::header::CONNECTION, "close");
    for (name, value) in &request.headers {
        outgoing = outgoing.header(name, value);
    }
    // Every client says how long the body of these is, also when it is empty; hyper would leave that out.
    if matches!(request.method.as_str(), "POST" | "PUT" | "PATCH") {
        outgoing = outgoing.header(http::header::CONTENT_LENGTH, request.body.len());
    }
    let outgoing = outgoing.body(Full::new(Bytes::from(request.body.clone())))?;
    let stream = TcpStream::connect(authority).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driving = tokio::spawn(connection);
    let answer = async {
        let (head, body) = sender.send_request(outgoing).await?.into_parts();
        Ok::<_, hyper::Error>((head, body.collect().await?.to_bytes()))
    };
    let answer = answer.await;
    driving.abort();
    let (head, body) = answer?;
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    Ok(Reply { status: head.status.as_u16(), headers: headers.collect(), body })
}
