//! Connections that are kept: an answer that came before its request's body was read does not spoil the request behind it, and
//! files sent one after the other over one connection all arrive.

use crate::conformance::integration;
use crate::house::{House, options};
use leadhub::doors::DIALECTS;
use leadhub::http::ServerOptions;
use leadhub_core::{Hub, HubOptions};
use leadhub_testkit::{Cluster, ClusterOptions, TestStore, both_engines};
use leadhub_wire::Limits;
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection that is used for more than one request.
struct Connection {
    stream: TcpStream,
    authority: String,
}

impl Connection {
    async fn open(house: &House) -> Connection {
        let authority = house.base_url.trim_start_matches("http://").to_owned();
        Connection { stream: TcpStream::connect(&authority).await.unwrap(), authority }
    }

    /// Sends head and body in two packets; gives status, head and body of the answer, `None` where the connection died.
    async fn send(&mut self, first_line: &str, headers: &str, body: &[u8]) -> Option<(u16, String, String)> {
        let authority = &self.authority;
        let head = format!("{first_line} HTTP/1.1\r\nHost: {authority}\r\n{headers}\r\n");
        self.stream.write_all(head.as_bytes()).await.ok()?;
        tokio::time::sleep(Duration::from_millis(3)).await;
        // A server may have closed already, and said so.
        let sent = self.stream.write_all(body).await;
        let answer = tokio::time::timeout(PATIENCE, self.answer()).await.expect("an answer in time");
        answer.filter(|(_, head, _)| sent.is_ok() || head.contains("connection: close"))
    }

    async fn answer(&mut self) -> Option<(u16, String, String)> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            let mut some = [0; 4096];
            let read = self.stream.read(&mut some).await.ok().filter(|read| *read > 0)?;
            bytes.extend_from_slice(&some[..read]);
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length: usize = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())?;
        while bytes.len() < end + length {
            let mut some = [0; 4096];
            let read = self.stream.read(&mut some).await.ok().filter(|read| *read > 0)?;
            bytes.extend_from_slice(&some[..read]);
        }
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, head, String::from_utf8_lossy(&bytes[end..]).into_owned()))
    }
}

/// A good create behind the request under test: it is answered, or the answer before it said that the connection ends.
async fn a_create_follows(connection: &mut Connection, token: &str, before: &(u16, String, String), what: &str) {
    if before.1.contains("connection: close") {
        return;
    }
    let body = json!({ "lead": { "subject": "behind", "phone": "0349719988", "service_id": 1244 } }).to_string();
    let headers = format!(
        "Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    let answer = connection.send("POST /kangnam/api/v1/lead", &headers, body.as_bytes()).await;
    let status = answer.as_ref().map(|(status, ..)| *status);
    assert_eq!(status, Some(200), "behind {what}, which was answered {}: {answer:?}", before.0);
}

/// Whatever is refused before its body was read leaves the connection whole.
async fn refused_early(house: &House) {
    let token = house.kangnam().token("caresoft").unwrap();
    let with_token = format!("Authorization: Bearer {token}\r\n");
    let early: Vec<(String, &str)> = DIALECTS
        .iter()
        .flat_map(|dialect| (dialect.routes)().listed().to_vec())
        .map(|route| (format!("{} {}", route.method, route.path.replace(['{', '}'], "")), ""))
        .chain([
            ("POST /kangnam/api/v1/nothing".to_owned(), with_token.as_str()),
            ("DELETE /kangnam/api/v1/lead".to_owned(), with_token.as_str()),
            ("PATCH /hub/v1/leads/x".to_owned(), ""),
            ("POST /nowhere".to_owned(), ""),
            ("POST /health/live".to_owned(), ""),
        ])
        .collect();
    assert!(early.len() > 100, "only {} routes", early.len());
    for (line, credential) in &early {
        let mut connection = Connection::open(house).await;
        for (how, framing, body) in [
            ("a length", "Content-Length: 2000\r\n", vec![b'x'; 2000]),
            ("chunks", "Transfer-Encoding: chunked\r\n", [b"7d0\r\n", &[b'x'; 2000][..], b"\r\n0\r\n\r\n"].concat()),
        ] {
            let what = format!("{line} with {how}");
            let answer = connection.send(line, &format!("{credential}{framing}"), &body).await;
            let answer = answer.unwrap_or_else(|| panic!("{what}: the connection died"));
            // The one open document is answered without a token.
            assert!(answer.0 >= 400 || line.contains("openapi"), "{what}: {}", answer.0);
            a_create_follows(&mut connection, token, &answer, &what).await;
            if answer.1.contains("connection: close") {
                connection = Connection::open(house).await;
            }
        }
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn an_early_answer_leaves_the_connection_whole(store: TestStore) {
        let house = House::open(store).await;
        refused_early(&house).await;
        house.stop().await;
    }

    /// Too large, of a kind that is not read, and one too many in a second.
    async fn an_early_answer_about_a_limit_leaves_the_connection_whole(store: TestStore) {
        let limits = Limits { body: 2000, ..Limits::default() };
        let house = House::open_with(store, HubOptions::default(), ServerOptions { limits, ..options() }).await;
        let held = json!({ "requests_per_second": 1 });
        let held = integration(&house.hub, "kangnam", "dialer", "held", held).await;
        let token = house.kangnam().token("caresoft").unwrap();
        let native = house.kangnam().token("native").unwrap();
        for (line, token_of, kind, size, wanted) in [
            ("POST /kangnam/api/v1/lead", token, "application/json", 3000, 413),
            ("POST /hub/v1/leads", native, "text/plain", 1500, 415),
            ("POST /v3/lead", held.as_str(), "application/json", 1500, 429),
        ] {
            let head = format!("Authorization: Bearer {token_of}\r\nContent-Type: {kind}\r\n");
            let chunk = [format!("{size:x}\r\n").as_bytes(), &vec![b'x'; size], b"\r\n0\r\n\r\n"].concat();
            for (framing, body) in [
                (format!("Content-Length: {size}\r\n"), vec![b'x'; size]),
                ("Transfer-Encoding: chunked\r\n".to_owned(), chunk),
            ] {
                let mut seen = Vec::new();
                // The limit of a second is met by the second request of one.
                for _ in 0..10 {
                    let mut connection = Connection::open(&house).await;
                    let answer = connection.send(line, &format!("{head}{framing}"), &body).await;
                    let answer = answer.unwrap_or_else(|| panic!("{line}: the connection died"));
                    a_create_follows(&mut connection, token, &answer, line).await;
                    seen.push(answer.0);
                    if answer.0 == wanted {
                        break;
                    }
                }
                assert_eq!(seen.last(), Some(&wanted), "{line} with {framing}: {seen:?}");
            }
        }
        house.stop().await;
    }

    /// Larger than what is read and thrown away: the answer says that it closes.
    async fn a_large_unread_body_closes_and_says_so(store: TestStore) {
        let house = House::open(store).await;
        let mut connection = Connection::open(&house).await;
        let large = vec![b'x'; 3 * 1024 * 1024];
        let headers = format!("Content-Length: {}\r\n", large.len());
        let head = format!("POST /v3/lead HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", connection.authority);
        connection.stream.write_all(head.as_bytes()).await.unwrap();
        let (status, head, _) = tokio::time::timeout(PATIENCE, connection.answer()).await.unwrap().unwrap();
        assert_eq!(status, 401);
        assert!(head.contains("connection: close"), "{head}");
        house.stop().await;
    }

    /// A body of unknown length that is larger than what is thrown away, and comes at once: its answer is read whole, and says that it
    /// closes.
    async fn a_large_unread_stream_closes_and_says_so(store: TestStore) {
        let house = House::open(store).await;
        let token = house.kangnam().token("caresoft").unwrap();
        let mut connection = Connection::open(&house).await;
        let chunk = [b"10000\r\n", &[b'x'; 0x10000][..], b"\r\n"].concat();
        let body = [chunk.repeat(48), b"0\r\n\r\n".to_vec()].concat();
        let headers = format!("Authorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n");
        let answer = connection.send("POST /kangnam/api/v1/nothing", &headers, &body).await.unwrap();
        assert_eq!(answer.0, 404);
        assert!(answer.1.contains("connection: close"), "{}", answer.1);
        house.stop().await;
    }

    async fn files_sent_over_one_connection_all_arrive(store: TestStore) {
        let house = House::open(store).await;
        let token = house.kangnam().token("dialer").unwrap();
        let head = format!(
            "--b\r\nContent-Disposition: form-data; name=\"list_uuid\"\r\n\r\n{LIST}\r\n--b\r\nContent-Disposition: \
             form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nphone_number,lead_name\r\n"
        );
        let row = "0349719999,Nguyen Van An\r\n".repeat(700_000 / 26);
        let form = format!("{head}{row}\r\n--b--\r\n");
        let headers = format!(
            "Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n",
            form.len()
        );
        for round in 0..5 {
            let mut connection = Connection::open(&house).await;
            for file in 0..3 {
                let answer = connection.send("POST /v3/lead/file", &headers, form.as_bytes()).await;
                let status = answer.as_ref().map(|(status, ..)| *status);
                assert_eq!(status, Some(200), "file {file} of round {round}: {answer:?}");
            }
        }
        house.stop().await;
    }
}

/// The database is away: what is sent meanwhile is refused, and the connection takes the next request when it is back.
#[test]
fn an_answer_while_the_database_is_away_leaves_the_connection_whole() {
    leadhub_testkit::block_on(async {
        let mut cluster = Cluster::start(ClusterOptions { fsync: false });
        let url = cluster.url("postgres");
        tokio::task::block_in_place(|| crate::migrate(&url));
        let hub = tokio::task::block_in_place(|| Hub::open(&url, HubOptions::default())).unwrap();
        let house = House::serve(hub).await;
        let token = house.kangnam().token("caresoft").unwrap();
        let body = json!({ "lead": { "subject": "away", "phone": "0349719988", "service_id": 1244 } }).to_string();
        let headers = format!(
            "Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        for round in 0..3 {
            let mut connection = Connection::open(&house).await;
            tokio::task::block_in_place(|| cluster.stop_immediate());
            let away = connection.send("POST /kangnam/api/v1/lead", &headers, body.as_bytes()).await;
            let away = away.unwrap_or_else(|| panic!("round {round}: the connection died"));
            assert_eq!(away.0, 503, "round {round}: {}", away.2);
            tokio::task::block_in_place(|| cluster.start_again());
            tokio::time::sleep(Duration::from_millis(50)).await;
            a_create_follows(&mut connection, token, &away, "a database that was away").await;
        }
        house.stop().await;
    });
}
