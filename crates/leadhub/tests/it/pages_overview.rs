//! The overview as a browser and as a program asks for it: the numbers are those of the leads that came by the wires, of what each role
//! sees and of no other organisation, and what stands behind a number is the leads that it counts. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, dongnai_agent, form, text};
use leadhub_model::Zone;
use leadhub_model::moment::Day;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

/// In which the agent works.
const GROUP: i64 = 12945;
/// Of Kangnam; leads in it are converted.
const CONVERTED: i64 = 527;

/// Today where the organisation is.
fn today(house: &House) -> Day {
    Day::of(house.hub.now(), &Zone::named("Asia/Ho_Chi_Minh").unwrap())
}

async fn overview(client: &Client, day: Day, more: &str) -> Value {
    let (status, told) = client.get(&format!("/hub/v1/overview?since={day}&to={day}{more}")).await;
    assert_eq!(status, 200, "{told}");
    told
}

/// The number of a figure or of a cell, by what its link ends in.
fn number(page: &str, link: &str) -> String {
    let wanted = format!("{}\">", link.replace('&', "&#38;"));
    let texts = page.split(&wanted).skip(1).map(|rest| rest.trim_start_matches("<b>").split('<').next().unwrap());
    let number = texts.into_iter().find(|text| text.starts_with(|letter: char| letter.is_ascii_digit()));
    number.unwrap_or_else(|| panic!("no number links to {link}: {page}")).to_owned()
}

/// How many rows a list of leads has.
fn rows(page: &str) -> usize {
    page.matches("class=\"row\"").count()
}

/// A lead by each of the wires, the native one the agent's; what became of it.
async fn write(house: &House) {
    let client = |wire| Client::new(house, house.kangnam(), wire);
    let lead = json!({ "lead": { "phone": "0349761001", "username": "Một", "subject": "x", "service_id": 1244, "group_id": GROUP } });
    client("caresoft").post("/kangnam/api/v1/lead", &lead).await;
    let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
    client("dialer")
        .post("/v3/lead", &json!({ "list_uuid": list, "lead_name": "Hai", "phone_number": "0349761002" }))
        .await;
    client("lead_platform")
        .post("/lead-platform/v1/leads/create", &json!({ "name": "Ba", "mobile_number": "0349761003" }))
        .await;
    let native = client("native");
    let hers = json!({ "name": "Bốn", "phone": "0349761004", "agent_id": AGENT, "source": "Hội chợ 97" });
    let (_, hers) = native.post("/hub/v1/leads", &hers).await;
    native.json("PATCH", &format!("/hub/v1/leads/{}", hers["id"]), Some(&json!({ "stage_id": CONVERTED }))).await;
    let booking = json!({ "brand_id": 1, "company_id": 2, "booked_at": "2099-12-31T00:00:00Z", "lead_id": hers["id"] });
    let (status, booked) = native.post("/hub/v1/bookings", &booking).await;
    assert_eq!(status, 201, "{booked}");
}

both_engines! {
    migrate = crate::migrate;

    async fn every_number_is_that_of_its_leads(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let (native, day) = (Client::new(&house, house.kangnam(), "native"), today(&house));
        let before = overview(&native, day, "").await;
        write(&house).await;
        let after = overview(&native, day, "").await;
        let grown = |of: &dyn Fn(&Value) -> i64| of(&after) - of(&before);
        let total = |key: &'static str| move |told: &Value| told["total"][key].as_i64().unwrap();
        for (key, more) in [("created", 4), ("converted", 1), ("booked", 1), ("unqualified", 0)] {
            assert_eq!(grown(&total(key)), more, "{key}: {after}");
        }
        for wire in ["caresoft", "dialer", "lead_platform", "native"] {
            let of = |told: &Value| {
                let rows = told["by_origin"].as_array().unwrap();
                rows.iter().find(|row| row["origin"] == wire).map_or(0, |row| row["numbers"]["created"].as_i64().unwrap())
            };
            assert_eq!(grown(&of), 1, "{wire}: {after}");
        }
        let named = |row: &&Value| !row["source_id"].is_null();
        let sources = after["by_source"].as_array().unwrap();
        assert!(sources.iter().any(|row| named(&row)) && sources[0]["source_id"].is_null(), "{after}");
        // Every way to sum up gives the same, and the page writes it; behind each number stand as many leads.
        let page = text(&manager.get("/app/overview?period=1").await);
        let days = format!("/app/leads?since={day}&to={day}");
        for key in ["by_day", "by_stage", "by_agent", "by_source", "by_origin"] {
            let rows = after[key].as_array().unwrap();
            let sum: i64 = rows.iter().map(|row| row["numbers"]["created"].as_i64().unwrap()).sum();
            assert_eq!(sum, after["total"]["created"].as_i64().unwrap(), "{key}");
        }
        let mut links = vec![(days.clone(), after["total"]["created"].clone())];
        for (more, key) in [("converted=yes", "converted"), ("booked=yes", "booked"), ("touched=yes", "touched")] {
            let of_agent = |row: &&Value| row["agent_id"] == AGENT;
            let row = after["by_agent"].as_array().unwrap().iter().find(of_agent).unwrap();
            links.push((format!("{days}&agent={AGENT}&{more}"), row["numbers"][key].clone()));
        }
        for row in after["by_origin"].as_array().unwrap() {
            links.push((format!("{days}&origin={}", row["origin"].as_str().unwrap()), row["numbers"]["created"].clone()));
        }
        for row in after["by_source"].as_array().unwrap() {
            let source = row["source_id"].as_i64().map_or("none".to_owned(), |id| id.to_string());
            links.push((format!("{days}&source={source}"), row["numbers"]["created"].clone()));
        }
        for (link, count) in links {
            assert_eq!(number(&page, &link), count.to_string(), "{link}");
            let list = text(&manager.get(&link).await);
            assert_eq!(Value::from(rows(&list)), count, "{link}");
        }
        for row in after["by_stage"].as_array().unwrap() {
            let list = text(&manager.get(&format!("{days}&stage={}", row["stage_id"])).await);
            assert_eq!(Value::from(rows(&list)), row["numbers"]["created"]);
        }
        // The marks of the chart link to their leads too.
        for source in ["none", &after["by_source"][1]["source_id"].to_string()] {
            let mark = format!("<a href=\"{}&#38;source={source}\" aria-label=", days.replace('&', "&#38;"));
            assert!(page.contains(&mark), "{mark}: {page}");
        }
        house.stop().await;
    }

    async fn she_counts_what_she_sees(store: TestStore) {
        let house = House::open(store).await;
        write(&house).await;
        let day = today(&house);
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let page = text(&agent.get("/app/overview?period=1").await);
        let days = format!("/app/leads?since={day}&to={day}");
        let list = text(&agent.get(&days).await);
        assert!(list.contains("Một") && list.contains("Bốn") && !list.contains("Hai"), "her group's and her own: {list}");
        assert_eq!(number(&page, &days), rows(&list).to_string());
        let hers = text(&agent.get(&format!("{days}&group={GROUP}")).await);
        let page = text(&agent.get(&format!("/app/overview?period=1&group={GROUP}")).await);
        assert_eq!(number(&page, &format!("{days}&group={GROUP}")), rows(&hers).to_string());
        assert!(rows(&hers) < rows(&list), "of the group alone");
        // Another organisation counts nothing of it.
        let stranger = Client::new(&house, house.dongnai(), "native");
        let before = overview(&stranger, day, "").await;
        let client = Client::new(&house, house.kangnam(), "native");
        client.post("/hub/v1/leads", &json!({ "name": "Năm", "phone": "0349761005" })).await;
        assert_eq!(overview(&stranger, day, "").await, before);
        let theirs = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        let page = text(&theirs.get("/app/overview?period=1").await);
        assert_eq!(number(&page, &days), before["total"]["created"].to_string());
        // Nor does a group of another organisation give anything away.
        let none = overview(&stranger, day, &format!("&group_id={GROUP}")).await;
        assert_eq!(none["total"]["created"], 0);
        house.stop().await;
    }

    async fn the_page_stands_whatever_its_address_says(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let hostile = "<script>alert(1)</script>\"'&";
        let native = Client::new(&house, house.kangnam(), "native");
        let user = json!({ "username": hostile, "group_id": GROUP });
        let (status, answer) = native.put(&format!("/hub/v1/users/{AGENT}"), &user).await;
        assert!(status < 300, "{answer}");
        write(&house).await;
        let page = text(&manager.get("/app/overview").await);
        assert!(page.contains("&#60;script&#62;") && !page.contains("<script>alert"), "{page}");
        for address in ["period=30", "period=90", "period=x", "since=2026-01-01&to=2026-01-31", "group=999", "group=x", "since=9999-12-31&to=9999-12-31"] {
            let reply = manager.get(&format!("/app/overview?{address}")).await;
            assert_eq!(reply.status, 200, "{address}: {}", text(&reply));
            assert!(!text(&reply).contains("Ngày đầu phải"), "{address}");
        }
        // Days on which nothing came say what to do; days that cannot be are told.
        let empty = text(&manager.get("/app/overview?since=2020-01-01&to=2020-01-31").await);
        assert!(empty.contains("Không có khách nào vào những ngày này"), "{empty}");
        for wrong in ["since=2026-02-01&to=2026-01-01", "since=2020-01-01&to=2026-01-01", "since=x&to=y"] {
            let page = text(&manager.get(&format!("/app/overview?{wrong}")).await);
            assert!(page.contains("Ngày đầu phải trước ngày cuối"), "{wrong}");
        }
        // Filters that lead there are kept by the list as it is followed.
        let rows = manager.get("/app/leads/rows?ids=1&since=2026-01-01&to=2026-01-31&touched=no&converted=no&booked=yes&list=1&campaign=1").await;
        assert_eq!(rows.status, 200);
        let filtered = text(&manager.get(&format!("/app/leads?{}", form(&[("since", hostile), ("list", "901"), ("campaign", hostile)]))).await);
        assert!(!filtered.contains("<script>alert") && filtered.contains("Danh sách: "), "{filtered}");
        house.stop().await;
    }
}
