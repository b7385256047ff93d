//! The verb `update_lead`: what is given is merged, what is absent stays, and the timeline says what was before and after.
//! On both engines. Races between two updates are `postgres`'s part, since one writer has none.

use crate::bed::{House, SECOND, contacts, person};
use crate::raw;
use crate::reference_set::*;
use leadhub_core::actions;
use leadhub_core::store::reference::{custom_fields, labels};
use leadhub_core::store::{comments, events, leads, persons, possible_duplicates};
use leadhub_model::event::Event;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

pub async fn update(house: &House, lead: LeadId, change: LeadChange) -> Result<Lead, LeadError> {
    house.act(move |tx, actor| actions::update_lead(tx, actor, lead, &change)).await
}

pub fn fact(fact: Fact, text: &str) -> LeadChange {
    let text = Some(text.to_owned()).filter(|text| !text.is_empty());
    LeadChange { facts: vec![(fact, text)], ..LeadChange::default() }
}

pub async fn events(house: &House, lead: LeadId) -> Vec<Event> {
    house.ask(move |db, actor| Ok(events::list_events(db, actor, lead)?)).await
}

/// The timeline after the creation: each event's kind and change.
async fn since_creation(house: &House, lead: LeadId) -> Vec<(String, Value)> {
    let events = events(house, lead).await;
    assert_eq!(events[0].kind, "created");
    events.into_iter().skip(1).map(|event| (event.kind, event.change)).collect()
}

fn entry(kind: &str, change: Value) -> (String, Value) {
    (kind.to_owned(), change)
}

async fn name_of(house: &House, person: PersonId) -> Option<String> {
    house.ask(move |db, actor| Ok(persons::find_person(db, actor, person)?)).await.unwrap().name
}

both_engines! {
    migrate = crate::migrate;

    async fn what_is_absent_stays_and_what_is_given_is_set(store: TestStore) {
        let house = House::open(store).await;
        let new = NewLead {
            agent: Some(AgentId(80)), group: Some(GroupId(70)), service: Some(ServiceId(90)),
            list: Some(ListId(110)), campaign: Some(CampaignId(101)), labels: vec![LabelId(50)], after_day: 2,
            facts: Facts::default().with(Fact::Name, "Lan").with(Fact::Phone, "0349719999").with(Fact::Address, "1 Lê Lợi"),
            custom_values: vec![CustomValue { field: TEXT, value: Some("cờ".to_owned()) }],
            ..NewLead::default()
        };
        let before = house.create(new).await;
        house.pass(SECOND);
        let nothing = update(&house, before.id, LeadChange::default()).await.unwrap();
        assert_eq!(format!("{nothing:?}"), format!("{before:?}"), "a change that changes nothing is no news");
        assert!(since_creation(&house, before.id).await.is_empty());

        house.pass(SECOND);
        let change = LeadChange {
            facts: vec![(Fact::Address, None), (Fact::Province, Some("Huế".to_owned()))],
            agent: Some(AgentId(81)),
            ..LeadChange::default()
        };
        let after = update(&house, before.id, change).await.unwrap();
        let facts = Facts::default().with(Fact::Name, "Lan").with(Fact::Phone, "0349719999").with(Fact::Province, "Huế");
        let now = house.now();
        let expected = Lead { version: 2, updated_at: now, first_touch_at: Some(now), agent: Some(AgentId(81)), facts, ..before.clone() };
        assert_eq!(format!("{after:?}"), format!("{expected:?}"));
        let id = before.id;
        let read = house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await.unwrap();
        assert_eq!(format!("{read:?}"), format!("{after:?}"));
        let labels = house.ask(move |db, actor| Ok(labels::list_lead_labels(db, actor, id)?)).await;
        assert_eq!(labels.iter().map(|label| label.id.0).collect::<Vec<_>>(), [50]);
        assert_eq!(house.ask(move |db, actor| Ok(custom_fields::list_custom_values(db, actor, id)?)).await.len(), 1);
    }

    async fn the_timeline_says_what_was_before_and_after(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(NewLead { labels: vec![LabelId(50)], ..person("Lan", "") }).await.id;
        let change = LeadChange {
            facts: vec![(Fact::Subject, Some("Niềng răng".to_owned())), (Fact::Name, Some("Lan".to_owned()))],
            stage: Some(CALLING),
            agent: Some(AgentId(81)),
            group: Some(GroupId(70)),
            service: Some(ServiceId(91)),
            labels: Some(vec![LabelId(52)]),
            custom_values: vec![CustomValue { field: NUMBER, value: Some("3".to_owned()) }],
            extras: json!({ "score": 1 }).as_object().unwrap().clone(),
            ..LeadChange::default()
        };
        house.pass(SECOND);
        update(&house, lead, change).await.unwrap();
        let expected = json!({
            "subject": [null, "Niềng răng"], "stage": [20, 11], "agent": [null, 81], "group": [null, 70],
            "service": [null, 91], "labels": [[50], [52]], "custom_field 61": [null, "3"],
            "first.score": [null, 1],
        });
        assert_eq!(since_creation(&house, lead).await, [entry("updated", expected)]);
        assert_eq!(events(&house, lead).await[1].at, house.now());
        let clear = LeadChange { custom_values: vec![CustomValue { field: NUMBER, value: None }], ..LeadChange::default() };
        update(&house, lead, clear).await.unwrap();
        assert_eq!(since_creation(&house, lead).await[1].1, json!({ "custom_field 61": ["3", null] }));
        assert!(house.ask(move |db, actor| Ok(custom_fields::list_custom_values(db, actor, lead)?)).await.is_empty());
    }

    /// Whatever is wrong is told at once, each thing once, and nothing is written.
    async fn everything_that_is_wrong_is_told_at_once(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349719999")).await.id;
        let change = LeadChange {
            facts: vec![(Fact::Address, Some("đ".repeat(5001)))],
            agent: Some(AgentId(99)),
            labels: Some(vec![LabelId(98), LabelId(50), LabelId(99)]),
            custom_values: vec![CustomValue { field: NUMBER, value: Some("many".to_owned()) }],
            ..LeadChange::default()
        };
        let Err(LeadError::Refused(refusal)) = update(&house, lead, change).await else { panic!("it was taken") };
        let fields: Vec<Field> = refusal.all().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Fact(Fact::Address), Field::Agent, Field::Label, Field::CustomValue(NUMBER)]);
        assert!(since_creation(&house, lead).await.is_empty());
    }

    async fn a_lead_can_be_moved_to_a_list_and_taken_from_whom_it_points_to(store: TestStore) {
        let house = House::open(store).await;
        let new = NewLead {
            agent: Some(AgentId(80)),
            group: Some(GroupId(70)),
            service: Some(ServiceId(90)),
            campaign: Some(CampaignId(100)),
            ..person("Lan", "")
        };
        let lead = house.create(new).await.id;
        let moved = update(&house, lead, LeadChange { list: Some(ListId(110)), ..LeadChange::default() }).await.unwrap();
        assert_eq!(moved.list, Some(ListId(110)));
        let all = vec![Link::Agent, Link::Group, Link::Service, Link::List, Link::Campaign];
        let freed = update(&house, lead, LeadChange { unlinked: all, ..LeadChange::default() }).await.unwrap();
        let links = (freed.agent, freed.group, freed.service, freed.list, freed.campaign);
        assert_eq!(links, (None, None, None, None, None));
        let told = since_creation(&house, lead).await;
        assert_eq!(told[0], entry("updated", json!({ "list": [null, 110] })));
        assert_eq!(told[1].1["agent"], json!([80, null]));
    }

    /// Who changes what they have not seen is told so, and writes nothing.
    async fn a_change_of_another_version_is_stale(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349719999")).await;
        let at = |version| LeadChange { expected_version: Some(version), ..fact(Fact::Subject, "mine") };
        assert_eq!(update(&house, lead.id, at(1)).await.unwrap().version, 2);
        assert_eq!(update(&house, lead.id, at(1)).await.unwrap_err(), LeadError::Stale(2));
        let id = lead.id;
        let gone = house.act(move |tx, actor| actions::delete_lead_at(tx, actor, id, Some(1))).await;
        assert_eq!(gone, Err(LeadError::Stale(2)));
        house.act(move |tx, actor| actions::delete_lead_at(tx, actor, id, Some(2))).await.unwrap();
    }

    /// The labels are a set: the same ones in another order, or one of them twice, are no change.
    async fn the_same_labels_are_no_change(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(NewLead { labels: vec![LabelId(50), LabelId(52)], ..person("Lan", "") }).await.id;
        let same = LeadChange { labels: Some(vec![LabelId(50), LabelId(52), LabelId(50)]), ..LeadChange::default() };
        update(&house, lead, same).await.unwrap();
        assert!(since_creation(&house, lead).await.is_empty());
        let none = LeadChange { labels: Some(Vec::new()), ..LeadChange::default() };
        update(&house, lead, none).await.unwrap();
        assert_eq!(since_creation(&house, lead).await, [entry("updated", json!({ "labels": [[52, 50], []] }))]);
        assert!(house.ask(move |db, actor| Ok(labels::list_lead_labels(db, actor, lead)?)).await.is_empty());
    }

    /// B16, B21.
    async fn a_stage_sets_and_clears_the_conversion_and_remembers_the_last(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "")).await.id;
        let to = |stage| LeadChange { stage: Some(stage), ..LeadChange::default() };
        let mut last = NEW;
        for (stage, converted) in [(WON, Some(true)), (LOST, Some(false)), (LATER, None), (LOST, Some(false))] {
            let at = house.pass(SECOND);
            let after = update(&house, lead, to(stage)).await.unwrap();
            let expected = converted.map(|converted| Conversion { converted, at, by: Some(AgentId(80)) });
            assert_eq!((after.stage, after.previous_stage, &after.conversion), (stage, Some(last), &expected));
            house.pass(SECOND);
            let again = update(&house, lead, to(stage)).await.unwrap();
            assert_eq!((again.previous_stage, again.conversion), (Some(last), expected), "entered once");
            last = stage;
        }
    }

    /// B18: kept in an unqualified stage, ignored elsewhere, gone with the stage.
    async fn a_reason_comes_and_goes_with_its_stage(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "")).await.id;
        let steps = [
            (None, Some(TOO_FAR), None),
            (Some(CALLING), Some(TOO_FAR), None),
            (Some(LOST), Some(TOO_FAR), Some(TOO_FAR)),
            (Some(LOST), None, Some(TOO_FAR)),
            (None, Some(TOO_DEAR), Some(TOO_DEAR)),
            (None, None, Some(TOO_DEAR)),
            (Some(WON), None, None),
            (Some(LOST), None, None),
        ];
        for (stage, reason, expected) in steps {
            let after = update(&house, lead, LeadChange { stage, reason, ..LeadChange::default() }).await.unwrap();
            assert_eq!(after.reason, expected, "{stage:?} {reason:?}");
        }
    }

    async fn a_comment_is_kept_and_told(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "")).await.id;
        let say = |body: &str, author| LeadChange {
            comment: Some(NewComment { body: body.to_owned(), is_public: false, author }),
            ..LeadChange::default()
        };
        update(&house, lead, say("một", None)).await.unwrap();
        house.pass(SECOND);
        let after = update(&house, lead, say("hai", Some(AgentId(81)))).await.unwrap();
        assert_eq!(after.last_comment.as_deref(), Some("hai"));
        let comments = house.ask(move |db, actor| Ok(comments::list_comments(db, actor, lead)?)).await;
        let told: Vec<_> = comments.iter().map(|comment| (comment.body.as_str(), comment.author, comment.is_public)).collect();
        assert_eq!(told, [("một", Some(AgentId(80)), false), ("hai", Some(AgentId(81)), false)], "B34: oldest first");
        let expected = [
            entry("commented", json!({ "comment": [null, "một"] })),
            entry("commented", json!({ "comment": [null, "hai"] })),
        ];
        assert_eq!(since_creation(&house, lead).await, expected);
    }

    /// One dialect's extras are merged key by key; nobody touches another's.
    async fn extras_of_another_dialect_survive(store: TestStore) {
        let house = House::open(store).await;
        let extras = |text: Value| text.as_object().unwrap().clone();
        let lead = house.create(NewLead { extras: extras(json!({ "a": 1, "b": 2 })), ..person("Lan", "") }).await.id;
        let mut other = house.actor.clone();
        other.dialect = "second".to_owned();
        let foreign = LeadChange { extras: extras(json!({ "a": "x", "gone": null })), ..LeadChange::default() };
        house.act_as(&other, move |tx, actor| actions::update_lead(tx, actor, lead, &foreign)).await.unwrap();
        let own = LeadChange { extras: extras(json!({ "b": null, "c": { "d": [3] } })), ..LeadChange::default() };
        let after = update(&house, lead, own).await.unwrap();
        let expected = json!({ "first": { "a": 1, "c": { "d": [3] } }, "second": { "a": "x" } });
        assert_eq!(json!(after.extras), expected);
        assert_eq!(after.origin, "first");
    }

    /// X9: a later phone moves the lead to the person of the new number, and the timeline says so.
    async fn a_new_phone_moves_the_lead_to_its_person(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349719999")).await;
        let minh = house.create(person("Minh", "0912345678")).await.person;
        // The same number in another spelling is no other person.
        let respelled = update(&house, lead.id, fact(Fact::Phone, "+84 349 719 999")).await.unwrap();
        assert_eq!((respelled.person, respelled.facts.text(Fact::Phone)), (lead.person, "+84 349 719 999"));

        let moved = update(&house, lead.id, fact(Fact::Phone, "0912.345.678")).await.unwrap();
        assert_eq!(moved.person, minh);
        assert_eq!(name_of(&house, minh).await.as_deref(), Some("Minh"), "B8: a person is never renamed");

        let unknown = update(&house, lead.id, fact(Fact::Phone, "0987654321")).await.unwrap();
        assert!(unknown.person != minh && unknown.person != lead.person);
        assert_eq!(name_of(&house, unknown.person).await.as_deref(), Some("Lan"));
        assert_eq!(house.create(person("", "0987654321")).await.person, unknown.person, "the number is theirs");
        assert_eq!(house.create(person("", "0349719999")).await.person, lead.person, "and the old one stays");

        let moves: Vec<_> = since_creation(&house, lead.id).await.into_iter().filter(|(kind, _)| kind == "person_changed").collect();
        let expected = [
            entry("person_changed", json!({ "person": [lead.person, minh] })),
            entry("person_changed", json!({ "person": [minh, unknown.person] })),
        ];
        assert_eq!(moves, expected);
    }

    async fn a_first_phone_and_a_new_email_stay_with_the_person(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(contacts("", "lan@example.com")).await;
        let phoned = update(&house, lead.id, fact(Fact::Phone, "0349719999")).await.unwrap();
        assert_eq!(phoned.person, lead.person);
        let mailed = update(&house, lead.id, fact(Fact::Email, "lan.nguyen@example.com")).await.unwrap();
        assert_eq!(mailed.person, lead.person);
        for known in [contacts("0349719999", ""), contacts("", "LAN@example.com"), contacts("", "lan.nguyen@example.com")] {
            assert_eq!(house.create(known).await.person, lead.person);
        }
        let nobody = update(&house, lead.id, fact(Fact::Phone, "")).await.unwrap();
        assert_eq!(nobody.person, lead.person, "without a phone it stays where it is");
        assert!(since_creation(&house, lead.id).await.iter().all(|(kind, _)| kind == "updated"));
    }

    /// The first phone says who it is: one that is somebody's already moves the lead to them.
    async fn a_first_phone_of_somebody_moves_the_lead_to_them(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(contacts("", "lan@example.com")).await;
        let minh = house.create(contacts("0912345678", "")).await.person;
        let moved = update(&house, lead.id, fact(Fact::Phone, "0912345678")).await.unwrap();
        assert_eq!(moved.person, minh);
        let noted = house.ask(move |db, actor| Ok(possible_duplicates::list_possible_duplicates(db, actor, minh)?)).await;
        assert_eq!(noted, [lead.person]);
        assert_eq!(since_creation(&house, lead.id).await[0].0, "person_changed");
    }

    /// An e-mail that is somebody else's stays theirs; that the two may be one is written down.
    async fn an_email_of_somebody_else_is_a_possible_duplicate(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(contacts("0349719999", "")).await;
        let minh = house.create(contacts("", "minh@example.com")).await.person;
        let after = update(&house, lead.id, fact(Fact::Email, "minh@example.com")).await.unwrap();
        assert_eq!(after.person, lead.person);
        let person = lead.person;
        let noted = house.ask(move |db, actor| Ok(possible_duplicates::list_possible_duplicates(db, actor, person)?)).await;
        assert_eq!(noted, [minh]);
        assert_eq!(house.create(contacts("", "minh@example.com")).await.person, minh);
    }

    /// B32.
    async fn an_unknown_id_refuses_the_whole_change(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349719999")).await.id;
        let base = LeadChange { facts: vec![(Fact::Phone, Some("0912345678".to_owned()))], ..LeadChange::default() };
        let value = |field, text: &str| vec![CustomValue { field, value: Some(text.to_owned()) }];
        let comment = |body: &str, author| Some(NewComment { body: body.to_owned(), is_public: true, author });
        let cases = vec![
            (LeadChange { stage: Some(StageId(99)), ..base.clone() }, Field::Stage),
            (LeadChange { reason: Some(ReasonId(99)), ..base.clone() }, Field::Reason),
            (LeadChange { agent: Some(AgentId(99)), ..base.clone() }, Field::Agent),
            (LeadChange { group: Some(GroupId(99)), ..base.clone() }, Field::Group),
            (LeadChange { service: Some(ServiceId(99)), ..base.clone() }, Field::Service),
            (LeadChange { labels: Some(vec![LabelId(99)]), ..base.clone() }, Field::Label),
            (LeadChange { custom_values: value(CustomFieldId(99), "x"), ..base.clone() }, Field::CustomField(CustomFieldId(99))),
            (LeadChange { custom_values: value(CHOICE, "9"), ..base.clone() }, Field::CustomValue(CHOICE)),
            (LeadChange { list: Some(ListId(9)), ..base.clone() }, Field::List),
            (LeadChange { comment: comment("x", Some(AgentId(99))), ..base.clone() }, Field::Author),
            (LeadChange { comment: comment(" ", None), ..base.clone() }, Field::CommentBody),
            (LeadChange { facts: vec![(Fact::Address, Some("đ".repeat(5001)))], ..base.clone() }, Field::Fact(Fact::Address)),
        ];
        let before = raw::everything(&house.store);
        for (change, field) in cases {
            let refused = update(&house, lead, change).await.unwrap_err();
            assert!(matches!(&refused, LeadError::Refused(refusal) if refusal.field == field), "{refused:?}");
        }
        let gone = update(&house, LeadId(1), base).await.unwrap_err();
        assert_eq!(gone, LeadError::NotFound(Resource::Lead));
        assert_eq!(raw::everything(&house.store), before);
    }
}
