//! One lead through every wire: created here, read there; updated here, seen there; deleted here, gone there. What a wire cannot
//! express survives a write through it. The facts that each wire shares stand in one table.

use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";

/// Both wires of one organisation.
struct Wires {
    caresoft: Client,
    dialer: Client,
}

impl Wires {
    fn of(house: &House) -> Wires {
        let client = |dialect| Client::new(house, house.kangnam(), dialect);
        Wires { caresoft: client("caresoft"), dialer: client("dialer") }
    }

    async fn caresoft_detail(&self, id: &Value) -> Value {
        let (status, answer) = self.caresoft.get(&format!("/kangnam/api/v1/lead/{id}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["lead"].clone()
    }

    async fn dialer_detail(&self, uuid: &str) -> Value {
        let (status, answer) = self.dialer.get(&format!("/v3/lead/{uuid}")).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// The public id under which the other wire knows the lead with this number.
    async fn uuid_by_phone(&self, phone: &str) -> String {
        let (status, answer) = self.dialer.get(&format!("/v3/lead?phone_number={phone}")).await;
        assert_eq!((status, &answer["total"]), (200, &json!(1)), "{answer}");
        answer["data"][0]["lead_uuid"].as_str().unwrap().to_owned()
    }

    /// The number of the lead that was made last; the demo's own leads are older.
    async fn newest_id(&self) -> Value {
        let (_, answer) = self.caresoft.get("/kangnam/api/v1/leads?count=1&created_since=2026-01-01T00:00:00Z").await;
        answer["leads"][0]["id"].clone()
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn created_by_caresoft_read_by_dialer(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead": {
            "username": "Nguyễn Thị Hoa", "phone": "+84 349 712 001", "email": "hoa@example.com", "subject": "Tư vấn",
            "service_id": 1244, "assignee_id": 124734559, "comment": "Gọi buổi sáng", "lead_status_id": 557
        }});
        let (status, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        assert_eq!(status, 200, "{created}");
        let uuid = wires.uuid_by_phone("0349712001").await;
        let seen = wires.dialer_detail(&uuid).await;
        assert_eq!(seen["lead_name"], "Nguyễn Thị Hoa");
        assert_eq!(seen["phone_number"], "0349712001", "national form of another spelling (X9)");
        assert_eq!(seen["comment"], "Gọi buổi sáng");
        assert_eq!(seen["assign_username"], "Admin1");
        assert_eq!((&seen["status"], &seen["alt_status"]), (&json!("CONTACTING"), &json!("contacting")));
        assert_eq!((&seen["list_uuid"], &seen["campaign_name"]), (&json!(""), &json!("")));
        house.stop().await;
    }

    async fn created_by_dialer_read_by_caresoft(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "list_uuid": LIST, "lead_name": "Trần Văn Bảo", "lead_code": "DP77", "phone_number": "0349712002" });
        let (status, created) = wires.dialer.post("/v3/lead", &lead).await;
        assert_eq!(status, 200, "{created}");
        let id = wires.newest_id().await;
        let seen = wires.caresoft_detail(&id).await;
        assert_eq!(seen["requester"]["username"], "Trần Văn Bảo");
        assert_eq!(seen["requester"]["phone_no"], "0349712002");
        assert_eq!(seen["ticket_source"], "Voice Out", "B37");
        assert_eq!(seen["lead_status_id"], 525, "the first stage (B31)");
        assert_eq!(seen["campaign"]["campaign_name"], "Campaign Autodialer", "through its list");
        let (_, mine) = wires.caresoft.get(&format!("/kangnam/api/v1/leads?requester_id={}", seen["requester_id"])).await;
        assert_eq!(mine["numFound"], 1);
        house.stop().await;
    }

    async fn updated_by_dialer_what_it_cannot_say_survives(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead": {
            "username": "Hoa", "phone": "0349712003", "email": "hoa3@example.com", "subject": "Tư vấn", "service_id": 1244,
            "group_id": 12945, "lead_label": [10, 11], "estimated_closed_date": "2027/01/02 03:04:05",
            "custom_fields": [{ "id": "6068", "value": "106902" }], "comment": "một", "unheard_of": { "kept": [1, 2.50] }
        }});
        let (_, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        let id = created["lead"]["id"].clone();
        let before = wires.caresoft_detail(&id).await;
        let uuid = wires.uuid_by_phone("0349712003").await;
        let change = json!({ "phone_number": "0349712003", "lead_name": "Hoa Lê", "contract_number": "HD-9", "province": "Hà Nội" });
        let (status, answer) = wires.dialer.put(&format!("/v3/lead/{uuid}"), &change).await;
        assert_eq!(status, 200, "{answer}");
        let mut after = wires.caresoft_detail(&id).await;
        assert_eq!(after["requester"]["username"], "Hoa Lê");
        // All the rest is as it was.
        after["requester"]["username"] = before["requester"]["username"].clone();
        after["updated_at"] = before["updated_at"].clone();
        assert_eq!(after, before);
        assert_eq!(before["estimated_closed_date"], "2027-01-02 03:04:05");
        house.stop().await;
    }

    async fn updated_by_caresoft_what_it_cannot_say_survives(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({
            "list_uuid": LIST, "lead_name": "Bảo", "lead_code": "DP78", "phone_number": "0349712004", "contract_number": "HD-1",
            "identity_number": "001203004567", "identity_issued_at": "Hà Nội", "address": "11 Tô Vĩnh Diện", "province": "Hà Nội",
            "date_of_birth": "1999-06-02", "gender": "male", "additional": "{\"x\":1}"
        });
        let (_, created) = wires.dialer.post("/v3/lead", &lead).await;
        let uuid = created["lead_uuid"].as_str().unwrap().to_owned();
        let before = wires.dialer_detail(&uuid).await;
        let id = wires.newest_id().await;
        let change = json!({ "lead": {
            "subject": "Đã gọi", "lead_status_id": 528, "unqualify_reason": 182, "assignee_id": 124734560, "lead_label": [22],
            "comment": { "body": "không nhu cầu", "is_public": 0, "author_id": 124734561 }
        }});
        let (status, answer) = wires.caresoft.put(&format!("/kangnam/api/v1/lead/{id}"), &change).await;
        assert_eq!(status, 200, "{answer}");
        let mut after = wires.dialer_detail(&uuid).await;
        assert_eq!((&after["status"], &after["alt_status"]), (&json!("UNQUALIFIED"), &json!("unqualified")));
        assert_eq!((&after["comment"], &after["assign_username"]), (&json!("không nhu cầu"), &json!("Trần Thị Bình")));
        for key in ["status", "alt_status", "comment", "assign_username", "assign_user_uuid", "updated_at"] {
            after[key] = before[key].clone();
        }
        assert_eq!(after, before, "the rest is as it was");
        let seen = wires.caresoft_detail(&id).await;
        assert_eq!((&seen["convert_type"], &seen["unqualified_reasons"], &seen["last_lead_status_id"]), (&json!(2), &json!(182), &json!(525)));
        house.stop().await;
    }

    async fn deleted_by_dialer_gone_everywhere(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead": { "phone": "0349712005", "subject": "x", "service_id": 1244 } });
        let (_, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        let id = &created["lead"]["id"];
        let uuid = wires.uuid_by_phone("0349712005").await;
        let (status, _) = wires.dialer.json("DELETE", &format!("/v3/lead/{uuid}"), None).await;
        assert_eq!(status, 200);
        let path = format!("/kangnam/api/v1/lead/{id}");
        assert_eq!(wires.caresoft.get(&path).await.0, 404);
        assert_eq!(wires.caresoft.put(&path, &json!({ "lead": { "subject": "y" } })).await.0, 404);
        let (_, list) = wires.caresoft.get(&format!("/kangnam/api/v1/leads?requester_id={}", created["lead"]["requester_id"])).await;
        assert_eq!(list["numFound"], 0);
        house.stop().await;
    }

    async fn one_number_in_every_spelling_is_one_person(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let spellings = ["0349712006", "+84349712006", "84 349 712 006", "0084.349.712.006", "0349-712-006", "01649712006"];
        let mut persons = std::collections::HashSet::new();
        for spelling in spellings {
            let lead = json!({ "lead": { "phone": spelling, "subject": spelling, "service_id": 1244 } });
            let (status, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
            assert_eq!(status, 200, "{spelling}: {created}");
            persons.insert(created["lead"]["requester_id"].as_i64());
        }
        let (_, dialled) = wires.dialer.post("/v3/lead", &json!({ "list_uuid": LIST, "phone_number": "0349712006" })).await;
        assert_eq!(dialled["created"], true);
        assert_eq!(persons.len(), 1, "{persons:?}");
        let person = persons.into_iter().next().flatten().unwrap();
        let (_, mine) = wires.caresoft.get(&format!("/kangnam/api/v1/leads?requester_id={person}")).await;
        assert_eq!(mine["numFound"], spellings.len() + 1);
        house.stop().await;
    }
}
