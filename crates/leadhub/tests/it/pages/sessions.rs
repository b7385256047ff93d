//! A session begins with a sign-in and is never taken over: not one that somebody put into her browser before, not one that is over. And the
//! sign-in sends nobody to another host. Whoever has several sees them, and ends the others.

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

    async fn she_sees_where_she_is_signed_in_and_ends_it_elsewhere(store: TestStore) {
        let house = House::open(store).await;
        let name = house.let_in("kangnam", AGENT, Role::Agent).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let (mut here, mut there) = (Browser::new(&house), Browser::new(&house));
        here.cookie = sign_in(&here, &name, "").await.1;
        let alone = text(&here.get("/app/password").await);
        assert!(alone.contains("Tài khoản của tôi") && !alone.contains("action=\"/app/sign-out-elsewhere\""), "{alone}");
        there.cookie = sign_in(&there, &name, "").await.1;

        // The page is found from every other one; on it are her two sessions and nobody else's.
        let leads = text(&here.get("/app/leads").await);
        assert_eq!(leads.matches("class=\"who\" href=\"/app/password\"").count(), 2, "beside the page, and behind more: {leads}");
        assert!(leads.contains("data-option tabindex=\"-1\" href=\"/app/password\""), "in the palette: {leads}");
        let lines = |page: &str| page.split("<tbody>").nth(1).unwrap().matches("<tr>").count();
        let page = text(&here.get("/app/password").await);
        assert_eq!((lines(&page), page.matches(">Nơi này</span>").count()), (2, 1), "{page}");
        assert!(page.contains("action=\"/app/sign-out-elsewhere\"") && page.contains("id=\"old\""), "{page}");

        // Another's button ends nothing of hers, hers ends nothing of another's.
        assert_eq!(manager.post("/app/sign-out-elsewhere", "").await.status, 303);
        assert_eq!(there.get("/app/leads").await.status, 200);
        let ended = here.post("/app/sign-out-elsewhere", "").await;
        assert_eq!((ended.status, ended.header("location")), (303, Some("/app/password?ended=1")));
        let refused = there.get("/app/leads").await;
        assert!(refused.status == 303 && refused.header("location").unwrap().starts_with("/app/sign-in?next="), "{}", refused.status);
        let page = text(&here.get("/app/password?ended=1").await);
        assert!(page.contains("role=\"status\"") && lines(&page) == 1 && page.contains(">Nơi này</span>"), "{page}");
        assert_eq!(manager.get("/app/leads").await.status, 200);
        house.stop().await;
    }

    async fn her_password_is_changed_where_she_is_signed_in(store: TestStore) {
        let house = House::open(store).await;
        let name = house.let_in("kangnam", AGENT, Role::Agent).await;
        let (mut here, mut there) = (Browser::new(&house), Browser::new(&house));
        here.cookie = sign_in(&here, &name, "").await.1;
        there.cookie = sign_in(&there, &name, "").await.1;
        let refused = here.post("/app/password", &form(&[("old", "not this one at all"), ("new", "planet of ten")])).await;
        assert!(refused.status == 422 && text(&refused).contains("role=\"alert\""), "{}", text(&refused));
        let changed = here.post("/app/password", &form(&[("old", PASSWORD), ("new", "planet of ten")])).await;
        assert_eq!((changed.status, changed.header("location")), (303, Some("/app/password?changed=1")));
        assert!(text(&here.get("/app/password?changed=1").await).contains("Đã đổi mật khẩu"));
        assert_eq!(there.get("/app/leads").await.status, 303, "she is signed out there");
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
