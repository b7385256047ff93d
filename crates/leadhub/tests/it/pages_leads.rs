//! The list of leads as a whole, as a browser asks for it: what is done to all leads that match a filter, the file that carries them away, and
//! the filters that have a choice. Each sees what is hers. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, dongnai_agent, form, text};
use leadhub_core::actions::create_lead;
use leadhub_core::{Actor, store};
use leadhub_golden::Reply;
use leadhub_intake::{CsvRows, FileOptions};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, Fact, Facts, LeadError, ListId, NewLead};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A list in a campaign of its own.
pub async fn make_list(native: &Client, name: &str) -> Value {
    let campaign = json!({ "name": format!("Chiến dịch {name}"), "kind": "x" });
    let campaign = native.post("/hub/v1/campaigns", &campaign).await.1;
    let (status, list) =
        native.post("/hub/v1/lists", &json!({ "name": name, "campaign_uuid": campaign["uuid"] })).await;
    assert_eq!(status, 201, "{list}");
    list
}

/// Puts leads into a list, called by these names, as no caller could wait for.
pub async fn put_in(house: &House, list: &Value, names: Vec<String>, agent: Option<i64>) {
    let list = ListId(list["id"].as_i64().unwrap());
    for names in names.chunks(200) {
        let names = names.to_vec();
        let made = house.hub.write(move |tx| {
            let actor = Actor::house(store::organisations::find_organisation(tx, "kangnam")?.unwrap());
            for name in &names {
                let mut facts = Facts::default();
                facts.set(Fact::Name, Some(name.clone()));
                let new = NewLead { facts, list: Some(list), agent: agent.map(AgentId), ..NewLead::default() };
                create_lead(tx, &actor, new)?;
            }
            Ok::<_, LeadError>(())
        });
        made.await.unwrap();
    }
}

pub fn numbered(name: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{name} {number:04}")).collect()
}

/// The leads of a filter, as our own API tells them.
async fn leads(native: &Client, query: &str) -> Vec<Value> {
    let (mut all, mut next) = (Vec::new(), String::new());
    loop {
        let (status, page) = native.get(&format!("/hub/v1/leads?{query}&limit=200{next}")).await;
        assert_eq!(status, 200, "{page}");
        all.extend(page["data"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { return all };
        next = format!("&cursor={cursor}");
    }
}

/// As htmx sends a form.
async fn press(browser: &Browser<'_>, target: &str, pairs: &[(&str, &str)]) -> Reply {
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Sec-Fetch-Site", "same-origin"),
        ("HX-Request", "true"),
        ("HX-Current-URL", "http://x.example/app/leads?all=1"),
    ];
    browser.send("POST", target, &headers, &form(pairs)).await
}

/// The value of a hidden field of a page.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    field.unwrap_or_else(|| panic!("no {name}: {page}")).split('"').next().unwrap()
}

fn decoded(text: &str) -> String {
    text.replace("&#38;", "&").replace("&amp;", "&")
}

/// The column of a file of text, below its heading.
fn column(file: &[u8], name: &str) -> Vec<String> {
    let mut rows = csv::Reader::from_reader(file);
    let at = rows.headers().unwrap().iter().position(|heading| heading == name).unwrap();
    rows.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn all_that_match_are_handed_out_and_taken_back(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let list = make_list(&native, "Chia hết").await;
        put_in(&house, &list, numbered("Khách", 1_100), None).await;
        put_in(&house, &list, numbered("Có người", 3), Some(MANAGER)).await;
        let id = &list["id"];
        let others = leads(&native, &format!("list_id={id}&agent_id={MANAGER}")).await;
        assert_eq!(others.len(), 3);
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;

        // The page shows 50 and offers the others; so chosen, it says the list's own question again.
        let address = format!("/app/leads?list={id}&whose=nobody&order=oldest");
        let page = text(&manager.get(&address).await);
        assert!(page.contains("Chọn cả 1.100 khách khớp bộ lọc") && !page.contains("name=\"matching\""), "{page}");
        let offer = format!("{address}&all=1").replace("/app/leads", "").replace('&', "&#38;");
        assert!(page.contains(&format!("href=\"{offer}\"")), "{offer}: {page}");
        let page = text(&manager.get(&format!("{address}&all=1")).await);
        assert!(page.contains("Đã chọn cả 1.100 khách khớp bộ lọc"), "{page}");
        let matching = decoded(hidden(&page, "matching"));
        assert_eq!(matching, format!("?list={id}&whose=nobody"));
        let asked = form_urlencoded::byte_serialize(matching.as_bytes()).collect::<String>();
        let dialog = manager.send("GET", &format!("/app/leads/assign?matching={asked}"), &[("HX-Request", "true")], "").await;
        let dialog = text(&dialog);
        assert!(dialog.contains("Giao 1.100 khách cho ai?") && decoded(hidden(&dialog, "matching")) == matching, "{dialog}");

        // Each leaves the list as it is handed out, and none is passed over. What the browser names besides counts for nothing.
        let named = others[0]["id"].to_string();
        let agent = AGENT.to_string();
        let done = press(&manager, "/app/leads/assign", &[("matching", &matching), ("leads", &named), ("agent", &agent)]).await;
        let told = text(&done);
        assert!(done.status == 200 && told.contains("Đã giao 1.100 khách"), "{}: {told}", done.status);
        let given = leads(&native, &format!("list_id={id}&agent_id={AGENT}")).await;
        let versions: BTreeSet<i64> = given.iter().map(|lead| lead["version"].as_i64().unwrap()).collect();
        assert_eq!((given.len(), versions), (1_100, [others[0]["version"].as_i64().unwrap() + 1].into()), "each once");
        assert_eq!(leads(&native, &format!("list_id={id}&unassigned=true")).await.len(), 0);
        assert_eq!(leads(&native, &format!("list_id={id}&agent_id={MANAGER}")).await, others, "the others stay as they were");

        // One press takes all of it back.
        let events = hidden(&told, "events");
        assert_eq!(events.split(',').count(), 1_100);
        let undone = press(&manager, "/app/undo", &[("events", events), ("leads", &named), ("matching", &matching)]).await;
        assert!(text(&undone).contains("Đã hoàn tác 1.100 khách"), "{}", text(&undone));
        assert_eq!(leads(&native, &format!("list_id={id}&unassigned=true")).await.len(), 1_100);
        assert_eq!(leads(&native, &format!("list_id={id}&agent_id={MANAGER}")).await, others);

        // A request that is refused as a whole changes nothing and keeps what was chosen.
        let refused = press(&manager, "/app/leads/assign", &[("matching", &matching), ("agent", "1")]).await;
        assert!(refused.status == 422 && decoded(hidden(&text(&refused), "matching")) == matching, "{}", text(&refused));
        assert_eq!(leads(&native, &format!("list_id={id}&unassigned=true")).await.len(), 1_100);
        // Without script the dialog is a page whose address means the same leads, and the list comes back with none of them chosen.
        let list_page = format!("/app/leads?list={id}&whose=nobody&order=oldest&all=1");
        let from = format!("http://x.example{list_page}");
        let place = format!("/app/leads/assign?matching={asked}");
        for headers in [&[("Referer", from.as_str())][..], &[("HX-Request", "true")]] {
            let page = decoded(&text(&manager.send("GET", &place, headers, "").await));
            assert_eq!(page.contains("<!doctype html>"), headers[0].0 == "Referer", "{page}");
            assert!(page.contains(&format!("data-keep=\"{place}\"")) && page.contains(&format!("action=\"{place}\"")), "{page}");
            assert_eq!(hidden(&page, "matching"), matching);
            assert!(headers[0].0 != "Referer" || hidden(&page, "back") == list_page, "{page}");
        }
        let away = form(&[("matching", &matching), ("leads", ""), ("agent", &agent), ("back", &list_page)]);
        let plain = manager.post(&place, &away).await;
        let back = list_page.strip_suffix("&all=1");
        assert_eq!((plain.status, plain.header("location")), (303, back), "{}", text(&plain));
        assert_eq!(leads(&native, &format!("list_id={id}&agent_id={AGENT}")).await.len(), 1_100);
        // Whoever comes from nowhere goes to the list.
        let few = format!("?list={id}&agent={MANAGER}");
        let plain = manager.post("/app/leads/stage", &form(&[("matching", &few), ("stage", "557")])).await;
        assert_eq!((plain.status, plain.header("location")), (303, Some(format!("/app/leads{few}").as_str())));
        assert_eq!(leads(&native, &format!("list_id={id}&stage_id=557")).await.len(), 3);
        house.stop().await;
    }

    async fn all_that_match_are_those_that_she_sees(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let list = make_list(&native, "Của nhiều người").await;
        put_in(&house, &list, [numbered("Của chị", 110), numbered("Tìm thấy", 10)].concat(), Some(AGENT)).await;
        put_in(&house, &list, numbered("Của người khác", 7), Some(MANAGER)).await;
        let id = &list["id"];
        let theirs = leads(&native, &format!("list_id={id}&agent_id={MANAGER}")).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        let matching = format!("?list={id}");
        let hers = press(&agent, "/app/leads/stage", &[("matching", &matching), ("stage", "557")]).await;
        assert!(text(&hers).contains("Đã chuyển 120 khách"), "{}", text(&hers));
        let none = press(&stranger, "/app/leads/stage", &[("matching", &matching), ("stage", "557")]).await;
        assert!(none.status == 422 && text(&none).contains("Chưa chọn khách nào"), "{}", text(&none));
        let moved = leads(&native, &format!("list_id={id}&stage_id=557")).await;
        assert!(moved.len() == 120 && moved.iter().all(|lead| lead["agent_id"] == AGENT), "{}", moved.len());
        assert_eq!(leads(&native, &format!("list_id={id}&agent_id={MANAGER}")).await, theirs);

        // What a search finds is meant as a whole too.
        let found = press(&agent, "/app/leads/stage", &[("matching", "?q=tim+thay"), ("stage", "527")]).await;
        assert!(text(&found).contains("Đã chuyển 10 khách"), "{}", text(&found));
        assert_eq!(leads(&native, &format!("list_id={id}&stage_id=527")).await.len(), 10);
        house.stop().await;
    }

    async fn what_the_list_shows_is_carried_away_by_who_sees_all(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let list = make_list(&native, "Mang đi").await;
        put_in(&house, &list, [numbered("Mang", 420), numbered("Tìm thấy", 10), vec!["=1+1".to_owned()]].concat(), None).await;
        put_in(&house, &list, numbered("Ở lại", 5), Some(AGENT)).await;
        let query = format!("?list={}&whose=nobody", list["id"]);
        let wanted: BTreeSet<String> =
            leads(&native, &format!("list_id={}&unassigned=true", list["id"])).await.iter().map(|lead| lead["id"].to_string()).collect();
        assert_eq!(wanted.len(), 431);
        for role in [Role::Manager, Role::Admin] {
            let browser = Browser::of(&house, "kangnam", MANAGER, role).await;
            let page = text(&browser.get(&format!("/app/leads{query}")).await);
            assert!(decoded(&page).contains(&format!("href=\"/app/leads/export.csv{query}\"")), "{page}");
            let file = browser.get(&format!("/app/leads/export.csv{query}")).await;
            assert_eq!((file.status, file.header("content-type")), (200, Some("text/csv; charset=utf-8")));
            let named = file.header("content-disposition").unwrap().to_owned();
            assert!(named.starts_with("attachment; filename=\"khach-20") && named.ends_with(".csv\""), "{named}");
            let ids = column(&file.body, "id");
            assert_eq!((ids.len(), ids.into_iter().collect::<BTreeSet<_>>()), (wanted.len(), wanted.clone()), "each once");
            assert!(column(&file.body, "name").contains(&"'=1+1".to_owned()), "no spreadsheet calculates it");
            let found = browser.get("/app/leads/export.csv?q=tim+thay").await;
            assert_eq!(column(&found.body, "name").len(), 10, "{}", text(&found));
            let book = browser.get(&format!("/app/leads/export.xlsx{query}")).await;
            assert_eq!(book.status, 200);
            let rows = CsvRows::open_as(&book.body[..], &FileOptions::default()).unwrap();
            let ids: BTreeSet<String> = rows.map(|row| row.unwrap().cell("id").to_owned()).collect();
            assert_eq!(ids, wanted, "the workbook has the same");
        }
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let page = text(&agent.get("/app/leads").await);
        assert!(!page.contains("/app/leads/export"), "{page}");
        for ending in ["csv", "xlsx", "jsonl"] {
            assert_eq!(agent.get(&format!("/app/leads/export.{ending}")).await.status, 403, "contacts are masked for her");
        }
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        let file = stranger.get(&format!("/app/leads/export.csv{query}")).await;
        assert!(file.status == 200 && column(&file.body, "id").is_empty(), "{}", text(&file));
        let all = text(&stranger.get("/app/leads/export.csv").await);
        assert!(!all.contains("Mang 0001") && !all.contains("Ở lại"), "{all}");
        house.stop().await;
    }

    async fn an_export_has_the_columns_that_were_chosen_or_whole_leads(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = json!({ "name": "=Cột", "phone": "0349790001", "stage_id": 557, "agent_id": AGENT });
        let (_, made) = native.post("/hub/v1/leads", &lead).await;
        native.post("/hub/v1/leads", &json!({ "name": "Khác" })).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let list = decoded(&text(&manager.get("/app/leads?stage=557&order=oldest").await));
        assert!(list.contains("href=\"/app/leads/export?stage=557\"") && list.contains("href=\"/app/leads/export.jsonl?stage=557\""), "{list}");

        let page = text(&manager.get("/app/leads/export?stage=557").await);
        assert!(page.contains("method=\"get\" action=\"/app/leads/export.xlsx\"") && page.contains("formaction=\"/app/leads/export.csv\""), "{page}");
        assert!(page.contains("name=\"stage\" value=\"557\""), "the form says again which leads: {page}");
        assert!(page.contains("value=\"phone\" checked") && page.contains("value=\"uuid\">uuid"), "{page}");
        assert!(!page.contains("không theo bộ lọc"), "no search passes a filter over: {page}");

        // As the form sends it; a column that is not there any more is passed over, and one that stands twice is there once.
        let address = format!("stage=557&agent={AGENT}&column=stage&column=name&column=gone&column=name");
        let file = manager.get(&format!("/app/leads/export.csv?{address}")).await;
        let mut lines = text(&file).lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines.remove(0), "stage,name");
        assert!(lines.iter().any(|line| line.ends_with(",'=Cột")) && !lines.iter().any(|line| line.ends_with("Khác")), "{lines:?}");
        let book = manager.get(&format!("/app/leads/export.xlsx?{address}")).await;
        let rows = CsvRows::open_as(&book.body[..], &FileOptions::default()).unwrap();
        assert_eq!(rows.header(), ["stage", "name"]);

        let whole = manager.get(&format!("/app/leads/export.jsonl?stage=557&agent={AGENT}")).await;
        assert_eq!((whole.status, whole.header("content-type")), (200, Some("application/jsonl")));
        assert!(whole.header("content-disposition").unwrap().ends_with(".jsonl\""));
        let leads: Vec<serde_json::Value> = text(&whole).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of_it = leads.iter().find(|lead| lead["id"] == made["id"]).expect("the lead has a line");
        assert_eq!((&of_it["name"], &of_it["phone"]), (&json!("=Cột"), &json!("0349790001")));
        assert!(of_it["comments"].is_array() && leads.iter().all(|lead| lead["stage_id"] == 557), "{leads:?}");

        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        assert_eq!(agent.get("/app/leads/export").await.status, 403);
        house.stop().await;
    }

    /// The list that a search shows has whatever it found, and so has its file; both places say so.
    async fn an_export_of_a_search_says_that_it_passes_filters_over(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let new = json!({ "name": "Tìm Vượt Lọc", "phone": "0349790011", "stage_id": 557 });
        assert_eq!(native.post("/hub/v1/leads", &new).await.0, 201);
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let (both, alone) = ("q=tim+vuot+loc&touched=yes", "q=tim+vuot+loc");
        for address in ["/app/leads?", "/app/leads/export?"] {
            let said = |page: &str| page.contains("không theo bộ lọc");
            assert!(said(&text(&manager.get(&format!("{address}{both}")).await)), "{address}");
            assert!(!said(&text(&manager.get(&format!("{address}{alone}")).await)), "{address}");
        }
        let names = |query: &'static str| {
            let manager = &manager;
            async move { column(&manager.get(&format!("/app/leads/export.csv?{query}")).await.body, "name") }
        };
        assert_eq!(names(both).await, ["Tìm Vượt Lọc"], "nobody touched it");
        assert_eq!(names(alone).await, ["Tìm Vượt Lọc"]);
        house.stop().await;
    }

    async fn every_filter_has_a_choice_and_a_word_that_takes_it_off(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let list = make_list(&native, "Để lọc").await;
        put_in(&house, &list, vec!["Trong danh sách".to_owned()], None).await;
        assert_eq!(native.post("/hub/v1/leads", &json!({ "name": "Ngoài danh sách", "phone": "0349790012" })).await.0, 201);
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let page = decoded(&text(&manager.get("/app/leads?stage=557").await));
        for choice in ["touched=yes", "touched=no", "booked=yes", "origin=caresoft", "origin=native", "origin=app"] {
            assert!(page.contains(&format!("href=\"?stage=557&{choice}\"")), "{choice}: {page}");
        }
        // Lists and campaigns may be many: the menu asks for them.
        assert!(page.contains("hx-get=\"/app/leads/filters?stage=557\"") && !page.contains("Để lọc"), "{page}");
        let choice = text(&manager.get("/app/leads/filters?stage=557&touched=no").await);
        assert!(choice.contains(&format!("<option value=\"{}\">Để lọc · Chiến dịch Để lọc</option>", list["id"])), "{choice}");
        assert!(choice.contains("<select id=\"by-campaign\"") && choice.contains(">Chiến dịch Để lọc</option>"), "{choice}");
        assert!(choice.contains("name=\"stage\" value=\"557\"") && choice.contains("name=\"touched\" value=\"no\""), "{choice}");
        // The form sends both, and what was not chosen narrows nothing.
        let address = format!("/app/leads?touched=no&list={}&campaign=", list["id"]);
        let page = text(&manager.get(&address).await);
        assert!(page.contains("Trong danh sách") && !page.contains("Ngoài danh sách"), "{page}");
        assert!(page.contains("Danh sách: Để lọc") && page.contains("Đã liên hệ: chưa"), "{page}");
        let chosen = text(&manager.get(&format!("/app/leads/filters?list={}", list["id"])).await);
        assert!(chosen.contains(&format!("<option value=\"{}\" selected>", list["id"])), "{chosen}");
        // What a lead is about is written, not chosen.
        let about = json!({ "name": "Có dự án", "phone": "0349790013", "project_name": "Đà Lạt", "score": 7, "meeting_at": "2027-01-02T01:00:00Z" });
        assert_eq!(native.post("/hub/v1/leads", &about).await.0, 201);
        let day = "meeting_since=2027-01-02&meeting_to=2027-01-02";
        for (query, is_found) in [("project=da+lat", true), ("project=da", false), ("score=7", true), ("score=8", false), (day, true),
            ("meeting_since=2027-01-03", false), ("meeting_to=2027-01-01", false)] {
            let page = text(&manager.get(&format!("/app/leads?{query}")).await);
            assert_eq!(page.contains("Có dự án"), is_found, "{query}: {page}");
            assert!(!page.contains("Ngoài danh sách"), "{query}: {page}");
        }
        let page = text(&manager.get(&format!("/app/leads?project=da+lat&score=7&{day}")).await);
        for chip in ["Dự án: da lat", "Điểm từ 7", "Hẹn gặp từ 02/01/2027", "Hẹn gặp đến 02/01/2027"] {
            assert!(page.contains(chip), "{chip}: {page}");
        }
        let fields = text(&manager.get("/app/leads/filters?score=7&stage=557").await);
        assert!(fields.contains("<input type=\"number\" id=\"by-score\" name=\"score\" value=\"7\">"), "{fields}");
        let by_hand = text(&manager.get("/app/leads?origin=app").await);
        assert!(by_hand.contains("Kênh: Thêm tay"), "{by_hand}");
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        let theirs = text(&stranger.get(&format!("/app/leads/filters?list={}", list["id"])).await);
        assert!(!theirs.contains("Để lọc"), "{theirs}");
        house.stop().await;
    }
}
