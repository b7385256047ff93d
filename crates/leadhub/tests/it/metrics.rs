//! What `GET /metrics` tells: exactly what happened, under labels that no client can add to, to whoever may know, and nothing that
//! the operator's page does not explain.

use crate::client::Client;
use crate::conformance::raw::{Request, exchange};
use crate::house::House;
use crate::limits::{Gate, hold_all_writers};
use leadhub::doors::DIALECTS;
use leadhub::http::ServerOptions;
use leadhub_core::HubOptions;
use leadhub_model::LeadError;
use leadhub_testkit::{Engine, TestStore, both_engines};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const OPERATIONS_PAGE: &str = include_str!("../../../../docs/operations.md");

/// Series and their values, as they were told at one moment.
struct Scrape(String);

impl Scrape {
    async fn by(house: &House) -> Scrape {
        let answer = exchange(&house.base_url, &Request::new("GET", "/metrics")).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("text/plain; version=0.0.4; charset=utf-8"))
        );
        Scrape(answer.text())
    }

    fn series(&self) -> impl Iterator<Item = (&str, f64)> {
        let lines = self.0.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| line.rsplit_once(' ').unwrap()).map(|(series, value)| (series, value.parse().unwrap()))
    }

    /// The value of a series; nothing where there is no such series.
    fn value(&self, series: &str) -> f64 {
        self.series().find(|(known, _)| *known == series).map_or(0.0, |(_, value)| value)
    }

    fn requests(&self, dialect: &str, operation: &str, status: u16) -> f64 {
        self.value(&format!(
            "leadhub_http_requests_total{{dialect=\"{dialect}\",operation=\"{operation}\",status=\"{status}\"}}"
        ))
    }

    /// Every value that a label takes.
    fn label(&self, name: &str) -> BTreeSet<&str> {
        let mark = format!("{name}=\"");
        self.series().filter_map(|(series, _)| series.split_once(&mark)?.1.split('"').next()).collect()
    }

    /// Name and type of every metric.
    fn types(&self) -> BTreeMap<&str, &str> {
        self.0.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')).collect()
    }
}

fn lead(mark: &str) -> serde_json::Value {
    json!({ "lead": { "subject": mark, "phone": "0349719988", "service_id": 1244 } })
}

/// Asks again until it is so; a connection's end is not seen at once.
async fn eventually(house: &House, what: &str, is_so: impl Fn(&Scrape) -> bool) {
    for _ in 0..100 {
        if is_so(&Scrape::by(house).await) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what}:\n{}", Scrape::by(house).await.0);
}

/// Name → type and whether one engine alone has it, from the table of the operator's page.
fn documented() -> BTreeMap<&'static str, (&'static str, bool)> {
    let rows = OPERATIONS_PAGE.lines().filter_map(|line| line.strip_prefix("| `leadhub_"));
    rows.map(|row| {
        let mut cells = row.split('|').map(str::trim);
        let name = cells.next().unwrap().trim_end_matches('`');
        let (kind, meaning) = (cells.next().unwrap(), cells.nth(1).unwrap());
        (name, (kind, meaning.starts_with("SQLite only")))
    })
    .collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn after_known_requests_the_counters_say_exactly_that(store: TestStore) {
        let house = House::open(store).await;
        let client = Client::new(&house, house.kangnam(), "caresoft");
        let before = Scrape::by(&house).await;
        for number in 0..3 {
            assert_eq!(client.post("/kangnam/api/v1/lead", &lead(&format!("counted {number}"))).await.0, 200);
        }
        let (_, made) = client.post("/kangnam/api/v1/lead/", &lead("with a slash")).await;
        assert_eq!(client.json("POST", "/kangnam/api/v1/lead", None).await.0, 400);
        let detail = format!("/kangnam/api/v1/lead/{}", made["lead"]["id"]);
        assert_eq!(client.get(&detail).await.0, 200);
        assert_eq!(client.send("HEAD", &detail, &[], "").await.status, 200);
        assert_eq!(client.get("/kangnam/api/v1/lead/status").await.0, 200);
        assert_eq!(client.get("/kangnam/api/v1/nothing").await.0, 404);
        assert_eq!(client.json("DELETE", "/kangnam/api/v1/leads", None).await.0, 405);
        let stranger = Client::with_token(&house, Some("wrong"));
        assert_eq!(stranger.post("/kangnam/api/v1/lead", &lead("unknown")).await.0, 401);
        assert_eq!(stranger.get("/nobody").await.0, 404);
        let told = Scrape::by(&house).await;
        let create = "POST /{domain}/api/v1/lead";
        let statuses = [200, 400, 401, 404, 405, 500].map(|status| told.requests("caresoft", create, status));
        assert_eq!(statuses, [4.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(told.requests("caresoft", "GET /{domain}/api/v1/lead/{lead_id}", 200), 2.0);
        assert_eq!(told.requests("caresoft", "GET /{domain}/api/v1/lead/status", 200), 1.0);
        assert_eq!((told.requests("caresoft", "other", 404), told.requests("caresoft", "other", 405)), (1.0, 1.0));
        assert_eq!((told.requests("house", "other", 404), told.requests("house", "GET /metrics", 200)), (1.0, 1.0));
        let all: f64 =
            told.series().filter(|(name, _)| name.starts_with("leadhub_http_requests_total{")).map(|(_, count)| count).sum();
        assert_eq!(all, 13.0, "something was counted twice:\n{}", told.0);
        let timed = format!("leadhub_http_request_seconds_count{{dialect=\"caresoft\",operation=\"{create}\"}}");
        assert_eq!(told.value(&timed), 6.0);
        assert_eq!(told.value("leadhub_http_requests_in_flight"), 1.0, "the scrape itself");
        // The background works too, so of the store's counts only this much is certain.
        let grown = |series: &str| told.value(series) - before.value(series);
        let (ran, committed) = (grown("leadhub_store_job_seconds_count{kind=\"write\"}"), grown("leadhub_store_commit_jobs_sum"));
        // One may have run before the first look and been committed behind it.
        assert!(4.0 <= committed && committed <= ran + 1.0, "{committed} jobs committed of {ran} that ran");
        assert!(grown("leadhub_store_job_seconds_count{kind=\"read\"}") >= 3.0);
        let (timed, counted) = (told.value("leadhub_store_commit_seconds_count"), told.value("leadhub_store_commit_jobs_count"));
        // A commit of the background may be told of by half.
        assert!((timed - counted).abs() <= 1.0, "{timed} {counted}");
        assert!(told.value("leadhub_process_resident_memory_bytes") > 1e6, "{}", told.0);
        assert!(told.value("leadhub_process_start_time_seconds") > 1.7e9);
        let version = format!("leadhub_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
        assert_eq!(told.value(&version), 1.0);
        house.stop().await;
    }

    async fn random_paths_and_methods_add_no_labels(store: TestStore) {
        let house = House::open(store).await;
        let mut known: BTreeSet<String> = DIALECTS
            .iter()
            .flat_map(|dialect| (dialect.routes)().listed().to_vec())
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        known.extend(["GET /health/live", "GET /health/ready", "GET /metrics", "POST /health/echo", "other"].map(str::to_owned));
        let token = house.kangnam().token("caresoft").unwrap();
        let methods = ["GET", "POST", "BREW", "PROPFIND", "OPTIONS", "X-Y"];
        for number in 0_usize..300 {
            let mark = format!("zz{:x}", number * 7919);
            let target = match number % 6 {
                0 => format!("/{mark}"),
                1 => format!("/kangnam/api/v1/lead/{mark}"),
                2 => format!("/kangnam/api/v1/{mark}"),
                3 => format!("/{mark}/api/v1/lead?{mark}={mark}"),
                4 => format!("/health/{mark}"),
                _ => format!("/v3/{mark}/%F0%9F%98%80"),
            };
            let request = Request::new(methods[(number / 6) % methods.len()], &target);
            exchange(&house.base_url, &if number % 2 == 0 { request } else { request.bearer(token) }).await;
        }
        let told = Scrape::by(&house).await;
        assert!(!told.0.contains("zz"), "a path is a label:\n{}", told.0);
        for operation in told.label("operation") {
            assert!(known.contains(operation), "{operation} is no operation");
        }
        let dialects: BTreeSet<&str> = DIALECTS.iter().map(|dialect| dialect.key).chain(["house"]).collect();
        assert!(told.label("dialect").is_subset(&dialects), "{:?}", told.label("dialect"));
        house.stop().await;
    }

    async fn metrics_are_told_to_whoever_has_the_token(store: TestStore) {
        let options = ServerOptions { metrics_token: Some("sesame-7".to_owned()), ..ServerOptions::default() };
        let house = House::open_with(store, HubOptions::default(), options).await;
        let ask = |value: &str| Request::new("GET", "/metrics").header("Authorization", value);
        for wrong in ["Bearer sesame-8", "Bearer sesame-", "Bearer sesame-77", "Bearer ", "sesame-7", "Basic sesame-7"] {
            let answer = exchange(&house.base_url, &ask(wrong)).await;
            assert_eq!(answer.status, 401, "{wrong}");
            assert!(!answer.text().contains("leadhub_") && answer.json().unwrap()["error"].is_string(), "{}", answer.text());
        }
        assert_eq!(exchange(&house.base_url, &Request::new("GET", "/metrics")).await.status, 401);
        assert_eq!(exchange(&house.base_url, &Request::new("GET", "/metrics?token=sesame-7")).await.status, 401);
        let answer = exchange(&house.base_url, &ask("Bearer sesame-7")).await;
        assert!(answer.status == 200 && answer.text().contains("leadhub_build_info"), "{}", answer.status);
        let wrong_method = Request { method: "POST".to_owned(), ..ask("Bearer sesame-7") };
        assert_eq!(exchange(&house.base_url, &wrong_method).await.status, 405);
        house.stop().await;
    }

    async fn every_metric_is_documented_and_every_documented_one_served(store: TestStore) {
        let embedded = store.engine() == Engine::Sqlite;
        let house = House::open(store).await;
        Scrape::by(&house).await;
        let told = Scrape::by(&house).await;
        let wanted = documented().into_iter().filter(|(_, (_, alone))| embedded || !alone);
        let wanted: BTreeMap<String, &str> = wanted.map(|(name, (kind, _))| (format!("leadhub_{name}"), kind)).collect();
        let served: BTreeMap<String, &str> = told.types().into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect();
        assert_eq!(served, wanted);
        for name in served.keys() {
            assert!(told.0.contains(&format!("# HELP {name} ")), "{name} has no help");
        }
        assert!(served.iter().all(|(name, kind)| name.ends_with("_total") == (*kind == "counter")));
        let jobs = OPERATIONS_PAGE.lines().find(|line| line.starts_with("| `leadhub_job_seconds`")).unwrap();
        assert_eq!(told.label("job"), jobs.split('`').skip(3).step_by(2).collect(), "every job is told of by its name");
        house.stop().await;
    }

    async fn connections_and_unreadable_heads_are_counted(store: TestStore) {
        let house = House::open(store).await;
        let address = house.base_url.trim_start_matches("http://").to_owned();
        let mut idle = Vec::new();
        for _ in 0..5 {
            idle.push(TcpStream::connect(&address).await.unwrap());
        }
        // The scrape's own is one more.
        eventually(&house, "five connections stand open", |told| told.value("leadhub_http_connections_open") == 6.0).await;
        for mut stream in idle.drain(..3) {
            stream.write_all(b"\x16\x03\x01 no HTTP\r\n\r\n").await.unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await.unwrap();
        }
        drop(idle);
        eventually(&house, "the connections end", |told| {
            (told.value("leadhub_http_connections_open"), told.value("leadhub_http_unreadable_requests_total")) == (1.0, 3.0)
        })
        .await;
        house.stop().await;
    }

    async fn what_waits_and_what_is_refused_is_told(store: TestStore) {
        let busy = if store.engine() == Engine::Sqlite { 1.0 } else { 16.0 };
        let house = House::open_with(store, HubOptions { queue: 4, ..HubOptions::default() }, ServerOptions::default()).await;
        let gate = Gate::default();
        let held = hold_all_writers(&house.hub, &gate).await;
        let refused = "leadhub_store_jobs_refused_total{kind=\"write\"}";
        let before = Scrape::by(&house).await.value(refused);
        for _ in 0..3 {
            assert_eq!(house.hub.write(|_| Ok(())).await, Err(LeadError::Busy));
        }
        let told = Scrape::by(&house).await;
        assert_eq!(told.value(refused) - before, 3.0);
        assert_eq!(told.value("leadhub_store_jobs_waiting{kind=\"write\",lane=\"interactive\"}"), 4.0);
        assert_eq!(told.value("leadhub_store_connections_busy{kind=\"write\"}"), busy);
        gate.open();
        for write in held {
            assert_eq!(write.await.unwrap(), Ok(()));
        }
        let none_waits = |told: &Scrape| told.value("leadhub_store_jobs_waiting{kind=\"write\",lane=\"interactive\"}") == 0.0;
        eventually(&house, "nothing waits any more", none_waits).await;
        house.stop().await;
    }

    /// Where the store is a server's: SQLite asks for no second run and loses no connection.
    async fn reruns_and_lost_connections_are_counted(store: TestStore) {
        let (url, is_server) = (store.url().to_owned(), store.engine() == Engine::Postgres);
        let house = House::open(store).await;
        let again = Arc::new(AtomicBool::new(true));
        let asked = house.hub.write(move |tx| if again.swap(false, Ordering::SeqCst) { Err(tx.run_again("a test")) } else { Ok(()) });
        assert_eq!(asked.await.is_ok(), is_server);
        let told = Scrape::by(&house).await;
        assert_eq!(told.value("leadhub_store_reruns_total"), if is_server { 1.0 } else { 0.0 });
        let (open, lost) = ("leadhub_store_connections_open{kind=\"read\"}", "leadhub_store_connections_lost_total{kind=\"read\"}");
        let (seats, made) = (told.value("leadhub_store_connection_seats{kind=\"read\"}"), told.value(open));
        assert!((1.0..=seats).contains(&made), "{made} of {seats}");
        assert_eq!(told.value(lost), 0.0);
        if is_server {
            tokio::task::block_in_place(|| end_connections(&url));
            // Whoever has nothing to do notices it once there is something; none is counted twice.
            eventually(&house, "the lost connections are counted", |told| (1.0..=seats).contains(&told.value(lost))).await;
            assert!(Scrape::by(&house).await.value(open) >= 1.0, "they are made anew");
        }
        house.stop().await;
    }
}

/// Ends every connection to the database but its own.
fn end_connections(url: &str) {
    let mut admin = postgres::Client::connect(url, postgres::NoTls).unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.execute(end, &[]).unwrap();
}

#[test]
fn the_alerts_ask_for_metrics_that_there_are() {
    let known = documented();
    let block = OPERATIONS_PAGE.split("alert: ").skip(1).collect::<String>();
    let words = block.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let asked: BTreeSet<&str> = words.filter_map(|word| word.strip_prefix("leadhub_")).collect();
    assert!(asked.len() >= 3, "{asked:?}");
    for name in asked {
        assert!(known.contains_key(name), "leadhub_{name} is no metric");
    }
}
