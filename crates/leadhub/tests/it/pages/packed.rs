//! Pages leave packed for who takes it, and the same whether packed or not; the stream of changes and what shows a secret never do. Sizes
//! and codings are those on the wire: the client of these tests unpacks nothing by itself.

use super::{AGENT, Browser, MANAGER, form, text};
use crate::house::House;
use crate::pages_integrations::integration;
use flate2::read::GzDecoder;
use leadhub_golden::Reply;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use leadhub_web::assets::LEADHUB_CSS;
use std::io::Read;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const TAKES: (&str, &str) = ("Accept-Encoding", "gzip, deflate, br, zstd");

/// What a browser sends with a form, and one id for all, since error pages say it.
const OURS: [(&str, &str); 3] = [
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Sec-Fetch-Site", "same-origin"),
    ("X-Request-Id", "packed-or-not"),
];

fn coding(reply: &Reply) -> Option<&str> {
    reply.header("content-encoding")
}

fn unpacked(reply: &Reply) -> String {
    let mut text = String::new();
    GzDecoder::new(&reply.body[..]).read_to_string(&mut text).unwrap();
    text
}

/// In one piece, whose length is said.
fn is_whole(reply: &Reply) -> bool {
    let length = reply.header("content-length").and_then(|length| length.parse().ok());
    length == Some(reply.body.len()) && reply.header("transfer-encoding").is_none()
}

both_engines! {
    migrate = crate::migrate;

    async fn a_page_is_the_same_packed_or_not(store: TestStore) {
        let house = House::open(store).await;
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        let wrong = form(&[("name", ""), ("zone", "Sao Hoả")]);
        let htmx = Some(("HX-Request", "true"));
        for (method, target, body, htmx, status) in [
            ("GET", "/app/help", "", None, 200),
            ("GET", "/app/settings", "", None, 200),
            ("GET", "/app/leads/new", "", htmx, 200),
            ("POST", "/app/settings", wrong.as_str(), None, 422),
        ] {
            let ask = async |takes: Option<(&str, &str)>| {
                let headers: Vec<_> = OURS.into_iter().chain(htmx).chain(takes).collect();
                let reply = admin.send(method, target, &headers, body).await;
                assert_eq!(reply.status, status, "{method} {target}");
                assert!(is_whole(&reply), "{method} {target}: {:?}", reply.headers);
                assert_eq!(reply.header("vary"), Some("accept-encoding"), "{method} {target}");
                reply
            };
            let plain = ask(None).await;
            assert_eq!(coding(&plain), None, "{method} {target}");
            let packed = ask(Some(TAKES)).await;
            assert_eq!(coding(&packed), Some("gzip"), "{method} {target}");
            assert!(packed.body.len() < plain.body.len() * 2 / 3, "{method} {target}: {}", packed.body.len());
            assert_eq!(unpacked(&packed), text(&plain), "{method} {target}");
            let other = ask(Some(("Accept-Encoding", "br, gzip;q=0"))).await;
            assert_eq!((coding(&other), &other.body), (None, &plain.body), "{method} {target}");
        }
        let list = admin.send("GET", "/app/leads", &[TAKES], "").await;
        assert!(coding(&list) == Some("gzip") && unpacked(&list).contains("data-row="), "{:?}", list.headers);
        house.stop().await;
    }

    async fn what_is_small_or_has_no_body_is_not_packed(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let small = manager.send("GET", "/app/leads/no-preview", &[TAKES, ("HX-Request", "true")], "").await;
        assert_eq!((small.status, coding(&small), small.header("vary")), (200, None, None));
        assert!(is_whole(&small) && text(&small).contains("id=\"preview\""), "{}", text(&small));
        let elsewhere = manager.send("GET", "/app", &[TAKES], "").await;
        assert_eq!((elsewhere.status, coding(&elsewhere), elsewhere.body.len()), (303, None, 0));

        // A head is that of the page.
        for takes in [None, Some(TAKES)] {
            let headers: Vec<_> = takes.into_iter().collect();
            let page = manager.send("GET", "/app/help", &headers, "").await;
            let head = manager.send("HEAD", "/app/help", &headers, "").await;
            assert_eq!((head.status, head.body.len()), (200, 0));
            for name in ["content-encoding", "content-length", "content-type", "vary"] {
                assert_eq!(head.header(name), page.header(name), "{name}, {takes:?}");
            }
        }

        // A file that the browser has is not sent again, packed or not.
        let file = manager.send("GET", LEADHUB_CSS, &[TAKES], "").await;
        assert_eq!((file.status, coding(&file)), (200, Some("br")));
        let known = [TAKES, ("If-None-Match", file.header("etag").unwrap())];
        let file = manager.send("GET", LEADHUB_CSS, &known, "").await;
        assert_eq!((file.status, coding(&file), file.body.len()), (304, None, 0));
        house.stop().await;
    }

    async fn what_shows_a_secret_is_never_packed(store: TestStore) {
        let house = House::open(store).await;
        let id = integration(&house, "native").await;
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        let new = form(&[("integration_dialect", "native"), ("integration_name", "Hệ thống mới"), ("integration_agent", "")]);
        let [token, password] = ["value=\"lh_", "id=\"password\" value=\""];
        for (target, body, status, secret) in [
            ("/app/integrations".to_owned(), new.as_str(), 201, token),
            (format!("/app/integrations/{id}/token"), "", 201, token),
            (format!("/app/integrations/{id}/rotate"), "overlap=3600", 201, token),
            (format!("/app/settings/users/{AGENT}/password"), "", 200, password),
        ] {
            let headers: Vec<_> = OURS.into_iter().chain([TAKES]).collect();
            let reply = admin.send("POST", &target, &headers, body).await;
            assert_eq!((reply.status, coding(&reply)), (status, None), "{target}");
            assert!(is_whole(&reply) && reply.body.len() > 1024, "{target}: small pages are packed nowhere");
            assert!(text(&reply).contains(secret), "{target}: {}", text(&reply));
        }
        let page = admin.send("GET", &format!("/app/integrations/{id}"), &[TAKES], "").await;
        assert!(coding(&page) == Some("gzip") && !unpacked(&page).contains(token), "what shows none is");
        house.stop().await;
    }

    async fn the_stream_of_changes_is_not_packed(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let address = house.base_url.strip_prefix("http://").unwrap().to_owned();
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "GET /app/live HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nAccept-Encoding: gzip\r\n\r\n",
            manager.cookie
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        while !heard.windows(4).any(|end| end == b"\r\n\r\n") {
            assert!(stream.read_buf(&mut heard).await.unwrap() > 0, "the stream ended");
        }
        let heard = String::from_utf8_lossy(&heard).to_lowercase();
        assert!(heard.contains("200 ok") && heard.contains("text/event-stream"), "{heard}");
        assert!(!heard.contains("content-encoding") && !heard.contains("vary"), "{heard}");
        drop(stream);
        house.stop().await;
    }
}
