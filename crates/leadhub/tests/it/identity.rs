//! Who is who, through every door: the first phone says whose a lead is, every number is found by every search, and nobody reads
//! another's name, code or leads because of a contact that both gave. On both engines.

use crate::booking::lead as erp_lead;
use crate::client::Client;
use crate::conformance::integration;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const LISTED: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";

struct Doors {
    native: Client,
    erp: Client,
    caresoft: Client,
    dialer: Client,
    platform: Client,
}

impl Doors {
    fn of(house: &House) -> Doors {
        let client = |dialect| Client::new(house, house.kangnam(), dialect);
        let [native, erp, caresoft, dialer, platform] =
            ["native", "erp", "caresoft", "dialer", "lead_platform"].map(client);
        Doors { native, erp, caresoft, dialer, platform }
    }

    async fn native(&self, body: Value) -> Value {
        let (status, lead) = self.native.post("/hub/v1/leads", &body).await;
        assert_eq!(status, 201, "{lead}");
        lead
    }

    async fn caresoft(&self, phone: &str, email: &str) -> Value {
        let lead = json!({ "phone": phone, "email": email, "username": "C", "subject": "s", "service_id": 1244 });
        let (status, saved) = self.caresoft.post("/kangnam/api/v1/lead", &json!({ "lead": lead })).await;
        assert_eq!(status, 200, "{saved}");
        saved["lead"].clone()
    }

    async fn requester(&self, lead: &Value) -> Value {
        let (status, detail) = self.caresoft.get(&format!("/kangnam/api/v1/lead/{lead}")).await;
        assert_eq!(status, 200, "{detail}");
        detail["lead"]["requester"].clone()
    }

    /// What a wire's list gives for a number, as the ids of its rows.
    async fn found(&self, client: &Client, target: &str, key: &str) -> Vec<Value> {
        let (status, answer) = client.get(target).await;
        assert_eq!(status, 200, "{target}: {answer}");
        answer["data"].as_array().unwrap().iter().map(|row| row[key].clone()).collect()
    }

    async fn duplicates(&self, person: &Value) -> Value {
        let (status, answer) = self.native.get(&format!("/hub/v1/persons/{person}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["possible_duplicate_ids"].clone()
    }
}

fn booking(phone: &str, name: &str, email: &str) -> Value {
    let mut booking = erp_lead(phone, 900);
    booking["booking_date"] = json!("2099-03-04");
    booking["contact_name"] = json!(name);
    booking["email_from"] = json!(email);
    booking
}

both_engines! {
    migrate = crate::migrate;

    async fn two_phones_with_one_email_are_two_persons(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let email = "family@example.com";
        let one = doors.native(json!({ "name": "An", "phone": "0347770001", "email": email })).await;
        let two = doors.native(json!({ "name": "Binh", "phone": "0347770002", "email": email })).await;
        assert_ne!(one["person_id"], two["person_id"]);
        assert_eq!(doors.duplicates(&two["person_id"]).await, json!([one["person_id"]]));
        let (_, person) = doors.native.get(&format!("/hub/v1/persons/{}", two["person_id"])).await;
        let reason = json!([{ "person_id": one["person_id"], "kind": "email", "value": email }]);
        assert_eq!(person["possible_duplicates"], reason);
        assert_eq!(doors.found(&doors.erp, "/kangnam/api/v1/account?phone=0347770002", "name").await, ["Binh"]);
        assert_eq!(doors.found(&doors.erp, "/kangnam/api/v1/leads?phone=0347770002", "id").await, [two["id"].clone()]);
        for (phone, name) in [("0347770001", "An"), ("0347770002", "Binh")] {
            let (_, booked) = doors.erp.post("/kangnam/api/v1/booking", &booking(phone, name, email)).await;
            assert_eq!(booked["error"], 0, "both may book: {booked}");
        }
        assert_eq!(doors.found(&doors.erp, "/kangnam/api/v1/bookings?phone=0347770002", "id").await.len(), 1);
        for (lead, name, phone) in [(&one, "An", "0347770001"), (&two, "Binh", "0347770002")] {
            let requester = doors.requester(&lead["id"]).await;
            assert_eq!((&requester["username"], &requester["phone_no"]), (&json!(name), &json!(phone)));
        }
    }

    /// On the contact centre's wire a known e-mail is a known requester; the new phone is nobody's until somebody comes by it.
    async fn a_known_email_is_a_known_requester(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let first = doors.caresoft("0347770011", "lan@example.com").await;
        let second = doors.caresoft("0347770012", "LAN@example.com").await;
        assert_eq!(first["requester_id"], second["requester_id"]);
        let (one, other) = (doors.requester(&first["id"]).await, doors.requester(&second["id"]).await);
        assert_eq!((&one["phone_no"], &one), (&json!("0347770011"), &other), "one and the same");
        let mailed = doors.caresoft("", "lan@example.com").await;
        assert_eq!(doors.requester(&mailed["id"]).await, one);
        for phone in ["0347770011", "0347770012"] {
            let (_, booked) = doors.erp.post("/kangnam/api/v1/booking", &booking(phone, "Minh", "")).await;
            assert_eq!(booked["error"], 0, "nobody's refusal is met: {booked}");
        }
        let minh = doors.found(&doors.native, "/hub/v1/persons?phone=0347770012", "id").await;
        assert_eq!(minh.len(), 2, "the owner, and who bears it: {minh:?}");
        assert_eq!(doors.duplicates(&minh[0]).await, json!([minh[1]]));

        let token = integration(&house.hub, "kangnam", "caresoft", "strict", json!({ "email_names_requester": false })).await;
        let strict = Doors { caresoft: Client::with_token(&house, Some(&token)), ..Doors::of(&house) };
        let apart = strict.caresoft("0347770013", "lan@example.com").await;
        assert_ne!(apart["requester_id"], first["requester_id"]);
    }

    /// A lead's other numbers join nobody, and every search by a number finds it by them.
    async fn every_number_is_found_on_every_wire(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let lead = doors.native(json!({ "name": "Hai So", "phone": "0347771001", "phone2": "0347771002", "phone3": "84 347 771 003" })).await;
        for phone in ["0347771001", "0347771002", "0347771003"] {
            let native = doors.found(&doors.native, &format!("/hub/v1/leads?phone={phone}"), "id").await;
            let persons = doors.found(&doors.native, &format!("/hub/v1/persons?phone={phone}"), "id").await;
            let leads = doors.found(&doors.erp, &format!("/kangnam/api/v1/leads?phone={phone}"), "id").await;
            let accounts = doors.found(&doors.erp, &format!("/kangnam/api/v1/account?phone={phone}"), "id").await;
            let dialled = doors.found(&doors.dialer, &format!("/v3/lead?phone_number={phone}"), "lead_uuid").await;
            assert_eq!((native, leads), (vec![lead["id"].clone()], vec![lead["id"].clone()]), "{phone}");
            assert_eq!((persons, accounts), (vec![lead["person_id"].clone()], vec![lead["person_id"].clone()]), "{phone}");
            assert_eq!(dialled, [lead["uuid"].clone()], "{phone}");
            let part = doors.found(&doors.dialer, &format!("/v3/lead?phone_number={}", &phone[4..]), "lead_uuid").await;
            assert_eq!(part, [lead["uuid"].clone()], "{phone}");
        }
        // What each wire brings by that number is somebody else's.
        let body = json!({ "name": "N", "mobileNumber": "0347771002", "homePhone": "0347771003" });
        let (status, made) = doors.platform.post("/lead-platform/v1/leads/create", &body).await;
        assert_eq!(status, 201, "{made}");
        let (_, made) = doors.dialer.post("/v3/lead", &json!({ "list_uuid": LISTED, "phone_number": "0347771003" })).await;
        assert_eq!(made["created"], true, "{made}");
        let persons = doors.found(&doors.native, "/hub/v1/persons?phone=0347771003", "id").await;
        assert_eq!(persons.len(), 3, "{persons:?}");
        let all = doors.duplicates(&lead["person_id"]).await;
        assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
    }

    /// A field that holds two numbers is kept as it was sent, and our own API prints it so; the lead is found by both, and the first says
    /// whose it is and is the one that the vendors' wires print.
    async fn two_numbers_of_one_field_are_both_found(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let native = doors.native(json!({ "name": "N", "phone": "0347773001/0347773002" })).await;
        assert_eq!((&native["phone_quality"], &native["phone_e164"]), (&json!("valid"), &json!("+84347773001")));
        let caresoft = doors.caresoft("0347773003 - 0347773004", "").await;
        let slashed = doors.caresoft("0347773005/0347773006", "").await;
        let body = json!({ "name": "P", "mobileNumber": "0347773007; 0347773008" });
        let (_, platform) = doors.platform.post("/lead-platform/v1/leads/create", &body).await;
        let (_, erp) = doors.erp.post("/kangnam/api/v1/lead", &erp_lead("0347773011/0347773012", 911)).await;
        let (_, dialled) = doors.dialer.post("/v3/lead", &json!({ "list_uuid": LISTED, "phone_number": "0347773009" })).await;
        let path = format!("/v3/lead/{}", dialled["lead_uuid"].as_str().unwrap());
        let (status, changed) = doors.dialer.put(&path, &json!({ "phone_number": "0347773009/0347773010" })).await;
        assert_eq!(status, 200, "{changed}");
        let dialled = doors.found(&doors.native, "/hub/v1/leads?phone=0347773009", "id").await;
        let all = [
            (&native["id"], "0347773001", "0347773002", "0347773001/0347773002"),
            (&caresoft["id"], "0347773003", "0347773004", "0347773003 - 0347773004"),
            (&slashed["id"], "0347773005", "0347773006", "0347773005/0347773006"),
            (&platform["id"], "0347773007", "0347773008", "0347773007; 0347773008"),
            (&dialled[0], "0347773009", "0347773010", "0347773009/0347773010"),
            (&erp["data"]["id"], "0347773011", "0347773012", "0347773011/0347773012"),
        ];
        for (id, first, second, text) in all {
            let (_, lead) = doors.native.get(&format!("/hub/v1/leads/{id}")).await;
            assert_eq!(lead["phone"], text);
            for phone in [first, second] {
                assert_eq!(doors.found(&doors.native, &format!("/hub/v1/leads?phone={phone}"), "id").await, std::slice::from_ref(id));
                assert_eq!(doors.found(&doors.erp, &format!("/kangnam/api/v1/leads?phone={phone}"), "id").await, std::slice::from_ref(id));
                let dialled = doors.found(&doors.dialer, &format!("/v3/lead?phone_number={phone}"), "lead_uuid").await;
                assert_eq!(dialled, [lead["uuid"].clone()], "{phone}");
            }
            let dialled = format!("/v3/lead?phone_number={second}");
            assert_eq!(doors.found(&doors.dialer, &dialled, "phone_number").await, [first]);
            let (_, enquiry) = doors.erp.get(&format!("/kangnam/api/v1/lead/{id}")).await;
            assert_eq!(enquiry["data"]["phone"], first);
            let same = doors.native(json!({ "name": "S", "phone": first })).await;
            let other = doors.native(json!({ "name": "O", "phone": second })).await;
            assert_eq!(same["person_id"], lead["person_id"], "{text}");
            assert_ne!(other["person_id"], lead["person_id"], "{text}");
        }
    }

    /// X12: whoever is known by a number is its account and its contact; else the one who bears it; of two who do, nobody.
    async fn a_second_number_is_one_persons_or_nobodys(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let account = "/kangnam/api/v1/account?phone=0347774009";
        let contact = "/kangnam/api/v1/contactsByPhone?phoneNo=0347774009";
        let one = doors.native(json!({ "name": "An", "phone": "0347774001", "phone2": "0347774009", "service_id": 1244 })).await;
        let leads = doors.caresoft.get("/kangnam/api/v1/leads?phone=0347774009").await.1;
        assert_eq!(leads["leads"].as_array().map(Vec::len), Some(1), "{leads}");
        assert_eq!(doors.found(&doors.erp, account, "name").await, ["An"]);
        let (status, found) = doors.caresoft.get(contact).await;
        assert_eq!((status, &found["contact"]["id"]), (200, &one["person_id"]), "{found}");
        doors.native(json!({ "name": "Binh", "phone": "0347774002", "phone2": "0347774009" })).await;
        assert!(doors.found(&doors.erp, account, "name").await.is_empty());
        assert_eq!(doors.caresoft.get(contact).await.0, 404);
        let owner = doors.native(json!({ "name": "Chi", "phone": "0347774009" })).await;
        assert_eq!(doors.found(&doors.erp, account, "name").await, ["Chi"], "nobody else's name");
        let (_, found) = doors.caresoft.get(contact).await;
        assert_eq!(found["contact"]["id"], owner["person_id"], "{found}");
        let leads = doors.found(&doors.erp, "/kangnam/api/v1/leads?phone=0347774009", "id").await;
        assert_eq!(leads.len(), 3, "what bears the number is found by it");
    }

    async fn how_a_phone_reads_is_shown_and_asked_for(store: TestStore) {
        let house = House::open(store).await;
        let doors = Doors::of(&house);
        let lead = doors.native(json!({ "name": "Ba", "phone": "8,43E+10", "service_id": 1244 })).await;
        assert_eq!(lead["phone_quality"], "invalid");
        let found = doors.found(&doors.native, "/hub/v1/leads?phone_quality=invalid,not_identifying", "id").await;
        assert!(found.contains(&lead["id"]), "{found:?}");
        let found = doors.found(&doors.native, "/hub/v1/leads?phone_quality=foreign", "id").await;
        assert!(found.is_empty());
    }
}
