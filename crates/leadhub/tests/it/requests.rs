//! The log of requests: what every wire refused is told with its field, what it made with its lead; nothing of a secret is kept, who may
//! not see it does not, and where it is switched off nothing is kept. Through the real socket, on both engines.

use crate::client::Client;
use crate::house::House;
use leadhub::http::ServerOptions;
use leadhub_core::request_log::Caller;
use leadhub_core::store::organisations;
use leadhub_core::{Actor, HubOptions, questions};
use leadhub_model::request::{LoggedRequest, RequestFilter};
use leadhub_model::{LeadError, RequestId};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const REQUESTS: &str = "/hub/v1/requests";

fn native(house: &House) -> Client {
    Client::new(house, house.kangnam(), "native")
}

/// Asks until something is told; requests are kept behind everybody.
pub async fn logged_requests(house: &House, query: &str, enough: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let since = Instant::now();
    loop {
        let (status, page) = native(house).get(&format!("{REQUESTS}?{query}")).await;
        assert_eq!(status, 200, "{page}");
        let rows = page["data"].as_array().unwrap().clone();
        if enough(&rows) {
            return rows;
        }
        assert!(since.elapsed() < Duration::from_secs(15), "{query}: {rows:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Has a refusal kept at Kangnam, of the moment that is its id, whenever that was.
pub fn keep_request(house: &House, id: i64, path: &str) {
    let request = LoggedRequest {
        id: RequestId(id),
        request_id: path.to_owned(),
        dialect: "native".to_owned(),
        integration: None,
        method: "GET".to_owned(),
        path: path.to_owned(),
        status: 404,
        micros: 1,
        lead: None,
        faults: Vec::new(),
        media: String::new(),
        sent: None,
        answered: None,
    };
    let caller = Caller::Stranger { credential: None, slug: Some("kangnam".to_owned()) };
    assert!(house.hub.request_log().count(&caller, request.at(), true, true), "{path}");
    house.hub.request_log().keep(caller, request);
}

/// Everything that is kept for an organisation, bodies too.
async fn everything(house: &House, slug: &'static str) -> Vec<LoggedRequest> {
    let ask = house.hub.read(move |db| {
        let actor = Actor::house(organisations::find_organisation(db, slug)?.unwrap());
        let rows = questions::list_requests(db, &actor, &RequestFilter::default(), None, 10_000)?;
        rows.iter().map(|row| questions::get_request(db, &actor, row.id)).collect::<Result<Vec<_>, LeadError>>()
    });
    ask.await.unwrap()
}

/// Of each wire a create that it refuses, the field at fault, and one that it takes.
fn creates() -> [(&'static str, &'static str, Value, &'static str, Value); 5] {
    let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
    [
        (
            "caresoft",
            "/kangnam/api/v1/lead",
            json!({ "lead": { "subject": "x", "phone": "0349770001", "service_id": 7 } }),
            "service_id",
            json!({ "lead": { "subject": "x", "phone": "0349770001", "service_id": 1244 } }),
        ),
        (
            "dialer",
            "/v3/lead",
            json!({ "list_uuid": list, "phone_number": 7 }),
            "phone_number",
            json!({ "list_uuid": list, "phone_number": "0349770002" }),
        ),
        (
            "lead_platform",
            "/lead-platform/v1/leads/create",
            json!({ "mobileNumber": "0349770003" }),
            "name",
            json!({ "name": "Hạnh", "mobileNumber": "0349770003" }),
        ),
        (
            "native",
            "/hub/v1/leads",
            json!({ "name": "Lan", "phone": "0349770004", "stage_id": 7 }),
            "stage_id",
            json!({ "name": "Lan", "phone": "0349770004" }),
        ),
        ("erp", "/kangnam/api/v1/lead", json!({ "contact_name": "Lan" }), "ticket_id", Value::Null),
    ]
}

both_engines! {
    migrate = crate::migrate;

    async fn every_wire_tells_what_it_refused_and_what_it_made(store: TestStore) {
        let house = House::open(store).await;
        for (dialect, path, bad, field, good) in creates() {
            let client = Client::new(&house, house.kangnam(), dialect);
            let headers = [("Content-Type", "application/json"), ("source", "TCB"), ("X-Request-Id", dialect)];
            let reply = client.send("POST", path, &headers, &bad.to_string()).await;
            assert!((400..500).contains(&reply.status), "{dialect}: {}", reply.status);
            let rows = logged_requests(&house, &format!("request_id={dialect}&status=refused"), |rows| rows.len() == 1).await;
            let row = &rows[0];
            assert_eq!((&row["dialect"], &row["path"], &row["status"]), (&json!(dialect), &json!(path), &json!(reply.status)));
            let faults = row["faults"].as_array().unwrap();
            let named = faults.iter().any(|fault| fault["field"] == field && fault["code"] != "");
            assert!(named, "{dialect}: {faults:?}");
            let (status, whole) = native(&house).get(&format!("{REQUESTS}/{}", row["id"])).await;
            assert_eq!((status, &whole["media_type"]), (200, &json!("application/json")));
            assert_eq!(whole["sent"].as_str(), Some(bad.to_string().as_str()));
            assert_eq!(whole["answered"].as_str().map(str::as_bytes), Some(&reply.body[..]));

            if good != Value::Null {
                let headers = [("Content-Type", "application/json"), ("source", "TCB"), ("X-Request-Id", "good")];
                let reply = client.send("POST", path, &headers, &good.to_string()).await;
                assert!(reply.status < 300, "{dialect}: {}", String::from_utf8_lossy(&reply.body));
                let rows = logged_requests(&house, &format!("request_id=good&dialect={dialect}"), |rows| rows.len() == 1).await;
                let (status, lead) = native(&house).get(&format!("/hub/v1/leads/{}", rows[0]["lead_id"])).await;
                assert_eq!(status, 200, "{dialect}: {rows:?} {lead}");
                assert!(lead["phone"].as_str().unwrap().contains("34977000"), "{lead}");
                assert_eq!(rows[0]["faults"], json!([]));
            }
        }
        house.stop().await;
    }

    async fn what_has_no_field_at_fault_is_told_in_the_words_of_its_answer(store: TestStore) {
        let house = House::open(store).await;
        let asked = [
            ("caresoft", "GET", "/kangnam/api/v1/lead/1", "no such lead"),
            ("caresoft", "GET", "/kangnam/api/v1/tickets/1", "not found ticket"),
            ("erp", "GET", "/kangnam/api/v1/booking-name/BK0", "booking not found"),
            ("lead_platform", "PUT", "/lead-platform/v1/leads/changeStatus", "json"),
            ("dialer", "GET", "/v3/lead/c4869e79-f0fa-4c6a-9410-bc0defac3700", "no such lead"),
            ("dialer", "POST", "/v3/lead/file", "list_uuid is missing"),
            ("native", "GET", "/hub/v1/leads/1", "there is no lead"),
        ];
        for (number, (dialect, method, path, words)) in asked.into_iter().enumerate() {
            let client = Client::new(&house, house.kangnam(), dialect);
            let id = format!("without-{number}");
            let reply = client.send(method, path, &[("source", "TCB"), ("X-Request-Id", &id)], "").await;
            assert!((400..500).contains(&reply.status), "{path}: {}", reply.status);
            let rows = logged_requests(&house, &format!("request_id={id}"), |rows| rows.len() == 1).await;
            let told = rows[0]["faults"][0]["message"].as_str().unwrap_or_default().to_lowercase();
            assert!(told.contains(words), "{path}: {} {}", rows[0], String::from_utf8_lossy(&reply.body));
        }
        house.stop().await;
    }

    async fn no_secret_is_kept(store: TestStore) {
        let house = House::open(store).await;
        let admin = native(&house);
        let new = json!({ "dialect": "native", "name": "spy", "scopes": ["read"] });
        let (status, made) = admin.post("/hub/v1/integrations", &new).await;
        assert_eq!(status, 201);
        let token = made["token"]["token"].as_str().unwrap().to_owned();
        let headers = [("Content-Type", "application/json"), ("X-Request-Id", "last")];
        // Tokens and passwords in every place where somebody could put one.
        let body = json!({ "password": "Hunter2-a", "name": token, "inner": { "api_key": "Hunter2-b" } }).to_string();
        admin.send("POST", &format!("/hub/v1/leads?access_token=Hunter2-c&q={token}"), &headers, &body).await;
        let own = house.kangnam().token("erp").unwrap().to_owned();
        let clinic = Client::new(&house, house.kangnam(), "erp");
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        clinic.send("POST", "/kangnam/api/auth/token", &form, &format!("login=admin&password={own}&db=x")).await;
        clinic.send("GET", &format!("/kangnam/api/auth/token?login=admin&password={own}&db=x"), &[], "").await;
        clinic.send("POST", "/kangnam/api/v1/lead", &form, "phone_no1=1&passwd=Hunter2-d").await;
        admin.send("GET", "/hub/v1/me", &headers[1..], "").await;
        logged_requests(&house, "request_id=last", |rows| rows.len() == 2).await;
        let kept = everything(&house, "kangnam").await;
        assert!(kept.len() >= 6, "{}", kept.len());
        let text = format!("{kept:?}");
        assert!(!text.contains("Hunter2"), "{text}");
        for organisation in &house.organisations {
            for dialect in ["erp", "caresoft", "dialer", "lead_platform", "native"] {
                assert!(!text.contains(organisation.token(dialect).unwrap()), "{dialect}");
            }
        }
        assert!(!text.contains(&token) && !text.contains("lh_"), "{text}");
        house.stop().await;
    }

    async fn a_file_is_not_kept_and_a_long_body_only_begins(store: TestStore) {
        let house = House::open(store).await;
        let native = native(&house);
        let long = json!({ "name": "a".repeat(40_000), "token": "Hunter2" }).to_string();
        let json_body = [("Content-Type", "application/json"), ("X-Request-Id", "long")];
        native.send("POST", "/hub/v1/leads", &json_body, &long).await;
        let file = [("Content-Type", "text/csv"), ("X-Request-Id", "file")];
        native.send("POST", "/hub/v1/leads", &file, "phone\n0349770009\n").await;
        logged_requests(&house, "status=refused", |rows| rows.len() == 2).await;
        let kept = everything(&house, "kangnam").await;
        let by = |id: &str| kept.iter().find(|row| row.request_id == id).unwrap();
        assert_eq!(by("long").sent.as_ref().unwrap().len(), 16 * 1024);
        assert_eq!((by("file").sent.as_deref(), by("file").media.as_str()), (None, "text/csv"));
        house.stop().await;
    }

    async fn a_token_that_is_over_is_told_to_its_holder_alone(store: TestStore) {
        let house = House::open(store).await;
        let admin = native(&house);
        let new = json!({ "dialect": "native", "name": "old", "scopes": ["read"] });
        let (_, made) = admin.post("/hub/v1/integrations", &new).await;
        let (id, token) = (made["id"].clone(), made["token"]["token"].as_str().unwrap().to_owned());
        let target = format!("/hub/v1/integrations/{id}/tokens/{}", made["token"]["id"].as_str().unwrap());
        assert_eq!(admin.send("DELETE", &target, &[], "").await.status, 204);
        let old = Client::with_token(&house, Some(&token));
        assert_eq!(old.get("/hub/v1/me").await.0, 401);
        let rows = logged_requests(&house, &format!("integration_id={id}"), |rows| rows.len() == 1).await;
        assert_eq!((&rows[0]["status"], &rows[0]["path"]), (&json!(401), &json!("/hub/v1/me")));
        // Without a token the path says whose it was.
        let nobody = Client::with_token(&house, None);
        assert_eq!(nobody.get("/dongnai/api/v1/leads").await.0, 401);
        let other = Client::new(&house, house.dongnai(), "native");
        let since = Instant::now();
        let page = loop {
            let (_, page) = other.get(&format!("{REQUESTS}?status=refused")).await;
            if page["data"][0]["status"] == 401 {
                break page;
            }
            assert!(since.elapsed() < Duration::from_secs(15), "{page}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        assert_eq!(page["data"].as_array().unwrap().len(), 1, "{page}");
        house.stop().await;
    }

    async fn a_server_that_keeps_none_keeps_none(store: TestStore) {
        let options = ServerOptions { request_log: false, ..ServerOptions::default() };
        let house = House::open_with(store, HubOptions::default(), options).await;
        let native = native(&house);
        native.get("/hub/v1/nothing").await;
        // What is counted is written behind what is kept.
        let since = Instant::now();
        while counted(&house).await == 0 {
            assert!(since.elapsed() < Duration::from_secs(15));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(everything(&house, "kangnam").await, []);
        house.stop().await;
    }

    async fn an_organisation_that_keeps_none_keeps_none(store: TestStore) {
        let house = House::open(store).await;
        let admin = native(&house);
        let (status, answer) = admin.json("PATCH", "/hub/v1/organisation", Some(&json!({ "logs_requests": false }))).await;
        assert_eq!((status, &answer["logs_requests"]), (200, &json!(false)));
        // The front door remembers for a moment.
        tokio::time::sleep(Duration::from_millis(1100)).await;
        admin.get("/hub/v1/nothing").await;
        Client::new(&house, house.dongnai(), "native").get("/hub/v1/nothing").await;
        let since = Instant::now();
        while everything(&house, "dongnai").await.is_empty() {
            assert!(since.elapsed() < Duration::from_secs(15));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let kept = everything(&house, "kangnam").await;
        assert!(kept.iter().all(|row| row.path == "/hub/v1/organisation"), "{kept:?}");
        house.stop().await;
    }

    async fn the_metrics_tell_what_was_kept(store: TestStore) {
        let house = House::open(store).await;
        native(&house).get("/hub/v1/nothing").await;
        logged_requests(&house, "status=refused", |rows| rows.len() == 1).await;
        let reply = Client::with_token(&house, None).send("GET", "/metrics", &[], "").await;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
        assert!(value("leadhub_request_log_kept_total ").unwrap() >= 1.0, "{text}");
        assert_eq!(value("leadhub_request_log_dropped_total "), Some(0.0));
        house.stop().await;
    }
}

/// Requests of today.
async fn counted(house: &House) -> i64 {
    let now = house.hub.now();
    let ask = house.hub.read(move |db| {
        let actor = Actor::house(organisations::find_organisation(db, "kangnam")?.unwrap());
        questions::count_requests(db, &actor, now)
    });
    ask.await.unwrap().iter().map(|(_, count)| count.answered).sum()
}
