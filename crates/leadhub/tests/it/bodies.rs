//! Bodies that are too slow, too long, or cut into chunks that are none, and requests that do not say whom they are for: each is told
//! in its wire's voice and holds nobody up.

use crate::house::{House, options};
use leadhub::http::{Pace, ServerOptions};
use leadhub_core::HubOptions;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A create of every door, by its first line and credential.
fn doors(house: &House) -> Vec<(&'static str, String)> {
    let bearer = |dialect| format!("Authorization: Bearer {}\r\n", house.kangnam().token(dialect).unwrap());
    let form = "Content-Type: multipart/form-data; boundary=b\r\n";
    vec![
        ("POST /kangnam/api/v1/lead", bearer("caresoft")),
        ("POST /kangnam/api/v1/lead", format!("access_token: {}\r\n", house.kangnam().token("erp").unwrap())),
        ("POST /v3/lead", bearer("dialer")),
        ("POST /v3/lead/file", bearer("dialer") + form),
        ("POST /lead-platform/v1/leads/create", bearer("lead_platform") + "source: TCB\r\n"),
        ("POST /hub/v1/leads", bearer("native") + "Content-Type: application/json\r\n"),
    ]
}

/// Opens a connection and sends a head; a host is among the headers, or is not.
async fn begin(house: &House, line: &str, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(house.base_url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(format!("{line} HTTP/1.1\r\n{headers}\r\n").as_bytes()).await.unwrap();
    stream
}

/// Status, head and body of what comes back.
async fn answer(stream: &mut TcpStream) -> (u16, String, String) {
    let (mut bytes, mut some) = (Vec::new(), [0; 4096]);
    let read = async {
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let head = head.to_ascii_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                if length.is_none_or(|length: usize| body.len() >= length) {
                    return (head[9..12].parse().unwrap(), head, body.to_owned());
                }
            }
            let read = stream.read(&mut some).await.unwrap();
            assert!(read > 0, "the connection ended: {text}");
            bytes.extend_from_slice(&some[..read]);
        }
    };
    tokio::time::timeout(Duration::from_secs(10), read).await.expect("an answer in time")
}

fn is_told(line: &str, wanted: u16, (status, _, body): &(u16, String, String)) {
    let told: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{line}: no JSON: {body}"));
    assert_eq!(*status, wanted, "{line}: {told}");
}

both_engines! {
    migrate = crate::migrate;

    /// A byte now and then keeps no place; whoever sends steadily has time.
    async fn a_body_that_comes_too_slowly_is_told_off(store: TestStore) {
        let pace = Pace { grace: Duration::from_millis(400), bytes_per_second: 100, longest: Duration::from_secs(5) };
        let house = House::open_with(store, HubOptions::default(), ServerOptions { pace, ..options() }).await;
        for (line, headers) in doors(&house) {
            let mut stream = begin(&house, line, &format!("Host: a\r\n{headers}Content-Length: 500\r\n")).await;
            let (mut half, mut sending) = stream.split();
            let began = Instant::now();
            let drip = async {
                loop {
                    drop(sending.write_all(b" ").await);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            let mut first = [0; 12];
            tokio::select! {
                () = drip => unreachable!(),
                read = half.read_exact(&mut first) => drop(read.unwrap()),
            }
            assert_eq!(&first, b"HTTP/1.1 408", "{line}");
            assert!(began.elapsed() < Duration::from_secs(3), "{line}: {:?}", began.elapsed());
        }
        // 1200 bytes in 1.2 seconds: three times as long as the grace.
        let lead = format!("{{\"lead\":{{\"subject\":\"x\",\"phone\":\"0349719988\",\"service_id\":1244}}{}}}", " ".repeat(1200));
        let (line, headers) = doors(&house).remove(0);
        let mut stream = begin(&house, line, &format!("Host: a\r\n{headers}Content-Length: {}\r\n", lead.len())).await;
        for piece in lead.as_bytes().chunks(100) {
            stream.write_all(piece).await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        is_told("a steady sender", 200, &answer(&mut stream).await);
        house.stop().await;
    }

    /// Not a byte of it need come.
    async fn a_body_that_says_it_is_too_long_is_refused_at_once(store: TestStore) {
        let house = House::open(store).await;
        for (line, headers) in doors(&house) {
            let began = Instant::now();
            let mut stream = begin(&house, line, &format!("Host: a\r\n{headers}Content-Length: 300000000\r\n")).await;
            is_told(line, 413, &answer(&mut stream).await);
            assert!(began.elapsed() < Duration::from_secs(2), "{line}: {:?}", began.elapsed());
        }
        house.stop().await;
    }

    async fn chunks_that_are_none_are_a_bad_request(store: TestStore) {
        let house = House::open(store).await;
        for (line, headers) in doors(&house) {
            for chunks in ["zz\r\n", "5\r\nabcdeXX", "-1\r\n", "ffffffffffffffffff\r\n"] {
                let mut stream = begin(&house, line, &format!("Host: a\r\n{headers}Transfer-Encoding: chunked\r\n")).await;
                stream.write_all(chunks.as_bytes()).await.unwrap();
                is_told(&format!("{line} {chunks:?}"), 400, &answer(&mut stream).await);
            }
        }
        house.stop().await;
    }

    async fn a_request_names_one_host(store: TestStore) {
        let house = House::open(store).await;
        let others = ["GET /health/ready", "GET /nowhere", "GET /app/sign-in"].map(|line| (line, String::new()));
        for (line, headers) in doors(&house).into_iter().chain(others) {
            for hosts in ["", "Host: a\r\nHost: b\r\n", "Host: a\r\nHost: a\r\n"] {
                let length = if line.starts_with("GET") { "" } else { "Content-Length: 2\r\n" };
                let mut stream = begin(&house, line, &format!("{hosts}{headers}{length}")).await;
                drop(stream.write_all(b"{}").await);
                let answered = answer(&mut stream).await;
                assert_eq!(answered.0, 400, "{line} {hosts:?}: {}", answered.2);
            }
        }
        house.stop().await;
    }
}
