//! The board as a browser asks for it: a column's leads are all reached, as cards and as a list, with the board's own filter and nobody else's
//! leads; and a lead that comes to a stage that converts is offered a booking, which it need not take. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, form, text};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, actions};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, Fact, Facts, NewLead, StageId};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

/// A stage in which the demo has no leads.
const EMPTY: i64 = 643;
const MIDDLE: &str = "557";
const CONVERTED: &str = "527";

/// Leads of the manager in one stage, all of one moment.
async fn fill_a_column(house: &House, many: usize) {
    let made = house.hub.write(move |tx| {
        let actor = Actor::house(organisations::find_organisation(tx, "kangnam")?.unwrap());
        for number in 0..many {
            let phone = format!("0349759{number:03}");
            let facts = Facts::default().with(Fact::Name, format!("Thẻ {number:03}")).with(Fact::Phone, phone);
            let (stage, agent) = (Some(StageId(EMPTY)), Some(AgentId(MANAGER)));
            actions::create_lead(tx, &actor, NewLead { facts, stage, agent, ..NewLead::default() })?;
        }
        Ok::<_, leadhub_model::LeadError>(())
    });
    made.await.unwrap();
}

/// The ids behind a mark, in their order.
fn ids(page: &str, mark: &str) -> Vec<i64> {
    let rests = page.split(mark).skip(1);
    rests.filter_map(|rest| rest.split('"').next().unwrap().parse().ok()).collect()
}

/// What stands behind an attribute of the link to more cards.
fn way(page: &str, attribute: &str) -> Option<String> {
    let link = page.split(&format!("id=\"more-{EMPTY}\"")).nth(1)?;
    Some(link.split(&format!("{attribute}=\"")).nth(1)?.split('"').next()?.replace("&#38;", "&"))
}

both_engines! {
    migrate = crate::migrate;

    async fn all_leads_of_a_column_are_reached(store: TestStore) {
        let house = House::open(store).await;
        fill_a_column(&house, 120).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        for (board, filter) in [("/app/board", ""), ("/app/board?whose=mine", "whose=mine&#38;")] {
            let page = text(&manager.get(board).await);
            assert!(page.contains(&format!("href=\"/app/leads?{filter}stage={EMPTY}\"")), "{page}");
            assert!(page.contains(&format!("id=\"count-{EMPTY}\">120<")) && page.contains(">70 khách nữa</a>"), "{page}");
            let column = page.split(&format!("id=\"cards-{EMPTY}\"")).nth(1).unwrap().split("</ol>").next().unwrap();
            let mut seen = ids(column, "id=\"card-");
            assert_eq!(seen.len(), 50);
            // Without script the same link is the list behind the last card.
            let list = way(&page, "href").unwrap();
            assert_eq!(list.contains("whose=mine"), !filter.is_empty(), "{list}");
            let behind = ids(&text(&manager.get(&list).await), "id=\"lead-");
            let mut next = way(&page, "hx-get");
            let mut left = Vec::new();
            while let Some(cards) = next {
                let part = text(&manager.get(&cards).await);
                let came = ids(&part, "id=\"card-");
                assert!(part.contains(&format!("#cards-{EMPTY}:not(:has(#card-{}))", came[0])), "{part}");
                if seen.len() == 50 {
                    assert_eq!(came, behind);
                }
                seen.extend(came);
                left.extend(part.split(" khách nữa").next().filter(|_| part.contains(" khách nữa")).map(|said| said.rsplit('>').next().unwrap().to_owned()));
                next = way(&part, "hx-get");
            }
            assert_eq!(left, ["20"], "how many are left is counted down");
            let (many, mut once) = (seen.len(), seen);
            once.sort_unstable();
            once.dedup();
            assert_eq!((many, once.len()), (120, 120), "each once");
        }

        // Neither the board nor its parts show whose leads she does not see, and no column is no page.
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let page = text(&agent.get("/app/board").await);
        assert!(page.contains(&format!("id=\"count-{EMPTY}\">0<")) && way(&page, "hx-get").is_none(), "{page}");
        let part = agent.get(&format!("/app/board/column?stage={EMPTY}&after={}.1&left=9", i64::MAX)).await;
        assert!(part.status == 200 && !text(&part).contains("Thẻ "), "{}", text(&part));
        for nothing in ["", "?stage=x&after=1.1", &format!("?stage={EMPTY}")] {
            assert_eq!(agent.get(&format!("/app/board/column{nothing}")).await.status, 404, "{nothing}");
        }
        house.stop().await;
    }

    async fn a_lead_that_is_converted_is_offered_a_booking(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let mut leads = Vec::new();
        for number in 1..=3 {
            let lead = json!({ "name": "Khách Chốt", "phone": format!("034975600{number}") });
            leads.push(native.post("/hub/v1/leads", &lead).await.1["id"].to_string());
        }
        let send = async |path: &str, sent: &[(&str, &str)]| {
            let media = ("Content-Type", "application/x-www-form-urlencoded");
            let headers = [media, ("Sec-Fetch-Site", "same-origin"), ("HX-Request", "true")];
            let reply = manager.send("POST", path, &headers, &form(sent)).await;
            assert_eq!(reply.status, 200, "{path} {sent:?}: {}", text(&reply));
            text(&reply)
        };
        let lead = leads[0].as_str();
        let offer = format!("hx-get=\"/app/leads/{lead}/book\" hx-trigger=\"load\"");
        let offers = |told: &str| told.contains("hx-trigger=\"load\"");

        // By a drop and by the key: the lead is moved whatever becomes of the offer.
        assert!(!offers(&send("/app/board/move", &[("lead", lead), ("stage", MIDDLE)]).await));
        let told = send("/app/board/move", &[("lead", lead), ("stage", CONVERTED)]).await;
        assert!(told.contains(&offer) && told.contains("/app/undo?events="), "{told}");
        let (_, now) = native.get(&format!("/hub/v1/leads/{lead}")).await;
        assert_eq!(now["stage_id"].to_string(), CONVERTED);
        assert!(!offers(&send("/app/board/move", &[("lead", lead), ("stage", CONVERTED)]).await), "it was there");
        send("/app/leads/stage", &[("leads", lead), ("stage", MIDDLE)]).await;
        assert!(send("/app/leads/stage", &[("leads", lead), ("stage", CONVERTED)]).await.contains(&offer));

        // One that has a booking is asked for none, until that is cancelled.
        let new = json!({ "brand_id": 1, "company_id": 2, "booked_at": "2099-12-31T00:00:00Z", "lead_id": now["id"] });
        let (status, booking) = native.post("/hub/v1/bookings", &new).await;
        assert_eq!(status, 201, "{booking}");
        send("/app/board/move", &[("lead", lead), ("stage", MIDDLE)]).await;
        assert!(!offers(&send("/app/board/move", &[("lead", lead), ("stage", CONVERTED)]).await), "it has one");
        send(&format!("/app/bookings/{}/state", booking["id"]), &[("state", "cancelled")]).await;
        send("/app/board/move", &[("lead", lead), ("stage", MIDDLE)]).await;
        assert!(send("/app/board/move", &[("lead", lead), ("stage", CONVERTED)]).await.contains(&offer));

        // Of many at once none is asked about.
        let many = leads[1..].join(",");
        assert!(!offers(&send("/app/leads/stage", &[("leads", &many), ("stage", CONVERTED)]).await));
        house.stop().await;
    }
}
