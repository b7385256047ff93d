//! One request as bytes over a socket of its own, and what came back. Used where the test client's texts are not enough: bodies
//! that are no UTF-8, targets no URI library would send, bodies that arrive piece by piece.

use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, target: &str) -> Request {
        Request { method: method.to_owned(), target: target.to_owned(), ..Request::default() }
    }

    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Request {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn bearer(self, token: &str) -> Request {
        self.header("Authorization", format!("Bearer {token}"))
    }

    pub fn json(self, body: impl Into<Vec<u8>>) -> Request {
        let request = self.header("Content-Type", "application/json");
        Request { body: body.into(), ..request }
    }

    /// The head, closed by an empty line; `extra` are headers that only the sender knows.
    fn head(&self, authority: &str, extra: &str) -> Vec<u8> {
        let mut head =
            format!("{} {} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n", self.method, self.target)
                .into_bytes();
        for (name, value) in &self.headers {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(extra.as_bytes());
        head.extend_from_slice(b"\r\n");
        head
    }
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn read(bytes: &[u8]) -> Option<Answer> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Some(Answer { status, headers, body: bytes[end + 4..].to_vec() })
    }
}

/// Sends the request with the length of its body.
pub async fn exchange(base_url: &str, request: &Request) -> Answer {
    let length = format!("Content-Length: {}\r\n", request.body.len());
    let authority = base_url.trim_start_matches("http://");
    let mut bytes = request.head(authority, &length);
    bytes.extend_from_slice(&request.body);
    converse(authority, request, vec![bytes]).await
}

/// Sends the request with a body of unknown length, one piece after the other.
pub async fn stream(base_url: &str, request: &Request, pieces: impl Iterator<Item = Vec<u8>>) -> Answer {
    let authority = base_url.trim_start_matches("http://");
    let chunk = |piece: Vec<u8>| {
        let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
        chunk.extend(piece);
        chunk.extend_from_slice(b"\r\n");
        chunk
    };
    let mut parts = vec![request.head(authority, "Transfer-Encoding: chunked\r\n")];
    parts.extend(pieces.map(chunk));
    parts.push(b"0\r\n\r\n".to_vec());
    converse(authority, request, parts).await
}

async fn converse(authority: &str, request: &Request, parts: Vec<Vec<u8>>) -> Answer {
    let talk = async {
        let stream = TcpStream::connect(authority).await.unwrap();
        let (mut from, mut to) = stream.into_split();
        let sending = tokio::spawn(async move {
            for part in parts {
                // A server that has seen enough answers and closes; the answer is what counts.
                if to.write_all(&part).await.is_err() {
                    break;
                }
            }
            to
        });
        let mut bytes = Vec::new();
        // A reset after the answer takes nothing from it.
        drop(from.read_to_end(&mut bytes).await);
        sending.abort();
        bytes
    };
    let bytes = tokio::time::timeout(PATIENCE, talk).await.expect("an answer in time");
    let answer = Answer::read(&bytes);
    answer.unwrap_or_else(|| panic!("{} {}: no answer: {bytes:?}", request.method, request.target))
}
