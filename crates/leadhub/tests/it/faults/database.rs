//! The database server gone and back, under the running program: each wire's 503 while it is away, nothing written, no restart
//! needed when it is back. On a cluster of the test's own, which commits durably.

use crate::browser::Stage;
use crate::client::Client;
use crate::house::{House, MANAGER};
use leadhub_core::{Hub, HubOptions};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{Cluster, ClusterOptions};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_lost_database_is_told_on_every_wire_and_mends_itself() {
    leadhub_testkit::block_on(async {
        let mut cluster = Cluster::start(ClusterOptions { fsync: true });
        let url = cluster.url("postgres");
        tokio::task::block_in_place(|| crate::migrate(&url));
        let hub = tokio::task::block_in_place(|| Hub::open(&url, HubOptions::default())).unwrap();
        let house = House::serve(hub).await;
        let caresoft = Client::new(&house, house.kangnam(), "caresoft");
        let dialer = Client::new(&house, house.kangnam(), "dialer");
        let erp = Client::new(&house, house.kangnam(), "erp");
        let partner = Client::new(&house, house.kangnam(), "lead_platform");
        let web_form = json!({ "name": "Hoa", "mobileNumber": "0349719999" });
        let lead = |subject: &str| json!({ "lead": { "subject": subject, "phone": "0349719999", "service_id": 1244 } });
        let dialled = json!({ "list_uuid": "c4869e79-f0fa-4c6a-9410-bc0defac375a", "phone_number": "0349719999" });
        let mut answered = Vec::new();
        for round in 0..3 {
            let (status, before) = caresoft.post("/kangnam/api/v1/lead", &lead(&format!("before {round}"))).await;
            assert_eq!(status, 200, "{before}");
            answered.push(before["lead"]["id"].clone());
            tokio::task::block_in_place(|| cluster.stop_immediate());
            let (status, answer) = caresoft.post("/kangnam/api/v1/lead", &lead("away")).await;
            assert_eq!((status, &answer["code"]), (503, &json!("errors")), "{answer}");
            let (status, answer) = caresoft.get("/kangnam/api/v1/leads").await;
            assert_eq!((status, &answer["code"]), (503, &json!("errors")), "{answer}");
            let (status, answer) = dialer.post("/v3/lead", &dialled).await;
            assert_eq!((status, answer["error"].is_string()), (503, true), "{answer}");
            let (status, answer) = erp.post("/kangnam/api/v1/lead", &crate::booking::lead("0349719999", 9)).await;
            assert_eq!((status, answer["message"].is_string()), (503, true), "{answer}");
            let (status, answer) = partner.post("/lead-platform/v1/leads/create", &web_form).await;
            assert_eq!((status, answer["error"].is_string()), (503, true), "{answer}");
            let (status, _) = caresoft.get("/health/ready").await;
            assert_eq!(status, 503);
            let (status, _) = caresoft.get("/health/live").await;
            assert_eq!(status, 200);
            tokio::task::block_in_place(|| cluster.start_again());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (status, _) = caresoft.get("/health/ready").await;
        assert_eq!(status, 200);
        for id in answered {
            let (status, _) = caresoft.get(&format!("/kangnam/api/v1/lead/{id}")).await;
            assert_eq!(status, 200, "{id} was answered");
        }
        let (_, away) = caresoft.get("/kangnam/api/v1/leads?count=500").await;
        let away = away["leads"].as_array().unwrap().iter().filter(|lead| lead["subject"] == json!("away")).count();
        assert_eq!(away, 0, "a refused lead left something behind");
        house.stop().await;
    });
}

/// What she has open says so and follows again, a page that she opens meanwhile comes by itself, and what she typed is still there.
#[test]
fn an_open_page_goes_on_when_the_database_is_back() {
    leadhub_testkit::block_on(async {
        let mut cluster = Cluster::start(ClusterOptions { fsync: true });
        let url = cluster.url("postgres");
        tokio::task::block_in_place(|| crate::migrate(&url));
        let hub = tokio::task::block_in_place(|| Hub::open(&url, HubOptions::default())).unwrap();
        let stage = Stage::of(House::serve(hub).await).await;
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        window.hover("[data-search]").await;

        tokio::task::block_in_place(|| cluster.stop_immediate());
        window.wait("[data-lost]").await;
        tokio::task::block_in_place(|| cluster.start_again());
        window.wait_gone("[data-lost]").await;
        let lead = json!({ "name": "Sau Khi Về", "phone": "0349754021" });
        assert_eq!(native.post("/hub/v1/leads", &lead).await.0, 201);
        window.wait_text("[data-rows] .name", "Sau Khi Về").await;

        tokio::task::block_in_place(|| cluster.stop_immediate());
        window.go("/app/board").await;
        window.wait("[data-again]").await;
        assert_eq!(window.count("[data-rows]").await, 0);
        tokio::task::block_in_place(|| cluster.start_again());
        window.wait(".board").await;
        stage.is_clean(&[503]).await;
        stage.close().await;
    });
}
