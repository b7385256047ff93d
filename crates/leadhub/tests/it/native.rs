//! What single samples of the house's own API cannot show: what a scope opens, who wins when two change the same, what a kept
//! answer carries, how pages follow a list that moves, limits in its own voice. On both engines.

use crate::client::Client;
use crate::house::House;
use leadhub::http::ServerOptions;
use leadhub_core::actions::{NewIntegration, NewToken, create_integration, issue_token};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, HubOptions};
use leadhub_golden::Reply;
use leadhub_model::organisation::{Scope, Scopes};
use leadhub_testkit::{TestStore, both_engines};
use leadhub_wire::Limits;
use serde_json::{Map, Value, json};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A client of the first organisation with these scopes alone.
async fn with_scopes(house: &House, scopes: &'static [Scope], settings: Value) -> Client {
    let token = NewToken::lasting(house.hub.chance(), None);
    let given = token.clone();
    let made = house.hub.write(move |tx| {
        let house = Actor::house(organisations::find_organisation(tx, "kangnam")?.unwrap());
        let name = format!("{scopes:?} {settings}");
        let settings: Map<_, _> = settings.as_object().cloned().unwrap_or_default();
        let scopes = Scopes::of(scopes.iter().copied());
        let new = NewIntegration {
            dialect: "native".to_owned(),
            name,
            agent: None,
            settings,
            scopes,
            sight: Default::default(),
        };
        let integration = create_integration(tx, &house, &new)?.unwrap();
        issue_token(tx, house.organisation_id(), integration.id, &given)
    });
    made.await.unwrap();
    Client::with_token(house, Some(token.text()))
}

fn sent_back(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

fn detail_of(reply: &Reply) -> (u16, String) {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    (reply.status, sent_back(reply)["detail"].as_str().unwrap().to_owned())
}

async fn create(client: &Client, phone: &str) -> Value {
    let (status, lead) = client.post("/hub/v1/leads", &json!({ "phone": phone })).await;
    assert_eq!(status, 201, "{lead}");
    lead
}

both_engines! {
    migrate = crate::migrate;

    /// A mark before the JSON is no part of it; of a name that stands twice nobody can tell which was meant.
    async fn a_body_begins_with_a_mark_and_says_nothing_twice(store: TestStore) {
        let house = House::open(store).await;
        let client = Client::new(&house, house.kangnam(), "native");
        let reply = client.send("POST", "/hub/v1/leads", &[JSON], "\u{feff}{\"phone\":\"0349719988\"}").await;
        assert_eq!(reply.status, 201);
        let twice = "{\"phone\":\"0349719988\",\"comment\":{\"body\":\"a\",\"body\":\"b\"},\"phone\":\"0349719999\"}";
        let reply = client.send("POST", "/hub/v1/leads", &[JSON], twice).await;
        assert_eq!(reply.status, 422);
        let errors = sent_back(&reply)["errors"].as_array().unwrap().clone();
        let told: Vec<_> = errors.iter().map(|wrong| (wrong["field"].as_str().unwrap(), wrong["code"].as_str().unwrap())).collect();
        assert_eq!(told, [("comment.body", "repeated"), ("phone", "repeated")]);
        house.stop().await;
    }

    async fn a_scope_opens_what_it_names_before_anything_is_said_of_the_body(store: TestStore) {
        let house = House::open(store).await;
        let owner = Client::new(&house, house.kangnam(), "native");
        let lead = create(&owner, "0349716001").await;
        let target = format!("/hub/v1/leads/{}", lead["id"]);
        let reader = with_scopes(&house, &[Scope::Read], Value::Null).await;
        assert_eq!(reader.get(&target).await.0, 200);
        for (method, path) in [
            ("POST", "/hub/v1/leads"), ("PATCH", target.as_str()), ("DELETE", &target), ("POST", "/hub/v1/bookings"),
            ("POST", "/hub/v1/lists"), ("POST", "/hub/v1/campaigns"),
        ] {
            let (status, detail) = detail_of(&reader.send(method, path, &[JSON], "{\"x\":1}").await);
            assert_eq!(status, 403, "{method} {path}");
            assert!(detail.contains("'write'"), "{detail}");
        }
        let writer = with_scopes(&house, &[Scope::Write], Value::Null).await;
        create(&writer, "0349716002").await;
        for path in [target.as_str(), "/hub/v1/leads", "/hub/v1/persons", "/hub/v1/bookings", "/hub/v1/lists", "/hub/v1/campaigns"] {
            let (status, detail) = detail_of(&writer.send("GET", path, &[], "").await);
            assert_eq!(status, 403, "{path}");
            assert!(detail.contains("'read'"), "{detail}");
        }
        assert_eq!(owner.get(&target).await.1, lead, "nothing was changed");
        house.stop().await;
    }

    async fn of_many_changes_at_one_version_one_is_made(store: TestStore) {
        let house = House::open(store).await;
        let owner = Client::new(&house, house.kangnam(), "native");
        let lead = create(&owner, "0349716003").await;
        let target = format!("/hub/v1/leads/{}", lead["id"]);
        let mut changes = tokio::task::JoinSet::new();
        for number in 0..12 {
            let (owner, target) = (owner.clone(), target.clone());
            changes.spawn(async move {
                let body = json!({ "subject": format!("change {number}") }).to_string();
                owner.send("PATCH", &target, &[JSON, ("If-Match", "\"1\"")], &body).await
            });
        }
        let mut statuses = Vec::new();
        while let Some(reply) = changes.join_next().await {
            statuses.push(reply.unwrap().status);
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![200], vec![412; 11]].concat());
        assert_eq!(owner.get(&target).await.1["version"], 2);
        // Several versions, one of which it is; nothing of what makes no version.
        let send = async |tag: &str| owner.send("PATCH", &target, &[JSON, ("If-Match", tag)], "{\"code\":\"x\"}").await.status;
        assert_eq!([send("\"1\", 2").await, send("2").await, send("").await, send("\"2\", *").await], [412, 412, 412, 200]);
        assert_eq!(send("\"1\", \"2\", \"3\"").await, 200);
        house.stop().await;
    }

    async fn a_kept_answer_carries_its_headers(store: TestStore) {
        let house = House::open(store).await;
        let owner = Client::new(&house, house.kangnam(), "native");
        let headers = [JSON, ("Idempotency-Key", "kept-1")];
        let first = owner.send("POST", "/hub/v1/leads", &headers, "{\"phone\":\"0349716004\"}").await;
        let again = owner.send("POST", "/hub/v1/leads", &headers, "{\"phone\":\"0349716004\"}").await;
        assert_eq!((first.status, again.status, &again.body), (201, 201, &first.body));
        for name in ["etag", "location", "content-type", "ratelimit-limit", "cache-control"] {
            assert_eq!(again.header(name), first.header(name), "{name}");
        }
        let location = first.header("location").unwrap().to_owned();
        assert_eq!(location, format!("/hub/v1/leads/{}", sent_back(&first)["id"]));
        assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), (None, Some("true")));
        for _ in 0..2 {
            let gone = owner.send("DELETE", &location, &[("Idempotency-Key", "kept-2")], "").await;
            assert_eq!((gone.status, gone.body.len(), gone.header("content-type")), (204, 0, None));
        }
        assert_eq!(owner.send("DELETE", &location, &[], "").await.status, 404);
        house.stop().await;
    }

    /// A file too: it is taken in once, and the same key for another file is refused.
    async fn a_file_that_is_sent_again_under_its_key_is_taken_in_once(store: TestStore) {
        let house = House::open(store).await;
        let owner = Client::new(&house, house.kangnam(), "native");
        let headers = [("Content-Type", "application/octet-stream"), ("Idempotency-Key", "file-1")];
        let target = "/hub/v1/imports?list_uuid=c4869e79-f0fa-4c6a-9410-bc0defac375a";
        let bring = async |target: &str, file: &str| owner.send("POST", target, &headers, file).await;
        let file = "name,phone\nLan,0349716081\n";
        let (first, again) = (bring(target, file).await, bring(target, file).await);
        assert_eq!((first.status, again.status, &again.body), (201, 201, &first.body));
        assert_eq!(again.header("location"), first.header("location"));
        assert_eq!(first.header("location").unwrap(), format!("/hub/v1/imports/{}", sent_back(&first)["id"]));
        assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), (None, Some("true")));
        let other = bring(target, "name,phone\nHoa,0349716082\n").await;
        let started = bring(&format!("{target}&start=true"), file).await;
        assert_eq!((other.status, started.status), (422, 422), "another request");
        let (_, imports) = owner.get("/hub/v1/imports").await;
        assert_eq!(imports["data"].as_array().unwrap().len(), 1, "{imports}");
        // A refusal keeps nothing: the same key works once the fault is mended.
        let headers = [("Idempotency-Key", "file-2")];
        let nowhere = "/hub/v1/imports?list_uuid=00000000-0000-0000-0000-000000000001";
        assert_eq!(owner.send("POST", nowhere, &headers, file).await.status, 422);
        assert_eq!(owner.send("POST", target, &headers, file).await.status, 201);
        house.stop().await;
    }

    async fn pages_hold_while_the_list_moves(store: TestStore) {
        let house = House::open(store).await;
        let owner = Client::new(&house, house.kangnam(), "native");
        let mut made = Vec::new();
        for number in 0..7 {
            made.push(create(&owner, &format!("034971620{number}")).await["id"].clone());
        }
        for (sort, reversed) in [("-created_at", true), ("updated_at", false)] {
            let base = format!("/hub/v1/leads?created_since=2026-01-01T00:00:00Z&sort={sort}&limit=3&fields=id");
            let (mut seen, mut next, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let (status, page) = owner.get(&format!("{base}{next}")).await;
                assert_eq!(status, 200, "{page}");
                seen.extend(page["data"].as_array().unwrap().iter().map(|row| row["id"].clone()));
                pages += 1;
                // Somebody else goes on meanwhile: what is behind the cursor stays where it is.
                let other = create(&owner, &format!("03497163{pages}{}", u8::from(reversed))).await["id"].clone();
                let (status, _) = owner.json("DELETE", &format!("/hub/v1/leads/{other}?x=1"), None).await;
                assert_eq!(status, 422, "a delete takes no parameter");
                assert_eq!(owner.send("DELETE", &format!("/hub/v1/leads/{other}"), &[], "").await.status, 204);
                let Some(cursor) = page["next_cursor"].as_str() else { break };
                next = format!("&cursor={cursor}");
            }
            let mut wanted = made.clone();
            if reversed {
                wanted.reverse();
            }
            assert_eq!((seen, pages), (wanted, 3), "{sort}");
        }
        house.stop().await;
    }

    async fn files_and_their_refused_rows_are_read_page_by_page(store: TestStore) {
        let house = House::open(store).await;
        let (owner, dialer) = (Client::new(&house, house.kangnam(), "native"), Client::new(&house, house.kangnam(), "dialer"));
        let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
        let form = format!(
            "--b\r\nContent-Disposition: form-data; name=\"list_uuid\"\r\n\r\n{list}\r\n--b\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"a.csv\"\r\n\r\nphone_number\r\n0349716401\r\n1\r\n2\r\n3\r\n--b--\r\n"
        );
        let multipart = [("Content-Type", "multipart/form-data; boundary=b")];
        assert_eq!(dialer.send("POST", "/v3/lead/file", &multipart, &form).await.status, 200);
        let uploads = format!("/hub/v1/lists/{list}/uploads");
        let upload = loop {
            let (status, page) = owner.get(&uploads).await;
            assert_eq!((status, &page["next_cursor"]), (200, &Value::Null), "{page}");
            if page["data"][0]["state"] == "done" {
                break page["data"][0].clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        };
        let counted = ["total", "succeeded", "failed"].map(|key| upload[key].as_i64().unwrap());
        assert_eq!((counted, &upload["filename"], &upload["origin"]), ([4, 1, 3], &json!("a.csv"), &json!("dialer")));
        let rejected = format!("{uploads}/{}/rejected?limit=2", upload["id"]);
        let (_, page) = owner.get(&rejected).await;
        let rows = |page: &Value| page["data"].as_array().unwrap().iter().map(|row| row["row"].as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!(rows(&page), [2, 3]);
        let (_, rest) = owner.get(&format!("{rejected}&cursor={}", page["next_cursor"].as_str().unwrap())).await;
        assert_eq!((rows(&rest), &rest["next_cursor"]), (vec![4], &Value::Null));
        let (_, list) = owner.get(&format!("/hub/v1/lists/{list}")).await;
        assert_eq!(["uploaded", "succeeded", "failed"].map(|key| list[key].as_i64().unwrap()), [4, 1, 3]);
        let elsewhere = format!("/hub/v1/lists/0190a000-0000-7000-8000-000000000902/uploads/{}/rejected", upload["id"]);
        assert_eq!(owner.get(&elsewhere).await.0, 404, "of another list");
        house.stop().await;
    }

    /// As the page narrows its list: those of which nobody said the source, alone and beside a source.
    async fn leads_are_narrowed_to_those_without_source(store: TestStore) {
        let house = House::open(store).await;
        let client = Client::new(&house, house.kangnam(), "native");
        let mut made = Vec::new();
        for body in [
            json!({ "phone": "0349716101" }),
            json!({ "phone": "0349716102", "source": "Facebook" }),
            json!({ "phone": "0349716103", "source": "Tờ rơi chợ đêm" }),
        ] {
            let (status, lead) = client.post("/hub/v1/leads", &body).await;
            assert_eq!(status, 201, "{lead}");
            made.push(lead);
        }
        let source = made[1]["source_id"].clone();
        for (query, wanted) in [
            ("without_source=true".to_owned(), vec![0]),
            (format!("source_id={source}&without_source=true"), vec![0, 1]),
            (format!("source_id={source}&without_source=false"), vec![1]),
            ("without_source=false".to_owned(), vec![0, 1, 2]),
        ] {
            let target = format!("/hub/v1/leads?created_since=2026-01-01T00:00:00Z&sort=created_at&fields=id&{query}");
            let (status, page) = client.get(&target).await;
            let wanted: Vec<Value> = wanted.iter().map(|at: &usize| json!({ "id": made[*at]["id"] })).collect();
            assert_eq!((status, &page["data"]), (200, &json!(wanted)), "{query}");
        }
        let (status, problem) = client.get("/hub/v1/leads?without_source=perhaps&touched=perhaps").await;
        let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|wrong| wrong["field"].as_str().unwrap()).collect();
        assert_eq!(status, 422, "{problem}");
        assert!(fields.contains(&"touched") && fields.contains(&"without_source"), "{problem}");
        house.stop().await;
    }

    async fn limits_speak_in_its_own_voice(store: TestStore) {
        let limits = Limits { body: 200, ..Limits::default() };
        let options = ServerOptions { limits, ..ServerOptions::default() };
        let house = House::open_with(store, HubOptions::default(), options).await;
        let owner = Client::new(&house, house.kangnam(), "native");
        let long = json!({ "name": "x".repeat(300) }).to_string();
        let (status, detail) = detail_of(&owner.send("POST", "/hub/v1/leads", &[JSON], &long).await);
        assert!(status == 413 && detail.contains("200 bytes"), "{status} {detail}");
        let held = with_scopes(&house, &[Scope::Read], json!({ "requests_per_second": 0 })).await;
        let reply = held.send("GET", "/hub/v1/leads", &[], "").await;
        assert_eq!(detail_of(&reply).0, 429);
        for (name, value) in [("retry-after", "1"), ("ratelimit-limit", "0"), ("ratelimit-remaining", "0"), ("ratelimit-reset", "1")] {
            assert_eq!(reply.header(name), Some(value), "{name}");
        }
        // A slash too many is forgiven, as everywhere; the head of an answer is the answer's.
        assert_eq!(owner.get("/hub/v1/leads/?limit=1").await.0, 200);
        let head = owner.send("HEAD", "/hub/v1/campaigns", &[], "").await;
        assert_eq!((head.status, head.header("content-type"), head.body.len()), (200, Some("application/json"), 0));
        house.stop().await;
    }
}
