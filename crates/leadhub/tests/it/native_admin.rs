//! What the house's own API lets whom change: scopes, the life of a token, an organisation that is changed. Through the real socket, on
//! both engines; the bodies themselves are in the goldens.

use crate::client::Client;
use crate::house::House;
use leadhub::doors::DIALECTS;
use leadhub_testkit::{TestStore, both_engines};
use leadhub_wire::routes::Route;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const INTEGRATIONS: &str = "/hub/v1/integrations";

fn admin(house: &House) -> Client {
    Client::new(house, house.kangnam(), "native")
}

/// An integration with these scopes: its number and its token.
async fn integration(house: &House, name: &str, scopes: &[&str]) -> (i64, String) {
    let new = json!({ "dialect": "native", "name": name, "scopes": scopes });
    let (status, made) = admin(house).post(INTEGRATIONS, &new).await;
    assert_eq!(status, 201, "{made}");
    (made["id"].as_i64().unwrap(), made["token"]["token"].as_str().unwrap().to_owned())
}

async fn with(house: &House, name: &str, scopes: &[&str]) -> Client {
    let (_, token) = integration(house, name, scopes).await;
    Client::with_token(house, Some(&token))
}

/// The operations that only an administrator has.
fn administrative() -> Vec<Route> {
    let native = DIALECTS.iter().find(|dialect| dialect.key == "native").unwrap();
    let is_so = |route: &&Route| {
        let (method, path) = (route.method.as_str(), route.path);
        method == "PUT"
            || path.starts_with(INTEGRATIONS)
            || path.starts_with("/hub/v1/requests")
            || method == "PATCH" && path == "/hub/v1/organisation"
    };
    (native.routes)().listed().iter().filter(is_so).cloned().collect()
}

/// A path with something in the place of each id.
fn filled(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "1" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// Waits until a token is told so; the front door remembers tokens for a moment.
async fn becomes(client: &Client, wanted: u16) -> Value {
    let since = Instant::now();
    loop {
        let (status, answer) = client.get("/hub/v1/me").await;
        if status == wanted {
            return answer;
        }
        assert!(since.elapsed() < Duration::from_secs(5), "{status}: {answer}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn only_an_administrator_changes_what_is_around_leads(store: TestStore) {
        let house = House::open(store).await;
        let (_, before) = admin(&house).get("/hub/v1/reference").await;
        let (writer, reader) = (with(&house, "writer", &["read", "write"]).await, with(&house, "reader", &["read"]).await);
        let idler = with(&house, "idler", &[]).await;
        let routes = administrative();
        assert!(routes.len() >= 23, "{routes:?}");
        for route in routes {
            let target = filled(route.path);
            for client in [&writer, &reader, &idler] {
                let (status, answer) = client.json(route.method.as_str(), &target, Some(&json!({ "x": 1 }))).await;
                assert_eq!(status, 403, "{} {target}: {answer}", route.method);
                assert!(answer["detail"].as_str().unwrap().contains("'admin'"), "{answer}");
            }
        }
        for (path, status) in [("me", 200), ("organisation", 403), ("stages", 403), ("reference", 403), ("communes?province_id=1", 403)] {
            assert_eq!(idler.get(&format!("/hub/v1/{path}")).await.0, status, "{path}");
            assert_eq!(reader.get(&format!("/hub/v1/{path}")).await.0, 200, "{path}");
        }
        assert_eq!(admin(&house).get("/hub/v1/reference").await.1, before);
        house.stop().await;
    }

    /// The scope `admin` alone opens what is around leads, and no lead.
    async fn an_administrator_alone_changes_what_is_around_leads_and_no_lead(store: TestStore) {
        let house = House::open(store).await;
        let client = with(&house, "around", &["admin"]).await;
        for route in administrative() {
            let (status, answer) = client.json(route.method.as_str(), &filled(route.path), Some(&json!({ "x": 1 }))).await;
            assert_ne!(status, 403, "{} {}: {answer}", route.method, route.path);
        }
        let (status, answer) = client.put("/hub/v1/reasons/900", &json!({ "label": "x" })).await;
        assert_eq!(status, 201, "{answer}");
        let (status, made) = client.post(INTEGRATIONS, &json!({ "dialect": "native", "name": "made" })).await;
        assert_eq!(status, 201, "{made}");
        let at = format!("{INTEGRATIONS}/{}", made["id"]);
        assert_eq!(client.get(&at).await.0, 200);
        assert_eq!(client.post(&format!("{at}/tokens"), &json!({})).await.0, 201);
        assert_eq!(client.get(&format!("{at}/tokens")).await.1["data"].as_array().unwrap().len(), 2);
        for (scope, (status, answer)) in [
            ("'write'", client.post("/hub/v1/leads", &json!({ "name": "x", "phone": "0349719988" })).await),
            ("'read'", client.get("/hub/v1/leads").await),
            ("'read'", client.get("/hub/v1/stages").await),
        ] {
            assert_eq!(status, 403, "{answer}");
            assert!(answer["detail"].as_str().unwrap().contains(scope), "{answer}");
        }
        house.stop().await;
    }

    async fn a_token_opens_from_its_making_to_its_end(store: TestStore) {
        let house = House::open(store).await;
        let (id, first) = integration(&house, "crm", &["read"]).await;
        let (admin, first) = (admin(&house), Client::with_token(&house, Some(&first)));
        assert_eq!(becomes(&first, 200).await["integration"]["id"], id);
        let tokens = format!("{INTEGRATIONS}/{id}/tokens");
        let (status, second) = admin.post(&tokens, &json!({})).await;
        assert_eq!(status, 201, "{second}");
        let other = Client::with_token(&house, second["token"].as_str());
        becomes(&other, 200).await;

        let target = format!("{tokens}/{}", second["id"].as_str().unwrap());
        let reply = admin.send("DELETE", &target, &[], "").await;
        assert_eq!((reply.status, reply.body.len()), (204, 0));
        becomes(&other, 401).await;
        becomes(&first, 200).await;

        let rotate = format!("{INTEGRATIONS}/{id}/rotate");
        let (status, third) = admin.post(&rotate, &json!({ "overlap_seconds": 3600 })).await;
        assert_eq!(status, 201, "{third}");
        let third = Client::with_token(&house, third["token"].as_str());
        becomes(&third, 200).await;
        becomes(&first, 200).await;
        let (_, fourth) = admin.post(&rotate, &json!({})).await;
        let fourth = Client::with_token(&house, fourth["token"].as_str());
        becomes(&fourth, 200).await;
        becomes(&third, 401).await;
        becomes(&first, 401).await;
        let (_, all) = admin.get(&tokens).await;
        assert_eq!(all["data"].as_array().unwrap().len(), 4);
        assert!(!all.to_string().contains("lh_"), "{all}");
        house.stop().await;
    }

    /// What is listed can be set, and only that.
    async fn every_wire_tells_of_its_settings(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house);
        let (status, all) = admin.get("/hub/v1/dialects").await;
        assert_eq!(status, 200, "{all}");
        let listed = all["data"].as_array().unwrap();
        assert_eq!(listed.len(), DIALECTS.len());
        for (dialect, shown) in DIALECTS.iter().zip(listed) {
            assert_eq!(shown["key"], dialect.key);
            let mut settings = serde_json::Map::new();
            for setting in shown["settings"].as_array().unwrap() {
                let value = match setting["kind"].as_str().unwrap() {
                    "yes_no" => json!(true),
                    "number" => json!(5),
                    "zone" => json!("Asia/Tokyo"),
                    "word" => setting["words"][0].clone(),
                    _ => json!("x"),
                };
                settings.insert(setting["key"].as_str().unwrap().to_owned(), value);
            }
            assert!(settings.len() > dialect.settings.len(), "{shown}");
            let name = format!("set {}", dialect.key);
            let (status, made) = admin.post(INTEGRATIONS, &json!({ "dialect": dialect.key, "name": name, "settings": settings })).await;
            assert_eq!((status, &made["integration"]["settings"]), (201, &json!(settings)), "{made}");
            settings.insert("zome".to_owned(), json!(1));
            let at = format!("{INTEGRATIONS}/{}", made["id"]);
            let (status, refused) = admin.json("PATCH", &at, Some(&json!({ "settings": settings }))).await;
            assert_eq!((status, &refused["errors"][0]["field"]), (422, &json!("settings.zome")), "{refused}");
            settings.remove("zome");
            assert_eq!(admin.json("PATCH", &at, Some(&json!({ "settings": settings }))).await.0, 200);
        }
        house.stop().await;
    }

    /// What was traded at another wire is listed under its integration, and opens nothing once the token it was traded for ended.
    async fn a_traded_token_ends_with_the_token_it_was_traded_for(store: TestStore) {
        let house = House::open(store).await;
        let (admin, nobody) = (admin(&house), Client::with_token(&house, None));
        let (_, all) = admin.get(INTEGRATIONS).await;
        for (dialect, trade, text, target) in [
            ("dialer", "/v3/auth/token", "token", "/v3/list"),
            ("erp", "/kangnam/api/auth/token", "access_token", "/kangnam/api/v1/brand"),
        ] {
            let integration = all["data"].as_array().unwrap().iter().find(|row| row["dialect"] == dialect).unwrap();
            let first = house.kangnam().token(dialect).unwrap();
            let login = json!({ "api_key": first, "login": integration["name"], "password": first });
            let (status, traded) = nobody.post(trade, &login).await;
            assert_eq!(status, 200, "{traded}");
            let traded = traded[text].as_str().unwrap().to_owned();
            let client = match dialect {
                "erp" => Client::with_access_token(&house, traded.clone()),
                _ => Client::with_token(&house, Some(&traded)),
            };
            assert_eq!(client.get(target).await.0, 200);
            let at = format!("{INTEGRATIONS}/{}", integration["id"]);
            let listed = async || -> Vec<Value> {
                let (_, tokens) = admin.get(&format!("{at}/tokens")).await;
                tokens["data"].as_array().unwrap().iter().filter(|token| token["traded_for"].is_string()).cloned().collect()
            };
            let own = leadhub_core::questions::token_hash(&traded)[..12].to_owned();
            let is_own = |token: &Value| token["id"] == own.as_str();
            let shown = listed().await.into_iter().find(is_own).unwrap();
            assert_eq!(shown["traded_for"], leadhub_core::questions::token_hash(first)[..12], "{shown}");
            assert_eq!(admin.post(&format!("{at}/rotate"), &json!({})).await.0, 201);
            let since = Instant::now();
            while client.get(target).await.0 != 401 {
                assert!(since.elapsed() < Duration::from_millis(1500), "{dialect}: the traded token outlives the first");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            assert!(!listed().await.iter().any(is_own));
        }
        house.stop().await;
    }

    /// Another integration's token has that name, but not under this address.
    async fn a_token_is_revoked_under_its_own_integration_only(store: TestStore) {
        let house = House::open(store).await;
        let ((one, _), (two, token)) = (integration(&house, "one", &["read"]).await, integration(&house, "two", &["read"]).await);
        let admin = admin(&house);
        let (_, tokens) = admin.get(&format!("{INTEGRATIONS}/{two}/tokens")).await;
        let name = tokens["data"][0]["id"].as_str().unwrap();
        let (status, _) = admin.json("DELETE", &format!("{INTEGRATIONS}/{one}/tokens/{name}"), None).await;
        assert_eq!(status, 404);
        let (_, after) = admin.get(&format!("{INTEGRATIONS}/{two}/tokens")).await;
        assert_eq!(after, tokens);
        becomes(&Client::with_token(&house, Some(&token)), 200).await;
        house.stop().await;
    }

    /// The answer that is kept for a key is given again without the text, and nothing is made a second time.
    async fn a_repeated_request_makes_no_second_token(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house);
        let (id, _) = integration(&house, "crm", &["read"]).await;
        let target = format!("{INTEGRATIONS}/{id}/rotate");
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "once")];
        let mut answers = Vec::new();
        for _ in 0..2 {
            let reply = admin.send("POST", &target, &headers, "{}").await;
            assert_eq!(reply.status, 201);
            answers.push(serde_json::from_slice::<Value>(&reply.body).unwrap());
        }
        assert_eq!(answers[0]["id"], answers[1]["id"]);
        assert!(answers[0]["token"].as_str().unwrap().starts_with("lh_"));
        assert_eq!(answers[1]["token"], Value::Null);
        let (_, tokens) = admin.get(&format!("{INTEGRATIONS}/{id}/tokens")).await;
        assert_eq!(tokens["data"].as_array().unwrap().len(), 2);
        house.stop().await;
    }

    async fn a_changed_organisation_is_shown_at_once(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house);
        let change = json!({ "name": "Kangnam 2", "zone": "UTC", "default_dialect": "native" });
        let (status, changed) = admin.json("PATCH", "/hub/v1/organisation", Some(&change)).await;
        assert_eq!(status, 200, "{changed}");
        assert_eq!(admin.get("/hub/v1/organisation").await.1, changed);
        assert_eq!(admin.get("/hub/v1/me").await.1["organisation"], changed);
        assert_eq!((&changed["zone"], &changed["slug"]), (&json!("UTC"), &json!("kangnam")));
        house.stop().await;
    }
}
