//! What is sold and where: installed with the reference set, read back in the order of ids, and the house's own places behind an
//! organisation's. On both engines.

use crate::bed::{House, person};
use crate::raw;
use crate::reference_set::reference_set;
use leadhub_core::actions::{NewOrganisation, create_lead, create_organisation, put_reference};
use leadhub_core::store::persons;
use leadhub_core::store::reference::{catalogue, geography, sources};
use leadhub_model::catalogue::KnownPerson;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

both_engines! {
    migrate = crate::migrate;

    async fn the_catalogue_is_read_back_by_id(store: TestStore) {
        let house = House::open(store).await;
        let set = reference_set(1).catalogue;
        let mut brands = house.ask(|db, actor| Ok(catalogue::list_brands(db, actor)?.to_vec())).await;
        let mut companies = house.ask(|db, actor| Ok(catalogue::list_companies(db, actor)?.to_vec())).await;
        let mut products = house.ask(|db, actor| Ok(catalogue::list_products(db, actor)?.to_vec())).await;
        let mut hobbies = house.ask(|db, actor| Ok(catalogue::list_hobbies(db, actor)?.to_vec())).await;
        // The set has them the other way round.
        brands.reverse();
        companies.reverse();
        products.reverse();
        hobbies.reverse();
        assert_eq!((brands, companies), (set.brands, set.companies));
        assert_eq!((products, hobbies), (set.products, set.hobbies));
        let mut lists = house.ask(|db, actor| Ok(catalogue::list_price_lists(db, actor)?.to_vec())).await;
        lists[0].prices.reverse();
        assert_eq!(lists, set.price_lists);
        assert_eq!(house.ask(|db, actor| Ok(sources::list_sources(db, actor)?.to_vec())).await, set.sources);
        assert_eq!(house.ask(|db, actor| Ok(catalogue::list_source_categories(db, actor)?.to_vec())).await, set.source_categories);
    }

    async fn places_are_found_by_id_name_and_province(store: TestStore) {
        let house = House::open(store).await;
        let set = reference_set(1).catalogue;
        let countries = house.ask(|db, actor| Ok(geography::list_countries(db, actor)?.to_vec())).await;
        assert!(set.countries.iter().all(|country| countries.contains(country)));
        assert!(countries.is_sorted_by_key(|country| country.id));
        let found = house.ask(|db, actor| Ok(geography::find_country(db, actor, CountryId(241))?)).await;
        assert_eq!(found.as_ref(), set.countries.first());
        let provinces = house.ask(|db, actor| Ok(geography::list_provinces(db, actor)?.to_vec())).await;
        assert!(set.provinces.iter().all(|province| provinces.contains(province)));
        assert!(provinces.is_sorted_by_key(|province| province.id));
        let found = house.ask(|db, actor| Ok(geography::find_province(db, actor, ProvinceId(7))?)).await;
        assert_eq!(found.as_ref(), set.provinces.first());
        for name in ["Đồng Nai", "dong  nai", "ĐỒNG NAI"] {
            let found = house.ask(move |db, actor| Ok(geography::find_province_by_name(db, actor, name)?)).await;
            assert_eq!(found.map(|province| province.id), Some(ProvinceId(3)), "{name}");
        }
        let districts = house.ask(|db, actor| Ok(geography::list_districts(db, actor, ProvinceId(7))?)).await;
        assert!(set.districts.iter().all(|district| districts.contains(district) == (district.province.0 == 7)));
        let found = house.ask(|db, actor| Ok(geography::find_district(db, actor, DistrictId(30))?)).await;
        assert_eq!(found.as_ref(), set.districts.get(2));
        assert!(house.ask(|db, actor| Ok(geography::find_district(db, actor, DistrictId(-9))?)).await.is_none());
        assert!(house.ask(|db, actor| Ok(geography::find_province(db, actor, ProvinceId(-9))?)).await.is_none());
        assert!(house.ask(|db, actor| Ok(geography::find_country(db, actor, CountryId(-9))?)).await.is_none());
    }

    /// Rows of organisation 0 serve everybody; an organisation's own row with the same id comes before them.
    async fn the_houses_places_stand_behind_the_organisations_own(store: TestStore) {
        let house = House::open(store).await;
        raw::execute(&house.store, "
            INSERT INTO country (organisation_id, id, code, name)
                VALUES (0, 9001, '', 'house'), (1, 9001, '', 'own'), (0, 9002, '', 'house');
            INSERT INTO province (organisation_id, id, country_id, code, name, folded_name)
                VALUES (0, 9001, 241, '', 'house', 'h'), (1, 9001, 241, '', 'own', 'h'), (0, 9002, 241, '', 'house', 'x'),
                    (0, 8003, 241, '', 'Đồng', 'dong'), (1, 8004, 241, '', 'Đồng', 'dong');
            INSERT INTO district (organisation_id, id, province_id, name, folded_name)
                VALUES (0, 9001, 9001, 'house', 'h'), (1, 9001, 9001, 'own', 'h'), (0, 9002, 9001, 'house', 'x');
            INSERT INTO commune (organisation_id, id, province_id, name, folded_name)
                VALUES (0, 9001, 9001, 'house', 'h'), (1, 9001, 9001, 'own', 'h'), (0, 9002, 9001, 'house', 'x'),
                    (2, 9003, 9001, 'another organisation', 'x');");
        let listed = house.ask(|db, actor| {
            let mut names = Vec::new();
            names.extend(geography::list_countries(db, actor)?.iter().filter(|row| row.id.0 > 9000).map(|row| row.name.clone()));
            names.extend(geography::list_provinces(db, actor)?.iter().filter(|row| row.id.0 > 9000).map(|row| row.name.clone()));
            names.extend(geography::list_districts(db, actor, ProvinceId(9001))?.into_iter().map(|row| row.name));
            names.extend(geography::list_communes(db, actor, ProvinceId(9001))?.into_iter().map(|row| row.name));
            Ok(names)
        }).await;
        assert_eq!(listed, ["own", "house"].repeat(4));
        for (id, expected) in [(9001, "own"), (9002, "house")] {
            let found = house.ask(move |db, actor| {
                let country = geography::find_country(db, actor, CountryId(id))?.unwrap().name;
                let province = geography::find_province(db, actor, ProvinceId(id))?.unwrap().name;
                Ok([country, province, geography::find_district(db, actor, DistrictId(id))?.unwrap().name])
            }).await;
            assert_eq!(found, [expected; 3]);
        }
        let named = house.ask(|db, actor| Ok(geography::find_province_by_name(db, actor, "dong")?)).await;
        assert_eq!(named.unwrap().id, ProvinceId(8004));
    }

    /// A person the set brings owns their phone, and nobody made later is given their number.
    async fn a_person_of_the_set_is_known_by_phone(store: TestStore) {
        const KNOWN: PersonId = PersonId(4200);
        let house = House::open(store).await;
        let actor = house.hub.write(|tx| {
            let new = NewOrganisation {
                slug: "beta".to_owned(), name: String::new(), zone: "UTC".to_owned(),
                default_dialect: String::new(), uuid: None, account: None,
            };
            let actor = create_organisation(tx, &new)?.unwrap();
            let mut set = reference_set(2);
            let phone = Some("0900123456".to_owned());
            set.catalogue.persons = vec![KnownPerson { id: KNOWN, name: "Lan".to_owned(), phone }];
            put_reference(tx, &actor, &set)?;
            Ok(actor)
        }).await.unwrap();
        let create = |phone: &'static str| {
            house.act_as(&actor, move |tx, actor| create_lead(tx, actor, person("Minh", phone)))
        };
        assert_eq!(create("+84900123456").await.unwrap().person, KNOWN);
        let found = house.ask_as(&actor, |db, actor| Ok(persons::find_person(db, actor, KNOWN)?)).await.unwrap();
        assert_eq!(found.name.as_deref(), Some("Lan"));
        assert!(create("").await.unwrap().person > KNOWN);
    }
}
