//! A session ends, or a fault comes, while somebody writes: what she typed is there again, in the dialog or on the page that it was typed
//! into, and nobody else sees it.

use super::Stage;
use super::known::Known;
use crate::client::Client;
use crate::house::{AGENT, MANAGER, PASSWORD};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

/// Sends the form of the open dialog, finds the session ended, and signs in again.
async fn sign_in_again(stage: &Stage, agent: i64, role: Role) {
    let window = &stage.window;
    window.forget_cookie("leadhub").await;
    window.press("Control+Enter").await;
    window.wait("#password").await;
    let name = stage.house.let_in("kangnam", agent, role).await;
    stage.fill_in(&name, PASSWORD).await;
    window.wait_gone("#password").await;
}

/// Waits until a field has a value.
async fn has(stage: &Stage, css: &str, value: &str) {
    stage.window.until(&format!("document.querySelector({})?.value === {}", json!(css), json!(value))).await;
}

both_engines! {
    migrate = crate::migrate;

    async fn a_dialog_is_open_again_with_what_was_typed(store: TestStore) {
        let stage = Stage::open(store).await;
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let (_, lead) = native.post("/hub/v1/leads", &json!({ "name": "Chị Hoa", "phone": "0349781001" })).await;
        let (path, page) = (format!("/hub/v1/leads/{}", lead["id"]), format!("/app/leads/{}", lead["id"]));
        stage.sign_in(MANAGER, Role::Manager).await;
        let window = &stage.window;

        // A new lead, over the list as it was narrowed; sent then, it is made.
        window.go("/app/leads?order=oldest").await;
        window.wait("[data-row]").await;
        window.press("c").await;
        window.fill("#new-lead [name=name]", "Anh Dở Dang").await;
        window.fill("#new-lead [name=note]", "hỏi giá implant").await;
        sign_in_again(&stage, MANAGER, Role::Manager).await;
        window.wait("dialog[open] #new-lead").await;
        assert_eq!(window.place().await, "/app/leads?order=oldest");
        has(&stage, "#new-lead [name=name]", "Anh Dở Dang").await;
        has(&stage, "#new-lead [name=note]", "hỏi giá implant").await;
        window.press("Control+Enter").await;
        window.wait_text("#lead-view h1", "Anh Dở Dang").await;
        window.wait_text(".timeline .note", "hỏi giá implant").await;
        assert_eq!(window.look("sessionStorage.getItem('kept form') === null").await, "true");

        // An edit: what somebody else changed meanwhile elsewhere stays.
        window.go(&page).await;
        window.wait("#lead-view").await;
        window.press("e").await;
        window.fill("#subject", "Viết dở").await;
        native.json("PATCH", &path, Some(&json!({ "address": "1 Lê Lợi" }))).await;
        sign_in_again(&stage, MANAGER, Role::Manager).await;
        window.wait("dialog[open] #edit-form").await;
        has(&stage, "#subject", "Viết dở").await;
        has(&stage, "#name", "Chị Hoa").await;
        window.press("Control+Enter").await;
        window.wait_text(".facts dd", "Viết dở").await;
        window.wait_text(".facts dd", "1 Lê Lợi").await;
        window.wait_gone("dialog[open]").await;

        // What was asked about ticked rows is about the same rows.
        window.go("/app/leads").await;
        window.wait("[data-row]").await;
        window.press("j").await;
        window.press("x").await;
        window.press("Down").await;
        window.press("Shift+X").await;
        window.press("a").await;
        window.wait("#agent").await;
        let leads = window.look("document.querySelector('#many-form [name=leads]').value").await;
        assert_eq!(leads.split(',').count(), 2, "{leads}");
        window.run("document.querySelector('#agent').value = arguments[0]", json!([AGENT.to_string()])).await;
        sign_in_again(&stage, MANAGER, Role::Manager).await;
        window.wait("dialog[open] #many-form").await;
        has(&stage, "#agent", &AGENT.to_string()).await;
        has(&stage, "#many-form [name=leads]", &leads).await;
        window.press("Control+Enter").await;
        window.wait("[data-undo]").await;
        stage.is_clean(&[]).await;

        // Whoever signs in instead is shown nothing of it.
        window.press("c").await;
        window.fill("#new-lead [name=name]", "Chỉ của tôi").await;
        sign_in_again(&stage, AGENT, Role::Agent).await;
        window.wait("[data-rows]").await;
        window.until("sessionStorage.getItem('kept form') === null").await;
        assert_eq!(window.count("dialog[open]").await, 0);
        window.press("c").await;
        window.wait("#new-lead").await;
        has(&stage, "#new-lead [name=name]", "").await;
        stage.close().await;
    }

    async fn a_page_has_again_what_was_typed(store: TestStore) {
        let stage = Stage::open(store).await;
        stage.sign_in(MANAGER, Role::Admin).await;
        let window = &stage.window;
        let known = Known::make(&stage).await;
        stage.is_clean(&[]).await;

        // What the columns of a file are.
        let file = known.fill("/app/import/{held_id}");
        window.go(&file).await;
        window.wait("#then").await;
        let choose = "document.querySelector(arguments[0]).value = arguments[1]";
        for (css, value) in [("[name='field.0']", "subject"), ("[name='field.2']", "ignore"), ("#then", "update")] {
            window.run(choose, json!([css, value])).await;
        }
        window.fill("#keep_as", "Tháng này").await;
        sign_in_again(&stage, MANAGER, Role::Admin).await;
        window.wait("#then").await;
        assert_eq!(window.place().await, file);
        for (css, value) in [("[name='field.0']", "subject"), ("[name='field.2']", "ignore"), ("#then", "update"), ("#keep_as", "Tháng này")] {
            has(&stage, css, value).await;
        }

        // A page of a fault instead of an answer.
        window.go("/app/settings").await;
        window.fill("#zone", "Asia/Tokyo").await;
        window.run("document.querySelector('#organisation-form').action = '/app/nowhere'", json!([])).await;
        window.press("Control+Enter").await;
        window.wait("[data-not-done]").await;
        window.go("/app/leads").await;
        window.wait("[data-rows]").await;
        window.go("/app/settings").await;
        has(&stage, "#zone", "Asia/Tokyo").await;
        window.go("/app/settings").await;
        window.until("document.readyState === 'complete'").await;
        assert_ne!(window.look("document.querySelector('#zone').value").await, "Asia/Tokyo", "it is filled in once");
        stage.is_clean(&[404, 405]).await;
        stage.close().await;
    }
}
