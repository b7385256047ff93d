//! The OpenAPI document of the house's own API beside its checked-in text, so that nobody changes it unseen, and as the server
//! gives it away. `UPDATE_SNAPSHOTS=1` rewrites the text.

use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::Value;
use std::path::Path;

#[test]
fn the_document_is_the_checked_in_one() {
    leadhub::doors::register();
    let snapshot = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/surface/openapi.json");
    let text = leadhub_native::document().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&snapshot, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&snapshot).unwrap_or_default();
    let changed = text.lines().zip(kept.lines()).position(|(new, old)| new != old);
    assert!(text == kept, "UPDATE_SNAPSHOTS=1 accepts what changed on purpose: first at line {changed:?}");
}

both_engines! {
    migrate = crate::migrate;

    async fn the_document_is_open_to_all_and_nothing_else_is(store: TestStore) {
        let house = House::open(store).await;
        let documented = serde_json::to_value(leadhub_native::document()).unwrap();
        for token in [None, Some("lh_nobody")] {
            let client = Client::with_token(&house, token);
            for path in ["/hub/openapi.json", "/hub/openapi.json/"] {
                let (status, served) = client.get(path).await;
                assert_eq!((status, &served), (200, &documented), "{path}");
            }
            for path in ["/hub", "/hub/v1/leads", "/hub/openapi.yaml"] {
                let (status, answer) = client.get(path).await;
                assert_eq!((status, &answer["status"]), (401, &Value::from(401)), "{path}");
            }
        }
        house.stop().await;
    }
}
