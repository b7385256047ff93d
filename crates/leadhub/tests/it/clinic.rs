//! The clinic's wire among the others: what it prints can be sent back, its tickets name leads of the contact centre, a brand sees
//! its own, and what other wires know of a lead is printed. On both engines.

use crate::booking::lead;
use crate::client::Client;
use crate::conformance::integration;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
/// The branch and the price list of the other brand.
const OTHER: i64 = 20;

struct Doors {
    erp: Client,
    native: Client,
    caresoft: Client,
    dialer: Client,
}

impl Doors {
    fn of(house: &House) -> Doors {
        let client = |dialect| Client::new(house, house.kangnam(), dialect);
        let [erp, native, caresoft, dialer] = ["erp", "native", "caresoft", "dialer"].map(client);
        Doors { erp, native, caresoft, dialer }
    }

    /// The house's own view of a lead, versions and all.
    async fn whole(&self, id: &Value) -> Value {
        let (status, lead) = self.native.get(&format!("/hub/v1/leads/{id}")).await;
        assert_eq!(status, 200, "{lead}");
        lead
    }

    async fn shown(&self, path: &str, id: &Value) -> Value {
        let (status, answer) = self.erp.get(&format!("/kangnam/api/v1/{path}/{id}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"].clone()
    }

    async fn send_back(&self, path: &str, id: &Value) {
        let printed = self.shown(path, id).await;
        let (status, answer) = self.erp.put(&format!("/kangnam/api/v1/{path}/{id}"), &printed).await;
        assert_eq!((status, &answer["data"]), (200, &printed), "{answer}");
    }

    async fn caresoft(&self, phone: &str) -> Value {
        let lead = json!({ "username": "Hoa", "phone": phone, "subject": "s", "service_id": 1244 });
        let (status, saved) = self.caresoft.post("/kangnam/api/v1/lead", &json!({ "lead": lead })).await;
        assert_eq!(status, 200, "{saved}");
        saved["lead"]["id"].clone()
    }

    async fn native(&self, body: Value) -> Value {
        let (status, lead) = self.native.post("/hub/v1/leads", &body).await;
        assert_eq!(status, 201, "{lead}");
        lead["id"].clone()
    }

    /// The same wire for another brand of the house.
    async fn other_brand(&self, house: &House) -> Client {
        let brand = json!({
            "brands": [{ "id": 2, "code": "DA", "name": "Đông Á" }],
            "companies": [{ "id": OTHER, "brand_id": 2, "code": "DA.01", "name": "Đông Á Hà Nội", "bookable": true }],
            "price_lists": [{ "id": OTHER, "brand_id": 2, "name": "Đông Á 2026", "prices": [] }]
        });
        let (status, answer) = self.native.put("/hub/v1/reference", &json!({ "catalogue": brand })).await;
        assert!(status < 300, "{answer}");
        let other = integration(&house.hub, "kangnam", "erp", "other", json!({ "brand_id": 2 })).await;
        Client::with_access_token(house, other)
    }

    async fn rows(&self, list: &str, phone: &str) -> Vec<Value> {
        let (status, answer) = self.erp.get(&format!("/kangnam/api/v1/{list}?phone={phone}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"].as_array().unwrap().clone()
    }
}

fn booking(phone: &str, ticket: i64) -> Value {
    let mut booking = lead(phone, ticket);
    booking["booking_date"] = json!("2099-03-04 06:00");
    booking
}

/// With the other brand's own branch and prices.
fn of_other_brand(mut enquiry: Value) -> Value {
    enquiry["company_id"] = json!(OTHER);
    enquiry["price_list_id"] = json!(OTHER);
    enquiry
}

both_engines! {
    migrate = crate::migrate;

    /// A26: also of leads that other wires wrote in words of their own.
    async fn a_printed_lead_that_is_sent_back_changes_nothing(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let mut own = lead("+84 349 716 001", 601);
        own["crm_line_ids"] = json!([1, 3, 3]);
        let (_, own) = doors.erp.post("/kangnam/api/v1/lead", &own).await;
        let native = json!({
            "name": "An", "phone": "0349.716.002", "gender": "NỮ", "birth_date": "05/12/1990", "province": "Nơi khác",
            "district": "Nơi nào"
        });
        let unreadable = json!({ "name": "Bình", "phone": "gọi sau", "email": "binh716@example.com" });
        let leads = [
            own["data"]["id"].clone(),
            doors.native(native).await,
            doors.native(unreadable).await,
            doors.caresoft("0349 716 004").await,
        ];
        for id in leads {
            let before = doors.whole(&id).await;
            doors.send_back("lead", &id).await;
            assert_eq!(doors.whole(&id).await, before);
        }
        house.stop().await;
    }

    /// A26: the create's answer too, whose lines are ids alone: no quantity is lost and no price is taken anew.
    async fn a_creates_answer_that_is_sent_back_changes_nothing(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let newer = integration(&house.hub, "kangnam", "erp", "newer", json!({ "newer_keys": true })).await;
        let newer = Client::with_access_token(&house, newer);
        for (phone, ticket, erp) in [("0349716005", 605, &doors.erp), ("0349716006", 606, &newer)] {
            let mut own = lead(phone, ticket);
            own["crm_line_ids"] = json!([1, 3, 3]);
            let (status, made) = erp.post("/kangnam/api/v1/lead", &own).await;
            assert_eq!((status, &made["data"]["crm_line_ids"]), (200, &json!([1, 3])), "{made}");
            let before = doors.whole(&made["data"]["id"]).await;
            let (status, answer) =
                erp.put(&format!("/kangnam/api/v1/lead/{}", made["data"]["id"]), &made["data"]).await;
            assert_eq!((status, &answer["data"]["amount_total"]), (200, &made["data"]["amount_total"]), "{answer}");
            assert_eq!(answer["data"]["crm_line_ids"][1]["quantity"], 2, "{answer}");
            assert_eq!(doors.whole(&made["data"]["id"]).await, before);
        }
        house.stop().await;
    }

    /// K4: its day is the day that was booked, and is taken as it was printed.
    async fn a_printed_booking_that_is_sent_back_changes_nothing(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let (_, booked) = doors.erp.post("/kangnam/api/v1/booking", &booking("0349716011", 611)).await;
        let id = &booked["data"]["id_booking"];
        let shown = doors.shown("booking", id).await;
        assert_eq!(shown["booking_date"], "04-03-2099 06:00:00", "the evening before in UTC");
        let of = |id: Value| format!("/hub/v1/bookings/{id}");
        let (_, before) = doors.native.get(&of(id.clone())).await;
        doors.send_back("booking", id).await;
        let (_, after) = doors.native.get(&of(id.clone())).await;
        assert_eq!((&after["booked_at"], &after["state"]), (&before["booked_at"], &before["state"]));
        let later = json!({ "booking_date": "05-03-2099 07:30:00" });
        let (_, moved) = doors.erp.put(&format!("/kangnam/api/v1/booking/{id}"), &later).await;
        assert_eq!(moved["data"]["booking_date"], "05-03-2099 07:30:00", "{moved}");
        let (status, answer) = doors.erp.put(&format!("/kangnam/api/v1/booking/{id}"), &json!({ "company_id": "" })).await;
        assert_eq!((status, &answer["message"]), (401, &json!("company_id: a booking has one")));
        house.stop().await;
    }

    /// A27.
    async fn a_list_refuses_what_it_would_drop(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let asked = "phone=0349712999&phone_2=0349712998&phone_3=0349712997&offset=0&limit=5";
        for (list, known) in [
            ("leads", asked), ("bookings", asked), ("phones-call", asked), ("account", asked), ("brand", "offset=0&limit=5"), ("states", "country_id=241"),
            ("districts", "state_id=701"), ("employee", "department_id=1&deparment_id=1"),
        ] {
            let ask = async |more: &str| doors.erp.send("GET", &format!("/kangnam/api/v1/{list}?{known}{more}"), &[], "").await;
            for (more, told) in [
                ("", None),
                ("&stage_id=&limit=", None),
                ("&sort=-id&_=1&_=2", Some("no parameter of this list, so not looked at: _, sort")),
            ] {
                let reply = ask(more).await;
                assert_eq!((reply.status, reply.header("leadhub-reason").filter(|_| told.is_some())), (200, told), "{list} {more}");
            }
            for (name, why) in [
                ("brand_id", "narrows nothing here"), ("page", "narrows nothing here"), ("created_from", "narrows nothing here"),
                ("Offset", "is not known here: is offset meant?"), ("limits", "is not known here: is limit meant?"),
            ] {
                let reply = ask(&format!("&{name}=1")).await;
                let told: Value = serde_json::from_slice(&reply.body).unwrap();
                assert_eq!((reply.status, &told["type"]), (401, &json!("params")), "{list} {name}");
                assert!(told["message"].as_str().unwrap().starts_with(&format!("{name}: {why}")), "{told}");
            }
        }
        for query in ["districts?state_id=701&state_id=1", "states?country_id[]=241&country_id[]=1", "employee?department_id=1&deparment_id=2",
            "leads?phone=0349712999&Phone_2=0349712998", "leads?phone=0349712999&company_id=1", "account?phone=0349712999&limit=1&limit=2"] {
            let (status, told) = doors.erp.get(&format!("/kangnam/api/v1/{query}")).await;
            assert_eq!((status, &told["type"]), (401, &json!("params")), "{query}: {told}");
        }
        house.stop().await;
    }

    /// A27: each of them is asked about.
    async fn a_phone_may_be_written_several_times(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let (one, two) = ("0349716031", "0349716032");
        for (phone, number) in [(one, 631), (two, 632)] {
            assert_eq!(doors.erp.post("/kangnam/api/v1/lead", &lead(phone, number)).await.0, 200);
        }
        for list in ["leads", "account"] {
            for query in [format!("phone={one}&phone={two}"), format!("phone[]={one}&phone[]={two}"), format!("phone={one}&phone_2[0]={two}")] {
                let (_, found) = doors.erp.get(&format!("/kangnam/api/v1/{list}?{query}")).await;
                assert_eq!(found["data"].as_array().map(Vec::len), Some(2), "{list}?{query}: {found}");
            }
        }
        house.stop().await;
    }

    async fn a_blank_takes_links_and_facts_away(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let mut new = lead("0349716021", 621);
        new["district_id"] = json!(1);
        new["agent_email"] = json!("admin1@gmail.com");
        let (status, made) = doors.erp.post("/kangnam/api/v1/lead", &new).await;
        assert_eq!((status, &made["data"]["district_name"]), (200, &json!("Quận Ba Đình")), "{made}");
        let id = &made["data"]["id"];
        let before = doors.whole(id).await;
        assert!(before["agent_id"].is_number() && before["campaign_id"].is_number(), "{before}");
        let blank = json!({ "campaign_id": false, "district_id": "", "agent_email": "", "ticket_id": "" });
        let (_, answer) = doors.erp.put(&format!("/kangnam/api/v1/lead/{id}"), &blank).await;
        let cleared = &answer["data"];
        for key in ["campaign_id", "campaign_name", "district_id", "district_name"] {
            assert_eq!(cleared[key], false, "{key}: {answer}");
        }
        assert_eq!(cleared["state_name"], "Hà Nội");
        let after = doors.whole(id).await;
        for key in ["agent_id", "campaign_id", "code", "district"] {
            assert!(!before[key].is_null() && after[key].is_null(), "{key}: {} {}", before[key], after[key]);
        }
        house.stop().await;
    }

    /// K14.
    async fn a_ticket_that_names_a_lead_of_the_contact_centre_is_that_lead(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let id = doors.caresoft("0349716031").await;
        let mut enquiry = lead("+84349716031", id.as_i64().unwrap());
        let (status, answer) = doors.erp.post("/kangnam/api/v1/lead", &enquiry).await;
        assert_eq!((status, &answer["data"]["id"]), (200, &id), "{answer}");
        assert_eq!(answer["data"]["crm_line_ids"], json!([1, 2, 3]));
        let lead_now = doors.whole(&id).await;
        assert_eq!((&lead_now["address"], &lead_now["phone"]), (&json!("11 Tô Vĩnh Diện"), &json!("0349716031")));
        enquiry["booking_date"] = json!("2099-03-04");
        let (status, booked) = doors.erp.post("/kangnam/api/v1/booking", &enquiry).await;
        assert_eq!(status, 200, "{booked}");
        let (_, seen) = doors.caresoft.get(&format!("/kangnam/api/v1/lead/{id}")).await;
        assert_eq!(seen["lead"]["convert_type"], 1, "{seen}");
        assert_eq!(doors.rows("leads", "0349716031").await.len(), 1, "no second lead");
        // The same number for somebody else is a ticket like any other.
        let (_, other) = doors.erp.post("/kangnam/api/v1/lead", &lead("0349716032", id.as_i64().unwrap())).await;
        assert_ne!(other["data"]["id"], id);
        assert_eq!(doors.rows("leads", "0349716031").await.len(), 1);
        house.stop().await;
    }

    /// A1: the note of the document, and the code of the deployed vendor.
    async fn account_and_phone_of_two_customers(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let customer = |phone: &'static str, ticket| {
            let mut booking = booking(phone, ticket);
            booking.as_object_mut().unwrap().remove("email_from");
            booking
        };
        let (_, one) = doors.erp.post("/kangnam/api/v1/booking", &customer("0349716041", 641)).await;
        doors.erp.post("/kangnam/api/v1/booking", &customer("0349716042", 642)).await;
        let deployed = integration(&house.hub, "kangnam", "erp", "deployed", json!({ "validation": "as_deployed" })).await;
        let deployed = Client::with_access_token(&house, deployed);
        let account = &one["data"]["account_id"];
        let mut both = customer("0349716042", 643);
        both.as_object_mut().unwrap().remove("booking_date");
        both["account_id"] = account.clone();
        for (erp, is_account) in [(&doors.erp, true), (&deployed, false)] {
            let (status, made) = erp.post("/kangnam/api/v1/lead", &both).await;
            assert_eq!(status, 200, "{made}");
            let person = &doors.whole(&made["data"]["id"]).await["person_id"];
            assert_eq!(person == account, is_account, "{made}");
        }
        house.stop().await;
    }

    /// K15.
    async fn a_brand_sees_its_own(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let other = doors.other_brand(&house).await;
        let (_, booked) = doors.erp.post("/kangnam/api/v1/booking", &booking("0349716051", 651)).await;
        let id = &booked["data"]["id_booking"];
        let own = doors.rows("leads", "0349716051").await;
        assert_eq!((own.len(), doors.rows("bookings", "0349716051").await.len()), (1, 1));
        let shared = doors.caresoft("0349716051").await;
        let seen = |path: String| {
            let other = other.clone();
            async move { other.get(&format!("/kangnam/api/v1/{path}")).await }
        };
        let lead = &own[0]["id"];
        assert_eq!(seen(format!("lead/{lead}")).await, (200, json!({ "error": 0, "message": "Success", "data": {} })));
        assert_eq!(seen(format!("booking/{id}")).await.1["data"], json!({}));
        assert_eq!(seen(format!("booking-name/Book-{id}")).await.0, 401);
        assert_eq!(seen("bookings?phone=0349716051".to_owned()).await.1["data"], json!([]));
        let (_, leads) = seen("leads?phone=0349716051&limit=1".to_owned()).await;
        assert_eq!((leads["count"].clone(), leads["data"][0]["id"].clone()), (json!(1), shared), "of no brand, seen by all");
        for (path, id) in [("lead", lead), ("booking", id)] {
            let (status, answer) = other.put(&format!("/kangnam/api/v1/{path}/{id}"), &json!({ "street": "x" })).await;
            assert_eq!(status, 401, "{answer}");
        }
        assert_eq!(doors.rows("leads", "0349716051").await.len(), 2);
        // A setting that names a brand that is not there opens nobody's leads, not everybody's.
        let lost = integration(&house.hub, "kangnam", "erp", "lost", json!({ "brand_id": 99 })).await;
        let lost = Client::with_access_token(&house, lost);
        for path in [format!("lead/{lead}"), format!("booking/{id}")] {
            assert_eq!(lost.get(&format!("/kangnam/api/v1/{path}")).await.1["data"], json!({}), "{path}");
        }
        assert_eq!(lost.get("/kangnam/api/v1/bookings?phone=0349716051").await.1["data"], json!([]));
        house.stop().await;
    }

    /// K10, K15: the same customer and ticket are another enquiry of another brand; of two leads each brand books its own.
    async fn a_brand_books_no_lead_of_another_brand(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let other = doors.other_brand(&house).await;
        let (status, made) = doors.erp.post("/kangnam/api/v1/lead", &lead("0349716052", 652)).await;
        assert_eq!(status, 200, "{made}");
        let own = &made["data"]["id"];
        let before = doors.whole(own).await;
        let (status, booked) = other.post("/kangnam/api/v1/booking", &of_other_brand(booking("0349716052", 652))).await;
        assert_eq!(status, 200, "{booked}");
        assert_eq!(doors.whole(own).await, before, "the open lead of the first brand is as it was");
        let theirs = &booked["data"]["id_booking"];
        let of = |id: Value| format!("/hub/v1/bookings/{id}");
        let (_, seen) = doors.native.get(&of(theirs.clone())).await;
        assert_eq!(seen["brand_id"], 2, "{seen}");
        assert_ne!(&seen["lead_id"], own, "{seen}");
        let (_, rows) = other.get("/kangnam/api/v1/leads?phone=0349716052").await;
        assert_eq!((rows["data"].as_array().map(Vec::len), &rows["data"][0]["id"]), (Some(1), &seen["lead_id"]), "{rows}");
        let rows = doors.rows("leads", "0349716052").await;
        assert_eq!((rows.len(), &rows[0]["id"]), (1, own));
        assert_eq!(doors.shown("booking", theirs).await, json!({}));
        assert!(doors.rows("bookings", "0349716052").await.is_empty());
        // A newer lead of the other brand with the same ticket stands before its own.
        let (status, newer) = other.post("/kangnam/api/v1/lead", &of_other_brand(lead("0349716052", 652))).await;
        assert_eq!(status, 200, "{newer}");
        let (status, booked) = doors.erp.post("/kangnam/api/v1/booking", &booking("0349716052", 652)).await;
        assert_eq!(status, 200, "{booked}");
        let (_, seen) = doors.native.get(&of(booked["data"]["id_booking"].clone())).await;
        assert_eq!((&seen["lead_id"], &seen["brand_id"]), (own, &json!(1)), "{seen}");
        house.stop().await;
    }

    /// K15: our own API may book one brand on a lead of another; that lead is not shown, so neither is its booking.
    async fn a_booking_on_another_brands_lead_is_not_there(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let other = doors.other_brand(&house).await;
        let (status, made) = doors.erp.post("/kangnam/api/v1/lead", &lead("0349716053", 653)).await;
        assert_eq!(status, 200, "{made}");
        let new = json!({ "brand_id": 2, "company_id": OTHER, "booked_at": "2099-03-04T02:00:00Z", "lead_id": made["data"]["id"] });
        let (status, booked) = doors.native.post("/hub/v1/bookings", &new).await;
        assert_eq!(status, 201, "{booked}");
        let (id, code) = (&booked["id"], booked["code"].as_str().unwrap());
        for erp in [&doors.erp, &other] {
            let (_, shown) = erp.get(&format!("/kangnam/api/v1/booking/{id}")).await;
            assert_eq!((&shown["count"], &shown["data"]), (&json!(0), &json!({})), "{shown}");
            assert_eq!(erp.get(&format!("/kangnam/api/v1/booking-name/{code}")).await.0, 401);
            assert_eq!(erp.get("/kangnam/api/v1/bookings?phone=0349716053").await.1["data"], json!([]));
            let (status, answer) = erp.put(&format!("/kangnam/api/v1/booking/{id}"), &json!({ "street": "x" })).await;
            assert_eq!(status, 401, "{answer}");
        }
        assert_eq!(doors.native.get(&format!("/hub/v1/bookings/{id}")).await.1["version"], booked["version"]);
        house.stop().await;
    }

    /// K15: however many leads of the other brand stand between, a page is short only at the end.
    async fn pages_of_a_brand_are_never_short(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let other = doors.other_brand(&house).await;
        let (mut own, mut theirs) = (Vec::new(), Vec::new());
        for at in 0..24 {
            let enquiry = lead("0349716054", 7000 + at);
            let (erp, enquiry, ids) =
                if at % 4 == 1 { (&doors.erp, enquiry, &mut own) } else { (&other, of_other_brand(enquiry), &mut theirs) };
            let (status, made) = erp.post("/kangnam/api/v1/lead", &enquiry).await;
            assert_eq!(status, 200, "{made}");
            ids.push(made["data"]["id"].as_i64().unwrap());
        }
        for (erp, mut ids) in [(&doors.erp, own), (&other, theirs)] {
            ids.sort_by_key(|id| std::cmp::Reverse(*id));
            for offset in [0, 1, 4, 5, 15, 18, 40] {
                let (_, page) = erp.get(&format!("/kangnam/api/v1/leads?phone=0349716054&offset={offset}&limit=3")).await;
                let wanted: Vec<i64> = ids.iter().copied().skip(offset).take(3).collect();
                let found: Vec<i64> = page["data"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
                assert_eq!((found, &page["count"]), (wanted.clone(), &json!(wanted.len())), "from {offset} on");
            }
        }
        house.stop().await;
    }

    async fn what_other_wires_know_of_a_lead_is_printed(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let dialled = json!({
            "list_uuid": LIST, "lead_name": "Bảo", "phone_number": "0349716061", "province": "Thành phố Hà Nội", "district": "Ba Đình"
        });
        doors.dialer.post("/v3/lead", &dialled).await;
        let id = doors.rows("leads", "0349716061").await[0]["id"].clone();
        let (_, caresoft) = doors.caresoft.get(&format!("/kangnam/api/v1/lead/{id}")).await;
        let seen = doors.shown("lead", &id).await;
        assert!(seen["campaign_id"].is_number() && seen["campaign_name"].is_string());
        assert_eq!(seen["campaign_name"], caresoft["lead"]["campaign"]["campaign_name"]);
        assert_eq!((&seen["state_id"], &seen["district_id"]), (&json!(1), &json!(1)), "{seen}");
        let partner = Client::new(&house, house.kangnam(), "lead_platform");
        let sent = json!({ "name": "An", "mobileNumber": "0349716062", "homePhone": "02438250001" });
        let (status, made) = partner.post("/lead-platform/v1/leads/create", &sent).await;
        assert_eq!(status, 201, "{made}");
        let id = doors.rows("leads", "0349716062").await[0]["id"].clone();
        assert_eq!(doors.shown("lead", &id).await["mobile"], "0349716062");
        house.stop().await;
    }

    /// X7: fields stand there too, so another query is another request.
    async fn a_key_is_one_requests_query_and_all(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let body = lead("0349716081", 681).to_string();
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "query")];
        for (query, status) in [("user_ctv_code=1", 200), ("user_ctv_code=1", 200), ("user_ctv_code=2", 422), ("", 422)] {
            let reply = doors.erp.send("POST", &format!("/kangnam/api/v1/lead?{query}"), &headers, &body).await;
            assert_eq!(reply.status, status, "{query}: {}", String::from_utf8_lossy(&reply.body));
        }
        assert_eq!(doors.rows("leads", "0349716081").await.len(), 1);
        house.stop().await;
    }

    async fn many_phones_are_one_list(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let mut ids = Vec::new();
        for (phone, second) in [("0349716071", None), ("0349716072", Some("0349716073")), ("0349716074", Some("0349716071"))] {
            ids.push(doors.native(json!({ "name": "An", "phone": phone, "phone2": second })).await);
        }
        let list = |query: &'static str| {
            let erp = doors.erp.clone();
            async move {
                let (_, answer) = erp.get(&format!("/kangnam/api/v1/leads?{query}")).await;
                answer["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
            }
        };
        let (one, two, three) = (ids[0].clone(), ids[1].clone(), ids[2].clone());
        assert_eq!(list("phone=0349716071&phone_2=%2B84349716073").await, [three.clone(), two.clone(), one.clone()]);
        assert_eq!(list("phone=0349716071&phone_2=0349716073&offset=1&limit=1").await, [two]);
        assert_eq!(list("phone=0349716074&phone_3=nobody").await, [three]);
        assert!(list("phone=nobody").await.is_empty());
        house.stop().await;
    }
}
