//! One lead in two hands: masks and what lifts them, a note that is being written while others write, two who edit at once, a booking that
//! is in the way, a session that ends in the middle.

use super::Stage;
use crate::client::Client;
use crate::house::{AGENT, MANAGER, PASSWORD};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

both_engines! {
    migrate = crate::migrate;

    async fn what_two_do_to_one_lead(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let lead = json!({ "name": "Hồng Ánh", "phone": "0349754001", "email": "anh@example.com", "agent_id": AGENT });
        let (_, made) = native.post("/hub/v1/leads", &lead).await;
        let (id, path) = (made["id"].to_string(), format!("/hub/v1/leads/{}", made["id"]));
        let page = format!("/app/leads/{id}");
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;

        // What is being written stays, with the focus, whatever comes meanwhile; sent, it is there once and the field is empty.
        window.go(&page).await;
        window.until("document.readyState === 'complete'").await;
        window.press("n").await;
        window.until("document.activeElement.name === 'note'").await;
        window.type_text("gọi lại chiều nay").await;
        native.json("PATCH", &path, Some(&json!({ "subject": "Trồng răng" }))).await;
        window.wait_text(".facts dd", "Trồng răng").await;
        assert_eq!(window.look("document.activeElement.name + document.activeElement.value").await, "notegọi lại chiều nay");
        window.type_text(", sau 3 giờ").await;
        window.press("Control+Enter").await;
        window.wait_text(".timeline .note", "gọi lại chiều nay, sau 3 giờ").await;
        window.until("document.querySelector('[name=note]').value === ''").await;
        assert_ne!(window.focus().await, "body");

        // Two edit different fields: both are kept. The same field: she is shown the other's and chooses.
        let edit = format!("a[href='{page}/edit']");
        window.click(&edit).await;
        window.fill("#name", "Hồng Ánh Lê").await;
        native.json("PATCH", &path, Some(&json!({ "address": "1 Lê Lợi" }))).await;
        window.press("Control+Enter").await;
        window.wait_text("#lead-view h1", "Hồng Ánh Lê").await;
        window.wait_text(".facts dd", "1 Lê Lợi").await;
        window.wait_gone("dialog[open]").await;
        assert_ne!(window.focus().await, "body");
        window.click(&edit).await;
        window.fill("#subject", "Niềng răng").await;
        native.json("PATCH", &path, Some(&json!({ "subject": "Tẩy trắng" }))).await;
        window.press("Control+Enter").await;
        window.wait_text("#subject-error", "Tẩy trắng").await;
        assert_eq!(window.look("document.querySelector('#subject').value").await, "Niềng răng");
        window.click("[data-take]").await;
        assert_eq!(window.look("document.querySelector('#subject').value").await, "Tẩy trắng");
        window.fill("#subject", "Niềng răng").await;
        window.press("Control+Enter").await;
        window.wait_text(".facts dd", "Niềng răng").await;
        let (_, now) = native.get(&path).await;
        assert_eq!((&now["name"], &now["address"], &now["subject"]), (&json!("Hồng Ánh Lê"), &json!("1 Lê Lợi"), &json!("Niềng răng")));

        // Two windows: what the other saved meanwhile is shown to who saves later, and hers is not lost.
        window.press("e").await;
        window.wait("#subject").await;
        let first = window.tab().await;
        let second = window.new_tab().await;
        window.go(&page).await;
        window.wait("#lead-view").await;
        window.press("e").await;
        window.fill("#subject", "Bọc sứ").await;
        window.press("Control+Enter").await;
        window.wait_text(".facts dd", "Bọc sứ").await;
        window.close_tab(&second).await;
        window.show(&first).await;
        window.fill("#subject", "Cấy ghép").await;
        window.press("Control+Enter").await;
        window.wait_text("#subject-error", "Bọc sứ").await;
        assert_eq!(window.look("document.querySelector('#subject').value").await, "Cấy ghép");
        window.press("Control+Enter").await;
        window.wait_text(".facts dd", "Cấy ghép").await;
        window.wait_gone("dialog[open]").await;
        assert_ne!(window.focus().await, "body");

        // One booking in effect bars another, which is told with the one in the way.
        for (day, is_first) in [("2099-03-04T10:00", true), ("2099-03-05T10:00", false)] {
            window.press("b").await;
            window.wait("#day").await;
            window.run("document.querySelector('#day').value = arguments[0]", json!([day])).await;
            window.press("Control+Enter").await;
            match is_first {
                true => drop(window.wait_text(".box b", "04/03/2099 10:00").await),
                false => drop(window.wait_text("dialog .notice", "Book-").await),
            }
        }
        window.press("Escape").await;
        window.wait_gone("dialog[open]").await;
        stage.is_clean(&[409, 422]).await;

        // The session ends while she writes: she signs in and goes on with what she wrote.
        window.fill("[name=note]", "đang viết dở").await;
        window.forget_cookie("leadhub").await;
        window.press("Control+Enter").await;
        window.wait("#password").await;
        let name = window.look("document.querySelector('#name').value").await;
        assert_eq!(name, "");
        let name = stage.house.let_in("kangnam", MANAGER, Role::Manager).await;
        stage.fill_in(&name, PASSWORD).await;
        window.wait("#lead-view").await;
        assert_eq!(window.place().await, page);
        assert_eq!(window.look("document.querySelector('[name=note]').value").await, "đang viết dở");
        stage.is_clean(&[]).await;

        // An agent is shown masks, until she asks; that she did is on the timeline.
        window.forget_cookie("leadhub").await;
        stage.sign_in(AGENT, Role::Agent).await;
        window.go(&page).await;
        window.wait("#lead-view").await;
        assert!(!window.look("document.documentElement.outerHTML").await.contains("754001"));
        assert!(!window.look("document.documentElement.outerHTML").await.contains("anh@example.com"));
        window.run("document.querySelector('[data-key=r]').focus()", json!([])).await;
        window.press("r").await;
        window.wait_text("#contacts dd", "0349 754 001").await;
        assert_ne!(window.focus().await, "body");
        window.go(&page).await;
        window.wait_text(".timeline .what", "xem số").await;

        // In English the whole page is: no word of the other language is left in what the house says.
        window.go("/app/sign-in?language=en").await;
        window.go(&page).await;
        window.wait_text(".timeline .what", "saw the contacts").await;
        assert_eq!(window.look("document.documentElement.lang").await, "en");
        let text = window.look("[...document.querySelectorAll('.nav a, .head .button, main h2, main dt, .tools button, .composer button')].map((each) => each.textContent).join(' ')").await;
        assert!(text.is_ascii(), "{text}");
        stage.is_clean(&[]).await;

        // The server is lost while she writes: she is told, and what she wrote is there.
        window.fill("[name=note]", "typed before it was lost").await;
        let Stage { window, house, .. } = stage;
        house.stop().await;
        window.press("Control+Enter").await;
        window.wait_text(".toast.bad", "the connection is gone").await;
        assert_eq!(window.look("document.querySelector('[name=note]').value").await, "typed before it was lost");
        assert_ne!(window.focus().await, "body");
        window.close().await;
    }

    async fn z_takes_back_what_the_last_toast_says_and_nothing_before_it(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let (_, made) = native.post("/hub/v1/leads", &json!({ "name": "Hoàn Tác", "phone": "0349754003" })).await;
        let (page, path) = (format!("/app/leads/{}", made["id"]), format!("/hub/v1/leads/{}", made["id"]));
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        window.go(&page).await;
        window.wait("#lead-view").await;
        let assign = async |agent: i64| {
            window.press("a").await;
            window.wait("#agent").await;
            window.run("document.querySelector('#agent').value = arguments[0]", json!([agent.to_string()])).await;
            window.press("Control+Enter").await;
            window.wait_gone("dialog[open]").await;
            window.wait_text(".toast", "giao").await;
        };

        // The edit is the newest: it alone is put back.
        assign(AGENT).await;
        window.press("e").await;
        window.fill("#subject", "Niềng răng").await;
        window.press("Control+Enter").await;
        window.wait_text(".facts dd", "Niềng răng").await;
        window.wait_gone("dialog[open]").await;
        window.press("z").await;
        window.wait_text(".toast:last-child", "hoàn tác").await;
        let (_, now) = native.get(&path).await;
        assert_eq!((&now["subject"], &now["agent_id"]), (&json!(null), &json!(AGENT)));

        // A note is never put back, and what was done before it is not meant.
        assign(MANAGER).await;
        window.fill("[name=note]", "gọi lại").await;
        window.press("Control+Enter").await;
        window.wait_text(".timeline .note", "gọi lại").await;
        window.run("document.activeElement.blur()", json!([])).await;
        window.press("z").await;
        window.wait_text(".toast:last-child", "không hoàn tác được").await;
        window.press("z").await;
        assert_eq!(window.count(".toast.nothing").await, 1);
        assert_eq!(native.get(&path).await.1["agent_id"], MANAGER);
        stage.close().await;
    }

    async fn older_events_and_one_kind_of_them_are_shown_where_one_is(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let (_, made) = native.post("/hub/v1/leads", &json!({ "name": "Dài", "phone": "0349754005" })).await;
        let (page, path) = (format!("/app/leads/{}", made["id"]), format!("/hub/v1/leads/{}", made["id"]));
        for number in 0..105 {
            native.post(&format!("{path}/comments"), &json!({ "body": format!("lần {number:03}") })).await;
        }
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        window.go(&page).await;
        window.wait("#lead-view").await;
        window.fill("[name=note]", "đang viết dở").await;

        // What is being written stays; the address says what is shown, and what comes meanwhile does not change it.
        window.click("#timeline ~ nav a").await;
        window.wait_text(".timeline .note", "lần 000").await;
        window.until("location.search.includes('before=')").await;
        assert_ne!(window.focus().await, "body");
        native.json("PATCH", &path, Some(&json!({ "subject": "Trồng răng" }))).await;
        window.wait_text(".facts dd", "Trồng răng").await;
        assert_eq!(window.count(".timeline .note").await, 5);
        window.click("#timeline a[href$='only=notes']").await;
        window.until("location.search === '?only=notes'").await;
        window.wait_text(".timeline .note", "lần 104").await;
        assert_eq!(window.text("#timeline [aria-current]").await, "Ghi chú");
        assert_eq!(window.look("document.querySelector('[name=note]').value").await, "đang viết dở");
        stage.close().await;
    }
}
