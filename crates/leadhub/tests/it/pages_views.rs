//! Saved views and the columns of the list of leads, and the help, as a browser asks for them. On both engines.
//! What a browser does with a page is not seen here.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, dongnai_agent, form, text};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

/// The names in the choice of views, in their order.
async fn names(browser: &Browser<'_>) -> Vec<String> {
    let page = text(&browser.get("/app/views").await);
    let rows = page.split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split("\">").nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

async fn save(browser: &Browser<'_>, name: &str, query: &str, more: &[(&str, &str)]) -> u16 {
    let pairs = [&[("name", name), ("query", query)], more].concat();
    browser.post("/app/views", &form(&pairs)).await.status
}

/// The id of a view by the form that renames it.
async fn id(browser: &Browser<'_>, name: &str) -> String {
    let page = text(&browser.get("/app/views").await);
    let row = page
        .split("<tr>")
        .find(|row| row.contains(&format!("\">{name}</a>")))
        .unwrap_or_else(|| panic!("{name}: {page}"));
    row.split("/app/views/").nth(1).unwrap().split('/').next().unwrap().to_owned()
}

both_engines! {
    migrate = crate::migrate;

    async fn cells_open_what_their_keys_open_and_notes_are_written_from_the_list(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let label = native.get("/hub/v1/labels").await.1["data"][0].clone();
        let new = json!({ "name": "Ô Sửa", "phone": "0349770001", "label_ids": [label["id"]] });
        let (status, lead) = native.post("/hub/v1/leads", &new).await;
        assert_eq!(status, 201, "{lead}");
        let (id, columns) = (lead["id"].to_string(), "col=stage&col=assignee&col=labels&col=note");
        let page = text(&manager.get(&format!("/app/leads?{columns}")).await);
        for what in ["stage", "assign", "label", "note"] {
            let address = format!("/app/leads/{what}?lead={id}");
            assert!(page.contains(&format!("href=\"{address}\" hx-get=\"{address}\"")), "{what}: {page}");
            let dialog = text(&manager.send("GET", &address, &[("HX-Request", "true")], "").await);
            assert!(dialog.contains("<dialog") && dialog.contains(&id), "{what}: {dialog}");
        }
        let row = page.split(&format!("id=\"lead-{id}\"")).nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.contains(label["label"].as_str().unwrap()), "{row}");
        // Where labels are not shown nothing is pressed for them.
        assert!(!text(&manager.get("/app/leads").await).contains("/app/leads/label?lead="));

        // A note from the list is on its row in the answer, with the columns that the list shows.
        let at = format!("http://x.example/app/leads?{columns}");
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin"), ("HX-Request", "true"), ("HX-Current-URL", at.as_str())];
        let noted = text(&manager.send("POST", &format!("/app/leads/{id}/note"), &headers, "note=H%E1%BA%B9n+chi%E1%BB%81u").await);
        assert!(noted.contains("Hẹn chiều") && noted.contains(&format!("hx-target=\"#lead-{id}\"")), "{noted}");
        assert!(noted.contains(label["label"].as_str().unwrap()), "{noted}");

        // Nobody is asked for a note on a lead that she does not see.
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        for address in [format!("/app/leads/note?lead={id}"), "/app/leads/note".to_owned(), "/app/leads/note?lead=x".to_owned()] {
            assert_eq!(stranger.get(&address).await.status, 404, "{address}");
        }
        house.stop().await;
    }

    async fn a_view_is_what_the_list_showed(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        native.post("/hub/v1/leads", &json!({ "name": "Lan", "email": "lan781@example.com", "stage_id": 557 })).await;
        native.post("/hub/v1/leads", &json!({ "name": "Huệ", "email": "hue781@example.com" })).await;
        let address = "?stage=557&order=oldest&col=email&col=stage&w_email=220";
        let form_page = text(&manager.get(&format!("/app/views/new{address}&after=5.7&preview=1")).await);
        assert!(form_page.contains("<!doctype html>") && form_page.contains("?stage=557&#38;order=oldest&#38;col=email"), "{form_page}");
        let saved = manager.post("/app/views", &form(&[("name", "Đang gọi"), ("query", address)])).await;
        assert_eq!((saved.status, saved.header("location")), (303, Some(format!("/app/leads{address}").as_str())), "{}", text(&saved));
        let list = text(&manager.get(&format!("/app/leads{address}")).await);
        assert!(list.contains("Khách của ai: </span>Đang gọi") && list.contains("<th scope=\"col\" width=\"220\">E-mail</th>"), "{list}");
        assert!(list.contains("lan781@example.com") && !list.contains("Huệ") && !list.contains("Điện thoại</th>"), "{list}");
        // The rows that come later have the same columns.
        let lead = list.split("data-row=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let row = text(&manager.get(&format!("/app/leads/rows{address}&ids={lead}&has={lead}")).await);
        assert!(row.contains("lan781@example.com"), "{row}");
        let moved = manager.send("POST", "/app/leads/stage", &[("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin"),
            ("HX-Request", "true"), ("HX-Current-URL", &format!("{}/app/leads{address}", house.base_url))], &format!("leads={lead}&stage=525")).await;
        assert!(moved.status == 200 && text(&moved).contains("lan781@example.com"), "{}", text(&moved));

        let hostile = "<script>alert(1)</script>\"'&";
        assert_eq!(save(&manager, hostile, "?order=oldest", &[("shared", "yes")]).await, 303);
        let page = text(&manager.get("/app/leads").await);
        assert!(page.contains("&#60;script&#62;") && !page.contains("<script>alert"), "{page}");
        // The same name again is refused, and what was typed stays; in the place of the other it is taken.
        let again = manager.post("/app/views", &form(&[("name", "Đang gọi"), ("query", "?order=untouched")])).await;
        let told = text(&again);
        assert!(again.status == 422 && told.contains("Đã có bộ lọc tên này") && told.contains("value=\"?order=untouched\""), "{told}");
        assert_eq!(save(&manager, " ", "?order=oldest", &[]).await, 422);
        let known = id(&manager, "Đang gọi").await;
        assert_eq!(save(&manager, "Đang gọi", "?order=untouched", &[("view", &known)]).await, 303);
        let page = text(&manager.get("/app/leads?order=untouched").await);
        assert!(page.contains("Khách của ai: </span>Đang gọi"), "{page}");
        house.stop().await;
    }

    async fn views_are_ones_own_or_everybodys(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        for name in ["Một", "Hai", "Ba"] {
            assert_eq!(save(&agent, name, "?whose=mine", &[]).await, 303);
        }
        assert_eq!(save(&manager, "Chung", "?stage=557", &[("shared", "yes")]).await, 303);
        assert_eq!(save(&agent, "Của tất cả", "?stage=557", &[("shared", "yes")]).await, 422, "an agent shares none");
        assert_eq!(names(&agent).await, ["Một", "Hai", "Ba", "Chung"]);
        assert_eq!((names(&manager).await, names(&stranger).await), (vec!["Chung".to_owned()], vec![]));
        // Order, name, and the end of it.
        let (two, shared) = (id(&agent, "Hai").await, id(&manager, "Chung").await);
        for (to, order) in [("up", ["Hai", "Một", "Ba"]), ("up", ["Hai", "Một", "Ba"]), ("down", ["Một", "Hai", "Ba"]), ("down", ["Một", "Ba", "Hai"])] {
            assert_eq!(agent.post(&format!("/app/views/{two}/shift"), &form(&[("to", to)])).await.status, 303);
            assert_eq!(names(&agent).await[..3], order, "{to}");
        }
        assert_eq!(agent.post(&format!("/app/views/{two}"), &form(&[("name", "Hai ba")])).await.status, 303);
        let taken = agent.post(&format!("/app/views/{two}"), &form(&[("name", "Một")])).await;
        assert!(taken.status == 422 && text(&taken).contains("Đã có bộ lọc tên này"), "{}", text(&taken));
        for what in ["", "/delete", "/shift"] {
            let sent = form(&[("name", "x"), ("to", "up")]);
            for (browser, view, status) in [(&manager, &two, 404), (&stranger, &two, 404), (&stranger, &shared, 404)] {
                assert_eq!(browser.post(&format!("/app/views/{view}{what}"), &sent).await.status, status, "{what}");
            }
            if what != "/shift" {
                assert_eq!(agent.post(&format!("/app/views/{shared}{what}"), &sent).await.status, 422, "{what}");
            }
        }
        assert_eq!(agent.post(&format!("/app/views/{two}/delete"), "").await.status, 303);
        assert_eq!(names(&agent).await, ["Một", "Ba", "Chung"]);
        house.stop().await;
    }

    async fn help_is_for_who_reads_it(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let (of_agent, of_manager) = (text(&agent.get("/app/help").await), text(&manager.get("/app/help").await));
        assert!(of_agent.contains("Sau cuộc gọi") && !of_agent.contains("Danh sách và chiến dịch</h2>"), "{of_agent}");
        assert!(of_manager.contains("Danh sách và chiến dịch</h2>") && of_manager.contains("<code>leadhub user passwd TÊN</code>"), "{of_manager}");
        assert!(text(&manager.get("/app/help?for=agents").await).contains("Sau cuộc gọi"));
        // Every page leads there.
        for page in ["/app/leads", "/app/board", "/app/overview", "/app/lists"] {
            assert!(text(&agent.get(page).await).contains("href=\"/app/help\""), "{page}");
        }
        let mut english = Browser::new(&house);
        english.speak("en", &agent);
        let page = text(&english.get("/app/help").await);
        assert!(page.contains("After a call") && !page.contains("Sau cuộc gọi"), "{page}");
        house.stop().await;
    }
}
