//! The house's own geography: whole, consistent, loaded once by whoever migrates first, and behind an organisation's own rows.
//! On both engines.

use crate::bed::House;
use crate::raw;
use crate::reference_set::reference_set;
use leadhub_core::store::reference::geography;
use leadhub_core::{Actor, actions, migrate, questions};
use leadhub_model::catalogue::*;
use leadhub_model::text::fold;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use std::collections::BTreeMap;
use std::thread;

const TABLES: [&str; 4] = ["country", "province", "district", "commune"];
const WHOLE: [usize; 4] = [250, 34, 696, 3_321];

/// How many rows the house has, in the order of [`TABLES`].
fn counts(store: &TestStore) -> [usize; 4] {
    TABLES.map(|table| raw::rows(store, &format!("SELECT id FROM {table} WHERE organisation_id = 0")).len())
}

/// As a store was before it knew any place.
fn empty(store: &TestStore) {
    for table in TABLES {
        raw::execute(store, &format!("DELETE FROM {table} WHERE organisation_id = 0"));
    }
}

/// An organisation that brings these places and nothing else; without any it has no reference data at all.
async fn organisation(house: &House, slug: &str, mark: u128, places: Catalogue) -> Actor {
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
        let actor = actions::create_organisation(tx, &new)?.unwrap();
        let set = reference::ReferenceData { catalogue: places.clone(), ..reference_set(mark) };
        actions::put_reference(tx, &actor, &set)?;
        Ok(actor)
    });
    made.await.unwrap()
}

both_engines! {
    migrate = crate::migrate;

    async fn the_places_of_2025_are_there(store: TestStore) {
        let house = House::open(store).await;
        assert_eq!(counts(&house.store), WHOLE);
        let actor = organisation(&house, "beta", 2, Catalogue::default()).await;
        let countries = house.ask_as(&actor, |db, actor| Ok(geography::list_countries(db, actor)?.to_vec())).await;
        assert_eq!(countries.len(), 250);
        let read = |at: usize| (countries[at].id.0, countries[at].code.as_str(), countries[at].name.as_str());
        assert_eq!([read(0), read(240)], [(1, "AD", "Andorra"), (241, "VN", "Việt Nam")]);
        let provinces = house.ask_as(&actor, |db, actor| Ok(geography::list_provinces(db, actor)?.to_vec())).await;
        assert_eq!(provinces.len(), 34);
        assert!(provinces.iter().all(|row| row.country == CountryId(241) && row.code == format!("{:02}", row.id.0)));
        let communes = house.ask_as(&actor, |db, actor| Ok(geography::list_communes(db, actor, ProvinceId(1))?)).await;
        let found = communes.iter().find(|commune| commune.id == CommuneId(4)).unwrap();
        assert_eq!((communes.len(), found.name.as_str()), (126, "Phường Ba Đình"));
    }

    /// The provinces were merged: Chí Linh was of Hải Dương, Dĩ An of Bình Dương, Phú Quốc of Kiên Giang.
    async fn an_old_district_lies_in_the_province_of_today(store: TestStore) {
        let house = House::open(store).await;
        for (district, name, province) in [
            (290, "Thành phố Chí Linh", "Hải Phòng"),
            (724, "Thành phố Dĩ An", "Hồ Chí Minh"),
            (911, "Thành phố Phú Quốc", "An Giang"),
        ] {
            let (found, now) = house.ask(move |db, actor| {
                let found = geography::find_district(db, actor, DistrictId(district))?.unwrap();
                let now = geography::find_province(db, actor, found.province)?.unwrap();
                Ok((found.name, now.name))
            }).await;
            assert_eq!((found.as_str(), now.as_str()), (name, province));
        }
    }

    /// One that went whole gives one commune, one that was divided all of them, whatever bears its code today.
    async fn an_old_ward_gives_the_communes_of_today(store: TestStore) {
        let house = House::open(store).await;
        for (code, wanted) in [
            (1, &["Phường Hồng Hà"][..]), (4, &["Phường Ba Đình"]), (367, &["Phường Thanh Xuân", "Phường Thanh Liệt"]), (2, &[]),
        ] {
            let found = house.ask(move |db, actor| questions::communes_of_ward(db, actor, code)).await;
            assert_eq!(found.iter().map(|commune| commune.name.as_str()).collect::<Vec<_>>(), wanted, "{code}");
        }
    }

    async fn every_place_lies_in_one_that_is_there(store: TestStore) {
        let house = House::open(store).await;
        let lost = |table: &str, column: &str, of: &str| {
            let text = format!(
                "SELECT id FROM {table} WHERE organisation_id = 0 AND {column} NOT IN
                 (SELECT id FROM {of} WHERE organisation_id = 0)"
            );
            raw::rows(&house.store, &text)
        };
        assert!(lost("province", "country_id", "country").is_empty());
        assert!(lost("district", "province_id", "province").is_empty());
        assert!(lost("commune", "province_id", "province").is_empty());
        let provinces = raw::rows(&house.store, "SELECT DISTINCT province_id FROM commune WHERE organisation_id = 0");
        assert_eq!(provinces.len(), 34);
    }

    async fn a_province_is_found_without_case_and_marks(store: TestStore) {
        let house = House::open(store).await;
        let actor = organisation(&house, "beta", 2, Catalogue::default()).await;
        for (name, expected) in [
            ("ha noi", Some(1)), ("HÀ NỘI", Some(1)), ("dak lak", Some(66)), ("Ho  Chi Minh", Some(79)), ("Hue", Some(46)),
            ("Binh Duong", None),
        ] {
            let found = house.ask_as(&actor, move |db, actor| Ok(geography::find_province_by_name(db, actor, name)?)).await;
            assert_eq!(found.map(|province| province.id.0), expected, "{name}");
        }
    }

    /// With the house's rows behind them, and nobody else's.
    async fn an_organisations_own_row_comes_first(store: TestStore) {
        let house = House::open(store).await;
        let (country, province) = (CountryId(241), ProvinceId(1));
        let own = Catalogue {
            countries: vec![Country { id: country, code: "VN".to_owned(), name: "own".to_owned() }],
            provinces: vec![Province { id: province, country, code: String::new(), name: "Ha Noi".to_owned() }],
            districts: vec![District { id: DistrictId(1), province, name: "own".to_owned() }],
            ..Catalogue::default()
        };
        let actor = organisation(&house, "beta", 2, own).await;
        let other = organisation(&house, "gamma", 3, Catalogue::default()).await;
        for (actor, expected) in [(actor, ["own", "Ha Noi", "own"]), (other, ["Việt Nam", "Hà Nội", "Quận Ba Đình"])] {
            let (countries, provinces, districts) = house.ask_as(&actor, move |db, actor| Ok((
                geography::list_countries(db, actor)?.to_vec(),
                geography::list_provinces(db, actor)?.to_vec(),
                geography::list_districts(db, actor, province)?,
            ))).await;
            assert_eq!((countries.len(), provinces.len(), districts.len()), (250, 34, 30));
            assert_eq!([&countries[240].name, &provinces[0].name, &districts[0].name], expected);
            let found = house.ask_as(&actor, move |db, actor| Ok((
                geography::find_country(db, actor, country)?,
                geography::find_province(db, actor, province)?,
                geography::find_district(db, actor, DistrictId(1))?,
                geography::find_province_by_name(db, actor, "ha noi")?,
            ))).await;
            assert_eq!((found.0.as_ref(), found.1.as_ref()), (countries.get(240), provinces.first()));
            assert_eq!((found.2.as_ref(), found.3.as_ref()), (districts.first(), provinces.first()));
        }
    }

    /// No place is known by its folded name: in eight cases two communes of one province share it.
    async fn names_alike_without_marks_stay_two_places(store: TestStore) {
        let house = House::open(store).await;
        let mut alike: BTreeMap<(i64, String), Vec<Commune>> = BTreeMap::new();
        for province in house.ask(|db, actor| Ok(geography::list_provinces(db, actor)?.to_vec())).await {
            let communes = house.ask(move |db, actor| Ok(geography::list_communes(db, actor, province.id)?)).await;
            for commune in communes {
                alike.entry((commune.province.0, fold(&commune.name))).or_default().push(commune);
            }
        }
        alike.retain(|_, communes| communes.len() > 1);
        assert_eq!(alike.len(), 8);
        assert!(alike.values().all(|two| two.len() == 2 && two[0].id != two[1].id && two[0].name != two[1].name));
        let two = &alike[&(19, "xa van lang".to_owned())];
        let read: Vec<_> = two.iter().map(|commune| (commune.id.0, commune.name.as_str())).collect();
        assert_eq!(read, [(2143, "Xã Văn Lang"), (5665, "Xã Văn Lăng")]);
    }

    fn migrating_again_leaves_what_is_there(store: TestStore) {
        raw::execute(&store, "DELETE FROM commune WHERE organisation_id = 0 AND id = 4");
        raw::execute(&store, "UPDATE province SET name = 'mended' WHERE organisation_id = 0 AND id = 1");
        let before = raw::everything(&store);
        assert_eq!(raw::beside(|| migrate(store.url(), |_| None)), Ok(Vec::new()));
        assert_eq!(raw::everything(&store), before);
    }

    fn a_store_without_places_gets_them_once_whoever_migrates(store: TestStore) {
        empty(&store);
        assert_eq!(counts(&store), [0; 4]);
        let ran: Vec<_> = thread::scope(|scope| {
            let all: Vec<_> = (0..6).map(|_| scope.spawn(|| migrate(store.url(), |_| None))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(ran.iter().all(|ran| *ran == Ok(Vec::new())), "{ran:?}");
        assert_eq!(counts(&store), WHOLE);
    }

    fn places_are_loaded_whole_or_not_at_all(store: TestStore) {
        empty(&store);
        // Several communes have the same name.
        raw::execute(&store, "CREATE UNIQUE INDEX in_the_way ON commune (organisation_id, name)");
        let ran = raw::beside(|| migrate(store.url(), |_| None));
        assert!(ran.is_err(), "{ran:?}");
        assert_eq!(counts(&store), [0; 4]);
        raw::execute(&store, "DROP INDEX in_the_way");
        assert_eq!(raw::beside(|| migrate(store.url(), |_| None)), Ok(Vec::new()));
        assert_eq!(counts(&store), WHOLE);
    }
}
