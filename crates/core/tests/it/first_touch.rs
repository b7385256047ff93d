//! When somebody first did something about a lead: who counts, what counts, and that it is set once; of a store of before it is read out
//! of the timeline. On both engines.

use crate::bed::{House, SECOND, integration, person};
use crate::raw;
use crate::reference_set::*;
use crate::update_lead::fact;
use leadhub_core::Actor;
use leadhub_core::actions::{self, BookingChange, NewIntegration, create_integration, create_lead, update_lead};
use leadhub_core::store::leads;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

async fn touched(house: &House, id: LeadId) -> Option<Moment> {
    house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await.unwrap().first_touch_at
}

/// Integrations of a dialect with an agent and without, an agent who signed in, and the house.
struct Actors {
    own: Actor,
    own_of_agent: Actor,
    other: Actor,
    agent: Actor,
    house: Actor,
}

async fn actors(house: &House) -> Actors {
    let made = house.act(|tx, actor| {
        let mut made = Vec::new();
        for (name, dialect) in [("plain", "first"), ("other", "second")] {
            let new = NewIntegration { agent: None, ..integration(name, dialect) };
            let new = create_integration(tx, actor, &new)?.unwrap();
            made.push(Actor::integration(actor.organisation.clone(), new));
        }
        Ok(made)
    });
    let [own, other]: [Actor; 2] = made.await.unwrap().try_into().unwrap();
    let organisation = house.actor.organisation.clone();
    Actors {
        own,
        own_of_agent: house.actor.clone(),
        other,
        agent: Actor { dialect: "first".to_owned(), agent: Some(AgentId(81)), ..Actor::house(organisation.clone()) },
        house: Actor::house(organisation),
    }
}

async fn made(house: &House, actor: &Actor) -> LeadId {
    house.act_as(actor, |tx, actor| create_lead(tx, actor, person("Lan", "0349719999"))).await.unwrap().id
}

async fn rename(house: &House, actor: &Actor, id: LeadId, name: &'static str) {
    house.act_as(actor, move |tx, actor| update_lead(tx, actor, id, &fact(Fact::Name, name))).await.unwrap();
}

fn booking(house: &House, lead: LeadId) -> NewBooking {
    let now = house.now().micros();
    NewBooking {
        brand: BrandId(1),
        company: CompanyId(4),
        booked_at: Moment::from_micros(now + 3600 * SECOND),
        ends_at: Moment::from_micros(now + 86_400 * SECOND),
        code_prefix: "B-".to_owned(),
        code_digits: 0,
        person: None,
        code: None,
        kept: None,
        booked_lead: Some(lead),
        lead: person("Lan", "0349719999"),
        change: LeadChange::default(),
        details: serde_json::Map::new(),
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn it_is_set_once_by_who_counts(store: TestStore) {
        let house = House::open(store).await;
        let all = actors(&house).await;
        for (who, counts) in [(&all.own, false), (&all.house, false), (&all.own_of_agent, true), (&all.other, true), (&all.agent, true)] {
            let id = made(&house, &all.own).await;
            house.pass(SECOND);
            rename(&house, who, id, "Lan").await;
            assert_eq!(touched(&house, id).await, None, "what changes nothing touches nothing");
            rename(&house, who, id, "Hoa").await;
            let at = house.now();
            assert_eq!(touched(&house, id).await, counts.then_some(at), "{:?}", who.who());
            house.pass(SECOND);
            rename(&house, &all.agent, id, "An").await;
            assert_eq!(touched(&house, id).await, Some(if counts { at } else { house.now() }));
        }
        assert_eq!(touched(&house, made(&house, &all.own_of_agent).await).await, None, "to come in is no touch");
    }

    async fn comments_and_bookings_count(store: TestStore) {
        let house = House::open(store).await;
        let all = actors(&house).await;
        let id = made(&house, &all.own).await;
        house.pass(SECOND);
        let comment = NewComment { body: "x".to_owned(), is_public: true, author: None };
        let change = LeadChange { comment: Some(comment), ..LeadChange::default() };
        house.act_as(&all.agent, move |tx, actor| update_lead(tx, actor, id, &change)).await.unwrap();
        assert_eq!(touched(&house, id).await, Some(house.now()));
        // A booking of a lead that it does not change otherwise.
        let new = NewLead { stage: Some(WON), ..person("Lan", "0349719999") };
        let id = house.act_as(&all.own, move |tx, actor| create_lead(tx, actor, new.clone())).await.unwrap().id;
        house.pass(SECOND);
        let wanted = booking(&house, id);
        let (booked, shown) = house.act_as(&all.own, move |tx, actor| actions::book(tx, actor, &wanted)).await.unwrap();
        assert_eq!((touched(&house, id).await, shown.first_touch_at), (None, None), "the wire's own system");
        let moved = BookingChange { state: Some(BookingState::Done), ..BookingChange::default() };
        let (_, shown) = house.act_as(&all.other, move |tx, actor| actions::update_booking(tx, actor, booked.id, &moved)).await.unwrap();
        assert_eq!((touched(&house, id).await, shown.first_touch_at), (Some(house.now()), Some(house.now())));
        // To see a contact or to take a lead out of its list is none.
        let id = made(&house, &all.own).await;
        house.act_as(&all.agent, move |tx, actor| actions::reveal_contact(tx, actor, id)).await.unwrap();
        house.act_as(&all.other, move |tx, actor| actions::withdraw_lead(tx, actor, id)).await.unwrap();
        assert_eq!(touched(&house, id).await, None);
    }

    /// What the migration reads out of the timeline is what the verbs set.
    async fn leads_of_before_have_it_from_their_timeline(store: TestStore) {
        let house = House::open(store).await;
        let all = actors(&house).await;
        let mut ids = Vec::new();
        for who in [&all.own, &all.house, &all.own_of_agent, &all.other, &all.agent] {
            let id = made(&house, &all.own).await;
            ids.push(id);
            house.pass(SECOND);
            rename(&house, &all.own, id, "An").await;
            for name in ["Hoa", "Mai"] {
                house.pass(SECOND);
                rename(&house, who, id, name).await;
            }
        }
        let mut known = Vec::new();
        for id in &ids {
            known.push(touched(&house, *id).await);
        }
        assert_eq!(known.iter().filter(|at| at.is_some()).count(), 3);
        raw::execute(&house.store, "UPDATE lead SET first_touch_at = NULL");
        let migration = include_str!("../../migrations/V17__first_touch.sql");
        let update = migration.split(';').find(|text| text.contains("UPDATE lead SET")).unwrap();
        raw::execute(&house.store, update);
        for (id, known) in ids.into_iter().zip(known) {
            assert_eq!(touched(&house, id).await, known);
        }
    }
}
