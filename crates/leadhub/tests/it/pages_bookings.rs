//! Bookings as a browser sees and changes them: moved with what is refused said at its field, cancelled for good, all of them reached however
//! many there are, and none of it by who does not see the lead. What a wire reads afterwards is what the page said. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, dongnai_agent, form, text};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, actions};
use leadhub_golden::Reply;
use leadhub_model::sign_in::Role;
use leadhub_model::{BrandId, CompanyId, Fact, Facts, LeadChange, Moment, NewBooking, NewLead};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

/// Works in a group of her own.
const OTHER: i64 = 124_734_559;
const DAY: &str = "/app/bookings?day=2099-03-04";

/// A booking of a new lead, or of one that is there, as our own API shows it.
async fn booked(native: &Client, at: &str, whose: (&str, Value)) -> Value {
    let new = json!({ "brand_id": 1, "company_id": 2, "booked_at": at, whose.0: whose.1 });
    let (status, made) = native.post("/hub/v1/bookings", &new).await;
    assert_eq!(status, 201, "{made}");
    made
}

async fn stored(native: &Client, booking: &Value) -> Value {
    native.get(&format!("/hub/v1/bookings/{}", booking["id"])).await.1
}

/// Asked by htmx from a page.
async fn part(browser: &Browser<'_>, method: &str, path: &str, from: &str, sent: &[(&str, &str)]) -> Reply {
    let from = format!("http://127.0.0.1{from}");
    let media = ("Content-Type", "application/x-www-form-urlencoded");
    let headers = [media, ("Sec-Fetch-Site", "same-origin"), ("HX-Request", "true"), ("HX-Current-URL", &from)];
    browser.send(method, path, &headers, &form(sent)).await
}

both_engines! {
    migrate = crate::migrate;

    async fn a_booking_is_moved_and_what_is_refused_is_said_at_its_field(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = json!({ "name": "Khách Dời", "phone": "0349757001" });
        let booking = booked(&native, "2099-03-04T02:30:00Z", ("lead", lead)).await;
        let path = format!("/app/bookings/{}/move", booking["id"]);
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let page = text(&manager.get(DAY).await);
        assert!(page.contains("<b id=\"chosen\">T4 04/03/2099</b><form") && page.contains("aria-describedby=\"chosen\"") && page.contains(&path), "{page}");

        let dialog = text(&part(&manager, "GET", &path, DAY, &[]).await);
        assert!(dialog.contains("Đang hẹn T4 04/03/2099 09:30") && dialog.contains("value=\"2099-03-04T09:30\""), "{dialog}");
        assert!(dialog.contains("<option value=\"2\" selected") && !dialog.contains("<option value=\"3\""), "one takes no bookings");

        let typed = async |day, company, version| {
            let sent = [("day", day), ("company", company), ("version", version)];
            let reply = part(&manager, "POST", &path, DAY, &sent).await;
            (reply.status, text(&reply))
        };
        let (status, told) = typed("ngày mai", "2", "1").await;
        assert!(status == 422 && told.contains("id=\"day-error\"") && told.contains("value=\"ngày mai\""), "{told}");
        let (status, told) = typed("2099-03-05T10:15", "3", "1").await;
        assert!(status == 422 && told.contains("id=\"company-error\"") && told.contains("value=\"2099-03-05T10:15\""), "{told}");
        assert_eq!(stored(&native, &booking).await["version"], 1, "what is refused changes nothing");

        let (status, told) = typed("2099-03-05T10:15", "2", "1").await;
        assert!(status == 200 && told.contains("Đã dời sang T5 05/03/2099 10:15"), "{told}");
        assert!(told.contains("id=\"bookings\"") && !told.contains("Khách Dời"), "it has left the day: {told}");
        assert!(text(&manager.get("/app/bookings?day=2099-03-05").await).contains("<b>10:15</b>"));
        let now = stored(&native, &booking).await;
        assert_eq!((&now["version"], &now["state"]), (&json!(2), &json!("open")));
        let line = "đổi lịch hẹn: Ngày giờ hẹn: 04/03/2099 09:30 → 05/03/2099 10:15";
        let shown = text(&manager.get(&format!("/app/leads/{}", booking["lead_id"])).await);
        assert!(shown.contains(line), "{shown}");
        let (_, timeline) = native.get(&format!("/hub/v1/leads/{}/timeline", booking["lead_id"])).await;
        assert!(timeline.to_string().contains("booked_at"), "{timeline}");

        // Somebody else's change is not written over unseen; pressed again it is.
        let (status, told) = typed("2099-03-06T08:00", "2", "1").await;
        assert!(status == 422 && told.contains("Người khác vừa đổi lịch này") && told.contains("T5 05/03/2099 10:15"), "{told}");
        assert!(told.contains("value=\"2099-03-06T08:00\"") && told.contains("name=\"version\" value=\"2\""), "{told}");
        assert_eq!(typed("2099-03-06T08:00", "2", "2").await.0, 200);

        // Without script the day is shown to which it went.
        let sent = form(&[("day", "2099-03-07T08:00"), ("company", "2"), ("version", "3")]);
        let moved = manager.post(&path, &sent).await;
        assert_eq!((moved.status, moved.header("location")), (303, Some("/app/bookings?day=2099-03-07")));
        house.stop().await;
    }

    async fn a_branch_that_takes_no_bookings_is_neither_offered_nor_booked(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let (_, lead) = native.post("/hub/v1/leads", &json!({ "name": "Khách Hẹn", "phone": "0349757031" })).await;
        let (path, page) = (format!("/app/leads/{}/book", lead["id"]), format!("/app/leads/{}", lead["id"]));
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let dialog = text(&part(&manager, "GET", &path, &page, &[]).await);
        assert!(dialog.contains("<option value=\"2\"") && !dialog.contains("<option value=\"3\""), "{dialog}");
        let refused = part(&manager, "POST", &path, &page, &[("day", "2099-03-05T10:15"), ("company", "3")]).await;
        assert!(refused.status == 422 && text(&refused).contains("id=\"company-error\""), "{}", text(&refused));
        let (_, bookings) = native.get(&format!("/hub/v1/bookings?lead_id={}", lead["id"])).await;
        assert_eq!(bookings["data"], json!([]));
        house.stop().await;
    }

    async fn a_booking_is_not_moved_beside_another_one_in_effect(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = json!({ "name": "Khách Cũ", "phone": "0349757002" });
        let past = booked(&native, "2020-01-02T02:00:00Z", ("lead", lead)).await;
        let current = booked(&native, "2099-04-01T02:00:00Z", ("lead_id", past["lead_id"].clone())).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let sent = [("day", "2099-04-02T09:00"), ("company", "2"), ("version", "1")];
        let path = format!("/app/bookings/{}/move", past["id"]);
        let refused = part(&manager, "POST", &path, "/app/bookings?day=2020-01-02", &sent).await;
        let told = text(&refused);
        assert!(refused.status == 422 && told.contains("id=\"day-error\""), "{told}");
        assert!(told.contains(current["code"].as_str().unwrap()) && told.contains("value=\"2099-04-02T09:00\""), "{told}");
        assert_eq!(stored(&native, &past).await["version"], past["version"]);
        house.stop().await;
    }

    async fn a_booking_is_cancelled_behind_a_question_and_stays_so(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = json!({ "name": "Khách Huỷ", "phone": "0349757003" });
        let booking = booked(&native, "2099-03-04T02:30:00Z", ("lead", lead)).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let page = text(&manager.get(DAY).await);
        let question = page.split("<details class=\"confirm\">").nth(1).unwrap().split("</details>").next().unwrap();
        assert!(question.contains("không lấy lại được") && question.contains("value=\"cancelled\""), "{question}");
        assert_eq!(page.matches("value=\"cancelled\"").count(), 1, "nothing else cancels it");

        let path = format!("/app/bookings/{}/state", booking["id"]);
        for nonsense in ["open", "", "x"] {
            let reply = part(&manager, "POST", &path, DAY, &[("state", nonsense)]).await;
            assert_eq!(reply.status, 422, "{nonsense}: {}", text(&reply));
        }
        assert_eq!(stored(&native, &booking).await["state"], "open");
        let cancelled = part(&manager, "POST", &path, DAY, &[("state", "cancelled")]).await;
        let told = text(&cancelled);
        assert!(cancelled.status == 200 && told.contains("Đã huỷ lịch hẹn") && told.contains("<span class=\"muted\">Đã huỷ</span>"), "{told}");
        assert_eq!(stored(&native, &booking).await["state"], "cancelled");

        // What has ended says so, whatever an old page still offers.
        let late = part(&manager, "POST", &path, DAY, &[("state", "done")]).await;
        assert!(late.status == 409 && text(&late).contains("không đổi được nữa"), "{}", text(&late));
        let ask = part(&manager, "GET", &format!("/app/bookings/{}/move", booking["id"]), DAY, &[]).await;
        assert!(ask.status == 409 && text(&ask).contains("không đổi được nữa"), "{}", text(&ask));
        let now = stored(&native, &booking).await;
        assert_eq!((&now["state"], &now["version"]), (&json!("cancelled"), &json!(2)));

        // Without script the page comes back that it was pressed on.
        let lead = json!({ "name": "Khách Đến", "phone": "0349757004" });
        let other = booked(&native, "2099-03-04T04:00:00Z", ("lead", lead)).await;
        let sent = form(&[("state", "done"), ("back", "?day=2099-03-04&view=week")]);
        let done = manager.post(&format!("/app/bookings/{}/state", other["id"]), &sent).await;
        assert_eq!((done.status, done.header("location")), (303, Some("/app/bookings?day=2099-03-04&view=week")));
        assert_eq!(stored(&native, &other).await["state"], "done");
        house.stop().await;
    }

    async fn who_does_not_see_a_booking_neither_moves_nor_cancels_it(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = json!({ "name": "Của Nhóm Khác", "phone": "0349757005", "agent_id": OTHER, "group_id": 12153 });
        let booking = booked(&native, "2099-03-04T02:30:00Z", ("lead", lead)).await;
        let own = Browser::of(&house, "kangnam", OTHER, Role::Agent).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        let (state, moves) = (format!("/app/bookings/{}/state", booking["id"]), format!("/app/bookings/{}/move", booking["id"]));
        for browser in [&agent, &stranger] {
            for view in ["", "&view=week", "&view=list"] {
                assert!(!text(&browser.get(&format!("{DAY}{view}")).await).contains("Của Nhóm Khác"), "{view}");
            }
            for (method, path, sent) in [
                ("GET", &moves, &[][..]),
                ("POST", &moves, &[("day", "2099-03-05T10:15"), ("company", "2"), ("version", "1")][..]),
                ("POST", &moves, &[("day", "x")][..]),
                ("POST", &state, &[("state", "cancelled")][..]),
                ("POST", &state, &[("state", "done")][..]),
            ] {
                let reply = part(browser, method, path, DAY, sent).await;
                assert_eq!(reply.status, 404, "{method} {path} {sent:?}: {}", text(&reply));
                assert!(!text(&reply).contains("Của Nhóm Khác"), "{method} {path} {sent:?}");
            }
        }
        let now = stored(&native, &booking).await;
        assert_eq!((&now["version"], &now["state"]), (&json!(1), &json!("open")), "nobody changed it");
        // Whose it is may.
        let sent = [("day", "2099-03-05T10:15"), ("company", "2"), ("version", "1")];
        assert_eq!(part(&own, "POST", &moves, DAY, &sent).await.status, 200);
        assert_eq!(part(&own, "POST", &state, DAY, &[("state", "cancelled")]).await.status, 200);
        assert_eq!(stored(&native, &booking).await["state"], "cancelled");
        house.stop().await;
    }

    async fn however_many_bookings_there_are_all_are_reached(store: TestStore) {
        let house = House::open(store).await;
        fill_a_day(&house, 203).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        for view in ["", "&view=week"] {
            let page = text(&manager.get(&format!("/app/bookings?day=2098-01-10{view}")).await);
            assert_eq!(page.matches("class=\"box booking\"").count(), 200);
            assert!(page.contains("Đang hiện 200 lịch hẹn đầu."), "{page}");
            let rest = page.split("Đang hiện 200 lịch hẹn đầu. <a href=\"").nth(1).unwrap().split('"').next().unwrap();
            let rest = text(&manager.get(&format!("/app/bookings{}", rest.replace("&#38;", "&"))).await);
            assert_eq!(rest.matches("class=\"box booking\"").count(), 3);
            assert!(rest.contains("Khách Hẹn 202") && !rest.contains("rel=\"next\""), "{rest}");
        }
        let (mut next, mut seen) = (Some("?day=2098-01-10&view=list".to_owned()), Vec::new());
        while let Some(query) = next {
            let page = text(&manager.get(&format!("/app/bookings{query}")).await);
            let names = page.split("Khách Hẹn ").skip(1).map(|rest| rest[..3].parse::<usize>().unwrap());
            seen.extend(names);
            let link = page.split("rel=\"next\" href=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
            next = link.map(|link| link.replace("&#38;", "&"));
        }
        assert_eq!(seen, (0..203).collect::<Vec<_>>(), "each once, in the order of the hours");
        house.stop().await;
    }
}

/// Bookings of as many persons, a minute apart.
async fn fill_a_day(house: &House, many: i64) {
    let made = house.hub.write(move |tx| {
        let actor = Actor::house(organisations::find_organisation(tx, "kangnam")?.unwrap());
        let first = Moment::read("2098-01-10 08:00", &actor.zone).unwrap();
        for number in 0..many {
            let at = Moment::from_micros(first.micros() + number * 60_000_000);
            let facts = Facts::default()
                .with(Fact::Name, format!("Khách Hẹn {number:03}"))
                .with(Fact::Phone, format!("0349758{number:03}"));
            let new = NewBooking {
                brand: BrandId(1),
                company: CompanyId(2),
                booked_at: at,
                ends_at: at.end_of_day(&actor.zone),
                code_prefix: "Book-".to_owned(),
                code_digits: 0,
                person: None,
                code: None,
                kept: None,
                booked_lead: None,
                lead: NewLead { facts, ..NewLead::default() },
                change: LeadChange::default(),
                details: Default::default(),
            };
            actions::book(tx, &actor, &new)?;
        }
        Ok::<_, leadhub_model::LeadError>(())
    });
    made.await.unwrap();
}
