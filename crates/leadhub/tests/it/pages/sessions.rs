//! A session begins with a sign-in and is never taken over: not one that somebody put into her browser before, not one that is over. And the
//! sign-in sends nobody to another host.

use super::{AGENT, Browser, MANAGER, form, text};
use crate::house::{House, PASSWORD};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};

/// Signs in with what the browser has in its cookie by then; gives where it is sent, and the cookie that it gets.
async fn sign_in(browser: &Browser<'_>, name: &str, next: &str) -> (String, String) {
    let pairs = [("organisation", "kangnam"), ("name", name), ("password", PASSWORD), ("next", next)];
    let reply = browser.post("/app/sign-in", &form(&pairs)).await;
    assert_eq!(reply.status, 303, "{}", text(&reply));
    let cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    (reply.header("location").unwrap().to_owned(), cookie)
}

both_engines! {
    migrate = crate::migrate;

    async fn a_session_begins_anew_with_each_sign_in(store: TestStore) {
        let house = House::open(store).await;
        let manager = house.let_in("kangnam", MANAGER, Role::Manager).await;
        let agent = house.let_in("kangnam", AGENT, Role::Agent).await;
        let mut attacker = Browser::new(&house);
        attacker.cookie = sign_in(&attacker, &agent, "").await.1;

        // She signs in with the attacker's session, or an invented one, in her browser.
        for planted in [attacker.cookie.clone(), "leadhub=1.00".to_owned(), format!("__Host-{}", attacker.cookie)] {
            let mut hers = Browser::new(&house);
            hers.cookie = planted.clone();
            let cookie = sign_in(&hers, &manager, "").await.1;
            assert!(cookie.starts_with("leadhub=") && cookie != planted && cookie != attacker.cookie, "{cookie}");
            hers.cookie = cookie;
            assert!(text(&hers.get("/app/leads").await).contains(&manager));
            let seen = text(&attacker.get("/app/leads").await);
            assert!(seen.contains(&agent) && !seen.contains(">Tích hợp<"), "the attacker is who he was: {seen}");

            // Over is over, whoever has its text.
            assert_eq!(hers.post("/app/sign-out", "").await.status, 303);
            assert_eq!(hers.get("/app/leads").await.status, 303);
        }
        house.stop().await;
    }

    async fn the_sign_in_sends_nobody_to_another_host(store: TestStore) {
        let house = House::open(store).await;
        let name = house.let_in("kangnam", MANAGER, Role::Manager).await;
        let browser = Browser::new(&house);
        for (next, to) in [
            ("/app/board?whose=mine", "/app/board?whose=mine"),
            ("https://evil.example/app/", "/app/leads"),
            ("//evil.example", "/app/leads"),
            ("/app//evil.example", "/app/leads"),
            ("/\\evil.example", "/app/leads"),
            ("/app/leads\r\nSet-Cookie: a=b", "/app/leads"),
            ("javascript:alert(1)", "/app/leads"),
        ] {
            assert_eq!(sign_in(&browser, &name, next).await.0, to, "{next}");
        }
        house.stop().await;
    }
}
