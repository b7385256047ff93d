//! Facts that were extras of single wires: numbers that find a lead and identify nobody, what lists are narrowed by, and leads of older
//! stores brought along by the migration. On both engines.

use crate::bed::{ALL, House, person};
use crate::raw;
use leadhub_core::actions::update_lead;
use leadhub_core::questions;
use leadhub_core::store::{lead_projects, lead_recount, lead_reindex, leads, persons, possible_duplicates};
use leadhub_model::person::ContactKind;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

async fn lead(house: &House, id: LeadId) -> Lead {
    house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await.unwrap()
}

async fn found(house: &House, filter: LeadFilter) -> Vec<LeadId> {
    house.list(filter, LeadOrder::OldestId, ALL).await.rows.iter().map(|lead| lead.id).collect()
}

async fn owner(house: &House, key: &'static str) -> Option<PersonId> {
    house.ask(move |db, actor| Ok(persons::find_seen_owner(db, actor, ContactKind::Phone, key)?)).await
}

/// What a wire called `first` kept: a score under one key, a word for the source under another, and a household's number as the second.
fn kept(lead: &Lead) -> LeadChange {
    let own = lead.extras.get("first").and_then(Value::as_object);
    let text = |key: &str| own.and_then(|own| own.get(key)?.as_str());
    let second = lead.facts.get(Fact::Phone2).map(str::to_owned);
    let moved = second.into_iter().flat_map(|text| [(Fact::HomePhone, Some(text)), (Fact::Phone2, None)]);
    LeadChange {
        facts: moved.collect(),
        source: text("from").and_then(SourceRef::word),
        score: own.and_then(|own| own.get("points")?.as_i64()),
        extras: [("points".to_owned(), Value::Null)].into_iter().collect(),
        ..LeadChange::default()
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn a_household_and_an_account_find_a_lead_and_identify_nobody(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(person("Lan", "0349719999")).await;
        let mut new = person("Minh", "0912345678");
        new.facts.set(Fact::HomePhone, Some("028 3812 3456".to_owned()));
        new.facts.set(Fact::Zalo, Some("0349 719 999".to_owned()));
        let minh = house.create(new).await;
        assert_ne!(minh.person, lan.person);
        let same = house.ask(move |db, actor| Ok(possible_duplicates::list_possible_duplicates(db, actor, minh.person)?)).await;
        assert_eq!(same, [lan.person]);
        assert_eq!((owner(&house, "+842838123456").await, owner(&house, "+84349719999").await), (None, Some(lan.person)));
        // Alone, too, neither says who it is.
        let mut alone = person("Hoa", "");
        alone.facts.set(Fact::HomePhone, Some("028 3812 3456".to_owned()));
        let alone = house.create(alone).await;
        assert_ne!(alone.person, minh.person);
        assert_eq!(owner(&house, "+842838123456").await, None);
        let by_key = |key: &str| LeadFilter { phone_key: Some(key.to_owned()), ..LeadFilter::default() };
        assert_eq!(found(&house, by_key("+84349719999")).await, [lan.id, minh.id]);
        assert_eq!(found(&house, by_key("+842838123456")).await, [minh.id, alone.id]);
        let part = LeadFilter { phone_part: Some("3812".to_owned()), ..LeadFilter::default() };
        assert_eq!(found(&house, part).await, [minh.id, alone.id]);
        let typed = house.ask(|db, actor| questions::search_leads(db, actor, "123456", 10, None, Fact::ALL)).await;
        assert_eq!(typed.leads.iter().map(|lead| lead.id).collect::<Vec<_>>(), [alone.id, minh.id]);
        // The name of an account is no number, whatever digits are in it.
        let change = LeadChange { facts: vec![(Fact::Zalo, Some("lan 0349".to_owned()))], ..LeadChange::default() };
        house.act(move |tx, actor| update_lead(tx, actor, minh.id, &change)).await.unwrap();
        assert_eq!(found(&house, by_key("+84349719999")).await, [lan.id]);
        let part = LeadFilter { phone_part: Some("0349".to_owned()), ..LeadFilter::default() };
        assert_eq!(found(&house, part).await, [lan.id]);
    }

    async fn lists_are_narrowed_by_what_a_lead_is_about(store: TestStore) {
        let house = House::open(store).await;
        let at = |hours: i64| Moment::from_micros(crate::bed::START + hours * 3_600_000_000);
        let new = |score: Option<i64>, meeting: Option<i64>, code: &str| {
            let mut new = NewLead { score, meeting_at: meeting.map(at), ..person("Lan", "") };
            new.facts.set(Fact::ProjectCode, Some(code.to_owned()));
            new
        };
        let one = house.create(new(Some(-5), Some(1), "P1")).await;
        let two = house.create(new(Some(80), Some(2), "P1")).await;
        let three = house.create(new(None, None, "P2")).await;
        assert_eq!((lead(&house, two.id).await.score, lead(&house, two.id).await.meeting_at), (Some(80), Some(at(2))));
        let all = LeadFilter::default;
        assert_eq!(found(&house, LeadFilter { least_score: Some(-5), ..all() }).await, [one.id, two.id]);
        assert_eq!(found(&house, LeadFilter { least_score: Some(80), ..all() }).await, [two.id]);
        assert_eq!(found(&house, LeadFilter { meeting: (Some(at(1)), Some(at(1))), ..all() }).await, [one.id]);
        assert_eq!(found(&house, LeadFilter { project_code: Some("P1".to_owned()), ..all() }).await, [one.id, two.id]);
        assert_eq!(found(&house, LeadFilter { project_code: Some("P2".to_owned()), ..all() }).await, [three.id]);
        let gone = LeadChange { unlinked: vec![Link::Score, Link::Meeting], ..LeadChange::default() };
        let after = house.act(move |tx, actor| update_lead(tx, actor, two.id, &gone)).await.unwrap();
        assert_eq!((after.score, after.meeting_at), (None, None));
    }

    /// A form that says only what the project is called finds the same leads as one that knows its code, whatever case and accents.
    async fn a_project_is_found_by_its_code_or_its_name(store: TestStore) {
        let house = House::open(store).await;
        let new = |code: Option<&str>, name: Option<&str>| {
            let mut new = person("Lan", "");
            new.facts.set(Fact::ProjectCode, code.map(str::to_owned));
            new.facts.set(Fact::ProjectName, name.map(str::to_owned));
            new
        };
        let one = house.create(new(Some("ĐL-1"), Some("Đà Lạt"))).await;
        let two = house.create(new(None, Some("đà  lạt"))).await;
        let three = house.create(new(Some("DA LAT"), None)).await;
        let four = house.create(new(Some("DL-2"), Some("Đà Lạt 2"))).await;
        house.create(person("Minh", "")).await;
        let gone = house.create(new(None, Some("Biển"))).await.id;
        house.act(move |tx, actor| leadhub_core::actions::delete_lead(tx, actor, gone)).await.unwrap();
        for (name, ids) in [
            ("da lat", vec![one.id, two.id, three.id]),
            ("Đà Lạt", vec![one.id, two.id, three.id]),
            ("dl-1", vec![one.id]),
            ("ĐÀ LẠT 2", vec![four.id]),
            ("Đà", Vec::new()),
            ("Biển", Vec::new()),
        ] {
            let narrow = move |db: &mut leadhub_core::Db, actor: &leadhub_core::Actor| {
                Ok(lead_projects::narrow_to_project(db, actor, LeadFilter::default(), Some(name))?)
            };
            let filter = house.ask(narrow).await;
            assert_eq!(found(&house, filter).await, ids, "{name}");
        }
    }

    async fn a_migration_brings_the_leads_of_older_programs_along_once(store: TestStore) {
        let house = House::open(store).await;
        let extras = |value: Value| value.as_object().unwrap().clone();
        let old = NewLead { extras: extras(json!({ "points": 7, "from": "FORM", "own": 1 })), ..person("Lan", "0349719999") };
        let mut old = house.create(old).await;
        let mut plain = person("Hoa", "0912345678");
        plain.facts.set(Fact::Phone2, Some("02838123456".to_owned()));
        let plain = house.create(plain).await;
        let untouched = house.create(person("Minh", "0912345679")).await;
        let of_before = |to: &str| {
            raw::execute(&house.store, "UPDATE lead SET ref_url = 'https://example.com/?utm_source=zalo' WHERE name = 'Hoa'");
            raw::execute(&house.store, &format!("DELETE FROM counter WHERE organisation_id = 0 AND name = '{to}'"));
        };
        let migrate = || {
            let url = house.store.url().to_owned();
            raw::beside(move || leadhub_core::migrate(&url, |wire| (wire == "first").then_some(kept)).unwrap());
        };
        of_before("facts of extras");
        migrate();
        let brought = lead(&house, old.id).await;
        assert_eq!((brought.source, brought.score), (Some(SourceId(9)), Some(7)));
        assert_eq!(brought.extras["first"], json!({ "from": "FORM", "own": 1 }));
        assert_eq!((brought.version, brought.updated_at), (old.version, old.updated_at), "nobody changed it");
        let moved = lead(&house, plain.id).await;
        assert_eq!((moved.facts.get(Fact::HomePhone), moved.facts.get(Fact::Phone2)), (Some("02838123456"), None));
        assert_eq!((moved.facts.get(Fact::UtmSource), moved.source.is_some()), (Some("zalo"), true));
        let by_key = LeadFilter { phone_key: Some("+842838123456".to_owned()), ..LeadFilter::default() };
        assert_eq!(found(&house, by_key).await, [plain.id]);
        let same = lead(&house, untouched.id).await;
        assert_eq!((same.source, same.extras.is_empty()), (None, true));
        assert_eq!(house.ask(|db, actor| Ok(lead_reindex::list_wrong(db, actor)?)).await, Vec::new());
        assert_eq!(house.ask(|db, actor| Ok(lead_recount::list_wrong(db, actor.organisation_id())?.len())).await, 0);
        // Once only: what is corrected since stays.
        let change = LeadChange { unlinked: vec![Link::Source], ..LeadChange::default() };
        old = house.act(move |tx, actor| update_lead(tx, actor, old.id, &change)).await.unwrap();
        migrate();
        assert_eq!(lead(&house, old.id).await.source, None);
    }
}
