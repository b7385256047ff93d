//! The verb `create_lead`: stages and conversions, refusals that leave nothing behind, and everything that hangs on a lead.
//! On both engines. Who the lead belongs to is `identity`'s part.

use crate::bed::{House, person};
use crate::raw;
use crate::reference_set::*;
use leadhub_core::actions;
use leadhub_core::store::reference::{custom_fields, labels};
use leadhub_core::store::{comments, events, leads, organisations};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;
use uuid::Uuid;

fn value(field: CustomFieldId, text: &str) -> CustomValue {
    CustomValue { field, value: Some(text.to_owned()) }
}

fn comment(body: &str, author: Option<i64>) -> Option<NewComment> {
    Some(NewComment { body: body.to_owned(), is_public: true, author: author.map(AgentId) })
}

/// A lead with everything a lead can have.
fn full() -> NewLead {
    let facts =
        Fact::ALL.iter().fold(Facts::default(), |facts, fact| facts.with(*fact, format!("a {}", fact.column())));
    let extras = json!({ "score": 7, "nested": { "a": [1.5, null, "đ"] } });
    NewLead {
        facts: facts.with(Fact::Phone, "+84 349.719.999").with(Fact::Email, "Lan@Example.com"),
        stage: Some(CALLING),
        agent: Some(AgentId(81)),
        group: Some(GroupId(71)),
        service: Some(ServiceId(90)),
        list: Some(ListId(111)),
        campaign: Some(CampaignId(100)),
        labels: vec![LabelId(51), LabelId(52), LabelId(51)],
        custom_values: vec![value(TEXT, "câu cá"), value(NUMBER, "1.5"), value(CHOICE, "2"), value(CHOICES, ",7,9,")],
        comment: comment("gọi lại", Some(81)),
        after_day: 3,
        extras: extras.as_object().unwrap().clone(),
        ..NewLead::default()
    }
}

both_engines! {
    migrate = crate::migrate;

    /// B31.
    async fn without_a_stage_a_lead_begins_in_the_first(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349719999")).await;
        assert_eq!((lead.stage, lead.previous_stage), (NEW, None));
        assert!(lead.conversion.is_none() && lead.reason.is_none());
    }

    /// B18.
    async fn a_reason_is_kept_only_in_an_unqualified_stage(store: TestStore) {
        let house = House::open(store).await;
        for (stage, kept) in [(NEW, None), (CALLING, None), (WON, None), (LOST, Some(TOO_DEAR))] {
            let new = NewLead { stage: Some(stage), reason: Some(TOO_DEAR), ..person("Lan", "") };
            assert_eq!(house.create(new).await.reason, kept, "{stage}");
        }
    }

    /// B16: by the acting agent, at the moment of the transaction.
    async fn a_lead_that_begins_in_a_final_stage_is_converted(store: TestStore) {
        let house = House::open(store).await;
        for (stage, converted) in [(NEW, None), (LATER, None), (WON, Some(true)), (LOST, Some(false))] {
            let lead = house.create(NewLead { stage: Some(stage), ..person("Lan", "") }).await;
            let expected = converted.map(|converted| Conversion { converted, at: house.now(), by: Some(AgentId(80)) });
            assert_eq!(lead.conversion, expected, "{stage}");
        }
    }

    /// What a verb gives back is what the store has.
    async fn everything_a_lead_came_with_is_read_back(store: TestStore) {
        let house = House::open(store).await;
        let new = full();
        let lead = house.create(new.clone()).await;
        let (id, uuid) = (lead.id, lead.uuid);
        let read = house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await.unwrap();
        let by_uuid = house.ask(move |db, actor| Ok(leads::find_lead_by_uuid(db, actor, uuid)?)).await.unwrap();
        assert_eq!(format!("{read:?}"), format!("{lead:?}"));
        assert_eq!(format!("{by_uuid:?}"), format!("{lead:?}"));
        assert_eq!(house.ask(move |db, actor| Ok(leads::find_lead_id(db, actor, uuid)?)).await, Some(id));

        assert_eq!(read.facts, new.facts);
        assert_eq!((read.stage, read.agent, read.group), (CALLING, Some(AgentId(81)), Some(GroupId(71))));
        assert_eq!((read.service, read.list, read.campaign), (new.service, new.list, new.campaign));
        assert_eq!((read.after_day, read.called_count, read.last_call_at), (3, 0, None));
        assert_eq!((read.version, read.created_at, read.updated_at), (1, house.now(), house.now()));
        assert_eq!(read.origin, "first");
        assert_eq!(json!(read.extras), json!({ "first": new.extras }));
        assert_eq!(read.last_comment.as_deref(), Some("gọi lại"));
        assert_eq!(read.uuid.get_version_num(), 7);

        let labels = house.ask(move |db, actor| Ok(labels::list_lead_labels(db, actor, id)?)).await;
        assert_eq!(labels.iter().map(|label| label.id).collect::<Vec<_>>(), [LabelId(52), LabelId(51)]);
        let mut values = house.ask(move |db, actor| Ok(custom_fields::list_custom_values(db, actor, id)?)).await;
        values.sort_by_key(|value| value.field);
        assert_eq!(values, [value(CHOICES, ",7,9,"), value(NUMBER, "1.5"), value(CHOICE, "2"), value(TEXT, "câu cá")]);
    }

    /// B34.
    async fn a_comment_without_an_author_is_the_integrations_agents(store: TestStore) {
        let house = House::open(store).await;
        for (author, expected) in [(None, 80), (Some(81), 81)] {
            let lead = house.create(NewLead { comment: comment("alô", author), ..person("Lan", "") }).await.id;
            let comments = house.ask(move |db, actor| Ok(comments::list_comments(db, actor, lead)?)).await;
            assert_eq!(comments.len(), 1);
            assert_eq!((comments[0].author, comments[0].body.as_str()), (Some(AgentId(expected)), "alô"));
            assert!(comments[0].is_public && comments[0].created_at == house.now());
        }
    }

    async fn the_timeline_begins_with_what_the_lead_came_with(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349 719 999")).await.id;
        let events = house.ask(move |db, actor| Ok(events::list_events(db, actor, lead)?)).await;
        assert_eq!(events.len(), 1);
        let event = &events[0];
        assert_eq!((event.kind.as_str(), event.lead, event.at), ("created", lead, house.now()));
        assert_eq!((event.dialect.as_str(), event.integration, event.agent), ("first", house.actor.integration, Some(AgentId(80))));
        assert_eq!(event.change, json!({ "name": [null, "Lan"], "phone": [null, "0349 719 999"], "stage": [null, 20] }));

        let lead = house.create(full()).await.id;
        let change = house.ask(move |db, actor| Ok(events::list_events(db, actor, lead)?)).await.remove(0).change;
        let rows = json!({
            "stage": [null, 11], "agent": [null, 81], "group": [null, 71], "service": [null, 90], "list": [null, 111],
            "campaign": [null, 100], "comment": [null, "gọi lại"], "labels": [null, [51, 52, 51]],
        });
        for (name, value) in rows.as_object().unwrap() {
            assert_eq!(change[name], *value, "{name}");
        }
    }

    /// A store that is filled from outside keeps every number and moment; only the person may be somebody who is here already.
    async fn a_known_lead_is_installed_as_it_was(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(person("Lan", "0349719999")).await;
        let comment = Comment {
            id: CommentId(900_002), body: "cũ".to_owned(), is_public: false, author: None, created_at: Moment::from_micros(6),
        };
        let known = |id: i64, phone: &str| {
            let moment = Moment::from_micros(5);
            let facts = Facts::default().with(Fact::Phone, phone);
            let lead = Lead {
                id: LeadId(id), uuid: Uuid::from_u128(id.unsigned_abs().into()), number: id + 1, person: PersonId(id + 2), facts,
                version: 4, called_count: 2, last_call_at: Some(moment), first_touch_at: None, withdrawn_at: None, created_at: moment, updated_at: moment,
                conversion: Some(Conversion { converted: true, at: moment, by: None }), origin: "second".to_owned(),
                ..lan.clone()
            };
            actions::KnownLead {
                lead, person_name: Some("Minh".to_owned()), labels: vec![LabelId(52)], comments: vec![comment.clone()],
            }
        };
        for (id, phone, is_known) in [(414_856_017, "+84349719999", true), (414_857_000, "0912345678", false)] {
            let (given, installed) = (known(id, phone), known(id, phone));
            let owner = house.act(move |tx, actor| actions::install_lead(tx, actor, &installed)).await.unwrap();
            assert_eq!(owner, if is_known { lan.person } else { given.lead.person });
            let read = house.ask(move |db, actor| Ok(leads::find_lead(db, actor, LeadId(id))?)).await.unwrap();
            assert_eq!(format!("{read:?}"), format!("{:?}", Lead { person: owner, ..given.lead }));
            let labels = house.ask(move |db, actor| Ok(labels::list_lead_labels(db, actor, LeadId(id))?)).await;
            assert_eq!(labels.iter().map(|label| label.id).collect::<Vec<_>>(), given.labels);
            let comments = house.ask(move |db, actor| Ok(comments::list_comments(db, actor, LeadId(id))?)).await;
            assert_eq!(format!("{comments:?}"), format!("{:?}", given.comments));
        }
        assert_eq!(house.create(person("", "0912345678")).await.person, PersonId(414_857_002));
    }

    async fn ids_and_numbers_never_repeat(store: TestStore) {
        let house = House::open(store).await;
        let mut numbers = std::collections::HashSet::new();
        for _ in 0..20 {
            let lead = house.create(person("Lan", "")).await;
            assert!(numbers.insert(("number", lead.number)), "{lead:?}");
            assert!(numbers.insert(("id", lead.id.0)) && numbers.insert(("id", lead.person.0)), "{lead:?}");
        }
    }

    /// B32: one unknown id refuses the whole request, names the field, and leaves nothing behind.
    async fn an_unknown_id_refuses_and_leaves_nothing(store: TestStore) {
        let house = House::open(store).await;
        // What a refused lead could have left: a new person and their keys, labels, values, comment, timeline.
        let base = NewLead { facts: Facts::default().with(Fact::Phone, "0349719999").with(Fact::Email, "a@b.vn"), ..full() };
        let unknown = |field| (field, RefusalReason::Unknown);
        let cases: Vec<(NewLead, (Field, RefusalReason))> = vec![
            (NewLead { stage: Some(StageId(99)), ..base.clone() }, unknown(Field::Stage)),
            (NewLead { reason: Some(ReasonId(99)), ..base.clone() }, unknown(Field::Reason)),
            (NewLead { agent: Some(AgentId(99)), ..base.clone() }, unknown(Field::Agent)),
            (NewLead { group: Some(GroupId(99)), ..base.clone() }, unknown(Field::Group)),
            (NewLead { service: Some(ServiceId(99)), ..base.clone() }, unknown(Field::Service)),
            (NewLead { list: Some(ListId(99)), ..base.clone() }, unknown(Field::List)),
            (NewLead { campaign: Some(CampaignId(99)), ..base.clone() }, unknown(Field::Campaign)),
            (NewLead { person: Some(PersonId(99)), ..base.clone() }, unknown(Field::Person)),
            (NewLead { labels: vec![LabelId(50), LabelId(99)], ..base.clone() }, unknown(Field::Label)),
            (NewLead { custom_values: vec![value(CustomFieldId(99), "x")], ..base.clone() }, unknown(Field::CustomField(CustomFieldId(99)))),
            (NewLead { custom_values: vec![value(CHOICE, "7")], ..base.clone() }, unknown(Field::CustomValue(CHOICE))),
            (NewLead { custom_values: vec![value(CHOICE, "big")], ..base.clone() }, unknown(Field::CustomValue(CHOICE))),
            (NewLead { custom_values: vec![value(CHOICES, ",7,1,")], ..base.clone() }, unknown(Field::CustomValue(CHOICES))),
            (NewLead { custom_values: vec![value(NUMBER, "ten")], ..base.clone() },
                (Field::CustomValue(NUMBER), RefusalReason::Unfit("give a number"))),
            (NewLead { comment: comment("  ", None), ..base.clone() }, (Field::CommentBody, RefusalReason::Missing)),
            (NewLead { comment: comment("x", Some(99)), ..base.clone() }, unknown(Field::Author)),
        ];
        let before = raw::everything(&house.store);
        for (new, (field, why)) in cases {
            let refused = house.try_create(new).await.unwrap_err();
            assert_eq!(refused, LeadError::refused(field, why));
        }
        assert_eq!(raw::everything(&house.store), before);
        // The same lead without the unknown id is taken.
        house.create(base).await;
    }

    /// In characters, whatever they weigh.
    async fn a_text_has_five_thousand_characters_at_most(store: TestStore) {
        let house = House::open(store).await;
        let with = |length: usize| NewLead { facts: Facts::default().with(Fact::Address, "đ".repeat(length)), ..NewLead::default() };
        assert_eq!(house.create(with(5000)).await.facts.text(Fact::Address).chars().count(), 5000);
        let refused = house.try_create(with(5001)).await.unwrap_err();
        assert_eq!(refused, LeadError::refused(Field::Fact(Fact::Address), RefusalReason::TooLong { max: 5000 }));
    }

    /// NaN and infinity are numbers to a parser and to nobody else.
    async fn a_number_field_takes_finite_numbers(store: TestStore) {
        let house = House::open(store).await;
        for (text, fits) in [("-1.5e3", true), ("0", true), ("NaN", false), ("inf", false), ("1,5", false), ("", false)] {
            let new = NewLead { custom_values: vec![value(NUMBER, text)], ..person("Lan", "") };
            assert_eq!(house.try_create(new).await.is_ok(), fits, "{text:?}");
        }
    }

    /// One engine cannot keep U+0000 in a text; so that both answer alike it falls away, in what is kept and in what is asked.
    async fn a_zero_character_falls_away(store: TestStore) {
        let house = House::open(store).await;
        let new = NewLead { comment: comment("a\0b", None), ..person("La\0n", "0349719999") };
        let lead = house.create(new).await.id;
        let read = house.ask(move |db, actor| Ok(leads::find_lead(db, actor, lead)?)).await.unwrap();
        assert_eq!((read.facts.text(Fact::Name), read.last_comment.as_deref()), ("Lan", Some("ab")));
        let found = house.ask(|db, _| Ok(organisations::find_organisation(db, "al\0pha")?)).await;
        assert_eq!(found.map(|organisation| organisation.slug).as_deref(), Some("alpha"));
    }
}
