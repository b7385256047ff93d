//! A database server that hangs: it takes connections and answers nothing. Every request, readiness and the stop have an end all the
//! same, and all is well when it goes on. On a cluster of the test's own.

use crate::client::Client;
use crate::conformance::raw::{Request, exchange};
use crate::house::House;
use leadhub::http::ServerOptions;
use leadhub_core::{Hub, HubOptions};
use leadhub_testkit::{Cluster, ClusterOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const PATIENCE: Duration = Duration::from_secs(1);
const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";

/// A create of every wire.
fn creates(house: &House) -> Vec<Request> {
    let token = |dialect: &str| house.kangnam().token(dialect).unwrap().to_owned();
    let post = |target: &str, body: Value| Request::new("POST", target).json(body.to_string());
    let lead = json!({ "lead": { "subject": "hung", "phone": "0349719999", "service_id": 1244 } });
    let form = json!({ "name": "Hoa", "mobileNumber": "0349719999" });
    vec![
        post("/kangnam/api/v1/lead", lead).bearer(&token("caresoft")),
        post("/v3/lead", json!({ "list_uuid": LIST, "phone_number": "0349719999" })).bearer(&token("dialer")),
        post("/kangnam/api/v1/lead", crate::booking::lead("0349719999", 9)).header("access_token", token("erp")),
        post("/lead-platform/v1/leads/create", form).bearer(&token("lead_platform")).header("source", "TCB"),
        post("/hub/v1/leads", json!({ "name": "Hoa", "phone": "0349719999" })).bearer(&token("native")),
    ]
}

/// Sends all at once; gives the status, whether to try again, and how long each took.
async fn send_all(house: &House, requests: Vec<Request>) -> Vec<(String, u16, bool, Duration)> {
    let mut sending = JoinSet::new();
    for request in requests {
        let base_url = house.base_url.clone();
        sending.spawn(async move {
            let began = Instant::now();
            let answer = exchange(&base_url, &request).await;
            (request.target.clone(), answer.status, answer.header("retry-after").is_some(), began.elapsed())
        });
    }
    sending.join_all().await
}

#[test]
fn a_database_that_hangs_holds_nobody_for_ever() {
    leadhub_testkit::block_on(async {
        let mut cluster = Cluster::start(ClusterOptions::default());
        let url = cluster.url("postgres");
        tokio::task::block_in_place(|| crate::migrate(&url));
        let options = HubOptions { patience: PATIENCE, ..HubOptions::default() };
        let hub = tokio::task::block_in_place(|| Hub::open(&url, options)).unwrap();
        let organisations = leadhub::demo::organisations().unwrap();
        let filled = tokio::task::block_in_place(|| leadhub::demo::fill(&hub, &organisations, true)).unwrap();
        let house = House::serve_as_it_is(hub, ServerOptions::default(), filled).await;
        let nobody = Client::with_token(&house, None);
        let limit = PATIENCE + Duration::from_secs(1);

        // Whose token is remembered gets as far as the write.
        for (target, status, _, _) in send_all(&house, creates(&house)).await {
            assert!(status < 300, "{target}: {status}");
        }
        tokio::task::block_in_place(|| cluster.freeze());
        for (target, status, again, took) in send_all(&house, creates(&house)).await {
            assert!((status, again) == (503, false), "{target}: {status}, to be sent again: {again}");
            assert!(took < limit, "{target}: {took:?}");
        }
        // Of what was only read, or never began, nothing is unknown.
        tokio::time::sleep(Duration::from_secs(1)).await;
        for _ in 0..3 {
            for (target, status, again, took) in send_all(&house, creates(&house)).await {
                assert!((status, again) == (503, true), "{target}: {status}, to be sent again: {again}");
                assert!(took < limit, "{target}: {took:?}");
            }
        }
        let began = Instant::now();
        let (status, ready) = nobody.get("/health/ready").await;
        assert_eq!(status, 503, "{ready}");
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        assert_eq!(nobody.get("/health/live").await.0, 200);

        tokio::task::block_in_place(|| cluster.thaw());
        let began = Instant::now();
        while nobody.get("/health/ready").await.0 != 200 {
            assert!(began.elapsed() < Duration::from_secs(5), "it does not come back");
        }
        for (target, status, _, _) in send_all(&house, creates(&house)).await {
            assert!(status < 300, "{target}: {status}");
        }

        tokio::task::block_in_place(|| cluster.freeze());
        let under_way = tokio::spawn({
            let (url, request) = (house.base_url.clone(), creates(&house).remove(0));
            async move { exchange(&url, &request).await.status }
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let began = Instant::now();
        house.stop().await;
        assert!(began.elapsed() < Duration::from_secs(10), "it took {:?} to stop", began.elapsed());
        assert_eq!(under_way.await.unwrap(), 503);
        tokio::task::block_in_place(|| cluster.thaw());
    });
}
