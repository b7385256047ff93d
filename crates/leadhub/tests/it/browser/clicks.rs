//! How many presses the daily tasks take, by mouse and by keys: driven, counted, and compared with the table of `docs/ui.md`. A click, a key
//! and a choice from a list count one each; what is typed into a field is not counted, since every way to say it needs it. Each begins on
//! the page that it is about.

use super::Stage;
use super::known::LIST;
use crate::client::Client;
use crate::house::{AGENT, MANAGER};
use crate::requests::logged_requests;
use leadhub_browser::Window;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{Engine, TestStore, block_on};
use serde_json::json;

const DOCUMENT: &str = include_str!("../../../../../docs/ui.md");

/// A task, and its presses by mouse and by keys.
type Counted = (&'static str, usize, usize);

/// Twenty leads of nobody's, and nobody else's without an agent.
async fn twenty(native: &Client) {
    let (_, old) = native.get("/hub/v1/leads?limit=100").await;
    for lead in old["data"].as_array().unwrap() {
        native.json("PATCH", &format!("/hub/v1/leads/{}", lead["id"]), Some(&json!({ "agent_id": AGENT }))).await;
    }
    for number in 10..30 {
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

async fn assign_and_undo(window: &Window, colleague: &str) -> [Counted; 2] {
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
    window.choose(colleague).await;
    window.press("Control+Enter").await;
    let by_keys = assigned(window).await;
    window.press("z").await;
    window.wait_text(".toast", "hoàn tác").await;
    [("assign 20 leads", by_mouse, by_keys), ("undo", undone_by_mouse, window.pressed())]
}

async fn unqualify(window: &Window, page: &str) -> Counted {
    begin(window, page, "#lead-view").await;
    window.click(".head [data-key=s]").await;
    window.click("dialog [name=reason]").await;
    window.wait(".toast").await;
    let by_mouse = window.pressed();
    begin(window, page, "#lead-view").await;
    window.press("s").await;
    let digit = window.text("dialog [name=reason] .key").await;
    window.press(&digit).await;
    window.wait(".toast").await;
    ("unqualify with a reason", by_mouse, window.pressed())
}

/// Two persons: one has one booking at a time.
async fn book(window: &Window, pages: [&str; 2]) -> Counted {
    begin(window, pages[0], "#lead-view").await;
    window.click(".head [data-key=b]").await;
    window.click("#company option:last-child").await;
    window.click("#day").await;
    window.run("document.querySelector('#day').value = '2099-03-04T10:00'", json!([])).await;
    window.click("dialog .primary").await;
    window.wait(".box b").await;
    let by_mouse = window.pressed();
    begin(window, pages[1], "#lead-view").await;
    window.press("b").await;
    window.wait("#company").await;
    window.press("Tab").await;
    assert_eq!(window.focus().await, "input#day");
    window.run("document.querySelector('#day').value = '2099-03-05T10:00'", json!([])).await;
    window.press("Control+Enter").await;
    window.wait(".box b").await;
    ("book", by_mouse, window.pressed())
}

async fn find(window: &Window) -> Counted {
    begin(window, "/app/board", ".card").await;
    window.click("[data-open-palette]").await;
    window.type_text("6029").await;
    window.wait_text("#palette-found", "Khách 29").await;
    let by_mouse = window.pressed();
    begin(window, "/app/board", ".card").await;
    window.press("Control+k").await;
    window.type_text("6029").await;
    window.wait_text("#palette-found", "Khách 29").await;
    ("find by four digits", by_mouse, window.pressed())
}

/// The clipboard has it, or, where the browser keeps that to itself, it is selected.
async fn copied(window: &Window) -> usize {
    window
        .until("document.querySelector('#token + [data-copied]') || document.querySelector('#token').selectionEnd > 40")
        .await;
    window.pressed()
}

async fn make_a_token(window: &Window) -> Counted {
    begin(window, "/app/integrations", ".wire").await;
    window.click(".wire form .button").await;
    window.click("[data-copy='#token']").await;
    let by_mouse = copied(window).await;
    begin(window, "/app/integrations", ".wire").await;
    window.press("1").await;
    window.wait("#integration-form").await;
    window.press("t").await;
    window.wait("#token").await;
    window.until("document.activeElement.dataset.copy === '#token'").await;
    window.press("Enter").await;
    ("token made and copied", by_mouse, copied(window).await)
}

async fn see_why(stage: &Stage, native: &Client) -> Counted {
    let window = &stage.window;
    assert_eq!(native.post("/hub/v1/leads", &json!({ "name": "Sai", "phone": 7 })).await.0, 422);
    logged_requests(&stage.house, "status=refused", |rows| !rows.is_empty()).await;
    begin(window, "/app/integrations", "[data-row]").await;
    window.click("[data-row] .name").await;
    window.wait_text("#preview table", "phone").await;
    let by_mouse = window.pressed();
    begin(window, "/app/integrations", "[data-row]").await;
    window.press("j").await;
    window.press("Enter").await;
    window.wait_text("#preview table", "phone").await;
    ("why was it refused", by_mouse, window.pressed())
}

/// Waits until the list is shown again and has a view of that name.
async fn kept(window: &Window, name: &str) -> usize {
    window.until(&format!("document.querySelector('.filters').textContent.includes('{name}')")).await;
    window.pressed()
}

async fn save_and_open_a_view(window: &Window) -> [Counted; 2] {
    begin(window, "/app/leads?order=oldest", "[data-row]").await;
    window.click("[data-key=v]").await;
    window.wait("#view-name").await;
    window.type_text("Cũ trước").await;
    window.click("dialog .primary").await;
    let saved_by_mouse = kept(window, "Cũ trước").await;
    begin(window, "/app/leads?whose=nobody", "[data-row]").await;
    window.press("v").await;
    window.wait("#view-name").await;
    window.type_text("Chưa ai gọi").await;
    window.press("Enter").await;
    let saved_by_keys = kept(window, "Chưa ai gọi").await;

    begin(window, "/app/leads", "[data-row]").await;
    window.click(".chips > .menu > summary").await;
    window.click(".chips .menu a[href*='order=oldest']").await;
    window.until("location.search.includes('order=oldest')").await;
    let by_mouse = window.pressed();
    begin(window, "/app/board", ".card").await;
    window.press("Control+k").await;
    window.type_text("chua ai").await;
    window.wait_text("#palette-found [aria-selected=true]", "Chưa ai gọi").await;
    window.press("Enter").await;
    window.until("location.search.includes('whose=nobody')").await;
    [("save a view", saved_by_mouse, saved_by_keys), ("open a saved view", by_mouse, window.pressed())]
}

/// By keys into the list of the last file, which is chosen already.
async fn import_a_file(window: &Window) -> Counted {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thang-11.csv");
    std::fs::write(&file, "Họ tên,SĐT\nVũ Thị Nhập,0349756050\n").unwrap();
    begin(window, "/app/import", "#file").await;
    window.give("#file", &file).await;
    window.click(&format!("#list option[value='{LIST}']")).await;
    window.click("form .primary").await;
    window.click("[name=step][value=start]").await;
    window.wait_gone("#then").await;
    let by_mouse = window.pressed();
    begin(window, "/app/import", "#file").await;
    assert_eq!(window.focus().await, "input#file");
    window.give("#file", &file).await;
    window.press("Control+Enter").await;
    window.wait("#then").await;
    window.until("document.activeElement.value === 'start'").await;
    window.press("Enter").await;
    window.wait_gone("#then").await;
    window.wait("#import-status").await;
    ("import a file", by_mouse, window.pressed())
}

async fn see_the_conversion(window: &Window) -> Counted {
    let shown = async || {
        window.wait_text(".numbers thead", "Tỉ lệ đạt").await;
        window.wait_text(".chip[aria-current]", "7").await;
        window.pressed()
    };
    begin(window, "/app/leads", "[data-row]").await;
    window.click("[data-go=o]").await;
    let by_mouse = shown().await;
    begin(window, "/app/leads", "[data-row]").await;
    window.press("g").await;
    window.press("o").await;
    ("last week's conversion of a source", by_mouse, shown().await)
}

#[test]
fn the_daily_tasks_take_no_more_presses_than_the_table_says() {
    block_on(async {
        let stage = Stage::open(TestStore::migrated(Engine::Sqlite, crate::migrate)).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        twenty(&native).await;
        let colleague = stage.house.let_in("kangnam", AGENT, Role::Agent).await;
        stage.sign_in(MANAGER, Role::Admin).await;
        let window = &stage.window;
        let mut counted = assign_and_undo(window, &colleague).await.to_vec();
        let (_, leads) = native.get("/hub/v1/leads?unassigned=true&limit=2").await;
        let pages = [0, 1].map(|at| format!("/app/leads/{}", leads["data"][at]["id"]));
        counted.push(unqualify(window, &pages[0]).await);
        counted.push(book(window, [&pages[0], &pages[1]]).await);
        counted.push(find(window).await);
        counted.push(make_a_token(window).await);
        counted.push(see_why(&stage, &native).await);
        counted.extend(save_and_open_a_view(window).await);
        counted.push(import_a_file(window).await);
        counted.push(see_the_conversion(window).await);
        for (task, mouse, keys) in &counted {
            let row = format!("| {task} | {mouse} | {keys} |");
            assert!(DOCUMENT.contains(&row), "docs/ui.md says something else than: {row}");
        }
        let table = DOCUMENT.split("## Presses").nth(1).unwrap().split("\n## ").next().unwrap();
        assert_eq!(table.matches("\n| ").count(), counted.len() + 1, "the table has a task that nobody drives");
        stage.close().await;
    });
}
