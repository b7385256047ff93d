//! Where leads come from: which source a word means, what becomes of a word that nobody knows, and that leads follow a source that is
//! folded into another. On both engines.

use crate::bed::{House, person};
use leadhub_core::actions::{create_lead, put_reference, update_lead};
use leadhub_core::store::reference::sources;
use leadhub_core::store::{events, leads, lists};
use leadhub_model::catalogue::{Catalogue, Source};
use leadhub_model::event::Event;
use leadhub_model::reference::{ExternalName, ReferenceData};
use leadhub_model::source::MOST_UNREVIEWED;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

/// Of the reference set: `form`, in the category 3.
const FORM: SourceId = SourceId(9);

fn from(source: Option<SourceRef>) -> NewLead {
    NewLead { source, ..person("Lan", "") }
}

async fn sources(house: &House) -> Vec<Source> {
    house.ask(|db, actor| Ok(sources::list_sources(db, actor)?.to_vec())).await
}

async fn put(house: &House, sources: Vec<Source>) -> Result<(), LeadError> {
    let data = ReferenceData { catalogue: Catalogue { sources, ..Catalogue::default() }, ..ReferenceData::default() };
    house.act(move |tx, actor| put_reference(tx, actor, &data)).await
}

async fn events(house: &House, lead: LeadId) -> Vec<Event> {
    house.ask(move |db, actor| Ok(events::list_events(db, actor, lead)?)).await
}

async fn update(house: &House, id: LeadId, change: LeadChange) -> Result<Lead, LeadError> {
    house.act(move |tx, actor| update_lead(tx, actor, id, &change)).await
}

both_engines! {
    migrate = crate::migrate;

    async fn a_word_is_a_wires_name_then_a_sources_then_a_new_one(store: TestStore) {
        let house = House::open(store).await;
        let name = |dialect: &str| ExternalName {
            dialect: dialect.to_owned(), kind: "source".to_owned(), external: "LP-7".to_owned(), label: None, row: FORM.0,
        };
        let data = ReferenceData { external_names: vec![name("first")], ..ReferenceData::default() };
        house.act(move |tx, actor| put_reference(tx, actor, &data)).await.unwrap();
        for word in ["lp-7", "  FÓRM ", "form"] {
            assert_eq!(house.create(from(SourceRef::word(word))).await.source, Some(FORM), "{word}");
        }
        let leaflet = house.create(from(SourceRef::word("Tờ rơi"))).await.source.unwrap();
        assert_eq!(house.create(from(SourceRef::word("to  roi"))).await.source, Some(leaflet));
        let known = sources(&house).await;
        let made = known.iter().find(|row| row.id == leaflet).unwrap();
        assert_eq!((made.name.as_str(), made.reviewed, made.category, known.len()), ("Tờ rơi", false, None, 2));
        // The list names it; an id must be one; what says nothing is nothing.
        let listed = NewLead { list: Some(ListId(110)), ..from(Some(SourceRef::List)) };
        let listed = house.create(listed).await.source.unwrap();
        let named = house.ask(|db, actor| Ok(lists::list_names(db, actor, &[ListId(110)])?)).await;
        assert_eq!(sources(&house).await.iter().find(|row| row.id == listed).unwrap().name, named[0].list_name);
        let unknown = house.try_create(from(Some(SourceRef::Id(SourceId(77))))).await;
        assert_eq!(unknown.unwrap_err(), LeadError::refused(Field::Source, RefusalReason::Unknown));
        assert_eq!(house.create(from(Some(SourceRef::List))).await.source, None);
        assert_eq!(house.create(from(Some(SourceRef::Word(" ".to_owned())))).await.source, None);
    }

    /// What a page's address says is one of its facts, and the source where nothing else says it.
    async fn a_campaign_is_a_source(store: TestStore) {
        let house = House::open(store).await;
        let url = |source: &str| format!("https://example.com/?utm_source={source}&utm_campaign=thang-11");
        let mut new = person("Lan", "");
        new.facts.set(Fact::RefUrl, Some(url("form")));
        let lead = house.create(new.clone()).await;
        assert_eq!((lead.source, lead.facts.get(Fact::UtmCampaign)), (Some(FORM), Some("thang-11")));
        let named = house.create(NewLead { source: SourceRef::word("Hội chợ"), ..new }).await;
        assert_ne!(named.source, Some(FORM), "what is said comes first");
        // Corrected by hand; the same address again changes nothing, another one does.
        let stays = update(&house, named.id, LeadChange { facts: vec![(Fact::RefUrl, Some(url("form")))], ..LeadChange::default() });
        assert_eq!(stays.await.unwrap().source, named.source);
        let moved = update(&house, named.id, LeadChange { facts: vec![(Fact::RefUrl, Some(url("zalo")))], ..LeadChange::default() });
        let moved = moved.await.unwrap();
        assert_eq!(moved.facts.get(Fact::UtmSource), Some("zalo"));
        assert_eq!(sources(&house).await.iter().find(|row| Some(row.id) == moved.source).unwrap().name, "zalo");
        let cleared = update(&house, moved.id, LeadChange { unlinked: vec![Link::Source], ..LeadChange::default() }).await;
        assert_eq!(cleared.unwrap().source, None);
    }

    async fn past_the_bound_a_word_stays_with_its_lead(store: TestStore) {
        let house = House::open(store).await;
        let many = house.act(|tx, actor| {
            let lead = |tx: &mut leadhub_core::Tx, number: usize| {
                create_lead(tx, actor, from(SourceRef::word(format!("nguon {number}"))))
            };
            (0..MOST_UNREVIEWED + 2).map(|number| lead(tx, number)).collect::<Result<Vec<_>, _>>()
        });
        let leads = many.await.unwrap();
        let (taken, left) = leads.split_at(MOST_UNREVIEWED);
        assert!(taken.iter().all(|lead| lead.source.is_some() && lead.extras.is_empty()));
        for (at, lead) in left.iter().enumerate() {
            let word = format!("nguon {}", MOST_UNREVIEWED + at);
            assert_eq!((lead.source, &lead.extras["first"]["source"]), (None, &json!(word)));
            assert_eq!(events(&house, lead.id).await[0].change["source"], json!([null, word]), "it is told");
        }
        let waiting = sources(&house).await.into_iter().find(|row| row.name == "nguon 0").unwrap();
        assert_eq!(house.create(from(SourceRef::word("NGUON 0"))).await.source, Some(waiting.id), "known ones are found");
        let late = update(&house, taken[0].id, LeadChange { source: SourceRef::word("nguon mới"), ..LeadChange::default() }).await.unwrap();
        assert_eq!((late.source, &late.extras["first"]["source"]), (taken[0].source, &json!("nguon mới")));
        // One looked at makes room for one.
        put(&house, vec![Source { reviewed: true, ..waiting }]).await.unwrap();
        assert!(house.create(from(SourceRef::word("nguon mới"))).await.source.is_some());
        assert_eq!(house.create(from(SourceRef::word("nguon khác"))).await.source, None);
    }

    async fn leads_follow_a_source_that_is_folded_into_another(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(from(SourceRef::word("FB ads"))).await;
        let later = house.create(from(SourceRef::word("Tờ rơi"))).await;
        let known = sources(&house).await;
        let find = |id: Option<SourceId>| known.iter().find(|row| Some(row.id) == id).cloned().unwrap();
        let into = |row: Source, into: SourceId| Source { merged_into: Some(into), ..row };
        for wrong in [into(find(lead.source), lead.source.unwrap()), into(find(lead.source), SourceId(77))] {
            assert!(matches!(put(&house, vec![wrong]).await, Err(LeadError::Refused(_))));
        }
        house.pass(crate::bed::SECOND);
        put(&house, vec![into(find(lead.source), FORM)]).await.unwrap();
        let moved = house.ask(move |db, actor| Ok(leads::find_lead(db, actor, lead.id)?)).await.unwrap();
        assert_eq!((moved.source, moved.version, moved.updated_at), (Some(FORM), 2, house.now()));
        assert_eq!(events(&house, lead.id).await.pop().unwrap().change, json!({ "source": [lead.source, FORM] }));
        assert_eq!(house.create(from(SourceRef::word("fb ADS"))).await.source, Some(FORM), "its word is the other's");
        assert_eq!(house.create(from(lead.source.map(SourceRef::Id))).await.source, Some(FORM), "and so is its number");
        // What is folded into one that is folded itself follows; one that is folded takes nobody in.
        let chain = put(&house, vec![into(find(later.source), lead.source.unwrap())]).await;
        assert!(matches!(chain, Err(LeadError::Refused(_))));
        put(&house, vec![into(find(Some(FORM)), later.source.unwrap())]).await.unwrap();
        assert_eq!(house.create(from(SourceRef::word("FB ads"))).await.source, later.source);
        let of_source = LeadFilter { sources: later.source.map(|source| vec![source]), ..LeadFilter::default() };
        assert_eq!(house.list(of_source, LeadOrder::NewestId, crate::bed::ALL).await.total, 5);
        // Put again as it is: nothing is told anew.
        let count = events(&house, lead.id).await.len();
        let all = sources(&house).await;
        put(&house, all).await.unwrap();
        assert_eq!(events(&house, lead.id).await.len(), count);
    }

    async fn one_word_at_once_is_one_source(store: TestStore) {
        let house = House::open(store).await;
        let jobs: Vec<_> = (0..40).map(|turn| {
            let (hub, actor) = (house.hub.clone(), house.actor.clone());
            let new = from(SourceRef::word(["Tờ rơi", "to roi"][turn % 2]));
            tokio::spawn(async move { hub.write(move |tx| create_lead(tx, &actor, new.clone())).await })
        }).collect();
        let mut found = std::collections::HashSet::new();
        for job in jobs {
            found.insert(job.await.unwrap().unwrap().source);
        }
        assert_eq!((found.len(), sources(&house).await.len()), (1, 2));
    }
}
