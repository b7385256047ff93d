//! Many at once: one number posted over every wire in every spelling is one person; one booking asked for sixteen times is one
//! booking. The store's unique keys decide, so both engines must show it.

use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::task::JoinSet;

const POSTS: usize = 1000;
/// As many as a busy machine keeps open at once.
const AT_ONCE: usize = 64;

/// One number as people write it; the last one is what it was before 2018. The wires have rules of their own on what they
/// take, so each gets the spellings it accepts.
const SPELLINGS: [&str; 6] =
    ["0349712999", "+84349712999", "84 349 712 999", "0084.349.712.999", "0349-712-999", "01649712999"];

fn post(number: usize) -> (&'static str, &'static str, Value) {
    let any = SPELLINGS[(number / 4) % SPELLINGS.len()];
    match number % 4 {
        0 => (
            "caresoft",
            "/kangnam/api/v1/lead",
            json!({ "lead": { "phone": any, "subject": format!("s{number}"), "service_id": 1244 } }),
        ),
        1 => {
            let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
            (
                "dialer",
                "/v3/lead",
                json!({ "list_uuid": list, "phone_number": "0349712999", "lead_code": format!("c{number}") }),
            )
        }
        2 => ("erp", "/kangnam/api/v1/lead", erp_lead(any)),
        _ => {
            let lead = json!({ "lead_source_id": format!("L{number}"), "name": "Nguyễn Văn A", "mobile_number": any });
            ("lead_platform", "/lead-platform/v1/leads/create", lead)
        }
    }
}

fn erp_lead(phone: &str) -> Value {
    json!({
        "phone_no1": phone, "ticket_id": 77, "agent_email": "admin1@gmail.com", "user_id": 1, "contact_name": "Nguyễn Văn A",
        "gender": "male", "country_id": 241, "state_id": 1, "street": "11 Tô Vĩnh Diện", "company_id": 2, "price_list_id": 1,
        "category_source_id": 1, "source_id": 1, "campaign_id": 21, "crm_line_ids": [1, 2, 3]
    })
}

async fn send(client: &Client, dialect: &str, target: &str, body: &Value) -> (u16, Value) {
    let headers: &[(&str, &str)] = match dialect {
        "lead_platform" => &[("Content-Type", "application/json"), ("source", "TCB")],
        _ => &[("Content-Type", "application/json")],
    };
    let reply = client.send("POST", target, headers, &body.to_string()).await;
    (reply.status, serde_json::from_slice(&reply.body).unwrap())
}

both_engines! {
    migrate = crate::migrate;

    async fn one_number_over_all_wires_is_one_person(store: TestStore) {
        let house = Arc::new(House::open(store).await);
        let permits = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
        let mut posts = JoinSet::new();
        for number in 0..POSTS {
            let (house, permits) = (Arc::clone(&house), Arc::clone(&permits));
            posts.spawn(async move {
                let _permit = permits.acquire().await.unwrap();
                let (dialect, target, body) = post(number);
                let client = Client::new(&house, house.kangnam(), dialect);
                let (status, answer) = send(&client, dialect, target, &body).await;
                assert!(status == 200 || status == 201, "{dialect} {number}: {status} {answer}");
            });
        }
        while let Some(post) = posts.join_next().await {
            post.unwrap();
        }
        let caresoft = Client::new(&house, house.kangnam(), "caresoft");
        let mut persons = HashSet::new();
        let mut leads = 0;
        for page in 1.. {
            let target = format!("/kangnam/api/v1/leads?created_since=2026-01-01T00:00:00Z&count=500&page={page}");
            let (_, answer) = caresoft.get(&target).await;
            let rows = answer["leads"].as_array().unwrap();
            if rows.is_empty() {
                break;
            }
            leads += rows.len();
            persons.extend(rows.iter().map(|row| row["requester_id"].as_i64().unwrap()));
        }
        assert_eq!(leads, POSTS);
        assert_eq!(persons.len(), 1, "{persons:?}");
        Arc::into_inner(house).unwrap().stop().await;
    }

    async fn sixteen_equal_bookings_are_one(store: TestStore) {
        let house = Arc::new(House::open(store).await);
        let mut booking = erp_lead("0349712888");
        booking["booking_date"] = json!("2099-01-02");
        let mut posts = JoinSet::new();
        for _ in 0..16 {
            let (house, booking) = (Arc::clone(&house), booking.clone());
            posts.spawn(async move {
                let client = Client::new(&house, house.kangnam(), "erp");
                send(&client, "erp", "/kangnam/api/v1/booking", &booking).await
            });
        }
        let (mut made, mut refused) = (0, 0);
        while let Some(answer) = posts.join_next().await {
            match answer.unwrap() {
                (200, _) => made += 1,
                (401, answer) => {
                    assert_eq!(answer["type"], "Không thể tạo Booking mới do còn Booking vẫn còn hiêu lực", "{answer}");
                    refused += 1;
                }
                (status, answer) => panic!("{status}: {answer}"),
            }
        }
        assert_eq!((made, refused), (1, 15));
        let caresoft = Client::new(&house, house.kangnam(), "caresoft");
        let (_, all) = caresoft.get("/kangnam/api/v1/leads?created_since=2026-01-01T00:00:00Z&convert_type=1").await;
        assert_eq!(all["numFound"], 1, "the one booking converted its lead, the others left nothing");
        Arc::into_inner(house).unwrap().stop().await;
    }

    /// Lines are changed as they were read: of changes at once each is there afterwards.
    async fn eight_services_that_are_added_at_once_are_all_on_the_lead(store: TestStore) {
        let house = Arc::new(House::open(store).await);
        let client = Client::new(&house, house.kangnam(), "erp");
        let (status, made) = send(&client, "erp", "/kangnam/api/v1/lead", &erp_lead("0349712887")).await;
        assert_eq!(status, 200, "{made}");
        let target = format!("/kangnam/api/v1/lead/{}", made["data"]["id"]);
        let mut changes = JoinSet::new();
        for _ in 0..8 {
            let (house, target) = (Arc::clone(&house), target.clone());
            changes.spawn(async move {
                let client = Client::new(&house, house.kangnam(), "erp");
                let body = json!({ "crm_line_ids": [{ "type_update": 2, "service_id": 2 }] }).to_string();
                let reply = client.send("PUT", &target, &[("Content-Type", "application/json")], &body).await;
                (reply.status, String::from_utf8(reply.body.to_vec()).unwrap())
            });
        }
        while let Some(answer) = changes.join_next().await {
            let (status, answer) = answer.unwrap();
            assert_eq!(status, 200, "{answer}");
        }
        let (_, lead) = client.get(&target).await;
        let lines = lead["data"]["crm_line_ids"].as_array().unwrap();
        let added = lines.iter().find(|line| line["service_id"] == 2).unwrap();
        assert_eq!(added["quantity"], 9, "{lines:?}");
        drop(client);
        Arc::into_inner(house).unwrap().stop().await;
    }
}
