//! The page of integrations as a browser asks for it: who may look and who may change, a token that is shown once, settings that are refused
//! at their field, and every wire's refusals on the first screen. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, dongnai_agent, form, text};
use crate::requests::{keep_request, logged_requests};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const PAGE: &str = "/app/integrations";

/// The integration of a wire, as our own API numbers it.
pub async fn integration(house: &House, dialect: &str) -> i64 {
    let (_, all) = Client::new(house, house.kangnam(), "native").get("/hub/v1/integrations").await;
    let found = all["data"].as_array().unwrap().iter().find(|row| row["dialect"] == dialect).unwrap();
    found["id"].as_i64().unwrap()
}

async fn settings(house: &House, id: i64) -> Value {
    Client::new(house, house.kangnam(), "native").get(&format!("/hub/v1/integrations/{id}")).await.1
}

/// Every route of these pages with an integration, a token and a request in the places of their ids.
fn routes(integration: i64, token: &str, request: &str) -> Vec<(String, String)> {
    let listed = leadhub_web::routes::routes();
    let own = listed.listed().iter().filter(|route| route.path.starts_with(PAGE));
    let filled = |path: &str| {
        path.replace("{integration_id}", &integration.to_string())
            .replace("{token_id}", token)
            .replace("{request_id}", request)
    };
    own.map(|route| (route.method.to_string(), filled(route.path))).collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn managers_look_administrators_change_and_nobody_else_gets_in(store: TestStore) {
        let house = House::open(store).await;
        let id = integration(&house, "native").await;
        let native = Client::new(&house, house.kangnam(), "native");
        native.get("/hub/v1/nothing").await;
        let request = logged_requests(&house, "status=refused", |rows| rows.len() == 1).await[0]["id"].to_string();
        let token = native.get(&format!("/hub/v1/integrations/{id}/tokens")).await.1["data"][0]["id"].as_str().unwrap().to_owned();
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        let htmx = [("HX-Request", "true")];
        let mut tried = 0;
        for (method, path) in routes(id, &token, &request) {
            tried += 1;
            let ask = async |browser: &Browser<'_>| match method.as_str() {
                "GET" => browser.send("GET", &path, &htmx, "").await,
                _ => browser.post(&path, "integration_name=x").await,
            };
            assert_eq!(ask(&agent).await.status, 403, "{method} {path}");
            let reads = method == "GET" && path != format!("{PAGE}/new");
            let reply = ask(&manager).await;
            assert_eq!(reply.status, if reads { 200 } else { 403 }, "{method} {path}: {}", text(&reply));
            // Organisations number their integrations alike: the number opens her own, and nothing of ours.
            let reply = ask(&stranger).await;
            assert!(!text(&reply).contains("<h1>Own API</h1>"), "{method} {path}: {}", text(&reply));
            if path.contains(&request) || path.contains(&token) {
                assert_eq!(reply.status, 404, "{method} {path}: {}", text(&reply));
            }
        }
        assert!(tried >= 10, "{tried} routes");
        assert!(!text(&agent.get("/app/leads").await).contains(PAGE), "a place that she cannot open");
        let page = text(&manager.get(PAGE).await);
        assert!(page.contains("href=\"/app/integrations\"") && !page.contains("/token\""), "{page}");
        assert_eq!(native.get("/hub/v1/me").await.0, 200, "nobody revoked anything");
        house.stop().await;
    }

    async fn a_token_is_made_shown_once_and_taken_back(store: TestStore) {
        let house = House::open(store).await;
        let id = integration(&house, "native").await;
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        let list = text(&admin.get(PAGE).await);
        assert!(list.contains(&format!("action=\"{PAGE}/{id}/token\"")), "{list}");
        let made = admin.post(&format!("{PAGE}/{id}/token"), "").await;
        let page = text(&made);
        assert_eq!((made.status, made.header("cache-control")), (201, Some("no-store")));
        let token = page.split("value=\"lh_").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(token.len(), 40);
        let token = format!("lh_{token}");
        assert!(page.contains(&format!("Bearer {token}")), "the request to try carries it: {page}");
        assert_eq!(Client::with_token(&house, Some(&token)).get("/hub/v1/me").await.0, 200);
        let shown = text(&admin.get(&format!("{PAGE}/{id}")).await);
        assert!(!shown.contains(&token) && shown.contains("Bearer &#60;token&#62;"), "{shown}");

        // One is revoked; the others stay.
        let name = leadhub_core::questions::token_hash(&token)[..12].to_owned();
        assert!(shown.contains(&format!("{PAGE}/{id}/tokens/{name}/revoke")), "{shown}");
        let reply = admin.post(&format!("{PAGE}/{id}/tokens/{name}/revoke"), "").await;
        assert_eq!(reply.status, 303);
        let other = integration(&house, "dialer").await;
        assert_eq!(admin.post(&format!("{PAGE}/{other}/tokens/{name}/revoke"), "").await.status, 404, "another's token");
        let (_, tokens) = Client::new(&house, house.kangnam(), "native").get(&format!("/hub/v1/integrations/{id}/tokens")).await;
        let good = tokens["data"].as_array().unwrap().iter().filter(|token| token["revoked_at"].is_null()).count();
        assert_eq!(good, 1, "{tokens}");

        // A new one in the place of all others, and none at all.
        let dialer = Client::new(&house, house.kangnam(), "native");
        assert_eq!(admin.post(&format!("{PAGE}/{other}/rotate"), "overlap=3600").await.status, 201);
        assert_eq!(admin.post(&format!("{PAGE}/{other}/retire"), "").await.status, 303);
        let (_, tokens) = dialer.get(&format!("/hub/v1/integrations/{other}/tokens")).await;
        assert!(tokens["data"].as_array().unwrap().iter().all(|token| !token["revoked_at"].is_null()), "{tokens}");
        house.stop().await;
    }

    async fn an_integration_is_made_and_what_is_wrong_is_said_at_its_field(store: TestStore) {
        let house = House::open(store).await;
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        let new = |name: &str| form(&[("integration_dialect", "caresoft"), ("integration_name", name), ("integration_agent", "")]);
        for (name, _why) in [("", "needed"), ("CareSoft client", "taken")] {
            let reply = admin.post(PAGE, &new(name)).await;
            let page = text(&reply);
            assert_eq!(reply.status, 422, "{page}");
            assert!(page.contains("aria-invalid=\"true\"") && page.contains(&format!("value=\"{name}\"")), "{page}");
        }
        let hostile = "<script>alert(1)</script>\"'&";
        let made = admin.post(PAGE, &new(hostile)).await;
        assert_eq!(made.status, 201, "{}", text(&made));
        assert!(!text(&made).contains("<script>alert"), "hostile text is markup");
        let (_, all) = Client::new(&house, house.kangnam(), "native").get("/hub/v1/integrations").await;
        let id = all["data"].as_array().unwrap().iter().find(|row| row["name"] == hostile).unwrap()["id"].as_i64().unwrap();

        // Settings are those that the wire declares.
        let page = text(&admin.get(&format!("{PAGE}/{id}")).await);
        for setting in leadhub_wire::setting::of_dialect("caresoft") {
            assert!(page.contains(&format!("name=\"{}\"", setting.key)), "{}", setting.key);
            assert!(page.contains(setting.means.vi), "{}: the page is Vietnamese", setting.key);
        }
        assert!(!page.contains("<script>alert"), "{page}");
        let filled = |zone: &str, service: &str| form(&[("integration_name", "Tổng đài"), ("integration_agent", ""), ("scope", "read"),
            ("zone", zone), ("default_service_id", service), ("explain_errors", "true")]);
        let reply = admin.post(&format!("{PAGE}/{id}"), &filled("Sao Hoả", "mười")).await;
        let page = text(&reply);
        assert_eq!(reply.status, 422, "{page}");
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), 2, "{page}");
        assert!(page.contains("Phải là múi giờ IANA") && page.contains("Phải là số nguyên"), "{page}");
        assert!(page.contains("value=\"Sao Hoả\"") && page.contains("value=\"mười\"") && page.contains("value=\"Tổng đài\""), "{page}");
        assert_eq!(settings(&house, id).await["settings"], json!({}));
        let reply = admin.post(&format!("{PAGE}/{id}"), &filled("UTC", "1244")).await;
        assert_eq!(reply.status, 303, "{}", text(&reply));
        let saved = settings(&house, id).await;
        assert_eq!(saved["settings"], json!({ "zone": "UTC", "default_service_id": 1244, "explain_errors": true }));
        assert_eq!((&saved["name"], &saved["scopes"]), (&json!("Tổng đài"), &json!(["read"])));
        // What is emptied is not set any more.
        assert_eq!(admin.post(&format!("{PAGE}/{id}"), &filled("", "")).await.status, 303);
        assert_eq!(settings(&house, id).await["settings"], json!({ "explain_errors": true }));
        house.stop().await;
    }

    async fn what_holds_without_a_setting_is_said_in_her_language(store: TestStore) {
        let house = House::open(store).await;
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        for dialect in ["erp", "caresoft", "dialer", "lead_platform", "native"] {
            let page = text(&admin.get(&format!("{PAGE}/{}", integration(&house, dialect).await)).await);
            assert!(page.contains("Mặc định: theo cấu hình máy chủ"), "{dialect}: {page}");
            for english in ["none", "true", "false", "the "] {
                assert!(!page.contains(&format!("Mặc định: {english}")), "{dialect}: {page}");
            }
        }
        house.stop().await;
    }

    async fn refusals_of_every_wire_are_on_the_first_screen(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let hostile = "<img src=x onerror=alert(1)>";
        let wires = [
            ("caresoft", "/kangnam/api/v1/lead", json!({ "lead": { "subject": hostile, "phone": "0349780001", "service_id": 7 } }), "service_id: "),
            ("dialer", "/v3/lead", json!({ "list_uuid": "c4869e79-f0fa-4c6a-9410-bc0defac375a", "lead_name": hostile, "phone_number": 7 }), "phone_number: "),
            ("lead_platform", "/lead-platform/v1/leads/create", json!({ "mobileNumber": "0349780003" }), "name: "),
            ("erp", "/kangnam/api/v1/lead", json!({ "contact_name": hostile }), "phone_no1: "),
        ];
        for (dialect, path, body, _) in &wires {
            let client = Client::new(&house, house.kangnam(), dialect);
            let headers = [("Content-Type", "application/json"), ("source", "TCB")];
            let reply = client.send("POST", &format!("{path}?q=%3Cimg%3E"), &headers, &body.to_string()).await;
            assert!((400..500).contains(&reply.status));
        }
        let rows = logged_requests(&house, "status=refused", |rows| rows.len() == wires.len()).await;
        let page = text(&manager.get(PAGE).await);
        for (dialect, _, _, field) in &wires {
            assert!(page.contains(field), "{dialect}: {field} is not on the page: {page}");
        }
        // One click further: what was sent and answered, how to mend it, the request again without its token.
        for row in &rows {
            let dialect = row["dialect"].as_str().unwrap();
            let open = manager.send("GET", &format!("{PAGE}/requests/{}", row["id"]), &[("HX-Request", "true")], "").await;
            let part = text(&open);
            assert_eq!(open.status, 200, "{part}");
            for wanted in ["<table", "curl -X POST", "Content-Type: application/json", "&#60;token&#62;"] {
                assert!(part.contains(wanted), "{dialect}: {wanted} is missing: {part}");
            }
            assert!(!part.contains("<img") && !part.contains(house.kangnam().token(dialect).unwrap()), "{part}");
            let whole = text(&manager.get(&format!("{PAGE}?request={}", row["id"])).await);
            assert!(whole.contains("id=\"request-curl\""), "the address opens it too");
        }
        // Narrowed by wire, by kind of answer, by the id that the answer carried.
        let by = async |query: &str| text(&manager.get(&format!("{PAGE}?{query}")).await);
        let id = rows[0]["request_id"].as_str().unwrap();
        assert_eq!(by(&format!("id={id}")).await.matches("data-row=").count(), 1);
        assert_eq!(by("dialect=erp").await.matches("data-row=").count(), 1);
        assert_eq!(by("status=5xx").await.matches("data-row=").count(), 0);
        assert!(by("status=all").await.matches("data-row=").count() > wires.len(), "the questions of this test too");
        house.stop().await;
    }

    async fn what_came_since_is_given_as_rows(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        native.get("/hub/v1/nothing-first").await;
        let first = logged_requests(&house, "status=refused", |rows| rows.len() == 1).await[0]["id"].to_string();
        // Newer rows belong on top of the first page alone.
        let follows = format!("data-newer=\"{PAGE}/rows?");
        assert!(text(&manager.get(PAGE).await).contains(&follows));
        assert!(!text(&manager.get(&format!("{PAGE}?after={first}")).await).contains(&follows));
        let newer = async |query: &str| text(&manager.get(&format!("{PAGE}/rows?{query}")).await);
        assert_eq!(newer(&format!("newer={first}")).await.matches("data-row=").count(), 0);
        native.get("/hub/v1/nothing-second").await;
        native.get("/hub/v1/nothing-third").await;
        logged_requests(&house, "status=refused", |rows| rows.len() == 3).await;
        let rows = newer(&format!("newer={first}")).await;
        assert_eq!(rows.matches("<hx-partial hx-target=\"#arrived\"").count(), 1, "{rows}");
        let (second, third) = (rows.find("nothing-second").unwrap(), rows.find("nothing-third").unwrap());
        assert!(third < second && !rows.contains("nothing-first"), "the newest first: {rows}");
        // Only what the list would show, and all of it where it shows nothing yet.
        assert_eq!(newer(&format!("newer={first}&status=5xx")).await.matches("data-row=").count(), 0);
        assert_eq!(newer("newer=0").await.matches("data-row=").count(), 3);
        house.stop().await;
    }

    async fn what_another_process_wrote_late_is_given_too(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let now = house.hub.now().micros();
        keep_request(&house, now, "/in-time");
        logged_requests(&house, "status=refused", |rows| rows.len() == 1).await;
        // How far back the list asks is said on the page.
        let page = text(&manager.get(PAGE).await);
        let (_, late) = page.split_once("data-late=\"").unwrap();
        let from = now - late.split_once('"').unwrap().0.parse::<i64>().unwrap();
        let late = now - 1_000_000;
        keep_request(&house, late, "/written-late");
        logged_requests(&house, "status=refused", |rows| rows.len() == 2).await;
        let asked = async |has: &str| text(&manager.get(&format!("{PAGE}/rows?newer={from}&has={has}")).await);
        let rows = asked(&now.to_string()).await;
        assert!(rows.contains(&format!("data-row=\"{late}\"")) && !rows.contains("/in-time"), "{late} of {now}: {rows}");
        let rows = asked(&format!("{now},{late}")).await;
        assert_eq!(rows.matches("data-row=").count(), 0, "{rows}");
        house.stop().await;
    }

    async fn what_came_of_a_request_is_a_link_to_its_lead(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let (_, lead) = native.post("/hub/v1/leads", &json!({ "name": "Lan", "phone": "0349780009" })).await;
        let rows = logged_requests(&house, "dialect=native", |rows| rows.iter().any(|row| !row["lead_id"].is_null())).await;
        let row = rows.iter().find(|row| !row["lead_id"].is_null()).unwrap();
        let part = manager.send("GET", &format!("{PAGE}/requests/{}", row["id"]), &[("HX-Request", "true")], "").await;
        assert!(text(&part).contains(&format!("href=\"/app/leads/{}\"", lead["id"])), "{}", text(&part));
        house.stop().await;
    }
}
