//! One lead through every wire: created here, read there; updated here, seen there; deleted here, gone there. What a wire cannot
//! express survives a write through it. The facts that each wire shares stand in one table.

mod facts;
mod native;

use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";

/// The wires of one organisation.
struct Wires {
    caresoft: Client,
    dialer: Client,
    partner: Client,
    native: Client,
}

impl Wires {
    fn of(house: &House) -> Wires {
        let client = |dialect| Client::new(house, house.kangnam(), dialect);
        Wires {
            caresoft: client("caresoft"),
            dialer: client("dialer"),
            partner: client("lead_platform"),
            native: client("native"),
        }
    }

    async fn caresoft_detail(&self, id: &Value) -> Value {
        let (status, answer) = self.caresoft.get(&format!("/kangnam/api/v1/lead/{id}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["lead"].clone()
    }

    /// Creates a lead by the partner's wire and gives its number and public id.
    async fn partner_creates(&self, body: &Value) -> (Value, String) {
        let (status, answer) = self.partner.post("/lead-platform/v1/leads/create", body).await;
        assert_eq!(status, 201, "{answer}");
        (answer["id"].clone(), answer["lead_uuid"].as_str().unwrap().to_owned())
    }

    async fn partner_changes(&self, body: &Value) -> (u16, Value) {
        self.partner.put("/lead-platform/v1/leads/changeStatus", body).await
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
        // The requester keeps the first name; all the rest is as it was too.
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

    /// What the dialler alone has to do with goes for everybody; what another wire made, out of the dialler's sight only (T21).
    async fn deleted_by_dialer(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead": { "phone": "0349712005", "subject": "x", "service_id": 1244 } });
        let (_, theirs) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        wires.dialer.post("/v3/lead", &json!({ "list_uuid": LIST, "phone_number": "0349712006" })).await;
        let own = wires.newest_id().await;
        for (phone, id, status) in [("0349712005", &theirs["lead"]["id"], 200), ("0349712006", &own, 404)] {
            let uuid = wires.uuid_by_phone(phone).await;
            assert_eq!(wires.dialer.json("DELETE", &format!("/v3/lead/{uuid}"), None).await.0, 200);
            assert_eq!(wires.dialer.get(&format!("/v3/lead/{uuid}")).await.0, 404);
            let path = format!("/kangnam/api/v1/lead/{id}");
            assert_eq!(wires.caresoft.get(&path).await.0, status, "{phone}");
            assert_eq!(wires.caresoft.put(&path, &json!({ "lead": { "subject": "y" } })).await.0, status, "{phone}");
        }
        let (_, list) = wires.caresoft.get(&format!("/kangnam/api/v1/leads?requester_id={}", theirs["lead"]["requester_id"])).await;
        assert_eq!(list["numFound"], 1);
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

    async fn created_by_a_partner_read_by_all(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (id, uuid) = wires.partner_creates(&json!({
            "lead_source_id": "P-1", "name": "Trần Quốc Bảo", "mobile_number": "+84 349 712 021", "email": "bao21@example.com",
            "gender": "MALE", "birth_date": "1985-11-01T17:00:00Z", "address": "18 Lê Duẩn", "city_code": "01", "district_code": "001",
            "ward_code": "00001", "status": "negotiation", "note": "Đã duyệt hạn mức", "house_type": "HT3001"
        })).await;
        let seen = wires.dialer_detail(&uuid).await;
        let shared = [
            ("lead_name", "Trần Quốc Bảo"), ("phone_number", "0349712021"), ("lead_code", "P-1"), ("gender", "male"),
            ("date_of_birth", "1985-11-02"), ("address", "18 Lê Duẩn"), ("province", "Hà Nội"), ("district", "Quận Ba Đình"), ("ward", "Phường Hồng Hà"),
            ("comment", "Đã duyệt hạn mức"), ("status", "COMING"), ("list_uuid", ""),
        ];
        for (key, wanted) in shared {
            assert_eq!(seen[key], wanted, "{key}");
        }
        let seen = wires.caresoft_detail(&id).await;
        assert_eq!((&seen["requester"]["username"], &seen["requester"]["email"]), (&json!("Trần Quốc Bảo"), &json!("bao21@example.com")));
        assert_eq!((&seen["subject"], &seen["lead_status_id"]), (&json!("Lead TCB"), &json!(558)), "L19");
        assert_eq!(seen["ticket_source"], "Partner", "B37");

        let (id, uuid) = wires.partner_creates(&json!({
            "name": "Hạnh", "mobileNumber": "0349712022", "homePhone": "02438250001", "demand": "Mua căn hộ", "idNumber": "001190004567",
            "houseNumber": "12", "street": "Nguyễn Trãi", "agentId": 9007199254740993_i64
        })).await;
        let seen = wires.dialer_detail(&uuid).await;
        assert_eq!((&seen["identity_number"], &seen["address"]), (&json!("001190004567"), &json!("12 Nguyễn Trãi")));
        assert_eq!(seen["status"], "NEW", "the first stage");
        let seen = wires.caresoft_detail(&id).await;
        assert_eq!((&seen["subject"], &seen["assignee_id"]), (&json!("Mua căn hộ"), &json!(null)), "nobody has that number");

        // Agents by extension, number and e-mail; codes that are on no list stay texts.
        let named = [("agentCode", json!("50025"), 124734560), ("agentId", json!(124734561), 124734561)];
        for (phone, (key, value, agent)) in ["0349712031", "0349712032"].into_iter().zip(named) {
            let (id, uuid) = wires.partner_creates(
                &json!({ "name": "Hạnh", "mobileNumber": phone, key: value, "regionCode": "99", "districtCode": "x" })
            ).await;
            assert_eq!(wires.caresoft_detail(&id).await["assignee_id"], agent, "{key}");
            let seen = wires.dialer_detail(&uuid).await;
            assert_eq!((&seen["province"], &seen["district"]), (&json!("99"), &json!("x")));
        }
        let (id, uuid) = wires.partner_creates(&json!({ "lead_source_id": "P-S", "name": "Bảo", "mobile_number": "0349712033" })).await;
        let change = json!({
            "lead_source_id": "P-S", "status": "New", "sale": "Binh@example.com", "city_code": "79", "district_code": "001"
        });
        assert_eq!(wires.partner_changes(&change).await.0, 200);
        assert_eq!(wires.caresoft_detail(&id).await["assignee_id"], 124734560);
        let seen = wires.dialer_detail(&uuid).await;
        assert_eq!((&seen["province"], &seen["district"]), (&json!("Hồ Chí Minh"), &json!("001")), "that district is not in it");

        let (id, uuid) = wires.partner_creates(&json!({
            "fullName": "Châu", "phoneNumber": "0349712023", "email": "chau23@example.com", "demand": "Thuê", "project": "S", "purpose": "Đầu tư"
        })).await;
        assert_eq!(wires.dialer_detail(&uuid).await["comment"], "Đầu tư");
        assert_eq!(wires.caresoft_detail(&id).await["requester"]["username"], "Châu");
        house.stop().await;
    }

    async fn moved_by_a_partner_seen_by_all(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (id, uuid) = wires.partner_creates(&json!({ "lead_source_id": "P-2", "name": "Bảo", "mobile_number": "0349712024" })).await;
        // What the partner's wire cannot say.
        let change = json!({ "lead": { "lead_label": [10], "assignee_id": 124734560, "subject": "Đã gọi" } });
        assert_eq!(wires.caresoft.put(&format!("/kangnam/api/v1/lead/{id}"), &change).await.0, 200);
        let change = json!({ "phone_number": "0349712024", "contract_number": "HD-9", "lead_code": "changed" });
        assert_eq!(wires.dialer.put(&format!("/v3/lead/{uuid}"), &change).await.0, 200);
        let before = (wires.caresoft_detail(&id).await, wires.dialer_detail(&uuid).await);

        let (status, answer) = wires.partner_changes(&json!({ "lead_source_id": "P-2", "status": "Success", "note": "Xong" })).await;
        assert_eq!((status, &answer), (200, &json!({ "id": id, "lead_uuid": uuid, "lead_source_id": "P-2", "status": "Success" })));
        let (mut caresoft, mut dialer) = (wires.caresoft_detail(&id).await, wires.dialer_detail(&uuid).await);
        assert_eq!((&caresoft["lead_status_id"], &caresoft["last_lead_status_id"]), (&json!(527), &json!(525)));
        assert_eq!((&caresoft["convert_type"], &dialer["status"], &dialer["comment"]), (&json!(1), &json!("CONVERTED"), &json!("Xong")));
        for key in ["lead_status_id", "last_lead_status_id", "convert_type", "convert_at", "convert_by", "comments", "updated_at"] {
            caresoft[key] = before.0[key].clone();
        }
        for key in ["status", "alt_status", "comment", "updated_at"] {
            dialer[key] = before.1[key].clone();
        }
        assert_eq!((caresoft, dialer), before, "the rest is as it was");

        // A word that is on no list moves nothing (L13); said again, neither word nor note is said twice.
        for _ in 0..2 {
            let (status, _) = wires.partner_changes(&json!({ "lead_source_id": "P-2", "status": "Đang cân nhắc", "note": "Nghĩ" })).await;
            assert_eq!(status, 200);
        }
        let seen = wires.caresoft_detail(&id).await;
        assert_eq!((&seen["lead_status_id"], seen["comments"].as_array().unwrap().len()), (&json!(527), 2));
        house.stop().await;
    }

    async fn deleted_by_the_native_api_gone_for_the_partner(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead_source_id": "P-3", "name": "Bảo", "mobile_number": "0349712025" });
        let (id, _) = wires.partner_creates(&lead).await;
        assert_eq!(wires.native.send("DELETE", &format!("/hub/v1/leads/{id}"), &[], "").await.status, 204);
        for key in ["P-3", &id.to_string()] {
            let (status, answer) = wires.partner_changes(&json!({ "lead_source_id": key, "status": "NEW" })).await;
            assert_eq!(status, 404, "{key}: {answer}");
        }
        let (anew, _) = wires.partner_creates(&lead).await;
        assert_ne!(anew, id, "the key begins anew");
        assert_eq!(wires.partner_changes(&json!({ "lead_source_id": "P-3", "status": "NEW" })).await.1["id"], anew);
        house.stop().await;
    }

    async fn a_partner_moves_only_its_own_leads(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead": { "phone": "0349712026", "subject": "x", "service_id": 1244 } });
        let (_, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        let id = &created["lead"]["id"];
        let (status, answer) = wires.partner_changes(&json!({ "lead_source_id": id.to_string(), "status": "STOP" })).await;
        assert_eq!(status, 404, "{answer}");
        assert_eq!(wires.caresoft_detail(id).await["lead_status_id"], 525);
        house.stop().await;
    }

    async fn sixteen_equal_creates_of_a_partner_are_one_lead(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead_source_id": "P-4", "name": "Bảo", "mobile_number": "0349712027" });
        let mut posts = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (partner, lead) = (wires.partner.clone(), lead.clone());
            posts.spawn(async move { partner.post("/lead-platform/v1/leads/create", &lead).await });
        }
        let mut answers = std::collections::HashSet::new();
        while let Some(answer) = posts.join_next().await {
            let (status, answer) = answer.unwrap();
            assert_eq!(status, 201, "{answer}");
            answers.insert(answer.to_string());
        }
        assert_eq!(answers.len(), 1, "{answers:?}");
        let uuid = wires.uuid_by_phone("0349712027").await;
        assert_eq!(wires.dialer_detail(&uuid).await["lead_code"], "P-4");
        house.stop().await;
    }
}
