//! The forms that are asked for before something is done: what is wrong is said at its field and what was typed stays, and without a script
//! each is a page whose form works. On both engines.

use super::{AGENT, Browser, MANAGER, form, text};
use crate::client::Client;
use crate::house::House;
use leadhub_golden::Reply;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const MEDIA: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const OURS: (&str, &str) = ("Sec-Fetch-Site", "same-origin");
const PARTIAL: (&str, &str) = ("HX-Request", "true");
/// Of Kangnam.
const STAGE: &str = "557";
const COMPANY: &str = "2";
const DAY: &str = "2099-03-04T10:00";

/// The fields that a page says are wrong, by their ids; of ticks that of their label.
pub fn wrong(page: &str) -> Vec<&str> {
    let tags = page.split('<').filter_map(|piece| piece.split('>').next());
    let marked = tags.filter(|tag| tag.contains("aria-invalid=\"true\""));
    let named = |tag: &'_ str, name: &str| tag.find(name).map(|at| at + name.len());
    let id = |tag| {
        let from = named(tag, " id=\"").or_else(|| named(tag, " aria-labelledby=\"")).unwrap_or_default();
        tag[from..].split('"').next().unwrap_or_default()
    };
    marked.map(id).collect()
}

async fn new_lead(native: &Client, name: &str, phone: &str) -> Value {
    let (status, lead) = native.post("/hub/v1/leads", &json!({ "name": name, "phone": phone })).await;
    assert_eq!(status, 201, "{lead}");
    lead
}

/// Sends a form that is refused, with a script and without; the answer is the form with what is wrong at its fields.
async fn refuse(browser: &Browser<'_>, target: &str, sent: &[(&str, &str)], fields: &[&str], kept: &[&str]) {
    for headers in [&[MEDIA, OURS][..], &[MEDIA, OURS, PARTIAL]] {
        let reply: Reply = browser.send("POST", target, headers, &form(sent)).await;
        let page = text(&reply);
        assert_eq!((reply.status, wrong(&page)), (422, fields.to_vec()), "{target}: {page}");
        assert_eq!(page.contains("<!doctype html>"), headers.len() == 2, "{target}: {page}");
        for field in fields {
            assert!(page.contains(&format!("id=\"{field}-error\"")), "{target}, {field}: {page}");
            assert!(page.contains(&format!("aria-describedby=\"{field}-error\"")), "{target}, {field}: {page}");
        }
        for typed in kept {
            assert!(page.contains(typed), "{target} lost {typed}: {page}");
        }
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn a_refused_form_says_it_at_its_fields_and_keeps_what_was_typed(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = new_lead(&native, "Lê Thị Sửa", "0349780001").await;
        let (id, version) = (lead["id"].to_string(), lead["version"].to_string());
        let label = native.get("/hub/v1/labels").await.1["data"][0]["id"].to_string();
        let (long, agent) = ("a".repeat(5001), AGENT.to_string());

        let nobody = [("name", ""), ("phone", ""), ("email", ""), ("subject", "Niềng răng"), ("note", "gọi lại <b>")];
        refuse(&manager, "/app/leads", &nobody, &["name"], &["value=\"Niềng răng\"", "gọi lại &#60;b&#62;</textarea>"]).await;
        let both = [("name", long.as_str()), ("phone", "0349780002"), ("email", "x@example.com"), ("subject", long.as_str()), ("note", "")];
        let kept = [format!("value=\"{long}\""), "value=\"0349780002\"".to_owned(), "value=\"x@example.com\"".to_owned(), "5000".to_owned()];
        refuse(&manager, "/app/leads", &both, &["name", "subject"], &kept.each_ref().map(String::as_str)).await;

        let edit = format!("/app/leads/{id}/edit");
        let changed = [("version", version.as_str()), ("was_name", "Lê Thị Sửa"), ("name", "Lê Thị Đổi"), ("was_subject", ""), ("subject", long.as_str())];
        refuse(&manager, &edit, &changed, &["subject"], &["value=\"Lê Thị Đổi\"", &kept[0]]).await;

        let (book, day) = (format!("/app/leads/{id}/book"), format!("value=\"{DAY}\""));
        refuse(&manager, &book, &[("company", "999999"), ("day", "")], &["company", "day"], &["Không có trong danh mục.", "Chọn ngày giờ hẹn."]).await;
        refuse(&manager, &book, &[("company", "999999"), ("day", DAY)], &["company"], &[&day]).await;
        let chosen = format!("<option value=\"{COMPANY}\" selected>");
        refuse(&manager, &book, &[("company", COMPANY), ("day", "mai")], &["day"], &[&chosen]).await;

        refuse(&manager, "/app/leads/assign", &[("leads", &id), ("agent", "999999")], &["agent"], &[&format!("name=\"leads\" value=\"{id}\"")]).await;
        let ticked = format!("name=\"remove\" value=\"{label}\" checked");
        refuse(&manager, "/app/leads/label", &[("leads", &id), ("add", "999999"), ("remove", &label)], &["add"], &[&ticked]).await;
        // What is wrong with no field is said above them, and the choice stays as it was.
        let many: Vec<String> = (1..=501).map(|id: i64| id.to_string()).collect();
        let many = many.join(",");
        let chosen = format!("<option value=\"{agent}\" selected>");
        refuse(&manager, "/app/leads/assign", &[("leads", &many), ("agent", &agent)], &[], &[&chosen, "role=\"alert\""]).await;
        let ticked = format!("name=\"add\" value=\"{label}\" checked");
        refuse(&manager, "/app/leads/label", &[("leads", &many), ("add", &label)], &[], &[&ticked, "role=\"alert\""]).await;

        refuse(&manager, &format!("/app/leads/{id}/note"), &[("asked", "1"), ("note", " ")], &["row-note"], &["Chưa viết gì."]).await;
        refuse(&manager, "/app/views", &[("name", " "), ("query", "?order=oldest"), ("shared", "yes")], &["view-name"], &["value=\"?order=oldest\"", "value=\"yes\" checked"]).await;
        let (_, after) = native.get(&format!("/hub/v1/leads/{id}")).await;
        assert_eq!(after["version"], lead["version"], "nothing was written");
        house.stop().await;
    }

    async fn whatever_is_asked_is_a_page_without_a_script_and_its_form_works(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = new_lead(&native, "Trần Không Script", "0349780011").await;
        let (id, version) = (lead["id"].to_string(), lead["version"].to_string());
        let label = native.get("/hub/v1/labels").await.1["data"][0]["id"].to_string();
        let (agent, list) = (AGENT.to_string(), "/app/leads?whose=nobody");
        let (page, of_lead) = (format!("/app/leads/{id}"), |what: &str| format!("/app/leads/{what}?lead={id}"));
        let edited = vec![("version", version.as_str()), ("was_name", "x"), ("name", "x"), ("was_subject", ""), ("subject", "Cấy ghép")];
        let asked = [
            ("/app/leads/new".to_owned(), "Thêm khách", "/app/leads".to_owned(), vec![("name", "Mới Không Script")], None),
            (of_lead("assign"), "Giao 1 khách cho ai?", of_lead("assign"), vec![("leads", id.as_str()), ("agent", &agent)], Some(list)),
            (of_lead("stage"), "Chuyển 1 khách sang giai đoạn nào?", of_lead("stage"), vec![("leads", &id), ("stage", STAGE)], Some(list)),
            (of_lead("label"), "Gắn nhãn cho 1 khách", of_lead("label"), vec![("leads", &id), ("add", &label)], Some(list)),
            (of_lead("note"), "Ghi chú: Trần Không Script", format!("{page}/note"), vec![("asked", "1"), ("note", "Gọi rồi")], Some(page.as_str())),
            (format!("{page}/edit"), "Sửa thông tin", format!("{page}/edit"), edited, Some(page.as_str())),
            (format!("{page}/book"), "Đặt hẹn", format!("{page}/book"), vec![("company", COMPANY), ("day", DAY)], Some(page.as_str())),
        ];
        let came_from = ("Referer", "http://127.0.0.1/app/leads?whose=nobody");
        for (address, title, action, sent, to) in &asked {
            let whole = text(&manager.send("GET", address, &[came_from], "").await);
            assert!(whole.contains("<!doctype html>") && whole.contains(&format!("<title>{title} · leadhub</title>")), "{address}: {whole}");
            assert!(whole.contains(&format!("action=\"{action}\"")) && whole.contains("<nav"), "{address}: {whole}");
            assert!(!whole.contains("hx-partial") && !whole.contains(&format!("hx-post=\"{action}\"")), "{address}: {whole}");
            let back = format!("name=\"back\" value=\"{list}\"");
            assert!(whole.contains(&back) && whole.contains(&format!("href=\"{list}\"")), "{address}: {whole}");
            let part = text(&manager.send("GET", address, &[PARTIAL], "").await);
            assert!(part.contains("<hx-partial") && part.contains("<dialog") && !part.contains("<!doctype"), "{address}: {part}");
            assert!(part.contains(&format!("hx-post=\"{action}\"")) && part.contains(&format!(">{title}</h1>")), "{address}: {part}");
            let sent: Vec<(&str, &str)> = sent.iter().copied().chain([("back", list)]).collect();
            let reply = manager.post(action, &form(&sent)).await;
            let location = reply.header("location").unwrap_or_default();
            assert!(reply.status == 303 && to.map_or(location.starts_with("/app/leads/"), |to| location == to), "{address}: {} {location} {}", reply.status, text(&reply));
        }
        let (_, now) = native.get(&format!("/hub/v1/leads/{id}")).await;
        assert_eq!((&now["agent_id"], &now["subject"]), (&json!(AGENT), &json!("Cấy ghép")), "{now}");
        let shown = text(&manager.get(&page).await);
        assert!(shown.contains("Gọi rồi") && shown.contains("04/03/2099 10:00"), "{shown}");
        assert!(text(&manager.get("/app/leads?q=moi+khong+script").await).contains("Mới Không Script"));

        // Nobody is sent elsewhere by a form, and who names no lead is told.
        let away = form(&[("leads", id.as_str()), ("agent", &agent), ("back", "//evil.example/app/")]);
        assert_eq!(manager.post("/app/leads/assign", &away).await.header("location"), Some("/app/leads"));
        for what in ["assign", "stage", "label", "note"] {
            assert_eq!(manager.get(&format!("/app/leads/{what}")).await.status, 404, "{what}");
        }
        house.stop().await;
    }
}
