//! The list as an agent works it: by keys, with the focus always somewhere; what is done to the ticked rows is done; a row that leaves while
//! a hand is in the table stays until the hand is gone; and Back comes to where she was.

use super::Stage;
use crate::client::Client;
use crate::house::{AGENT, MANAGER};
use crate::pages_leads::{make_list, numbered, put_in};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

both_engines! {
    migrate = crate::migrate;

    async fn rows_are_worked_by_keys_and_back_is_where_one_was(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        for number in 0..60 {
            let lead = json!({ "name": format!("Khách {number:02}"), "phone": format!("03497530{number:02}") });
            assert_eq!(native.post("/hub/v1/leads", &lead).await.0, 201);
        }
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;

        // Rows are 36 pixels, as they are drawn; the first letter goes into the list.
        assert_eq!(window.look("document.querySelector('[data-row]').getBoundingClientRect().height").await, "36");
        window.press("j").await;
        let first = window.focus().await;
        window.press("Space").await;
        assert_eq!(window.text("#preview h1").await, "Khách 59");
        window.press("j").await;
        window.wait_text("#preview h1", "Khách 58").await;
        window.press("Escape").await;
        window.wait_gone("#preview").await;
        assert!(window.focus().await.starts_with("tr#lead-"), "{}", window.focus().await);
        window.press("k").await;
        assert_eq!(window.focus().await, first);

        // A dialog that is left, and one that is answered, give the focus back.
        window.press("s").await;
        window.wait("dialog[open]").await;
        window.press("Escape").await;
        window.wait_gone("dialog[open]").await;
        assert_eq!(window.focus().await, first);
        window.press("x").await;
        window.press("Down").await;
        window.press("Down").await;
        window.press("Shift+X").await;
        assert_eq!(window.text("[data-ticked]").await, "3");
        window.press("a").await;
        window.wait("dialog[open] select").await;
        window.run("document.querySelector('#agent').value = arguments[0]", json!([AGENT.to_string()])).await;
        window.press("Control+Enter").await;
        window.wait_gone("dialog[open]").await;
        window.wait("[data-undo]").await;
        assert_eq!(window.count("[data-tick]:checked").await, 0);
        let name = window.look("document.querySelector('[data-row] .owner').textContent").await;
        assert!(window.focus().await.starts_with("tr#lead-"), "{}", window.focus().await);
        window.press("z").await;
        window.until(&format!("document.querySelector('[data-row] .owner').textContent !== {}", json!(name))).await;
        assert!(window.focus().await.starts_with("tr#lead-"), "{}", window.focus().await);
        // However far she goes, the row that has the focus is seen whole: below the heads that stay, above the foot.
        let is_seen = "(() => { const row = document.activeElement.getBoundingClientRect(); \
            return row.top >= document.querySelector('thead th').getBoundingClientRect().bottom - 1 && row.bottom <= innerHeight; })()";
        for key in ["j"; 30].into_iter().chain(["k"; 30]) {
            window.press(key).await;
            assert!(window.focus().await.starts_with("tr#lead-"), "{}", window.focus().await);
            assert_eq!(window.look(is_seen).await, "true", "{key}: {}", window.focus().await);
        }
        window.press("Enter").await;
        window.wait("#lead-view h1").await;

        // Back: the row that was opened has the focus, and the list stands where it stood.
        window.back().await;
        window.wait("[data-row]").await;
        let row = "[data-row]:nth-child(40)";
        window.run("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", json!([row])).await;
        let (id, scrolled) = (window.look(&format!("document.querySelector('{row}').id")).await, window.look("scrollY").await);
        window.click(&format!("{row} .name")).await;
        window.wait("#lead-view h1").await;
        window.back().await;
        window.wait(row).await;
        window.until(&format!("document.activeElement.id === '{id}'")).await;
        window.until(&format!("Math.abs(scrollY - {scrolled}) < 40")).await;

        // She follows her unassigned; one is given away elsewhere while the pointer is in the table.
        window.go("/app/leads?whose=nobody").await;
        window.hover("[data-row]:nth-child(3) .detail").await;
        let (gone, under) = (window.look("document.querySelector('[data-row]').dataset.row").await, window.look("document.querySelector('[data-row]:nth-child(3)').id").await);
        let top = format!("document.getElementById('{under}').getBoundingClientRect().top");
        let before = window.look(&top).await;
        assert_eq!(native.json("PATCH", &format!("/hub/v1/leads/{gone}"), Some(&json!({ "agent_id": AGENT }))).await.0, 200);
        window.wait(&format!("#lead-{gone}[data-gone]")).await;
        assert_eq!(window.look(&top).await, before);
        window.hover("[data-search]").await;
        window.wait_gone(&format!("#lead-{gone}")).await;
        stage.close().await;
    }

    async fn a_row_leaves_when_its_lead_is_hers_no_longer_or_deleted(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let mut ids = Vec::new();
        for name in ["Ở Lại", "Cho Đi", "Bị Xoá"] {
            let lead = json!({ "name": name, "phone": "0349754011", "agent_id": AGENT });
            ids.push(native.post("/hub/v1/leads", &lead).await.1["id"].to_string());
        }
        stage.sign_in(AGENT, Role::Agent).await;
        let window = &stage.window;
        window.hover("[data-search]").await;
        let before = window.count("[data-row]").await;
        assert_eq!(native.json("PATCH", &format!("/hub/v1/leads/{}", ids[1]), Some(&json!({ "agent_id": MANAGER }))).await.0, 200);
        window.wait_gone(&format!("#lead-{}", ids[1])).await;
        assert_eq!(native.send("DELETE", &format!("/hub/v1/leads/{}", ids[2]), &[], "").await.status, 204);
        window.wait_gone(&format!("#lead-{}", ids[2])).await;
        assert_eq!((window.count("[data-row]").await, window.text("[data-row] .name").await), (before - 2, "Ở Lại".to_owned()));
        stage.close().await;
    }

    async fn single_keys_are_switched_off_and_on_and_rows_stand_closer(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        native.post("/hub/v1/leads", &json!({ "name": "Khách Phím", "phone": "0349753901" })).await;
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        let height = |pixels: usize| format!("document.querySelector('[data-row]').getBoundingClientRect().height === {pixels}");

        window.press("?").await;
        window.click("#keys[open] a[href='/app/preferences/keys/off']").await;
        window.until("document.readyState === 'complete' && document.documentElement.dataset.keys === 'off'").await;
        window.run("document.querySelector('[data-row]').focus()", json!([])).await;
        for key in ["x", "/", "?", "c"] {
            window.press(key).await;
        }
        assert!(window.focus().await.starts_with("tr#lead-"), "{}", window.focus().await);
        assert_eq!((window.count("[data-tick]:checked").await, window.count("dialog[open]").await), (0, 0));
        // Chords go on, and so do the keys that no voice says by mistake.
        window.press("Space").await;
        window.wait("#preview h1").await;
        window.press("Control+k").await;
        window.wait("#palette[open]").await;
        window.press("Escape").await;

        // On again without a key.
        window.click(".side a.who").await;
        window.click("main a[href='/app/preferences/keys/on']").await;
        window.until("location.pathname === '/app/password' && !document.documentElement.dataset.keys").await;
        window.click("main a[href='/app/preferences/dense/on']").await;
        window.until("document.documentElement.dataset.density === 'dense'").await;
        window.go("/app/leads").await;
        window.wait("[data-row]").await;
        window.until(&height(32)).await;
        window.press("j").await;
        window.press("x").await;
        window.wait("[data-bulk]").await;
        window.press("/").await;
        assert!(window.focus().await.starts_with("input"), "{}", window.focus().await);
        window.press("Escape").await;
        window.press("?").await;
        window.click("#keys[open] a[href='/app/preferences/dense/off']").await;
        window.until(&height(36)).await;
        stage.close().await;
    }

    async fn a_cell_is_changed_where_it_stands_by_mouse_and_by_keys(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        native.post("/hub/v1/leads", &json!({ "name": "Ô Sửa", "phone": "0349754001" })).await;
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        window.go("/app/leads?col=stage&col=assignee&col=note").await;
        let before = window.text("[data-row] .mark").await;

        // By mouse: the menu of the stage, a stage, and back with the toast.
        window.click("[data-row] .mark .cell").await;
        window.wait("dialog [name=stage]").await;
        window.press("2").await;
        let stands = |text: &str| format!("document.querySelector('[data-row] .mark').textContent.trim() === {}", json!(text));
        window.until(&format!("!({})", stands(&before))).await;
        assert_eq!(window.count("#preview h1").await, 0, "the press opened the menu, not the preview");
        window.click("[data-undo]").await;
        window.until(&stands(&before)).await;

        // By keys: a note on the current row, without opening the lead.
        window.press("j").await;
        window.press("n").await;
        window.wait("#row-note").await;
        window.type_text("Hẹn chiều").await;
        window.press("Control+Enter").await;
        window.wait_text("[data-row] .less .cell", "Hẹn chiều").await;
        assert_eq!(window.place().await, "/app/leads?col=stage&col=assignee&col=note");
        stage.close().await;
    }

    async fn all_that_match_are_chosen_in_the_bar(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let list = make_list(&native, "Chia hết").await;
        put_in(&stage.house, &list, numbered("Khách", 60), None).await;
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        window.go(&format!("/app/leads?list={}", list["id"])).await;
        window.press("j").await;
        window.press("x").await;
        assert_eq!(window.count("[data-all-matching]:not([hidden])").await, 0, "one row is not every row");
        window.click("[data-tick-all]").await;
        window.wait("[data-all-matching]:not([hidden])").await;
        window.click("[data-all-matching]").await;
        window.wait("[data-all]").await;
        assert_eq!(window.count("[data-tick]:checked").await, 50);

        // Who unticks a row means the ticked ones again, and the address no longer says otherwise.
        window.press("x").await;
        window.wait_gone("[data-all]").await;
        assert_eq!((window.text("[data-ticked]").await.as_str(), window.place().await.contains("all=1")), ("49", false));
        window.press("x").await;
        window.click("[data-all-matching]").await;
        window.wait("[data-all]").await;
        window.press("a").await;
        window.wait("dialog[open] select").await;
        assert!(window.text("#dialog-title").await.contains("60"), "{}", window.text("#dialog-title").await);
        window.run("document.querySelector('#agent').value = arguments[0]", json!([AGENT.to_string()])).await;
        window.press("Control+Enter").await;
        window.wait_gone("dialog[open]").await;
        window.wait("[data-undo]").await;
        window.wait_gone("[data-all]").await;
        let given = native.get(&format!("/hub/v1/leads?list_id={}&agent_id={AGENT}&limit=200", list["id"])).await.1;
        assert_eq!(given["data"].as_array().unwrap().len(), 60);
        stage.close().await;
    }

    async fn the_menu_of_filters_asks_for_lists_when_it_is_looked_at(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let list = make_list(&native, "Để lọc").await;
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        assert_eq!(window.count("#by-list").await, 0);
        window.press("f").await;
        window.run("document.querySelector('[hx-get^=\"/app/leads/filters\"]').scrollIntoView()", json!([])).await;
        window.wait("#by-list").await;
        window.run("document.querySelector('#by-list').value = arguments[0]", json!([list["id"].to_string()])).await;
        window.click("form:has(#by-list) .button").await;
        window.wait_text(".chip.on", "Danh sách: Để lọc").await;
        stage.close().await;
    }

    async fn an_open_lead_knows_its_place_in_the_list_and_goes_to_its_neighbours(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        for number in 1..4 {
            native.post("/hub/v1/leads", &json!({ "name": format!("Hàng {number}"), "phone": format!("034975700{number}") })).await;
        }
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        window.go("/app/leads?whose=nobody").await;
        window.wait("[data-row]").await;
        let count = window.count("[data-row]").await;
        window.press("j").await;
        window.press("j").await;
        let id = window.look("document.activeElement.dataset.row").await;
        window.press("Enter").await;
        window.wait_text("#lead-view h1", "Hàng 2").await;
        window.wait_text("[data-place]", &format!("2/{count}")).await;

        // It keeps its place when it changes, out of the list too, and when it is shown anew.
        let assigned = json!({ "agent_id": AGENT, "subject": "Trồng răng" });
        assert_eq!(native.json("PATCH", &format!("/hub/v1/leads/{id}"), Some(&assigned)).await.0, 200);
        window.wait_text(".facts dd", "Trồng răng").await;
        assert_eq!(window.text("[data-place]").await, format!("2/{count}"));
        window.press("j").await;
        window.wait_text("#lead-view h1", "Hàng 1").await;
        window.wait_text("[data-place]", &format!("3/{count}")).await;
        window.press("k").await;
        window.wait_text("#lead-view h1", "Hàng 2").await;
        window.wait("[data-previous]").await;
        window.click("[data-previous]").await;
        window.wait_text("#lead-view h1", "Hàng 3").await;
        window.wait_text("[data-place]", &format!("1/{count}")).await;
        window.until("!document.querySelector('[data-previous]').getClientRects().length").await;
        window.press("k").await;
        assert_eq!(window.text("#lead-view h1").await, "Hàng 3", "nothing stands before the first");
        window.click("[data-back]").await;
        window.until("location.search === '?whose=nobody'").await;

        // One that was opened from nowhere has no place.
        let (_, made) = native.post("/hub/v1/leads", &json!({ "name": "Từ Đường Dẫn", "phone": "0349757009" })).await;
        window.go(&format!("/app/leads/{}", made["id"])).await;
        window.wait("#lead-view h1").await;
        window.until("document.readyState === 'complete'").await;
        assert_eq!(window.look("document.querySelector('[data-place]').getClientRects().length").await, "0");
        stage.close().await;
    }
}
