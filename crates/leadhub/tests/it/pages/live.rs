//! The stream of what changes: who follows is told of her leads by their numbers, of others only that some changed, of many that they are many;
//! nothing is passed over, and a server that stops waits for nobody.

use super::{Browser, text};
use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::requests::{keep_request, logged_requests};
use leadhub_core::Actor;
use leadhub_core::actions::create_lead;
use leadhub_core::store::organisations;
use leadhub_model::NewLead;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Asks for the stream of what changes; gives what came of it first.
async fn follow(browser: &Browser<'_>) -> (TcpStream, String) {
    let address = browser.house.base_url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET /app/live HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\n\r\n", browser.cookie);
    stream.write_all(head.as_bytes()).await.unwrap();
    let heard = listen(&mut stream, String::new(), |heard| !heard.is_empty()).await;
    (stream, heard)
}

/// Reads on until enough was heard.
async fn listen(stream: &mut TcpStream, mut heard: String, enough: impl Fn(&str) -> bool) -> String {
    let reading = tokio::time::timeout(Duration::from_secs(10), async {
        let mut piece = [0; 4096];
        while !enough(&heard) {
            let read = stream.read(&mut piece).await.unwrap();
            assert!(read > 0, "the stream ended: {heard}");
            heard.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    });
    let in_time = reading.await.is_ok();
    assert!(in_time, "no more was heard: {heard}");
    heard
}

both_engines! {
    migrate = crate::migrate;

    async fn who_follows_is_told_of_what_comes(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let (mut stream, heard) = follow(&manager).await;
        assert!(heard.contains("200 OK") && heard.contains("text/event-stream"), "{heard}");
        let lead = json!({ "lead": { "phone": "0349753001", "subject": "x", "service_id": 1244 } });
        let (_, made) = Client::new(&house, house.kangnam(), "caresoft").post("/kangnam/api/v1/lead", &lead).await;
        let wanted = made["lead"]["id"].to_string();
        // The request itself is told of too, once it is kept.
        let is_all = |heard: &str| heard.contains(&wanted) && heard.contains("event: requests");
        let heard = listen(&mut stream, heard, is_all).await;
        assert!(heard.contains("event: leads") && heard.contains("\"changed\":["), "{heard}");
        // A server that stops does not wait for who follows: the stream says so and ends.
        let ending = tokio::spawn(async move {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.unwrap();
            String::from_utf8_lossy(&rest).into_owned()
        });
        house.stop().await;
        assert!(ending.await.unwrap().contains(": the server stops"));
    }

    async fn a_request_that_is_written_late_is_told_of_too(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let (mut stream, heard) = follow(&manager).await;
        let now = house.hub.now().micros();
        let is_told = |times| move |heard: &str| heard.matches("event: requests").count() == times;
        keep_request(&house, now, "/in-time");
        let heard = listen(&mut stream, heard, is_told(1)).await;
        // As another process does that answered it before and writes it after.
        keep_request(&house, now - 1_000_000, "/written-late");
        listen(&mut stream, heard, is_told(2)).await;
        drop(stream);
        house.stop().await;
    }

    async fn who_may_not_look_at_requests_is_not_told_of_them(store: TestStore) {
        let house = House::open(store).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let (mut stream, heard) = follow(&agent).await;
        let native = Client::new(&house, house.kangnam(), "native");
        native.get("/hub/v1/nothing").await;
        logged_requests(&house, "status=refused", |rows| rows.len() == 1).await;
        // Her own lead comes behind the request that she is not told of.
        let (status, hers) = native.post("/hub/v1/leads", &json!({ "name": "Của Cô", "phone": "0349752009", "agent_id": AGENT })).await;
        assert_eq!(status, 201, "{hers}");
        let wanted = hers["id"].to_string();
        let heard = listen(&mut stream, heard, |heard| heard.contains(&wanted)).await;
        assert!(heard.contains("event: leads") && !heard.contains("event: requests"), "{heard}");
        drop(stream);
        house.stop().await;
    }

    async fn many_changes_at_once_are_told_as_many_and_nothing_behind_them_is_missed(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let (mut stream, heard) = follow(&manager).await;
        let made = house.hub.write(move |tx| {
            let actor = Actor::house(organisations::find_organisation(tx, "kangnam")?.unwrap());
            (0..2_100).try_for_each(|_| create_lead(tx, &actor, NewLead::default()).map(drop))
        });
        made.await.unwrap();
        let is_many = |heard: &str| heard.contains("\"many\":true");
        listen(&mut stream, heard, is_many).await;
        // While they are many one more makes it many again; once they are over it is said once more, since what committed late is there
        // too; and what comes then is told by its number.
        let sent = json!({ "name": "Sau", "phone": "0349752019" });
        assert_eq!(native.post("/hub/v1/leads", &sent).await.0, 201);
        listen(&mut stream, String::new(), is_many).await;
        listen(&mut stream, String::new(), is_many).await;
        let (_, one) = native.post("/hub/v1/leads", &sent).await;
        let wanted = format!("\"changed\":[{}]", one["id"]);
        listen(&mut stream, String::new(), |heard| heard.contains(&wanted)).await;
        // Who was told of many asks for the newest.
        let shown = text(&manager.get("/app/leads/rows?ids=&has=&newest=1").await);
        assert_eq!((shown.matches("id=\"lead-").count(), shown.matches("Sau").count() > 0), (50, true), "{shown}");
        drop(stream);
        house.stop().await;
    }

    async fn what_is_hers_no_longer_is_told_of_without_its_number(store: TestStore) {
        let house = House::open(store).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let new = |name: &str| json!({ "name": name, "phone": "0349752029", "agent_id": AGENT });
        let (_, given) = native.post("/hub/v1/leads", &new("Cho Đi")).await;
        let (_, deleted) = native.post("/hub/v1/leads", &new("Xoá")).await;
        let (given, deleted) = (given["id"].to_string(), deleted["id"].to_string());
        let asked = format!("/app/leads/rows?ids={given},{deleted}&has={given},{deleted}");
        assert_eq!(text(&agent.get(&asked).await).matches("hx-swap=\"outerMorph\"").count(), 2);
        let (mut stream, heard) = follow(&agent).await;
        assert!(!heard.contains("event: leads"), "what is on the page already: {heard}");
        let other = json!({ "agent_id": MANAGER });
        assert_eq!(native.json("PATCH", &format!("/hub/v1/leads/{given}"), Some(&other)).await.0, 200);
        let heard = listen(&mut stream, heard, |heard| heard.matches("\"changed\":[]").count() == 1).await;
        assert_eq!(native.send("DELETE", &format!("/hub/v1/leads/{deleted}"), &[], "").await.status, 204);
        listen(&mut stream, heard, |heard| heard.matches("\"changed\":[]").count() == 2).await;
        let gone = text(&agent.get(&asked).await);
        assert_eq!(gone.matches("hx-swap=\"delete\"").count(), 2, "{gone}");
        drop(stream);
        house.stop().await;
    }
}
