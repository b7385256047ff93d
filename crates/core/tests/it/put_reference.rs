//! Reference data put over what is there: what is read and put again changes nothing, known rows change, others stay, and what
//! would not fit is told row by row. On both engines.

use crate::bed::{House, START, organisation, person};
use crate::gate::start;
use crate::raw;
use crate::reference_set::*;
use leadhub_core::store::reference::{agents, external_names, geography, labels, stages};
use leadhub_core::store::{campaigns, lists, persons};
use leadhub_core::{Actor, Hub, HubOptions, actions, questions};
use leadhub_model::catalogue::*;
use leadhub_model::list::NewList;
use leadhub_model::reference::*;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use std::collections::BTreeMap;

/// The reference data of the demo's organisations, whatever else is in their files.
fn demo_sets() -> Vec<ReferenceData> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../leadhub/src/demo/data");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        serde_json::from_value::<ReferenceData>(file.get("reference")?.clone()).ok()
    };
    files.iter().filter_map(read).collect()
}

/// An organisation without any reference data.
async fn fresh(house: &House, slug: &str) -> Actor {
    let slug = slug.to_owned();
    let made = house.hub.write(move |tx| {
        let new = actions::NewOrganisation {
            slug: slug.clone(),
            name: String::new(),
            zone: "UTC".to_owned(),
            default_dialect: String::new(),
            uuid: None,
            account: None,
        };
        actions::create_organisation(tx, &new)
    });
    made.await.unwrap().unwrap()
}

async fn get(house: &House, actor: &Actor) -> ReferenceData {
    house.ask_as(actor, questions::get_reference).await
}

async fn put(house: &House, data: &ReferenceData) -> Result<(), LeadError> {
    put_as(house, &house.actor, data).await
}

async fn put_as(house: &House, actor: &Actor, data: &ReferenceData) -> Result<(), LeadError> {
    let data = data.clone();
    house.act_as(actor, move |tx, actor| actions::put_reference(tx, actor, &data)).await
}

/// Everything but the mark by which readers learn that somebody put a set.
fn everything(house: &House) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut all = raw::everything(&house.store);
    all.remove("organisation").unwrap();
    all
}

fn row(set: &'static str, id: i64, column: &'static str) -> Field {
    Field::Row { set, id, column }
}

fn stage(id: StageId, label: &str, kind: StageKind) -> StageRow {
    StageRow { id, label: label.to_owned(), kind }
}

fn campaign(id: i64) -> CampaignRow {
    let uuid = campaign_uuid(1, id);
    CampaignRow { id: CampaignId(id), uuid, name: format!("campaign {id}"), kind: String::new(), status: 0 }
}

/// What was refused, all of it.
fn refused(outcome: Result<(), LeadError>) -> Vec<(Field, RefusalReason)> {
    match outcome {
        Err(LeadError::Refused(refusal)) => refusal.all().map(|(field, why)| (field, why.clone())).collect(),
        other => panic!("{other:?}"),
    }
}

both_engines! {
    migrate = crate::migrate;

    /// What a process keeps in memory is gone as soon as another one has changed it.
    async fn another_process_sees_the_change_at_once(store: TestStore) {
        let house = House::open(store).await;
        let other = tokio::task::block_in_place(|| Hub::open(house.store.url(), HubOptions::default())).unwrap();
        let actor = house.actor.clone();
        let seen = async || {
            let actor = actor.clone();
            other.read(move |db| Ok(stages::find_stage(db, &actor, NEW)?.map(|stage| stage.label))).await.unwrap()
        };
        assert_eq!(seen().await.as_deref(), Some("New"));
        let stage = StageRow { id: NEW, label: "Fresh".to_owned(), kind: StageKind::First };
        let set = ReferenceData { stages: vec![stage], ..ReferenceData::default() };
        house.act(move |tx, actor| actions::put_reference(tx, actor, &set)).await.unwrap();
        assert_eq!(seen().await.as_deref(), Some("Fresh"));
    }

    async fn what_is_read_and_put_again_changes_nothing(store: TestStore) {
        let house = House::open(store).await;
        let mut sets = demo_sets();
        assert!(sets.len() >= 2, "the demo's sets were not found");
        sets.push(reference_set(7));
        for (number, set) in sets.iter().enumerate() {
            let other = fresh(&house, &format!("fresh-{number}")).await;
            put_as(&house, &other, set).await.unwrap();
            house.pass(1_234_567);
            let (before, read) = (everything(&house), get(&house, &other).await);
            put_as(&house, &other, &read).await.unwrap();
            assert_eq!(everything(&house), before, "set {number}");
        }
    }

    /// What one organisation's set says, another one's says after it was put there, also by way of a file.
    async fn a_set_goes_from_one_organisation_to_another(store: TestStore) {
        let house = House::open(store).await;
        let fresh = fresh(&house, "gamma").await;
        let read = get(&house, &house.actor).await;
        let file = serde_json::to_string(&read).unwrap();
        house.pass(1_234_567);
        put_as(&house, &fresh, &serde_json::from_str(&file).unwrap()).await.unwrap();
        assert_eq!(get(&house, &fresh).await, read);
        assert_eq!(read.stages, reference_set(1).stages);
        assert_eq!(read.external_names.len(), reference_set(1).external_names.len());
        assert_eq!(read.catalogue.districts.len(), 3);
    }

    async fn known_rows_change_new_ones_come_last_and_others_stay(store: TestStore) {
        let house = House::open(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        let (before, theirs) = (get(&house, &house.actor).await, get(&house, &other).await);
        house.pass(1_000_000);
        let label = |id: i64, label: &str| LabelRow { id: LabelId(id), label: label.to_owned(), created_at: None };
        let set = ReferenceData {
            stages: vec![stage(StageId(5), "Asleep", StageKind::Middle), stage(NEW, "Fresh", StageKind::First)],
            reasons: vec![Reason { id: ReasonId(1), label: "Moved".to_owned() }],
            labels: vec![label(1, "New"), label(50, "Cool"), label(52, "Hot")],
            custom_fields: vec![CustomField {
                options: vec![CustomOption { id: 3, label: "XL".to_owned() }, CustomOption { id: 2, label: "M".to_owned() }],
                ..before.custom_fields[2].clone()
            }],
            agents: vec![Agent { group: None, ..before.agents[0].clone() }, before.agents[1].clone()],
            campaigns: vec![CampaignRow { name: "Summer".to_owned(), ..before.campaigns[0].clone() }, before.campaigns[1].clone()],
            lists: vec![ListSeed { campaign: CampaignId(101), ..before.lists[0].clone() }, before.lists[1].clone()],
            catalogue: Catalogue {
                price_lists: vec![PriceList {
                    prices: vec![Price { product: ProductId(1), amount: 6 }],
                    ..before.catalogue.price_lists[0].clone()
                }],
                hobbies: vec![Hobby { id: HobbyId(2), name: "Chess".to_owned() }],
                provinces: vec![Province { name: "Huế".to_owned(), ..before.catalogue.provinces[1].clone() }],
                ..Catalogue::default()
            },
            ..ReferenceData::default()
        };
        put(&house, &set).await.unwrap();

        let mut expected = before.clone();
        expected.stages[0].label = "Fresh".to_owned();
        expected.stages.push(set.stages[0].clone());
        expected.reasons.push(set.reasons[0].clone());
        expected.labels[1].label = "Cool".to_owned();
        expected.labels.push(LabelRow { created_at: Some("2023-11-14T22:13:21.000000Z".to_owned()), ..label(1, "New") });
        expected.custom_fields[2].options[0].label = "M".to_owned();
        expected.custom_fields[2].options.push(CustomOption { id: 3, label: "XL".to_owned() });
        expected.agents[0].group = None;
        expected.campaigns[0].name = "Summer".to_owned();
        expected.lists[0].campaign = CampaignId(101);
        expected.catalogue.price_lists[0].prices[0].amount = 6;
        expected.catalogue.hobbies[1].name = "Chess".to_owned();
        expected.catalogue.provinces[1].name = "Huế".to_owned();
        assert_eq!(get(&house, &house.actor).await, expected);
        assert_eq!(get(&house, &other).await, theirs, "another organisation's rows have the same ids");
        let found = house.ask(|db, actor| Ok(geography::find_province_by_name(db, actor, "HUE")?)).await;
        assert_eq!(found.map(|province| province.id), Some(ProvinceId(7)));
    }

    /// Whoever follows changes sees those rows that changed, and when.
    async fn only_what_changed_was_changed_now(store: TestStore) {
        let house = House::open(store).await;
        let before = get(&house, &house.actor).await;
        let now = house.pass(1_000_000);
        let mut set = before.clone();
        set.labels[1].label = "Cool".to_owned();
        set.agents[0].avatar = None;
        set.campaigns[0].status = 4;
        set.lists[0].description = "changed".to_owned();
        put(&house, &set).await.unwrap();
        let start = Moment::from_micros(START);
        let labels = house.ask(|db, actor| Ok(labels::list_labels(db, actor)?.to_vec())).await;
        assert_eq!((labels[1].created_at, labels[1].updated_at), (start, now));
        assert!(labels[0].updated_at == labels[0].created_at && labels[2].updated_at == labels[2].created_at);
        let agents = house.ask(|db, actor| Ok(agents::list_agents(db, actor)?.to_vec())).await;
        assert_eq!(agents.iter().map(|agent| agent.updated_at).collect::<Vec<_>>(), [now, start]);
        assert!(agents.iter().all(|agent| agent.created_at == start));
        for (changed, id) in [(now, 100), (start, 101)] {
            let found = house.ask(move |db, actor| Ok(campaigns::find_campaign(db, actor, CampaignId(id))?)).await.unwrap();
            assert_eq!((found.created_at, found.updated_at, found.active), (start, changed, true), "{id}");
        }
        for (changed, id) in [(now, 110), (start, 111)] {
            let uuid = list_uuid(1, id);
            let found = house.ask(move |db, actor| Ok(lists::find_list(db, actor, uuid)?)).await.unwrap();
            assert_eq!((found.created_at, found.updated_at, found.active), (start, changed, true), "{id}");
        }
    }

    /// A campaign that was switched off and a list that somebody has are not touched by a set that only names them.
    async fn what_the_set_does_not_say_stays(store: TestStore) {
        let house = House::open(store).await;
        house.act(|tx, actor| actions::set_campaign_active(tx, actor, campaign_uuid(1, 100), false)).await.unwrap();
        let list = house.act(|tx, actor| {
            let new = NewList { name: "mine".to_owned(), description: String::new(), campaign: campaign_uuid(1, 100) };
            let list = actions::create_list(tx, actor, &new)?;
            actions::set_list_active(tx, actor, list.uuid, false)?;
            Ok(list)
        }).await.unwrap();
        let mut set = get(&house, &house.actor).await;
        set.campaigns[0].name = "Summer".to_owned();
        let known = set.lists.iter_mut().find(|row| row.id == list.id).unwrap();
        known.name = "yours".to_owned();
        put(&house, &set).await.unwrap();
        let campaign = house.ask(|db, actor| Ok(campaigns::find_campaign(db, actor, CampaignId(100))?)).await.unwrap();
        assert_eq!((campaign.name.as_str(), campaign.active), ("Summer", false));
        let found = house.ask(move |db, actor| Ok(lists::find_list(db, actor, list.uuid)?)).await.unwrap();
        assert_eq!((found.name.as_str(), found.active, found.agent), ("yours", false, Some(AgentId(80))));
    }

    async fn a_dialects_name_goes_over_to_another_row(store: TestStore) {
        let house = House::open(store).await;
        let name = |external: &str, row: StageId| ExternalName {
            dialect: "first".to_owned(), kind: "stage".to_owned(), external: external.to_owned(), label: None, row: row.0,
        };
        let set = ReferenceData { external_names: vec![name("won", LATER), name("lost", LOST)], ..ReferenceData::default() };
        put(&house, &set).await.unwrap();
        let names = house.ask(|db, actor| Ok(external_names::list_external_names(db, actor, "stage")?.to_vec())).await;
        let read: Vec<_> = names.iter().map(|name| (name.external.as_str(), name.label.as_deref(), name.row)).collect();
        assert_eq!(read, [("begin", None, NEW.0), ("lost", None, LOST.0), ("won", None, LATER.0)]);
        let all = house.ask(|db, actor| Ok(external_names::list_all_names(db, actor)?)).await;
        let second: Vec<_> = all.iter().filter(|name| name.dialect == "second").map(|name| name.row).collect();
        assert_eq!((all.len(), second), (5, vec![LOST.0]));
    }

    async fn what_would_not_fit_is_refused_and_named(store: TestStore) {
        let house = House::open(store).await;
        let known = get(&house, &house.actor).await;
        let none = ReferenceData::default;
        let catalogue = |catalogue: Catalogue| ReferenceData { catalogue, ..none() };
        let long = "đ".repeat(LONGEST_NAME + 1);
        let reason = |id: i64, label: &str| ReferenceData {
            reasons: vec![Reason { id: ReasonId(id), label: label.to_owned() }], ..none()
        };
        let campaigns = |rows: Vec<CampaignRow>| ReferenceData { campaigns: rows, ..none() };
        let field = |field: CustomField| ReferenceData { custom_fields: vec![field], ..none() };
        let options = |ids: [i64; 2]| {
            let options = ids.map(|id| CustomOption { id, label: "x".to_owned() }).into();
            field(CustomField { options, ..known.custom_fields[2].clone() })
        };
        let name = |kind: &str, external: &str, row: i64| ReferenceData {
            external_names: vec![ExternalName {
                dialect: "first".to_owned(), kind: kind.to_owned(), external: external.to_owned(), label: None, row,
            }],
            ..none()
        };
        let unknown = |data: ReferenceData, field: Field| (data, vec![(field, RefusalReason::Unknown)]);
        let (list, brand, source) = (&known.lists[0], BrandId(9), &known.catalogue.sources[0]);
        let (company, price_list) = (&known.catalogue.companies[0], &known.catalogue.price_lists[0]);
        let prices = vec![Price { product: ProductId(9), amount: 1 }];
        let cases = vec![
            unknown(ReferenceData { agents: vec![Agent { group: Some(GroupId(9)), ..known.agents[0].clone() }], ..none() }, row("agents", 80, "group_id")),
            unknown(ReferenceData { lists: vec![ListSeed { campaign: CampaignId(9), ..list.clone() }], ..none() }, row("lists", 110, "campaign_id")),
            unknown(catalogue(Catalogue { companies: vec![Company { brand, ..company.clone() }], ..Catalogue::default() }), row("companies", 4, "brand_id")),
            unknown(catalogue(Catalogue { price_lists: vec![PriceList { brand, ..price_list.clone() }], ..Catalogue::default() }), row("price_lists", 1, "brand_id")),
            unknown(catalogue(Catalogue { price_lists: vec![PriceList { prices, ..price_list.clone() }], ..Catalogue::default() }), row("price_lists", 1, "prices")),
            unknown(catalogue(Catalogue { sources: vec![Source { category: Some(SourceCategoryId(9)), ..source.clone() }], ..Catalogue::default() }), row("sources", 9, "category_id")),
            unknown(catalogue(Catalogue { provinces: vec![Province { country: CountryId(9999), ..known.catalogue.provinces[0].clone() }], ..Catalogue::default() }), row("provinces", 3, "country_id")),
            unknown(catalogue(Catalogue { districts: vec![District { province: ProvinceId(9999), ..known.catalogue.districts[0].clone() }], ..Catalogue::default() }), row("districts", 30, "province_id")),
            unknown(name("stage", "won", 9), row("external_names", 9, "row_id")),
            unknown(name("list", "won", 9), row("external_names", 9, "row_id")),
            (name("stage", "", NEW.0), vec![(row("external_names", NEW.0, "external"), RefusalReason::Missing)]),
            (name("stage", &long, NEW.0), vec![(row("external_names", NEW.0, "external"), RefusalReason::TooLong { max: LONGEST_NAME })]),
            (reason(3, " "), vec![(row("reasons", 3, "label"), RefusalReason::Missing)]),
            (reason(3, &long), vec![(row("reasons", 3, "label"), RefusalReason::TooLong { max: LONGEST_NAME })]),
            (reason(0, "x"), vec![(row("reasons", 0, "id"), RefusalReason::Unfit("take a number from 1 to 999999999999999"))]),
            (reason(LARGEST_ID + 1, "x"), vec![(row("reasons", LARGEST_ID + 1, "id"), RefusalReason::Unfit("take a number from 1 to 999999999999999"))]),
            (campaigns(vec![CampaignRow { name: "Autumn".to_owned(), ..campaign(7) }]), vec![(row("campaigns", 7, "name"), RefusalReason::Taken)]),
            (campaigns(vec![CampaignRow { uuid: campaign_uuid(1, 100), ..campaign(7) }]), vec![(row("campaigns", 7, "uuid"), RefusalReason::Taken)]),
            (campaigns(vec![campaign(7), CampaignRow { name: "campaign 7".to_owned(), ..campaign(8) }]), vec![(row("campaigns", 8, "name"), RefusalReason::Taken)]),
            (ReferenceData { lists: vec![ListSeed { name: "list 111".to_owned(), ..list.clone() }], ..none() }, vec![(row("lists", 110, "name"), RefusalReason::Taken)]),
            (ReferenceData { lists: vec![ListSeed { uuid: list_uuid(1, 111), ..list.clone() }], ..none() }, vec![(row("lists", 110, "uuid"), RefusalReason::Taken)]),
            (campaigns(vec![campaign(7), campaign(7)]), vec![(row("campaigns", 7, "id"), RefusalReason::Unfit("it stands twice in the set: keep one of the two"))]),
            (field(CustomField { kind: CustomFieldKind::Date, ..known.custom_fields[0].clone() }), vec![(row("custom_fields", TEXT.0, "kind"), RefusalReason::Unfit("a field keeps its kind: make another field"))]),
            (options([5, 5]), vec![(row("custom_fields", CHOICE.0, "options"), RefusalReason::Unfit("give each a number of its own, from 1 to 999999999999999"))]),
            (ReferenceData { labels: vec![LabelRow { created_at: Some("yesterday".to_owned()), ..known.labels[0].clone() }], ..none() },
                vec![(row("labels", 52, "created_at"), RefusalReason::Unfit("write it like 2024-08-07T14:17:11Z"))]),
            (ReferenceData { stages: vec![stage(LATER, "x", StageKind::First)], ..none() },
                vec![(Field::Stage, RefusalReason::Unfit("a pipeline has only one first stage: make the other a middle one"))]),
            (ReferenceData { stages: vec![stage(WON, "x", StageKind::Middle)], ..none() },
                vec![(Field::Stage, RefusalReason::Unfit("a pipeline needs at least one converted stage"))]),
        ];
        let before = raw::everything(&house.store);
        for (set, expected) in cases {
            assert_eq!(refused(put(&house, &set).await), expected, "{set:?}");
        }
        assert_eq!(raw::everything(&house.store), before);
    }

    /// What points within the set is known by it.
    async fn rows_of_a_set_may_point_to_each_other(store: TestStore) {
        let house = House::open(store).await;
        let known = get(&house, &house.actor).await;
        let set = ReferenceData {
            stages: vec![stage(NEW, "Old", StageKind::Middle), stage(StageId(1), "New", StageKind::First)],
            groups: vec![Group { id: GroupId(1), name: "Night".to_owned() }],
            agents: vec![Agent { group: Some(GroupId(1)), ..known.agents[1].clone() }],
            catalogue: Catalogue {
                countries: vec![Country { id: CountryId(9999), code: "XX".to_owned(), name: "Sea".to_owned() }],
                provinces: vec![Province { country: CountryId(9999), ..known.catalogue.provinces[0].clone() }],
                ..Catalogue::default()
            },
            ..ReferenceData::default()
        };
        put(&house, &set).await.unwrap();
        let first = house.ask(|db, actor| Ok(stages::list_stages(db, actor)?.to_vec())).await;
        assert_eq!(first.iter().find(|stage| stage.kind == StageKind::First).map(|stage| stage.id), Some(StageId(1)));
    }

    async fn everything_that_is_wrong_is_told_at_once(store: TestStore) {
        let house = House::open(store).await;
        let set = ReferenceData {
            stages: vec![stage(WON, "", StageKind::Middle)],
            reasons: vec![Reason { id: ReasonId(-1), label: String::new() }],
            ..ReferenceData::default()
        };
        let fields: Vec<Field> = refused(put(&house, &set).await).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [row("stages", WON.0, "label"), row("reasons", -1, "id"), row("reasons", -1, "label"), Field::Stage]);
    }

    /// Lists, campaigns and persons share their numbers with what the house makes: none is ever given twice.
    async fn numbers_the_house_deals_are_not_brought(store: TestStore) {
        let house = House::open(store).await;
        let dealt = house.create(NewLead::default()).await.id.0;
        let one = |id: i64| ReferenceData { campaigns: vec![campaign(id)], ..ReferenceData::default() };
        let known = |id: i64| ReferenceData {
            catalogue: Catalogue {
                persons: vec![KnownPerson { id: PersonId(id), name: "Lan".to_owned(), phone: None }],
                ..Catalogue::default()
            },
            ..ReferenceData::default()
        };
        assert!(matches!(&refused(put(&house, &one(dealt)).await)[..], [(Field::Row { set: "campaigns", .. }, RefusalReason::Unfit(_))]));
        let theirs = house.leads().await[0].person.0 + 1;
        assert!(matches!(&refused(put(&house, &known(theirs)).await)[..], [(Field::Row { set: "persons", .. }, RefusalReason::Unfit(_))]));
        for set in [one(LARGEST_ID), known(LARGEST_ID), one(LARGEST_ID / 2 + 1)] {
            assert_eq!(refused(put(&house, &set).await).len(), 1, "the house must go on dealing above it");
        }
        put(&house, &one(1000)).await.unwrap();
        put(&house, &known(999)).await.unwrap();
        put(&house, &one(9_000)).await.unwrap();
        assert!(house.create(NewLead::default()).await.id.0 > 9_000);
        put(&house, &known(50_000)).await.unwrap();
        let made = house.create(person("Minh", "0900123456")).await;
        assert!(made.id.0 > 50_000 && made.person.0 > 50_000);
        assert!(refused(put(&house, &one(20_000)).await).len() == 1, "numbers below the highest are passed");
        put(&house, &one(LARGEST_ID / 2)).await.unwrap();
        let last = house.create(NewLead::default()).await.id.0;
        assert!((LARGEST_ID / 2 + 1..=LARGEST_ID).contains(&last), "{last}: what the house deals can be put");
    }

    /// They belong to their leads by now.
    async fn a_known_person_stays_as_they_are(store: TestStore) {
        let house = House::open(store).await;
        let set = |name: &str, phone: &str| ReferenceData {
            catalogue: Catalogue {
                persons: vec![KnownPerson { id: PersonId(7), name: name.to_owned(), phone: Some(phone.to_owned()) }],
                ..Catalogue::default()
            },
            ..ReferenceData::default()
        };
        put(&house, &set("Lan", "0900123456")).await.unwrap();
        put(&house, &set("Minh", "0900999999")).await.unwrap();
        let found = house.ask(|db, actor| Ok(persons::find_person(db, actor, PersonId(7))?)).await.unwrap();
        assert_eq!(found.name.as_deref(), Some("Lan"));
        assert_eq!(house.create(person("", "0900123456")).await.person, PersonId(7));
        assert_ne!(house.create(person("", "0900999999")).await.person, PersonId(7));
    }

    /// Each of them alone would fit.
    async fn of_many_first_stages_at_once_one_is_taken(store: TestStore) {
        let house = House::open(store).await;
        let jobs: Vec<_> = (1..=12).map(|id| {
            let set = ReferenceData {
                stages: vec![stage(NEW, "New", StageKind::Middle), stage(StageId(id), "x", StageKind::First)],
                ..ReferenceData::default()
            };
            let actor = house.actor.clone();
            start(&house.hub, move |tx| actions::put_reference(tx, &actor, &set))
        }).collect();
        let mut taken = 0;
        for job in jobs {
            taken += usize::from(job.await.unwrap().is_ok());
        }
        let stages = house.ask(|db, actor| Ok(stages::list_stages(db, actor)?.to_vec())).await;
        assert_eq!((taken, stages.iter().filter(|stage| stage.kind == StageKind::First).count()), (1, 1));
    }
}
