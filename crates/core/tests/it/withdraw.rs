//! The verbs `withdraw_lead` and `withdraw_list` (T21): what a wire of lists made alone goes, what others have to do with stays and is
//! out of that wire's sight. On both engines.

use crate::bed::{ALL, House, SECOND, person};
use crate::reference_set::list_uuid;
use crate::update_lead::{events, fact, update};
use leadhub_core::store::{lead_recount, leads};
use leadhub_core::{Actor, actions};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

fn in_list() -> NewLead {
    NewLead { list: Some(ListId(110)), ..person("Lan", "0349719999") }
}

/// The same integration, speaking another wire.
fn other_wire(house: &House) -> Actor {
    Actor { dialect: "second".to_owned(), ..house.actor.clone() }
}

async fn withdraw(house: &House, lead: LeadId) -> Result<(), LeadError> {
    house.act(move |tx, actor| actions::withdraw_lead(tx, actor, lead)).await
}

async fn find(house: &House, lead: LeadId) -> Option<Lead> {
    house.ask(move |db, actor| Ok(leads::find_lead(db, actor, lead)?)).await
}

/// What whoever works lists sees, with its total.
async fn seen(house: &House, filter: LeadFilter) -> (Vec<LeadId>, i64) {
    let filter = LeadFilter { without_withdrawn: true, ..filter };
    let page = house.list(filter, LeadOrder::OldestId, ALL).await;
    (page.rows.iter().map(|lead| lead.id).collect(), page.total)
}

async fn last_event(house: &House, lead: LeadId) -> (String, Value) {
    let event = events(house, lead).await.pop().unwrap();
    (event.kind, event.change)
}

async fn totals_are_right(house: &House) {
    let wrong = house.ask(|db, actor| Ok(lead_recount::list_wrong(db, actor.organisation_id())?)).await;
    assert_eq!(wrong, Vec::<&str>::new());
}

both_engines! {
    migrate = crate::migrate;

    async fn what_nobody_else_has_to_do_with_goes(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(in_list()).await.id;
        update(&house, lead, fact(Fact::Name, "Minh")).await.unwrap();
        withdraw(&house, lead).await.unwrap();
        assert!(find(&house, lead).await.is_none());
        assert_eq!(last_event(&house, lead).await.0, "deleted");
        assert_eq!(withdraw(&house, lead).await, Err(LeadError::NotFound(Resource::Lead)));
        totals_are_right(&house).await;
    }

    async fn a_lead_of_another_wire_stays_out_of_sight(store: TestStore) {
        let house = House::open(store).await;
        let kept = house.create(in_list()).await.id;
        let lead = house.act_as(&other_wire(&house), |tx, actor| actions::create_lead(tx, actor, in_list())).await.unwrap();
        let at = house.pass(SECOND);
        withdraw(&house, lead.id).await.unwrap();
        let found = find(&house, lead.id).await.unwrap();
        assert_eq!((found.list, found.withdrawn_at, found.version), (None, Some(at), 2));
        assert_eq!(last_event(&house, lead.id).await, ("withdrawn".to_owned(), json!({ "list": [110, null] })));
        assert_eq!(withdraw(&house, lead.id).await, Err(LeadError::NotFound(Resource::Lead)), "a second time it is not there");
        for filter in [
            LeadFilter::default(),
            LeadFilter { list: Some(ListId(110)), ..LeadFilter::default() },
            LeadFilter { phone_key: Some("+84349719999".to_owned()), ..LeadFilter::default() },
        ] {
            assert_eq!(seen(&house, filter).await, (vec![kept], 1));
        }
        assert_eq!(house.leads().await.len(), 2, "everybody else sees it");
        totals_are_right(&house).await;
    }

    async fn what_another_wire_changed_stays(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(in_list()).await.id;
        house.act_as(&other_wire(&house), move |tx, actor| {
            actions::update_lead(tx, actor, lead, &fact(Fact::Name, "Minh"))
        }).await.unwrap();
        withdraw(&house, lead).await.unwrap();
        assert!(find(&house, lead).await.unwrap().withdrawn_at.is_some());
    }

    async fn a_booking_keeps_its_lead_and_stays_in_effect(store: TestStore) {
        let house = House::open(store).await;
        let mut wanted = crate::bookings::wanted(&house, "0349719999");
        wanted.lead.list = Some(ListId(110));
        let (booking, lead) = crate::bookings::book(&house, wanted).await.unwrap();
        withdraw(&house, lead.id).await.unwrap();
        assert!(find(&house, lead.id).await.is_some());
        assert_eq!(crate::bookings::in_effect(&house, lead.person).await, [booking.id]);
    }

    async fn put_into_a_list_again_it_is_seen_again(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.act_as(&other_wire(&house), |tx, actor| actions::create_lead(tx, actor, in_list())).await.unwrap();
        withdraw(&house, lead.id).await.unwrap();
        update(&house, lead.id, fact(Fact::Name, "Minh")).await.unwrap();
        assert_eq!(seen(&house, LeadFilter::default()).await, (vec![], 0), "a change alone does not bring it back");
        update(&house, lead.id, LeadChange { list: Some(ListId(111)), ..LeadChange::default() }).await.unwrap();
        assert_eq!(seen(&house, LeadFilter::default()).await, (vec![lead.id], 1));
        totals_are_right(&house).await;
    }

    async fn a_list_that_goes_takes_its_own_leads_only(store: TestStore) {
        let house = House::open(store).await;
        let own = house.create(in_list()).await.id;
        let mut wanted = crate::bookings::wanted(&house, "0912345678");
        wanted.lead.list = Some(ListId(110));
        let (booking, booked) = crate::bookings::book(&house, wanted).await.unwrap();
        let shared = house.act_as(&other_wire(&house), |tx, actor| actions::create_lead(tx, actor, in_list())).await.unwrap().id;
        let elsewhere = house.create(NewLead { list: Some(ListId(111)), ..in_list() }).await.id;
        house.act(|tx, actor| actions::withdraw_list(tx, actor, list_uuid(1, 110))).await.unwrap();
        assert!(find(&house, own).await.is_none());
        assert_eq!(last_event(&house, own).await.0, "deleted");
        for stays in [shared, booked.id] {
            let lead = find(&house, stays).await.unwrap();
            assert_eq!((lead.list, lead.withdrawn_at), (None, Some(house.now())));
            assert_eq!(last_event(&house, stays).await, ("withdrawn".to_owned(), json!({ "list": [110, null] })));
        }
        assert_eq!(crate::bookings::in_effect(&house, booked.person).await, [booking.id]);
        assert_eq!(seen(&house, LeadFilter::default()).await, (vec![elsewhere], 1));
        totals_are_right(&house).await;
    }
}
