//! Two organisations in one store: what is one's is neither found, changed nor counted by the other, by number or public id.
//! On both engines. Both have the same reference numbers, so that a forgotten organisation shows.

use crate::bed::{ALL, House, START, organisation, person};
use crate::raw;
use crate::reference_set::*;
use leadhub_core::actions;
use leadhub_core::import;
use leadhub_core::store::reference::{agents, custom_fields, external_names, labels, places, stages};
use leadhub_core::store::{
    campaigns, comments, events, lead_filter, leads, lists, organisations, persons, possible_duplicates, upload_rows,
    uploads,
};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

/// A lead with all that hangs on it, an upload with a refused row, and two persons who may be one.
async fn furnish(house: &House) -> Lead {
    house.create(crate::bed::contacts("", "lan@example.com")).await;
    let comment = NewComment { body: "x".to_owned(), is_public: true, author: None };
    let facts = Facts::default().with(Fact::Phone, "0349719999").with(Fact::Email, "lan@example.com");
    house.create(person("", "0349719999")).await;
    let lead = house.create(NewLead {
        facts,
        labels: vec![LabelId(50)],
        custom_values: vec![CustomValue { field: TEXT, value: Some("x".to_owned()) }],
        comment: Some(comment),
        list: Some(ListId(110)),
        ..NewLead::default()
    });
    let lead = lead.await;
    house
        .act(|tx, actor| {
            let upload = import::begin_upload(tx, actor, "a.csv")?;
            import::append_chunk(tx, actor, upload, 0, b"phone\n\"\"\n")?;
            import::finish_upload(tx, actor, upload, list_uuid(1, 110))
        })
        .await
        .unwrap();
    crate::uploads::work(house, crate::uploads::SOUND).await.unwrap();
    lead
}

/// How many rows every question finds that could find the other's.
fn seen(db: &mut Db, actor: &Actor, lead: &Lead, upload: UploadId) -> Result<Vec<(&'static str, usize)>, LeadError> {
    let by_person = LeadFilter { person: Some(lead.person), ..LeadFilter::default() };
    let by_phone = LeadFilter { phone_key: Some("+84349719999".to_owned()), ..LeadFilter::default() };
    let by_customer = LeadFilter { customers: Some(vec!["+84349719999".to_owned()]), ..LeadFilter::default() };
    let by_id = LeadFilter { ids: Some(vec![lead.id]), ..LeadFilter::default() };
    let by_list = LeadFilter { list: Some(ListId(110)), ..LeadFilter::default() };
    let by_campaign = LeadFilter { campaign: Some(CampaignId(100)), ..LeadFilter::default() };
    let leads = |db: &mut Db, filter: &LeadFilter| -> Result<usize, LeadError> {
        let page = lead_filter::list_leads(db, actor, filter, LeadOrder::NewestId, ALL, Fact::ALL)?;
        Ok(page.rows.len() + usize::try_from(page.total).unwrap())
    };
    Ok(vec![
        ("all leads", leads(db, &LeadFilter::default())?),
        ("leads of the person", leads(db, &by_person)?),
        ("leads of the phone", leads(db, &by_phone)?),
        ("leads of the customer", leads(db, &by_customer)?),
        ("leads by their ids", leads(db, &by_id)?),
        ("leads of the list", leads(db, &by_list)?),
        ("leads of the campaign", leads(db, &by_campaign)?),
        ("the lead", leads::find_lead(db, actor, lead.id)?.into_iter().count()),
        ("the lead by uuid", leads::find_lead_by_uuid(db, actor, lead.uuid)?.into_iter().count()),
        ("the lead's id", leads::find_lead_id(db, actor, lead.uuid)?.into_iter().count()),
        ("its person", persons::find_person(db, actor, lead.person)?.into_iter().count()),
        ("duplicates", possible_duplicates::list_possible_duplicates(db, actor, lead.person)?.len()),
        ("its comments", comments::list_comments(db, actor, lead.id)?.len()),
        ("its events", events::list_events(db, actor, lead.id)?.len()),
        ("its labels", labels::list_lead_labels(db, actor, lead.id)?.len()),
        ("its values", custom_fields::list_custom_values(db, actor, lead.id)?.len()),
        ("labels of many", labels::list_labels_of(db, actor, &[lead.id])?.len()),
        ("values of many", custom_fields::list_values_of(db, actor, &[lead.id])?.len()),
        ("comments of many", comments::list_comments_of(db, actor, &[lead.id])?.len()),
        ("the list", lists::find_list(db, actor, list_uuid(1, 110))?.into_iter().count()),
        ("the list's row", lists::find_list_row(db, actor, list_uuid(1, 110))?.into_iter().count()),
        ("the campaign", campaigns::find_campaign_by_uuid(db, actor, campaign_uuid(1, 100))?.into_iter().count()),
        ("uploads", uploads::list_uploads(db, actor, ListId(110))?.len()),
        ("refused rows", upload_rows::list_rejected(db, actor, upload, ALL)?.rows.len()),
        ("refused rows behind", upload_rows::list_rejected_after(db, actor, upload, 0, 100)?.len()),
        ("the upload", uploads::find_upload(db, actor, upload)?.into_iter().count()),
    ])
}

/// Totals and names that carry numbers both organisations have.
fn shared(db: &mut Db, actor: &Actor) -> Result<String, LeadError> {
    let stages = stages::list_stages(db, actor)?.len();
    let reasons = stages::list_reasons(db, actor)?.len();
    let labels = labels::list_labels(db, actor)?.len();
    let fields: Vec<_> =
        custom_fields::list_custom_fields(db, actor)?.iter().map(|field| field.options.len()).collect();
    let agents: Vec<_> =
        agents::list_agents(db, actor)?.iter().map(|stored| stored.agent.uuid.as_u128() >> 64).collect();
    let (groups, services) = (places::list_groups(db, actor)?.len(), places::list_services(db, actor)?.len());
    let names = external_names::list_external_names(db, actor, "stage")?.len();
    let campaigns = campaigns::list_campaigns(db, actor, None, ALL)?;
    let lists = lists::list_lists(db, actor, Some(CampaignId(100)), ALL)?;
    let uuids: Vec<_> =
        lists::list_names(db, actor, &[ListId(110)])?.iter().map(|name| name.list.as_u128() >> 64).collect();
    let leads: Vec<_> = lists.rows.iter().map(|row| (row.leads, row.uploaded)).collect();
    let integrations = organisations::list_integrations(db, actor.organisation_id())?.len();
    Ok(format!(
        "{stages} {reasons} {labels} {fields:?} {agents:?} {groups} {services} {names} {} {} {uuids:?} {leads:?} {integrations}",
        campaigns.total, lists.total
    ))
}

both_engines! {
    migrate = crate::migrate;

    async fn no_question_of_another_organisation_finds_a_row(store: TestStore) {
        let house = House::open(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        let lead = furnish(&house).await;
        let upload = house.ask(|db, actor| Ok(uploads::list_uploads(db, actor, ListId(110))?)).await[0].id;
        let (own, theirs) = (lead.clone(), lead);
        let own = house.ask(move |db, actor| seen(db, actor, &own, upload)).await;
        assert!(own.iter().all(|(_, rows)| *rows > 0), "the case shows nothing: {own:?}");
        let theirs = house.ask_as(&other, move |db, actor| seen(db, actor, &theirs, upload)).await;
        assert!(theirs.iter().all(|(_, rows)| *rows == 0), "{theirs:?}");
        assert_eq!(house.ask(shared).await, "5 2 3 [0, 0, 2, 3] [1, 1] 2 2 2 2 2 [1] [(0, 0), (1, 1)] 1");
        assert_eq!(house.ask_as(&other, shared).await, "5 2 3 [0, 0, 2, 3] [2, 2] 2 2 2 2 2 [2] [(0, 0), (0, 0)] 1");
    }

    async fn no_verb_of_another_organisation_changes_a_row(store: TestStore) {
        let house = House::open(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        let lead = furnish(&house).await;
        let before = raw::everything(&house.store);
        type Verb = Box<dyn Fn(&mut Tx, &Actor) -> Result<(), LeadError> + Send>;
        let (id, owner) = (lead.id, lead.person);
        let change = LeadChange { agent: Some(AgentId(81)), ..LeadChange::default() };
        let new = leadhub_model::list::NewList { name: "x".to_owned(), description: String::new(), campaign: campaign_uuid(1, 100) };
        let verbs: Vec<(Verb, LeadError)> = vec![
            (Box::new(move |tx, actor| actions::update_lead(tx, actor, id, &change).map(drop)), LeadError::NotFound(Resource::Lead)),
            (Box::new(move |tx, actor| actions::delete_lead(tx, actor, id)), LeadError::NotFound(Resource::Lead)),
            (Box::new(move |tx, actor| {
                let new = NewLead { person: Some(owner), ..NewLead::default() };
                actions::create_lead(tx, actor, new.clone()).map(drop)
            }), LeadError::refused(Field::Person, RefusalReason::Unknown)),
            (Box::new(move |tx, actor| actions::create_list(tx, actor, &new).map(drop)), LeadError::NotFound(Resource::Campaign)),
            (Box::new(|tx, actor| actions::set_list_active(tx, actor, list_uuid(1, 110), false)), LeadError::NotFound(Resource::List)),
            (Box::new(|tx, actor| actions::delete_list(tx, actor, list_uuid(1, 110))), LeadError::NotFound(Resource::List)),
            (Box::new(|tx, actor| actions::set_campaign_active(tx, actor, campaign_uuid(1, 100), false)),
                LeadError::NotFound(Resource::Campaign)),
            (Box::new(|tx, actor| actions::delete_campaign(tx, actor, campaign_uuid(1, 100))), LeadError::NotFound(Resource::Campaign)),
        ];
        for (verb, expected) in verbs {
            assert_eq!(house.act_as(&other, verb).await, Err(expected));
        }
        let revoked = house.act_as(&other, |tx, actor| {
            actions::revoke_tokens(tx, actor.organisation_id(), IntegrationId(1000))
        }).await;
        assert_eq!(revoked, Ok(0));
        assert_eq!(raw::everything(&house.store), before);
    }

    /// An upload that is still arriving is finished, fed and discarded by its own organisation only.
    async fn an_upload_is_its_organisations_own(store: TestStore) {
        let house = House::open(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        let upload = house.act(|tx, actor| import::begin_upload(tx, actor, "a.csv")).await.unwrap();
        let before = raw::everything(&house.store);
        let finished = house.act_as(&other, move |tx, actor| import::finish_upload(tx, actor, upload, list_uuid(2, 110))).await;
        assert!(finished.is_err(), "{finished:?}");
        let fed = house.act_as(&other, move |tx, actor| import::append_chunk(tx, actor, upload, 0, b"x")).await;
        assert!(fed.is_err(), "{fed:?}");
        house.act_as(&other, move |tx, actor| import::discard_upload(tx, actor, upload)).await.unwrap();
        assert_eq!(raw::everything(&house.store), before);
        assert_eq!(house.now(), Moment::from_micros(START));
    }
}
