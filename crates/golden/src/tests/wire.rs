//! What goes over the wire, byte for byte, and what the runner makes of the answers.
//! Run with the crate's own tests; needs no store.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::super::{Golden, Runner, SendError};

/// Answers one connection after the other with `answers`; gives back what was sent on each.
async fn server(answers: Vec<&'static str>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let mut seen = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !is_whole(&request) {
                let mut some = [0; 4096];
                let read = stream.read(&mut some).await.unwrap();
                request.extend_from_slice(&some[..read]);
            }
            seen.push(String::from_utf8(request).unwrap());
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                answer.len()
            );
            stream.write_all((head + answer).as_bytes()).await.unwrap();
        }
        seen
    });
    (base_url, serving)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn sample(text: &str) -> Golden {
    Golden::parse("north/01_x.ours.http", &format!("# decision T1\n{text}")).unwrap()
}

#[tokio::test]
async fn a_curl_command_arrives_as_curl_would_send_it() {
    let (base_url, serving) = server(vec!["{}"]).await;
    let sample = sample(
        "curl 'https://{{API_HOST}}/v3/x' \\\n--header 'Authorization: Bearer {{TOKEN}}' --data ''\n\n--- 200\n\n{}\n",
    );
    let outcome = Runner::new(&base_url, "kn", "t0").run(&sample).await.unwrap();
    assert_eq!(outcome.differences, []);
    let sent = serving.await.unwrap().remove(0).to_ascii_lowercase();
    assert!(sent.starts_with("post /v3/x http/1.1\r\n"), "{sent}");
    for line in ["authorization: bearer t0", "content-type: application/x-www-form-urlencoded", "content-length: 0"] {
        assert!(sent.contains(&format!("\r\n{line}\r\n")), "{line} is missing in {sent}");
    }
}

#[tokio::test]
async fn kept_values_reach_later_samples() {
    let (base_url, serving) = server(vec![r#"{"lead":{"id":77}}"#, r#"{"id":77}"#]).await;
    let mut runner = Runner::new(&base_url, "kn", "t0");
    let first =
        sample("# vary: lead.id\n# keep: lead = lead.id\nGET /{domain}/a\n\n--- 200\n\n{\"lead\":{\"id\":1}}\n");
    let second = sample("POST /a/${lead}\n\n[${lead}]\n\n--- 200\n\n{\"id\": ${lead}}\n");
    assert_eq!(runner.run(&first).await.unwrap().differences, []);
    assert_eq!(runner.run(&second).await.unwrap().differences, []);
    let sent = serving.await.unwrap();
    assert!(sent[0].starts_with("GET /kn/a "), "{}", sent[0]);
    assert!(sent[1].starts_with("POST /a/77 ") && sent[1].ends_with("\r\n\r\n[77]"), "{}", sent[1]);
}

#[tokio::test]
async fn a_value_nobody_kept_is_named() {
    let error =
        Runner::new("http://127.0.0.1:1", "kn", "t0").run(&sample("GET /${lead}\n\n--- 200\n")).await.unwrap_err();
    assert_eq!(error.to_string(), "no value for `lead`");
}

#[tokio::test]
async fn within_repeats_until_the_reply_agrees() {
    let (base_url, serving) = server(vec![r#"{"n":0}"#, r#"{"n":1}"#]).await;
    let text = "GET /a\n\n--- 200\n\n{\"n\":1}\n";
    let patient = sample(&format!("# within: 5s\n{text}"));
    assert_eq!(Runner::new(&base_url, "kn", "t0").run(&patient).await.unwrap().differences, []);
    assert_eq!(serving.await.unwrap().len(), 2);

    let (base_url, _serving) = server(vec![r#"{"n":0}"#]).await;
    let outcome = Runner::new(&base_url, "kn", "t0").run(&sample(text)).await.unwrap();
    assert_eq!(outcome.differences[0].to_string(), "n: expected 1, got 0");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = Runner::new(&base_url, "kn", "t0").run(&sample("GET /a\n\n--- 200\n")).await.unwrap_err();
    assert!(matches!(error, SendError::Connection(_)), "{error}");
    let error = Runner::new("ftp://x", "kn", "t0").run(&sample("GET /a\n\n--- 200\n")).await.unwrap_err();
    assert!(matches!(error, SendError::Address(_)), "{error}");
}
