//! What an integration sees that has an agent's sight, on every wire that shows a lead, and how our own API shows contacts masked. Through
//! the real socket, on both engines; question by question the sight is tested in the core.

use crate::client::Client;
use crate::conformance::raw::{Request, exchange};
use crate::house::House;
use leadhub_core::Actor;
use leadhub_core::actions::{self, NewIntegration, NewToken, create_integration, issue_token};
use leadhub_core::store::organisations;
use leadhub_model::organisation::{Scopes, Sight};
use leadhub_model::{AgentId, LeadChange, LeadId};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Map, Value, json};

/// A demo lead with a phone, nobody's.
const LEAD: i64 = 414_856_017;
const UUID: &str = "0190a000-0000-7000-8000-000414856017";
/// Works in the group 12945.
const AGENT: i64 = 124_734_560;

/// An integration of that sight, signed by the agent; its token.
async fn token(house: &House, dialect: &'static str, sight: Sight) -> String {
    let token = NewToken::lasting(house.hub.chance(), None);
    let given = token.clone();
    let made = house.hub.write(move |tx| {
        let actor = Actor::house(organisations::find_organisation(tx, "kangnam")?.unwrap());
        let new = NewIntegration {
            dialect: dialect.to_owned(),
            name: format!("{dialect} {sight:?}"),
            agent: Some(AgentId(AGENT)),
            settings: Map::new(),
            scopes: Scopes::default(),
            sight,
        };
        let integration = create_integration(tx, &actor, &new)?.unwrap();
        issue_token(tx, actor.organisation_id(), integration.id, &given)
    });
    made.await.unwrap();
    token.text().to_owned()
}

async fn assign(house: &House, agent: i64) {
    let assigned = house.hub.write(move |tx| {
        let actor = Actor::house(organisations::find_organisation(tx, "kangnam")?.unwrap());
        let change = LeadChange { agent: Some(AgentId(agent)), ..LeadChange::default() };
        actions::update_lead(tx, &actor, LeadId(LEAD), &change)
    });
    assigned.await.unwrap();
}

both_engines! {
    migrate = crate::migrate;

    /// A lead of others is answered as one that is not there.
    async fn every_wire_shows_an_agents_leads_only(store: TestStore) {
        let house = House::open(store).await;
        let own = Sight { own: true, masked: false };
        let there = [
            ("caresoft", format!("/kangnam/api/v1/lead/{LEAD}"), "/kangnam/api/v1/lead/1".to_owned()),
            ("erp", format!("/api/v1/lead/{LEAD}"), "/api/v1/lead/1".to_owned()),
            ("dialer", format!("/v3/lead/{UUID}"), format!("/v3/lead/{}", UUID.replace("0148", "0149").replace("56017", "56018"))),
            ("native", format!("/hub/v1/leads/{LEAD}"), "/hub/v1/leads/1".to_owned()),
        ];
        for (dialect, target, unknown) in there {
            let token = token(&house, dialect, own).await;
            let base = house.base_url.clone();
            let ask = |target: &str| {
                let request = Request::new("GET", target);
                let request = if dialect == "erp" { request.header("access_token", token.as_bytes()) } else { request.bearer(&token) };
                let base = base.clone();
                async move { exchange(&base, &request).await }
            };
            assign(&house, 124_734_559).await;
            let (hidden, absent) = (ask(&target).await, ask(&unknown).await);
            assert_eq!((hidden.status, hidden.text()), (absent.status, absent.text()), "{dialect}");
            assert!(!hidden.text().contains("0983980148"), "{dialect}: {}", hidden.text());
            assign(&house, AGENT).await;
            let seen = ask(&target).await;
            assert!(seen.status == 200 && seen.text().contains("0983980148"), "{dialect}: {}", seen.text());
        }
        house.stop().await;
    }

    async fn our_own_api_masks_contacts(store: TestStore) {
        let house = House::open(store).await;
        let masked = token(&house, "native", Sight { own: false, masked: true }).await;
        let client = Client::with_token(&house, Some(&masked));
        let open = Client::new(&house, house.kangnam(), "native");
        let new = json!({ "name": "Lan", "phone": "0349 710 777", "email": "lan@example.com", "extras": { "tel": "0349710777" } });
        let (status, made) = client.post("/hub/v1/leads", &new).await;
        assert_eq!((status, &made["phone"], &made["email"]), (201, &json!("03•• ••• 777"), &json!("l…@example.com")), "{made}");
        assert_eq!((&made["phone_quality"], &made["extras"]), (&json!("respelled"), &json!({})), "{made}");
        let (id, person) = (&made["id"], &made["person_id"]);
        let booking = json!({ "brand_id": 1, "company_id": 2, "booked_at": "2099-12-31T00:00:00Z", "lead_id": id, "details": { "tel": "0349710777" } });
        let (status, booked) = client.post("/hub/v1/bookings", &booking).await;
        assert_eq!((status, &booked["details"]), (201, &json!({})), "{booked}");
        let lead = format!("/hub/v1/leads/{id}");
        let targets = [
            lead.clone(),
            format!("{lead}/timeline"),
            "/hub/v1/leads?phone=0349710777".to_owned(),
            "/hub/v1/persons?phone=0349710777".to_owned(),
            format!("/hub/v1/persons/{person}"),
            "/hub/v1/bookings".to_owned(),
            format!("/hub/v1/bookings/{}", booked["id"]),
        ];
        for target in targets {
            let tells = |answer: &Value| ["349710777", "349 710 777", "lan@"].iter().any(|part| answer.to_string().contains(part));
            let ((status, shown), (_, whole)) = (client.get(&target).await, open.get(&target).await);
            assert!(status == 200 && !tells(&shown), "{target}: {shown}");
            assert!(tells(&whole), "{target} shows nothing to mask: {whole}");
        }
        // What was shown masked and comes back changes nothing.
        let back = json!({ "phone": made["phone"], "email": made["email"], "name": "Lan 2" });
        let (status, changed) = client.json("PATCH", &lead, Some(&back)).await;
        assert_eq!((status, &changed["name"], &changed["phone"]), (200, &json!("Lan 2"), &made["phone"]), "{changed}");
        let (_, whole) = open.get(&lead).await;
        assert_eq!((&whole["phone"], &whole["email"]), (&json!("0349 710 777"), &json!("lan@example.com")));
        house.stop().await;
    }

    async fn sight_and_masks_are_given_by_an_administrator(store: TestStore) {
        let house = House::open(store).await;
        let admin = Client::new(&house, house.kangnam(), "native");
        let (status, made) = admin.post("/hub/v1/integrations", &json!({ "dialect": "native", "name": "own", "agent_id": AGENT, "sees": "own", "masked": true })).await;
        assert_eq!((status, &made["integration"]["sees"], &made["integration"]["masked"]), (201, &json!("own"), &json!(true)), "{made}");
        let client = Client::with_token(&house, made["token"]["token"].as_str());
        let (_, leads) = client.get("/hub/v1/leads").await;
        let groups: Vec<&Value> = leads["data"].as_array().unwrap().iter().map(|lead| &lead["group_id"]).collect();
        assert_eq!(groups, [&json!(12945)], "the one lead of the agent's group: {leads}");
        let at = format!("/hub/v1/integrations/{}", made["id"]);
        for (change, field) in [(json!({ "agent_id": null }), "agent_id"), (json!({ "sees": "some" }), "sees")] {
            let (status, refused) = admin.json("PATCH", &at, Some(&change)).await;
            assert_eq!((status, &refused["errors"][0]["field"]), (422, &json!(field)), "{refused}");
        }
        let (status, refused) = admin.post("/hub/v1/integrations", &json!({ "dialect": "erp", "name": "m", "masked": true })).await;
        assert_eq!((status, &refused["errors"][0]["field"]), (422, &json!("masked")), "{refused}");
        let (status, changed) = admin.json("PATCH", &at, Some(&json!({ "sees": "all", "agent_id": null }))).await;
        assert_eq!((status, &changed["sees"], &changed["masked"]), (200, &json!("all"), &json!(true)), "{changed}");
        house.stop().await;
    }
}
