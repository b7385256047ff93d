//! What a person switches on and off stays in her browser: single keys and dense rows. The pages say it on their first element; what a browser
//! makes of that, `browser/list.rs` looks at.

use super::{Browser, MANAGER, text};
use crate::house::House;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};

both_engines! {
    migrate = crate::migrate;

    async fn single_keys_and_dense_rows_are_switched_and_stay_so(store: TestStore) {
        let house = House::open(store).await;
        let mut manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let session = manager.cookie.clone();
        let page = text(&manager.get("/app/leads").await);
        assert!(!page.contains("data-keys=") && !page.contains("data-density="), "{page}");
        let from = [("Referer", "http://127.0.0.1:8080/app/leads?whose=mine")];
        for (switch, other, attribute) in [("keys", "off", "data-keys=\"off\""), ("dense", "on", "data-density=\"dense\"")] {
            for (state, is_there) in [(other, true), (if other == "on" { "off" } else { "on" }, false)] {
                let path = format!("/app/preferences/{switch}/{state}");
                assert!(page.contains(&format!("href=\"{path}\"")), "in the list of keys: {page}");
                let chosen = manager.send("GET", &path, &from, "").await;
                assert_eq!((chosen.status, chosen.header("location")), (303, Some("/app/leads?whose=mine")), "{path}");
                manager.cookie = format!("{session}; {}", chosen.header("set-cookie").unwrap().split(';').next().unwrap());
                for path in ["/app/leads", "/app/password"] {
                    let shown = text(&manager.get(path).await);
                    assert_eq!(shown.split("<head>").next().unwrap().contains(attribute), is_there, "{switch} {state}: {path}");
                    assert!(shown.contains(&format!("href=\"/app/preferences/{switch}/{state}\" aria-label=")), "{path}");
                }
            }
        }
        for nothing in ["keys/maybe", "theme/on", "language/vi"] {
            assert_eq!(manager.get(&format!("/app/preferences/{nothing}")).await.status, 404, "{nothing}");
        }
        house.stop().await;
    }
}
