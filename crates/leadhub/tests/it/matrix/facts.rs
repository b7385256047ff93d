//! Facts that every wire writes in words of its own: where a lead comes from, what it is about, when one meets, its other numbers and
//! accounts. Written by each, read by all that have a field for it. Called by no one but the test runner.

use super::{LIST, Wires};
use crate::booking::lead as erp_lead;
use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

struct Doors {
    wires: Wires,
    erp: Client,
}

impl Doors {
    fn of(house: &House) -> Doors {
        Doors { wires: Wires::of(house), erp: Client::new(house, house.kangnam(), "erp") }
    }

    async fn native(&self, id: &Value) -> Value {
        let (status, lead) = self.wires.native.get(&format!("/hub/v1/leads/{id}")).await;
        assert_eq!(status, 200, "{lead}");
        lead
    }

    async fn erp(&self, id: &Value) -> Value {
        let (status, lead) = self.erp.get(&format!("/kangnam/api/v1/lead/{id}")).await;
        assert_eq!(status, 200, "{lead}");
        lead["data"].clone()
    }

    async fn sources(&self) -> Vec<Value> {
        let (status, sources) = self.wires.native.get("/hub/v1/sources").await;
        assert_eq!(status, 200, "{sources}");
        sources["data"].as_array().unwrap().clone()
    }

    async fn source_named(&self, name: &str) -> Value {
        self.sources().await.into_iter().find(|source| source["name"] == name).unwrap_or_default()
    }

    async fn put_source(&self, id: &Value, row: Value) -> (u16, Value) {
        self.wires.native.json("PUT", &format!("/hub/v1/sources/{id}"), Some(&row)).await
    }

    async fn caresoft(&self, lead: Value) -> Value {
        let (status, made) = self.wires.caresoft.post("/kangnam/api/v1/lead", &json!({ "lead": lead })).await;
        assert_eq!(status, 200, "{made}");
        made["lead"]["id"].clone()
    }

    async fn dialer(&self, phone: &str) -> Value {
        let (status, made) =
            self.wires.dialer.post("/v3/lead", &json!({ "list_uuid": LIST, "phone_number": phone })).await;
        assert_eq!(status, 200, "{made}");
        self.wires.newest_id().await
    }
}

both_engines! {
    migrate = crate::migrate;

    /// Each wire's word finds the organisation's source, whatever its case and accents; all of them see one.
    async fn every_wire_says_where_a_lead_comes_from(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let facebook = doors.source_named("Facebook").await;
        let erp = doors.erp.post("/kangnam/api/v1/lead", &erp_lead("0349717001", 7001)).await.1["data"]["id"].clone();
        let page = "https://example.com/?utm_source=FACEBOOK&utm_medium=cpc&utm_campaign=thang-11&utm_term=ni%E1%BB%81ng&utm_content=T%20E";
        let utm = json!({
            "utm_source": "FACEBOOK", "utm_medium": "cpc", "utm_campaign": "thang-11", "utm_term": "niềng", "utm_content": "T E"
        });
        let base = |phone: &str| json!({ "phone": phone, "subject": "s", "service_id": 1244 });
        let with = |mut body: Value, key: &str, value: &str| {
            body[key] = json!(value);
            body
        };
        let by_page = doors.caresoft(with(base("0349717002"), "ref_url", page)).await;
        let by_word = doors.caresoft(with(base("0349717003"), "ticket_source", "Fácebook")).await;
        let mut written = base("0349717010");
        written.as_object_mut().unwrap().extend(utm.as_object().unwrap().clone());
        let written = doors.caresoft(written).await;
        let wires = &doors.wires;
        let partner = |body: Value| async move { wires.partner_creates(&body).await.0 };
        let camel = partner(json!({ "name": "A", "mobileNumber": "0349717004", "sourceOrigin": "facebook" })).await;
        let snake = partner(json!({ "name": "B", "mobile_number": "0349717005", "channel": "facebook" })).await;
        let form = partner(json!({
            "fullName": "C", "phoneNumber": "0349717006", "email": "c@example.com", "demand": "d", "project": "p", "source": "facebook"
        })).await;
        let named = json!({ "name": "D", "phone": "0349717007", "source": "facebook" });
        let (status, native) = doors.wires.native.post("/hub/v1/leads", &named).await;
        assert_eq!(status, 201, "{native}");
        for id in [&erp, &by_page, &by_word, &written, &camel, &snake, &form, &native["id"]] {
            assert_eq!(doors.native(id).await["source_id"], facebook["id"]);
            let seen = doors.erp(id).await;
            assert_eq!((&seen["category_source_id"], &seen["category_source_name"]), (&json!(1), &json!("MARKETING")));
        }
        let (_, list) = doors.wires.native.get(&format!("/hub/v1/leads?source_id={}&fields=id&limit=50", facebook["id"])).await;
        let ids: Vec<&Value> = list["data"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
        assert!([&erp, &by_page, &by_word, &camel, &snake, &form].iter().all(|id| ids.contains(id)), "{list}");
        // In the address of a page, written out, and by our own API.
        let mut own = json!({ "name": "F", "phone": "0349717013" });
        own.as_object_mut().unwrap().extend(utm.as_object().unwrap().clone());
        let (status, own) = doors.wires.native.post("/hub/v1/leads", &own).await;
        assert_eq!(status, 201, "{own}");
        for id in [&by_page, &written, &own["id"]] {
            let seen = doors.native(id).await;
            for (key, value) in utm.as_object().unwrap() {
                assert_eq!(&seen[key], value, "{key}: {seen}");
            }
        }
        assert_eq!(doors.wires.caresoft_detail(&by_word).await["ticket_source"], "Fácebook", "as it was said");
        assert_eq!(doors.wires.caresoft_detail(&by_page).await["ticket_source"], "API", "B37");

        // What nobody knew waits to be looked at: the dialler's list, and the partner who says nothing else.
        let dialled = doors.dialer("0349717008").await;
        let bare = partner(json!({ "name": "E", "mobile_number": "0349717009" })).await;
        for (id, name) in [(&dialled, "List Autodialer"), (&bare, "TCB")] {
            let source = doors.source_named(name).await;
            assert_eq!((&source["reviewed"], &source["category_id"]), (&json!(false), &json!(null)), "{name}");
            assert_eq!(doors.native(id).await["source_id"], source["id"]);
            assert_eq!(doors.erp(id).await["category_source_id"], json!(false), "it has no category yet");
        }
        let (_, listed) = doors.erp.get("/kangnam/api/v1/source").await;
        assert!(listed["data"].as_array().unwrap().iter().all(|row| row["category_id"].is_number()), "{listed}");
        house.stop().await;
    }

    /// A manager gives a waiting one a name and a category, or folds it into another one; its leads follow on every wire.
    async fn a_source_is_named_and_folded(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let id = doors.dialer("0349717011").await;
        let waiting = doors.source_named("List Autodialer").await;
        let (status, put) = doors.put_source(&waiting["id"], json!({ "name": "Data mua", "category_id": 1 })).await;
        assert_eq!((status, &put["reviewed"], &put["merged_into_id"]), (200, &json!(true), &json!(null)), "{put}");
        assert_eq!(doors.erp(&id).await["category_source_name"], "MARKETING");
        let unknown = json!({ "name": "Data mua", "category_id": 1, "merged_into_id": 777 });
        let (status, problem) = doors.put_source(&waiting["id"], unknown).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("merged_into_id")), "{problem}");
        let facebook = doors.source_named("Facebook").await;
        let before = doors.native(&id).await;
        let fold = json!({ "name": "Data mua", "category_id": 1, "merged_into_id": facebook["id"] });
        let (status, put) = doors.put_source(&waiting["id"], fold).await;
        assert_eq!((status, &put["merged_into_id"]), (200, &facebook["id"]), "{put}");
        let after = doors.native(&id).await;
        assert_eq!((&after["source_id"], after["version"].as_i64()), (&facebook["id"], before["version"].as_i64().map(|one| one + 1)));
        let (_, told) = doors.wires.native.get(&format!("/hub/v1/leads/{id}/timeline")).await;
        assert_eq!(told["data"].as_array().unwrap().last().unwrap()["change"]["source"], json!([waiting["id"], facebook["id"]]));
        // By its number the ERP may go on naming it.
        let mut again = erp_lead("0349717012", 7012);
        again["source_id"] = waiting["id"].clone();
        let made = doors.erp.post("/kangnam/api/v1/lead", &again).await.1["data"]["id"].clone();
        assert_eq!(doors.native(&made).await["source_id"], facebook["id"]);
        house.stop().await;
    }

    async fn a_changed_source_is_read_by_all(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let partner = json!({ "lead_source_id": "S-1", "name": "A", "mobile_number": "0349717021", "channel": "Zalo OA" });
        let (id, _) = doors.wires.partner_creates(&partner).await;
        let facebook = doors.source_named("Facebook").await["id"].clone();
        let zalo = doors.source_named("Zalo OA").await["id"].clone();
        assert_eq!(doors.native(&id).await["source_id"], zalo);
        let target = format!("/hub/v1/leads/{id}");
        let (own, path) = (&doors.wires.native, &target);
        let patch = |body: Value| async move { own.json("PATCH", path, Some(&body)).await };
        assert_eq!(patch(json!({ "source_id": 777 })).await.0, 422);
        assert_eq!(patch(json!({ "source_id": facebook })).await.1["source_id"], facebook);
        // The partner's word again does not take the correction back; another one is news.
        let change = |channel: &str| json!({ "lead_source_id": "S-1", "status": "x", "channel": channel });
        assert_eq!(doors.wires.partner_changes(&change("Zalo OA")).await.0, 200);
        assert_eq!(doors.native(&id).await["source_id"], facebook);
        assert_eq!(doors.wires.partner_changes(&change("Sự kiện")).await.0, 200);
        assert_eq!(doors.native(&id).await["source_id"], doors.source_named("Sự kiện").await["id"]);
        let (status, answer) = doors.erp.put(&format!("/kangnam/api/v1/lead/{id}"), &json!({ "source_id": 1 })).await;
        assert_eq!((status, &answer["data"]["category_source_id"]), (200, &json!(1)), "{answer}");
        let (_, answer) = doors.erp.put(&format!("/kangnam/api/v1/lead/{id}"), &json!({ "source_id": "" })).await;
        assert_eq!(answer["data"]["category_source_id"], json!(false));
        assert_eq!(patch(json!({ "source": "Người quen" })).await.1["source_id"], doors.source_named("Người quen").await["id"]);
        assert_eq!(patch(json!({ "source_id": null })).await.1["source_id"], json!(null));
        house.stop().await;
    }

    async fn project_score_and_meeting_are_read_by_native(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let (id, _) = doors.wires.partner_creates(&json!({
            "name": "A", "mobile_number": "0349717031", "project_code": "VH-1", "project_name": "Vinhomes", "lead_score": 87,
            "meeting_time": "2027-01-02T08:00:00+07:00"
        })).await;
        let seen = doors.native(&id).await;
        let wanted = json!({
            "project_code": "VH-1", "project_name": "Vinhomes", "score": 87, "meeting_at": "2027-01-02T01:00:00.000000Z"
        });
        for (key, value) in wanted.as_object().unwrap() {
            assert_eq!(&seen[key], value, "{key}");
        }
        let extras = seen["extras"]["lead_platform"].as_object().cloned().unwrap_or_default();
        assert!(extras.keys().all(|key| !wanted.as_object().unwrap().contains_key(key) && key != "lead_score"), "{extras:?}");
        for query in ["project_code=VH-1", "least_score=87", "meeting_since=2027-01-02T01:00:00Z&meeting_to=2027-01-02T01:00:00Z"] {
            let (_, list) = doors.wires.native.get(&format!("/hub/v1/leads?{query}&fields=id")).await;
            assert_eq!(list["data"], json!([{ "id": id }]), "{query}");
        }
        let touched = |said: &'static str| {
            let native = doors.wires.native.clone();
            async move { native.get(&format!("/hub/v1/leads?phone=0349717031&touched={said}&fields=id")).await.1["data"].clone() }
        };
        assert_eq!((touched("false").await, touched("true").await), (json!([{ "id": id }]), json!([])));
        let change = json!({ "score": null, "meeting_at": "2027-02-03T04:05:06Z", "project_code": null });
        let (status, changed) = doors.wires.native.json("PATCH", &format!("/hub/v1/leads/{id}"), Some(&change)).await;
        assert_eq!((status, &changed["score"], &changed["project_code"]), (200, &json!(null), &json!(null)), "{changed}");
        assert_eq!(changed["meeting_at"], "2027-02-03T04:05:06.000000Z");
        assert_eq!((touched("false").await, touched("true").await), (json!([]), json!([{ "id": id }])));
        for (key, form) in [("projectName", json!({ "name": "B", "mobileNumber": "0349717032", "projectCode": "VH-2", "projectName": "V" })),
            ("project", json!({ "fullName": "C", "phoneNumber": "0349717033", "email": "c@example.com", "demand": "d", "project": "V" }))] {
            let (id, _) = doors.wires.partner_creates(&form).await;
            assert_eq!(doors.native(&id).await["project_name"], "V", "{key}");
        }
        // Also by who says its name alone.
        for (project, total) in [("v", 2), ("vh-2", 1), ("VINHOMES", 1), ("W", 0)] {
            let (_, list) = doors.wires.native.get(&format!("/hub/v1/leads?project={project}&fields=id")).await;
            assert_eq!(list["data"].as_array().unwrap().len(), total, "{project}: {list}");
        }
        house.stop().await;
    }

    /// The contact's own account goes before that of a lead; what was printed of a lead and comes back stays the lead's (B39, B40).
    async fn an_account_of_a_lead_is_its_contacts(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let made = async |ticket: i64, account: Option<&str>| {
            let mut body = erp_lead("0349717051", ticket);
            if let Some(account) = account {
                body["facebook_acc"] = json!(account);
            }
            let (status, made) = doors.erp.post("/kangnam/api/v1/lead", &body).await;
            assert_eq!(status, 200, "{made}");
            made["data"]["id"].clone()
        };
        let first = made(7051, Some("fb.com/an")).await;
        let path = format!("/kangnam/api/v1/contacts/{}", doors.native(&first).await["person_id"]);
        let caresoft = &doors.wires.caresoft;
        let shown = async || {
            let (status, answer) = caresoft.get(&path).await;
            assert_eq!(status, 200, "{answer}");
            answer["contact"].clone()
        };
        assert_eq!(shown().await["facebook"], "fb.com/an");
        made(7052, None).await;
        let printed = shown().await;
        assert_eq!(printed["facebook"], "fb.com/an", "a newer lead without one says nothing");
        let put = async |facebook: &Value| {
            let contact = json!({ "contact": { "username": printed["username"], "facebook": facebook } });
            let (status, answer) = caresoft.put(&path, &contact).await;
            assert_eq!((status, &answer["contact"]["facebook"]), (200, facebook), "{answer}");
        };
        put(&printed["facebook"]).await;
        let newest = made(7053, Some("fb.com/moi")).await;
        assert_eq!(shown().await["facebook"], "fb.com/moi", "what was sent back did not become the contact's own");
        put(&json!("fb.com/rieng")).await;
        put(&json!("fb.com/moi")).await;
        made(7054, Some("fb.com/an")).await;
        assert_eq!(shown().await["facebook"], "fb.com/moi", "its own");
        assert_eq!(doors.native(&newest).await["facebook"], "fb.com/moi");
        house.stop().await;
    }

    /// A home phone is no mobile, an account that is a number finds its lead, and neither makes two people one.
    async fn other_numbers_and_accounts_are_read_by_all(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let (first, _) = doors.wires.partner_creates(&json!({
            "name": "A", "mobileNumber": "0349717041", "homePhone": "028 3825 0041"
        })).await;
        let seen = doors.native(&first).await;
        assert_eq!((&seen["home_phone"], &seen["phone2"]), (&json!("028 3825 0041"), &json!(null)));
        assert_eq!(doors.erp(&first).await["mobile"], "0349717041");
        let mut body = erp_lead("0349717042", 7042);
        (body["zalo_acc"], body["facebook_acc"]) = (json!("0349717043"), json!("fb.com/an"));
        let (status, made) = doors.erp.post("/kangnam/api/v1/lead", &body).await;
        assert_eq!(status, 200, "{made}");
        let id = made["data"]["id"].clone();
        assert_eq!((&made["data"]["zalo_acc"], &made["data"]["facebook_acc"]), (&json!("0349717043"), &json!("fb.com/an")));
        let seen = doors.native(&id).await;
        assert_eq!((&seen["zalo"], &seen["facebook"]), (&json!("0349717043"), &json!("fb.com/an")));
        let other = json!({ "name": "Z", "phone": "0349717043", "zalo": "zalo.me/an", "home_phone": "02838250041" });
        let (_, other) = doors.wires.native.post("/hub/v1/leads", &other).await;
        assert_ne!(other["person_id"], seen["person_id"]);
        let shown = doors.erp(&other["id"]).await;
        assert_eq!((&shown["zalo_acc"], &shown["facebook_acc"]), (&json!("zalo.me/an"), &json!(false)));
        let (_, person) = doors.wires.native.get(&format!("/hub/v1/persons/{}", other["person_id"])).await;
        assert_eq!(person["possible_duplicate_ids"], json!([seen["person_id"]]), "{person}");
        for (number, ids) in [("0349717043", [&other["id"], &id]), ("02838250041", [&other["id"], &first])] {
            let (_, native) = doors.wires.native.get(&format!("/hub/v1/leads?phone={number}&fields=id")).await;
            assert_eq!(native["data"], json!([{ "id": ids[0] }, { "id": ids[1] }]), "{number}");
            let (_, dialled) = doors.wires.dialer.get(&format!("/v3/lead?phone_number={number}")).await;
            assert_eq!(dialled["total"], 2, "{number}");
            let (_, listed) = doors.wires.caresoft.get(&format!("/kangnam/api/v1/leads?phone={number}")).await;
            assert_eq!(listed["numFound"], 2, "{number}");
        }
        // A printed lead that is sent back whole changes nothing.
        let printed = doors.erp(&id).await;
        let (status, after) = doors.erp.put(&format!("/kangnam/api/v1/lead/{id}"), &printed).await;
        assert_eq!((status, doors.native(&id).await["version"].clone()), (200, seen["version"].clone()), "{after}");
        house.stop().await;
    }
}
