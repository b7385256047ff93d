//! The pages as a browser asks for them: who gets in, what each role and each organisation sees, and that what comes by a wire is on a
//! page at once. Routes are taken off the table, so that a new one cannot be left open. What a browser does with a page is not seen here.

mod forms;
mod imports;
mod lead;
mod live;
mod packed;
mod preferences;
mod roles;
mod sessions;

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER, PASSWORD};
use leadhub_core::Actor;
use leadhub_core::store::organisations;
use leadhub_core::store::reference::agents;
use leadhub_golden::{Reply, Request, send};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

pub struct Browser<'h> {
    house: &'h House,
    pub cookie: String,
}

impl<'h> Browser<'h> {
    pub fn new(house: &'h House) -> Browser<'h> {
        Browser { house, cookie: String::new() }
    }

    /// Gives a user of an organisation a login, and signs in.
    pub async fn of(house: &'h House, slug: &str, agent: i64, role: Role) -> Browser<'h> {
        let name = house.let_in(slug, agent, role).await;
        let mut browser = Browser::new(house);
        let form = form(&[("organisation", slug), ("name", &name), ("password", PASSWORD), ("next", "/app/board")]);
        let reply = browser.post("/app/sign-in", &form).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some("/app/board")), "{}", text(&reply));
        let cookie = reply.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }

    pub async fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut all: Vec<(String, String)> = headers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        if !self.cookie.is_empty() {
            all.push(("Cookie".to_owned(), self.cookie.clone()));
        }
        let request =
            Request { method: method.to_owned(), target: target.to_owned(), headers: all, body: body.to_owned() };
        send(&self.house.base_url, &request).await.unwrap()
    }

    /// The session of another browser, in a language.
    pub fn speak(&mut self, language: &str, like: &Browser) {
        self.cookie = format!("{}; language={language}", like.cookie);
    }

    pub async fn get(&self, target: &str) -> Reply {
        self.send("GET", target, &[], "").await
    }

    pub async fn post(&self, target: &str, form: &str) -> Reply {
        let media = ("Content-Type", "application/x-www-form-urlencoded");
        self.send("POST", target, &[media, ("Sec-Fetch-Site", "same-origin")], form).await
    }
}

pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub fn text(reply: &Reply) -> String {
    String::from_utf8_lossy(&reply.body).into_owned()
}

/// Every route with a number in the place of its ids.
fn routes(id: &str) -> Vec<(String, String)> {
    let listed = leadhub_web::routes::routes();
    let filled = |path: &str| {
        let segments = path.split('/').map(|segment| if segment.starts_with('{') { id } else { segment });
        segments.collect::<Vec<_>>().join("/")
    };
    listed.listed().iter().map(|route| (route.method.to_string(), filled(route.path))).collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn nobody_gets_in_without_a_session(store: TestStore) {
        let house = House::open(store).await;
        let stranger = Browser::new(&house);
        let mut tried = 0;
        // The root is a page for a browser, and no path at all for a client of a wire.
        let home = stranger.send("GET", "/", &[("Accept", "text/html,*/*")], "").await;
        assert_eq!((home.status, home.header("location")), (303, Some("/app/leads")));
        assert_eq!(stranger.get("/").await.status, 404);
        for (method, path) in routes("1").into_iter().filter(|(_, path)| path != "/") {
            let headers = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/x-www-form-urlencoded")];
            let reply = stranger.send(&method, &path, &headers, "").await;
            let open = ["/app", "/assets/1", "/app/sign-in", "/app/sign-out"].contains(&path.as_str());
            let to = reply.header("location").unwrap_or_default().to_owned();
            assert!(open || (reply.status == 303 && to.starts_with("/app/sign-in?next=")), "{method} {path}: {}", reply.status);
            tried += 1;
            // From somebody else's page nothing is worked, signed in or not.
            if method != "GET" {
                for foreign in [("Sec-Fetch-Site", "cross-site"), ("Origin", "http://evil.example")] {
                    let reply = stranger.send(&method, &path, &[foreign], "").await;
                    assert_eq!(reply.status, 403, "{method} {path} {foreign:?}");
                }
            }
        }
        assert!(tried > 25, "the table of routes is empty");
        let wrong = form(&[("organisation", "kangnam"), ("name", "nobody"), ("password", "x"), ("next", "//evil.example")]);
        let reply = stranger.post("/app/sign-in", &wrong).await;
        assert_eq!(reply.status, 422);
        assert!(!text(&reply).contains("evil.example"), "{}", text(&reply));
        for header in ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy"] {
            assert!(reply.header(header).is_some(), "{header}");
        }
        house.stop().await;
    }

    async fn who_guesses_waits_by_address_whatever_names_she_tries(store: TestStore) {
        let house = House::open(store).await;
        let app = leadhub_wire::AppState { hub: house.hub.clone(), limits: Default::default() };
        let router = leadhub_web::routes::routes().router(app);
        let try_in = async |from: [u8; 4], name: String| {
            let body = form(&[("organisation", "kangnam"), ("name", &name), ("password", "x")]);
            let body = axum::body::Body::from(body);
            let mut request = axum::http::Request::post("/app/sign-in").header("Sec-Fetch-Site", "same-origin").body(body).unwrap();
            request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from((from, 4000))));
            let answer = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            String::from_utf8_lossy(&body).into_owned()
        };
        let mut waits = 0;
        for number in 0..40 {
            waits += usize::from(try_in([192, 0, 2, 7], format!("nobody{number}")).await.contains("Đợi"));
        }
        assert!(waits > 0, "nobody had to wait");
        assert!(!try_in([192, 0, 2, 8], "another".to_owned()).await.contains("Đợi"));
        // The machine's own address is a proxy's, behind which everybody is.
        for number in 0..40 {
            assert!(!try_in([127, 0, 0, 1], format!("nobody{number}")).await.contains("Đợi"), "{number}");
        }
        house.stop().await;
    }

    async fn an_error_page_says_the_id_that_the_log_has(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        for path in ["/app/leads/999999999", "/app/nowhere"] {
            let reply = manager.get(path).await;
            let id = reply.header("x-request-id").unwrap();
            assert!(reply.status == 404 && text(&reply).contains(id), "{path}: {}", text(&reply));
        }
        // Whoever sends a form when her session is over comes back to the page that had it, not to the form's address.
        let stranger = Browser::new(&house);
        let headers = [("Sec-Fetch-Site", "same-origin"), ("Referer", "http://127.0.0.1/app/leads/7?x=1#y")];
        let reply = stranger.send("POST", "/app/leads/7/note", &headers, "").await;
        assert_eq!(reply.header("location"), Some("/app/sign-in?next=%2Fapp%2Fleads%2F7%3Fx%3D1"));
        house.stop().await;
    }

    async fn a_lead_of_every_wire_is_on_the_list(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let client = |wire| Client::new(&house, house.kangnam(), wire);
        let hostile = "<script>alert(1)</script>\"'&";
        let lead = json!({ "lead": { "phone": "0349751001", "username": hostile, "subject": hostile, "service_id": 1244 } });
        let (_, made) = client("caresoft").post("/kangnam/api/v1/lead", &lead).await;
        let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
        client("dialer").post("/v3/lead", &json!({ "list_uuid": list, "lead_name": "Quay Số", "phone_number": "0349751002" })).await;
        client("lead_platform").post("/lead-platform/v1/leads/create", &json!({ "name": "Đối Tác", "mobile_number": "0349751003" })).await;
        client("native").post("/hub/v1/leads", &json!({ "name": "Bản Địa", "phone": "0349751004" })).await;
        let page = text(&manager.get("/app/leads").await);
        for name in ["Quay Số", "Đối Tác", "Bản Địa", "0349 751 002", "&#60;script&#62;"] {
            assert!(page.contains(name), "{name} is missing");
        }
        assert!(!page.contains("<script>alert"), "hostile text is markup");
        let id = &made["lead"]["id"];
        let lead = text(&manager.get(&format!("/app/leads/{id}")).await);
        assert!(lead.contains("0349 751 001") && !lead.contains("<script>alert"), "{lead}");

        // A move on the board is read over the wire it came by, and taken back.
        let moved = manager.send("POST", "/app/board/move", &[("Content-Type", "application/x-www-form-urlencoded"),
            ("Sec-Fetch-Site", "same-origin"), ("HX-Request", "true")], &format!("lead={id}&stage=557")).await;
        assert_eq!(moved.status, 200, "{}", text(&moved));
        let (_, seen) = client("caresoft").get(&format!("/kangnam/api/v1/lead/{id}")).await;
        assert_eq!(seen["lead"]["lead_status_id"], 557);
        let undo = text(&moved).split("action=\"/app/undo?events=").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(manager.post(&format!("/app/undo?events={undo}"), "").await.status, 303);
        let (_, seen) = client("caresoft").get(&format!("/kangnam/api/v1/lead/{id}")).await;
        assert_ne!(seen["lead"]["lead_status_id"], 557);
        house.stop().await;
    }

    async fn a_leads_source_is_shown_by_its_name_and_narrows_the_list(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let (_, fair) = native.post("/hub/v1/leads", &json!({ "name": "Khách Hội Chợ", "phone": "0349754001", "source": "Hội chợ xuân" })).await;
        let (_, plain) = native.post("/hub/v1/leads", &json!({ "name": "Khách Lẻ", "phone": "0349754002" })).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let list = text(&manager.get("/app/leads").await);
        let option = format!("source={}", fair["source_id"]);
        assert!(list.contains(">Hội chợ xuân</td>") && list.contains(&option), "{list}");
        assert!(list.contains(">leadhub</td>"), "the wire, where nobody said more");
        let narrow = text(&manager.get(&format!("/app/leads?{option}")).await);
        assert!(narrow.contains("Khách Hội Chợ") && !narrow.contains("Khách Lẻ"), "{narrow}");
        assert!(narrow.contains("Nguồn: Hội chợ xuân"), "{narrow}");
        let page = text(&manager.get(&format!("/app/leads/{}", fair["id"])).await);
        assert!(page.contains("Hội chợ xuân"), "{page}");
        let patched = native.json("PATCH", &format!("/hub/v1/leads/{}", plain["id"]), Some(&json!({ "source_id": fair["source_id"] }))).await;
        assert_eq!(patched.0, 200);
        let page = text(&manager.get(&format!("/app/leads/{}", plain["id"])).await);
        assert!(page.contains("Nguồn: Hội chợ xuân"), "on its timeline too: {page}");
        house.stop().await;
    }

    async fn what_is_not_hers_is_on_no_page(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let (_, hers) = native.post("/hub/v1/leads", &json!({ "name": "Của Chị", "phone": "0349752001", "agent_id": AGENT })).await;
        let (_, theirs) = native.post("/hub/v1/leads", &json!({ "name": "Của Người Khác", "phone": "0349752002", "agent_id": MANAGER })).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let page = text(&agent.get("/app/leads?q=c%E1%BB%A7a").await);
        let list = text(&agent.get("/app/leads").await);
        for shown in [&page, &list] {
            assert!(shown.contains("Của Chị") && !shown.contains("Của Người Khác"), "{shown}");
            assert!(!shown.contains("0349 752 001") && shown.contains("03•• ••• 001"), "contacts are masked");
        }
        let whole = text(&agent.post(&format!("/app/leads/{}/reveal", hers["id"]), "").await);
        assert!(whole.is_empty(), "without script the page is shown again");
        let shown = agent.send("POST", &format!("/app/leads/{}/reveal", hers["id"]), &[("Sec-Fetch-Site", "same-origin"),
            ("HX-Request", "true")], "").await;
        assert!(text(&shown).contains("0349 752 001"), "{}", text(&shown));

        // Another's lead, seen from her side of the house and from another house.
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        let id = theirs["id"].to_string();
        for (method, path) in routes(&id) {
            if !path.contains(&id) || !path.starts_with("/app/leads") {
                continue;
            }
            for browser in [&agent, &stranger] {
                let sent = form(&[("note", "x"), ("day", "2030-01-01T10:00"), ("company", "2"), ("name", "Đổi")]);
                let reply = if method == "GET" { browser.get(&path).await } else { browser.post(&path, &sent).await };
                assert_eq!(reply.status, 404, "{method} {path}: {}", text(&reply));
                assert!(!text(&reply).contains("Của Người Khác"), "{method} {path}");
            }
        }
        for browser in [&agent, &stranger] {
            for (path, change) in [("assign", "agent"), ("stage", "stage"), ("label", "add")] {
                browser.post(&format!("/app/leads/{path}"), &form(&[("leads", &id), (change, "557")])).await;
            }
            let rows = browser.get(&format!("/app/leads/rows?ids={id}")).await;
            assert!(!text(&rows).contains("Của Người Khác"), "{}", text(&rows));
        }
        let (_, after) = native.get(&format!("/hub/v1/leads/{id}")).await;
        assert_eq!(after["version"], theirs["version"], "nobody changed it");
        house.stop().await;
    }

    async fn the_language_is_chosen_after_signing_in_too(store: TestStore) {
        let house = House::open(store).await;
        let mut manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        assert!(text(&manager.get("/app/leads").await).contains("<html lang=\"vi\""));
        let from = [("Referer", "http://127.0.0.1:8080/app/board?mine=1")];
        let chosen = manager.send("GET", "/app/language/en", &from, "").await;
        assert_eq!((chosen.status, chosen.header("location")), (303, Some("/app/board?mine=1")));
        manager.cookie += &format!("; {}", chosen.header("set-cookie").unwrap().split(';').next().unwrap());
        let page = text(&manager.get("/app/leads").await);
        assert!(page.contains("<html lang=\"en\"") && page.contains("href=\"/app/language/vi\""), "{page}");
        for foreign in ["http://127.0.0.1:8080//evil.example", "http://evil.example/", "nonsense"] {
            let chosen = manager.send("GET", "/app/language/vi", &[("Referer", foreign)], "").await;
            assert_eq!(chosen.header("location"), Some("/app/leads"), "{foreign}");
        }
        assert_eq!(manager.get("/app/language/xx").await.status, 404);
        house.stop().await;
    }
}

/// Some user of the other organisation.
pub async fn dongnai_agent(house: &House) -> i64 {
    let found = house.hub.read(|db| {
        let organisation = organisations::find_organisation(db, "dongnai")?.unwrap();
        Ok::<_, leadhub_model::LeadError>(agents::list_agents(db, &Actor::house(organisation))?[0].agent.id.0)
    });
    found.await.unwrap()
}
