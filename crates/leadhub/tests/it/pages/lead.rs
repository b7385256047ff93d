//! The page of one lead, as a browser asks for it: an edit and its way back, all that is known of the lead and what of it who sees masked
//! contacts is not shown, the fields that its dialog changes, and the timeline beyond its first page.

use super::{Browser, MANAGER, form, text};
use crate::client::Client;
use crate::house::House;
use leadhub_golden::Reply;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

/// What htmx sends from a page of ours.
const OURS: [(&str, &str); 3] =
    [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin"), ("HX-Request", "true")];

async fn edit(browser: &Browser<'_>, id: &str, pairs: &[(&str, &str)]) -> Reply {
    browser.send("POST", &format!("/app/leads/{id}/edit"), &OURS, &form(pairs)).await
}

/// Where the toast of an answer takes it back.
fn undo_of(reply: &Reply) -> Option<String> {
    let text = text(reply);
    let address = text.split("action=\"/app/undo?").nth(1)?.split('"').next()?;
    Some(format!("/app/undo?{address}"))
}

both_engines! {
    migrate = crate::migrate;

    async fn an_edit_is_taken_back_unless_somebody_else_wrote_since(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = json!({ "name": "Trước", "phone": "0349755001", "subject": "Niềng răng" });
        let (_, made) = native.post("/hub/v1/leads", &lead).await;
        let (id, path) = (made["id"].to_string(), format!("/hub/v1/leads/{}", made["id"]));
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;

        // What is put back is all that the edit changed, the number and with it the person among it.
        let version = made["version"].to_string();
        let sent = [("version", version.as_str()), ("was_name", "Trước"), ("name", "Sau"), ("was_phone", "0349755001"), ("phone", "0349755002")];
        let edited = edit(&manager, &id, &sent).await;
        assert_eq!(edited.status, 200, "{}", text(&edited));
        let undo = undo_of(&edited).expect("the toast of an edit has its undo");
        let (_, now) = native.get(&path).await;
        assert_eq!((&now["name"], &now["phone"]), (&json!("Sau"), &json!("0349755002")));
        let undone = manager.send("POST", &undo, &OURS, "").await;
        assert_eq!(undone.status, 200, "{}", text(&undone));
        let (_, now) = native.get(&path).await;
        assert_eq!((&now["name"], &now["phone"]), (&json!("Trước"), &json!("0349755001")));
        assert_eq!(now["person_id"], made["person_id"]);

        // An edit that changes nothing has nothing to take back.
        let version = now["version"].to_string();
        let same = edit(&manager, &id, &[("version", &version), ("was_name", "Trước"), ("name", "Trước")]).await;
        assert_eq!((same.status, undo_of(&same)), (200, None));

        // Somebody else writes the same field meanwhile: it stays, and she is told.
        let edited = edit(&manager, &id, &[("version", &version), ("was_subject", "Niềng răng"), ("subject", "Trồng răng")]).await;
        let undo = undo_of(&edited).expect("the toast of an edit has its undo");
        assert_eq!(native.json("PATCH", &path, Some(&json!({ "subject": "Tẩy trắng" }))).await.0, 200);
        let undone = manager.send("POST", &undo, &OURS, "").await;
        assert!(text(&undone).contains("1 khách đã được người khác sửa sau đó nên giữ nguyên"), "{}", text(&undone));
        assert_eq!(native.get(&path).await.1["subject"], "Tẩy trắng");
        house.stop().await;
    }
}
