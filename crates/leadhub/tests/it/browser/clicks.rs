//! How many presses the daily tasks take, by mouse and by keys: driven, counted, and compared with the table of `docs/ui.md`. A click, a key
//! and a choice from a list count one each; what is typed into a field is not counted, since every way to say it needs it.

use super::Stage;
use crate::client::Client;
use crate::house::{AGENT, MANAGER};
use leadhub_browser::Window;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{Engine, TestStore, block_on};
use serde_json::json;

const DOCUMENT: &str = include_str!("../../../../../docs/ui.md");

/// Twenty leads of nobody's.
async fn twenty(native: &Client, from: usize) {
    for number in from..from + 20 {
        let lead = json!({ "name": format!("Khách {number}"), "phone": format!("03497560{number}") });
        assert_eq!(native.post("/hub/v1/leads", &lead).await.0, 201);
    }
}

/// Opens a page; what is pressed from here on counts.
async fn begin(window: &Window, path: &str, here: &str) {
    window.go(path).await;
    window.wait(here).await;
    window.pressed();
}

async fn assigned(window: &Window) -> usize {
    window.wait_text(".toast", "20").await;
    window.pressed()
}

#[test]
fn the_daily_tasks_take_no_more_presses_than_the_table_says() {
    block_on(async {
        let stage = Stage::open(TestStore::migrated(Engine::Sqlite, crate::migrate)).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let (_, old) = native.get("/hub/v1/leads?limit=100").await;
        for lead in old["data"].as_array().unwrap() {
            native.json("PATCH", &format!("/hub/v1/leads/{}", lead["id"]), Some(&json!({ "agent_id": AGENT }))).await;
        }
        let colleague = stage.house.let_in("kangnam", AGENT, Role::Agent).await;
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;
        let mut counted = Vec::new();

        twenty(&native, 10).await;
        begin(window, "/app/leads?whose=nobody", "[data-row]").await;
        window.click("[data-tick-all]").await;
        window.click("[data-bulk] [data-key=a]").await;
        window.click(&format!("#agent option[value='{AGENT}']")).await;
        window.click("dialog .primary").await;
        let by_mouse = assigned(window).await;
        window.click("[data-undo]").await;
        window.wait_text(".toast", "hoàn tác").await;
        let undone_by_mouse = window.pressed();
        begin(window, "/app/leads?whose=nobody", "[data-row]").await;
        window.press("Control+a").await;
        window.press("a").await;
        window.wait("#agent").await;
        window.choose(&colleague).await;
        window.press("Control+Enter").await;
        let by_keys = assigned(window).await;
        window.press("z").await;
        window.wait_text(".toast", "hoàn tác").await;
        counted.push(("assign 20 leads", by_mouse, by_keys));
        counted.push(("undo", undone_by_mouse, window.pressed()));

        let lead = window.look("document.querySelector('[data-row]').dataset.row").await;
        let page = format!("/app/leads/{lead}");
        begin(window, &page, "#lead-view").await;
        window.click(".head [data-key=s]").await;
        window.click("dialog [name=reason]").await;
        window.wait(".toast").await;
        let by_mouse = window.pressed();
        begin(window, &page, "#lead-view").await;
        window.press("s").await;
        let digit = window.text("dialog [name=reason] .key").await;
        window.press(&digit).await;
        window.wait(".toast").await;
        counted.push(("unqualify with a reason", by_mouse, window.pressed()));

        begin(window, &page, "#lead-view").await;
        window.click(".head [data-key=b]").await;
        window.click("#company option:last-child").await;
        window.click("#day").await;
        window.run("document.querySelector('#day').value = '2099-03-04T10:00'", json!([])).await;
        window.click("dialog .primary").await;
        window.wait(".box b").await;
        let by_mouse = window.pressed();
        let other = window.run("return fetch('/app/leads?whose=nobody').then((answer) => answer.text()).then((text) => text.match(/data-row=.(\\d+)/g)[3].match(/\\d+/)[0])", json!([])).await;
        begin(window, &format!("/app/leads/{}", other.as_str().unwrap()), "#lead-view").await;
        window.press("b").await;
        window.wait("#company").await;
        window.press("Tab").await;
        assert_eq!(window.focus().await, "input#day");
        window.run("document.querySelector('#day').value = '2099-03-05T10:00'", json!([])).await;
        window.press("Control+Enter").await;
        window.wait(".box b").await;
        counted.push(("book", by_mouse, window.pressed()));

        begin(window, "/app/board", ".card").await;
        window.click("[data-open-palette]").await;
        window.type_text("6029").await;
        window.wait_text("#palette-found", "Khách 29").await;
        let by_mouse = window.pressed();
        begin(window, "/app/board", ".card").await;
        window.press("Control+k").await;
        window.type_text("6029").await;
        window.wait_text("#palette-found", "Khách 29").await;
        counted.push(("find by four digits", by_mouse, window.pressed()));

        begin(window, "/app/board", ".card").await;
        window.click(".side [data-go=o]").await;
        window.wait_text("main .numbers", "%").await;
        let by_mouse = window.pressed();
        begin(window, "/app/board", ".card").await;
        window.press("g").await;
        window.press("o").await;
        window.wait_text("main .numbers", "%").await;
        counted.push(("last week's conversion of a source", by_mouse, window.pressed()));

        for (task, mouse, keys) in counted {
            let row = format!("| {task} | {mouse} | {keys} |");
            assert!(DOCUMENT.contains(&row), "docs/ui.md says something else than: {row}");
        }
        stage.close().await;
    });
}
