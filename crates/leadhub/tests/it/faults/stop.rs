//! SIGTERM under load: every request that was under way is answered, what was answered is in the store, and the end comes within
//! the ten seconds that the documents promise. Against the real program, on both engines.

use super::kill::{post_until_gone, stored};
use super::program::{Program, init};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const UNDER_WAY: usize = 50;
const CLIENTS: usize = 4;

/// The head of a create and the first half of its body are sent; gives the connection and the rest.
async fn begin(address: &str, token: &str, subject: &str) -> (TcpStream, Vec<u8>) {
    let body = json!({ "lead": { "subject": subject, "phone": "0349719999", "service_id": 1 } }).to_string();
    let head = format!(
        "POST /acme/api/v1/lead HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let (first, rest) = body.as_bytes().split_at(body.len() / 2);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(first).await.unwrap();
    (stream, rest.to_vec())
}

/// Sends the rest and gives all that comes back until the server closes.
async fn finish((mut stream, rest): (TcpStream, Vec<u8>)) -> String {
    stream.write_all(&rest).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

both_engines! {
    migrate = crate::migrate;

    async fn whatever_is_under_way_at_sigterm_is_answered_and_kept(test_store: TestStore) {
        let store = init(test_store.url());
        let program = Program::serve(&store);
        let address = program.base_url.trim_start_matches("http://").to_owned();
        let done = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (url, token, done) = (program.base_url.clone(), store.caresoft.clone(), Arc::clone(&done));
                tokio::spawn(post_until_gone(url, token, format!("busy-{client}"), done))
            })
            .collect();
        let mut under_way = Vec::new();
        for number in 0..UNDER_WAY {
            under_way.push(begin(&address, &store.caresoft, &format!("half {number}")).await);
        }
        let mut asking = TcpStream::connect(&address).await.unwrap();
        asking.write_all(b"GET /health/ready HTTP/1.1\r\n").await.unwrap();
        while done.load(Ordering::SeqCst) < 20 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let began = Instant::now();
        program.ask_to_stop();
        while TcpStream::connect(&address).await.is_ok() {
            assert!(began.elapsed() < Duration::from_secs(5), "the port stays open");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let ready = finish((asking, b"Host: a\r\n\r\n".to_vec())).await;
        assert!(ready.starts_with("HTTP/1.1 503") && ready.ends_with("{\"status\":\"stopping\"}"), "{ready}");
        for half in under_way {
            let answer = finish(half).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "a request under way was not answered: {answer}");
        }
        assert!(program.wait(), "SIGTERM ends the program well");
        assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());

        let program = Program::serve(&store);
        let found = stored(&program.base_url, &store.caresoft).await;
        for number in 0..UNDER_WAY {
            assert_eq!(found.get(&format!("half {number}")).map(Vec::len), Some(1), "half {number} was answered");
        }
        for client in clients {
            for (subject, id) in client.await.unwrap() {
                if let Some(id) = id {
                    assert_eq!(found.get(&subject), Some(&vec![id]), "{subject} was answered");
                }
            }
        }
        assert!(program.terminate());
    }
}
