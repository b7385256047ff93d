//! Our own API's export: the leads of a filter as each kind of file, whole however many they are, of whom the caller sees, masked where she is
//! shown masks, and nothing of another organisation. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House};
use crate::pages_leads::{make_list, numbered, put_in};
use leadhub_golden::Reply;
use leadhub_intake::{CsvRows, FileOptions};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn export(client: &Client, query: &str) -> Reply {
    client.send("GET", &format!("/hub/v1/leads/export{query}"), &[], "").await
}

async fn text(client: &Client, query: &str) -> String {
    let reply = export(client, query).await;
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert_eq!(reply.status, 200, "{query}: {text}");
    text
}

fn column(text: &str, name: &str) -> Vec<String> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let at = rows.headers().unwrap().iter().position(|heading| heading == name).unwrap();
    rows.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

async fn create(client: &Client, lead: Value) -> Value {
    let (status, lead) = client.post("/hub/v1/leads", &lead).await;
    assert_eq!(status, 201, "{lead}");
    lead
}

both_engines! {
    migrate = crate::migrate;

    async fn leads_of_a_filter_are_carried_away_as_each_kind_of_file(store: TestStore) {
        let house = House::open(store).await;
        let client = Client::new(&house, house.kangnam(), "native");
        let new = json!({ "name": "=1+1", "phone": "0349791001", "stage_id": 557, "project_code": "XUAT", "comment": { "body": "một" } });
        let lead = create(&client, new).await;
        create(&client, json!({ "name": "Khác", "phone": "0349791002", "stage_id": 525, "project_code": "XUAT" })).await;

        let reply = export(&client, "?project_code=XUAT&stage_id=557").await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/csv; charset=utf-8")));
        assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"leads.csv\""));
        assert!(reply.header("ratelimit-limit").is_some(), "{:?}", reply.headers);
        let table = String::from_utf8_lossy(&reply.body).into_owned();
        assert_eq!(column(&table, "id"), [lead["id"].to_string()]);
        assert_eq!((column(&table, "name"), column(&table, "stage")), (vec!["'=1+1".to_owned()], vec!["Đang liên hệ".to_owned()]));

        let chosen = text(&client, "?project_code=XUAT&stage_id=525,557&columns=stage,%20NAME").await;
        assert_eq!(chosen, "stage,name\nĐang liên hệ,'=1+1\nTương tác mới,Khác\n");
        let book = export(&client, "?project_code=XUAT&format=xlsx&columns=name,stage_id").await;
        assert_eq!(book.header("content-disposition"), Some("attachment; filename=\"leads.xlsx\""));
        let rows = CsvRows::open_as(&book.body[..], &FileOptions::default()).unwrap();
        assert_eq!(rows.header(), ["name", "stage_id"]);
        let names: Vec<String> = rows.map(|row| row.unwrap().cell("name").to_owned()).collect();
        assert_eq!(names, ["=1+1", "Khác"], "a text that nothing calculates");

        let reply = export(&client, "?project_code=XUAT&stage_id=557&format=jsonl").await;
        assert_eq!(reply.header("content-type"), Some("application/jsonl"));
        let line: Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!((&line["id"], &line["name"], &line["comments"][0]["body"]), (&lead["id"], &json!("=1+1"), &json!("một")));

        assert_eq!(text(&client, "?project_code=NOBODY&columns=name").await, "name\n", "no lead, and still a table");
        assert_eq!(text(&client, "?project_code=NOBODY&format=jsonl").await, "");
        house.stop().await;
    }

    async fn what_an_export_does_not_know_is_told_before_it_begins(store: TestStore) {
        let house = House::open(store).await;
        let client = Client::new(&house, house.kangnam(), "native");
        for (query, field, code, say) in [
            ("?columns=name,colour", "columns", "unfit", "there is no column 'colour': there are id, uuid, number,"),
            ("?columns=name,Name", "columns", "unfit", "the column 'Name' is asked for twice"),
            ("?format=jsonl&columns=name", "columns", "unfit", "a line of jsonl is a whole lead"),
            ("?format=pdf", "format", "not_one_of", "must be one of: csv xlsx jsonl"),
            ("?phone=12", "phone", "unfit", "is no phone number"),
            ("?limit=5", "limit", "unknown_field", "is not known here"),
        ] {
            let reply = export(&client, query).await;
            let told: Value = serde_json::from_slice(&reply.body).unwrap();
            let error = &told["errors"][0];
            assert_eq!((reply.status, &error["field"], &error["code"]), (422, &json!(field), &json!(code)), "{query}: {told}");
            assert!(error["message"].as_str().unwrap().contains(say), "{query}: {told}");
        }
        house.stop().await;
    }

    async fn however_many_leads_there_are_each_is_there_once(store: TestStore) {
        let house = House::open(store).await;
        let client = Client::new(&house, house.kangnam(), "native");
        let list = make_list(&client, "Xuất").await;
        // As many as pages hold, so that the last one is full, and one lead elsewhere.
        put_in(&house, &list, numbered("Xuất", 400), None).await;
        create(&client, json!({ "name": "Xuất ngoài", "phone": "0349791003" })).await;
        let query = format!("?list_id={}", list["id"]);
        let wanted: BTreeSet<String> = numbered("Xuất", 400).into_iter().collect();
        let table = text(&client, &query).await;
        let names = column(&table, "name");
        assert_eq!((names.len(), names.into_iter().collect::<BTreeSet<_>>()), (400, wanted.clone()));
        assert!(column(&table, "list").iter().all(|name| name == "Xuất"));
        let lines = text(&client, &format!("{query}&format=jsonl")).await;
        let names: Vec<String> = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!((names.len(), names.into_iter().collect::<BTreeSet<_>>()), (400, wanted));
        house.stop().await;
    }

    async fn an_export_is_of_what_the_caller_sees_and_as_she_is_shown_it(store: TestStore) {
        let house = House::open(store).await;
        let admin = Client::new(&house, house.kangnam(), "native");
        let contacts = json!({
            "name": "Che", "phone": "0349791777", "email": "che@example.com", "project_code": "CHE", "agent_id": AGENT, "extras": { "tel": "0349791777" }
        });
        create(&admin, contacts).await;
        create(&admin, json!({ "name": "Của người khác", "phone": "0349791778", "project_code": "CHE", "agent_id": 124_734_559 })).await;
        let caller = |own: &str, masked: bool| json!({ "dialect": "native", "name": format!("{own} {masked}"), "agent_id": AGENT, "sees": own, "masked": masked });
        let tells = |text: &str| ["349791777", "che@example"].iter().any(|part| text.contains(part));

        let (_, made) = admin.post("/hub/v1/integrations", &caller("own", false)).await;
        let own = Client::with_token(&house, made["token"]["token"].as_str());
        let (_, made) = admin.post("/hub/v1/integrations", &caller("all", true)).await;
        let masked = Client::with_token(&house, made["token"]["token"].as_str());
        for format in ["csv", "jsonl"] {
            let query = format!("?project_code=CHE&format={format}");
            let (all, hers) = (text(&admin, &query).await, text(&own, &query).await);
            assert!(tells(&all) && all.contains("Của người khác"), "{all}");
            assert!(tells(&hers) && !hers.contains("Của người khác"), "{hers}");
            let shown = text(&masked, &query).await;
            assert!(!tells(&shown) && shown.contains("03•• ••• 777") && shown.contains("Của người khác"), "{shown}");
        }
        let book = export(&masked, "?project_code=CHE&format=xlsx").await;
        let rows = CsvRows::open_as(&book.body[..], &FileOptions::default()).unwrap();
        let phones: Vec<String> = rows.map(|row| row.unwrap().cell("phone").to_owned()).collect();
        assert_eq!(phones, ["03•• ••• 777", "03•• ••• 778"]);

        let stranger = Client::new(&house, house.dongnai(), "native");
        create(&stranger, json!({ "name": "Của riêng", "phone": "0349791779" })).await;
        for format in ["csv", "jsonl"] {
            let all = text(&stranger, &format!("?format={format}")).await;
            assert!(all.contains("Của riêng") && !tells(&all) && !all.contains("Của người khác"), "{all}");
        }
        house.stop().await;
    }
}
