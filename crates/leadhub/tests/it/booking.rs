//! A lead through the clinic's wire and a booking of it, seen through all: created here, read there; booked here, converted there;
//! what the clinic cannot say survives its writes.

use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

pub fn lead(phone: &str, ticket: i64) -> Value {
    json!({
        "phone_no1": phone, "ticket_id": ticket, "agent_email": "binh@example.com", "user_id": 1, "contact_name": "Nguyễn Văn A",
        "gender": "male", "country_id": 241, "state_id": 1, "street": "11 Tô Vĩnh Diện", "company_id": 2, "price_list_id": 1,
        "category_source_id": 1, "source_id": 1, "campaign_id": 21, "crm_line_ids": [1, 2, 3], "birth_date": "1999-06-02",
        "email_from": format!("a{ticket}@example.com")
    })
}

fn booking(phone: &str, ticket: i64) -> Value {
    let mut booking = lead(phone, ticket);
    booking["booking_date"] = json!("2099-03-04");
    booking
}

struct Wires {
    erp: Client,
    caresoft: Client,
    dialer: Client,
    native: Client,
}

impl Wires {
    fn of(house: &House) -> Wires {
        let client = |dialect| Client::new(house, house.kangnam(), dialect);
        Wires { erp: client("erp"), caresoft: client("caresoft"), dialer: client("dialer"), native: client("native") }
    }

    async fn by_phone(&self, phone: &str) -> Vec<Value> {
        let (status, answer) = self.dialer.get(&format!("/v3/lead?phone_number={phone}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"].as_array().unwrap().clone()
    }

    /// Deletes the lead whose phone this is, for every wire.
    async fn delete(&self, phone: &str) {
        let (_, found) = self.native.get(&format!("/hub/v1/leads?phone={phone}")).await;
        let reply = self.native.send("DELETE", &format!("/hub/v1/leads/{}", found["data"][0]["id"]), &[], "").await;
        assert_eq!(reply.status, 204, "{}", String::from_utf8_lossy(&reply.body));
    }

    async fn detail(&self, id: &Value) -> Value {
        let (status, answer) = self.caresoft.get(&format!("/kangnam/api/v1/lead/{id}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["lead"].clone()
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn a_clinics_lead_is_read_through_all(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (status, created) = wires.erp.post("/kangnam/api/v1/lead", &lead("0349713001", 501)).await;
        assert_eq!((status, &created["error"]), (200, &json!(0)), "{created}");
        let seen = wires.detail(&created["data"]["id"]).await;
        assert_eq!(seen["requester"]["username"], "Nguyễn Văn A");
        assert_eq!(seen["requester"]["phone_no"], "0349713001");
        assert_eq!(seen["requester"]["email"], "a501@example.com");
        assert_eq!(seen["assignee"]["username"], "Trần Thị Bình");
        assert_eq!(seen["campaign"]["campaign_name"], "sss");
        let dialled = wires.by_phone("0349713001").await;
        assert_eq!(dialled.len(), 1);
        assert_eq!(
            (&dialled[0]["lead_name"], &dialled[0]["province"], &dialled[0]["address"], &dialled[0]["date_of_birth"]),
            (&json!("Nguyễn Văn A"), &json!("Hà Nội"), &json!("11 Tô Vĩnh Diện"), &json!("1999-06-02"))
        );
        assert_eq!((&dialled[0]["gender"], &dialled[0]["lead_code"]), (&json!("male"), &json!("501")));
        house.stop().await;
    }

    async fn leads_of_the_others_are_read_by_the_clinic(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead": { "username": "Hoa", "phone": "+84 349 713 002", "email": "hoa@example.com", "subject": "s", "service_id": 1244 } });
        let (_, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        let (status, seen) = wires.erp.get(&format!("/kangnam/api/v1/lead/{}", created["lead"]["id"])).await;
        assert_eq!(status, 200);
        let seen = &seen["data"];
        assert_eq!((&seen["name"], &seen["phone"], &seen["email_from"]), (&json!("Hoa"), &json!("0349713002"), &json!("hoa@example.com")));
        assert_eq!((&seen["state_id"], &seen["street"], &seen["gender"]), (&json!(false), &json!(false), &json!(false)));
        let dialled = json!({
            "list_uuid": "c4869e79-f0fa-4c6a-9410-bc0defac375a", "lead_name": "Bảo", "phone_number": "0349713003",
            "province": "Hà Nội", "address": "1 Tràng Tiền", "date_of_birth": "1990-01-02"
        });
        wires.dialer.post("/v3/lead", &dialled).await;
        let (_, newest) = wires.caresoft.get("/kangnam/api/v1/leads?count=1&created_since=2026-01-01T00:00:00Z").await;
        let (_, seen) = wires.erp.get(&format!("/kangnam/api/v1/lead/{}", newest["leads"][0]["id"])).await;
        let seen = &seen["data"];
        assert_eq!((&seen["state_id"], &seen["state_name"]), (&json!(1), &json!("Hà Nội")), "found by its name");
        assert_eq!((&seen["street"], &seen["birth_date"]), (&json!("1 Tràng Tiền"), &json!("1990-01-02")));
        house.stop().await;
    }

    async fn a_booking_converts_the_open_lead_of_its_ticket(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (_, created) = wires.erp.post("/kangnam/api/v1/lead", &lead("0349713004", 504)).await;
        let id = &created["data"]["id"];
        assert_eq!(wires.detail(id).await["convert_type"], Value::Null);
        let (status, booked) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713004", 504)).await;
        assert_eq!((status, &booked["error"]), (200, &json!(0)), "{booked}");
        let seen = wires.detail(id).await;
        assert_eq!((&seen["convert_type"], &seen["lead_status_id"]), (&json!(1), &json!(527)), "{seen}");
        assert!(seen["convert_at"].is_string());
        let dialled = wires.by_phone("0349713004").await;
        assert_eq!(dialled.len(), 1, "no second lead");
        assert_eq!(dialled[0]["status"], "CONVERTED");
        house.stop().await;
    }

    async fn a_booking_without_a_lead_makes_one(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (status, booked) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713005", 505)).await;
        assert_eq!(status, 200, "{booked}");
        let dialled = wires.by_phone("0349713005").await;
        assert_eq!((dialled.len(), &dialled[0]["status"]), (1, &json!("CONVERTED")));
        house.stop().await;
    }

    async fn a_second_booking_names_the_first_and_leaves_nothing(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (_, first) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713006", 506)).await;
        let code = format!("Book-{}", first["data"]["id_booking"]);
        // Another spelling, another ticket, another name: the same person.
        let mut second = booking("+84349713006", 507);
        second["contact_name"] = json!("Someone Else");
        let (status, answer) = wires.erp.post("/kangnam/api/v1/booking", &second).await;
        assert_eq!(status, 401, "{answer}");
        assert_eq!(answer, json!({
            "type": "Không thể tạo Booking mới do còn Booking vẫn còn hiêu lực",
            "message": format!("Hãy vào Booking có mã {code} của thương hiệu Kangnam để thao tác tiếp")
        }));
        assert_eq!(wires.by_phone("0349713006").await.len(), 1, "the refused one left a lead behind");
        house.stop().await;
    }

    async fn what_the_clinic_cannot_say_survives_its_update(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = json!({ "lead": {
            "username": "Hoa", "phone": "0349713008", "subject": "Tư vấn", "service_id": 1244, "group_id": 12945, "lead_label": [10, 11],
            "custom_fields": [{ "id": "6068", "value": "106902" }], "comment": "một", "estimated_closed_date": "2027/01/02 03:04:05"
        }});
        let (_, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        let id = &created["lead"]["id"];
        let before = wires.detail(id).await;
        let change = json!({
            "phone": "0349713008", "contact_name": "Hoa Lê", "gender": "female", "country_id": 241, "state_id": 1, "street": "2 Hàng Bài",
            "brand_id": 1, "company_id": 2, "price_list_id": 1, "category_source_id": 1, "source_id": 1
        });
        let (status, answer) = wires.erp.put(&format!("/kangnam/api/v1/lead/{id}"), &change).await;
        assert_eq!((status, &answer["error"]), (200, &json!(0)), "{answer}");
        let mut after = wires.detail(id).await;
        after["updated_at"] = before["updated_at"].clone();
        assert_eq!(after, before, "the rest is as it was");
        house.stop().await;
    }

    async fn a_lead_deleted_elsewhere_is_gone_for_the_clinic(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (_, created) = wires.erp.post("/kangnam/api/v1/lead", &lead("0349713009", 509)).await;
        wires.delete("0349713009").await;
        let (status, answer) = wires.erp.get(&format!("/kangnam/api/v1/lead/{}", created["data"]["id"])).await;
        assert_eq!((status, &answer["data"]), (200, &json!({})), "this vendor answers what is not there with an empty object");
        house.stop().await;
    }

    async fn a_deleted_leads_booking_bars_nobody(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let (status, _) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713010", 510)).await;
        assert_eq!(status, 200);
        wires.delete("0349713010").await;
        let (status, again) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713010", 510)).await;
        assert_eq!(status, 200, "{again}");
        house.stop().await;
    }

    async fn a_booking_follows_its_lead_to_another_person(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        // Without an e-mail, which would say that both numbers are one person's.
        let booking = |phone, ticket| {
            let mut booking = booking(phone, ticket);
            booking.as_object_mut().unwrap().remove("email_from");
            booking
        };
        wires.erp.post("/kangnam/api/v1/booking", &booking("0349713011", 511)).await;
        let uuid = wires.by_phone("0349713011").await[0]["lead_uuid"].as_str().unwrap().to_owned();
        let move_to = |phone: &str| json!({ "phone_number": phone });
        let (status, _) = wires.dialer.put(&format!("/v3/lead/{uuid}"), &move_to("0349713012")).await;
        assert_eq!(status, 200);
        let (status, answer) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713012", 512)).await;
        assert_eq!(status, 401, "the new number has it now: {answer}");
        let (status, answer) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713011", 513)).await;
        assert_eq!(status, 200, "the old number is free: {answer}");
        // Back again would be a second one in effect.
        let (status, answer) = wires.dialer.put(&format!("/v3/lead/{uuid}"), &move_to("0349713011")).await;
        assert_eq!(status, 409, "{answer}");
        house.stop().await;
    }

    async fn a_first_phone_of_somebody_else_moves_the_lead(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let lead = |who: Value| {
            let mut lead = json!({ "subject": "s", "service_id": 1244 });
            lead.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
            json!({ "lead": lead })
        };
        let (_, owner) = wires.caresoft.post("/kangnam/api/v1/lead", &lead(json!({ "phone": "0349713014" }))).await;
        let (_, mail) = wires.caresoft.post("/kangnam/api/v1/lead", &lead(json!({ "email": "x@example.com" }))).await;
        let path = format!("/kangnam/api/v1/lead/{}", mail["lead"]["id"]);
        let (_, moved) = wires.caresoft.put(&path, &json!({ "lead": { "phone": "+84349713014" } })).await;
        assert_eq!(moved["lead"]["requester_id"], owner["lead"]["requester_id"]);
        house.stop().await;
    }

    async fn a_partners_lead_is_read_and_booked_by_the_clinic(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let partner = Client::new(&house, house.kangnam(), "lead_platform");
        let lead = json!({ "lead_source_id": "515", "name": "Nguyễn Văn A", "mobile_number": "0349713015", "gender": "MALE" });
        let (status, created) = partner.post("/lead-platform/v1/leads/create", &lead).await;
        assert_eq!(status, 201, "{created}");
        let (_, seen) = wires.erp.get(&format!("/kangnam/api/v1/lead/{}", created["id"])).await;
        let seen = &seen["data"];
        assert_eq!((&seen["name"], &seen["phone"], &seen["gender"]), (&json!("Nguyễn Văn A"), &json!("0349713015"), &json!("male")));
        // The same enquiry, by its key: the partner's own lead is converted.
        let (status, booked) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713015", 515)).await;
        assert_eq!(status, 200, "{booked}");
        assert_eq!(wires.detail(&created["id"]).await["convert_type"], 1);
        assert_eq!(wires.by_phone("0349713015").await.len(), 1);
        house.stop().await;
    }

    async fn a_deleted_lists_bookings_stay_in_effect(store: TestStore) {
        let house = House::open(store).await;
        let wires = Wires::of(&house);
        let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
        let lead = json!({ "list_uuid": list, "phone_number": "0349713016", "lead_code": "516" });
        wires.dialer.post("/v3/lead", &lead).await;
        let (status, _) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713016", 516)).await;
        assert_eq!(status, 200);
        assert_eq!(wires.by_phone("0349713016").await[0]["list_uuid"], json!(list), "the list's own lead was booked");
        let (status, _) = wires.dialer.json("DELETE", &format!("/v3/list/{list}"), None).await;
        assert_eq!(status, 200);
        assert!(wires.by_phone("0349713016").await.is_empty());
        let (status, again) = wires.erp.post("/kangnam/api/v1/booking", &booking("0349713016", 516)).await;
        assert_eq!(status, 401, "T21, the clinic's booking is not the dialler's to cancel: {again}");
        house.stop().await;
    }
}
