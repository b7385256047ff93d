//! One story through every verb and question, so that every statement of the store runs in whatever way a hub can be opened.
//! Used where a way of opening has no tests of its own; on both engines it is a first look at everything.

use crate::bed::{ALL, House, SECOND, START, organisation, person};
use crate::once::{create_once, key};
use crate::reference_set::*;
use crate::uploads::{SOUND, work};
use leadhub_core::actions::{self, NewToken};
use leadhub_core::clock::RandomSource;
use leadhub_core::import;
use leadhub_core::store::reference::{custom_fields, external_names, labels};
use leadhub_core::store::{
    campaigns, comments, events, leads, lists, organisations, possible_duplicates, tokens, upload_rows,
};
use leadhub_core::{Tx, questions};
use leadhub_model::list::{NewCampaign, NewList};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

/// Everything a client can do in a day.
pub async fn tell(house: &House) {
    directory(house).await;
    lists(house).await;
    leads(house).await;
    file(house).await;
}

async fn directory(house: &House) {
    let other = organisation(&house.hub, "beta", 2).await;
    let found = house.ask(|db, _| Ok(organisations::find_organisation(db, "beta")?)).await;
    assert_eq!(found, Some(other.organisation.clone()));
    assert_eq!(house.ask(|db, _| Ok(organisations::list_organisations(db)?)).await.len(), 2);
    assert!(house.ask(|db, _| Ok(organisations::default_dialect(db, "beta")?)).await.is_some());
    house.hub.write(actions::probe).await.unwrap();
    let (of, now) = (house.actor.organisation_id(), house.now());
    assert!(house.ask(move |db, _| Ok(tokens::list_tokens(db, of, now)?)).await.is_empty());
    let (organisation, integration) = (other.organisation_id(), other.integration.unwrap());
    let first = NewToken::lasting(&RandomSource::System, None);
    let first_hash = questions::token_hash(first.text());
    let token = NewToken::passing(&RandomSource::System, Moment::from_micros(START + SECOND), &first_hash);
    let (given, hash, now) = ([first, token.clone()], questions::token_hash(token.text()), house.now());
    let issue = move |tx: &mut Tx| {
        given.iter().try_for_each(|token| actions::issue_token(tx, organisation, integration, token))
    };
    house.hub.write(issue).await.unwrap();
    let opened = house.hub.read(move |db| questions::authenticate(db, &hash, now)).await.unwrap();
    assert_eq!(opened, Some((other, false)));
    let revoked = house.hub.write(move |tx| actions::revoke_tokens(tx, organisation, integration)).await;
    assert_eq!(revoked, Ok(2));
    let swept = house.hub.write(|tx| actions::sweep_tokens(tx, Moment::from_micros(START + 2 * SECOND))).await;
    assert_eq!(swept, Ok(1));
}

async fn lists(house: &House) {
    let made = house
        .act(|tx, actor| {
            let new = NewCampaign { name: "Winter".to_owned(), kind: "auto".to_owned() };
            let campaign = actions::create_campaign(tx, actor, &new)?;
            let new = NewList { name: "Winter".to_owned(), description: String::new(), campaign: campaign.uuid };
            let list = actions::create_list(tx, actor, &new)?;
            actions::set_list_active(tx, actor, list.uuid, false)?;
            actions::set_campaign_active(tx, actor, campaign.uuid, false)?;
            actions::delete_list(tx, actor, list.uuid)?;
            actions::delete_campaign(tx, actor, campaign.uuid)?;
            Ok((campaign, list))
        })
        .await
        .unwrap();
    let gone = house
        .ask(move |db, actor| {
            let campaign = campaigns::find_campaign_by_uuid(db, actor, made.0.uuid)?;
            Ok((campaign, lists::find_list(db, actor, made.1.uuid)?))
        })
        .await;
    assert_eq!(gone, (None, None));
    let totals = house
        .ask(|db, actor| {
            let campaigns = campaigns::list_campaigns(db, actor, Some("auto"), ALL)?.total;
            let lists = lists::list_lists(db, actor, Some(CampaignId(100)), ALL)?.total;
            let names = lists::list_names(db, actor, &[ListId(110), ListId(111)])?.len();
            let names = names + external_names::list_external_names(db, actor, "stage")?.len();
            Ok((campaigns, lists, names))
        })
        .await;
    assert_eq!(totals, (2, 2, 4));
}

async fn leads(house: &House) {
    let comment = NewComment { body: "alô".to_owned(), is_public: true, author: None };
    let value = CustomValue { field: CHOICE, value: Some("1".to_owned()) };
    let facts = Facts::default().with(Fact::Phone, "0349719999").with(Fact::Email, "lan@example.com");
    let new = NewLead {
        facts,
        stage: Some(LOST),
        reason: Some(TOO_DEAR),
        agent: Some(AgentId(81)),
        group: Some(GroupId(70)),
        service: Some(ServiceId(90)),
        list: Some(ListId(110)),
        campaign: Some(CampaignId(100)),
        labels: vec![LabelId(50)],
        custom_values: vec![value],
        comment: Some(comment.clone()),
        ..NewLead::default()
    };
    let (first, repeated) = (new.clone(), new);
    let (answer, replayed) = house.act(move |tx, actor| create_once(tx, actor, &key("k", "r"), &first)).await.unwrap();
    let again = house.act(move |tx, actor| create_once(tx, actor, &key("k", "r"), &repeated)).await.unwrap();
    assert!(!replayed && again == (answer, true));
    assert_eq!(house.hub.write(|tx| actions::sweep_answers(tx, Moment::from_micros(START + 1))).await, Ok(1));

    let lead = house.leads().await.remove(0);
    let (id, uuid, owner) = (lead.id, lead.uuid, lead.person);
    let change = LeadChange {
        facts: vec![(Fact::Phone, Some("0912345678".to_owned())), (Fact::ProjectCode, Some("P".to_owned()))],
        source: Some(SourceRef::Id(SourceId(9))),
        score: Some(1),
        meeting_at: Some(Moment::from_micros(7)),
        stage: Some(WON),
        labels: Some(vec![LabelId(51)]),
        custom_values: vec![CustomValue { field: CHOICE, value: None }],
        comment: Some(comment),
        ..LeadChange::default()
    };
    house.create(crate::bed::contacts("0912345678", "")).await;
    let after = house.act(move |tx, actor| actions::update_lead(tx, actor, id, &change)).await.unwrap();
    assert_ne!(after.person, owner);
    let filter = LeadFilter {
        person: Some(after.person),
        agents: Some(vec![AgentId(81)]),
        unassigned: true,
        service: Some(ServiceId(90)),
        group: None,
        stages: Some(vec![WON, LOST]),
        list: Some(ListId(110)),
        campaign: Some(CampaignId(100)),
        sources: Some(vec![SourceId(9)]),
        without_source: false,
        project_code: Some("P".to_owned()),
        projects: Some(vec!["Q".to_owned(), "P".to_owned()]),
        least_score: Some(0),
        meeting: (Some(Moment::from_micros(0)), Some(Moment::from_micros(i64::MAX))),
        phone_key: Some("+84912345678".to_owned()),
        customers: Some(vec!["+84912345678".to_owned(), "+84912345679".to_owned()]),
        ids: Some(vec![id]),
        phone_quality: None,
        without_withdrawn: false,
        phone_part: Some("9123".to_owned()),
        email_key: None,
        subject: None,
        label: Some(LabelId(51)),
        origin: Some(after.origin.clone()),
        booked: Some((false, after.updated_at)),
        was_booked: false,
        touched: Some(true),
        converted: Some(true),
        created: (Some(after.created_at), Some(after.created_at)),
        updated: (Some(after.updated_at), Some(after.updated_at)),
        conversion: (Some(after.updated_at), Some(after.updated_at)),
        kept: Some(KeptOrNone { dialect: "first", key: "nothing", number: 1 }),
    };
    for order in [LeadOrder::NewestId, LeadOrder::NewestCreated] {
        let page = house.list(filter.clone(), order, ALL).await;
        assert_eq!((page.rows.len(), page.total), (1, 1));
    }
    let hanging = house
        .ask(move |db, actor| {
            let comments = comments::list_comments(db, actor, id)?.len();
            let labels = labels::list_lead_labels(db, actor, id)?.len();
            let values = custom_fields::list_custom_values(db, actor, id)?.len();
            let events = events::list_events(db, actor, id)?.len();
            let duplicates = possible_duplicates::list_possible_duplicates(db, actor, after.person)?.len();
            Ok((comments, labels, values, events, duplicates))
        })
        .await;
    assert_eq!(hanging, (2, 1, 0, 4, 1));
    house.act(move |tx, actor| actions::delete_lead(tx, actor, id)).await.unwrap();
    let lead = Lead { id: LeadId(5_000_000), uuid: uuid::Uuid::from_u128(5), person: PersonId(5_000_001), ..lead };
    let known = actions::KnownLead { lead, person_name: None, labels: vec![LabelId(50)], comments: Vec::new() };
    house.act(move |tx, actor| actions::install_lead(tx, actor, &known)).await.unwrap();
    assert_eq!(house.ask(move |db, actor| Ok(leads::find_lead_id(db, actor, uuid)?)).await, None);
}

async fn file(house: &House) {
    let upload = house
        .act(|tx, actor| {
            let discarded = import::begin_upload(tx, actor, "none.csv")?;
            import::discard_upload(tx, actor, discarded)?;
            let upload = import::begin_upload(tx, actor, "leads.csv")?;
            import::append_chunk(tx, actor, upload, 0, b"phone,name\n0349719999,Lan\n,Minh\n")?;
            import::finish_upload(tx, actor, upload, list_uuid(1, 111))?;
            Ok(upload)
        })
        .await
        .unwrap();
    assert_eq!(work(house, SOUND).await, Ok(true));
    let row = house.ask(|db, actor| Ok(lists::find_list_row(db, actor, list_uuid(1, 111))?)).await.unwrap();
    assert_eq!((row.leads, row.uploaded, row.succeeded, row.failed), (1, 2, 1, 1));
    let refused = house.ask(move |db, actor| Ok(upload_rows::list_rejected(db, actor, upload, ALL)?)).await;
    assert_eq!((refused.total, refused.rows.len()), (1, 1));
    house.create(person("Lan", "0349719999")).await;
}

both_engines! {
    migrate = crate::migrate;

    async fn every_verb_and_question_works(store: TestStore) {
        tell(&House::open(store).await).await;
    }
}
