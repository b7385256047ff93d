//! The verb `undo`: what an event changed is as it was before, unless somebody else has come between; and back again.
//! On both engines.

use crate::bed::{House, SECOND, contacts, integration, person};
use crate::reference_set::*;
use crate::update_lead::{events, fact, update};
use leadhub_core::actions::{self, Outcome, Outcomes, undo};
use leadhub_core::store::leads;
use leadhub_core::store::reference::{custom_fields, labels};
use leadhub_core::{Actor, Sees};
use leadhub_model::event::EventActor;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

async fn lead(house: &House, id: LeadId) -> Lead {
    house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await.unwrap()
}

/// All that a lead is, but for what tells that it was written again.
async fn whole(house: &House, id: LeadId) -> String {
    let lead = lead(house, id).await;
    let labels = house.ask(move |db, actor| Ok(labels::list_lead_labels(db, actor, id)?)).await;
    let values = house.ask(move |db, actor| Ok(custom_fields::list_custom_values(db, actor, id)?)).await;
    let labels: Vec<i64> = labels.iter().map(|label| label.id.0).collect();
    let now = Moment::from_micros(0);
    format!("{:?} {labels:?} {values:?}", Lead { version: 0, updated_at: now, first_touch_at: None, ..lead })
}

async fn last(house: &House, id: LeadId) -> EventId {
    events(house, id).await.last().unwrap().id
}

async fn undo_as(house: &House, actor: &Actor, id: LeadId, event: EventId) -> Outcome {
    let outcomes: Outcomes = house.act_as(actor, move |tx, actor| undo(tx, actor, &[(id, event)])).await.unwrap();
    outcomes.into_iter().next().unwrap().1
}

async fn undo_last(house: &House, id: LeadId) -> EventId {
    let event = last(house, id).await;
    match undo_as(house, &house.actor, id, event).await {
        Outcome::Changed(event) => event,
        other => panic!("{other:?}"),
    }
}

fn agent(house: &House) -> Actor {
    let organisation = house.actor.organisation.clone();
    Actor { dialect: "pages".to_owned(), agent: Some(AgentId(81)), ..Actor::house(organisation) }
}

fn everything() -> LeadChange {
    LeadChange {
        facts: vec![(Fact::Subject, Some("Niềng răng".to_owned())), (Fact::Address, None)],
        stage: Some(LOST),
        reason: Some(TOO_FAR),
        agent: Some(AgentId(81)),
        group: Some(GroupId(70)),
        service: Some(ServiceId(91)),
        campaign: Some(CampaignId(100)),
        source: Some(SourceRef::Id(SourceId(9))),
        score: Some(5),
        meeting_at: Some(Moment::from_micros(1_700_000_000_000_000)),
        labels: Some(vec![LabelId(52)]),
        custom_values: vec![
            CustomValue { field: NUMBER, value: Some("3".to_owned()) },
            CustomValue { field: TEXT, value: None },
        ],
        list: Some(ListId(111)),
        after_day: Some(3),
        called_count: Some(2),
        unlinked: Vec::new(),
        extras: json!({ "score": 1, "old": null }).as_object().unwrap().clone(),
        ..LeadChange::default()
    }
}

fn new() -> NewLead {
    NewLead {
        agent: Some(AgentId(80)),
        labels: vec![LabelId(50)],
        custom_values: vec![CustomValue { field: TEXT, value: Some("cờ".to_owned()) }],
        facts: Facts::default().with(Fact::Name, "Lan").with(Fact::Phone, "0349719999").with(Fact::Address, "1 Lê Lợi"),
        extras: json!({ "old": [1] }).as_object().unwrap().clone(),
        campaign: Some(CampaignId(101)),
        ..NewLead::default()
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn everything_is_as_it_was_and_back_again(store: TestStore) {
        let house = House::open(store).await;
        let id = house.create(new()).await.id;
        let before = whole(&house, id).await;
        house.pass(SECOND);
        update(&house, id, everything()).await.unwrap();
        let after = whole(&house, id).await;
        let event = last(&house, id).await;
        house.pass(SECOND);
        let undone = undo_last(&house, id).await;
        assert_eq!(whole(&house, id).await, before);
        let told = events(&house, id).await.pop().unwrap();
        assert_eq!((told.id, told.kind.as_str(), &told.change["event"]), (undone, "undone", &json!([null, event])));
        assert_eq!((&told.change["stage"], &told.change["address"]), (&json!([31, 20]), &json!([null, "1 Lê Lợi"])));
        house.pass(SECOND);
        undo_last(&house, id).await;
        assert_eq!(whole(&house, id).await, after, "an undo is undone");
        house.pass(SECOND);
        undo_last(&house, id).await;
        assert_eq!(whole(&house, id).await, before);
        let again = undo_as(&house, &house.actor, id, event).await;
        assert!(matches!(again, Outcome::Unchanged), "{again:?}");
    }

    /// Also: the reason goes where there was none.
    async fn a_conversion_is_of_when_it_was(store: TestStore) {
        let house = House::open(store).await;
        let id = house.create(person("Lan", "")).await.id;
        let stage = |stage: StageId, reason: Option<ReasonId>| LeadChange { stage: Some(stage), reason, ..LeadChange::default() };
        for (at, to) in [CALLING, WON, LATER].into_iter().enumerate() {
            house.pass(SECOND);
            update(&house, id, stage(to, None)).await.unwrap();
            if at == 1 {
                assert_eq!(lead(&house, id).await.conversion.unwrap().at, house.now());
            }
        }
        let converted = Moment::from_micros(house.now().micros() - SECOND);
        for turn in 0..2 {
            house.pass(SECOND);
            undo_last(&house, id).await;
            let lead = lead(&house, id).await;
            let conversion = lead.conversion.unwrap();
            assert_eq!((conversion.at, conversion.by), (converted, Some(AgentId(80))), "{turn}");
            assert_eq!((lead.stage, lead.previous_stage), (WON, Some(CALLING)), "{turn}");
            update(&house, id, stage(LOST, None)).await.unwrap();
        }
        update(&house, id, LeadChange { reason: Some(TOO_FAR), ..LeadChange::default() }).await.unwrap();
        undo_last(&house, id).await;
        assert_eq!(lead(&house, id).await.reason, None);
    }

    async fn somebody_who_came_between_is_named(store: TestStore) {
        let house = House::open(store).await;
        let id = house.create(new()).await.id;
        house.pass(SECOND);
        update(&house, id, fact(Fact::Name, "Hoa")).await.unwrap();
        let event = last(&house, id).await;
        house.pass(SECOND);
        // One's own change does not come between, and that a contact was seen is none.
        update(&house, id, fact(Fact::Subject, "x")).await.unwrap();
        let other = agent(&house);
        house.act_as(&other, move |tx, actor| actions::reveal_contact(tx, actor, id)).await.unwrap();
        let undone = undo_as(&house, &house.actor, id, event).await;
        let Outcome::Changed(undone) = undone else { panic!("{undone:?}") };
        assert_eq!(lead(&house, id).await.facts.get(Fact::Name), Some("Lan"));
        house.pass(SECOND);
        house.act_as(&other, move |tx, actor| actions::update_lead(tx, actor, id, &fact(Fact::Name, "An"))).await.unwrap();
        for event in [event, undone] {
            let Outcome::Overtaken(between) = undo_as(&house, &house.actor, id, event).await else { panic!() };
            assert_eq!((between.who(), between.at, &between.change), (EventActor::Agent(AgentId(81)), house.now(), &json!({ "name": ["Lan", "An"] })));
        }
        assert_eq!(lead(&house, id).await.facts.get(Fact::Name), Some("An"));
        // She may put her own back.
        let own = last(&house, id).await;
        assert!(matches!(undo_as(&house, &other, id, own).await, Outcome::Changed(_)));
    }

    async fn what_tells_of_nothing_to_put_back_is_refused(store: TestStore) {
        let house = House::open(store).await;
        let id = house.create(new()).await.id;
        let comment = NewComment { body: "x".to_owned(), is_public: true, author: None };
        let created = last(&house, id).await;
        update(&house, id, LeadChange { comment: Some(comment), ..LeadChange::default() }).await.unwrap();
        let commented = last(&house, id).await;
        for (event, error) in [
            (created, Field::Event),
            (commented, Field::Event),
        ] {
            let outcome = undo_as(&house, &house.actor, id, event).await;
            assert!(matches!(&outcome, Outcome::Refused(LeadError::Refused(refusal)) if refusal.field == error), "{outcome:?}");
        }
        let outcome = undo_as(&house, &house.actor, id, EventId(1)).await;
        assert!(matches!(&outcome, Outcome::Refused(LeadError::NotFound(Resource::Event))), "{outcome:?}");
        let stranger = Actor { sees: Sees::Own { agent: AgentId(81), groups: Vec::new() }, ..house.actor.clone() };
        let outcome = undo_as(&house, &stranger, id, commented).await;
        assert!(matches!(&outcome, Outcome::Refused(LeadError::NotFound(Resource::Lead))), "{outcome:?}");
    }

    /// A phone names the person, so the lead goes back to the person of before.
    async fn a_phone_goes_back_with_its_person(store: TestStore) {
        let house = House::open(store).await;
        let before = house.create(contacts("0349719999", "")).await;
        let moved = update(&house, before.id, fact(Fact::Phone, "0912345678")).await.unwrap();
        assert_ne!(moved.person, before.person);
        let told = events(&house, before.id).await;
        let event = told.iter().find(|event| event.kind == "updated").unwrap().id;
        assert!(matches!(undo_as(&house, &house.actor, before.id, event).await, Outcome::Changed(_)));
        let back = lead(&house, before.id).await;
        assert_eq!((back.person, back.facts), (before.person, before.facts));
    }

    /// What another wire keeps goes back under that wire's key, whoever puts it back.
    async fn extras_go_back_to_their_wire(store: TestStore) {
        let house = House::open(store).await;
        let id = house.create(new()).await.id;
        let other = house.act(|tx, actor| {
            let made = actions::create_integration(tx, actor, &integration("other", "second"))?.unwrap();
            Ok(Actor::integration(actor.organisation.clone(), made))
        }).await.unwrap();
        let change = LeadChange { extras: json!({ "old": 2 }).as_object().unwrap().clone(), ..LeadChange::default() };
        update(&house, id, change).await.unwrap();
        let event = last(&house, id).await;
        let own = |lead: Lead, wire: &str| lead.extras.get(wire).cloned().unwrap_or(Value::Null);
        for (turn, expected) in [(0, json!({ "old": [1] })), (1, json!({ "old": 2 }))] {
            let event = if turn == 0 { event } else { last(&house, id).await };
            undo_as(&house, &other, id, event).await;
            let lead = lead(&house, id).await;
            assert_eq!((own(lead.clone(), "first"), own(lead, "second")), (expected, Value::Null));
        }
    }

    async fn a_revealed_contact_is_told(store: TestStore) {
        let house = House::open(store).await;
        let id = house.create(contacts("0349719999", "lan@example.com")).await.id;
        let before = lead(&house, id).await;
        let other = Actor { masked: true, ..agent(&house) };
        let shown = house.act_as(&other, move |tx, actor| actions::reveal_contact(tx, actor, id)).await.unwrap();
        assert_eq!(shown.iter().collect::<Vec<_>>(), [(Fact::Phone, "0349719999"), (Fact::Email, "lan@example.com")]);
        let told = events(&house, id).await.pop().unwrap();
        assert_eq!((told.kind.as_str(), told.who()), ("revealed", EventActor::Agent(AgentId(81))));
        assert_eq!(told.change, json!({ "contacts": [null, ["phone", "email"]] }));
        assert_eq!(format!("{:?}", lead(&house, id).await), format!("{before:?}"), "the lead stays as it is");
        let stranger = Actor { sees: Sees::Own { agent: AgentId(81), groups: Vec::new() }, ..other };
        let refused = house.act_as(&stranger, move |tx, actor| actions::reveal_contact(tx, actor, id)).await;
        assert_eq!(refused.unwrap_err(), LeadError::NotFound(Resource::Lead));
    }
}
