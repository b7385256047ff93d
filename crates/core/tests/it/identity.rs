//! Who a lead belongs to: one number is one person, however it is spelled and however many come at once.
//! On both engines. The rule of spellings is the model's; here it meets the store's unique key.

use crate::bed::{House, contacts, person};
use crate::gate::{Gate, until};
use leadhub_core::{actions, queries};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use std::collections::HashSet;
use std::sync::Arc;

/// One mobile number in every spelling people and programs have for it; the last is its old one of eleven digits.
const SPELLINGS: [&str; 12] = [
    "0349719999",
    "84349719999",
    "+84349719999",
    "0084349719999",
    "+840349719999",
    "0349.719.999",
    "034-971-9999",
    " 0349 719 999 ",
    "(+84) 349 719 999",
    "349719999",
    "０３４９７１９９９９",
    "01649719999",
];

async fn duplicates(house: &House, person: PersonId) -> Vec<PersonId> {
    house.ask(move |db, actor| Ok(queries::list_possible_duplicates(db, actor, person)?)).await
}

async fn name(house: &House, person: PersonId) -> Option<String> {
    house.ask(move |db, actor| Ok(queries::find_person(db, actor, person)?)).await.unwrap().name
}

both_engines! {
    migrate = crate::migrate;

    async fn a_thousand_at_once_of_one_number_are_one_person(store: TestStore) {
        let house = House::open(store).await;
        let actor = Arc::new(house.actor.clone());
        // Every writer begins in the same moment.
        let gate = Gate::shut();
        gate.hold_writers(&house.hub);
        let jobs: Vec<_> = (0..1000).map(|turn| {
            let email = ["", "lan@example.com", " LAN@Example.com"][turn % 3];
            let (hub, actor, new) = (house.hub.clone(), Arc::clone(&actor), contacts(SPELLINGS[turn % 12], email));
            tokio::spawn(async move { hub.write(move |tx| actions::create_lead(tx, &actor, new.clone())).await })
        }).collect();
        until("all of them wait", || house.hub.waiting() > 1000);
        gate.open();
        let mut leads = Vec::new();
        for job in jobs {
            leads.push(job.await.unwrap().unwrap());
        }
        let persons: HashSet<_> = leads.iter().map(|lead| lead.person).collect();
        assert_eq!(persons.len(), 1);
        assert_eq!(leads.iter().map(|lead| lead.id).collect::<HashSet<_>>().len(), 1000);
        assert_eq!(leads.iter().map(|lead| lead.number).collect::<HashSet<_>>().len(), 1000);
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM person_key").await, 2);
        assert_eq!(house.count("SELECT COUNT(*) FROM possible_duplicate").await, 0);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 1000);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_event").await, 1000);
    }

    /// Every text is kept as it came, and found under the one key.
    async fn the_text_stays_as_it_came(store: TestStore) {
        let house = House::open(store).await;
        for text in SPELLINGS {
            let lead = house.create(person("Lan", text)).await;
            assert_eq!((lead.facts.text(Fact::Phone), lead.phone().as_str()), (text, "0349719999"));
        }
        let filter = LeadFilter { phone_key: Some("+84349719999".to_owned()), ..LeadFilter::default() };
        assert_eq!(house.list(filter, LeadOrder::NewestId, crate::bed::ALL).await.total, 12);
    }

    /// When the contacts belong to two persons the phone wins, and that the two may be one is written down once.
    async fn the_phone_wins_over_the_email(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(contacts("0349719999", "")).await.person;
        let minh = house.create(contacts("", "minh@example.com")).await.person;
        assert_ne!(lan, minh);
        for _ in 0..2 {
            assert_eq!(house.create(contacts("0349719999", "minh@example.com")).await.person, lan);
        }
        assert_eq!((duplicates(&house, lan).await, duplicates(&house, minh).await), (vec![minh], vec![]));
        assert_eq!(house.create(contacts("", "minh@example.com")).await.person, minh, "the e-mail stays theirs");
    }

    async fn a_new_contact_joins_its_neighbours_person(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(contacts("", "lan@example.com")).await.person;
        assert_eq!(house.create(contacts("0349719999", "lan@example.com")).await.person, lan);
        assert_eq!(house.create(contacts("0349719999", "")).await.person, lan, "the phone joined");
        assert_eq!(house.create(contacts("0349719999", "lan2@example.com")).await.person, lan);
        assert_eq!(house.create(contacts("", "lan2@example.com")).await.person, lan, "the e-mail joined");
        assert!(duplicates(&house, lan).await.is_empty());
    }

    async fn a_shared_unreadable_or_empty_contact_is_no_identity(store: TestStore) {
        let house = House::open(store).await;
        let nobodys = ["", "0000000000", "0900000000", "19001234", "1234", "call me", "0349719999 / 0912345678"];
        let mut persons = HashSet::new();
        for text in nobodys.iter().chain(&nobodys) {
            persons.insert(house.create(contacts(text, "not an address")).await.person);
        }
        assert_eq!(persons.len(), 14);
        assert_eq!(house.count("SELECT COUNT(*) FROM person_key").await, 0);
    }

    /// X9.
    async fn a_person_keeps_the_first_name(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(person("", "0349719999")).await.person;
        assert_eq!(name(&house, lan).await, None);
        for text in ["Lan", "Minh"] {
            assert_eq!(house.create(person(text, "0349719999")).await.facts.text(Fact::Name), text);
            assert_eq!(name(&house, lan).await.as_deref(), Some("Lan"));
        }
    }

    /// A caller who names the person is believed over every contact.
    async fn a_person_who_is_named_wins(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(contacts("0349719999", "")).await.person;
        let minh = house.create(contacts("0912345678", "")).await.person;
        let new = NewLead { person: Some(lan), ..contacts("0912345678", "lan@example.com") };
        assert_eq!(house.create(new).await.person, lan);
        assert_eq!(duplicates(&house, lan).await, [minh]);
        assert_eq!(house.create(contacts("", "lan@example.com")).await.person, lan, "what was nobody's is theirs now");
        assert_eq!(house.create(contacts("0912345678", "")).await.person, minh);
    }

    /// Two organisations know one number as two persons.
    async fn a_person_is_an_organisations_own(store: TestStore) {
        let house = House::open(store).await;
        let other = crate::bed::organisation(&house.hub, "beta", 2).await;
        house.create(person("Lan", "0349719999")).await;
        let new = person("Minh", "0349719999");
        let theirs = house.act_as(&other, move |tx, actor| actions::create_lead(tx, actor, new.clone())).await.unwrap().person;
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 2);
        let found = house.ask_as(&other, move |db, actor| Ok(queries::find_person(db, actor, theirs)?)).await;
        assert_eq!(found.unwrap().name.as_deref(), Some("Minh"));
    }
}
