//! Lists and campaigns as a browser sees and changes them: a manager makes, renames, stops and deletes them, an agent finds her leads in
//! them and changes nothing, another organisation sees none. What a wire asks for afterwards is what the page said. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, dongnai_agent, form, text};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

/// The list and the campaign of that name, as the house's own API shows them.
async fn find(client: &Client, what: &str, name: &str) -> Option<Value> {
    let (_, all) = client.get(&format!("/hub/v1/{what}?limit=200")).await;
    all["data"].as_array().unwrap().iter().find(|row| row["name"] == name).cloned()
}

fn uuid(row: &Value) -> &str {
    row["uuid"].as_str().unwrap()
}

both_engines! {
    migrate = crate::migrate;

    async fn a_manager_keeps_lists_and_campaigns(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let hostile = "<script>alert(1)</script>\"'&";
        let made = manager.post("/app/campaigns", &form(&[("name", hostile), ("kind", "autodialer")])).await;
        assert_eq!((made.status, made.header("location")), (303, Some("/app/lists")), "{}", text(&made));
        let campaign = find(&native, "campaigns", hostile).await.unwrap();
        let new = form(&[("name", "Gọi tháng này"), ("description", hostile), ("campaign", uuid(&campaign))]);
        assert_eq!(manager.post(&format!("/app/lists?campaign={}", uuid(&campaign)), &new).await.status, 303);
        let list = find(&native, "lists", "Gọi tháng này").await.unwrap();
        assert_eq!((&list["campaign_uuid"], &list["description"]), (&campaign["uuid"], &json!(hostile)));
        for name in ["Một", "Hai"] {
            let lead = json!({ "list_uuid": list["uuid"], "lead_name": name, "phone_number": "0349771001" });
            Client::new(&house, house.kangnam(), "dialer").post("/v3/lead", &lead).await;
        }
        let page = text(&manager.get("/app/lists").await);
        assert!(page.contains("Gọi tháng này") && page.contains("&#60;script&#62;") && !page.contains("<script>alert"), "{page}");
        let link = format!("/app/leads?list={}\">", list["id"]);
        assert!(page.contains(&format!("{link}2</a>")), "it holds two leads: {page}");
        assert!(page.contains("0/2 · 0 đạt"), "nobody is contacted: {page}");
        let first = native.get(&format!("/hub/v1/leads?list_id={}&limit=1", list["id"])).await.1["data"][0]["id"].clone();
        Client::new(&house, house.kangnam(), "caresoft").json("PUT", &format!("/kangnam/api/v1/lead/{first}"), Some(&json!({ "lead": { "lead_status_id": 527 } }))).await;
        assert!(text(&manager.get("/app/lists").await).contains("1/2 · 1 đạt"), "one converted");
        let leads = text(&manager.get(&format!("/app/leads?list={}", list["id"])).await);
        assert!(leads.matches("class=\"row\"").count() == 2 && leads.contains("Danh sách: Gọi tháng này"), "{leads}");

        // What is taken or missing is told, and what was typed is still there.
        let twice = manager.post("/app/lists", &new).await;
        let told = text(&twice);
        assert!(twice.status == 422 && told.contains("Danh sách: đã có rồi") && told.contains("value=\"Gọi tháng này\""), "{told}");
        let nowhere = manager.post("/app/lists", &form(&[("name", "Lạc"), ("campaign", "00000000-0000-4000-8000-000000000000")])).await;
        assert!(nowhere.status == 422 && text(&nowhere).contains("Chiến dịch: không có trong danh mục"), "{}", text(&nowhere));
        let nameless = manager.post("/app/campaigns", &form(&[("name", " "), ("kind", "x")])).await;
        assert!(nameless.status == 422 && text(&nameless).contains("Chiến dịch: cần có"), "{}", text(&nameless));

        let at = |row: &Value, what: &str, place: &str| format!("/app/{place}/{}/{what}", uuid(row));
        let rename = manager.post(&at(&list, "name", "lists"), &form(&[("name", "Gọi lại")])).await;
        assert_eq!(rename.status, 303, "{}", text(&rename));
        assert_eq!(manager.post(&at(&list, "active", "lists"), "active=no").await.status, 303);
        let renamed = find(&native, "lists", "Gọi lại").await.unwrap();
        assert_eq!((&renamed["active"], &renamed["uuid"]), (&json!(false), &list["uuid"]));

        // A campaign ends, and goes only when nothing is in it.
        let early = manager.post(&at(&campaign, "delete", "campaigns"), "").await;
        assert!(early.status == 422 && text(&early).contains("Chiến dịch: đang chạy, hãy dừng trước"), "{}", text(&early));
        assert_eq!(manager.post(&at(&campaign, "active", "campaigns"), "active=no").await.status, 303);
        assert_eq!(find(&native, "campaigns", hostile).await.unwrap()["active"], false);
        let full = manager.post(&at(&campaign, "delete", "campaigns"), "").await;
        assert!(full.status == 422 && text(&full).contains("Chiến dịch còn danh sách hoặc khách"), "{}", text(&full));
        assert!(text(&manager.get("/app/lists").await).contains("cùng 2 khách trong đó?"));
        assert_eq!(manager.post(&at(&list, "delete", "lists"), "").await.status, 303);
        assert_eq!(manager.post(&at(&campaign, "name", "campaigns"), &form(&[("name", "Cũ")])).await.status, 303);
        assert_eq!(manager.post(&at(&campaign, "delete", "campaigns"), "").await.status, 303);
        assert!(find(&native, "campaigns", "Cũ").await.is_none() && find(&native, "lists", "Gọi lại").await.is_none());
        house.stop().await;
    }

    async fn an_agent_finds_her_leads_and_changes_no_list(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let campaign = native.post("/hub/v1/campaigns", &json!({ "name": "Tháng 11", "kind": "x" })).await.1;
        let list = native.post("/hub/v1/lists", &json!({ "name": "Của chung", "campaign_uuid": campaign["uuid"] })).await.1;
        for (phone, agent) in [("0349772001", AGENT), ("0349772002", MANAGER), ("0349772003", MANAGER)] {
            let (status, lead) = native.post("/hub/v1/leads", &json!({ "phone": phone, "list_id": list["id"], "agent_id": agent })).await;
            assert_eq!(status, 201, "{lead}");
        }
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let page = text(&agent.get("/app/lists").await);
        assert!(page.contains(&format!("/app/leads?list={}\">1</a>", list["id"])), "of three leads one is hers: {page}");
        assert!(page.contains("0/1 · 0 đạt"), "and of hers alone it says how far they are: {page}");
        assert!(!page.contains("method=\"post\" action=\"/app/lists") && !page.contains("method=\"post\" action=\"/app/campaigns"), "{page}");
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        assert!(!text(&stranger.get("/app/lists").await).contains("Của chung"));
        let narrowed = text(&stranger.get(&format!("/app/lists?campaign={}", uuid(&campaign))).await);
        assert!(!narrowed.contains("Của chung") && !narrowed.contains("Tháng 11"), "{narrowed}");

        let (before, campaigns) = (native.get("/hub/v1/lists").await.1, native.get("/hub/v1/campaigns").await.1);
        for (place, row) in [("lists", &list), ("campaigns", &campaign)] {
            for what in ["name", "active", "delete"] {
                let target = format!("/app/{place}/{}/{what}", uuid(row));
                let sent = form(&[("name", "Chiếm"), ("active", "no")]);
                assert_eq!(agent.post(&target, &sent).await.status, 403, "{target}");
                assert_eq!(stranger.post(&target, &sent).await.status, 404, "{target}");
            }
            let sent = form(&[("name", "Chiếm"), ("campaign", uuid(&campaign)), ("kind", "x")]);
            assert_eq!(agent.post(&format!("/app/{place}"), &sent).await.status, 403);
        }
        let sent = form(&[("name", "Chiếm"), ("campaign", uuid(&campaign))]);
        assert_eq!(stranger.post("/app/lists", &sent).await.status, 422, "no list of one in a campaign of another");
        assert_eq!((native.get("/hub/v1/lists").await.1, native.get("/hub/v1/campaigns").await.1), (before, campaigns));
        house.stop().await;
    }

    async fn a_long_list_of_lists_has_pages(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Manager).await;
        let native = Client::new(&house, house.dongnai(), "native");
        let empty = text(&manager.get("/app/lists?after=0").await);
        assert!(empty.contains("Chưa có danh sách nào"), "{empty}");
        let campaign = native.post("/hub/v1/campaigns", &json!({ "name": "Dài", "kind": "x" })).await.1;
        for number in 0..51 {
            native.post("/hub/v1/lists", &json!({ "name": format!("Số {number:02}"), "campaign_uuid": campaign["uuid"] })).await;
        }
        let first = text(&manager.get(&format!("/app/lists?campaign={}", uuid(&campaign))).await);
        assert!(first.contains("Số 50") && first.contains("Số 01") && !first.contains("Số 00"), "{first}");
        let next = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let second = text(&manager.get(&format!("/app/lists{next}")).await);
        assert!(second.contains("Số 00") && !second.contains("Số 01"), "{next}: {second}");
        for odd in ["campaign=x", "after=x", "campaign=%00", "after=-9223372036854775808"] {
            assert_eq!(manager.get(&format!("/app/lists?{odd}")).await.status, 200, "{odd}");
        }
        house.stop().await;
    }
}
