//! The inspector as it is followed: requests appear by themselves until somebody pauses them, and none moves what is in somebody's hand.
//! Driven by a browser, as people drive it.

use super::Stage;
use crate::client::Client;
use crate::house::MANAGER;
use crate::requests::keep_request;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

/// What the first row asks for.
const FIRST: &str = "document.querySelector('[data-rows] .name').textContent";

both_engines! {
    migrate = crate::migrate;

    async fn requests_appear_by_themselves_until_they_are_paused_and_move_nothing_in_hand(store: TestStore) {
        let stage = Stage::open(store).await;
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let refused = async |number: i64| native.get(&format!("/hub/v1/leads/98765432{number}")).await;

        // From an empty list on.
        window.go("/app/integrations").await;
        window.wait("section .empty").await;
        window.hover("[data-search]").await;
        refused(1).await;
        window.until(&format!("{FIRST}.includes('987654321')")).await;
        assert_eq!(window.count("section .empty").await, 0);

        // Under the pointer nothing moves; what came waits behind a button.
        window.hover("[data-row] .detail").await;
        refused(2).await;
        window.wait_text("[data-arrivals]", "1").await;
        assert!(window.look(FIRST).await.contains("987654321"));
        window.click("[data-arrivals]").await;
        window.until(&format!("{FIRST}.includes('987654322')")).await;

        // Paused, nothing comes; afterwards everything that came meanwhile, each once.
        window.click("[data-pause]").await;
        window.hover("[data-search]").await;
        refused(3).await;
        let page = "return fetch('/app/integrations').then((answer) => answer.text()).then((text) => text.includes('987654323'))";
        while window.run(page, json!([])).await != true {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        refused(4).await;
        assert!(window.look(FIRST).await.contains("987654322"), "it is paused");
        window.click("[data-pause]").await;
        window.hover("[data-search]").await;
        window.until(&format!("{FIRST}.includes('987654324')")).await;
        assert_eq!(window.count("[data-rows] [data-row]").await, 4);

        // One that is written late stands where it belongs in time.
        let newest = window.run("return document.querySelector('[data-row]').dataset.row", json!([])).await;
        let late: i64 = newest.as_str().unwrap().parse::<i64>().unwrap() - 1;
        keep_request(&stage.house, late, "/late");
        window.until(&format!("document.querySelector('[data-rows] [data-row]:nth-child(2)').dataset.row === '{late}'")).await;

        // Who opens the address of a request begins at its row.
        window.go(&format!("/app/integrations?request={late}")).await;
        window.wait_text("#preview h2", "/late").await;
        assert_eq!(window.text("[data-row][data-current] .name").await.trim(), "GET /late");
        stage.close().await;
    }
}
