//! What comes over a wire is on the list of whoever has it open, within a second and without her doing anything; a list in somebody's hand
//! does not move; what a client sends is text and nothing else. In nine tabs as in one.

use super::Stage;
use crate::client::Client;
use crate::house::{MANAGER, PASSWORD};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const HOSTILE: &str = "<img src=x onerror=\"window.owned=1\"><script>window.owned=1</script>'\"&amp;{{7*7}}";
/// What the pages promise is a second; a machine that tests much else at the same time is given more.
const SOON: Duration = Duration::from_secs(5);

/// A lead of this name as a client of each wire sends it: the wire, the path, the body.
fn posts() -> [(&'static str, &'static str, Value); 4] {
    let clinic = |name: &str| {
        let mut lead = crate::booking::lead("0349752003", 8803);
        lead["contact_name"] = json!(name);
        lead
    };
    let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
    [
        (
            "caresoft",
            "/kangnam/api/v1/lead",
            json!({ "lead": { "phone": "0349752001", "username": "Khách caresoft", "subject": "x", "service_id": 1244 } }),
        ),
        ("dialer", "/v3/lead", json!({ "list_uuid": list, "lead_name": "Khách dialer", "phone_number": "0349752002" })),
        ("erp", "/kangnam/api/v1/lead", clinic("Khách erp")),
        (
            "lead_platform",
            "/lead-platform/v1/leads/create",
            json!({ "name": "Khách lead_platform", "mobile_number": "0349752004" }),
        ),
    ]
}

both_engines! {
    migrate = crate::migrate;

    async fn a_lead_of_every_wire_is_on_an_open_list_at_once(store: TestStore) {
        let stage = Stage::open(store).await;
        let window = &stage.window;
        let name = stage.house.let_in("kangnam", MANAGER, Role::Manager).await;

        // Wrong, then right.
        window.go("/app/leads").await;
        stage.fill_in(&name, "wrong-wrong-wrong").await;
        window.wait(".notice.bad").await;
        assert_eq!(window.look("document.querySelector('#name').value + document.querySelector('#password').value").await, name);
        stage.is_clean(&[422]).await;
        stage.fill_in(&name, PASSWORD).await;
        window.wait("[data-rows]").await;
        assert_eq!(window.place().await, "/app/leads");

        window.hover("[data-search]").await;
        let mut took = Vec::new();
        for (wire, path, body) in posts() {
            let begun = Instant::now();
            let (status, answer) = Client::new(&stage.house, stage.house.kangnam(), wire).post(path, &body).await;
            assert!(status < 300, "{wire}: {status} {answer}");
            window.wait_text("[data-rows] .name", &format!("Khách {wire}")).await;
            took.push((wire, begun.elapsed()));
        }
        println!("from the request to the screen: {took:?}");
        assert!(took.iter().all(|(_, time)| *time < SOON), "{took:?}");

        // While the pointer is in the table nothing moves.
        window.hover("[data-row] .detail").await;
        let first = window.look("document.querySelector('[data-row]').id").await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        native.post("/hub/v1/leads", &json!({ "name": HOSTILE, "phone": "0349752009" })).await;
        window.wait_text("[data-arrivals]", "1").await;
        assert_eq!(window.look("document.querySelector('[data-row]').id").await, first);
        window.click("[data-arrivals]").await;
        assert_ne!(window.look("document.querySelector('[data-row]').id").await, first);

        // Hostile text is text, in the row, the preview, on its page and on the board.
        assert_eq!(window.text("[data-row] .name").await, HOSTILE);
        window.click("[data-row] .detail").await;
        assert_eq!(window.text("#preview h1").await, HOSTILE);
        window.click("[data-row] .name").await;
        assert_eq!(window.text("#lead-view h1").await, HOSTILE);
        window.go("/app/board").await;
        window.wait_text(".card .name", HOSTILE).await;
        assert_eq!(window.look("typeof window.owned").await, "undefined");

        // Nine tabs: a browser has six connections to a server, so with a stream a tab the seventh would hang.
        let mut tabs = vec![window.tab().await];
        for _ in 1..9 {
            tabs.push(window.new_tab().await);
            window.go("/app/leads").await;
            window.wait("[data-row]").await;
        }
        native.post("/hub/v1/leads", &json!({ "name": "Cho Chín Cửa Sổ", "phone": "0349752010" })).await;
        for tab in &tabs {
            window.show(tab).await;
            window.until("document.body.textContent.includes('Cho Chín Cửa Sổ')").await;
        }
        for tab in &tabs[1..] {
            window.close_tab(tab).await;
        }
        window.show(&tabs[0]).await;
        stage.close().await;
    }
}
