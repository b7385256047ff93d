//! Phone calls through the clinic's wire: whose they are, where they are seen, who may change them, and that none is lost. On both
//! engines; single fields are those of `conformance/erp/calls.rs`.

use crate::booking::lead;
use crate::client::Client;
use crate::conformance::integration;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, text};
use leadhub_core::Actor;
use leadhub_core::actions::delete_lead;
use leadhub_core::store::organisations;
use leadhub_model::LeadId;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

const CALL: &str = "/kangnam/api/v1/phone-call";

#[derive(Clone)]
struct Doors {
    erp: Client,
    native: Client,
}

fn call(phone: &str) -> Value {
    json!({
        "phone": phone, "type_phonecall": 4, "direction": "out", "contact_name": "Hoa", "stage_id": "No process", "company_id": 2,
        "call_date": "2026-05-04 09:30", "desc": "Khách bận"
    })
}

/// With one field more, or another.
fn with(mut body: Value, key: &str, value: impl Into<Value>) -> Value {
    body[key] = value.into();
    body
}

impl Doors {
    fn of(house: &House) -> Doors {
        let [erp, native] = ["erp", "native"].map(|dialect| Client::new(house, house.kangnam(), dialect));
        Doors { erp, native }
    }

    async fn lead(&self, phone: &str, ticket: i64) -> Value {
        let (status, made) = self.erp.post("/kangnam/api/v1/lead", &lead(phone, ticket)).await;
        assert_eq!(status, 200, "{made}");
        made["data"]["id"].clone()
    }

    async fn tell(&self, call: &Value) -> Value {
        let (status, made) = self.erp.post(CALL, call).await;
        assert_eq!(status, 200, "{made}");
        made["data"]["id_phonecall"].clone()
    }

    async fn change(&self, id: &Value, change: Value) {
        let (status, answer) = self.erp.put(&format!("{CALL}/{id}"), &change).await;
        assert_eq!((status, &answer["data"]["id_phonecall"]), (200, id), "{answer}");
    }

    async fn rows(&self, query: &str) -> Vec<Value> {
        let (status, answer) = self.erp.get(&format!("/kangnam/api/v1/phones-call?{query}")).await;
        assert_eq!((status, answer["count"].as_u64()), (200, answer["data"].as_array().map(|rows| rows.len() as u64)));
        answer["data"].as_array().unwrap().clone()
    }

    /// What the timeline tells of calls.
    async fn told(&self, lead: &Value) -> Vec<Value> {
        let (status, page) = self.native.get(&format!("/hub/v1/leads/{lead}/timeline")).await;
        assert_eq!(status, 200, "{page}");
        page["data"].as_array().unwrap().iter().filter(|event| event["kind"] == "called").cloned().collect()
    }
}

fn ids(rows: &[Value]) -> Vec<Value> {
    rows.iter().map(|row| row["id"].clone()).collect()
}

both_engines! {
    migrate = crate::migrate;

    /// K18, K19.
    async fn a_call_is_told_on_the_lead_and_found_by_the_phone(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let lead = doors.lead("0349722001", 701).await;
        let (_, before) = doors.native.get(&format!("/hub/v1/leads/{lead}")).await;
        let id = doors.tell(&call("+84 349 722 001")).await;
        let (_, after) = doors.native.get(&format!("/hub/v1/leads/{lead}")).await;
        assert_eq!(after["version"].as_i64(), before["version"].as_i64().map(|version| version + 1));
        assert!(after["updated_at"].as_str() > before["updated_at"].as_str(), "whoever follows leads hears of it: {after}");
        let told = doors.told(&lead).await;
        assert_eq!(told.len(), 1);
        let change = &told[0]["change"];
        assert_eq!((&change["call"], &change["direction"]), (&json!([null, id]), &json!([null, "out"])));
        assert_eq!((&change["purpose"][1], &change["phone"][1]), (&json!("Xác nhận lịch hẹn"), &json!("+84 349 722 001")));
        assert_eq!((&change["name"][1], &change["note"][1]), (&json!("Hoa"), &json!("Khách bận")));
        // Half past nine in the organisation's zone.
        assert_eq!(change["called_at"][1], json!(1_777_861_800_000_000_i64));
        assert_eq!((&told[0]["dialect"], &told[0]["by"]), (&json!("erp"), &json!("integration")));
        for phone in ["0349722001", "0349.722.001", "%2B84349722001"] {
            assert_eq!(doors.rows(&format!("phone={phone}")).await, [json!({
                "id": id, "name": "Hoa", "type_crm_id": "Xác nhận lịch hẹn", "stage_id": "No process", "support_rating": false,
                "call_date": "2026-05-04 09:30:00"
            })]);
        }
        house.stop().await;
    }

    /// K19: the ticket's lead where it is the same customer's, else the newest; never a stranger's.
    async fn a_call_hangs_on_the_right_lead(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let (first, newest) = (doors.lead("0349722011", 711).await, doors.lead("0349722011", 712).await);
        let stranger = doors.lead("0349722012", 713).await;
        assert_ne!(first, newest);
        doors.tell(&call("0349722011")).await;
        doors.tell(&with(call("0349722011"), "ticket_id", first.clone())).await;
        doors.tell(&with(call("0349722011"), "ticket_id", stranger.clone())).await;
        let counted = |told: Vec<Value>| told.len();
        let all = (counted(doors.told(&first).await), counted(doors.told(&newest).await), counted(doors.told(&stranger).await));
        assert_eq!(all, (1, 2, 0));
        // An account comes before the number, an unknown one says nothing.
        let (_, accounts) = doors.erp.get("/kangnam/api/v1/account?phone=0349722012").await;
        let account = accounts["data"][0]["id"].clone();
        let theirs = doors.tell(&with(call("0349722019"), "account_id", account)).await;
        doors.tell(&with(call("0349722011"), "account_id", 999_999_999)).await;
        assert_eq!((doors.told(&stranger).await.len(), doors.told(&newest).await.len()), (1, 3));
        assert_eq!(ids(&doors.rows("phone=0349722012").await), std::slice::from_ref(&theirs), "the customer's, by whichever number");
        assert_eq!(ids(&doors.rows("phone=0349722019").await), [theirs]);
        house.stop().await;
    }

    /// K19: nothing is lost, and nobody is made.
    async fn a_call_of_nobody_is_kept_with_its_number(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let id = doors.tell(&call("0349722021")).await;
        let odd = doors.tell(&call("0000 0000")).await;
        assert_eq!(ids(&doors.rows("phone=0349722021").await), std::slice::from_ref(&id));
        assert_eq!(ids(&doors.rows("phone=00000000").await), [odd]);
        let (_, accounts) = doors.erp.get("/kangnam/api/v1/account?phone=0349722021").await;
        assert_eq!(accounts["data"], json!([]), "no customer was made");
        let lead = doors.lead("0349722021", 721).await;
        assert_eq!(ids(&doors.rows("phone=0349722021").await), std::slice::from_ref(&id));
        assert!(doors.told(&lead).await.is_empty());
        doors.change(&id, json!({ "desc": "Đã đặt hẹn" })).await;
        let told = doors.told(&lead).await;
        let change = &told[0]["change"];
        assert_eq!((told.len(), &change["call"], &change["note"]), (1, &json!([null, id]), &json!([null, "Đã đặt hẹn"])));
        assert_eq!((&change["phone"], &change["name"]), (&json!([null, "0349722021"]), &json!([null, "Hoa"])), "it is told whole");
        let gone = doors.native.send("DELETE", &format!("/hub/v1/leads/{lead}"), &[], "").await;
        assert_eq!(gone.status, 204);
        assert_eq!(ids(&doors.rows("phone=0349722021").await), std::slice::from_ref(&id), "a call outlives its lead");
        doors.change(&id, json!({ "contact_name": "Mai" })).await;
        assert_eq!(doors.rows("phone=0349722021").await[0]["name"], "Mai");
        house.stop().await;
    }

    async fn a_change_names_what_it_changes(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let (lead, other) = (doors.lead("0349722031", 731).await, doors.lead("0349722032", 732).await);
        let id = doors.tell(&with(call("0349722031"), "street", "5 Lê Lợi")).await;
        let before = doors.rows("phone=0349722031").await;
        // The call as it was told and the row as it is printed say nothing new.
        doors.change(&id, with(call("0349722031"), "street", "5 Lê Lợi")).await;
        doors.change(&id, before[0].clone()).await;
        assert_eq!((doors.rows("phone=0349722031").await, doors.told(&lead).await.len()), (before.clone(), 1));
        doors.change(&id, json!({ "type_phonecall": 6, "stage_id": 557, "street": "" })).await;
        let after = with(with(before[0].clone(), "type_crm_id", "Hẹn lịch tái khám"), "stage_id", "Đang liên hệ");
        assert_eq!(doors.rows("phone=0349722031").await, [after]);
        let told = doors.told(&lead).await;
        assert_eq!((told.len(), &told[1]["change"]["call"]), (2, &json!([id, id])));
        assert_eq!(told[1]["change"]["purpose"], json!(["Xác nhận lịch hẹn", "Hẹn lịch tái khám"]));
        assert_eq!(told[1]["change"]["erp.street"], json!(["5 Lê Lợi", null]));
        assert!(told[1]["change"].get("direction").is_none());
        // Another number is another customer's: that lead is told the call, this one that it is gone.
        doors.change(&id, json!({ "phone": "0349722032" })).await;
        assert!(doors.rows("phone=0349722031").await.is_empty());
        let (left, came) = (doors.told(&lead).await, doors.told(&other).await);
        assert_eq!((left.len(), &left[2]["change"]), (3, &json!({ "call": [id, null] })));
        assert_eq!((came.len(), &came[0]["change"]["call"]), (1, &json!([null, id])));
        assert_eq!(came[0]["change"]["phone"], json!([null, "0349722032"]));
        let (status, refused) = doors.erp.put(&format!("{CALL}/{id}"), &json!({ "phone": "" })).await;
        assert_eq!((status, &refused["message"]), (401, &json!("The parameter phone is missing!!!")));
        house.stop().await;
    }

    async fn calls_are_listed_newest_first_in_pages(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let mut made = Vec::new();
        for at in 0..12 {
            made.push(doors.tell(&call(if at % 2 == 0 { "0349722041" } else { "0349 722 042" })).await);
        }
        made.reverse();
        let both = "phone=0349722041&phone_2=%2B84349722042";
        assert_eq!(ids(&doors.rows(both).await), made[..10]);
        assert_eq!(ids(&doors.rows(&format!("{both}&offset=9&limit=2")).await), made[9..11]);
        assert_eq!(ids(&doors.rows(&format!("{both}&offset=10")).await), made[10..]);
        assert_eq!(doors.rows(&format!("{both}&offset=12")).await, Vec::<Value>::new());
        assert_eq!(doors.rows("phone=0349722041").await.len(), 6);
        house.stop().await;
    }

    /// K15.
    async fn a_brand_sees_its_own_calls(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let brand = json!({ "brands": [{ "id": 2, "code": "DA", "name": "Đông Á" }] });
        let (status, answer) = doors.native.put("/hub/v1/reference", &json!({ "catalogue": brand })).await;
        assert!(status < 300, "{answer}");
        let id = doors.tell(&call("0349722051")).await;
        for wanted in [2, 99] {
            let other = integration(&house.hub, "kangnam", "erp", &format!("of {wanted}"), json!({ "brand_id": wanted })).await;
            let other = Client::with_access_token(&house, other);
            let (status, refused) = other.put(&format!("{CALL}/{id}"), &json!({ "direction": "in" })).await;
            assert_eq!((status, &refused["type"]), (401, &json!("Phone call not found")), "{refused}");
            assert_eq!(other.get("/kangnam/api/v1/phones-call?phone=0349722051").await.1["data"], json!([]));
        }
        assert_eq!(ids(&doors.rows("phone=0349722051").await), [id]);
        house.stop().await;
    }

    /// In words on the lead's page; the number masked for who sees contacts masked.
    async fn a_call_is_on_the_leads_page(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let new = json!({ "name": "Hoa", "phone": "0349722071", "agent_id": AGENT });
        let (status, lead) = doors.native.post("/hub/v1/leads", &new).await;
        assert_eq!(status, 201, "{lead}");
        let id = doors.tell(&call("0349722071")).await;
        doors.change(&id, json!({ "direction": "in", "desc": "Đã gặp" })).await;
        let page = format!("/app/leads/{}", lead["id"]);
        let (manager, agent) =
            (Browser::of(&house, "kangnam", MANAGER, Role::Manager).await, Browser::of(&house, "kangnam", AGENT, Role::Agent).await);
        let (whole, masked) = (text(&manager.get(&page).await), text(&agent.get(&page).await));
        for (page, number) in [(&whole, "0349722071"), (&masked, "03•• ••• 071")] {
            assert!(page.contains(&format!("gọi ra {number} · Hoa · Xác nhận lịch hẹn · ")), "{page}");
            assert!(page.contains("Khách bận") && page.contains("Đã gặp"), "{page}");
            assert!(page.contains("sửa cuộc gọi: ") && page.contains("Hướng gọi: gọi ra → khách gọi đến"), "{page}");
        }
        assert!(!masked.contains("0349722071"), "{masked}");
        house.stop().await;
    }

    /// Who sees one of the two leads reads nothing of the other.
    async fn a_call_that_moves_tells_nothing_of_the_lead_it_leaves(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let mut leads = Vec::new();
        for (phone, agent) in [("0349722081", MANAGER), ("0349722082", AGENT)] {
            let new = json!({ "name": "Khách", "phone": phone, "agent_id": agent });
            let (status, lead) = doors.native.post("/hub/v1/leads", &new).await;
            assert_eq!(status, 201, "{lead}");
            leads.push(lead["id"].clone());
        }
        let (theirs, hers) = (&leads[0], &leads[1]);
        let told = with(with(call("0349722081"), "contact_name", "Mười Nguội"), "desc", "Gọi lại sau Tết");
        let id = doors.tell(&with(told, "street", "5 Lê Lợi")).await;
        let change = json!({ "phone": "0349722082", "contact_name": "Bảy Ấm", "desc": "Đã gặp", "street": "7 Lê Lợi" });
        doors.change(&id, change).await;

        let own = json!({ "dialect": "native", "name": "hers", "agent_id": AGENT, "sees": "own" });
        let (status, made) = doors.native.post("/hub/v1/integrations", &own).await;
        assert_eq!(status, 201, "{made}");
        let native = Client::with_token(&house, made["token"]["token"].as_str());
        assert_eq!(native.get(&format!("/hub/v1/leads/{theirs}")).await.0, 404);
        let came = Doors { native, ..doors.clone() }.told(hers).await;
        assert_eq!((came.len(), &came[0]["change"]), (1, &json!({
            "call": [null, id], "direction": [null, "out"], "purpose": [null, "Xác nhận lịch hẹn"], "name": [null, "Bảy Ấm"],
            "called_at": [null, 1_777_861_800_000_000_i64], "phone": [null, "0349722082"], "note": [null, "Đã gặp"]
        })));
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let page = text(&agent.get(&format!("/app/leads/{hers}")).await);
        assert!(page.contains("gọi ra 03•• ••• 082 · Bảy Ấm · Xác nhận lịch hẹn · ") && page.contains("Đã gặp"), "{page}");
        for part in ["0349722081", "0349 722 081", "03•• ••• 081", "Mười Nguội", "Gọi lại sau Tết", "5 Lê Lợi"] {
            assert!(!page.contains(part), "{part}: {page}");
        }

        assert_eq!(doors.told(theirs).await[1]["change"], json!({ "call": [id, null] }));
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let mut english = Browser::new(&house);
        english.speak("en", &manager);
        for (browser, words) in [(&manager, "gỡ một cuộc gọi khỏi khách này"), (&english, "took a call off this lead")] {
            let page = text(&browser.get(&format!("/app/leads/{theirs}")).await);
            assert!(page.contains(words) && !page.contains("Bảy Ấm") && !page.contains("Đã gặp"), "{page}");
        }
        house.stop().await;
    }

    /// On PostgreSQL a lead is found as long as the transaction that deletes it goes on.
    async fn a_call_is_kept_while_its_lead_is_being_deleted(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let lead = LeadId(doors.lead("0349722091", 791).await.as_i64().unwrap());
        let begun = Arc::new(Notify::new());
        let begins = begun.clone();
        let deleting = house.hub.write(move |tx| {
            let actor = Actor::house(organisations::find_organisation(tx, "kangnam")?.unwrap());
            delete_lead(tx, &actor, lead)?;
            begun.notify_one();
            std::thread::sleep(Duration::from_millis(500));
            Ok(())
        });
        let telling = async {
            begins.notified().await;
            doors.tell(&call("0349722091")).await
        };
        let (deleted, id) = tokio::join!(deleting, telling);
        deleted.unwrap();
        assert_eq!(ids(&doors.rows("phone=0349722091").await), [id]);
        assert!(doors.told(&json!(lead.0)).await.is_empty(), "it hangs on no lead");
        house.stop().await;
    }

    /// K17: an ERP's own types.
    async fn an_integration_names_its_types(store: TestStore) {
        let house = House::open(store).await;
        let settings = json!({ "call_types": "12 = Tư vấn; x=lost;13=Nhắc hẹn" });
        let erp = integration(&house.hub, "kangnam", "erp", "types", settings).await;
        let erp = Client::with_access_token(&house, erp);
        let (_, types) = erp.get("/kangnam/api/v1/type-phone-call").await;
        assert_eq!(types["data"], json!([{ "id": 12, "name": "Tư vấn" }, { "id": 13, "name": "Nhắc hẹn" }]));
        let (status, refused) = erp.post(CALL, &call("0349722061")).await;
        assert_eq!((status, &refused["message"]), (401, &json!("ID Type phone call not found: 4")));
        let (status, made) = erp.post(CALL, &with(call("0349722061"), "type_phonecall", 13)).await;
        assert_eq!(status, 200, "{made}");
        let (_, rows) = erp.get("/kangnam/api/v1/phones-call?phone=0349722061").await;
        assert_eq!(rows["data"][0]["type_crm_id"], "Nhắc hẹn");
        house.stop().await;
    }
}
