//! Who a lead belongs to: one number is one person, however it is spelled and however many come at once.
//! On both engines. The rule of spellings is the model's; here it meets the store's unique key.

use crate::bed::{House, SECOND, contacts, person};
use crate::gate::{Gate, until};
use crate::raw;
use leadhub_core::actions;
use leadhub_core::store::{joined_persons, persons};
use leadhub_model::email::EmailKey;
use leadhub_model::person::PersonChange;
use leadhub_model::phone::Phone;
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
    house.ask(move |db, actor| Ok(persons::list_possible_duplicates(db, actor, person)?)).await
}

async fn name(house: &House, person: PersonId) -> Option<String> {
    house.ask(move |db, actor| Ok(persons::find_person(db, actor, person)?)).await.unwrap().name
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
        assert_eq!((duplicates(&house, lan).await, duplicates(&house, minh).await), (vec![minh], vec![lan]));
        assert_eq!(house.count("SELECT COUNT(*) FROM possible_duplicate").await, 1);
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

    /// Of a store of before: as it was when a known e-mail took a new phone to its owner.
    async fn who_was_joined_by_an_email_is_counted_and_nobody_else(store: TestStore) {
        let house = House::open(store).await;
        let count = async || house.ask(|db, actor| Ok(joined_persons::count_joined_by_email(db, actor.organisation_id())?)).await;
        let lead = async |phone: &str, email: &str| {
            house.pass(SECOND);
            house.create(contacts(phone, email)).await
        };
        // One phone after the e-mail, and both at once, are one person's.
        lead("", "an@example.com").await;
        lead("0349719991", "an@example.com").await;
        lead("0349719992", "binh@example.com").await;
        // A contact with two phones, and one whose second was added by hand and came in a lead afterwards.
        let phones = |all: &[&str]| -> Vec<_> {
            all.iter().enumerate().map(|(at, text)| (at, Phone::read(text).key().cloned())).collect()
        };
        let (two, more) = (phones(&["0349719993", "0349719994"]), phones(&["0349719992", "0349719995"]));
        let email = vec![(0, EmailKey::read("chi@example.com"))];
        let chi = PersonChange { phones: two, emails: email, ..PersonChange::default() };
        let binh = lead("0349719992", "binh@example.com").await.person;
        let binhs = PersonChange { phones: more, ..PersonChange::default() };
        let actor = house.actor.clone();
        house.hub.attempt(move |tx| {
            actions::put_person(tx, &actor, None, &chi)?;
            actions::put_person(tx, &actor, Some(binh), &binhs)
        }).await.unwrap();
        lead("0349719995", "binh@example.com").await;
        lead("0349719994", "chi@example.com").await;
        assert_eq!(count().await, 0);

        let dung = lead("0349719996", "dung@example.com").await;
        let other = lead("0349719997", "dung@example.com").await;
        assert_ne!(dung.person, other.person, "today they are two");
        for table in ["person_key", "lead"] {
            raw::execute(&house.store, &format!("UPDATE {table} SET person_id = {} WHERE person_id = {}", dung.person, other.person));
        }
        assert_eq!(count().await, 1);
        // A lead that bears the known phone too was joined by it.
        let both = Facts::default().with(Fact::Phone, "0349719999").with(Fact::Phone2, "0349719996").with(Fact::Email, "dung@example.com");
        house.pass(SECOND);
        let both = house.create(NewLead { facts: both, ..NewLead::default() }).await;
        for table in ["person_key", "lead"] {
            raw::execute(&house.store, &format!("UPDATE {table} SET person_id = {} WHERE person_id = {}", dung.person, both.person));
        }
        raw::execute(&house.store, &format!("DELETE FROM lead_contact WHERE lead_id = {}", other.id));
        assert_eq!(count().await, 0);
    }

    async fn a_shared_unreadable_or_empty_contact_is_no_identity(store: TestStore) {
        let house = House::open(store).await;
        let nobodys = ["", "0000000000", "0900000000", "19001234", "1234", "call me", "8,43E+10"];
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

    /// X11: a new phone joins the owner of a known e-mail only where nothing but the e-mail is known of them, in whatever order.
    async fn two_phones_with_one_email_are_two_persons(store: TestStore) {
        let house = House::open(store).await;
        for (turn, order) in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].iter().enumerate() {
            let email = format!("family{turn}@example.com");
            let phone = |at: usize| ["", &format!("034971{turn}001"), &format!("034971{turn}002")][at].to_owned();
            let mut persons = [None; 3];
            for at in order {
                persons[*at] = Some(house.create(contacts(&phone(*at), &email)).await.person);
            }
            let [mailed, one, two] = persons.map(Option::unwrap);
            assert_ne!(one, two, "{order:?}");
            assert!(mailed == one || mailed == two, "{order:?}");
            assert_eq!((duplicates(&house, one).await, duplicates(&house, two).await), (vec![two], vec![one]), "{order:?}");
        }
    }

    /// X11: the first number that can be read identifies, the others join nobody, in whatever order they come.
    async fn another_number_makes_a_possible_duplicate(store: TestStore) {
        let house = House::open(store).await;
        let two = |first: &str, second: &str| {
            let mut new = person("Hai So", first);
            new.facts.set(Fact::Phone2, Some(second.to_owned()));
            new
        };
        let first = house.create(two("0349710001", "0349710002")).await.person;
        let second = house.create(person("Ba", "+84 349 710 002")).await.person;
        assert_ne!(first, second);
        let early = house.create(person("Tu", "0349710004")).await.person;
        let late = house.create(two("0349710003", "0349.710.004")).await.person;
        for (one, other) in [(first, second), (early, late)] {
            assert_eq!((duplicates(&house, one).await, duplicates(&house, other).await), (vec![other], vec![one]));
        }
        let unread = house.create(two("call me", "0349710005")).await.person;
        assert_eq!(house.create(person("Nam", "0349710005")).await.person, unread, "the first that can be read");
    }

    /// A wire that takes a known e-mail for a known customer does so; the new phone stays the lead's.
    async fn a_believed_email_gives_no_phone_away(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(contacts("0349710001", "lan@example.com")).await.person;
        let believing = |phone: &str| NewLead { believes_email: true, ..contacts(phone, "lan@example.com") };
        assert_eq!(house.create(believing("0349710002")).await.person, lan);
        let other = house.create(contacts("0349710002", "")).await.person;
        assert_ne!(other, lan, "the phone is not theirs");
        assert_eq!(duplicates(&house, other).await, [lan]);
        assert_eq!(house.create(believing("0349710002")).await.person, other, "a known phone wins");
        let minh = house.create(contacts("", "minh@example.com")).await.person;
        let new = NewLead { believes_email: true, ..contacts("0349710003", "minh@example.com") };
        assert_eq!(house.create(new).await.person, minh);
        assert_eq!(house.create(contacts("0349710003", "")).await.person, minh, "nothing else was known of them");
    }

    /// A lead that gets its first phone is as one that came with it.
    async fn a_first_phone_joins_no_stranger(store: TestStore) {
        let house = House::open(store).await;
        let lan = house.create(contacts("0349710001", "lan@example.com")).await.person;
        let lead = house.create(contacts("", "lan@example.com")).await;
        assert_eq!(lead.person, lan);
        let change = LeadChange { facts: vec![(Fact::Phone, Some("0349710002".to_owned()))], ..LeadChange::default() };
        let moved = house.act(move |tx, actor| actions::update_lead(tx, actor, lead.id, &change)).await.unwrap();
        assert_ne!(moved.person, lan);
        assert_eq!(duplicates(&house, moved.person).await, [lan]);
    }

    async fn an_email_that_stands_for_nobody_joins_nobody(store: TestStore) {
        let house = House::open(store).await;
        let one = house.create(contacts("", "khongco@gmail.com")).await.person;
        assert_ne!(house.create(contacts("", "khongco@gmail.com")).await.person, one);
        assert_eq!(house.count("SELECT COUNT(*) FROM person_key").await, 0);
    }

    /// Every search by a number finds a lead by each of its numbers, also after a change, and by a part of any.
    async fn every_number_is_found(store: TestStore) {
        let house = House::open(store).await;
        let mut new = person("Hai So", "0349710001");
        new.facts.set(Fact::Phone2, Some("84 349 710 002".to_owned()));
        new.facts.set(Fact::Phone3, Some("ext 7788".to_owned()));
        let lead = house.create(new).await;
        let found = async |filter: LeadFilter| house.list(filter, LeadOrder::NewestId, crate::bed::ALL).await.total;
        let whole = |key: &str| LeadFilter { phone_key: Some(key.to_owned()), ..LeadFilter::default() };
        let part = |part: &str| LeadFilter { phone_part: Some(part.to_owned()), ..LeadFilter::default() };
        assert_eq!((found(whole("+84349710001")).await, found(whole("+84349710002")).await), (1, 1));
        for digits in ["0349", "10002", "84349", "7788", "971"] {
            assert_eq!(found(part(digits)).await, 1, "{digits}");
        }
        assert_eq!((found(part("8434971000200")).await, found(part("77889")).await), (0, 0));
        let change = LeadChange { facts: vec![(Fact::Phone2, Some("0349710003".to_owned()))], ..LeadChange::default() };
        house.act(move |tx, actor| actions::update_lead(tx, actor, lead.id, &change)).await.unwrap();
        assert_eq!((found(whole("+84349710002")).await, found(whole("+84349710003")).await), (0, 1));
        let owners = house.ask(|db, actor| Ok(persons::list_persons_of_phone(db, actor, "+84349710003")?)).await;
        assert_eq!(owners, [lead.person]);
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
        let found = house.ask_as(&other, move |db, actor| Ok(persons::find_person(db, actor, theirs)?)).await;
        assert_eq!(found.unwrap().name.as_deref(), Some("Minh"));
    }
}
