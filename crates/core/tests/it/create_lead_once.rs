//! The verb `create_lead_once`: a caller's own key stands for one lead, however often and however many at once it is sent.
//! On both engines.

use crate::bed::{House, organisation, person};
use crate::gate::start;
use crate::raw;
use leadhub_core::store::lead_keys;
use leadhub_core::{Actor, actions};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

async fn once(house: &House, actor: &Actor, key: &'static str, name: &str) -> (Lead, bool) {
    let new = person(name, "0349719999");
    house.act_as(actor, move |tx, actor| actions::create_lead_once(tx, actor, key, new.clone())).await.unwrap()
}

/// Sends one key many times at once; how many leads were made, all answers naming one lead.
async fn crowd(house: &House) -> usize {
    let jobs: Vec<_> = (0..30)
        .map(|_| {
            let actor = house.actor.clone();
            start(&house.hub, move |tx| actions::create_lead_once(tx, &actor, "k", person("Lan", "0349719999")))
        })
        .collect();
    let (mut made, mut ids) = (0, std::collections::HashSet::new());
    for job in jobs {
        let (lead, is_new) = job.await.unwrap().unwrap();
        made += usize::from(is_new);
        ids.insert(lead.id);
    }
    assert_eq!(ids.len(), 1);
    made
}

both_engines! {
    migrate = crate::migrate;

    async fn the_same_key_is_the_same_lead(store: TestStore) {
        let house = House::open(store).await;
        let (first, made) = once(&house, &house.actor, "k", "Lan").await;
        assert!(made);
        let before = raw::everything(&house.store);
        let (again, made) = once(&house, &house.actor, "k", "Minh").await;
        assert!(!made);
        assert_eq!(format!("{again:?}"), format!("{first:?}"));
        assert_eq!(raw::everything(&house.store), before, "nothing of the second is kept");
        let found = house.ask(|db, actor| Ok(lead_keys::find_lead_by_key(db, actor, "k")?)).await;
        assert_eq!(found, Some(first.id));
        assert!(once(&house, &house.actor, "k2", "Lan").await.1);
    }

    async fn what_is_sent_under_a_key_is_known_again(store: TestStore) {
        let house = House::open(store).await;
        once(&house, &house.actor, "k", "Lan").await;
        for (content, is_new) in [("a", true), ("a", false), ("b", true), ("a", true), ("a", false)] {
            let told = house.act(move |tx, actor| actions::is_new_content(tx, actor, "k", content)).await.unwrap();
            assert_eq!(told, is_new, "{content}");
        }
    }

    async fn a_lead_without_a_key_is_its_integrations_own(store: TestStore) {
        let house = House::open(store).await;
        let own = house.create(person("Lan", "")).await.id;
        let keyed = once(&house, &house.actor, "k", "Lan").await.0.id;
        let stranger = Actor { integration: Some(IntegrationId(4711)), ..house.actor.clone() };
        for (actor, lead, is_own) in
            [(&house.actor, own, true), (&house.actor, keyed, false), (&stranger, own, false), (&house.actor, LeadId(9), false)]
        {
            let told = house.ask_as(actor, move |db, actor| Ok(lead_keys::made_without_key(db, actor, lead)?)).await;
            assert_eq!(told, is_own, "{lead}");
        }
    }

    async fn a_key_is_an_integrations_and_an_organisations_own(store: TestStore) {
        let house = House::open(store).await;
        // Two partners of one wire may count alike.
        let mut other_integration = house.actor.clone();
        other_integration.integration = Some(IntegrationId(4711));
        let other_house = organisation(&house.hub, "beta", 2).await;
        for actor in [&house.actor, &other_integration, &other_house] {
            assert!(once(&house, actor, "k", "Lan").await.1);
        }
    }

    async fn equal_posts_at_once_make_one_lead(store: TestStore) {
        let house = House::open(store).await;
        assert_eq!(crowd(&house).await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 1);
    }

    async fn the_key_of_a_deleted_lead_begins_anew_and_once(store: TestStore) {
        let house = House::open(store).await;
        let gone = once(&house, &house.actor, "k", "Lan").await.0.id;
        house.act(move |tx, actor| actions::delete_lead(tx, actor, gone)).await.unwrap();
        assert_eq!(crowd(&house).await, 1);
        assert_eq!(house.leads().await.len(), 1);
    }

    /// Of many leads of one transaction no term is looked for before it is written, and a key that is a lead's code too has the same terms.
    async fn many_leads_of_one_transaction_have_keys_that_are_their_codes(store: TestStore) {
        let house = House::open(store).await;
        let made = house.act(|tx, actor| {
            for number in 0..40 {
                let (key, phone) = (format!("KEY-{number}"), format!("03497{number:05}"));
                let mut new = person("Lan", &phone);
                new.facts.set(Fact::Code, Some(key.clone()));
                actions::create_lead_once(tx, actor, &key, new)?;
            }
            Ok(())
        });
        assert_eq!(made.await, Ok(()));
        assert_eq!(house.leads().await.len(), 40);
    }

    async fn a_key_that_fits_no_index_is_refused(store: TestStore) {
        let house = House::open(store).await;
        for (length, fits) in [(255, true), (256, false)] {
            let made = house.act(move |tx, actor| {
                actions::create_lead_once(tx, actor, &"đ".repeat(length), person("Lan", ""))
            }).await;
            assert_eq!(made.is_ok(), fits, "{made:?}");
        }
    }

    async fn a_refused_lead_takes_no_key(store: TestStore) {
        let house = House::open(store).await;
        let before = raw::everything(&house.store);
        let refused = house.act(|tx, actor| {
            let new = NewLead { stage: Some(StageId(99)), ..person("Lan", "") };
            actions::create_lead_once(tx, actor, "k", new.clone())
        }).await;
        assert!(matches!(refused, Err(LeadError::Refused(_))));
        assert_eq!(raw::everything(&house.store), before);
    }
}
