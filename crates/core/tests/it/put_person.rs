//! The verb `put_person`: a contact belongs to one person, places are kept, and a person is listed by when they last changed.
//! On both engines. What a lead's contacts say of its person is `identity`'s part.

use crate::bed::{House, SECOND, contacts, organisation, person};
use leadhub_core::actions::{PutPersonError, create_lead, put_person};
use leadhub_core::store::{persons, possible_duplicates};
use leadhub_core::{Actor, Sees};
use leadhub_model::email::EmailKey;
use leadhub_model::person::PersonChange;
use leadhub_model::phone::Phone;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

fn phone(at: usize, text: &str) -> PersonChange {
    PersonChange { phones: vec![(at, Phone::read(text).key().cloned())], ..PersonChange::default() }
}

async fn put_as(
    house: &House,
    actor: &Actor,
    id: Option<PersonId>,
    change: PersonChange,
) -> Result<Person, PutPersonError> {
    let actor = actor.clone();
    house.hub.attempt(move |tx| put_person(tx, &actor, id, &change)).await
}

async fn put(house: &House, id: Option<PersonId>, change: PersonChange) -> Result<Person, PutPersonError> {
    put_as(house, &house.actor, id, change).await
}

async fn numbers(house: &House, person: PersonId) -> Vec<String> {
    let contacts = house.ask(move |db, actor| Ok(persons::list_contacts(db, actor, &[person])?)).await;
    contacts.into_iter().map(|(_, _, value)| value).collect()
}

/// Names of those who changed between the moments.
async fn changed(house: &House, actor: &Actor, since: Option<Moment>, to: Option<Moment>) -> (Vec<PersonId>, i64) {
    let paging = Paging { offset: 0, limit: 10 };
    let page = house.ask_as(actor, move |db, actor| Ok(persons::list_persons(db, actor, (since, to), paging)?)).await;
    (page.rows.into_iter().map(|person| person.id).collect(), page.total)
}

both_engines! {
    migrate = crate::migrate;

    async fn a_contact_belongs_to_one_person_of_an_organisation(store: TestStore) {
        let house = House::open(store).await;
        let lan = put(&house, None, phone(0, "0349719999")).await.unwrap();
        let both = PersonChange { name: Some(Some("Hoa".to_owned())), ..phone(0, "+84349719999") };
        let Err(PutPersonError::Taken((_, value), owner)) = put(&house, None, both).await else { panic!("it was taken") };
        assert_eq!((value.as_str(), owner), ("+84349719999", Some(lan.id)));
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 1);
        let other = organisation(&house.hub, "beta", 2).await;
        assert!(put_as(&house, &other, None, phone(0, "0349719999")).await.is_ok());
        assert_eq!(changed(&house, &other, None, None).await.1, 1);
        assert_eq!(changed(&house, &house.actor, None, None).await, (vec![lan.id], 1), "each sees its own");
        // Both count from the same number, so one is taken that only the first has got to.
        let later = put(&house, None, phone(0, "0349719997")).await.unwrap().id;
        assert!(matches!(put_as(&house, &other, Some(later), phone(1, "0349719998")).await,
            Err(PutPersonError::Lead(LeadError::NotFound(Resource::Person)))));
        assert!(matches!(put(&house, None, PersonChange::default()).await,
            Err(PutPersonError::Lead(LeadError::Refused(_)))), "nobody is known by nothing");
        assert!(matches!(put(&house, Some(lan.id), phone(0, "")).await,
            Err(PutPersonError::Lead(LeadError::Refused(_)))), "the last contact stays");
        assert_eq!(numbers(&house, lan.id).await, ["+84349719999"]);
    }

    async fn who_sees_only_her_own_leads_learns_nothing_of_others_contacts(store: TestStore) {
        let house = House::open(store).await;
        let lan = put(&house, None, phone(0, "0349719999")).await.unwrap();
        let agent = Actor { sees: Sees::Own { agent: AgentId(81), groups: vec![] }, ..house.actor.clone() };
        let made = put_as(&house, &agent, None, phone(0, "0349719998")).await;
        assert!(matches!(made, Err(PutPersonError::Lead(LeadError::Refused(Refusal { field: Field::Person, .. })))), "{made:?}");
        // Her own person, by a lead of hers, may not get another's number, and is not told whose it is.
        let lead = NewLead { agent: Some(AgentId(81)), ..person("Hoa", "0349719997") };
        let lead = house.act(move |tx, actor| create_lead(tx, actor, lead.clone())).await.unwrap();
        let taken = put_as(&house, &agent, Some(lead.person), phone(1, "0349719999")).await;
        assert!(matches!(taken, Err(PutPersonError::Taken(_, None))), "{taken:?}");
        let taken = put(&house, Some(lead.person), phone(1, "0349719999")).await;
        assert!(matches!(taken, Err(PutPersonError::Taken(_, Some(owner))) if owner == lan.id), "{taken:?}");
    }

    async fn of_many_at_once_one_gets_the_contact(store: TestStore) {
        let house = House::open(store).await;
        let jobs: Vec<_> = (0..20).map(|turn| {
            let (hub, actor) = (house.hub.clone(), house.actor.clone());
            // Two contacts in changing order: the locks are taken in one.
            let (one, two) = if turn % 2 == 0 { (0, 1) } else { (1, 0) };
            let mut change = phone(one, "0349719999");
            change.phones.extend(phone(two, "0349719998").phones);
            tokio::spawn(async move { hub.attempt(move |tx| put_person(tx, &actor, None, &change)).await })
        }).collect();
        let mut made = 0;
        for job in jobs {
            match job.await.unwrap() {
                Ok(_) => made += 1,
                Err(PutPersonError::Taken(..)) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!((made, house.count("SELECT COUNT(*) FROM person").await), (1, 1));
    }

    async fn places_are_kept_and_the_rest_moves_up(store: TestStore) {
        let house = House::open(store).await;
        let person = put(&house, None, phone(0, "0349719999")).await.unwrap().id;
        house.pass(SECOND);
        put(&house, Some(person), phone(1, "0349719991")).await.unwrap();
        house.pass(SECOND);
        put(&house, Some(person), phone(0, "0349719998")).await.unwrap();
        assert_eq!(numbers(&house, person).await, ["+84349719998", "+84349719991"]);
        let email = EmailKey::read("lan@example.com");
        put(&house, Some(person), PersonChange { emails: vec![(0, email)], ..phone(0, "") }).await.unwrap();
        assert_eq!(numbers(&house, person).await, ["lan@example.com", "+84349719991"]);
        // What was given back is free.
        assert!(put(&house, None, phone(0, "0349719998")).await.is_ok());
    }

    async fn a_person_has_changed_when_something_of_them_has(store: TestStore) {
        let house = House::open(store).await;
        let first = house.create(contacts("0349719999", "")).await.person;
        let since = house.pass(SECOND);
        let second = house.create(contacts("0349719998", "")).await.person;
        let all = |since| changed(&house, &house.actor, since, None);
        assert_eq!(all(None).await, (vec![second, first], 2));
        assert_eq!(all(Some(since)).await, (vec![second], 1));
        let before = house.pass(SECOND);
        house.create(contacts("0349719999", "")).await;
        put(&house, Some(first), phone(0, "0349719999")).await.unwrap();
        assert_eq!(all(Some(before)).await.1, 0, "nothing new of anybody");
        house.create(contacts("0349719999", "lan@example.com")).await;
        assert_eq!(all(Some(before)).await.0, [first], "a new e-mail");
        house.pass(SECOND);
        put(&house, Some(second), PersonChange { name: Some(Some("Hoa".to_owned())), ..PersonChange::default() }).await.unwrap();
        assert_eq!(all(Some(before)).await.0, [second, first], "another name");
        let extras = serde_json::json!({ "gender": 1 }).as_object().cloned().unwrap();
        house.pass(SECOND);
        put(&house, Some(first), PersonChange { extras, ..PersonChange::default() }).await.unwrap();
        assert_eq!(all(Some(before)).await.0, [first, second], "what a wire keeps");
        assert_eq!(changed(&house, &house.actor, None, Some(since)).await.1, 0);
    }

    async fn a_number_that_a_lead_bears_besides_makes_a_possible_duplicate(store: TestStore) {
        let house = House::open(store).await;
        let mut new = contacts("0349719999", "");
        new.facts.set(Fact::Phone2, Some("0349719998".to_owned()));
        let bearer = house.create(new).await.person;
        let person = put(&house, None, phone(0, "0349719998")).await.unwrap().id;
        let same = house.ask(move |db, actor| Ok(possible_duplicates::list_possible_duplicates(db, actor, person)?)).await;
        assert_eq!(same, [bearer]);
    }
}
