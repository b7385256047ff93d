//! The house's own API beside every other wire: what any of them wrote is read whole through it, and what it writes is read by
//! all. Called by no one but the test runner; the other pairs stand in the folder above.

use super::{LIST, Wires};
use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

struct Own {
    client: Client,
}

impl Own {
    fn of(house: &House) -> Own {
        Own { client: Client::new(house, house.kangnam(), "native") }
    }

    /// The one lead with that phone, whole.
    async fn lead_of(&self, phone: &str) -> Value {
        let (status, page) = self.client.get(&format!("/hub/v1/leads?phone={phone}&fields=id")).await;
        assert_eq!((status, page["data"].as_array().map(Vec::len)), (200, Some(1)), "{page}");
        let (status, lead) = self.client.get(&format!("/hub/v1/leads/{}", page["data"][0]["id"])).await;
        assert_eq!(status, 200, "{lead}");
        lead
    }
}

/// The fields of `wanted` are so in `lead`.
fn assert_has(lead: &Value, wanted: &Value) {
    for (key, value) in wanted.as_object().unwrap() {
        assert_eq!(&lead[key], value, "{key} of {lead}");
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn created_by_caresoft_read_whole_by_native(store: TestStore) {
        let house = House::open(store).await;
        let (wires, own) = (Wires::of(&house), Own::of(&house));
        let lead = json!({ "lead": {
            "username": "Nguyễn Thị Hoa", "phone": "+84 349 715 001", "email": "hoa15@example.com", "subject": "Tư vấn",
            "service_id": 1244, "group_id": 12945, "assignee_id": 124734559, "lead_status_id": 528, "unqualify_reason": 182,
            "lead_label": [10, 11], "estimated_closed_date": "2027/01/02 03:04:05", "comment": "Gọi buổi sáng",
            "custom_fields": [{ "id": "6068", "value": "106902" }], "unheard_of": { "kept": [1, 2.50] }
        }});
        let (status, created) = wires.caresoft.post("/kangnam/api/v1/lead", &lead).await;
        assert_eq!(status, 200, "{created}");
        let seen = own.lead_of("0349715001").await;
        assert_has(&seen, &json!({
            "id": created["lead"]["id"], "origin": "caresoft", "name": "Nguyễn Thị Hoa", "phone": "+84 349 715 001",
            "phone_e164": "+84349715001", "email": "hoa15@example.com", "subject": "Tư vấn", "service_id": 1244,
            "group_id": 12945, "agent_id": 124734559, "stage_id": 528, "reason_id": 182, "last_comment": "Gọi buổi sáng",
            "estimated_close": "2027-01-02 03:04:05", "custom_values": [{ "field_id": 6068, "value": "106902" }],
            "comment_count": 1, "version": 1, "list_id": null
        }));
        assert_eq!(seen["conversion"]["converted"], json!(false));
        assert_eq!(seen["extras"]["caresoft"]["unheard_of"], json!({ "kept": [1, 2.50] }));
        let labels: Vec<i64> = seen["labels"].as_array().unwrap().iter().map(|label| label["id"].as_i64().unwrap()).collect();
        assert_eq!((labels.contains(&10), labels.contains(&11), labels.len()), (true, true, 2));
        house.stop().await;
    }

    async fn created_by_dialer_read_whole_by_native(store: TestStore) {
        let house = House::open(store).await;
        let (wires, own) = (Wires::of(&house), Own::of(&house));
        let lead = json!({
            "list_uuid": LIST, "lead_name": "Bảo", "lead_code": "DP15", "phone_number": "0349715002", "contract_number": "HD-1",
            "identity_number": "001203004567", "identity_issued_at": "Hà Nội", "address": "11 Tô Vĩnh Diện", "province": "Hà Nội",
            "date_of_birth": "1999-06-02", "gender": "male", "additional": "{\"x\":1}"
        });
        let (status, created) = wires.dialer.post("/v3/lead", &lead).await;
        assert_eq!(status, 200, "{created}");
        assert_has(&own.lead_of("+84349715002").await, &json!({
            "uuid": created["lead_uuid"], "origin": "dialer", "name": "Bảo", "code": "DP15", "phone": "0349715002",
            "contract_number": "HD-1", "identity_number": "001203004567", "identity_issued_at": "Hà Nội",
            "address": "11 Tô Vĩnh Diện", "province": "Hà Nội", "birth_date": "1999-06-02", "gender": "male", "list_id": 901,
            "stage_id": 525, "conversion": null
        }));
        // Through its list it is in the campaign, too.
        let (_, page) = own.client.get("/hub/v1/leads?campaign_id=78831&phone=0349715002&fields=id").await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(1), "{page}");
        house.stop().await;
    }

    async fn created_by_a_partner_read_whole_by_native(store: TestStore) {
        let house = House::open(store).await;
        let (wires, own) = (Wires::of(&house), Own::of(&house));
        let (id, uuid) = wires.partner_creates(&json!({
            "lead_source_id": "P-15", "name": "Châu", "mobile_number": "0349715003", "email": "chau15@example.com",
            "note": "Gấp", "status": "NEW", "house_type": "HT3000", "lead_score": 7
        })).await;
        let seen = own.lead_of("0349715003").await;
        assert_has(&seen, &json!({
            "id": id, "uuid": uuid, "origin": "lead_platform", "name": "Châu", "code": "P-15", "email": "chau15@example.com",
            "last_comment": "Gấp", "subject": "Lead TCB"
        }));
        let kept = &seen["extras"]["lead_platform"];
        assert_eq!((&kept["house_type"], &seen["score"]), (&json!("HT3000"), &json!(7)));
        house.stop().await;
    }

    async fn booked_by_the_clinic_read_and_changed_by_native(store: TestStore) {
        let house = House::open(store).await;
        let own = Own::of(&house);
        let erp = Client::new(&house, house.kangnam(), "erp");
        let booking = json!({
            "ticket_id": 15, "agent_email": "binh@example.com", "user_id": 1, "contact_name": "Dung", "gender": "male",
            "country_id": 241, "state_id": 7, "street": "1 Lê Lợi", "company_id": 2, "price_list_id": 1, "category_source_id": 1,
            "source_id": 1, "campaign_id": 78831, "crm_line_ids": [1], "booking_date": "2099-12-31", "phone_no1": "0349715004"
        });
        let (status, answer) = erp.post("/api/v1/booking", &booking).await;
        assert_eq!(status, 200, "{answer}");
        let lead = own.lead_of("0349715004").await;
        assert_has(&lead, &json!({ "origin": "erp", "name": "Dung", "code": "15", "address": "1 Lê Lợi", "campaign_id": 78831 }));
        assert_eq!(lead["conversion"]["converted"], json!(true));
        let (_, page) = own.client.get("/hub/v1/leads?campaign_id=78831&phone=0349715004&fields=id").await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(1), "by its own campaign");
        let (_, page) = own.client.get(&format!("/hub/v1/bookings?lead_id={}", lead["id"])).await;
        let seen = &page["data"][0];
        assert_has(seen, &json!({
            "id": answer["data"]["id_booking"], "origin": "erp", "state": "open", "in_effect": true, "brand_id": 1,
            "company_id": 2, "booked_at": "2099-12-31T02:00:00.000000Z"
        }));
        let target = format!("/hub/v1/bookings/{}", seen["id"]);
        assert_eq!(own.client.json("PATCH", &target, Some(&json!({ "state": "cancelled" }))).await.0, 200);
        let (_, again) = erp.get(&format!("/api/v1/booking/{}", seen["id"])).await;
        assert_ne!(again["data"]["effect"], answer["data"]["effect"], "{again}");
        house.stop().await;
    }

    async fn created_and_changed_by_native_read_by_all(store: TestStore) {
        let house = House::open(store).await;
        let (wires, own) = (Wires::of(&house), Own::of(&house));
        let lead = json!({
            "name": "Giang", "phone": "+84 349 715 005", "email": "giang15@example.com", "subject": "Tư vấn", "code": "N15",
            "address": "1 Lê Lợi", "contract_number": "HD-5", "stage_id": 557, "agent_id": 124734559, "service_id": 1244,
            "list_id": 901, "label_ids": [22], "custom_values": [{ "field_id": 6068, "value": "106901" }],
            "comment": { "body": "một", "is_public": true }, "estimated_close": "2027-01-02 03:04:05"
        });
        let (status, created) = own.client.post("/hub/v1/leads", &lead).await;
        assert_eq!(status, 201, "{created}");
        let seen = wires.caresoft_detail(&created["id"]).await;
        assert_eq!(seen["requester"]["username"], "Giang");
        assert_eq!((&seen["requester"]["phone_no"], &seen["subject"]), (&json!("0349715005"), &json!("Tư vấn")));
        assert_eq!((&seen["assignee_id"], &seen["lead_status_id"]), (&json!(124734559), &json!(557)));
        assert_eq!(seen["estimated_closed_date"], "2027-01-02 03:04:05");
        assert_eq!(seen["labels"][0]["id"], 22);
        assert_eq!(seen["comments"][0]["comment"], "một");
        let uuid = created["uuid"].as_str().unwrap();
        let seen = wires.dialer_detail(uuid).await;
        assert_eq!((&seen["lead_name"], &seen["lead_code"]), (&json!("Giang"), &json!("N15")));
        assert_eq!((&seen["phone_number"], &seen["contract_number"]), (&json!("0349715005"), &json!("HD-5")));
        assert_eq!((&seen["status"], &seen["list_uuid"]), (&json!("CONTACTING"), &json!(LIST)));

        let target = format!("/hub/v1/leads/{}", created["id"]);
        let change = json!({ "stage_id": 528, "reason_id": 182, "agent_id": null, "contract_number": null, "list_id": null, "label_ids": [] });
        let (status, changed) = own.client.json("PATCH", &target, Some(&change)).await;
        assert_eq!((status, &changed["version"]), (200, &json!(2)), "{changed}");
        let seen = wires.caresoft_detail(&created["id"]).await;
        assert_eq!((&seen["lead_status_id"], &seen["assignee_id"], &seen["labels"]), (&json!(528), &json!(null), &json!([])));
        let seen = wires.dialer_detail(uuid).await;
        assert_eq!((&seen["status"], &seen["contract_number"], &seen["list_uuid"]), (&json!("UNQUALIFIED"), &json!(""), &json!("")));
        assert_eq!((&seen["lead_name"], &seen["address"]), (&json!("Giang"), &json!("1 Lê Lợi")), "the rest is as it was");

        assert_eq!(own.client.send("DELETE", &target, &[], "").await.status, 204);
        assert_eq!(wires.dialer.get(&format!("/v3/lead/{uuid}")).await.0, 404);
        assert_eq!(wires.caresoft.get(&format!("/kangnam/api/v1/lead/{}", created["id"])).await.0, 404);
        house.stop().await;
    }

    async fn changed_by_caresoft_what_native_wrote_survives(store: TestStore) {
        let house = House::open(store).await;
        let (wires, own) = (Wires::of(&house), Own::of(&house));
        let lead = json!({
            "name": "Hà", "phone": "0349715006", "phone2": "0281234567", "passport": "C1", "ward": "P1", "ref_url": "https://example.com/?utm_source=x",
            "campaign_id": 78832, "list_id": 901, "after_day": 3, "service_id": 1244, "extras": { "deep": { "er": [null, 1] } }
        });
        let (status, created) = own.client.post("/hub/v1/leads", &lead).await;
        assert_eq!(status, 201, "{created}");
        let change = json!({ "lead": { "subject": "Đã gọi" } });
        let (status, answer) = wires.caresoft.put(&format!("/kangnam/api/v1/lead/{}", created["id"]), &change).await;
        assert_eq!(status, 200, "{answer}");
        let mut after = own.lead_of("0349715006").await;
        assert_eq!((&after["subject"], &after["version"]), (&json!("Đã gọi"), &json!(2)));
        for key in ["subject", "version", "first_touch_at", "updated_at"] {
            after[key] = created[key].clone();
        }
        assert_eq!(after, created);
        house.stop().await;
    }
}
