//! Which role a route lets in: every route is in the table, is asked by each role and by nobody, and a route without a row fails. What a role
//! then sees of what is behind it, the other tests look at.

use super::{AGENT, Browser, MANAGER};
use crate::house::House;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whom a route lets in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Anyone,
    /// Everyone who is signed in.
    Everyone,
    Managers,
    Admins,
}
use Door::{Admins, Anyone, Everyone, Managers};

const DOORS: &[(&str, &str, Door)] = &[
    ("GET", "/", Anyone),
    ("GET", "/app", Anyone),
    ("GET", "/assets/{name}", Anyone),
    ("GET", "/app/sign-in", Anyone),
    ("POST", "/app/sign-in", Anyone),
    ("POST", "/app/sign-out", Anyone),
    ("POST", "/app/sign-out-elsewhere", Everyone),
    ("GET", "/app/password", Everyone),
    ("POST", "/app/password", Everyone),
    ("GET", "/app/language/{language}", Everyone),
    ("GET", "/app/preferences/{preference}/{state}", Everyone),
    ("GET", "/app/live", Everyone),
    ("GET", "/app/palette", Everyone),
    ("GET", "/app/leads", Everyone),
    ("POST", "/app/leads", Everyone),
    ("GET", "/app/leads/rows", Everyone),
    ("GET", "/app/leads/filters", Everyone),
    ("GET", "/app/leads/export", Managers),
    ("GET", "/app/leads/export.csv", Managers),
    ("GET", "/app/leads/export.xlsx", Managers),
    ("GET", "/app/leads/export.jsonl", Managers),
    ("GET", "/app/leads/new", Everyone),
    ("GET", "/app/leads/assign", Everyone),
    ("POST", "/app/leads/assign", Everyone),
    ("GET", "/app/leads/stage", Everyone),
    ("POST", "/app/leads/stage", Everyone),
    ("GET", "/app/leads/label", Everyone),
    ("POST", "/app/leads/label", Everyone),
    ("GET", "/app/leads/note", Everyone),
    ("POST", "/app/undo", Everyone),
    ("GET", "/app/leads/{lead_id}", Everyone),
    ("GET", "/app/leads/no-preview", Everyone),
    ("GET", "/app/leads/{lead_id}/preview", Everyone),
    ("GET", "/app/leads/{lead_id}/view", Everyone),
    ("POST", "/app/leads/{lead_id}/note", Everyone),
    ("POST", "/app/leads/{lead_id}/reveal", Everyone),
    ("GET", "/app/leads/{lead_id}/edit", Everyone),
    ("POST", "/app/leads/{lead_id}/edit", Everyone),
    ("GET", "/app/leads/{lead_id}/book", Everyone),
    ("POST", "/app/leads/{lead_id}/book", Everyone),
    ("GET", "/app/import", Managers),
    ("POST", "/app/import", Managers),
    ("GET", "/app/import/{import_id}", Managers),
    ("POST", "/app/import/{import_id}", Managers),
    ("GET", "/app/import/{import_id}/status", Managers),
    ("GET", "/app/import/{import_id}/refused.csv", Managers),
    ("GET", "/app/board", Everyone),
    ("GET", "/app/board/cards", Everyone),
    ("GET", "/app/board/column", Everyone),
    ("POST", "/app/board/move", Everyone),
    ("GET", "/app/views", Everyone),
    ("POST", "/app/views", Everyone),
    ("GET", "/app/views/new", Everyone),
    ("POST", "/app/views/{view_id}", Everyone),
    ("POST", "/app/views/{view_id}/shift", Everyone),
    ("POST", "/app/views/{view_id}/delete", Everyone),
    ("GET", "/app/help", Everyone),
    ("GET", "/app/lists", Everyone),
    ("POST", "/app/lists", Managers),
    ("POST", "/app/lists/{list_uuid}/name", Managers),
    ("POST", "/app/lists/{list_uuid}/active", Managers),
    ("POST", "/app/lists/{list_uuid}/delete", Managers),
    ("POST", "/app/campaigns", Managers),
    ("POST", "/app/campaigns/{campaign_uuid}/name", Managers),
    ("POST", "/app/campaigns/{campaign_uuid}/active", Managers),
    ("POST", "/app/campaigns/{campaign_uuid}/delete", Managers),
    ("GET", "/app/overview", Everyone),
    ("GET", "/app/bookings", Everyone),
    ("POST", "/app/bookings/{booking_id}/state", Everyone),
    ("GET", "/app/bookings/{booking_id}/move", Everyone),
    ("POST", "/app/bookings/{booking_id}/move", Everyone),
    ("GET", "/app/integrations", Managers),
    ("GET", "/app/integrations/rows", Managers),
    ("POST", "/app/integrations", Admins),
    ("GET", "/app/integrations/new", Admins),
    ("GET", "/app/integrations/requests/{request_id}", Managers),
    ("GET", "/app/integrations/{integration_id}", Managers),
    ("POST", "/app/integrations/{integration_id}", Admins),
    ("POST", "/app/integrations/{integration_id}/token", Admins),
    ("POST", "/app/integrations/{integration_id}/rotate", Admins),
    ("POST", "/app/integrations/{integration_id}/retire", Admins),
    ("POST", "/app/integrations/{integration_id}/tokens/{token_id}/revoke", Admins),
    ("GET", "/app/settings", Admins),
    ("POST", "/app/settings", Admins),
    ("GET", "/app/settings/{kind}", Admins),
    ("POST", "/app/settings/{kind}", Admins),
    ("GET", "/app/settings/{kind}/new", Admins),
    ("GET", "/app/settings/{kind}/{row_id}", Admins),
    ("POST", "/app/settings/{kind}/{row_id}", Admins),
    ("POST", "/app/settings/{kind}/{row_id}/move", Admins),
    ("POST", "/app/settings/{kind}/{row_id}/password", Admins),
];

impl Door {
    fn lets_in(self, role: Role) -> bool {
        match self {
            Anyone | Everyone => true,
            Managers => role.sees_all(),
            Admins => role == Role::Admin,
        }
    }
}

/// The route with names of nothing in it, so that nothing is changed.
fn filled(path: &str) -> String {
    let fill = |segment: &str| match segment {
        "{kind}" => "stages".to_owned(),
        "{language}" => "vi".to_owned(),
        uuid if uuid.ends_with("_uuid}") => "00000000-0000-4000-8000-000000000000".to_owned(),
        id if id.starts_with('{') => "1".to_owned(),
        word => word.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

/// The head of the answer; a stream's body has no end.
async fn head(browser: &Browser<'_>, method: &str, path: &str) -> String {
    let address = browser.house.base_url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let asked = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        browser.cookie
    );
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    while !said.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "{method} {path}: {}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

fn status(head: &str) -> u16 {
    head[9..12].parse().unwrap()
}

/// No page may stand in a frame, or be kept by anything on its way.
fn is_guarded(head: &str) -> bool {
    let is_page = head.contains("content-type: text/html");
    !is_page || (head.contains("frame-ancestors 'none'") && head.contains("cache-control: no-store"))
}

fn asks_to_sign_in(head: &str) -> bool {
    status(head) == 303 && head.contains("location: /app/sign-in?next=")
}

#[test]
fn every_route_has_a_door() {
    let listed = leadhub_web::routes::routes();
    let routes: Vec<(&str, &str)> = listed.listed().iter().map(|route| (route.method.as_str(), route.path)).collect();
    for (method, path) in &routes {
        let rows = DOORS.iter().filter(|row| (row.0, row.1) == (*method, *path)).count();
        assert_eq!(rows, 1, "{method} {path}: give it a row in DOORS");
    }
    assert_eq!(DOORS.len(), routes.len(), "a row of DOORS is no route");
}

both_engines! {
    migrate = crate::migrate;

    async fn a_route_lets_in_whom_its_door_says_and_nobody_else(store: TestStore) {
        let house = House::open(store).await;
        let nobody = Browser::new(&house);
        for (method, path, door) in DOORS.iter().copied() {
            let head = head(&nobody, method, &filled(path)).await;
            assert_eq!(asks_to_sign_in(&head), door != Anyone, "{method} {path}, nobody: {head}");
            assert!(is_guarded(&head), "{method} {path}, nobody: {head}");
        }
        // The administrator last: one stays.
        for role in Role::ALL.into_iter().rev() {
            let agent = if role == Role::Agent { AGENT } else { MANAGER };
            let browser = Browser::of(&house, "kangnam", agent, role).await;
            // Whoever signed out is nobody.
            for (method, path, door) in DOORS.iter().copied().filter(|row| row.1 != "/app/sign-out") {
                let head = head(&browser, method, &filled(path)).await;
                assert_eq!(status(&head) == 403, !door.lets_in(role), "{method} {path}, {}: {head}", role.word());
                assert!(is_guarded(&head), "{method} {path}, {}: {head}", role.word());
                assert!(!asks_to_sign_in(&head) && status(&head) < 500, "{method} {path}, {}: {head}", role.word());
            }
            assert_eq!(status(&head(&browser, "POST", "/app/sign-out").await), 303);
            assert!(asks_to_sign_in(&head(&browser, "GET", "/app/leads").await), "{}: the session ended", role.word());
        }
        house.stop().await;
    }
}
