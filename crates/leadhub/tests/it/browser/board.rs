//! The board: a card that is dropped is moved for every wire, a stage that wants a reason asks first, one that converts offers a booking, a card
//! that others move goes by itself, the keyboard does the same, and a long column goes on.

use super::Stage;
use crate::client::Client;
use crate::house::MANAGER;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

const CONVERTED: &str = "527";
/// Empty before the test fills it.
const LONG: i64 = 643;

both_engines! {
    migrate = crate::migrate;

    async fn a_card_is_moved_by_mouse_by_keys_and_by_others(store: TestStore) {
        let stage = Stage::open(store).await;
        let caresoft = Client::new(&stage.house, stage.house.kangnam(), "caresoft");
        let lead = json!({ "lead": { "phone": "0349755001", "username": "Thẻ Một", "subject": "x", "service_id": 1244 } });
        let (_, made) = caresoft.post("/kangnam/api/v1/lead", &lead).await;
        let id = made["lead"]["id"].to_string();
        let path = format!("/kangnam/api/v1/lead/{id}");
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        window.go("/app/board").await;
        let card = format!("#card-{id}");
        let column = |stage: &str| format!("#cards-{stage}");
        let stages = window.run("return [...document.querySelectorAll('[data-stage]')].map((each) => [each.dataset.stage, 'asks' in each.dataset])", json!([])).await;
        let stages: Vec<(String, bool)> = stages.as_array().unwrap().iter().map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1] == true)).collect();
        let home = window.look(&format!("document.querySelector('{card}').closest('[data-stage]').dataset.stage")).await;
        let open: Vec<&String> = stages.iter().filter(|(id, asks)| !asks && *id != home).map(|(id, _)| id).collect();
        let asking = &stages.iter().find(|(_, asks)| *asks).unwrap().0;
        let is_in = |stage: &str| format!("{} > {card}", column(stage));

        // Dropped: read by the wire it came over.
        window.drag(&card, &column(open[0])).await;
        window.wait(&format!("{}:not(.waiting)", is_in(open[0]))).await;
        let (_, seen) = caresoft.get(&path).await;
        assert_eq!(seen["lead"]["lead_status_id"].to_string(), *open[0]);
        assert_eq!(window.count(&card).await, 1);

        // Moved by another: it goes by itself, and the heads count it.
        let count = window.text(&format!("#count-{}", open[1])).await;
        let moved = json!({ "lead": { "lead_status_id": open[1].parse::<i64>().unwrap() } });
        assert_eq!(caresoft.put(&path, &moved).await.0, 200);
        window.wait(&is_in(open[1])).await;
        assert_eq!(window.count(&card).await, 1);
        window.until(&format!("document.querySelector('#count-{}').textContent !== '{count}'", open[1])).await;

        // A stage that wants a reason asks; nothing moves until it was answered.
        window.drag(&card, &column(asking)).await;
        window.wait("dialog[open] [name=reason]").await;
        assert_eq!(window.count("dialog [name=stage]:not([type=hidden])").await, 0);
        window.press("Escape").await;
        window.wait_gone("dialog[open]").await;
        window.wait(&is_in(open[1])).await;
        window.drag(&card, &column(asking)).await;
        window.click("dialog [name=reason]").await;
        window.wait(&is_in(asking)).await;

        // By keys, from the card that has the focus.
        window.run("document.querySelector(arguments[0]).focus()", json!([card])).await;
        window.press("s").await;
        window.wait("dialog [data-key='1']").await;
        window.press("1").await;
        window.wait_gone("dialog[open]").await;
        let first = &stages[0].0;
        window.wait(&is_in(first)).await;
        assert_eq!(window.focus().await, format!("li{card}"));

        // A stage that converts offers a booking once the card is there, where it stays without one.
        window.drag(&card, &column(CONVERTED)).await;
        window.wait("dialog[open] #book-form").await;
        let (_, seen) = caresoft.get(&path).await;
        assert_eq!(seen["lead"]["lead_status_id"].to_string(), CONVERTED);
        window.press("Escape").await;
        window.wait_gone("dialog[open]").await;
        window.wait(&format!("{}:not(.waiting)", is_in(CONVERTED))).await;

        // What a column does not show at first comes below.
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        for number in 0..55 {
            let lead = json!({ "name": "Thẻ", "phone": format!("03497569{number:02}"), "stage_id": LONG });
            assert_eq!(native.post("/hub/v1/leads", &lead).await.0, 201);
        }
        window.go("/app/board").await;
        window.run("document.querySelector(arguments[0]).scrollIntoView()", json!([format!("#more-{LONG}")])).await;
        let cards = format!("#cards-{LONG} .card");
        assert_eq!(window.count(&cards).await, 50);
        window.click(&format!("#more-{LONG}")).await;
        window.until(&format!("document.querySelectorAll('{cards}').length === 55")).await;
        window.wait_gone(&format!("#more-{LONG}")).await;
        stage.close().await;
    }
}
